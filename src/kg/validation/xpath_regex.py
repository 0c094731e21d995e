r"""Regular expressions of XPath, translated for RE2, which needs linear time for any of them.

Every construct is translated to what it means in XPath, or refused by name: back-references, which
no automaton has, and what other dialects have and XPath has not, such as `\b` and `(?=`.

Classes become ranges of code points, since engines differ in what a class may hold. One thing
differs: with the flag m, a line also begins behind a line end that is the last character.

Source: XQuery 1.0 and XPath 2.0 Functions and Operators (the edition that SPARQL 1.1 refers to),
section 7.6.1; groups without number and the flag q from edition 3.1, section 5.6; XML Schema 1.1
Part 2, appendix G.
"""

from __future__ import annotations

import re
from typing import Final

from kg.errors import in_language
from kg.validation import characters
from kg.validation.characters import Characters, inverted, merged, with_variants, without

MOST_REPETITIONS: Final = 1000  # of RE2
_FLAGS: Final = frozenset("smixq")
_SINGLE: Final = {"n": "\n", "r": "\r", "t": "\t", **{c: c for c in "\\|.?*+(){}-[]^$"}}
_NOT_PLAIN: Final = frozenset(".\\?*+{}()|^$[]")
_QUANTITY: Final = re.compile(r"\{([0-9]+)(,?)([0-9]*)\}")
_SPACE: Final = "\t\n\r "
_ANY: Final[Characters] = inverted(())
_NOT_LINE_END: Final = inverted(((0xA, 0xA),))  # a later edition excludes U+000D, too


def translate(pattern: str, flags: str = "") -> str:
    """Return an expression for RE2 that finds what the pattern finds.

    Args:
        pattern: A regular expression of XPath.
        flags: Letters out of s, m, i, x and q.

    Raises:
        ValueError: It is none, or holds what has no linear form; with the place and a way out.
    """
    unknown = sorted(set(flags) - _FLAGS)
    if unknown:
        raise ValueError(
            in_language(
                f"the flag '{unknown[0]}' is not of XPath; there are s, m, i, x and q",
                f"la marca «{unknown[0]}» no es de XPath; hay s, m, i, x y q",
            )
        )
    if "q" in flags:
        reader = _Reader("", flags)
        return "".join(map(reader.plain, pattern))
    reader = _Reader(pattern, flags)
    translated = reader.alternatives()
    if reader.place < len(pattern):
        raise reader.wrong(
            "a ')' without its '('; write \\) for the character",
            "un «)» sin su «(»; escriba \\) para el carácter",
        )
    return translated


class _Reader:
    """Reads an expression from left to right, and writes what it means."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern, self.flags = pattern, flags
        self.place = 0

    def wrong(self, reason: str, motivo: str) -> ValueError:
        """Return the error at this place, with its reason in English and in Spanish."""
        return ValueError(
            in_language(
                f"at character {self.place + 1}: {reason}",
                f"en el carácter {self.place + 1}: {motivo}",
            )
        )

    def skip_space(self) -> None:
        """With the flag x, white space outside of classes means nothing."""
        while "x" in self.flags and self.peek() in _SPACE and self.peek():
            self.place += 1

    def peek(self) -> str:
        """Return the next character, empty at the end."""
        return self.pattern[self.place : self.place + 1]

    def plain(self, character: str) -> str:
        """Return the expression of one character."""
        number = ord(character)
        if "i" in self.flags:
            return _written(with_variants(number, number))
        return character if character.isalnum() else rf"\x{{{number:x}}}"

    def alternatives(self) -> str:
        """Read branches up to a closing bracket or the end."""
        branches = [self.branch()]
        while self.peek() == "|":
            self.place += 1
            branches.append(self.branch())
        return "|".join(branches)

    def branch(self) -> str:
        """Read pieces, each an atom with what repeats it."""
        pieces = []
        self.skip_space()
        while self.peek() and self.peek() not in "|)":
            atom = self.atom()
            self.skip_space()
            pieces.append(atom + self.quantifier())
            self.skip_space()
        return "".join(pieces)

    def quantifier(self) -> str:
        """Read what stands behind an atom; a reluctant one finds the same texts."""
        mark = self.peek()
        if mark in ("?", "*", "+"):
            self.place += 1
        elif mark == "{":
            mark = self.quantity()
        else:
            return ""
        self.skip_space()
        if self.peek() == "?":
            self.place += 1
        self.skip_space()
        if self.peek() in ("?", "*", "+", "{") and self.peek():
            raise self.wrong(
                f"'{self.peek()}' repeats a repetition; put that in brackets",
                f"«{self.peek()}» repite una repetición; póngala entre paréntesis",
            )
        return mark

    def quantity(self) -> str:
        """Read a number of repetitions in braces."""
        match = _QUANTITY.match(self.pattern, self.place)
        if not match:
            raise self.wrong(
                "'{' begins no number of repetitions; write \\{ for the character",
                "«{» no inicia un número de repeticiones; escriba \\{ para el carácter",
            )
        least, most = int(match[1]), int(match[3] or match[1])
        if max(least, most) > MOST_REPETITIONS:
            raise self.wrong(
                f"{match[0]} are more than {MOST_REPETITIONS} repetitions",
                f"{match[0]} son más de {MOST_REPETITIONS} repeticiones",
            )
        if least > most:
            raise self.wrong(
                f"{match[0]} has its smaller number last",
                f"{match[0]} tiene el número menor al final",
            )
        self.place = match.end()
        return match[0]

    def atom(self) -> str:
        """Read a character, a class, a group or an anchor."""
        character = self.peek()
        match character:
            case "(":
                return self.group()
            case "[":
                return _written(self.char_class())
            case "\\":
                return self.escape()
        self.place += 1
        if character not in _NOT_PLAIN:
            return self.plain(character)
        match character:
            case ".":
                return _written(_ANY if "s" in self.flags else _NOT_LINE_END)
            case "^":
                return "(?m:^)" if "m" in self.flags else r"(?:\A)"
            case "$":
                return "(?m:$)" if "m" in self.flags else r"(?:\z)"
        self.place -= 1
        if character in "?*+":
            raise self.wrong(
                f"'{character}' repeats nothing; write \\{character} for the character",
                f"«{character}» no repite nada; escriba \\{character} para el carácter",
            )
        raise self.wrong(
            f"'{character}' stands alone; write \\{character} for the character",
            f"«{character}» está solo; escriba \\{character} para el carácter",
        )

    def group(self) -> str:
        """Read what stands in brackets."""
        self.place += 1
        if self.pattern.startswith("?", self.place):
            if not self.pattern.startswith("?:", self.place):
                raise self.wrong(
                    f"'({self.pattern[self.place : self.place + 2]}' is not of XPath",
                    f"«({self.pattern[self.place : self.place + 2]}» no es de XPath",
                )
            self.place += 2
        inner = self.alternatives()
        if self.peek() != ")":
            raise self.wrong("a '(' without its ')'", "un «(» sin su «)»")
        self.place += 1
        return f"(?:{inner})"

    def escape(self) -> str:
        """Read an escape outside of a class."""
        letter = self.pattern[self.place + 1 : self.place + 2]
        if letter in _SINGLE and letter:
            self.place += 2
            return self.plain(_SINGLE[letter])
        if letter.isdigit():
            raise self.wrong(
                f"'\\{letter}' refers back to a group, which takes exponential time; "
                "write out what may stand there",
                f"«\\{letter}» se refiere a un grupo anterior, lo que toma tiempo exponencial; "
                "escriba lo que puede estar ahí",
            )
        if letter == "d":  # what RE2 has itself is shorter
            self.place += 2
            return r"\p{Nd}"
        return _written(self.char_set())

    def char_set(self) -> Characters:
        r"""Read an escape that stands for a set: \s, \p{L}, \P{IsGreek}."""
        letter = self.pattern[self.place + 1 : self.place + 2]
        if letter in characters.ESCAPES:
            self.place += 2
            return characters.of_escape(letter)
        if letter not in ("p", "P"):
            raise self.wrong(
                f"'\\{letter}' is not of XPath; a backslash itself is \\\\",
                f"«\\{letter}» no es de XPath; la barra inversa misma es \\\\",
            )
        end = self.pattern.find("}", self.place)
        name = self.pattern[self.place + 3 : end]
        if self.pattern[self.place + 2 : self.place + 3] != "{" or end < 0:
            raise self.wrong(
                f"'\\{letter}' takes a category or a block: \\{letter}{{Lu}}",
                f"«\\{letter}» lleva una categoría o un bloque: \\{letter}{{Lu}}",
            )
        if name in characters.CATEGORIES:
            members = characters.of_category(name)
        elif name.startswith("Is") and name[2:] in characters.BLOCKS:
            members = merged([characters.BLOCKS[name[2:]]])
        else:
            raise self.wrong(
                f"'{name}' is no category, and no block that is known here",
                f"«{name}» no es una categoría ni un bloque conocido",
            )
        self.place = end + 1
        return inverted(members) if letter == "P" else members

    def char_class(self) -> Characters:
        """Read a class from its opening bracket to its closing one."""
        self.place += 1
        is_negative = self.peek() == "^"
        self.place += is_negative
        start = self.place
        ranges: list[tuple[int, int]] = []
        removed: Characters = ()
        while self.peek() != "]" or self.place == start:
            if not self.peek():
                raise self.wrong("a '[' without its ']'", "un «[» sin su «]»")
            if self.pattern.startswith("-[", self.place) and self.place > start:
                self.place += 1
                removed = self.char_class()
                if self.peek() != "]":
                    raise self.wrong(
                        "what is subtracted stands last in its class",
                        "lo que se resta va al final de su clase",
                    )
                break
            ranges += self.class_part(start)
        self.place += 1
        members = merged(ranges)
        return without(inverted(members) if is_negative else members, removed)

    def class_part(self, start: int) -> Characters:
        """Read a range, a character or an escape inside a class."""
        following = self.pattern[self.place + 1 : self.place + 2]
        if self.peek() == "\\" and following not in _SINGLE:
            return self.char_set()
        is_dash = self.peek() == "-"
        first = self.class_character()
        if is_dash and self.peek() != "]" and self.place != start + 1:
            self.place -= 1
            raise self.wrong(
                "'-' can stand first or last in a class; else write \\-",
                "«-» puede ir al principio o al final de una clase; si no, escriba \\-",
            )
        if self.peek() != "-" or self.pattern[self.place + 1 : self.place + 2] in ("]", "["):
            return self.folded(first, first)
        self.place += 1
        last = self.class_character()
        if last < first:
            raise self.wrong(
                f"the range {chr(first)}-{chr(last)} runs backwards",
                f"el rango {chr(first)}-{chr(last)} va al revés",
            )
        return self.folded(first, last)

    def class_character(self) -> int:
        """Read one character of a class, as its code point."""
        character = self.peek()
        if character == "\\":
            following = self.pattern[self.place + 1 : self.place + 2]
            if following not in _SINGLE or not following:
                raise self.wrong(
                    f"'\\{following}' is no end of a range",
                    f"«\\{following}» no es el extremo de un rango",
                )
            self.place += 2
            return ord(_SINGLE[following])
        if character in ("[", "]", ""):
            raise self.wrong(
                f"'{character}' in a class; write \\{character or '-'}",
                f"«{character}» en una clase; escriba \\{character or '-'}",
            )
        self.place += 1
        return ord(character)

    def folded(self, first: int, last: int) -> Characters:
        """Return a range, with the flag i of both cases."""
        return with_variants(first, last) if "i" in self.flags else ((first, last),)


def _written(members: Characters) -> str:
    """Return the class of RE2 with exactly these characters."""
    if not members:
        return r"[^\x{0}-\x{10ffff}]"
    spans = (
        rf"\x{{{first:x}}}" if first == last else rf"\x{{{first:x}}}-\x{{{last:x}}}"
        for first, last in members
    )
    return f"[{''.join(spans)}]"

"""Random texts that are SPARQL, nearly SPARQL, or only made of its tokens, each from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

PROLOGUE = "PREFIX e: <http://example.org/> PREFIX : <http://example.org/x#> "
_VARIABLES = ("?a", "$b", "?c1", "?_d", "?é·x", "?0")
_NAMES = ("e:a", "e:a.b", ":p", "e:", ":", "e:%41b", r"e:a\-b", r"e:\~x", "e:1:2", "e:ñ", r"e:a\.")
_IRIS = ("<http://example.org/a>", "<urn:x#y>", "<urn:a?b&c;d>", r"<urn:\u0041>", "<urn:'q'>")
_STRINGS = (
    "'a'",
    '"b"',
    "''",
    '""',
    r"'it\'s'",
    r'"\\"',
    r"'\u0041\U0001F600'",
    "'# no comment'",
    "'<urn:no>'",
    "'''x\n'y' ''z'''",
    '"""x "y" ""z"""',
    "''''''",
    r"'''\''''",
    "'ñ中'",
    "'a'@en",
    "'a'@es-MX",
    '"1"^^<urn:t>',
    "'x'^^e:t",
)
_NUMBERS = ("0", "12", "1.5", ".5", "1e3", "1.e3", ".5E-2", "-1", "+2", "-.5", "1.5e+10")
_FUNCTIONS = ("STR", "lang", "DATATYPE", "isIRI", "STRLEN", "UCASE", "ABS", "e:f", "<urn:f>")
_GAPS = (" ", "\n", "\t", "\r\n", "\r", "  ", " # it's\n", "#<\r", '#"""\n', "\n#\n ")
_PUNCTUATION = (*"{}()[];,.=<>!*/+-^|?", "&&", "||", "!=", "<=", ">=", "^^", "<<", ">>")
_SENTENCE = """
    SELECT ASK CONSTRUCT DESCRIBE WHERE FILTER OPTIONAL UNION MINUS BIND AS VALUES UNDEF GRAPH
    a true false LIMIT ORDER BY DISTINCT COUNT GROUP HAVING EXISTS NOT IN SERVICE LOAD FROM
    INSERT DELETE DATA PREFIX BASE
"""
_WORDS = tuple(_SENTENCE.split())
#: what a mutation puts in: all that opens, closes or hides something
_TRICKS = (
    *"'\"<>#\\{}()[]?$:;,.@^&|!*+-_%a1 \n\r\t\x0b\x00",
    "\u00a0",
    "\ufeff",
    "\u2028",
    "'''",
    '"""',
    "\\u0041",
    "\\u0027",
    "\\u000A",
    "\\U0001F600",
    "\\'",
    '\\"',
    "\\\\",
    "\\#",
    "e:",
    "_:",
    "@en",
    "^^",
    "<?",
    "//",
    "SERVICE",
)


class Generator:
    """Makes texts from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def text(self) -> str:
        """Return a text: one in four is SPARQL, the others are spoilt or soup."""
        kind = self.random.random()
        if kind < 0.25:
            return self.query()
        if kind < 0.7:
            return self.mutated(self.query())
        if kind < 0.8:
            return PROLOGUE + self.spaced(self.soup())
        return f"{PROLOGUE}SELECT * {{ {self.spaced(self.soup())} }}"

    def choice(self, *choices: str) -> str:
        return self.random.choice(choices)

    def many(self, part: Callable[[], list[str]], most: int, separator: str = "") -> list[str]:
        tokens: list[str] = []
        for index in range(self.random.randint(1, most)):
            if index and separator:
                tokens.append(separator)
            tokens += part()
        return tokens

    def query(self) -> str:
        """Return a query or update that the grammar allows."""
        group = self.group(3)
        forms: Sequence[Callable[[], list[str]]] = (
            lambda: [*self.select(), *group, *self.modifiers()],
            lambda: [*self.select(), *group, *self.modifiers()],
            lambda: ["ask", *group],
            lambda: ["CONSTRUCT", "{", *self.triple(False), "}", "WHERE", *group],
            lambda: ["DESCRIBE", self.choice(*_NAMES, *_IRIS)],
            lambda: ["INSERT", "DATA", "{", *self.data(), "}", ";", "CLEAR", "DEFAULT"],
            lambda: ["DELETE", "{", *self.triple(False), "}", "WHERE", *group],
        )
        return PROLOGUE + self.spaced(self.random.choice(forms)())

    def spaced(self, tokens: Sequence[str]) -> str:
        """Return the tokens with gaps between, and none where two tokens cannot run together."""
        text = ""
        for token in tokens:
            may_touch = not text or text[-1] in "{}()[];,>'\"" or token[0] in "{}()[];,<'\"#?$"
            if not may_touch or self.random.random() < 0.6:
                text += self.random.choice(_GAPS)
            text += token
        return text

    def select(self) -> list[str]:
        projected = ["*"]
        if self.random.random() < 0.5:
            projected = ["(", *self.expression(2), "AS", "?new", ")"]
        return [
            self.choice("SELECT", "select"),
            *self.choice("", "DISTINCT").split(),
            *projected,
            "WHERE",
        ]

    def modifiers(self) -> list[str]:
        tokens: list[str] = []
        if self.random.random() < 0.3:
            tokens += ["ORDER", "BY", self.choice("?a", "DESC(?a)", "(?a<?c1)")]
        if self.random.random() < 0.3:
            tokens += ["LIMIT", "10"]
        return tokens

    def group(self, depth: int) -> list[str]:
        tokens = ["{"]
        for _ in range(self.random.randint(1, 3)):
            tokens += self.pattern(depth)
        return [*tokens, "}"]

    def pattern(self, depth: int) -> list[str]:
        kind = self.random.randint(0, 9 if depth else 4)
        if kind <= 2:
            return [*self.triple(True), "."]
        if kind == 3:
            return ["FILTER", "(", *self.expression(3), ")"]
        if kind == 4:
            return [
                "VALUES",
                "(",
                "?a",
                "$b",
                ")",
                "{",
                "(",
                self.choice(*_NAMES, *_STRINGS),
                *self.choice(*_IRIS, "UNDEF", "1", "true").split(),
                ")",
                "}",
            ]
        if kind == 5:
            return [self.choice("OPTIONAL", "minus"), *self.group(depth - 1)]
        if kind == 6:
            return [*self.group(depth - 1), "UNION", *self.group(depth - 1)]
        if kind == 7:
            return ["GRAPH", self.choice("?g", *_NAMES, *_IRIS), *self.group(depth - 1)]
        if kind == 8:
            return ["FILTER", *self.choice("EXISTS", "NOT EXISTS").split(), *self.group(depth - 1)]
        return ["{", *self.select(), *self.group(depth - 1), *self.modifiers(), "}"]

    def term(self) -> str:
        return self.choice(*_VARIABLES, *_VARIABLES, *_NAMES, *_IRIS, *_STRINGS, *_NUMBERS, "true")

    def triple(self, with_paths: bool) -> list[str]:
        subject = [self.choice(*_VARIABLES, *_NAMES, *_IRIS)]
        verb = [self.choice("a", *_VARIABLES, *_NAMES, *_IRIS)]
        value = [self.term()]
        chance = self.random.random()
        if with_paths and chance < 0.2:
            verb = self.path(2)
        elif with_paths and chance < 0.3:
            value = ["(", *self.many(lambda: [self.term()], 3), ")"]
        elif with_paths and chance < 0.4:
            value = ["[", self.choice("a", *_NAMES), self.term(), "]"]
        elif with_paths and chance < 0.5:
            subject = ["_:b.1"]
        return [*subject, *verb, *value, *([",", self.term()] if chance > 0.8 else [])]

    def path(self, depth: int) -> list[str]:
        kind = self.random.randint(0, 4) if depth else 0
        if kind == 0:
            return [self.choice("a", *_NAMES, *_IRIS)]
        if kind == 1:
            return ["(", *self.path(depth - 1), ")", self.choice("*", "+", "?")]
        if kind == 2:
            return ["^", "(", *self.path(depth - 1), ")"]
        if kind == 3:
            return ["!", "(", self.choice(*_NAMES), "|", self.choice("a", *_IRIS), ")"]
        return [*self.path(depth - 1), self.choice("/", "|"), *self.path(depth - 1)]

    def data(self) -> list[str]:
        constants = (*_NAMES, *_IRIS)
        return [
            self.choice(*constants),
            self.choice(*constants),
            self.choice(*constants, *_STRINGS),
        ]

    def expression(self, depth: int) -> list[str]:
        kind = self.random.randint(0, 7) if depth else 0
        if kind <= 1:
            return [self.term()]
        inner = self.expression(depth - 1)
        if kind == 2:
            return ["(", *inner, ")"]
        if kind == 3:
            return [self.choice("!", "-", "+"), "(", *inner, ")"]
        if kind == 4:
            return [self.choice(*_FUNCTIONS), "(", *inner, ")"]
        if kind == 5:
            return [
                self.choice(*_VARIABLES),
                *self.choice("IN", "NOT IN").split(),
                "(",
                *inner,
                ",",
                "1",
                ")",
            ]
        operator = self.choice("<", "<", "<=", ">", "=", "!=", "&&", "||", "+", "-", "*", "/")
        return ["(", *inner, operator, *self.expression(depth - 1), ")"]

    def soup(self) -> list[str]:
        pools = (_VARIABLES, _NAMES, _IRIS, _STRINGS, _NUMBERS, _WORDS, _PUNCTUATION, _PUNCTUATION)
        return [
            self.random.choice(self.random.choice(pools)) for _ in range(self.random.randint(1, 12))
        ]

    def mutated(self, text: str) -> str:
        """Return the text with a few pieces cut out, doubled or put in."""
        for _ in range(self.random.choice((1, 1, 1, 2, 3))):
            start = self.random.randint(0, len(text))
            end = min(len(text), start + self.random.choice((0, 0, 1, 2, 5)))
            insertion = self.choice(*_TRICKS, "", text[start:end] * 2)
            text = text[:start] + insertion + text[end:]
        return text

r"""The tokens of a SPARQL text, after the terminals of the grammar.

Everything that looks into a query asks here, so that a name, a string or a comment is the same
thing to all of it. The tokens put together again are the text: what stands between them, white
space and comments, is kept as tokens too.

Four things are finer than the list of terminals:

* `<` begins an IRI, except behind a value inside the brackets of an expression, where it
  compares: `FILTER(?a<?b&&?c>?d)` has no IRI. The engine reads it so.
* `\u0041` stands for a character in a string, an IRI, a name, a variable or a keyword, where
  that character itself could stand.
* A prefix has at most 255 characters.
* The brackets of RDF 1.2 (`<<`, `<<(`, `)>>`, `{|`, `|}`) and `~` are tokens.

Source: SPARQL 1.1 Query Language, sections 19.2 (escapes) and 19.8 (terminals 139 to 173).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache, lru_cache
from typing import Final, NamedTuple

from kg.errors import QueryError, in_language


class Kind(Enum):
    """What a token is."""

    SPACE = "white space"
    COMMENT = "comment"
    IRI = "IRI"  # <http://example.org/a>
    NAME = "prefixed name"  # ex:a, ex:, :a, :
    BLANK_NODE = "blank node"  # _:a
    VARIABLE = "variable"  # ?a, $a
    LANGUAGE = "language tag"  # @en
    NUMBER = "number"  # 1, -1.5, 1e3
    STRING = "string"  # 'a', "a", '''a''' and its like with three double quotes
    WORD = "word"  # SELECT, a, true, count
    PUNCTUATION = "punctuation"


class Token(NamedTuple):
    """A piece of a SPARQL text: `query[token.start : token.end] == token.text`."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.start + len(self.text)

    @property
    def is_gap(self) -> bool:
        """Whether this is white space or a comment, which mean nothing."""
        return self.kind is Kind.SPACE or self.kind is Kind.COMMENT

    @property
    def word(self) -> str:
        """The keyword in capitals, empty for all other kinds."""
        return decode(self.text).upper() if self.kind is Kind.WORD else ""

    @property
    def variable(self) -> str:
        """The name of the variable without its sign, empty for all other kinds."""
        return decode(self.text)[1:] if self.kind is Kind.VARIABLE else ""

    @property
    def iri(self) -> str:
        """What stands between the angle brackets, empty for all other kinds."""
        return decode(self.text)[1:-1] if self.kind is Kind.IRI else ""

    @property
    def prefix(self) -> str:
        """The prefix of a prefixed name with its colon, empty for all other kinds."""
        return decode(self.text).partition(":")[0] + ":" if self.kind is Kind.NAME else ""

    def in_full(self, namespaces: Mapping[str, str]) -> str:
        """Return the IRI that an IRI or a prefixed name stands for, empty for all other tokens.

        Args:
            namespaces: Prefix with its colon → namespace; a name with another prefix stands for
                nothing.
        """
        if self.kind is Kind.NAME and self.prefix in namespaces:
            local = decode(self.text).partition(":")[2]
            return namespaces[self.prefix] + local.replace("\\", "")
        return self.iri

    def is_mark(self, *marks: str) -> bool:
        """Whether this is one of these marks of punctuation."""
        return self.kind is Kind.PUNCTUATION and self.text in marks


_CODEPOINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
#: any escape; one by number has its digits in a group
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|.)", re.DOTALL)
_ESCAPED_CHARACTER = r"\\[tbnrf\\\"']"
_BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MARKS = "0-9\u00b7\u0300-\u036f\u203f-\u2040"  # may follow in a name
_ASCII_BASE, _ASCII_MARKS = "A-Za-z", "0-9"  # what of these is ASCII


def _names(escape: str, base: str = _BASE, marks: str = _MARKS) -> dict[Kind, str]:
    """Return the expressions of all kinds that consist of letters; escape: one more letter."""
    any_letter = rf"(?:[{base}_{marks}-]{escape})"
    # bounded, or a.a.a.a… would be looked through again at each dot
    prefix = rf"(?:[{base}]{escape})(?:[{base}_{marks}.-]{escape}){{0,254}}+(?<!\.)"
    local_escape = r"|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
    local_letter = rf"(?:[{base}_{marks}:-]{local_escape}{escape})"
    local = rf"(?:[{base}_0-9:]{local_escape}{escape}){local_letter}*+(?:\.++{local_letter}++)*+"
    return {
        Kind.VARIABLE: rf"[?$](?:[{base}_0-9]{escape})(?:[{base}_{marks}]{escape})*+",
        Kind.BLANK_NODE: (rf"_:(?:[{base}_0-9]{escape}){any_letter}*+(?:\.++{any_letter}++)*+"),
        Kind.NAME: rf"(?:{prefix})?+:(?:{local})?+",
        Kind.LANGUAGE: r"@[A-Za-z]++(?:-[A-Za-z0-9]++)*+(?:--[A-Za-z]++)?+",
        Kind.WORD: rf"(?:[A-Za-z]{escape})(?:[A-Za-z0-9_]{escape})*+",
    }


def _string(quote: str) -> str:
    """Return the expression of strings, the long form first: `'''` may also be `''` and `'`."""
    escape = rf"{_ESCAPED_CHARACTER}|{_CODEPOINT}"
    return (
        rf"{quote * 3}(?:[^{quote}\\]++|{quote}(?!{quote * 2})|{escape})*+{quote * 3}"
        rf"|{quote}(?:[^{quote}\\\n\r]++|{escape})*+{quote}"
    )


_IRI_CHARACTER = r"[^\x00-\x20<>\"{}|^`\\]"
_EXPRESSIONS: Final = {
    Kind.SPACE: r"[ \t\r\n]++",
    Kind.COMMENT: r"#[^\r\n]*+",
    Kind.IRI: rf"<(?:{_IRI_CHARACTER}|{_CODEPOINT})*+>",
    Kind.NUMBER: (
        r"[+-]?(?:[0-9]++\.[0-9]*+[eE][+-]?[0-9]++|\.?[0-9]++[eE][+-]?[0-9]++"
        r"|[0-9]*+\.[0-9]++|[0-9]++)"
    ),
    Kind.STRING: f"{_string(chr(39))}|{_string(chr(34))}",
    Kind.PUNCTUATION: (
        r"<<\(|\)>>|<<|>>|\{\||\|\}|\^\^|&&|\|\||!=|<=|>=|[{}()\[\];,.=<>!*/+\-^|?~]"
    ),
}
#: each kind is a group of the expression, in this order; the frequent ones first
_ORDER: Final = (
    Kind.SPACE,
    Kind.VARIABLE,
    Kind.NAME,
    Kind.WORD,
    Kind.IRI,
    Kind.STRING,
    Kind.COMMENT,
    Kind.BLANK_NODE,
    Kind.NUMBER,
    Kind.LANGUAGE,
    Kind.PUNCTUATION,
)


@cache
def _token_expression(*, ascii_only: bool) -> re.Pattern[str]:
    """Return the expression of a token, a group for each kind.

    Most queries are ASCII, and to compile the classes of all other letters takes 20 ms.
    """
    letters = (_ASCII_BASE, _ASCII_MARKS) if ascii_only else (_BASE, _MARKS)
    expressions = _EXPRESSIONS | _names(f"|{_CODEPOINT}", *letters)
    return re.compile("|".join(f"({expressions[kind]})" for kind in _ORDER))


@cache
def _decoded_expression(kind: Kind) -> re.Pattern[str] | None:
    """Return what the characters of a token must be once its escapes are read, if anything."""
    if kind is Kind.IRI:
        return re.compile(rf"<{_IRI_CHARACTER}*+>")
    expression = _names("").get(kind)
    return re.compile(expression) if expression else None


_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def decode(text: str) -> str:
    """Return the text with the escapes of code points replaced by their characters."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    """Return the character of an escape by number, U+FFFF where there is none with it."""
    digits = escape[1] or escape[2]
    if not digits:
        return escape[0]
    number = int(digits, 16)
    is_character = number < 0xD800 or 0xDFFF < number < 0x110000
    return chr(number) if is_character else "\uffff"


def join(tokens: Iterable[Token]) -> str:
    """Return the text that the tokens were made of."""
    return "".join(token.text for token in tokens)


def without_gaps(tokens: Iterable[Token]) -> list[Token]:
    """Return the tokens that mean something: no white space, no comments."""
    return [token for token in tokens if not token.is_gap]


def declarations(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, Token]]:
    """Yield the declarations of prefixes: PREFIX, the prefix with its colon, the namespace.

    Args:
        tokens: Of a query, without gaps.
    """
    for word, name, iri in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.word == "PREFIX" and name.kind is Kind.NAME and iri.kind is Kind.IRI:
            yield word, name, iri


def closing(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the brace that closes the first one from `start` on.

    Raises:
        QueryError: There is none.
    """
    depth = 0
    for index in range(start, len(tokens)):
        if tokens[index].is_mark("{"):
            depth += 1
        elif tokens[index].is_mark("}"):
            depth -= 1
            if depth == 0:
                return index
    raise QueryError(does_not_parse(in_language("a brace is not closed", "una llave no se cierra")))


def tokenize(query: str) -> Sequence[Token]:
    """Return the tokens of a query or update, white space and comments among them.

    The text need not be SPARQL as a whole; each of its tokens is.

    Raises:
        QueryError: a piece of the text is no token; with line and column, and what to write.
    """
    return _cached(query) if len(query) < _CACHED_LENGTH else _tokenize(query)


_CACHED_LENGTH: Final = 20_000


@lru_cache(maxsize=32)
def _cached(query: str) -> tuple[Token, ...]:
    return _tokenize(query)


def _tokenize(query: str, *, ascii_only: bool = True) -> tuple[Token, ...]:
    """Return the tokens; ascii_only: as long as names, variables and words are ASCII.

    A letter that is not, outside strings, comments and IRIs, begins no token then, and all is read
    again with the classes of all letters.
    """
    surrogate = _SURROGATE.search(query)
    if surrogate:
        raise error_at(
            query,
            surrogate.start(),
            in_language(
                "this is half a character; save the text as UTF-8",
                "esto es medio carácter; guarde el texto en UTF-8",
            ),
        )
    tokens = []
    context = _Context()
    position = 0
    expression = _token_expression(ascii_only=ascii_only)
    while position < len(query):
        match = expression.match(query, position)
        if not match:
            if ascii_only and not query[position].isascii():
                return _tokenize(query, ascii_only=False)
            raise error_at(query, position, _suggestion(query, position))
        kind, text = _ORDER[(match.lastindex or 0) - 1], match[0]
        if kind is not Kind.SPACE and kind is not Kind.COMMENT:
            if text[0] == "<" and context.expects_comparison():
                kind, text = Kind.PUNCTUATION, "<=" if text.startswith("<=") else "<"
            context.add(kind, text)
        token = Token(kind, text, position)
        if "\\" in text:
            _check_escapes(query, token)
        tokens.append(token)
        position += len(text)
    return tuple(tokens)


def _check_escapes(query: str, token: Token) -> None:
    """Raise QueryError for an escape of a character that could not stand there itself."""
    if token.kind is Kind.COMMENT:
        return
    for escape in _ESCAPE.finditer(token.text):
        if _character(escape) == "\uffff":
            raise error_at(
                query,
                token.start + escape.start(),
                in_language(
                    f"{escape[0]} is the number of no character",
                    f"{escape[0]} no es el número de ningún carácter",
                ),
            )
    decoded = decode(token.text)
    expression = _decoded_expression(token.kind)
    if decoded != token.text and expression and not expression.fullmatch(decoded):
        raise error_at(
            query,
            token.start,
            in_language(
                f"'{token.text}' would be '{decoded}', which is no {token.kind.value}; "
                "write out the characters",
                f"«{token.text}» sería «{decoded}», que no puede estar ahí; escriba los caracteres",
            ),
        )


#: words behind which brackets hold an expression, and whether that ends with the brackets
_EXPRESSION_WORDS: Final = {
    "FILTER": True,
    "BIND": True,
    "SELECT": False,
    "BY": False,
    "HAVING": False,
}
_OTHER_CLAUSES: Final = frozenset(("WHERE", "FROM", "LIMIT", "OFFSET", "VALUES"))
_CLOSING: Final = frozenset((")", "]", "}", ">>", ")>>", "|}"))
_OPENING: Final = frozenset(("(", "[", "{", "<<", "<<(", "{|"))


class _Context:
    """The brackets around a token, as far as they tell what `<` is.

    Two brackets look alike: `FILTER(?a<?b)` holds an expression, `VALUES (?a) {(<b>)}` and
    `?s ?p (?a<b>)` hold terms. The clause before an outer bracket tells which one it is.
    """

    def __init__(self) -> None:
        self._brackets = ["{"]  # "E" for the brackets of an expression
        self._clauses = [""]  # for each bracket the word of the clause in it
        self._is_behind_value = False

    def expects_comparison(self) -> bool:
        """Whether an operator must follow: behind a value, inside the brackets of an expression."""
        return self._is_behind_value and self._brackets[-1] == "E"

    def add(self, kind: Kind, text: str) -> None:
        """Take note of a token."""
        self._is_behind_value = True
        if kind is Kind.PUNCTUATION:
            if text in _OPENING:
                self._open(text)
            elif text in _CLOSING:
                self._close()
                return
            self._is_behind_value = False
        elif kind is Kind.WORD:
            word = decode(text).upper()
            self._is_behind_value = word in ("TRUE", "FALSE")
            if word in _EXPRESSION_WORDS:
                self._clauses[-1] = word
            elif word in _OTHER_CLAUSES:
                self._clauses[-1] = ""

    def _open(self, bracket: str) -> None:
        if bracket == "{":
            self._clauses[-1] = ""
        elif bracket == "(" and (self._brackets[-1] == "E" or self._clauses[-1]):
            bracket = "E"
        self._brackets.append(bracket)
        self._clauses.append("")

    def _close(self) -> None:
        if len(self._brackets) > 1:
            self._brackets.pop()
            self._clauses.pop()
        if _EXPRESSION_WORDS.get(self._clauses[-1]):
            self._clauses[-1] = ""


def position_at(query: str, offset: int) -> tuple[int, int]:
    """Return the line and column of a place in the text, both from 1."""
    lines = re.split(r"\r\n|\r|\n", query[:offset])
    return len(lines), len(lines[-1]) + 1


def refused_at(query: str, offset: int, message: str) -> QueryError:
    """Return the error for something in the text that is SPARQL, and not allowed."""
    line, column = position_at(query, offset)
    return QueryError(f"{line}:{column}: {message}")


def error_at(query: str, offset: int, message: str) -> QueryError:
    """Return the error for a place in the text."""
    line, column = position_at(query, offset)
    return QueryError(does_not_parse(f"{line}:{column}: {message}"))


def does_not_parse(reason: str) -> str:
    """Return the message for a text that is no query, with the place and what is wrong there."""
    return in_language(f"the query does not parse: {reason}", f"la consulta no es válida: {reason}")


_TYPOGRAPHIC: Final = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'}


def _suggestion(query: str, position: int) -> str:
    """Return what is wrong with the text at a place where no token begins."""
    char = query[position]
    if char in "'\"":
        return _string_suggestion(query, position)
    if char in _TYPOGRAPHIC:
        return in_language(
            f"'{char}' is no quotation mark in SPARQL; write {_TYPOGRAPHIC[char]}",
            f"«{char}» no son comillas de SPARQL; escriba {_TYPOGRAPHIC[char]}",
        )
    if char == "\\":
        return in_language(
            "a backslash can stand only in a string, an IRI or a name; leave it out",
            "una barra inversa solo puede estar en una cadena, un IRI o un nombre; quítela",
        )
    if char == "&":
        return in_language("'&' is no operator; write &&", "«&» no es un operador; escriba &&")
    if char in "?$":
        return in_language(
            f"no name stands after '{char}'; write a variable as {char}name",
            f"falta el nombre después de «{char}»; escriba una variable como {char}nombre",
        )
    if char == "@":
        return in_language(
            "no language stands after '@'; write a language tag as @en",
            "falta el idioma después de «@»; escríbalo como @es",
        )
    if char == "\ufeff":
        return in_language(
            "a byte order mark is no part of SPARQL; save the text as UTF-8 without it",
            "la marca BOM no es parte de SPARQL; guarde el texto en UTF-8 sin ella",
        )
    if char.isspace() or not char.isprintable():
        return in_language(
            f"U+{ord(char):04X} is no white space in SPARQL; write a space",
            f"U+{ord(char):04X} no es un espacio en SPARQL; escriba un espacio",
        )
    return in_language(
        f"'{char}' can stand only in a string, an IRI or a comment; leave it out",
        f"«{char}» solo puede estar en una cadena, un IRI o un comentario; quítelo",
    )


def _string_suggestion(query: str, position: int) -> str:
    """Return what is wrong with the string that begins at a place, but is none."""
    quote = query[position]
    is_long = query.startswith(quote * 2, max(0, position - 2))  # the lexer took '' for a string
    letter = r"[^\\]" if is_long else rf"[^{quote}\\\n\r]"
    content = re.compile(rf"(?:{letter}|{_ESCAPED_CHARACTER}|{_CODEPOINT})*+").match(
        query, position + 1
    )
    stop = content.end() if content else position
    if query.startswith("\\", stop):
        line, column = position_at(query, stop)
        return in_language(
            f"'{query[stop : stop + 2]}' at {line}:{column} is no escape; "
            "write \\\\ for a backslash",
            f"«{query[stop : stop + 2]}» en {line}:{column} no es un escape; "
            "escriba \\\\ para una barra inversa",
        )
    if is_long:
        return in_language(
            f"the string is not closed; write {quote * 3} at its end",
            f"la cadena no se cierra; escriba {quote * 3} al final",
        )
    return in_language(
        f"the string is not closed on its line; write {quote} at its end, "
        f"or {quote * 3} around a string of several lines",
        f"la cadena no se cierra en su línea; escriba {quote} al final, "
        f"o {quote * 3} alrededor de una cadena de varias líneas",
    )

"""What a query text may do: read the store, and nothing beyond it.

The policy allows what it knows. A text that is not made of tokens, a word that is no keyword,
a name that could be read in two ways: each is refused, since an engine may read it as something
else than what was checked. Oxigraph, for one, looks for keywords without asking where a word
ends: to it `SERVICEa:b` is SERVICE with the name `a:b`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from kg.errors import QueryError, in_language
from kg.sparql.tokens import Kind, Token, error_at, refused_at, tokenize, without_gaps

MAX_LENGTH: Final = 1_000_000
#: brackets within brackets
MAX_NESTING: Final = 200
#: depth of the tree that a parser makes: brackets, and operators and groups in a row
MAX_DEPTH: Final = 500

#: the words of SPARQL 1.1 and 1.2, of queries and updates, and of Oxigraph (LATERAL, ADJUST)
_WORDS: Final = """
    BASE PREFIX VERSION SELECT CONSTRUCT DESCRIBE ASK DISTINCT REDUCED AS FROM NAMED WHERE
    GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET VALUES UNDEF GRAPH OPTIONAL SERVICE SILENT BIND
    MINUS UNION FILTER EXISTS NOT IN LATERAL A TRUE FALSE SEPARATOR
    LOAD INTO CLEAR DROP CREATE ADD TO MOVE COPY INSERT DELETE DATA WITH USING DEFAULT ALL
    COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT
    STR LANG LANGMATCHES LANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT
    STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH
    DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512
    COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC
    REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE HASLANG HASLANGDIR ADJUST
"""
KEYWORDS: Final = frozenset(_WORDS.split())
#: what the prefix of a name may not begin with: to Oxigraph, a keyword before a name
_AMBIGUOUS_PREFIX: Final = re.compile(r"(true|false)?service|load|from", re.IGNORECASE)
#: escapes by number of what ends a string, an IRI or a comment, even behind a backslash
_ESCAPED_DELIMITER: Final = re.compile(r"\\(?:u|U0000)00(?:0[AaDd]|2[27]|3[CcEe]|5[Cc])", re.ASCII)
_CLOSING: Final = frozenset(("}", ")", "]", ">>", ")>>", "|}"))
_OPENING: Final = frozenset(("{", "(", "[", "<<", "<<(", "{|"))
_SEPARATORS: Final = frozenset((".", ";", ","))
#: operators of expressions and paths that can stand in a row
_OPERATORS: Final = frozenset(("||", "&&", "+", "-", "*", "/", "!", "|", "^"))
#: words for each of which a parser puts all that came before one level deeper
_PATTERN_WORDS: Final = frozenset(("UNION", "OPTIONAL", "MINUS", "FILTER", "LATERAL"))


def form(query: str) -> str:
    """Return the word that says what a query or update is, after its prologue: "SELECT".

    It is empty where no word stands there.

    Raises:
        QueryError: The text cannot be taken into tokens.
    """
    tokens = without_gaps(tokenize(query))
    prologue = {"BASE": 2, "PREFIX": 3, "VERSION": 2}  # tokens of a declaration
    index = 0
    while index < len(tokens) and tokens[index].word in prologue:
        index += prologue[tokens[index].word]
    return tokens[index].word if index < len(tokens) else ""


def check(query: str, services: frozenset[str] = frozenset()) -> None:
    """Check that a query or update stays in the store and can be run.

    Args:
        query: The text, before terms are bound in it.
        services: Hosts that SERVICE may name, as HOST or HOST:PORT.

    Raises:
        QueryError: The text would leave the store, is built to exhaust it, or can be read in
            two ways.
    """
    if len(query) > MAX_LENGTH:
        raise QueryError(
            in_language(
                f"the query has {len(query):,} characters; {MAX_LENGTH:,} are allowed",
                f"la consulta tiene {len(query):,} caracteres; se permiten {MAX_LENGTH:,}",
            )
        )
    tokens = tokenize(query)
    for token in tokens:
        _check_unambiguous(query, token)
    meaningful = without_gaps(tokens)
    for token in meaningful:
        if token.kind is Kind.WORD:
            _check_word(query, token)
    _check_network(query, meaningful, services)
    _check_depth(meaningful)


def _check_unambiguous(query: str, token: Token) -> None:
    """Raise QueryError for a token that another parser could take for something else."""
    if "\\" in token.text and (escape := _ESCAPED_DELIMITER.search(token.text)):
        raise error_at(
            query,
            token.start + escape.start(),
            in_language(
                f"{escape[0]} may end the {token.kind.value} or not, engines differ; "
                "write the character itself, behind a backslash if need be",
                f"{escape[0]} puede terminarlo o no, según el motor; escriba el carácter mismo, "
                "tras una barra inversa si hace falta",
            ),
        )
    if _AMBIGUOUS_PREFIX.match(token.prefix):
        raise error_at(
            query,
            token.start,
            in_language(
                f"the prefix '{token.prefix}' begins like a keyword, and Oxigraph may take it for "
                "one; rename it",
                f"el prefijo «{token.prefix}» empieza como una palabra clave, y Oxigraph puede "
                "confundirlos; cámbielo",
            ),
        )


def _check_word(query: str, token: Token) -> None:
    """Raise QueryError for a word that is no keyword of SPARQL, or that reads other graphs."""
    if token.word == "FROM":
        raise refused_at(
            query,
            token.start,
            in_language(
                "FROM is not allowed: use GRAPH to read an evidence graph",
                "FROM no está permitido: lea un grafo de evidencia con GRAPH",
            ),
        )
    if token.word not in KEYWORDS:
        import difflib  # only to help with an error

        near = difflib.get_close_matches(token.word, KEYWORDS, n=1, cutoff=0.75)
        hint = in_language(
            f"did you mean {near[0]}?" if near else "a variable is ?name, a text is 'text'",
            f"¿quiso decir {near[0]}?" if near else "una variable es ?nombre, un texto es 'texto'",
        )
        message = in_language(
            f"'{token.text}' is no word of SPARQL; {hint}",
            f"«{token.text}» no es una palabra de SPARQL; {hint}",
        )
        raise error_at(query, token.start, message)


def _check_network(query: str, tokens: Sequence[Token], services: frozenset[str]) -> None:
    """Raise QueryError for LOAD, and for a SERVICE at a host that is not allowed."""
    for index, token in enumerate(tokens):
        if token.word == "LOAD" or (token.word == "SERVICE" and not services):
            raise refused_at(
                query,
                token.start,
                in_language(
                    f"{token.word} is not allowed: queries do not reach the network; load the data "
                    "first (kg load FILE), or name the host with --allow-service HOST",
                    f"{token.word} no está permitido: las consultas no salen a la red; cargue los "
                    "datos antes (kg load ARCHIVO), o nombre el host con --allow-service HOST",
                ),
            )
        if token.word == "SERVICE":
            following = [part for part in tokens[index + 1 : index + 3] if part.word != "SILENT"]
            _check_service(following[0] if following else token, services)


def _check_service(address: Token, services: frozenset[str]) -> None:
    """Raise QueryError where the token behind SERVICE is not the address of an allowed host."""
    if address.kind is not Kind.IRI:
        raise QueryError(
            in_language(
                "write the address of a SERVICE in full, in angle brackets",
                "escriba completa la dirección de un SERVICE, entre < y >",
            )
        )
    if _has_login(address.iri):
        raise QueryError(
            in_language(
                "the address of a SERVICE holds a login, which is sent to nobody; leave it out",
                "la dirección de un SERVICE contiene un usuario, que no se envía; quítelo",
            )
        )
    if not is_allowed(address.iri, services):
        host = _host_and_port(address.iri)[0] or "HOST"
        raise QueryError(
            in_language(
                f"SERVICE {address.text} is not allowed; --allow-service {host} would allow it",
                f"SERVICE {address.text} no está permitido; --allow-service {host} lo permitiría",
            )
        )


def is_allowed(address: str, services: frozenset[str]) -> bool:
    """Return whether an address of HTTP is at one of some hosts, given as HOST or HOST:PORT."""
    if _has_login(address):
        return False
    host, port = _host_and_port(address)
    allowed = {service.casefold() for service in services}
    return bool(host) and bool({host, f"{host}:{port}"} & allowed)


def _has_login(address: str) -> bool:
    return "@" in re.split(r"[/?#]", address.partition("//")[2])[0]


def _host_and_port(address: str) -> tuple[str, int]:
    """Return the host of an address, an IPv6 one in brackets, and its port; "" for no address."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "", 0
    if parts.scheme not in ("http", "https") or not host:
        return "", 0
    usual = 443 if parts.scheme == "https" else 80
    return f"[{host}]" if ":" in host else host, port or usual


class _Level:
    """What is inside one bracket, so far as it makes the tree of the parser deeper."""

    __slots__ = ("bracket", "operators", "patterns")

    def __init__(self, bracket: str = "{") -> None:
        self.bracket = bracket
        self.patterns = self.operators = 0


def _check_depth(tokens: Iterable[Token]) -> None:
    """Raise QueryError where a parser would have to go deeper than its stack reaches.

    Not only brackets do that: `a || b || c` is the tree `(a || b) || c`, and each UNION, FILTER,
    BIND or OPTIONAL takes all that came before it one level deeper.
    """
    levels = [_Level()]
    for token in tokens:
        if token.text in _OPENING:  # no token of another kind is a mark alone
            levels.append(_Level(token.text))
            if len(levels) - 1 > MAX_NESTING:
                raise QueryError(
                    in_language(
                        f"the query nests deeper than {MAX_NESTING} brackets",
                        f"la consulta anida más de {MAX_NESTING} paréntesis o llaves",
                    )
                )
        elif token.text in _CLOSING:
            del levels[max(1, len(levels) - 1) :]
        elif token.text in _SEPARATORS:
            levels[-1].operators = 0
        elif not _goes_deeper(levels, token):
            continue
        elif sum(1 + level.patterns + level.operators for level in levels) > MAX_DEPTH:
            raise QueryError(
                in_language(
                    f"the query has more than {MAX_DEPTH} operators or patterns in a row; "
                    "write a list of values as VALUES or IN (…)",
                    f"la consulta tiene más de {MAX_DEPTH} operadores o patrones seguidos; "
                    "escriba una lista de valores como VALUES o IN (…)",
                )
            )


def _goes_deeper(levels: list[_Level], token: Token) -> bool:
    """Count a token that makes the tree deeper; return whether it does."""
    level = levels[-1]
    if token.word in _PATTERN_WORDS:
        level.patterns += 1
    elif token.word == "AS":  # (… AS ?x) extends the pattern outside of the brackets
        levels[-2 if len(levels) > 1 else -1].patterns += 1
    elif token.is_mark(*_OPERATORS) or (
        level.bracket == "(" and token.kind is Kind.NUMBER and token.text[0] in "+-"
    ):  # 1+1 is the number 1 and the number +1
        level.operators += 1
    else:
        return False
    return True

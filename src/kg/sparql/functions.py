"""Functions that a query may call, and the plain SPARQL that takes the place of each call.

    PREFIX hxf: <https://w3id.org/helixkg/fn#>
    SELECT ?cluster (hxf:label(?label) AS ?name)
    WHERE { ?cluster a hx:Cluster ; skos:prefLabel ?label FILTER hxf:established(?cluster) }
    GROUP BY ?cluster

is SPARQL as it stands (the grammar lets any IRI be called), and no engine knows the functions.
They are replaced before the query runs, so what is sent to an engine, and what is exported, is
plain SPARQL 1.1 that runs anywhere. A call becomes one expression; a line of the query stays a
line. The variables that it brings in are in no other place of the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from kg.errors import QueryError, in_language
from kg.model import Position
from kg.rdf.namespaces import BASE, GRAPH, HX, VOC
from kg.sparql.tokens import Kind, Token, declarations, position_at, tokenize, without_gaps

NAMESPACE: Final = f"{BASE}fn#"
PREFIX: Final = "hxf"
#: the parameter that holds the language asked for
LANGUAGE: Final = "lang"
_LANGUAGE_DECLARED: Final = (
    "#+   lang: {type: lang, default: es, en: Language of names, es: Idioma de los nombres}"
)


class Function(NamedTuple):
    """A function, and the expression that takes its place.

    In the expression {1} and {2} stand for the arguments, {all} for all of them with commas
    between, {lang} for the language asked for, {new} for a variable that is nowhere else in the
    query, and {hx:sector} and its like for an IRI of the project.
    """

    expression: str
    arguments: tuple[int, int] = (1, 1)  # the least and the most
    new: str = ""  # what to call the variable that it brings in
    of_terms: bool = False  # the arguments stand in a triple: variables and IRIs only
    is_aggregate: bool = False


#: a place of a document in the words of the documents: "tabla 6" is "table 6"
_AT: Final = (
    'REPLACE(REPLACE(REPLACE(LCASE({2}), "^tabla ", "table "), "^nota ", "note "), '
    '"^(secci[oó]n|section|apartado) ", "§")'
)

FUNCTIONS: Final[Mapping[str, Function]] = {
    # Of the labels of a group the one in the language asked for, else English, Spanish, French,
    # then the one that is the same in all ("mul"), then one without a language. It is the least
    # of "0|Querétaro" (the language asked for), "en|Queretaro", "mul|Querétaro", "|Queretaro",
    # and "~|" (no label), from what follows "|".
    "label": Function(
        'STRAFTER(MIN(COALESCE(CONCAT(IF(LANG({1}) = {lang}, "0", LANG({1})), "|", STR({1})), '
        '"~|")), "|")',
        is_aggregate=True,
    ),
    # What follows the last "/" or "#": "Cluster" of hx:Cluster.
    "localName": Function('REPLACE(STR({1}), "^.*[/#]", "")'),
    # Whether a thing is neither only proposed nor planned.
    "established": Function(
        "NOT EXISTS { {1} {hx:realisation} {new} . "
        "FILTER({new} IN ({realisation:proposed}, {realisation:planned})) }",
        new="unreal",
        of_terms=True,
    ),
    # Whether no recorded contradiction names a thing, or names two together.
    "undisputed": Function(
        "NOT EXISTS { GRAPH {graph:catalogue} { {new} {hx:conflicting} {all} } }",
        arguments=(1, 2),
        new="conflict",
        of_terms=True,
    ),
    # How much a figure is, in words: its value with commas between thousands, its power of ten as a
    # word, its unit. "4.851 mil millones de USD" of 4.851, 9 and unit:USD in Spanish.
    "amount": Function(
        'CONCAT(REPLACE(REPLACE(STR({1}), "^(-?[0-9]+)([0-9][0-9][0-9])([.]|$)", "$1,$2$3"), '
        '"^(-?[0-9]+)([0-9][0-9][0-9])([,.]|$)", "$1,$2$3"), '
        'IF(COALESCE({2}, 0) = 0, "", IF({2} = 3, IF({lang} = "es", " mil", " thousand"), '
        'IF({2} = 6, IF({lang} = "es", IF({1} = 1, " millón", " millones"), " million"), '
        'IF({2} = 9, IF({lang} = "es", " mil millones", " billion"), '
        'IF({2} = 12, IF({lang} = "es", " billones", " trillion"), '
        'CONCAT(" × 10^", STR({2}))))))), '
        'IF(STRENDS(STR({3}), "/NUM"), "", IF(STRENDS(STR({3}), "/PCT"), " %", '
        'CONCAT(IF({lang} = "es" && COALESCE({2}, 0) > 3, " de ", " "), '
        'REPLACE(STR({3}), "^.*[/#]", "")))))',
        arguments=(3, 3),
    ),
    # Whether a text names a place of a document, in the words of either language: "§3.1, note 7"
    # names "nota 7", and "note 74" does not.
    "atPlace": Function(
        f'(CONTAINS(LCASE(STR({{1}})), {_AT}) && (!REGEX({_AT}, "[0-9]$") || '
        f'!REGEX(STRAFTER(LCASE(STR({{1}})), {_AT}), "^[0-9]")))',
        arguments=(2, 2),
    ),
    # Whether a date is not after another, as far as the second is written: 2018-05 and
    # 2018-12-31 are not after 2018.
    # Virtuoso stops at the length of a text that is missing, rather than have no result.
    "notAfter": Function(
        '(SUBSTR(STR({1}), 1, STRLEN(COALESCE(STR({2}), ""))) <= STR({2}))', arguments=(2, 2)
    ),
}

_PLACEHOLDER: Final = re.compile(r"\{([\w:]+)\}")
_NAMESPACES: Final = {"hx": HX, "graph": GRAPH, "realisation": f"{VOC}realisation/"}
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_TERMS: Final = frozenset((Kind.VARIABLE, Kind.IRI, Kind.NAME))


def expand(
    text: str,
    *,
    file: str = "",
    declared: Mapping[str, str] | None = None,
    language: str | None = f"?{LANGUAGE}",
) -> str:
    """Return a query with each call of a function replaced by plain SPARQL.

    Lines stay where they are. The declaration of the functions' prefix goes away.

    Args:
        text: A query.
        file: What to call it in messages; "the query" where it has no name.
        declared: Prefix → namespace, where the query may use prefixes without declaring them.
        language: The language asked for as SPARQL writes it: a variable that has a value when the
            query runs, or a text in quotes. None where there is none.

    Raises:
        QueryError: A function is unknown or called in a way that it cannot be; with the place.
    """
    if NAMESPACE not in text and f"{PREFIX}:" not in text:
        return text
    return _Expansion(text, file, declared or {}, language).text()


class _Expansion:
    """One query whose calls are replaced."""

    def __init__(
        self, text: str, file: str, declared: Mapping[str, str], language: str | None
    ) -> None:
        self._source = text
        self._file = file or in_language("the query", "la consulta")
        self._language = language
        self._tokens = tokenize(text)
        self._namespaces = {f"{prefix}:": namespace for prefix, namespace in declared.items()}
        self._declaring: set[int] = set()  # where the tokens of PREFIX … stand
        self._read_prologue()
        self._variables = {token.variable for token in self._tokens}

    def text(self) -> str:
        """Return the query without calls."""
        return self._render(self._tokens, keep_comments=True)

    def _read_prologue(self) -> None:
        """Note the prefixes, and which tokens declare the one of the functions."""
        for word, name, iri in declarations(without_gaps(self._tokens)):
            self._namespaces[name.prefix] = iri.iri
            if iri.iri == NAMESPACE:
                self._declaring.update(range(word.start, iri.end))

    def _written(self, name: str) -> str:
        """Return an IRI of the project as the query can write it: prefixed or in full."""
        prefix, _, local = name.partition(":")
        namespace = _NAMESPACES[prefix]
        for declared, its_namespace in self._namespaces.items():
            if its_namespace == namespace:
                return f"{declared}{local}"
        return f"<{namespace}{local}>"

    def _render(self, tokens: Sequence[Token], *, keep_comments: bool = False) -> str:
        parts: list[str] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            name = self._function_name(token)
            if token.start in self._declaring:
                index += 1
            elif name is not None:
                expression, index = self._call(name, tokens, index)
                parts.append(expression)
            else:
                is_dropped = token.kind is Kind.COMMENT and not keep_comments
                parts.append(" " if is_dropped else token.text)
                index += 1
        return "".join(parts)

    def _function_name(self, token: Token) -> str | None:
        """Return the name in the functions' namespace that a token stands for, None for others."""
        iri = token.in_full(self._namespaces)
        return iri.removeprefix(NAMESPACE) if iri.startswith(NAMESPACE) else None

    def _call(self, name: str, tokens: Sequence[Token], start: int) -> tuple[str, int]:
        """Return the expression for the call that begins at `start`, and where it ends."""
        token = tokens[start]
        function = FUNCTIONS.get(name)
        if function is None:
            raise self._error(token, _unknown(token, name))
        opening = start + 1
        while opening < len(tokens) and tokens[opening].is_gap:
            opening += 1
        if opening == len(tokens) or not tokens[opening].is_mark("("):
            raise self._error(
                token,
                in_language(
                    f"{token.text} is a function; write {token.text}(…)",
                    f"{token.text} es una función; escriba {token.text}(…)",
                ),
            )
        arguments, end = self._arguments(tokens, opening)
        self._check(function, token, arguments)
        texts = [self._render(argument).strip() for argument in arguments]
        return self._filled(function, texts), end

    def _filled(self, function: Function, arguments: Sequence[str]) -> str:
        """Return the expression of a function for these arguments."""
        values = {str(number): text for number, text in enumerate(arguments, start=1)}
        values |= {"all": " , ".join(arguments), "lang": self._language or ""}
        if function.new:
            values["new"] = self._new_variable(function.new)

        def value(placeholder: re.Match[str]) -> str:
            name = placeholder[1]
            return self._written(name) if ":" in name else values[name]

        return _PLACEHOLDER.sub(value, function.expression)

    def _arguments(
        self, tokens: Sequence[Token], opening: int
    ) -> tuple[list[Sequence[Token]], int]:
        """Return the tokens of each argument, and the index behind the closing bracket."""
        arguments: list[Sequence[Token]] = []
        open_brackets: list[str] = []
        begin = opening + 1
        for index in range(opening, len(tokens)):
            token = tokens[index]
            if token.is_mark(*_BRACKETS):
                open_brackets.append(token.text)
            elif (
                token.is_mark(*_BRACKETS.values()) and token.text != _BRACKETS[open_brackets.pop()]
            ):
                break
            if not open_brackets or (len(open_brackets) == 1 and token.is_mark(",")):
                arguments.append(tokens[begin:index])
                begin = index + 1
            if not open_brackets:
                return (arguments if any(map(without_gaps, arguments)) else []), index + 1
        raise self._error(
            tokens[opening],
            in_language(
                "the bracket is not closed; write ')'", "el paréntesis no se cierra; escriba «)»"
            ),
        )

    def _check(
        self, function: Function, token: Token, arguments: Sequence[Sequence[Token]]
    ) -> None:
        """Raise QueryError where a function cannot be called with these arguments."""
        least, most = function.arguments
        if not least <= len(arguments) <= most:
            or_ = in_language("or", "o")
            expected = f"{least} {or_} {most}" if least != most else str(least)
            plural = "s" * (most > 1)
            raise self._error(
                token,
                in_language(
                    f"{token.text} takes {expected} argument{plural}, not {len(arguments)}",
                    f"{token.text} toma {expected} argumento{plural}, no {len(arguments)}",
                ),
            )
        for argument in map(without_gaps, arguments):
            if not argument:
                raise self._error(
                    token,
                    in_language(
                        f"an argument of {token.text} is empty; write it, or leave the comma out",
                        f"un argumento de {token.text} está vacío; escríbalo, o quite la coma",
                    ),
                )
            if argument[0].word == "DISTINCT":
                raise self._error(
                    argument[0],
                    in_language(
                        f"leave DISTINCT out of {token.text}", f"quite DISTINCT de {token.text}"
                    ),
                )
            is_term = len(argument) == 1 and argument[0].kind in _TERMS
            if function.of_terms and not is_term:
                raise self._error(
                    argument[0],
                    in_language(
                        f"{token.text} takes a variable or an IRI",
                        f"{token.text} toma una variable o un IRI",
                    ),
                )
        if "{lang}" in function.expression and self._language is None:
            raise self._error(
                token,
                in_language(
                    f"{token.text} needs the parameter 'lang'; add '{_LANGUAGE_DECLARED}' to the "
                    "header",
                    f"{token.text} necesita el parámetro «lang»; añada «{_LANGUAGE_DECLARED}» al "
                    "encabezado",
                ),
            )

    def _new_variable(self, name: str) -> str:
        """Return a variable that is nowhere in the query: ?name, else ?name2, and so on."""
        number = 1
        candidate = name
        while candidate in self._variables:
            number += 1
            candidate = f"{name}{number}"
        self._variables.add(candidate)
        return f"?{candidate}"

    def _error(self, token: Token, message: str) -> QueryError:
        line, column = position_at(self._source, token.start)
        return QueryError(f"{Position(self._file, line, column)}: {message}")


def _unknown(token: Token, name: str) -> str:
    import difflib

    nearest = difflib.get_close_matches(name, FUNCTIONS, n=1)
    if not nearest:
        known = ", ".join(sorted(FUNCTIONS))
        return in_language(
            f"{token.text} is not a function; there are: {known}",
            f"{token.text} no es una función; existen: {known}",
        )
    suggestion = f"<{NAMESPACE}{nearest[0]}>" if token.iri else f"{token.prefix}{nearest[0]}"
    return in_language(
        f"{token.text} is not a function; did you mean {suggestion}?",
        f"{token.text} no es una función; ¿quiso decir {suggestion}?",
    )

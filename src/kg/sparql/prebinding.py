"""Queries of SHACL, whose variables are bound before they run.

SHACL's pre-binding puts a term in the place of a variable everywhere, in nested groups too.
An IRI can be written there. Other terms cannot stand everywhere in SPARQL; for them the
query projects the variables, so that the engine can join the terms at the end.

Source: Shapes Constraint Language (SHACL), appendix A (pre-binding of variables).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.errors import QueryError, in_language
from kg.rdf.namespaces import RDF_TYPE
from kg.sparql import policy
from kg.sparql.tokens import (
    Kind,
    Token,
    declarations,
    does_not_parse,
    join,
    tokenize,
    without_gaps,
)
from kg.sparql.value_condition import ValueCondition, value_condition

_FORBIDDEN: Final = ("MINUS", "VALUES", "SERVICE")
#: what ends the conditions of GROUP BY and ORDER BY
_AFTER_CONDITIONS: Final = ("HAVING", "LIMIT", "OFFSET")
_AGGREGATES: Final = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}


class Place(NamedTuple):
    """Where a term goes in a query.

    SPARQL lets no term stand alone behind GROUP BY and ORDER BY, where a variable may.

    Attributes:
        variable: The name of the variable that stands there.
        clause: GROUP or ORDER where it is one of the conditions of that clause, else "".
    """

    variable: str
    clause: str

    def written(self, iri: str | None) -> str:
        """Return the IRI as it can stand there, the variable itself where there is none."""
        if iri is None:
            return f"?{self.variable}"
        if self.clause == "GROUP":
            return f" (<{iri}> AS ?{self.variable}) "
        return f" (<{iri}>) " if self.clause == "ORDER" else f" <{iri}> "


@dataclass(frozen=True, slots=True)
class PreboundQuery:
    """A SELECT in which terms can take the place of variables.

    Attributes:
        texts: The query cut where terms go: what stands before, between and after them.
        places: The variables whose terms go between the texts, in their order.
        projected: The whole query, which projects all variables that can be bound.
        variables: Names of the variables that stand in the query and can be bound.
        for_all: The query for all focus nodes at once, where its first pattern begins with
            $this; else None. Then $this is bound by the group itself, and asking once for all
            nodes finds what asking for each finds. Not with EXISTS, which Oxigraph answers in
            quadratic time unless its terms are constants.
        needed: Properties of $this without which the query finds nothing, as IRIs.
        test: A condition on a value of $this without which it finds nothing, if there is one.
    """

    texts: tuple[str, ...]
    places: tuple[Place, ...]
    projected: str
    variables: frozenset[str]
    for_all: str | None
    needed: frozenset[str] = frozenset()
    test: ValueCondition | None = None

    def for_some(self, iris: Iterable[str]) -> str | None:
        """Return the query for some focus nodes at once, where there is one for all."""
        if self.for_all is None:
            return None
        brace = next(token for token in tokenize(self.for_all) if token.is_mark("{"))
        values = " ".join(f"<{iri}>" for iri in iris)
        start, group = self.for_all[: brace.end], self.for_all[brace.end :]
        return f"{start} VALUES ?this {{ {values} }} {group}"

    def with_iris(self, iris: Mapping[str, str]) -> str:
        """Return the query with IRIs in the place of their variables.

        Args:
            iris: IRI by name of the variable; the others remain variables.
        """
        query = self.texts[0]
        for place, text in zip(self.places, self.texts[1:], strict=True):
            query += place.written(iris.get(place.variable)) + text
        return query


def prebind(
    query: str, names: Collection[str], *, path: str = "", prologue: str = ""
) -> PreboundQuery:
    """Return a query that is ready for its variables to be bound.

    Args:
        query: A SELECT, or an ASK, of which a SELECT is made that has a row where it is true.
        names: Names of the variables that SHACL binds beforehand.
        path: What takes the place of $PATH, as a property path in SPARQL.
        prologue: Prefixes, as `prologue` returns them.

    Raises:
        QueryError: The query holds what SHACL forbids beside pre-binding, or what no query may do.
    """
    tokens = list(tokenize(query))
    _check_allowed(without_gaps(tokens), names)
    policy.check(query)
    variables = frozenset(token.variable for token in tokens).intersection(names)
    tokens = _as_select(_with_path(tokens, path))
    _check_subqueries(tokens)
    texts, places = _cut(prologue, tokens, variables)
    projected = prologue + join(_projecting(tokens, variables))
    all_tokens = without_gaps(tokenize(projected))
    is_for_all = variables == {"this"} and _is_one_group(tokens) and _ends_in_first_brace(texts[0])
    return PreboundQuery(
        texts,
        places,
        projected,
        variables,
        projected if is_for_all else None,
        frozenset(_needed(all_tokens)),
        value_condition(projected, all_tokens) if variables == {"this"} else None,
    )


def _needed(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the properties of the patterns about $this with which the outer group begins.

    All solutions have them, whatever follows: a group is the join of its patterns. Only an
    aggregate has a solution where nothing matches.
    """
    namespaces = {name.prefix: iri.iri for _, name, iri in declarations(tokens)}
    start = next((n for n, token in enumerate(tokens) if token.is_mark("{")), len(tokens))
    position = start + 1
    words = {token.word for token in tokens}
    is_expression = start and tokens[start - 1].word == "EXISTS"  # in the projection
    if is_expression or words & _AGGREGATES or position >= len(tokens):
        return
    if tokens[position].variable != "this":
        return
    while position + 3 < len(tokens):
        _, predicate, value, end = tokens[position : position + 4]
        iri = RDF_TYPE if predicate.text == "a" else predicate.in_full(namespaces)
        is_value = value.kind in (Kind.IRI, Kind.NAME) or value.variable
        if not iri or not is_value or not end.is_mark(";", ".", ",", "}"):
            return
        yield iri
        position += 3
        if not end.is_mark(";"):
            return


def prologue(prefixes: Iterable[tuple[str, str]]) -> str:
    """Return the declarations of prefixes.

    Args:
        prefixes: Pairs of a prefix without its colon and a namespace.

    Raises:
        QueryError: A prefix or namespace cannot be written in SPARQL.
    """
    return "".join(_declaration(prefix, namespace) for prefix, namespace in prefixes)


def _declaration(prefix: str, namespace: str) -> str:
    """Return the declaration of one prefix, which is nothing more than that."""
    declaration = f"PREFIX {prefix}: <{namespace}>\n"
    _, *parts = without_gaps(tokenize(declaration))
    expected = [(Kind.NAME, f"{prefix}:"), (Kind.IRI, f"<{namespace}>")]
    if [(token.kind, token.text) for token in parts] != expected:
        raise QueryError(
            in_language(
                f"'{prefix}' with '{namespace}' is no prefix with its namespace",
                f"«{prefix}» con «{namespace}» no es un prefijo con su espacio de nombres",
            )
        )
    return declaration


def _check_allowed(tokens: Sequence[Token], names: Collection[str]) -> None:
    """Raise QueryError for what SHACL forbids in any query; tokens: without gaps."""
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.word in _FORBIDDEN:
            raise QueryError(
                in_language(
                    f"{token.word} may not stand in a SPARQL constraint",
                    f"{token.word} no puede estar en una restricción en SPARQL",
                )
            )
        if before and before.word == "AS" and token.variable in names:
            raise QueryError(
                in_language(
                    f"AS {token.text} would bind again what is bound beforehand",
                    f"AS {token.text} volvería a ligar lo que ya está ligado",
                )
            )
        if token.variable == "shapesGraph":
            raise QueryError(
                in_language(
                    "$shapesGraph is not offered; write the values into the query",
                    "$shapesGraph no se ofrece; escriba los valores en la consulta",
                )
            )


def _with_path(tokens: list[Token], path: str) -> list[Token]:
    """Return the tokens with the path in the place of $PATH."""
    if not any(token.variable == "PATH" for token in tokens):
        return tokens
    if not path:
        raise QueryError(
            in_language(
                "$PATH stands in a query of a shape without sh:path",
                "$PATH está en la consulta de una forma sin sh:path",
            )
        )
    replacement = tokenize(path)
    return [
        new for token in tokens for new in (replacement if token.variable == "PATH" else (token,))
    ]


def _as_select(tokens: list[Token]) -> list[Token]:
    """Return an ASK as the SELECT that has a row where it is true, a SELECT as it is."""
    start = next((index for index, token in enumerate(tokens) if token.word == "ASK"), None)
    if start is None:
        return tokens
    return [*tokens[:start], *tokenize("SELECT * "), *tokens[start + 1 :]]


def _check_subqueries(tokens: Sequence[Token]) -> None:
    """Raise QueryError for a nested SELECT that would not know $this."""
    selects = [index for index, token in enumerate(tokens) if token.word == "SELECT"]
    for start in selects[1:]:
        if not any(token.variable == "this" for token in _projection(tokens, start)):
            raise QueryError(
                in_language(
                    "a subquery must select $this, which is bound beforehand",
                    "una subconsulta debe seleccionar $this, que ya está ligada",
                )
            )


def _projection(tokens: Sequence[Token], start: int) -> Sequence[Token]:
    """Return the tokens from a SELECT up to the group that follows it."""
    end = start
    while end < len(tokens) and not tokens[end].is_mark("{"):
        end += 1
    return tokens[start:end]


def _cut(
    prologue: str, tokens: Sequence[Token], variables: Collection[str]
) -> tuple[tuple[str, ...], tuple[Place, ...]]:
    """Return the query cut at the places where terms go, and these places.

    Projections keep their variables.
    """
    texts = [prologue]
    places: list[Place] = []
    is_projection = False
    skip_to = 0
    for index, (token, clause) in enumerate(zip(tokens, _clauses(tokens), strict=True)):
        if index < skip_to:
            continue
        is_projection = (is_projection or token.word == "SELECT") and not token.is_mark("{")
        bound = _tested(tokens, index) if token.word == "BOUND" else None
        if bound and bound[0] in variables:  # BOUND takes no term, and is true of one
            texts[-1] += "(true)"
            skip_to = bound[1]
        elif token.variable in variables and not is_projection:
            places.append(Place(token.variable, clause))
            texts.append("")
        else:
            texts[-1] += token.text
    return tuple(texts), tuple(places)


def _clauses(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield for each token GROUP or ORDER where it is a condition of such a clause, else ""."""
    groups = [("", 0)]  # of each open brace the clause, and the open brackets in it
    for token in tokens:
        clause, brackets = groups.pop()
        if token.word in ("GROUP", "ORDER"):
            clause = token.word
        elif token.word in _AFTER_CONDITIONS:
            clause = ""
        brackets += token.is_mark("(") - token.is_mark(")")
        groups.append((clause, brackets))
        if token.is_mark("{"):
            groups.append(("", 0))
        elif token.is_mark("}") and len(groups) > 1:
            groups.pop()
        yield clause if not brackets else ""


def _tested(tokens: Sequence[Token], start: int) -> tuple[str, int] | None:
    """Return the variable of BOUND ( ?variable ) and the index after it."""
    following = [index for index in range(start + 1, len(tokens)) if not tokens[index].is_gap][:3]
    if len(following) < 3:
        return None
    opening, variable, closing = (tokens[index] for index in following)
    if not (opening.is_mark("(") and variable.variable and closing.is_mark(")")):
        return None
    return variable.variable, following[-1] + 1


def _projecting(tokens: Sequence[Token], variables: Collection[str]) -> list[Token]:
    """Return the query so that its outer SELECT names every variable bound beforehand."""
    start = next((i for i, token in enumerate(tokens) if token.word == "SELECT"), None)
    if start is None:
        raise QueryError(
            does_not_parse(
                in_language(
                    "a constraint needs a SELECT or an ASK", "una restricción necesita SELECT o ASK"
                )
            )
        )
    head = list(_projection(tokens, start))
    end = start + len(head)
    first = 1  # the first thing that is projected, behind SELECT
    while first < len(head) and (head[first].is_gap or head[first].word in ("DISTINCT", "REDUCED")):
        first += 1
    missing = sorted(set(variables) - {token.variable for token in head})
    is_all = first < len(head) and head[first].is_mark("*")
    if is_all and variables:
        head[first : first + 1] = tokenize("".join(f" ?{name}" for name in sorted(variables)))
    else:
        head[first:first] = tokenize("".join(f" ?{name} " for name in missing))
    return [*tokens[:start], *head, *tokens[end:]]


def _is_one_group(tokens: Sequence[Token]) -> bool:
    """Whether there is neither a subquery nor EXISTS."""
    words = [token.word for token in tokens]
    return words.count("SELECT") == 1 and "EXISTS" not in words


def _ends_in_first_brace(text: str) -> bool:
    """Whether the text ends with the first brace in it."""
    tokens = without_gaps(tokenize(text))
    return [index for index, token in enumerate(tokens, 1) if token.is_mark("{")] == [len(tokens)]

"""Constraints written in SPARQL: `sh:sparql`, and constraint components with validators.

A SPARQL constraint may declare what it reads, as paths from the focus node:

    sh:sparql [ hx:reads ( [ sh:inversePath hx:participatesIn ] hx:participant ) ; … ]

A change elsewhere then leaves its result alone. Without a declaration every target of the shape
is checked again after each change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.rdf.namespaces import HX, OWL, SH
from kg.validation.data_graph import Graph, MemoryGraph, Node, Term
from kg.validation.paths import Path, Step, in_sparql
from kg.validation.shapes import Constraint, Finding, Shape
from kg.validation.shapes_graph import ShapesGraph

#: a query up to the first pattern of its outer group
_FIRST = re.compile(r"[^{]*\{\s*", re.DOTALL)
_COMPONENT = SH + "SPARQLConstraintComponent"
_SKIPPED = r"\"\"\"(?:.|\n)*?\"\"\"|'''(?:.|\n)*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
_TOKEN = re.compile(rf"{_SKIPPED}|<[^<>\"{{}}|^`\\\s]*>|#[^\n]*|[?$]\w+|\w+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Query:
    """A query of a constraint, ready for terms to be bound in it beforehand.

    IRIs are written in the place of their variables, in nested groups too, as SHACL defines
    pre-binding; Oxigraph's substitution, which joins them at the end, serves other terms,
    which SPARQL cannot write everywhere.
    """

    parts: tuple[str, ...]  # text, variable name, text, …, text
    projected: str
    variables: frozenset[str]

    @property
    def for_all(self) -> str | None:
        """The query for all focus nodes at once, where its first pattern begins with $this.

        Then $this is bound by the group itself, and asking once for all nodes finds what asking
        for each finds. Not with EXISTS, which Oxigraph answers in quadratic time unless its
        terms are constants.
        """
        plain = self.projected.upper()
        first = self.variables == {"this"} and _FIRST.fullmatch(self.parts[0])
        if first and plain.count("SELECT") == 1 and "EXISTS" not in plain:
            return self.projected
        return None

    def solutions(
        self, graph: Graph, values: Mapping[str, Term]
    ) -> Iterator[Mapping[str, Term | None]]:
        """Yield the solutions with the values bound."""
        bound = {name: term for name, term in values.items() if name in self.variables}
        if all(isinstance(term, ox.NamedNode) for term in bound.values()):
            texts = [
                f"<{bound[part].value}>"
                if index % 2 and part in bound
                else f"?{part}"
                if index % 2
                else part
                for index, part in enumerate(self.parts)
            ]
            return graph.select("".join(texts))
        return graph.select(self.projected, bound)


@dataclass(frozen=True, slots=True)
class Sparql(Constraint):
    """sh:sparql, or a SELECT validator: each solution is a finding"""

    iri: str
    shape: Shape
    query: Query
    values: Mapping[str, Term]
    messages: tuple[ox.Literal, ...]
    locality: tuple[Path, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return self.iri

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for row in self.query.solutions(graph, {**self.values, "this": focus}):
            value, path, message = row.get("value"), row.get("path"), row.get("message")
            if value is None and self.shape.path is None:
                value = focus
            own = (message,) if isinstance(message, ox.Literal) else self.messages
            yield Finding(
                value,
                Step(path) if isinstance(path, ox.NamedNode) else None,
                tuple(_filled(text, {**self.values, **row}) for text in own),
            )

    def reads(self, path: Path) -> Iterator[Path]:
        yield from self.locality

    def not_local(self) -> str:
        return "" if self.locality else "its SPARQL constraint does not declare what it reads"


@dataclass(frozen=True, slots=True)
class Asked(Constraint):
    """An ASK validator: each value for which it is false is a finding"""

    iri: str
    query: Query
    values: Mapping[str, Term]
    messages: tuple[ox.Literal, ...]

    @property
    def name(self) -> str:
        """The IRI of the constraint component."""
        return self.iri

    def check(self, focus: Term, values: Sequence[Term], graph: Graph) -> Iterator[Finding]:
        for value in values:
            bound = {**self.values, "this": focus, "value": value}
            if not any(True for _ in self.query.solutions(graph, bound)):
                yield Finding(value, None, tuple(_filled(text, bound) for text in self.messages))

    def not_local(self) -> str:
        return "its constraint component is written in SPARQL"


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component that the shapes graph declares."""

    node: Term
    required: tuple[Node, ...]
    optional: tuple[Node, ...]

    def constraints(self, source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
        """Yield the constraints of this component at a shape."""
        found = {
            predicate: source.graph.objects(node, predicate)
            for predicate in (*self.required, *self.optional)
        }
        if not all(found[predicate] for predicate in self.required):
            return
        several = [predicate for predicate, terms in found.items() if len(terms) > 1]
        if several and len(found) > 1:
            raise source.wrong(
                node,
                f"<{several[0].value}> stands more than once; a component "
                "with several parameters takes one value of each",
            )
        chosen: list[dict[str, Term]] = (
            [{_local(several[0]): term} for term in found[several[0]]]
            if several
            else [{_local(p): terms[0] for p, terms in found.items() if terms}]
        )
        own = "nodeValidator" if shape.path is None else "propertyValidator"
        validators = source.values(self.node, own) or source.values(self.node, "validator")
        if not validators:
            raise source.wrong(node, f"its component <{self.node.value}> has no validator")
        iri = self.node.value
        names = tuple(_local(predicate) for predicate in found)
        for values in chosen:
            bound = {**values, "currentShape": node}
            messages = source.messages(validators[0])
            if source.values(validators[0], "ask"):
                yield Asked(
                    iri, _query(source, validators[0], "ask", shape, names), bound, messages
                )
            else:
                yield Sparql(
                    iri,
                    shape,
                    _query(source, validators[0], "select", shape, names),
                    bound,
                    messages,
                    (),
                )


def declared_components(source: ShapesGraph) -> tuple[Component, ...]:
    """Return the constraint components that the shapes graph declares."""
    found = []
    for node in source.graph.instances(ox.NamedNode(SH + "ConstraintComponent")):
        if isinstance(node, ox.NamedNode) and node.value.startswith(SH):
            continue
        required: list[Node] = []
        optional: list[Node] = []
        for parameter in source.values(node, "parameter"):
            path = source.value(parameter, "path")
            if not isinstance(path, ox.NamedNode):
                raise source.wrong(node, "a parameter takes an IRI as sh:path")
            is_optional = source.boolean(parameter, "optional", source.value(parameter, "optional"))
            (optional if is_optional else required).append(path)
        if required:
            found.append(Component(node, tuple(required), tuple(optional)))
    return tuple(found)


def sparql_constraints(source: ShapesGraph, node: Term, shape: Shape) -> Iterator[Constraint]:
    """Yield the SPARQL constraints of a shape."""
    for constraint in source.values(node, "sparql"):
        if source.boolean(constraint, "deactivated", source.value(constraint, "deactivated")):
            continue
        locality = tuple(
            source.path(node, path) for path in source.values(constraint, HX + "reads")
        )
        query = _query(source, constraint, "select", shape, ())
        yield Sparql(
            _COMPONENT,
            shape,
            query,
            {"currentShape": node},
            source.messages(constraint),
            locality,
        )


def _query(
    source: ShapesGraph, node: Term, kind: str, shape: Shape, parameters: Sequence[str]
) -> Query:
    """Return the query of a constraint or validator. Raises ShapeError where it is not allowed."""
    found = source.value(node, kind)
    if found is None:
        raise source.wrong(node, f"a constraint in SPARQL needs sh:{kind}")
    text = source.text(node, kind, found)
    names = ("this", "currentShape", *parameters, *(("value",) if kind == "ask" else ()))
    tokens = _TOKEN.findall(text)
    words = [token.upper() for token in tokens]
    for forbidden in ("MINUS", "VALUES", "SERVICE"):
        if forbidden in words:
            raise source.wrong(node, f"{forbidden} may not stand in a SPARQL constraint")
    for index, word in enumerate(words):
        if word == "AS":
            after = next((t for t in tokens[index + 1 :] if not t.isspace()), "")
            if after[:1] in ("?", "$") and after[1:] in names:
                raise source.wrong(node, f"AS {after} would bind again what is bound beforehand")
    if {"$shapesGraph", "?shapesGraph"} & set(tokens):
        raise source.wrong(node, "$shapesGraph is not offered; write the values into the query")
    variables = frozenset(token[1:] for token in tokens if token[:1] in ("?", "$")) & frozenset(
        names
    )
    if {"$PATH", "?PATH"} & set(tokens):
        if shape.path is None:
            raise source.wrong(node, "$PATH stands in a query of a shape without sh:path")
        path = in_sparql(shape.path)
        tokens = [path if token in ("$PATH", "?PATH") else token for token in tokens]
    if "ASK" in words:
        start = words.index("ASK")
        tokens[start : start + 1] = ["SELECT", " ", "*", " "]
    inner = [index for index, token in enumerate(tokens) if token.upper() == "SELECT"]
    for start in inner[1:]:
        if not {"$this", "?this"} & set(_until_group(tokens, start)):
            raise source.wrong(node, "a subquery must select $this, which is bound beforehand")
    prologue = "".join(_prefixes(source, node))
    query = Query(
        _parts(prologue, tokens, variables),
        prologue + "".join(_projecting(tokens, variables)),
        variables,
    )
    try:
        nothing = MemoryGraph(())
        list(query.solutions(nothing, dict.fromkeys(variables, ox.NamedNode("urn:x"))))
        list(query.solutions(nothing, dict.fromkeys(variables, ox.Literal("x"))))
    except (SyntaxError, ValueError, RuntimeError) as error:
        raise source.wrong(node, f"its query does not parse: {error}") from error
    return query


def _until_group(tokens: Sequence[str], start: int) -> Sequence[str]:
    """Return the tokens from a SELECT to the group that follows it: what it projects."""
    return tokens[start : tokens.index("{", start)] if "{" in tokens[start:] else tokens[start:]


def _parts(prologue: str, tokens: Sequence[str], variables: frozenset[str]) -> tuple[str, ...]:
    """Return the query cut at the places where a term goes; projections keep their variables."""
    parts = [prologue]
    projecting = False
    skip_to = -1
    for index, token in enumerate(tokens):
        if index < skip_to:
            continue
        projecting = (projecting or token.upper() == "SELECT") and not token.startswith("{")
        tested = _tested(tokens, index) if token.upper() == "BOUND" else None
        if tested and tested[0] in variables:  # BOUND takes no term, and is true of one
            parts[-1] += "(true)"
            skip_to = tested[1]
        elif token[:1] in ("?", "$") and token[1:] in variables and not projecting:
            parts += [token[1:], ""]
        else:
            parts[-1] += token
    return tuple(parts)


def _tested(tokens: Sequence[str], start: int) -> tuple[str, int] | None:
    """Return the variable of BOUND ( ?variable ) and the index after it."""
    seen: list[str] = []
    for index in range(start + 1, len(tokens)):
        if not tokens[index].isspace():
            seen.append(tokens[index])
        if len(seen) == 3:
            return (seen[1][1:], index + 1) if seen[0] == "(" and seen[2] == ")" else None
    return None


def _projecting(tokens: list[str], variables: frozenset[str]) -> list[str]:
    """Return the query so that its outer SELECT names every variable bound beforehand."""
    start = next(index for index, token in enumerate(tokens) if token.upper() == "SELECT")
    head = list(_until_group(tokens, start))
    missing = sorted(variables - {token[1:] for token in head if token[:1] in ("?", "$")})
    if "*" in head:
        head[head.index("*")] = " ".join(f"?{name}" for name in sorted(variables)) or "*"
    elif missing:
        after = 1 + max(
            i for i, token in enumerate(head) if token.upper() in ("SELECT", "DISTINCT", "REDUCED")
        )
        head.insert(after, "".join(f" ?{name}" for name in missing))
    return [*tokens[:start], *head, *tokens[start + len(_until_group(tokens, start)) :]]


def _prefixes(source: ShapesGraph, node: Term) -> Iterator[str]:
    seen: set[Term] = set()
    wave = source.values(node, "prefixes")
    while wave:
        owner = wave.pop()
        if owner in seen:
            continue
        seen.add(owner)
        wave.extend(source.values(owner, OWL + "imports"))
        for declaration in source.values(owner, "declare"):
            prefix = source.value(declaration, "prefix")
            namespace = source.value(declaration, "namespace")
            if prefix is not None and namespace is not None:
                yield f"PREFIX {prefix.value}: <{namespace.value}>\n"


def _filled(message: ox.Literal, values: Mapping[str, Term | None]) -> ox.Literal:
    """Return a message with {?name} and {$name} replaced by the values."""

    def put(found: re.Match[str]) -> str:
        term = values.get(found[1])
        return found[0] if term is None else term.value

    text = re.sub(r"\{[?$](\w+)\}", put, message.value)
    return ox.Literal(text, language=message.language) if message.language else ox.Literal(text)


def _local(predicate: Node) -> str:
    return re.split(r"[/#:]", predicate.value)[-1]

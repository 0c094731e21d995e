"""Which statements a result holds against one another: two values of what may have one, two dates.

Who reads that a thing has two founding dates wants to see both, and who states each. Other results
are about one value, or about what is missing: for them nothing is compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.validation.constraints import (
    DisjointWith,
    EqualTo,
    LessThan,
    Logical,
    MaxCount,
    Qualified,
    UniqueLang,
)
from kg.validation.data_graph import TYPE, Graph, Statement, Term
from kg.validation.paths import HERE, Alternative, Path, Repeat, Sequence, Step
from kg.validation.shapes import Constraint, Shape
from kg.validation.sparql_constraints import SelectConstraint


def compared(
    shape: Shape, component: str, focus: Term, value: Term | None, graph: Graph
) -> list[Statement]:
    """Return the statements that a constraint holds against one another, each once.

    Args:
        shape: The shape whose constraint is broken.
        component: The IRI of the constraint component.
        focus: The node that breaks it.
        value: The value of the result.
        graph: What was validated.
    """
    statements: dict[Statement, None] = {}
    for constraint in shape.constraints:
        if constraint.name == component:
            statements.update(dict.fromkeys(_of(constraint, shape.path, focus, value, graph)))
    return list(statements)


def _of(
    constraint: Constraint, path: Path | None, focus: Term, value: Term | None, graph: Graph
) -> Iterable[Statement]:
    """Yield what one constraint compares."""
    if path is None:
        if isinstance(constraint, Logical | SelectConstraint):
            return _read(constraint, focus, value, graph)
        return ()
    if isinstance(constraint, MaxCount | UniqueLang | Qualified):
        return _of_many(constraint, path, focus, graph)
    if isinstance(constraint, DisjointWith | EqualTo | LessThan):
        return _of_two(constraint, path, focus, value, graph)
    return ()


def _of_many(
    constraint: MaxCount | UniqueLang | Qualified, path: Path, focus: Term, graph: Graph
) -> Iterator[Statement]:
    """Yield the values of which there are too many."""
    statements = list(_first(path, focus, graph))
    languages = Counter(_language(statement[2]) for statement in statements)
    for statement in statements:
        end = statement[0] if statement[2] == focus else statement[2]
        if isinstance(constraint, UniqueLang):
            if _language(end) and languages[_language(end)] > 1:
                yield statement
        elif isinstance(constraint, MaxCount) or (
            constraint.most is not None and constraint.shape.fits(end, graph)
        ):
            yield statement


def _of_two(
    constraint: DisjointWith | EqualTo | LessThan,
    path: Path,
    focus: Term,
    value: Term | None,
    graph: Graph,
) -> Iterator[Statement]:
    """Yield the value that is wrong, and the values of the other property."""
    yield from (s for s in _first(path, focus, graph) if value in (s[0], s[2]))
    for other in _first(Step(constraint.other), focus, graph):
        if not isinstance(constraint, DisjointWith) or other[2] == value:
            yield other


def _read(constraint: Constraint, focus: Term, value: Term | None, graph: Graph) -> list[Statement]:
    """Return what a query, or a choice between shapes, reads at the focus node itself.

    Where it is tied to itself, that statement alone; where others have the same value, that value.
    """
    paths = list(constraint.reads(HERE))
    read = [statement for path in paths for statement in _first(path, focus, graph)]
    to_itself = [s for s in read if s[0] == s[2] == focus]
    if to_itself:
        return to_itself
    statements = [s for s in read if s[1] != TYPE and s[2] != focus]
    shared = [s for s in statements if s[2] == value]
    return shared if any(s[0] != focus for s in shared) else statements


def _first(path: Path, focus: Term, graph: Graph) -> Iterator[Statement]:
    """Yield the statements of the first step of a path.

    Of a path to others with the same value (`p/^p`) theirs, too.
    """
    if isinstance(path, Step):
        if path.predicate is None:
            return
        if path.inverse:
            yield from ((s, path.predicate, focus) for s in graph.subjects(path.predicate, focus))
        else:
            yield from ((focus, path.predicate, o) for o in graph.objects(focus, path.predicate))
    elif isinstance(path, Sequence):
        for statement in _first(path.parts[0], focus, graph) if path.parts else ():
            yield statement
            if _leads_to_others(path):
                _, predicate, value = statement
                others = graph.subjects(predicate, value)
                yield from ((other, predicate, value) for other in others if other != focus)
    elif isinstance(path, Alternative):
        for option in path.options:
            yield from _first(option, focus, graph)
    else:
        assert isinstance(path, Repeat)
        yield from _first(path.path, focus, graph)


def _leads_to_others(path: Sequence) -> bool:
    """Return whether a path leads to a value and back to all that have it."""
    there, *back = path.parts
    return (
        isinstance(there, Step)
        and not there.inverse
        and back == [Step(there.predicate, inverse=True)]
    )


def _language(term: Term) -> str:
    return (term.language or "").lower() if isinstance(term, ox.Literal) else ""

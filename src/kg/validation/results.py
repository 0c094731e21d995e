"""Results in the project's terms: made from those of the shapes, in the order of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import overload

from kg.model import Severity, Term, Violation
from kg.rdf.namespaces import SH
from kg.rdf.oxigraph import from_ox
from kg.validation.data_graph import Graph
from kg.validation.data_graph import Term as OxTerm
from kg.validation.paths import in_turtle, name_of, reached
from kg.validation.position_index import PositionIndex
from kg.validation.shapes import Result, Shape

#: severity of a shape → of a result; one that a shape makes up counts as a violation
SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation",
    SH + "Warning": "warning",
    SH + "Info": "info",
}
_ORDER: dict[Severity, int] = {"violation": 0, "warning": 1, "info": 2}
_MAX_COUNT = SH + "MaxCountConstraintComponent"

Include = Callable[[Violation], bool]


def include_all(result: Violation) -> bool:
    """Return True: every result belongs in the report."""
    return True


def in_order(results: Iterable[Violation]) -> list[Violation]:
    """Return results in the order of a report: severity, code, focus node, value."""
    return sorted(results, key=_sort_key)


def _sort_key(result: Violation) -> tuple[object, ...]:
    return (
        _ORDER[result.severity],
        result.code,
        str(result.focus),
        str(result.value),
        result.path,
        result.component,
        result.messages,
    )


def violation(result: Result, graph: Graph, index: PositionIndex | None = None) -> Violation:
    """Return a result of a shape in the project's terms.

    Args:
        result: The result.
        graph: What was validated; it has all values where there are too many.
        index: Where statements stand; without it the result has no positions.
    """
    focus = from_ox(result.focus)
    value = None if result.value is None else from_ox(result.value)
    path = ""
    values: tuple[Term, ...] = ()
    if result.path is not None:
        path = name_of(result.path)
        if result.component == _MAX_COUNT:
            values = tuple(
                sorted(from_ox(term) for term in reached(result.path, graph, result.focus))
            )
    positions = (
        ()
        if index is None
        else index.find(str(focus), path, None if value is None else value.value)
    )
    return Violation(
        code=result.shape.code,
        severity=SEVERITIES.get(result.shape.severity.value, "violation"),
        severity_iri=result.shape.severity.value,
        focus=focus,
        path=path,
        value=value,
        messages=tuple(sorted((m.language or "", m.value) for m in result.messages)),
        component=result.component,
        expected=result.expected,
        positions=positions,
        values=values,
        shape=from_ox(result.shape.node),
        path_turtle=in_turtle(result.path) if result.path else "",
    )


class _Iterated(Sequence[Violation]):
    """A sequence that is read from its start, whichever of its items is asked for."""

    @overload
    def __getitem__(self, index: int) -> Violation: ...
    @overload
    def __getitem__(self, index: slice) -> list[Violation]: ...
    def __getitem__(self, index: int | slice) -> Violation | list[Violation]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        return next(islice(self, range(len(self))[index], None))


class RecomputedResults(_Iterated):
    """Results that are computed anew whenever they are read.

    Only the shape and the focus node of each are kept, so that a report of a million results
    needs little memory.

    Attributes:
        counts: How many results there are of each severity.
    """

    def __init__(self, graph: Graph, index: PositionIndex | None, include: Include) -> None:
        self.counts: dict[Severity, int] = {}
        self._graph, self._index, self._include = graph, index, include
        # order of severity, code, text of the focus node; shape, focus node
        self._entries: list[tuple[int, str, str, Shape, OxTerm]] = []

    def add(self, shape: Shape, node: OxTerm) -> list[Violation]:
        """Count the results of a shape at a focus node, remember the pair, return the results."""
        results = self._results(shape, node)
        for result in results:
            self.counts[result.severity] = self.counts.get(result.severity, 0) + 1
        groups = dict.fromkeys((_ORDER[result.severity], result.code) for result in results)
        self._entries += [(order, code, node.value, shape, node) for order, code in groups]
        return results

    def sort(self) -> None:
        """Bring the results into the order of a report."""
        self._entries.sort(key=itemgetter(0, 1, 2))

    def _results(self, shape: Shape, node: OxTerm) -> list[Violation]:
        results = (violation(r, self._graph, self._index) for r in shape.results(node, self._graph))
        return [result for result in results if self._include(result)]

    def __iter__(self) -> Iterator[Violation]:
        for order, code, _, shape, node in self._entries:
            yield from in_order(
                result
                for result in self._results(shape, node)
                if (_ORDER[result.severity], result.code) == (order, code)
            )

    def __len__(self) -> int:
        return sum(self.counts.values())


class Mapped(_Iterated):
    """Results to which a function is applied whenever they are read."""

    def __init__(
        self,
        results: Sequence[Violation],
        function: Callable[[Iterable[Violation]], Iterator[Violation]],
    ) -> None:
        self._results, self._function = results, function

    def __iter__(self) -> Iterator[Violation]:
        return self._function(self._results)

    def __len__(self) -> int:
        return len(self._results)


class Preceded(_Iterated):
    """Results that are held, before results that are computed anew whenever they are read."""

    def __init__(self, held: Sequence[Violation], rest: Sequence[Violation]) -> None:
        self._held, self._rest = held, rest

    def __iter__(self) -> Iterator[Violation]:
        yield from self._held
        yield from self._rest

    def __len__(self) -> int:
        return len(self._held) + len(self._rest)

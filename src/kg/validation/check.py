"""Validate: the whole graph, what a change can affect, or some nodes."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from kg.errors import in_language
from kg.model import BNode, Iri, Quad, Report, Term, Triple, Violation
from kg.rdf.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH
from kg.rdf.oxigraph import from_ox, to_ox
from kg.runtime.bounds import Bounds, asked
from kg.store import EmbeddedStore
from kg.validation import reference
from kg.validation.affected import MOST_PAIRS, Triggers
from kg.validation.compared import compared
from kg.validation.data_graph import Graph, MemoryGraph, Statement, StoreGraph
from kg.validation.data_graph import Term as OxTerm
from kg.validation.fetched_graph import FetchedGraph
from kg.validation.loading import load, load_published
from kg.validation.position_index import PositionIndex
from kg.validation.results import Include, RecomputedResults, in_order, include_all
from kg.validation.shapes import Shape, Shapes, Target
from kg.validation.walled_graph import WalledGraph

#: from so many statements on, a whole graph is screened on columns first
LARGE = 5_000
#: from so many statements on, what a change affects is screened on columns first
LARGE_CHANGE = 2_000
#: results that a report holds; beyond, it computes them again whenever it is read
MOST_HELD = 10_000


@cache
def validator(shapes: Path, *, as_stored: bool = True) -> Validator:
    """Return the validator of a folder of shapes, or of one file; compiled once a process.

    Args:
        shapes: A folder of Turtle files, or one file.
        as_stored: Whether it will look at a store (`checked_graph`) or at triples as they were
            written (`exact_graph`).

    Raises:
        ShapeError: A shape is ill-formed, or there is none.
    """
    return Validator(load(shapes, as_stored=as_stored))


def validate_elsewhere(
    triples: Iterable[Triple],
    shapes: Path,
    index: PositionIndex,
    bounds: Bounds,
    *,
    strict: bool = False,
) -> Report:
    """Return the report on triples, by shapes of unknown origin.

    What these have executed runs in processes of its own, within bounds and behind walls.
    The report says which of them could not be judged, and what they import and lack.

    Args:
        triples: As they were written.
        shapes: A folder of Turtle files, or one RDF file.
        index: Where the statements stand.
        bounds: What all queries together may use, and what pySHACL may use.
        strict: Whether a shape that is ill-formed is an error.

    Raises:
        ShapeError: No shape can be judged, or, if `strict`, one cannot; or what one has executed
            fails.
    """
    compiled = load_published(shapes, WalledGraph((), bounds), strict=strict)
    graph = WalledGraph(
        ((to_ox(s), ox.NamedNode(p.value), to_ox(o)) for s, p, o in triples), bounds
    )
    report = Validator(compiled).validate(graph, index)
    notes = [
        in_language(
            f"{shapes}: owl:imports <{iri}> is not followed; put its file into the folder of "
            "--shapes",
            f"{shapes}: owl:imports <{iri}> no se sigue; ponga su archivo en la carpeta de "
            "--shapes",
        )
        for iri in compiled.imports()
    ]
    return replace(report, notes=(*notes, *report.notes), not_judged=compiled.refused)


def exact_graph(triples: Iterable[Triple]) -> Graph:
    """Return triples as the shapes look at them, each term as it was written."""
    return MemoryGraph((to_ox(s), ox.NamedNode(p.value), to_ox(o)) for s, p, o in triples)


def checked_graph(store: EmbeddedStore) -> Graph:
    """Return what the shapes look at: facts, the catalogue, and the ontology's subclasses."""
    kind = FetchedGraph if store.is_partial else StoreGraph
    return kind(
        store.engine,
        [ox.DefaultGraph(), ox.NamedNode(CATALOGUE_GRAPH)],
        ontology=ox.NamedNode(ONTOLOGY_GRAPH),
    )


class Validator:
    """Compiled shapes with their trigger index."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.triggers = Triggers(shapes)

    @property
    def may_break_anywhere(self) -> bool:
        """Whether a change may break a shape at a node that does not hang together with it."""
        return bool(self.triggers.not_local or self.shapes.foreign)

    @cached_property
    def _by_node(self) -> dict[OxTerm, Shape]:
        """All shapes by what they are called, those inside others too."""
        by_node: dict[OxTerm, Shape] = {}
        pending = list(self.shapes.shapes)
        while pending:
            shape = pending.pop()
            if shape.node not in by_node:
                by_node[shape.node] = shape
                pending.extend(shape.nested())
        return by_node

    def compared(self, result: Violation, graph: Graph) -> list[Triple]:
        """Return the statements that a result holds against one another, sorted.

        Args:
            result: A result of these shapes; another compares nothing.
            graph: What was validated.
        """
        shape = self._by_node.get(to_ox(result.shape)) if result.shape else None
        if shape is None:
            return []
        value = None if result.value is None else to_ox(result.value)
        statements = compared(shape, result.component, to_ox(result.focus), value, graph)
        return sorted(
            Triple(from_ox(s), Iri(p.value), from_ox(o))  # type: ignore[arg-type]
            for s, p, o in statements
        )

    def validate(
        self,
        graph: Graph,
        index: PositionIndex | None = None,
        *,
        columns: bool | None = None,
        include: Include = include_all,
    ) -> Report:
        """Return the report on the whole graph, sorted: severity, code, focus node, value.

        Args:
            graph: What the shapes look at.
            index: Where statements stand; results without it have no positions.
            columns: Whether to screen the graph on columns of numbers first; by default only
                one of `LARGE` statements or more, where that is worth reading the graph once.
            include: Which results belong in the report.
        """
        if columns if columns is not None else _is_large(graph):
            from kg.validation.screening import suspects  # numpy, only where it pays

            pairs = suspects(self.shapes.shapes, graph)
        else:
            pairs = self._focus_nodes(graph)
        return self._report(pairs, graph, index, include)

    def _focus_nodes(self, graph: Graph) -> dict[Shape, list[OxTerm]]:
        """Return the focus nodes of each shape that has any; what is a target is asked once."""
        targets = dict.fromkeys(target for shape in self.shapes.shapes for target in shape.targets)
        nodes = {target: list(target.nodes(graph)) for target in targets}
        return {
            shape: list(dict.fromkeys(chain.from_iterable(nodes[t] for t in shape.targets)))
            for shape in self.shapes.shapes
            if any(nodes[target] for target in shape.targets)
        }

    def validate_change(
        self,
        graph: Graph,
        added: Iterable[Quad],
        removed: Iterable[Quad] = (),
        index: PositionIndex | None = None,
        *,
        local: bool = False,
        new: Set[Iri | BNode] = frozenset(),
    ) -> Report:
        """Return the report on the focus nodes that a change can affect.

        Where a change of few statements reaches more than `MOST_PAIRS` pairs of shape and node,
        the whole graph is validated. The notes of the report say so.

        Args:
            graph: The graph with the change made.
            added: Quads that came.
            removed: Quads that went.
            index: Where statements stand; results without it have no positions.
            local: Never validate the whole graph, whatever the change reaches.
            new: Nodes of which the graph said nothing before the change, and which it named
                nowhere.
        """
        statements = added if isinstance(added, Sequence) else list(added)
        if len(statements) >= LARGE_CHANGE:
            return self._validate_large(graph, statements, removed, index, new)
        pairs = self.triggers.pairs(graph, list(_visible(statements)), list(_visible(removed)))
        graph.gather(node for nodes in pairs.values() for node in nodes)
        notes = self._widened()
        size = sum(map(len, pairs.values()))
        targets = {}
        if local or size <= 10 * MOST_PAIRS:  # else it is not worth asking which are targets
            targets = _targets(pairs, graph)
            size = sum(map(len, targets.values()))
        if size > MOST_PAIRS and not local:
            notes.append(
                in_language(
                    f"the change reaches {size:,} pairs of shape and node; the whole graph was "
                    "checked",
                    f"el cambio alcanza {size:,} pares de forma y nodo; se comprobó todo el grafo",
                )
            )
            report = self.validate(graph, index)
        else:
            report = self._report(targets, graph, index)
        return replace(report, notes=(*notes, *report.notes))

    def _validate_large(
        self,
        graph: Graph,
        added: Sequence[Quad],
        removed: Iterable[Quad],
        index: PositionIndex | None,
        new: Set[Iri | BNode],
    ) -> Report:
        """Return the report on a change of many statements: nearly all is decided on columns."""
        from kg.validation.change_columns import ChangeColumns  # numpy, only where it pays
        from kg.validation.change_screening import suspects_of_change

        columns = ChangeColumns(graph, added, new)
        pairs, checked = suspects_of_change(self.triggers, columns, list(_visible(removed)))
        if index:
            index = index.about({str(from_ox(node)) for nodes in pairs.values() for node in nodes})
        report = self._report(pairs, graph, index)
        return replace(report, checked=checked, notes=(*self._widened(), *report.notes))

    def _widened(self) -> list[str]:
        """Return which shapes any change may break."""
        return [
            f"{shape}: all its targets were checked: {reason}"
            for shape, reason in self.triggers.not_local
        ]

    def validate_nodes(
        self, graph: Graph, nodes: Iterable[Term], index: PositionIndex | None = None
    ) -> Report:
        """Return the report on some focus nodes; each shape looks at those it has as a target."""
        candidates = dict.fromkeys(map(to_ox, nodes))
        pairs = _targets(dict.fromkeys(self.shapes.shapes, candidates), graph)
        return self._report(pairs, graph, index)

    def _report(
        self,
        pairs: Mapping[Shape, Sequence[OxTerm]],
        graph: Graph,
        index: PositionIndex | None,
        include: Include = include_all,
    ) -> Report:
        checked = sum(map(len, pairs.values()))
        held: list[Violation] = []
        recomputed = RecomputedResults(graph, index, include)
        most = sys.maxsize if self.shapes.foreign else MOST_HELD
        for shape, nodes in pairs.items():
            for node in nodes:
                results = recomputed.add(shape, node)
                if len(held) <= most:
                    held += results
        if len(held) > most:
            recomputed.sort()
            return Report(recomputed, checked, (), recomputed.counts)
        notes = []
        if self.shapes.foreign:
            held.extend(filter(include, self._foreign(graph)))
            notes = [
                f"<{iri}>: checked by pySHACL over the whole graph, because of {reason}"
                for iri, reason in self.shapes.foreign.items()
            ]
        return Report(tuple(in_order(held)), checked, tuple(notes))

    def _foreign(self, graph: Graph) -> list[Violation]:
        """Return what pySHACL finds with the shapes that are not compiled."""
        triples = (
            Triple(from_ox(s), Iri(p.value), from_ox(o))  # type: ignore[arg-type]
            for s, p, o in graph
        )
        bounds = graph.bounds if isinstance(graph, WalledGraph) else asked(None, None)
        return reference.validate_walled(triples, self.shapes, self.shapes.foreign, bounds)


def _targets(
    pairs: Mapping[Shape, Mapping[OxTerm, None]], graph: Graph
) -> dict[Shape, list[OxTerm]]:
    """Return those pairs whose node is a focus node of the shape.

    Many shapes have one target: a node is held against each target once.
    """
    candidates: dict[Target, dict[OxTerm, None]] = {}
    for shape, nodes in pairs.items():
        for target in shape.targets:
            candidates.setdefault(target, {}).update(nodes)
    focus_nodes = _focus_nodes(candidates, graph)
    targets = {}
    for shape, nodes in pairs.items():
        focus = set[OxTerm]().union(*(focus_nodes[target] for target in shape.targets))
        targets[shape] = [node for node in nodes if node in focus]
    return targets


def _focus_nodes(
    candidates: Mapping[Target, Mapping[OxTerm, None]], graph: Graph
) -> dict[Target, set[OxTerm]]:
    """Return which of the candidates of each target are its focus nodes.

    A node is asked for its classes and properties once, whatever the number of targets.
    """
    nodes: defaultdict[str, dict[OxTerm, None]] = defaultdict(dict)  # by kind of target
    wanted: defaultdict[str, set[OxTerm]] = defaultdict(set)
    for target, of_target in candidates.items():
        nodes[target.kind].update(of_target)
        wanted[target.kind].add(target.term)
    having: defaultdict[Target, set[OxTerm]] = defaultdict(set)
    for kind, of_kind in nodes.items():
        terms = wanted[kind]
        for node in of_kind:
            for term in _targeted_by(kind, node, terms, graph):
                having[Target(kind, term)].add(node)
    return {target: having[target].intersection(of) for target, of in candidates.items()}


def _targeted_by(kind: str, node: OxTerm, terms: Set[OxTerm], graph: Graph) -> Collection[OxTerm]:
    """Return for which of some terms a node is a focus node of the target of this kind."""
    if kind == "targetNode":
        return terms & {node}
    if kind == "targetClass":
        return graph.classes(node) & terms
    return graph.used(node, terms, arriving=kind == "targetObjectsOf")


def _is_large(graph: Graph) -> bool:
    return sum(1 for _ in islice(graph, LARGE)) == LARGE


def _visible(quads: Iterable[Quad]) -> Iterator[Statement]:
    """Yield the statements of a change that the shapes see: facts and the catalogue."""
    for subject, predicate, value, name in quads:
        if name is None or name.value == CATALOGUE_GRAPH:
            yield to_ox(subject), ox.NamedNode(predicate.value), to_ox(value)

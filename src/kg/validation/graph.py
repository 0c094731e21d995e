"""The graph that shapes look at: some graphs of a store, read as one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol, cast

import pyoxigraph as ox

from kg.namespaces import RDF_TYPE, RDFS

Node = ox.NamedNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
_GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Statement = tuple[Term, Node, Term]

TYPE = ox.NamedNode(RDF_TYPE)
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


class _Quad(Protocol):
    subject: Term
    predicate: Node
    object: Term


_Match = Callable[[Term | None, Node | None, Term | None, _GraphName | None], Iterator[_Quad]]


class Graph(Protocol):
    """What a path needs: one step forwards, one step backwards."""

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property of a node, each once (None: of any property)."""
        ...

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once."""
        ...


class StoreGraph:
    """Graphs of an Oxigraph store read as one; the store must not change meanwhile.

    graphs: what is looked at.  ontology: a graph that only adds `rdfs:subClassOf`.
    """

    def __init__(
        self,
        store: ox.Store,
        graphs: Sequence[_GraphName] = (ox.DefaultGraph(),),
        ontology: ox.NamedNode | None = None,
    ) -> None:
        self.store = store
        # typed without RDF-star: the readers take in no triple terms
        self._match: _Match = cast(Any, store.quads_for_pattern)
        self.graphs = list(graphs)
        self._class_graphs = [*self.graphs, *([ontology] if ontology else [])]
        self._below: dict[Term, frozenset[Term]] = {}
        self._above: dict[Term, frozenset[Term]] = {}
        self._classes: dict[Term, frozenset[Term]] = {}

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property of a node, each once (None: of any property)."""
        if isinstance(subject, ox.Literal):
            return []
        match = self._match
        found = [quad.object for graph in self.graphs
                 for quad in match(subject, predicate, None, graph)]
        return found if len(found) < 2 else list(dict.fromkeys(found))

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once."""
        match = self._match
        found = [quad.subject for graph in self.graphs
                 for quad in match(None, predicate, value, graph)]
        return found if len(found) < 2 else list(dict.fromkeys(found))

    def holds(self, subject: Term, predicate: Node, value: Term) -> bool:
        """Return whether the statement stands in one of the graphs."""
        if isinstance(subject, ox.Literal):
            return False
        return any(next(self._match(subject, predicate, value, graph), None) is not None
                   for graph in self.graphs)

    def properties(self, subject: Term) -> Iterator[tuple[Node, Term]]:
        """Yield the properties of a node with their values, each pair once."""
        if isinstance(subject, ox.Literal):
            return
        yield from dict.fromkeys(
            (quad.predicate, quad.object) for graph in self.graphs
            for quad in self._match(subject, None, None, graph))

    def ends(self, predicate: Node, *, objects: bool) -> list[Term]:
        """Return all objects, or all subjects, of a property, each once."""
        return list(dict.fromkeys(
            quad.object if objects else quad.subject for graph in self.graphs
            for quad in self._match(None, predicate, None, graph)))

    def instances(self, cls: Term) -> list[Term]:
        """Return the nodes of a class or of one below it, each once."""
        return list(dict.fromkeys(
            node for below in self.below(cls) for node in self.subjects(TYPE, below)))

    def classes(self, node: Term) -> frozenset[Term]:
        """Return the classes of a node and all above them."""
        known = self._classes.get(node)
        if known is None:
            known = frozenset[Term]().union(
                *(self.above(cls) for cls in self.objects(node, TYPE)))
            self._classes[node] = known
        return known

    def below(self, cls: Term) -> frozenset[Term]:
        """Return the class and its subclasses, theirs too."""
        return self._closure(cls, self._below, backwards=True)

    def above(self, cls: Term) -> frozenset[Term]:
        """Return the class and its superclasses, theirs too."""
        return self._closure(cls, self._above, backwards=False)

    def _closure(
        self, cls: Term, known: dict[Term, frozenset[Term]], *, backwards: bool
    ) -> frozenset[Term]:
        found = known.get(cls)
        if found is not None:
            return found
        seen: dict[Term, None] = {cls: None}
        wave = [cls]
        while wave:
            node = wave.pop()
            if not backwards and isinstance(node, ox.Literal):
                continue
            for graph in self._class_graphs:
                for quad in self._match(
                        None if backwards else node, SUBCLASS, node if backwards else None, graph):
                    other = quad.subject if backwards else quad.object
                    if other not in seen:
                        seen[other] = None
                        wave.append(other)
        found = frozenset(seen)
        known[cls] = found
        return found

    def __iter__(self) -> Iterator[Statement]:
        """Yield all statements, each once, and the subclasses of the ontology."""
        found: dict[Statement, None] = {}
        for graph in self._class_graphs:
            only = None if graph in self.graphs else SUBCLASS
            found.update(dict.fromkeys(
                (quad.subject, quad.predicate, quad.object)
                for quad in self._match(None, only, None, graph)))
        return iter(found)

    def select(
        self, query: str, values: Mapping[str, Term] = MappingProxyType({})
    ) -> Iterator[Mapping[str, Term | None]]:
        """Yield the solutions of a SELECT with some variables bound beforehand."""
        answer = self.store.query(
            query, default_graph=self.graphs, named_graphs=[],
            substitutions={ox.Variable(name): value for name, value in values.items()})
        assert isinstance(answer, ox.QuerySolutions), "the compiler makes SELECT queries only"
        names = [variable.value for variable in answer.variables]
        for row in answer:
            yield {name: row[name] for name in names}


class WithRemoved:
    """A graph together with statements that were taken from it.

    What a change affects may hang together only through a statement that is gone.
    """

    def __init__(self, graph: Graph, removed: Iterable[Statement]) -> None:
        self._graph = graph
        self._forwards: dict[tuple[Term, Node | None], list[Term]] = {}
        self._backwards: dict[tuple[Node | None, Term], list[Term]] = {}
        for subject, predicate, value in removed:
            for name in (predicate, None):
                self._forwards.setdefault((subject, name), []).append(value)
                self._backwards.setdefault((name, value), []).append(subject)

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property, those that were removed too."""
        return [*self._graph.objects(subject, predicate),
                *self._forwards.get((subject, predicate), ())]

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have or had the value."""
        return [*self._graph.subjects(predicate, value),
                *self._backwards.get((predicate, value), ())]

"""The graph that shapes look at: some graphs of a store, read as one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from types import MappingProxyType
from typing import IO, Any, Final, Protocol, cast

import pyoxigraph as ox

from kg.errors import QueryError
from kg.rdf.namespaces import RDF_TYPE, RDFS

Node = ox.NamedNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
GraphName = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Statement = tuple[Term, Node, Term]

TYPE = ox.NamedNode(RDF_TYPE)
SUBCLASS = ox.NamedNode(RDFS + "subClassOf")


class _Quad(Protocol):
    subject: Term
    predicate: Node
    object: Term


_Match = Callable[[Term | None, Node | None, Term | None, GraphName | None], Iterator[_Quad]]


class Walkable(Protocol):
    """What a path needs: one step forwards, one step backwards."""

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property of a node, each once (None: of any property)."""
        ...

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once."""
        ...


class Graph(ABC):
    """What the shapes look at; it must not change meanwhile."""

    def __init__(self) -> None:
        self._below: dict[Term, frozenset[Term]] = {}
        self._above: dict[Term, frozenset[Term]] = {}
        self._classes: dict[Term, frozenset[Term]] = {}

    @abstractmethod
    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property of a node, each once (None: of any property)."""

    @abstractmethod
    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have the value, each once (None: of any property)."""

    @abstractmethod
    def holds(self, subject: Term, predicate: Node, value: Term) -> bool:
        """Return whether the statement stands in the graph."""

    @abstractmethod
    def properties(self, subject: Term) -> list[tuple[Node, Term]]:
        """Return the properties of a node with their values, each pair once."""

    @abstractmethod
    def ends(self, predicate: Node, *, objects: bool) -> list[Term]:
        """Return all objects, or all subjects, of a property, each once."""

    @abstractmethod
    def subclasses(self, cls: Term, *, above: bool) -> list[Term]:
        """Return the classes one `rdfs:subClassOf` below a class, or above it."""

    @abstractmethod
    def __iter__(self) -> Iterator[Statement]:
        """Yield all statements, each once."""

    @abstractmethod
    def store(self) -> tuple[ox.Store, list[GraphName]]:
        """Return a store that holds the statements, and in which graphs, for SPARQL."""

    def parts(self) -> list[GraphName]:
        """Return the graphs of the store to write, one after the other."""
        return self.store()[1]

    def write(self, part: GraphName, output: IO[bytes]) -> None:
        """Write the statements of a part as N-Triples."""
        self.store()[0].dump(output, format=ox.RdfFormat.N_TRIPLES, from_graph=part)

    def instances(self, cls: Term) -> list[Term]:
        """Return the nodes of a class or of one below it, each once."""
        return list(
            dict.fromkeys(node for below in self.below(cls) for node in self.subjects(TYPE, below))
        )

    def classes(self, node: Term) -> frozenset[Term]:
        """Return the classes of a node and all above them."""
        classes = self._classes.get(node)
        if classes is None:
            classes = frozenset[Term]().union(
                *(self.above(cls) for cls in self.objects(node, TYPE))
            )
            self._classes[node] = classes
        return classes

    def used(self, node: Term, properties: Set[Term], *, arriving: bool) -> Collection[Term]:
        """Return those of some properties that leave a node, or arrive at it."""
        in_use: list[Term] = []
        for term in properties:
            if isinstance(term, ox.NamedNode) and (
                self.subjects(term, node) if arriving else self.objects(node, term)
            ):
                in_use.append(term)
        return in_use

    def ends_at(self, node: Term, *, arriving: bool) -> Mapping[Node, list[Term]] | None:
        """Return the other ends of all that leaves a node or arrives: property → ends, each once.

        None where this is not known at once, or is much.
        """
        return None

    def prepare(self, walk: Callable[[Graph], object]) -> None:  # noqa: B027  most need not
        """Make sure that a query finds what a walk in the graph reads."""

    def gather(self, nodes: Iterable[Term]) -> None:  # noqa: B027  most need not
        """Get ready to be asked about many nodes."""

    def below(self, cls: Term) -> frozenset[Term]:
        """Return the class and its subclasses, theirs too."""
        return self._closure(cls, self._below, above=False)

    def above(self, cls: Term) -> frozenset[Term]:
        """Return the class and its superclasses, theirs too."""
        return self._closure(cls, self._above, above=True)

    def _closure(
        self, cls: Term, cache: dict[Term, frozenset[Term]], *, above: bool
    ) -> frozenset[Term]:
        closure = cache.get(cls)
        if closure is None:
            seen = {cls}
            wave = [cls]
            while wave:
                for other in self.subclasses(wave.pop(), above=above):
                    if other not in seen:
                        seen.add(other)
                        wave.append(other)
            closure = cache[cls] = frozenset(seen)
        return closure

    def select(
        self, query: str, values: Mapping[str, Term] = MappingProxyType({})
    ) -> Iterator[Mapping[str, Term | None]]:
        """Yield the solutions of a SELECT.

        Args:
            query: The SELECT.
            values: Variables that are bound beforehand, by name.

        Raises:
            QueryError: It does not parse, or fails.
        """
        store, graphs = self.store()
        try:
            answer = store.query(
                query,
                default_graph=graphs,
                named_graphs=[],
                substitutions={ox.Variable(name): value for name, value in values.items()},
            )
            assert isinstance(answer, ox.QuerySolutions), "the compiler makes SELECT queries only"
            names = [variable.value for variable in answer.variables]
            for row in answer:
                yield {name: row[name] for name in names}
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            raise QueryError(str(error)) from error


_Ends = dict[Node, list[Term]] | None
_MOST_ENDS = 200  # of a node whose statements are all read at once
_MOST_NODES = 20_000  # that are remembered
_UNKNOWN: Final[dict[Node, list[Term]]] = {}
_NONE: Final[list[Term]] = []  # like any answer of `objects`, never changed


class StoreGraph(Graph):
    """Graphs of an Oxigraph store read as one; the store must not change meanwhile.

    Args:
        store: The store.
        graphs: The graphs that are looked at.
        ontology: A graph that only adds `rdfs:subClassOf`.
    """

    def __init__(
        self,
        store: ox.Store,
        graphs: Sequence[GraphName] = (ox.DefaultGraph(),),
        ontology: ox.NamedNode | None = None,
    ) -> None:
        super().__init__()
        self._store = store
        # typed without RDF-star: the readers take in no triple terms
        self._match: _Match = cast(Any, store.quads_for_pattern)
        self.graphs = list(graphs)
        self._class_graphs = [*self.graphs, *([ontology] if ontology else [])]
        self._leaving: dict[Term, _Ends] = {}
        self._arriving: dict[Term, _Ends] = {}

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        if isinstance(subject, ox.Literal):
            return []
        if predicate is not None:
            ends = self._ends(subject, self._leaving, arriving=False)
            if ends is not None:
                return ends.get(predicate, _NONE)
        match = self._match
        values = [
            quad.object for graph in self.graphs for quad in match(subject, predicate, None, graph)
        ]
        return values if len(values) < 2 else list(dict.fromkeys(values))

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        if predicate is not None:
            ends = self._ends(value, self._arriving, arriving=True)
            if ends is not None:
                return ends.get(predicate, _NONE)
        match = self._match
        nodes = [
            quad.subject for graph in self.graphs for quad in match(None, predicate, value, graph)
        ]
        return nodes if len(nodes) < 2 else list(dict.fromkeys(nodes))

    def ends_at(self, node: Term, *, arriving: bool) -> Mapping[Node, list[Term]] | None:
        if not arriving and isinstance(node, ox.Literal):
            return {}
        return self._ends(node, self._arriving if arriving else self._leaving, arriving=arriving)

    def _ends(self, node: Term, cache: dict[Term, _Ends], *, arriving: bool) -> _Ends:
        """Return the other ends of what leaves a node or arrives, None where this is much.

        Shapes ask a node for one property after the other: read at once, a node costs one look
        into the store instead of some twenty (half the time of a change of 5,000 rows).
        """
        ends = cache.get(node, _UNKNOWN)
        if ends is not _UNKNOWN:
            return ends
        pairs: list[tuple[Node, Term]] = []
        for graph in self.graphs:
            quads = (
                self._match(None, None, node, graph)
                if arriving
                else self._match(node, None, None, graph)
            )
            pairs += [
                (quad.predicate, quad.subject if arriving else quad.object)
                for quad in islice(quads, _MOST_ENDS)
            ]
        ends = None
        if len(pairs) < _MOST_ENDS:
            ends = {}
            for predicate, end in dict.fromkeys(pairs):
                ends.setdefault(predicate, []).append(end)
        if len(cache) >= _MOST_NODES:
            cache.clear()
        cache[node] = ends
        return ends

    def used(self, node: Term, properties: Set[Term], *, arriving: bool) -> Collection[Term]:
        if not arriving and isinstance(node, ox.Literal):
            return ()
        ends = self._ends(node, self._arriving if arriving else self._leaving, arriving=arriving)
        if ends is None:
            return super().used(node, properties, arriving=arriving)
        return properties & ends.keys()

    def holds(self, subject: Term, predicate: Node, value: Term) -> bool:
        if isinstance(subject, ox.Literal):
            return False
        return any(
            next(self._match(subject, predicate, value, graph), None) is not None
            for graph in self.graphs
        )

    def properties(self, subject: Term) -> list[tuple[Node, Term]]:
        if isinstance(subject, ox.Literal):
            return []
        return list(
            dict.fromkeys(
                (quad.predicate, quad.object)
                for graph in self.graphs
                for quad in self._match(subject, None, None, graph)
            )
        )

    def ends(self, predicate: Node, *, objects: bool) -> list[Term]:
        return list(
            dict.fromkeys(
                quad.object if objects else quad.subject
                for graph in self.graphs
                for quad in self._match(None, predicate, None, graph)
            )
        )

    def subclasses(self, cls: Term, *, above: bool) -> list[Term]:
        if above:
            return (
                []
                if isinstance(cls, ox.Literal)
                else [
                    quad.object
                    for graph in self._class_graphs
                    for quad in self._match(cls, SUBCLASS, None, graph)
                ]
            )
        return [
            quad.subject
            for graph in self._class_graphs
            for quad in self._match(None, SUBCLASS, cls, graph)
        ]

    def __iter__(self) -> Iterator[Statement]:
        for index, graph in enumerate(self._class_graphs):
            only = None if graph in self.graphs else SUBCLASS
            before = self._class_graphs[:index]
            for quad in self._match(None, only, None, graph):
                statement = quad.subject, quad.predicate, quad.object
                if not any(next(self._match(*statement, earlier), None) for earlier in before):
                    yield statement

    def store(self) -> tuple[ox.Store, list[GraphName]]:
        return self._store, self.graphs


class MemoryGraph(Graph):
    """Statements in dictionaries: every term as it was written.

    An Oxigraph store writes "4.0" as "4" and a byte as an integer, which is no loss to a query
    and one to a shape.
    """

    def __init__(self, statements: Iterable[Statement]) -> None:
        super().__init__()
        self._all: dict[Statement, None] = {}
        self._forwards: dict[Term, dict[Node, dict[Term, None]]] = {}
        self._backwards: dict[Node, dict[Term, dict[Term, None]]] = {}
        self._engine: ox.Store | None = None
        for statement in statements:
            subject, predicate, value = statement
            self._all[statement] = None
            self._forwards.setdefault(subject, {}).setdefault(predicate, {})[value] = None
            self._backwards.setdefault(predicate, {}).setdefault(value, {})[subject] = None

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        properties = self._forwards.get(subject, {})
        if predicate is None:
            return list(dict.fromkeys(v for values in properties.values() for v in values))
        return list(properties.get(predicate, ()))

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        if predicate is None:
            return list(
                dict.fromkeys(
                    s for values in self._backwards.values() for s in values.get(value, ())
                )
            )
        return list(self._backwards.get(predicate, {}).get(value, ()))

    def holds(self, subject: Term, predicate: Node, value: Term) -> bool:
        return (subject, predicate, value) in self._all

    def properties(self, subject: Term) -> list[tuple[Node, Term]]:
        return [
            (predicate, value)
            for predicate, values in self._forwards.get(subject, {}).items()
            for value in values
        ]

    def ends(self, predicate: Node, *, objects: bool) -> list[Term]:
        by_value = self._backwards.get(predicate, {})
        if objects:
            return list(by_value)
        return list(dict.fromkeys(s for subjects in by_value.values() for s in subjects))

    def subclasses(self, cls: Term, *, above: bool) -> list[Term]:
        return self.objects(cls, SUBCLASS) if above else self.subjects(SUBCLASS, cls)

    def __iter__(self) -> Iterator[Statement]:
        return iter(self._all)

    def parts(self) -> list[GraphName]:
        return [ox.DefaultGraph()]

    def write(self, part: GraphName, output: IO[bytes]) -> None:
        triples = (ox.Triple(*statement) for statement in self._all)  # type: ignore[arg-type]
        ox.serialize(triples, output, format=ox.RdfFormat.N_TRIPLES)

    def store(self) -> tuple[ox.Store, list[GraphName]]:
        if self._engine is None:
            self._engine = ox.Store()
            self._engine.extend(ox.Quad(*statement) for statement in self._all)  # type: ignore[arg-type]
        return self._engine, [ox.DefaultGraph()]


class WithRemoved:
    """A graph together with statements that were taken from it.

    What a change affects may hang together only through a statement that is gone.
    """

    def __init__(self, graph: Walkable, removed: Iterable[Statement]) -> None:
        self._graph = graph
        self._forwards: dict[tuple[Term, Node | None], list[Term]] = {}
        self._backwards: dict[tuple[Node | None, Term], list[Term]] = {}
        for subject, predicate, value in removed:
            for name in (predicate, None):
                self._forwards.setdefault((subject, name), []).append(value)
                self._backwards.setdefault((name, value), []).append(subject)

    def objects(self, subject: Term, predicate: Node | None) -> list[Term]:
        """Return the values of a property, those that were removed too."""
        return [
            *self._graph.objects(subject, predicate),
            *self._forwards.get((subject, predicate), ()),
        ]

    def subjects(self, predicate: Node | None, value: Term) -> list[Term]:
        """Return the nodes that have or had the value."""
        return [
            *self._graph.subjects(predicate, value),
            *self._backwards.get((predicate, value), ()),
        ]

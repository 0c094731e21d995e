"""The Python face: a graph that can be asked, explained, validated and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kg import ingest, library, names
from kg.claims import evidence
from kg.files import content
from kg.model import Iri, Report, Solutions, Term
from kg.store import EmbeddedStore, Store, config

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.library import Query


class KnowledgeGraph:
    """A store with the library of queries; made by `kg.build` or `kg.open`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def library(self) -> Mapping[str, Query]:
        """The library queries, by name."""
        return library.read(content.folder("queries"))

    def query(self, name: str, **parameters: str) -> list[dict[str, str]]:
        """Return the rows of a library query, each a dict of column → text.

        parameters: as on the command line; entities by id, IRI or name.
        Raises UsageError for an unknown query, parameter or name.
        """
        return _dicts(self.run(name, parameters))

    def run(self, name: str, parameters: Mapping[str, str]) -> Solutions:
        """Return the solutions of a library query as RDF terms."""
        query = library.find(self.library, name)
        return library.run(query, self.store, parameters, self.resolver)

    def resolver(self, name: str, kind: str | None = None) -> Iri:
        """Return the entity that a name means; see `kg.names.resolve`."""
        return names.resolve(self.store, name, kind)

    def sparql(self, text: str, **bindings: Term) -> list[dict[str, str]]:
        """Return the rows of a SELECT of one's own; bindings are terms, never text."""
        return _dicts(self.store.select(text, bindings))

    def why(self, subject: str, predicate: str | None = None) -> list[evidence.Fact]:
        """Return the statements about an entity, each with its evidence."""
        from kg.rdf import iris

        wanted = Iri(iris.expand(predicate) or predicate) if predicate else None
        return list(evidence.why(self.store, self.resolver(subject), wanted))

    def validate(self, *files: str | Path) -> Report:
        """Return the report on the store, or on the store together with new files."""
        if not files:
            return ingest.validate_store(self.store)
        return ingest.propose(self.store, [Path(file) for file in files]).report

    def load(self, *files: str | Path) -> int:
        """Add files if the result conforms; return how many quads were new."""
        return ingest.load(self.store, [Path(file) for file in files]).added.quads

    def graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store; its default graph holds the facts."""
        return self.store.rdf_graph()

    def network(self, language: str = "es", **projection: object) -> nx.Graph[str]:
        """Return entities and relations as a networkx graph, with evidence on the edges.

        projection: as on the command line, such as kind="Cluster", at="2016", ego="CONACYT",
        steps=2, one_mode="Cluster:sector", weight="newman"; see `kg.network.declared.Projection`.
        A MultiDiGraph, keys are edge ids; for one_mode, whose links have no direction, a Graph.
        Raises UsageError for a word that fits nothing.
        """
        from kg.network.cache import cached_network
        from kg.network.declared import Projection
        from kg.network.graphs import cached_to_networkx, to_networkx, to_undirected

        wanted = Projection.from_rules(projection)
        if wanted == Projection() and (cache := cached_network(self.store)) is not None:
            return cached_to_networkx(cache, language)
        network = wanted.network(self.store, language)
        return to_undirected(network) if wanted.one_mode else to_networkx(network)


def build(data: str | Path | None = None, store: str | Path | None = None) -> KnowledgeGraph:
    """Build the graph from curated tables and return it.

    data: a folder of tables; None is the project's own.  store: None builds in memory.
    Raises InputError or NonConforming.
    """
    built, _ = ingest.build(
        None if data is None else Path(data), None if store is None else Path(store)
    )
    return KnowledgeGraph(built)


def open_graph(store: str | Path = "kg-store", *, timeout: float | None = None) -> KnowledgeGraph:
    """Return the graph in a folder, behind the address of an endpoint, or named in kg.toml.

    timeout: seconds that a query may take.
    Raises StoreError where the folder is no store.
    """
    return KnowledgeGraph(config.open_store(store, timeout=timeout))


def from_rdflib(graph: rdflib.Graph) -> KnowledgeGraph:
    """Return a graph in memory with the triples of an rdflib graph, or the quads of a dataset.

    What is in no named graph are its facts.
    """
    return KnowledgeGraph(EmbeddedStore.from_rdflib(graph))


def _dicts(solutions: Solutions) -> list[dict[str, str]]:
    return [
        {
            name: "" if term is None else term.value
            for name, term in zip(solutions.variables, row, strict=True)
        }
        for row in solutions.rows
    ]


__all__: Sequence[str] = ["KnowledgeGraph", "build", "from_rdflib", "open_graph"]

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
from kg.results.notebook import Answer
from kg.runtime.bounds import asked
from kg.sparql import functions
from kg.store import EmbeddedStore, Store, config

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from kg.library import Query


class KnowledgeGraph:
    """A graph in a store, with the library of queries.

    `kg.build`, `kg.open` and `kg.from_rdflib` return one.

    Attributes:
        store: Where the graph is kept.
    """

    def __init__(self, store: Store) -> None:
        """Look at the graph in a store.

        Args:
            store: An open store.
        """
        self.store = store

    @cached_property
    def library(self) -> Mapping[str, Query]:
        """The library queries, by name."""
        return library.read(content.folder("queries"))

    def query(self, name: str, **parameters: str) -> Answer:
        """Return the rows of a library query, each a dict from column to text.

        The answer is a list; in a notebook it shows itself as a table.

        Args:
            name: The name of the query, such as `clusters-in-state`.
            **parameters: Its parameters as on the command line; entities by id, IRI or name.

        Raises:
            UsageError: There is no such query, parameter or entity, or a parameter is missing.
        """
        return _dicts(self.run(name, parameters))

    def run(self, name: str, parameters: Mapping[str, str]) -> Solutions:
        """Return the solutions of a library query as RDF terms.

        Args:
            name: The name of the query.
            parameters: From the name of a parameter to its value, as for `query`.

        Raises:
            UsageError: There is no such query, parameter or entity, or a parameter is missing.
        """
        query = library.find(self.library, name)
        return library.run(query, self.store, parameters, self.resolver)

    def notes(self, name: str, *, language: str = "es", **parameters: str) -> list[str]:
        """Return what the answer to a library query leaves out, a sentence each.

        Args:
            name: The name of the query.
            language: The language of the sentences, `es` or `en`.
            **parameters: As for `query`.

        Raises:
            UsageError: There is no such query, parameter or entity, or a parameter is missing.
        """
        query = library.find(self.library, name)
        bound = library.bind(query, parameters, self.resolver)
        return [note.text for note in library.notes(query, self.store, bound, language)]

    def resolver(self, name: str, kind: str | None = None) -> Iri:
        """Return the entity that a name means.

        Args:
            name: An id, an IRI, or any name, without regard to accents and case.
            kind: The class of the entity, such as `Cluster`; None is any.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none.
        """
        return names.resolve(self.store, name, kind)

    def sparql(self, text: str, **bindings: Term) -> Answer:
        """Return the rows of a SELECT query, each a dict from column to text.

        It may call the functions of the library where it declares their prefix; names are then
        in the language of the binding `lang`, Spanish without one.

        Args:
            text: The query.
            **bindings: From the name of a variable, without its question mark, to the term that
                takes its place.

        Raises:
            QueryError: The text is no SELECT query, does not parse, or may not run.
        """
        language = "?lang" if "lang" in bindings else '"es"'
        return _dicts(self.store.select(functions.expand(text, language=language), bindings))

    def why(self, subject: str, predicate: str | None = None) -> list[evidence.Fact]:
        """Return the statements about an entity, each with its evidence.

        Args:
            subject: The entity, by id, IRI or name.
            predicate: Only statements with this property: an IRI, or a prefixed name such as
                `hx:locatedIn`.

        Raises:
            AmbiguousName: The name means several entities.
            UsageError: It means none.
        """
        from kg.rdf import iris

        property_ = Iri(iris.expand(predicate) or predicate) if predicate else None
        return list(evidence.why(self.store, self.resolver(subject), property_))

    def validate(self, *files: str | Path) -> Report:
        """Return the report on the graph, or on the graph as it would be with new files.

        Args:
            *files: RDF files and curated tables; nothing is changed.

        Raises:
            InputError: With every problem of every file.
        """
        if not files:
            return ingest.validate_store(self.store)
        return ingest.propose(self.store, [Path(file) for file in files]).report

    def load(self, *files: str | Path) -> int:
        """Add files if the result conforms, and return how many quads are new.

        Args:
            *files: RDF files and curated tables.

        Raises:
            InputError: With every problem of every file; nothing is changed.
            NonConforming: The result breaks a shape; nothing is changed.
            StoreError: The store is being written by another process.
        """
        return ingest.load(self.store, [Path(file) for file in files]).added.quads

    def graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store; its default graph holds the facts."""
        return self.store.rdf_graph()

    def network(self, language: str = "es", **projection: object) -> nx.Graph[str]:
        """Return entities and relations as a networkx graph, with evidence on the edges.

        Args:
            language: The language of labels, `es` or `en`.
            **projection: As on the command line, such as `kind="Cluster"`, `at="2016"`,
                `ego="CONACYT"`, `steps=2`, `one_mode="Cluster:sector"`, `weight="newman"`; see
                `kg.network.declared.Projection`.

        Returns:
            A MultiDiGraph whose keys are edge ids; for `one_mode`, whose links have no direction,
            a Graph. In a notebook it shows itself as the page of `kg export html`.

        Raises:
            UsageError: A word of the projection fits nothing.
        """
        from kg.export.notebook import showing
        from kg.network.cache import cached_network
        from kg.network.declared import Projection
        from kg.network.graphs import cached_to_networkx, to_networkx, to_undirected

        declared = Projection.from_rules(projection)
        if declared == Projection():
            cache = cached_network(self.store)
            if cache is not None and not cache.has_proposals:
                return showing(cached_to_networkx(cache, language), self.store, language)
        network = declared.network(self.store, language)
        graph = to_undirected(network) if declared.one_mode else to_networkx(network)
        return showing(graph, self.store, language)


def build(
    data: str | Path | None = None,
    store: str | Path | None = None,
    *,
    loads: ingest.Loads = "refuse",
) -> KnowledgeGraph:
    """Build the graph from curated tables and return it.

    Args:
        data: A folder of tables; None is the project's own.
        store: The folder of the store; None builds in memory.
        loads: What happens to what was loaded into the store since its last build: `refuse` stops
            where there is any, `discard` discards it, `keep` loads it again onto the new build.

    Raises:
        InputError: With every problem of every table; the store is as it was.
        NonConforming: The tables break a shape; the store is as it was.
        StoreError: The store holds loads; it is as it was.
    """
    built, _ = ingest.build(
        None if data is None else Path(data), None if store is None else Path(store), loads=loads
    )
    return KnowledgeGraph(built)


def open_graph(
    store: str | Path = "kg-store",
    *,
    timeout: float | None = None,
    isolated: bool = False,
    memory: str | None = None,
) -> KnowledgeGraph:
    """Return the graph in a folder, behind the address of an endpoint, or named in kg.toml.

    Args:
        store: A folder, an address that starts with `http`, or a name of kg.toml.
        timeout: Seconds that a query may take; None sets no limit on this machine.
        isolated: Run queries on this machine in a process of their own, which can open no socket
            and no file outside the store; a query that makes the engine crash is an error then.
            `timeout` and `memory` need it, and bring it along.
        memory: What a query may need, such as `2G` or `25%`; half of the machine's by default.

    Raises:
        StoreError: The folder is no store.
        UsageError: `memory` is no amount.
    """
    bounds = asked(timeout or 0, memory) if isolated or timeout or memory else None
    return KnowledgeGraph(config.open_store(store, timeout=timeout, bounds=bounds))


def from_rdflib(graph: rdflib.Graph) -> KnowledgeGraph:
    """Return a graph in memory with the triples of an rdflib graph, or the quads of a dataset.

    Args:
        graph: A graph, whose triples become facts; or a dataset, whose default graph does.
    """
    return KnowledgeGraph(EmbeddedStore.from_rdflib(graph))


def _dicts(solutions: Solutions) -> Answer:
    rows = (
        {
            name: "" if term is None else term.value
            for name, term in zip(solutions.variables, row, strict=True)
        }
        for row in solutions.rows
    )
    return Answer(solutions.variables, rows)


__all__: Sequence[str] = ["KnowledgeGraph", "build", "from_rdflib", "open_graph"]

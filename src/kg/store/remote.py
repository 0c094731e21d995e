"""A store behind a SPARQL 1.1 endpoint: queries, updates and the graph store protocol.

The facts are the default graph of the endpoint, or the graph `graph:facts`; which, `default_graph`
finds out, and queries are written for it. What engines do differently stands in `engines`.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from kg.errors import EndpointError, KgWarning, QueryError, StoreError, in_language
from kg.model import Binding, BNode, Iri, Literal, Progress, Quad, Solutions, Term, Triple, silent
from kg.rdf.namespaces import XSD
from kg.rdf.oxigraph import from_ox
from kg.rdf.reader import read_nquads
from kg.rdf.terms import sparql
from kg.sparql import facts_graph, policy
from kg.sparql.binding import bind
from kg.sparql.paging import Paged
from kg.store import answers, backups, default_graph, pieces, staging
from kg.store.client import Body, Client
from kg.store.engines import GRAPH_VARIABLE, with_graphs_as_values
from kg.store.referring import counts, referring_query
from kg.store.remote_changes import RemoteChanges

if TYPE_CHECKING:
    import rdflib
    from SPARQLWrapper import SPARQLWrapper

CONTENT: Final = "content.nq"  # the file of a backup
_JSON: Final = "application/sparql-results+json"
_NTRIPLES: Final = "application/n-triples"
_ASK_COLUMN: Final = "__ASK_RETVAL"  # in which Virtuoso answers an ASK without variables


class RemoteStore:
    """A store behind an endpoint. Raises EndpointError where it fails or does not answer."""

    def __init__(self, client: Client, services: frozenset[str] = frozenset()) -> None:
        """Take a connection; nothing is sent yet.

        Args:
            client: The connection.
            services: Hosts that SERVICE may name; the endpoint itself fetches from them.
        """
        self._client = client
        self._services = services
        self._changes = RemoteChanges(client, self)
        self._warned = False

    @classmethod
    def at(cls, address: str, timeout: float = 60.0) -> RemoteStore:
        """Return the store at an address."""
        return cls(Client(address, timeout))

    @property
    def engine_name(self) -> str:
        """What the endpoint runs on, such as "Virtuoso"; asked once."""
        return self._client.engine.name

    @property
    def location(self) -> str:
        """The address."""
        return self._client.address

    def select(self, query: str, bindings: Mapping[str, Binding] | None = None) -> Solutions:
        """Return the solutions of a SELECT; see `Store.select`.

        An answer that the server cuts is asked for in pages.
        """
        self._require_form(query, "SELECT")
        text = self._checked(query, bindings)
        body, answer = self._solutions(text)
        columns = tuple(
            name
            for name in (variable.value for variable in answer.variables)
            if not name.startswith(GRAPH_VARIABLE)
        )
        cut_header = self._client.engine.cut_header
        limit = body.headers.get(cut_header) if cut_header else None
        if limit is None:
            return Solutions(columns, self._rows(answers.in_one_thread(answer), columns, body))
        body.close()
        return Solutions(columns, self._pages(Paged.of(text, columns), columns, int(limit)))

    def _pages(
        self, paged: Paged, columns: tuple[str, ...], size: int
    ) -> Iterator[tuple[Term | None, ...]]:
        start = 0
        while True:
            body, answer = self._solutions(paged.page(start, size))
            count = 0
            for row in self._rows(answers.in_one_thread(answer), columns, body):
                yield row
                count += 1
            start += count
            if count < size:
                return

    def _solutions(self, text: str) -> tuple[Body, ox.QuerySolutions]:
        body = self._client.query(text, _JSON)
        answer = self._parsed(body)
        if not isinstance(answer, ox.QuerySolutions):
            body.close()
            raise QueryError(_needs("SELECT"))
        return body, answer

    def _parsed(self, body: Body) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        except EndpointError:
            body.close()
            raise
        except (SyntaxError, ValueError) as error:
            body.close()
            raise EndpointError(
                in_language(
                    f"{self.location}: the answer is none of SPARQL ({error}); is the address "
                    "right?",
                    f"{self.location}: la respuesta no es de SPARQL ({error}); ¿es correcta la "
                    "dirección?",
                )
            ) from error

    def _rows(
        self, solutions: Iterator[ox.QuerySolution], columns: tuple[str, ...], body: Body
    ) -> Iterator[tuple[Term | None, ...]]:
        convert = _standard_term if self._client.engine.nonstandard_results else from_ox
        with self._reading(body):
            for row in solutions:
                values = [row[name] for name in columns]
                yield tuple(None if value is None else convert(value) for value in values)

    @contextlib.contextmanager
    def _reading(self, body: Body) -> Iterator[None]:
        """Close the answer in the end; raise EndpointError where it breaks off."""
        try:
            yield
        except SyntaxError as error:
            raise EndpointError(
                in_language(
                    f"{self.location}: the answer broke off ({error}); what came before is not all",
                    f"{self.location}: la respuesta se cortó ({error}); lo anterior no es todo",
                )
            ) from error
        finally:
            body.close()

    def ask(self, query: str, bindings: Mapping[str, Binding] | None = None) -> bool:
        """Return the answer of an ASK."""
        self._require_form(query, "ASK")
        body = self._client.query(self._checked(query, bindings), _JSON)
        with self._reading(body):
            answer = self._parsed(body)
            if isinstance(answer, ox.QuerySolutions) and [
                variable.value for variable in answer.variables
            ] == [_ASK_COLUMN]:
                return any(True for _ in answer)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError(_needs("ASK"))
        return bool(answer)

    def construct(
        self, query: str, bindings: Mapping[str, Binding] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, in the order of the endpoint.

        A server that cuts its answers does not say so here: there the rows are asked for.
        """
        self._require_form(query, "CONSTRUCT", "DESCRIBE")
        policy.check(query, self._services)
        template = None
        if self._client.engine.cut_header:
            from kg.sparql.construct import Template

            template = Template.of(bind(query, bindings or {}))
        if template:
            return template.fill(self.select(template.select))
        body = self._client.query(self._checked(query, bindings), _NTRIPLES)
        return self._triples(body)

    def _triples(self, body: Body) -> Iterator[Triple]:
        with self._reading(body):
            yield from map(answers.triple, ox.parse(body, format=ox.RdfFormat.N_TRIPLES))  # type: ignore[arg-type]

    def quads(
        self,
        subject: Term | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        *,
        graph: Iri | None = None,
        every_graph: bool = False,
        limit: int = 0,
    ) -> Iterator[Quad]:
        """Return the quads that fit; see `Store.quads`. Not more than `limit`, unless it is 0."""
        parts = (subject, predicate, object, None if every_graph else graph)
        pattern = _pattern(*parts, every_graph=every_graph)
        if None not in parts[:3] and not every_graph:  # a SELECT would have no column
            quad = Quad(*parts)  # type: ignore[arg-type]
            return iter([quad] if self.holds(quad) else [])
        slice = f" LIMIT {limit}" if limit else ""
        answer = self.select(f"SELECT * {{ {pattern} }}{slice}")
        column = {name: number for number, name in enumerate(answer.variables)}
        sources = [(column.get(name), term) for name, term in zip("spog", parts, strict=True)]
        quads = (
            Quad(*(term if number is None else row[number] for number, term in sources))  # type: ignore[arg-type]
            for row in answer.rows
        )
        return (quad for quad in quads if not every_graph or self._is_content(quad.graph))

    def quads_at(self, nodes: Sequence[Term], *, arriving: bool, limit: int) -> Iterator[Quad]:
        """Return the quads of all graphs that are about nodes, in no order.

        Args:
            nodes: No blank nodes.
            arriving: Return those that have the nodes as their object instead.
            limit: How many there are at most.
        """
        values = f"VALUES {'?o' if arriving else '?s'} {{ {' '.join(map(sparql, nodes))} }}"
        answer = self.select(
            f"SELECT ?s ?p ?o ?g {{ {{ {values} ?s ?p ?o }} UNION "
            f"{{ {values} GRAPH ?g {{ ?s ?p ?o }} }} }} LIMIT {limit}"
        )
        quads = (Quad(*row) for row in answer.rows)  # type: ignore[arg-type]
        return (quad for quad in quads if self._is_content(quad.graph))

    def _is_content(self, graph: Iri | None) -> bool:
        """Return whether a graph is content: no staging graph, nor read as the default graph."""
        return graph is None or (
            graph.value != self._client.layout.facts_graph
            and not graph.value.startswith((staging.PREFIX, *self._client.engine.system_graphs))
        )

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        triple = " ".join(map(sparql, quad.triple))
        where = f"GRAPH {sparql(quad.graph)} {{ {triple} }}" if quad.graph else triple
        return self.ask(f"ASK {{ {where} }}")

    def referring(self, thing: Iri) -> dict[str, int]:
        """Return in how many facts a thing is the value, by property; see `Store.referring`."""
        return counts(self.select(referring_query(thing)))

    def dump(self, output: BinaryIO, *, facts_graph: str = "") -> None:
        """Write all quads as N-Quads, one a line, sorted by their bytes; see `Store.dump`."""
        output.writelines(sorted(pieces.lines(self.quads(every_graph=True), facts_graph)))

    def rdf_graph(self) -> rdflib.Dataset:
        """Return a copy of the store as an rdflib dataset; its default graph holds the facts."""
        import rdflib

        dataset = rdflib.Dataset()
        text = io.BytesIO()
        self.dump(text)
        dataset.parse(data=text.getvalue(), format="nquads")
        return dataset

    def sparqlwrapper(self) -> SPARQLWrapper:
        """Return a SPARQLWrapper on the address for queries, for code that is written for it.

        It has no login, since SPARQLWrapper sends one wherever a server redirects to.
        """
        from SPARQLWrapper import JSON, SPARQLWrapper

        wrapper = SPARQLWrapper(self._client.endpoint.query, returnFormat=JSON, agent="HelixKG")
        wrapper.setTimeout(max(1, int(self._client.timeout)))
        if facts := self._client.layout.facts_graph:
            wrapper.addDefaultGraph(facts)
        return wrapper

    def commit(self, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Remove and add quads: in one update, which the endpoint makes whole or not at all.

        On an engine that takes none so large it goes step by step, and back where a step fails.

        Raises:
            EndpointError: A request fails; the message says which state the store is in.
            QueryError: A quad with a blank node is to be removed from such an engine.
        """
        self._changes.commit(list(add), list(remove))

    def replace(self, quads: Iterable[Quad], *, progress: Progress = silent) -> None:
        """Make `quads` the whole content.

        A small content goes in one request, where the endpoint takes N-Quads. Else it is loaded
        into staging graphs, a batch a request, and moved into place by one update; by several on
        an engine that takes none so large.

        Raises:
            EndpointError: A request fails; the message says which content the store has.
        """
        self._changes.replace(quads, progress)

    def backup(self, folder: Path) -> None:
        """Write the content into a new folder, as sorted N-Quads.

        Raises:
            StoreError: The folder is there already, or cannot be written.
        """
        backups.require_new_folder(folder)
        try:
            folder.mkdir(parents=True)
            with (folder / CONTENT).open("wb") as file:
                self.dump(file)
        except OSError as error:
            raise StoreError(
                in_language(
                    f"the backup to {folder} failed: {error}",
                    f"la copia de seguridad en {folder} falló: {error}",
                )
            ) from error

    def restore(self, folder: Path, progress: Progress = silent) -> None:
        """Make such a backup the content of the store.

        Raises:
            StoreError: The folder is no backup, or it is damaged.
        """
        if not (folder / CONTENT).is_file():
            raise StoreError(
                in_language(
                    f"{folder} is no backup of an endpoint; kg backup DIR makes one",
                    f"{folder} no es una copia de seguridad de un servidor; kg backup DIR hace una",
                )
            )
        self.replace(read_nquads(folder / CONTENT), progress=progress)

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that have content, staging graphs included."""
        # Virtuoso 7.2.5 does not come back from SELECT DISTINCT ?g.
        answer = self.select("SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        system = self._client.engine.system_graphs
        return [
            graph.value
            for graph, _ in answer.rows
            if isinstance(graph, Iri) and not graph.value.startswith(system)
        ]

    def _checked(self, query: str, bindings: Mapping[str, Binding] | None) -> str:
        """Return a query that may run, as the engine reads it, with its parameters bound."""
        policy.check(query, self._services)
        text = bind(query, bindings or {})
        if self._client.engine.facts_graph:  # it goes with the query as default-graph-uri
            return with_graphs_as_values(text)
        layout = self._client.layout
        if layout.facts_graph:
            return facts_graph.within(text, layout.facts_graph)
        if layout.mixed:
            self._warn_of_union(text)
        return text

    def _warn_of_union(self, query: str) -> None:
        """Say once that facts and claims are mixed here; refuse what asks for evidence."""
        default_graph.require_separate(query, self.location)
        if not self._warned:
            self._warned = True
            warnings.warn(default_graph.warning(self.location), KgWarning, stacklevel=4)

    @staticmethod
    def _require_form(query: str, *forms: str) -> None:
        """Raise QueryError for a query of another form than those that are needed here."""
        form = policy.form(query)
        if form in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE") and form not in forms:
            raise QueryError(_needs(*forms))


def _needs(*forms: str) -> str:
    """Return the message for a query of another form."""
    article = "an" if forms[0] == "ASK" else "a"
    return in_language(
        f"this needs {article} {' or '.join(forms)} query",
        f"esto necesita una consulta {' o '.join(forms)}",
    )


def _standard_term(value: object) -> Term:
    """Return a term of an engine that writes truth values as numbers."""
    term = from_ox(value)
    if isinstance(term, Literal) and term.datatype == XSD + "boolean" and term.value in ("0", "1"):
        return term._replace(value="true" if term.value == "1" else "false")
    return term


def _pattern(
    subject: Term | None,
    predicate: Term | None,
    object: Term | None,
    graph: Iri | None,
    *,
    every_graph: bool,
) -> str:
    """Return the group pattern for quads; a term that is None becomes ?s, ?p, ?o."""
    triple = " ".join(
        variable if term is None else _constant(term)
        for term, variable in ((subject, "?s"), (predicate, "?p"), (object, "?o"))
    )
    if every_graph:
        return f"{{ {triple} }} UNION {{ GRAPH ?g {{ {triple} }} }}"
    return f"GRAPH {_constant(graph)} {{ {triple} }}" if graph else f"{{ {triple} }}"


def _constant(term: Term) -> str:
    if isinstance(term, BNode):
        raise QueryError(
            in_language(
                "a blank node has no name outside its store",
                "un nodo anónimo no tiene nombre fuera de su almacén",
            )
        )
    return sparql(term)

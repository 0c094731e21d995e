"""A store behind a SPARQL 1.1 endpoint: queries, updates and the graph store protocol.

The facts are the default graph of the endpoint, or, on an engine that has none, the graph
`graph:facts`, which goes with each query. What engines do differently stands in `engines`.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg.errors import EndpointError, KgError, QueryError, StoreError
from kg.model import Binding, BNode, Iri, Literal, Progress, Quad, Solutions, Term, Triple, silent
from kg.rdf.namespaces import XSD
from kg.rdf.oxigraph import from_ox
from kg.rdf.reader import read_nquads
from kg.rdf.terms import nquads, sparql
from kg.sparql import policy as guard
from kg.sparql.binding import bind
from kg.sparql.paging import Paged
from kg.store.client import Body, Client
from kg.store.engines import GRAPH_VARIABLE, with_graphs_as_values

if TYPE_CHECKING:
    import rdflib

CONTENT = "content.nq"  # the file of a backup
_JSON = "application/sparql-results+json"
_NTRIPLES = "application/n-triples"
_ASK_COLUMN = "__ASK_RETVAL"  # in which Virtuoso answers an ASK without variables
_WHOLE = 200_000  # quads that go in one request
_PIECE = 20_000  # quads of a request that loads aside
_STAGING = "urn:helixkg:staging:"  # and the name of the graph that is being loaded


class RemoteStore:
    """A store behind an endpoint. Raises EndpointError where it fails or does not answer."""

    def __init__(self, client: Client, services: frozenset[str] = frozenset()) -> None:
        """services: hosts that SERVICE may name; the endpoint itself fetches from them."""
        self._client = client
        self._services = services

    @classmethod
    def at(cls, address: str, timeout: float = 60.0) -> RemoteStore:
        """Return the store at an address."""
        return cls(Client(address, timeout))

    @property
    def location(self) -> str:
        """The address."""
        return self._client.address

    def select(self, query: str, bindings: Mapping[str, Binding] | None = None) -> Solutions:
        """Return the solutions of a SELECT; see `Store.select`.

        An answer that the server cuts is asked for in pages.
        """
        text = self._checked(query, bindings)
        body, answer = self._solutions(text)
        names = tuple(
            name
            for name in (variable.value for variable in answer.variables)
            if not name.startswith(GRAPH_VARIABLE)
        )
        cut = self._client.engine.cut_header
        limit = body.headers.get(cut) if cut else None
        if limit is None:
            return Solutions(names, self._rows(answer, names, body))
        body.close()
        return Solutions(names, self._pages(Paged.of(text, names), names, int(limit)))

    def _pages(
        self, paged: Paged, names: tuple[str, ...], size: int
    ) -> Iterator[tuple[Term | None, ...]]:
        start = 0
        while True:
            body, answer = self._solutions(paged.page(start, size))
            count = 0
            for row in self._rows(answer, names, body):
                yield row
                count += 1
            start += count
            if count < size:
                return

    def _solutions(self, text: str) -> tuple[Body, ox.QuerySolutions]:
        body = self._client.query(text, _JSON)
        answer = self._parsed(body)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this needs a SELECT query")
        return body, answer

    def _parsed(self, body: Body) -> ox.QuerySolutions | ox.QueryBoolean:
        try:
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)  # type: ignore[arg-type]
        except (SyntaxError, ValueError) as error:
            raise QueryError(
                f"{self.location}: the answer is none of SPARQL ({error}); "
                "this needs a SELECT or ASK query"
            ) from error

    def _rows(
        self, answer: ox.QuerySolutions, names: tuple[str, ...], body: Body
    ) -> Iterator[tuple[Term | None, ...]]:
        term = _mended if self._client.engine.mends else from_ox
        try:
            for row in answer:
                found = [row[name] for name in names]
                yield tuple(None if item is None else term(item) for item in found)
        except SyntaxError as error:
            raise EndpointError(
                f"{self.location}: the answer broke off ({error}); what came before is not all"
            ) from error
        finally:
            body.close()

    def ask(self, query: str, bindings: Mapping[str, Binding] | None = None) -> bool:
        """Return the answer of an ASK."""
        answer = self._parsed(self._client.query(self._checked(query, bindings), _JSON))
        if isinstance(answer, ox.QuerySolutions) and [
            variable.value for variable in answer.variables
        ] == [_ASK_COLUMN]:
            return any(True for _ in answer)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this needs an ASK query")
        return bool(answer)

    def construct(
        self, query: str, bindings: Mapping[str, Binding] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, in the order of the endpoint.

        A server that cuts its answers does not say so here: there the rows are asked for.
        """
        guard.check(query, self._services)
        template = None
        if self._client.engine.cut_header:
            from kg.sparql.construct import Template

            template = Template.of(bind(query, bindings or {}))
        if template:
            return template.fill(self.select(template.select))
        body = self._client.query(self._checked(query, bindings), _NTRIPLES)
        return (
            Triple(from_ox(q.subject), from_ox(q.predicate), from_ox(q.object))  # type: ignore[arg-type]
            for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        )

    def quads(
        self,
        subject: Term | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        *,
        graph: Iri | None = None,
        every_graph: bool = False,
    ) -> Iterator[Quad]:
        """Return the quads that fit; see `Store.quads`."""
        terms = [
            _bound(term, name)
            for term, name in ((subject, "?s"), (predicate, "?p"), (object, "?o"))
        ]
        pattern = " ".join(terms)
        where = f"GRAPH {_bound(graph, '?g')} {{ {pattern} }}" if graph else f"{{ {pattern} }}"
        if every_graph:
            where = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
        if "?" not in where:  # every place is given: a SELECT would have no column
            quad = Quad(subject, predicate, object, graph)  # type: ignore[arg-type]
            return iter([quad] if self.holds(quad) else [])
        found = self.select(f"SELECT * {{ {where} }}")
        place = {name: number for number, name in enumerate(found.variables)}

        def of(row: tuple[Term | None, ...], name: str, given: Term | None) -> Term | None:
            return row[place[name]] if given is None and name in place else given

        return (
            quad
            for quad in (
                Quad(
                    of(row, "s", subject),  # type: ignore[arg-type]
                    of(row, "p", predicate),  # type: ignore[arg-type]
                    of(row, "o", object),  # type: ignore[arg-type]
                    of(row, "g", graph),  # type: ignore[arg-type]
                )
                for row in found.rows
            )
            if not every_graph or self._is_content(quad.graph)
        )

    def _is_content(self, graph: Iri | None) -> bool:
        """Return whether a graph is neither the engine's own nor read as the default graph."""
        engine = self._client.engine
        return graph is None or (
            graph.value != engine.facts and not graph.value.startswith(engine.own_graphs)
        )

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        triple = " ".join(sparql(term) for term in quad.triple)
        where = f"GRAPH {sparql(quad.graph)} {{ {triple} }}" if quad.graph else triple
        return self.ask(f"ASK {{ {where} }}")

    def dump(self, output: BinaryIO) -> None:
        """Write all quads as N-Quads, one a line, sorted by their bytes."""
        for text in sorted(nquads(quad) for quad in self.quads(every_graph=True)):
            output.write(text)

    def rdf_graph(self) -> rdflib.Dataset:
        """Return a copy of the store as an rdflib dataset; its default graph holds the facts."""
        import rdflib

        made = rdflib.Dataset()
        text = io.BytesIO()
        self.dump(text)
        made.parse(data=text.getvalue(), format="nquads")
        return made

    def commit(self, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Remove and add quads: in one update, which the endpoint makes whole or not at all;
        or step by step on an engine that takes none so large, and back where a step fails.

        Raises EndpointError that says which state the store is in.
        """
        new, old = list(add), list(remove)
        size = self._client.engine.statements
        if not size:
            parts = [
                f"{verb} DATA {{ {_data(quads)} }}"
                for verb, quads in (("DELETE", old), ("INSERT", new))
                if quads
            ]
            if parts:
                self._client.update(" ;\n".join(parts))
            return
        if any(_is_blank(quad) for quad in old):
            raise QueryError("a statement with a blank node cannot be taken away from an endpoint")
        steps = [
            *((self._remove, self._add, part) for part in _batches(old, size)),
            *((self._add, self._remove, part) for part in _batches(new, size)),
        ]
        done: list[tuple[Callable[[list[Quad]], None], list[Quad]]] = []
        for step, undo, part in steps:
            done.append((undo, part))
            try:
                step(part)
            except EndpointError as error:
                raise self._undone(error, done) from error

    def _undone(
        self, error: EndpointError, done: list[tuple[Callable[[list[Quad]], None], list[Quad]]]
    ) -> EndpointError:
        """Take back what is done of a change, and return the error that says whether that went."""
        try:
            for undo, part in reversed(done):
                undo([quad for quad in part if not _is_blank(quad)])
        except KgError as worse:
            return EndpointError(
                f"{error}; the change is half made and could not be taken back ({worse}). Make "
                "the same change again when the server answers: nothing is added twice"
            )
        return EndpointError(f"{error}; the change was taken back")

    def _add(self, quads: Iterable[Quad], aside: str = "") -> None:
        """Add quads graph by graph; aside: what goes before the name of each graph."""
        parts: dict[str, list[bytes]] = {}
        for quad in quads:
            name = quad.graph.value if quad.graph else self._client.engine.facts
            parts.setdefault(aside + name, []).append(nquads(quad._replace(graph=None)))
        for name, lines in parts.items():
            again = not any(text.startswith(b"_:") or b" _:" in text for text in lines)
            self._client.graph("POST", name, b"".join(lines), _NTRIPLES, repeat=again)

    def _remove(self, quads: Iterable[Quad]) -> None:
        # One graph an update: Virtuoso takes away from the last one only.
        parts: dict[Iri | None, list[Quad]] = {}
        for quad in quads:
            parts.setdefault(quad.graph, []).append(quad)
        for part in parts.values():
            self._client.update(f"DELETE DATA {{ {_data(part, self._client.engine.facts)} }}")

    def replace(self, quads: Iterable[Quad], *, progress: Progress = silent) -> None:
        """Make `quads` the whole content.

        A small content goes in one request, where the endpoint takes N-Quads. Else it is loaded
        into graphs aside, a piece a request, and put in place by one update; by several on an
        engine that takes none so large.
        Raises EndpointError where a request fails; it says which content the store has then.
        """
        source = iter(quads)
        first = list(islice(source, _WHOLE))
        if self._client.engine.quads and len(first) < _WHOLE:
            self._client.dataset("PUT", b"".join(map(nquads, first)), repeat=True)
            return
        self._drop_aside()
        try:
            graphs = self._load_aside(chain(first, source), progress)
            self._put_in_place(graphs)
        except _HalfInPlace:
            raise
        except EndpointError as error:
            with contextlib.suppress(EndpointError):
                self._drop_aside()
            raise EndpointError(f"{error}; the store has its old content") from error

    def backup(self, folder: Path) -> None:
        """Write the content into a new folder, as sorted N-Quads.

        Raises StoreError where the folder is there already, or cannot be written.
        """
        if folder.exists():
            raise StoreError(f"{folder} is there already; name a folder that is not")
        try:
            folder.mkdir(parents=True)
            with (folder / CONTENT).open("wb") as file:
                self.dump(file)
        except OSError as error:
            raise StoreError(f"the backup to {folder} failed: {error}") from error

    def restore(self, folder: Path, progress: Progress = silent) -> None:
        """Make such a backup the content of the store."""
        if not (folder / CONTENT).is_file():
            raise StoreError(f"{folder} is no backup of an endpoint; kg backup DIR makes one")
        self.replace(read_nquads(folder / CONTENT), progress=progress)

    def _load_aside(self, quads: Iterable[Quad], progress: Progress) -> list[str]:
        """Load into graphs aside; return the names of the graphs, the default graph as ""."""
        facts = self._client.engine.facts
        names: dict[str, None] = {}
        blank: list[Quad] = []  # one piece, since a blank node is known only within its request

        def plain() -> Iterator[Quad]:
            for quad in quads:
                names.setdefault(quad.graph.value if quad.graph else facts)
                if _is_blank(quad):
                    blank.append(quad)
                else:
                    yield quad

        sent = 0
        for piece in chain(_batches(plain(), _PIECE), _blank_piece(blank)):
            if self._client.engine.quads:
                body = b"".join(
                    nquads(
                        quad._replace(
                            graph=Iri(_STAGING + (quad.graph.value if quad.graph else ""))
                        )
                    )
                    for quad in piece
                )
                self._client.dataset("POST", body, repeat=piece is not blank)
            else:
                self._add(piece, _STAGING)
            sent += len(piece)
            progress("loading", sent, sent)
        return list(names)

    def _put_in_place(self, graphs: list[str]) -> None:
        """Move the graphs that were loaded aside, and drop the others.

        In one update; where an engine takes none so large, some graphs an update, the new first.
        """

        def place(name: str) -> str:
            return f"GRAPH <{name}>" if name else "DEFAULT"

        old = [name for name in self._graphs() if not name.startswith(_STAGING)]
        facts = self._client.engine.facts
        steps = [f"MOVE GRAPH <{_STAGING}{name}> TO {place(name)}" for name in graphs]
        steps += [f"DROP SILENT {place(name)}" for name in sorted({*old, facts} - set(graphs))]
        done = 0
        for part in self._updates(steps):
            try:
                self._client.update(" ;\n".join(part))
            except EndpointError as error:
                if not done:
                    raise
                raise _HalfInPlace(
                    f"{error}; {done:,} of {len(steps):,} graphs have the new content, the others "
                    "the old. Make the same load again when the server answers"
                ) from error
            done += len(part)

    def _updates(self, steps: list[str]) -> Iterator[list[str]]:
        """Yield the steps that one update may have, in their order."""
        size = self._client.engine.graphs or len(steps) or 1
        for start in range(0, len(steps), size):
            yield steps[start : start + size]

    def _drop_aside(self) -> None:
        """Drop what a load that broke off left aside."""
        left = [name for name in self._graphs() if name.startswith(_STAGING)]
        for part in self._updates([f"DROP SILENT GRAPH <{name}>" for name in left]):
            self._client.update(" ;\n".join(part))

    def _graphs(self) -> list[str]:
        # Virtuoso 7.2.5 does not come back from SELECT DISTINCT ?g.
        found = self.select("SELECT ?g (COUNT(?s) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
        return [
            str(row[0])
            for row in found.rows
            if isinstance(row[0], Iri)
            and (self._is_content(row[0]) or row[0].value == self._client.engine.facts)
        ]

    def _checked(self, query: str, bindings: Mapping[str, Binding] | None) -> str:
        guard.check(query, self._services)
        text = bind(query, bindings or {})
        return with_graphs_as_values(text) if self._client.engine.facts else text


class _HalfInPlace(EndpointError):
    """Some graphs have their new content already, the others not."""


def _mended(term: object) -> Term:
    """Return a term of an engine that writes truth values as numbers."""
    found = from_ox(term)
    if isinstance(found, Literal) and found.datatype == XSD + "boolean" and found.value in "01":
        return found._replace(value="true" if found.value == "1" else "false")
    return found


def _is_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)


def _batches(items: Iterable[Quad], size: int) -> Iterator[list[Quad]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _blank_piece(blank: list[Quad]) -> Iterator[list[Quad]]:
    """Yield the piece when the others have been read."""
    if blank:
        yield blank


def _bound(term: Term | None, variable: str) -> str:
    if term is None:
        return variable
    if isinstance(term, BNode):
        raise QueryError("a blank node has no name outside its store")
    return sparql(term)


def _data(quads: Iterable[Quad], facts: str = "") -> str:
    """Return quads as the body of INSERT DATA or DELETE DATA; facts: the graph of the facts."""
    parts = []
    for quad in quads:
        triple = " ".join(sparql(term) for term in quad.triple) + " ."
        graph = sparql(quad.graph) if quad.graph else f"<{facts}>" if facts else ""
        parts.append(f"GRAPH {graph} {{ {triple} }}" if graph else triple)
    return "\n".join(parts)

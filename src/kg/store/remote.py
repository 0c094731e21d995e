"""A store behind a SPARQL 1.1 endpoint: queries, updates and the graph store protocol.

The facts are the default graph of the endpoint. Reading is repeated where it is safe to, writing
never is. Credentials come from netrc, never from an argument.
"""

from __future__ import annotations

import io
import netrc
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit, urlunsplit

import pyoxigraph as ox

from kg.errors import EndpointError, QueryError, StoreError
from kg.model import BNode, Iri, Quad, Solutions, Term, Triple
from kg.store import guard
from kg.store.binding import bind
from kg.store.nquads import line, written
from kg.store.terms import from_ox

if TYPE_CHECKING:
    import rdflib
    from SPARQLWrapper import SPARQLWrapper

_TRIES = 3  # of what is safe to repeat
_PAUSE = 0.2  # seconds before the second try; doubled before the third
_SHOWN = 300  # characters of an endpoint's own message
_JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """The three addresses of a store; what cannot be done is empty."""

    query: str
    update: str = ""
    data: str = ""

    @classmethod
    def of(cls, address: str) -> Endpoint:
        """Return the addresses that go with one, as the servers in use lay them out.

        The address of a server (http://host:7878) is Oxigraph's; …/query and …/sparql have
        update and store beside them; GraphDB's …/repositories/NAME has …/statements.
        Raises StoreError where a password stands in the address.
        """
        parts = urlsplit(address)
        if parts.username or parts.password:
            raise StoreError("a password in an address ends up in logs; put it into ~/.netrc "
                             f"(machine {parts.hostname} login … password …)")
        path = parts.path.rstrip("/")

        def beside(name: str) -> str:
            return urlunsplit((parts.scheme, parts.netloc, name, "", ""))

        if not path:
            return cls(beside("/query"), beside("/update"), beside("/store"))
        found = re.fullmatch(r"(.*)/(query|sparql)", path)
        if found:
            store = "data" if found[1] else "store"
            return cls(address, beside(f"{found[1]}/update"), beside(f"{found[1]}/{store}"))
        if re.search(r"/repositories/[^/]+$", path):
            return cls(address, beside(f"{path}/statements"), beside(f"{path}/statements"))
        return cls(address)


class RemoteStore:
    """A store behind an endpoint. Raises EndpointError where it fails or does not answer."""

    def __init__(self, address: str, timeout: float = 60.0) -> None:
        self._address = address
        self._endpoint = Endpoint.of(address)
        self._timeout = timeout

    @property
    def location(self) -> str:
        """The address."""
        return self._address

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Solutions:
        """Return the solutions of a SELECT; see `Store.select`."""
        answer = self._answer(query, bindings)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this needs a SELECT query")
        names = tuple(variable.value for variable in answer.variables)
        return Solutions(names, (
            tuple(None if row[i] is None else from_ox(row[i]) for i in range(len(names)))
            for row in answer))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer of an ASK."""
        answer = self._answer(query, bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this needs an ASK query")
        return bool(answer)

    def construct(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, in the order of the endpoint."""
        body = self._send_query(_checked(query, bindings), "application/n-triples")
        return (
            Triple(from_ox(q.subject), from_ox(q.predicate), from_ox(q.object))  # type: ignore[arg-type]
            for q in ox.parse(body, format=ox.RdfFormat.N_TRIPLES))

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
        terms = [_bound(term, name) for term, name in
                 ((subject, "?s"), (predicate, "?p"), (object, "?o"))]
        pattern = " ".join(terms)
        where = f"GRAPH {_bound(graph, '?g')} {{ {pattern} }}" if graph else f"{{ {pattern} }}"
        if every_graph:
            where = f"{{ {pattern} }} UNION {{ GRAPH ?g {{ {pattern} }} }}"
        answer = self._answer(f"SELECT * {{ {where} }}", None)
        assert isinstance(answer, ox.QuerySolutions)
        names = {variable.value for variable in answer.variables}

        def of(row: ox.QuerySolution, name: str, given: Term | None) -> Term | None:
            if given is not None or name not in names or row[name] is None:
                return given
            return from_ox(row[name])

        return (Quad(of(row, "s", subject), of(row, "p", predicate),  # type: ignore[arg-type]
                     of(row, "o", object), of(row, "g", graph)) for row in answer)  # type: ignore[arg-type]

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        triple = " ".join(written(term) for term in quad.triple)
        where = f"GRAPH {written(quad.graph)} {{ {triple} }}" if quad.graph else triple
        return self.ask(f"ASK {{ {where} }}")

    def dump(self, output: BinaryIO) -> None:
        """Write all quads as N-Quads, one a line, sorted by their bytes."""
        for text in sorted(line(quad) for quad in self.quads(every_graph=True)):
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
        """Remove and add quads in one update, which the endpoint makes whole or not at all."""
        parts = [f"{verb} DATA {{ {_data(quads)} }}" for verb, quads in
                 (("DELETE", list(remove)), ("INSERT", list(add))) if quads]
        if parts:
            self._update(" ;\n".join(parts))

    def replace(self, quads: Iterable[Quad]) -> None:
        """Make `quads` the whole content, in one request where the endpoint takes N-Quads."""
        if not self._endpoint.data:
            raise StoreError(f"{self._address}: no address is known for loading; name the server "
                             "itself, such as http://localhost:7878")
        body = b"".join(map(line, quads))
        self._send(self._endpoint.data, body, {"Content-Type": "application/n-quads"}, "PUT")

    def _answer(
        self, query: str, bindings: Mapping[str, Term] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean:
        body = self._send_query(_checked(query, bindings), _JSON)
        try:
            return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self._address}: the answer is none of SPARQL ({error}); "
                             "this needs a SELECT or ASK query") from error

    def _send_query(self, query: str, accept: str) -> bytes:
        """Return the answer to a query, asked again where the connection broke."""
        for attempt in range(_TRIES):
            try:
                return self._perform(self._wrapper(query, accept))
            except EndpointError as error:
                if not isinstance(error.__cause__, ConnectionError) or attempt == _TRIES - 1:
                    raise
                time.sleep(_PAUSE * 2**attempt)
        raise AssertionError("the last try returns or raises")

    def _wrapper(self, query: str, accept: str) -> SPARQLWrapper:
        from SPARQLWrapper import POST, POSTDIRECTLY, SPARQLWrapper

        wrapper = SPARQLWrapper(self._endpoint.query, agent="HelixKG")
        wrapper.setQuery(query)
        if wrapper.isSparqlUpdateRequest():
            raise QueryError("this changes the store; queries only read")
        wrapper.setMethod(POST)
        wrapper.setRequestMethod(POSTDIRECTLY)
        wrapper.setTimeout(int(self._timeout))
        wrapper.setOnlyConneg(True)
        wrapper.addCustomHttpHeader("Accept", accept)
        login = _credentials(self._endpoint.query)
        if login:
            wrapper.setCredentials(*login)
        return wrapper

    def _perform(self, wrapper: SPARQLWrapper) -> bytes:
        from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

        try:
            body: bytes = wrapper.query().response.read()
            return body
        except SPARQLWrapperException as error:
            message = _first(str(error).partition("Response:")[2] or str(error))
            raise QueryError(f"{self._address}: {message}") from error
        except (OSError, HTTPException) as error:
            raise self._failed(error) from error

    def _update(self, text: str) -> None:
        if not self._endpoint.update:
            raise StoreError(f"{self._address}: no address is known for updates; name the server "
                             "itself, such as http://localhost:7878")
        self._send(self._endpoint.update, text.encode(),
                   {"Content-Type": "application/sparql-update"}, "POST")

    def _send(self, url: str, body: bytes, headers: dict[str, str], method: str) -> None:
        """Send what changes the store, once."""
        request = urllib.request.Request(url, body, headers, method=method)  # noqa: S310
        login = _credentials(url)
        opener = urllib.request.build_opener()
        if login:
            passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            passwords.add_password(None, url, *login)
            opener.add_handler(urllib.request.HTTPBasicAuthHandler(passwords))
            opener.add_handler(urllib.request.HTTPDigestAuthHandler(passwords))
        try:
            with opener.open(request, timeout=self._timeout):
                pass
        except (OSError, HTTPException) as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> EndpointError:
        """Return the error that says what the endpoint did, and what to do."""
        if isinstance(error, urllib.error.HTTPError):
            body = _first(error.read(_SHOWN).decode("utf-8", "replace"))
            mend = {401: " (put the login into ~/.netrc)", 403: " (put the login into ~/.netrc)",
                    404: " (is the address right?)", 413: " (too large for this server)"}
            return EndpointError(
                f"{self._address}: HTTP {error.code} {error.reason}{mend.get(error.code, '')}"
                + (f": {body}" if body else ""))
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        if isinstance(reason, TimeoutError | socket.timeout):
            return EndpointError(
                f"{self._address} did not answer within {self._timeout:g} s; this is no empty "
                "answer. Ask for less, or wait longer with KG_TIMEOUT")
        failed = EndpointError(f"{self._address} cannot be reached: {reason}")
        if isinstance(reason, ConnectionError):
            failed.__cause__ = reason
        return failed


def _checked(query: str, bindings: Mapping[str, Term] | None) -> str:
    guard.check(query)
    return bind(query, bindings or {})


def _credentials(url: str) -> tuple[str, str] | None:
    """Return login and password of a host from ~/.netrc."""
    try:
        found = netrc.netrc().authenticators(urlsplit(url).hostname or "")
    except (OSError, netrc.NetrcParseError):
        return None
    return (found[0], found[2] or "") if found else None


def _bound(term: Term | None, variable: str) -> str:
    if term is None:
        return variable
    if isinstance(term, BNode):
        raise QueryError("a blank node has no name outside its store")
    return written(term)


def _data(quads: Iterable[Quad]) -> str:
    parts = []
    for quad in quads:
        triple = " ".join(written(term) for term in quad.triple) + " ."
        parts.append(f"GRAPH {written(quad.graph)} {{ {triple} }}" if quad.graph else triple)
    return "\n".join(parts)


def _first(text: str) -> str:
    """Return the first line of a message, without HTML, control characters and length."""
    plain = re.sub(r"<[^>]+>", " ", text.replace("\\n", "\n").strip().strip("b'\""))
    return " ".join(plain.strip().partition("\n")[0].split())[:_SHOWN]


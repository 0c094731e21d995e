"""The SPARQL 1.1 Protocol: queries, updates, and the description of the service."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Generator, Iterator, Mapping
from functools import partial
from http import HTTPStatus
from typing import BinaryIO, Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from kg import ingest, results
from kg.errors import in_language
from kg.model import Iri, Literal, Solutions, Triple, text
from kg.rdf.iris import is_absolute
from kg.rdf.namespaces import PREFIXES, RDF_TYPE, XSD
from kg.rdf.terms import iri
from kg.sparql import functions, policy
from kg.sparql.dataset import WHOLE, Dataset, of_update, taken_out
from kg.sparql.tokens import Kind, tokenize
from kg.store import EmbeddedStore, default_graph
from kg.web import media_types, negotiation, streams, writing
from kg.web.current import Snapshot
from kg.web.examples import is_about_examples
from kg.web.problems import Problem
from kg.web.render import graph_of

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"
_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_MOST_FIELDS: Final = 1_000  # of a form or an address
#: the names of the W3C for the formats of answers
_FORMAT_NAMES: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


_Item = TypeVar("_Item")


class Asked(NamedTuple):
    """What a request asks.

    Attributes:
        query: The text; None where the description of the service is asked for, or an update.
        dataset: The graphs that it reads.
        update: The text of an update; None where there is none.
    """

    query: str | None
    dataset: Dataset
    update: str | None = None


async def asked(request: Request) -> Asked:
    """Return what a request of the protocol asks.

    Raises:
        Problem: It asks nothing, several things, or in a wrong way.
    """
    parameters = _decoded(request.url.query.encode("ascii", "replace"))
    body: list[tuple[str, str]] = []
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        content = await request.body()
        if kind == _FORM:
            body = _decoded(content)
        elif kind in _DIRECT:
            body = [(_DIRECT[kind], _text(content))]
        else:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, _send_as(), {"Accept-Post": _POSTS})
    elif any(name == "update" for name, _ in parameters):
        raise Problem(HTTPStatus.BAD_REQUEST, _send_as())
    parameters += body
    queries = [value for name, value in parameters if name == "query"]
    updates = [value for name, value in parameters if name == "update"]
    if len(queries) + len(updates) > 1:
        raise Problem(HTTPStatus.BAD_REQUEST, _send_one(len(queries) + len(updates)))
    if not queries and not updates and request.method == "POST":
        raise Problem(HTTPStatus.BAD_REQUEST, _send_as())
    default, named = _DATASET_OF_UPDATE if updates else _DATASET_OF_QUERY
    dataset = Dataset(
        tuple(value for name, value in parameters if name == default),
        tuple(value for name, value in parameters if name == named),
    )
    return Asked(queries[0] if queries else None, dataset, updates[0] if updates else None)


def _send_one(count: int) -> str:
    return in_language(
        f"there are {count} queries or updates; send one",
        f"hay {count} consultas o actualizaciones; envíe una",
    )


async def updated(request: Request, asked: Asked, endpoint: str) -> Response:
    """Make the change that a request asks for, if it may, and say what was changed.

    Raises:
        Problem: The server only reads, or the token is missing or wrong.
        KgError: The update may not run, fails, or its result is not valid.
    """
    assert asked.update is not None
    writer = writing.writer_of(request)
    bounds = graph_of(request).bounds
    text = of_update(_with_base(asked.update, endpoint), asked.dataset)
    change = await run_in_threadpool(
        writer.make, lambda store: ingest.update(store, text, wait=writer.wait, bounds=bounds)
    )
    return writing.change_answer(change)


#: the parameter that a body of a media type stands for
_DIRECT: Final = {_QUERY: "query", _UPDATE: "update"}
_DATASET_OF_QUERY: Final = ("default-graph-uri", "named-graph-uri")
_DATASET_OF_UPDATE: Final = ("using-graph-uri", "using-named-graph-uri")
_POSTS: Final = f"{_FORM}, {_QUERY}, {_UPDATE}"


def evaluated(
    snapshot: Snapshot, asked: Asked, endpoint: str, language: str
) -> bool | Solutions | Iterator[Triple]:
    """Return the answer of a query: a truth value, rows, or triples.

    Args:
        snapshot: The state of the graph.
        asked: The query, which may call the functions of the library, and the graphs that it
            reads; these go before those that it names itself.
        endpoint: The address that was asked, on which relative IRIs rest.
        language: For the functions that give labels.

    Raises:
        KgError: The query may not run, or fails before its first row.
    """
    query = _prepared(asked, endpoint, language)
    if query.form == "ASK":
        return _ask(snapshot, query)
    if query.form == "SELECT":
        return _select(snapshot, query)
    return _begun(_construct(snapshot, query))


class _Query(NamedTuple):
    """A query that is ready to run.

    Attributes:
        text: It.
        dataset: The graphs that it reads.
        form: SELECT, ASK, CONSTRUCT or DESCRIBE.
    """

    text: str
    dataset: Dataset
    form: str


def _prepared(asked: Asked, endpoint: str, language: str) -> _Query:
    """Return a query with the functions of the library, the base and the graphs that it reads."""
    assert asked.query is not None
    whole = functions.expand(asked.query, language=f'"{language}"')
    text, named = taken_out(_with_base(whole, endpoint))
    return _Query(text, asked.dataset if asked.dataset != WHOLE else named, policy.form(text))


def answer(snapshot: Snapshot, asked: Asked, endpoint: str, accept: str, language: str) -> Response:
    """Return the answer to a query in a format that the client takes; arguments as above.

    Args:
        snapshot: The state of the graph.
        asked: What is asked.
        endpoint: The address that was asked.
        accept: The value of Accept.
        language: For the functions that give labels.

    Raises:
        KgError: The query may not run, or fails before its first row.
        Problem: The client takes no format of such an answer.
    """
    query = _prepared(asked, endpoint, language)
    if query.form == "ASK":
        return _boolean(_ask(snapshot, query), chosen(accept, media_types.RESULTS))
    if query.form == "SELECT":
        select = partial(_select, snapshot, query)
        return solutions_response(select, chosen(accept, media_types.RESULTS))
    return streamed_graph(_construct(snapshot, query), chosen(accept, media_types.GRAPHS))


def _with_base(query: str, endpoint: str) -> str:
    """Return a query whose relative IRIs, if it has any, rest on an address."""
    tokens = tokenize(query)
    if all(is_absolute(token.iri) for token in tokens if token.kind is Kind.IRI):
        return query
    return f"BASE {iri(endpoint)} {query}"


def solutions_response(ask: Callable[[], Solutions], format_: str) -> Response:
    """Return rows in a format of `media_types.RESULTS`, sent while they are read.

    Args:
        ask: Gives the rows; it is called in the thread that reads them, since the engine lets no
            other one do so.
        format_: The format.
    """
    return _streamed(lambda output: _write(ask(), format_, output), media_types.RESULTS[format_])


def chosen(accept: str, formats: Mapping[str, str]) -> str:
    """Return the format that a client prefers, of some with their media types.

    Raises:
        Problem: It takes none of them.
    """
    return chosen_of(accept, media_types.offered(formats))


def chosen_of(accept: str, by_type: Mapping[str, str]) -> str:
    """Return what a client prefers, of things by media type.

    Raises:
        Problem: It takes none of them.
    """
    preferred = negotiation.media_type(accept, tuple(by_type))
    if preferred is None:
        offers = ", ".join(by_type)
        raise Problem(
            HTTPStatus.NOT_ACCEPTABLE,
            in_language(f"this comes as one of: {offers}", f"esto se ofrece en uno de: {offers}"),
        )
    return by_type[preferred]


def description(
    snapshot: Snapshot, endpoint: str, *, is_writable: bool = False
) -> Iterator[Triple]:
    """Yield the description of the service.

    Args:
        snapshot: The state of the graph.
        endpoint: The address of the service.
        is_writable: Whether it makes changes.

    Source: SPARQL 1.1 Service Description; VoID.
    """
    service, dataset, graph = (Iri(endpoint + part) for part in ("#service", "#dataset", "#facts"))

    def statement(subject: Iri, name: str, value: Iri | Literal, namespace: str = _SD) -> Triple:
        return Triple(subject, Iri(namespace + name), value)

    yield Triple(service, Iri(RDF_TYPE), Iri(_SD + "Service"))
    yield statement(service, "endpoint", Iri(endpoint))
    yield statement(service, "supportedLanguage", Iri(_SD + "SPARQL11Query"))
    if is_writable:
        yield statement(service, "supportedLanguage", Iri(_SD + "SPARQL11Update"))
    for name in _FORMAT_NAMES:
        yield statement(service, "resultFormat", Iri(_FORMATS + name))
    yield statement(service, "defaultDataset", dataset)
    yield Triple(dataset, Iri(RDF_TYPE), Iri(_SD + "Dataset"))
    yield statement(dataset, "defaultGraph", graph)
    yield Triple(graph, Iri(RDF_TYPE), Iri(_SD + "Graph"))
    yield Triple(graph, Iri(RDF_TYPE), Iri(_VOID + "Dataset"))
    ((count,),) = snapshot.store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows
    if isinstance(count, Literal):
        yield statement(graph, "triples", Literal(count.value, XSD + "integer"), _VOID)
    yield statement(graph, "sparqlEndpoint", Iri(endpoint), _VOID)
    for namespace in sorted(set(PREFIXES.values())):
        yield statement(graph, "vocabulary", Iri(namespace), _VOID)
    yield statement(graph, "uriSpace", text("https://w3id.org/helixkg/"), _VOID)


def graph_response(triples: Iterator[Triple], format_: str) -> Response:
    """Return triples in a format of `media_types.GRAPHS`."""
    output = io.BytesIO()
    results.write_graph(triples, format_, output)
    return Response(
        output.getvalue(), media_type=media_types.with_charset(media_types.GRAPHS[format_])
    )


def streamed_graph(triples: Iterator[Triple], format_: str) -> Response:
    """Return triples in a format of `media_types.GRAPHS`, sent while they are read.

    The thread that reads them is that in which they are first asked for.
    """
    return _streamed(
        lambda output: results.write_graph(triples, format_, output), media_types.GRAPHS[format_]
    )


def _streamed(write: Callable[[BinaryIO], object], media_type: str) -> Response:
    """Return an answer that is sent while it is written.

    What comes first is written before, so that a query which fails at once is no half answer; an
    answer that is shorter than a piece is sent whole, which costs fewer turns between threads.
    """
    pieces = streams.written_by(write)
    first = next(pieces, b"")
    if len(first) < streams.PIECE:
        return Response(first + b"".join(pieces), media_type=media_types.with_charset(media_type))
    return _Streamed(
        itertools.chain((first,), pieces), pieces, media_types.with_charset(media_type)
    )


class _Streamed(StreamingResponse):
    """Pieces that are sent while they are made, which ends with the request.

    To leave that to the collector of Python would keep a query process at work for a client that
    is gone, until somebody else asks something.
    """

    def __init__(self, content: Iterator[bytes], pieces: Generator[bytes], media_type: str) -> None:
        super().__init__(content, media_type=media_type)
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await run_in_threadpool(self._pieces.close)


def _begun(items: Iterator[_Item]) -> Iterator[_Item]:
    """Return items, the first of which has been made."""
    first = list(itertools.islice(items, 1))
    return itertools.chain(first, items)


def _select(snapshot: Snapshot, query: _Query) -> Solutions:
    text, dataset, _ = query
    if dataset == WHOLE and is_about_examples(text):
        return snapshot.examples.select(text)
    if isinstance(snapshot.store, EmbeddedStore):
        return snapshot.store.select(text, dataset=dataset)
    _check_remote(snapshot, query)
    return snapshot.store.select(text)


def _ask(snapshot: Snapshot, query: _Query) -> bool:
    if isinstance(snapshot.store, EmbeddedStore):
        return snapshot.store.ask(query.text, dataset=query.dataset)
    _check_remote(snapshot, query)
    return snapshot.store.ask(query.text)


def _construct(snapshot: Snapshot, query: _Query) -> Iterator[Triple]:
    """Yield triples, which are asked for as soon as somebody reads the first."""
    if isinstance(snapshot.store, EmbeddedStore):
        yield from snapshot.store.construct(query.text, dataset=query.dataset)
    else:
        _check_remote(snapshot, query)
        yield from snapshot.store.construct(query.text)


def _check_remote(snapshot: Snapshot, query: _Query) -> None:
    _require_whole(query.dataset)
    default_graph.check(snapshot.store, query.text)


def _require_whole(dataset: Dataset) -> None:
    if dataset != WHOLE:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language(
                "this server passes queries on to another, and takes no default-graph-uri or "
                "named-graph-uri; name graphs in the query, with GRAPH",
                "este servidor pasa las consultas a otro y no admite default-graph-uri ni "
                "named-graph-uri; nombre los grafos en la consulta, con GRAPH",
            ),
        )


def _write(solutions: Solutions, format_: str, output: BinaryIO) -> None:
    """Write rows as the engine does, where it can."""
    if solutions.serialize is not None:
        solutions.serialize(format_, output)
        return
    with io.TextIOWrapper(output, encoding="utf-8", newline="") as stream:
        results.write(solutions, format_, stream)


def _boolean(value: bool, format_: str) -> Response:
    output = io.StringIO(newline="")
    results.write_boolean(value, format_, output)
    media_type = media_types.with_charset(media_types.RESULTS[format_])
    return Response(output.getvalue(), media_type=media_type)


def _decoded(encoded: bytes) -> list[tuple[str, str]]:
    """Return the parameters in a query string or form.

    Raises:
        Problem: They are no UTF-8, or too many.
    """
    if encoded.count(b"&") >= _MOST_FIELDS:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language(
                f"a request has at most {_MOST_FIELDS:,} parameters",
                f"una solicitud tiene a lo más {_MOST_FIELDS:,} parámetros",
            ),
        )
    try:
        return parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict"
        )
    except ValueError as error:
        raise _not_utf8() from error


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def _not_utf8() -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        in_language("the query is not in UTF-8", "la consulta no está en UTF-8"),
    )


def _send_as() -> str:
    return in_language(
        f"send a query by GET as ?query=…, or by POST as {_FORM} (query=…) or as {_QUERY}; an "
        f"update by POST as {_FORM} (update=…) or as {_UPDATE}",
        f"envíe una consulta por GET como ?query=…, o por POST como {_FORM} (query=…) o como "
        f"{_QUERY}; una actualización por POST como {_FORM} (update=…) o como {_UPDATE}",
    )

"""The Graph Store HTTP Protocol: a graph is read, replaced, extended or dropped as a whole.

`/graphs?default` is the default graph, `/graphs?graph=IRI` another; an address below `/graphs/` is
the name of a graph itself. Whoever may read the server may read graphs; the rest needs the token.

Source: SPARQL 1.1 Graph Store HTTP Protocol.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from kg.errors import in_language
from kg.formats import GRAPH_INPUT
from kg.ingest import graph as graphs
from kg.model import Iri, Triple
from kg.rdf.iris import is_absolute
from kg.web import media_types, sparql
from kg.web.current import Snapshot
from kg.web.problems import Problem
from kg.web.render import snapshot_of
from kg.web.writing import Writer, change_answer, writer_of

#: what reads a body of each media type
_SYNTAXES: Final = media_types.offered(media_types.GRAPHS)


class _Body(NamedTuple):
    """What a request sends, and its syntax."""

    syntax: str
    content: bytes


async def graph_store(request: Request) -> Response:
    """Answer a request for a graph."""
    if request.method in ("GET", "HEAD"):
        return await run_in_threadpool(_read, request, _graph(request))
    writer = writer_of(request)
    if request.method == "DELETE":
        return await run_in_threadpool(_dropped, request, writer, _graph(request))
    bodies = await _bodies(request)
    is_unnamed = request.method == "POST" and not _names_a_graph(request)
    graph = Iri(f"{_whole(request)}/{secrets.token_urlsafe(12)}") if is_unnamed else _graph(request)
    answer = await run_in_threadpool(_written, request, writer, graph, bodies)
    if is_unnamed and graph is not None:
        answer.headers["Location"] = graph.value
    return answer


def _names_a_graph(request: Request) -> bool:
    named = "graph" in request.query_params or "default" in request.query_params
    return named or bool(request.path_params.get("rest"))


def _whole(request: Request) -> str:
    """Return the address that was asked, without its query."""
    return str(request.url.replace(query="", fragment="")).rstrip("?/")


def _graph(request: Request) -> Iri | None:
    """Return the graph that a request is about; None is the default graph.

    Raises:
        Problem: It names none, several, or one by no absolute IRI.
    """
    named = request.query_params.getlist("graph")
    is_default = "default" in request.query_params
    if request.path_params.get("rest") and not named and not is_default:
        return Iri(_whole(request))
    if len(named) + is_default != 1 or (named and not is_absolute(named[0])):
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language(
                "name one graph: ?default, or ?graph= with a whole IRI, encoded",
                "nombre un grafo: ?default, o ?graph= con un IRI completo, codificado",
            ),
        )
    return Iri(named[0]) if named else None


def _read(request: Request, graph: Iri | None) -> Response:
    format_ = sparql.chosen(request.headers.get("accept", ""), media_types.GRAPHS)
    snapshot = snapshot_of(request)
    if graph is not None and _is_missing(snapshot, graph):
        raise _no_graph(graph)
    return sparql.streamed_graph(_triples(snapshot, graph), format_)


def _triples(snapshot: Snapshot, graph: Iri | None) -> Iterator[Triple]:
    """Yield what is in a graph; it is opened by the thread that reads it, as the engine demands."""
    for quad in snapshot.store.quads(graph=graph):
        yield Triple(*quad[:3])


def _written(
    request: Request, writer: Writer, graph: Iri | None, bodies: Sequence[_Body]
) -> Response:
    """Replace a graph (PUT) or extend it (POST) by what a request says."""
    snapshot = snapshot_of(request)
    is_new = graph is not None and _is_missing(snapshot, graph)
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, body in enumerate(bodies, 1):
            file = Path(folder) / f"request-{number}{GRAPH_INPUT[body.syntax].ending}"
            file.write_bytes(body.content)
            files.append(file)
        base = graph.value if graph is not None else _whole(request)
        change = writer.make(
            partial(
                graphs.put,
                graph=graph,
                files=files,
                extend=request.method == "POST",
                base=base,
                wait=writer.wait,
            )
        )
    answer = change_answer(change)
    if is_new:
        answer.status_code = HTTPStatus.CREATED
    return answer


def _dropped(request: Request, writer: Writer, graph: Iri | None) -> Response:
    snapshot = snapshot_of(request)
    if graph is not None and _is_missing(snapshot, graph):
        raise _no_graph(graph)
    return change_answer(writer.make(partial(graphs.drop, graph=graph, wait=writer.wait)))


def _is_missing(snapshot: Snapshot, graph: Iri) -> bool:
    return next(snapshot.store.quads(graph=graph), None) is None


def _no_graph(graph: Iri) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        in_language(f"there is no graph <{graph}>", f"no hay un grafo <{graph}>"),
    )


async def _bodies(request: Request) -> list[_Body]:
    """Return what a request sends: one body, or the files of a form.

    Raises:
        Problem: A media type is none of RDF, or the form is broken or has no file.
    """
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        return [_Body(_syntax(kind), await request.body())]
    async with request.form(max_fields=0) as form:
        files = [file for file in form.values() if isinstance(file, UploadFile)]
        bodies = [_Body(_syntax(file.content_type or ""), await file.read()) for file in files]
    if not bodies:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language("the form has no file", "el formulario no trae ningún archivo"),
        )
    return bodies


def _syntax(media_type: str) -> str:
    """Return the syntax of a media type.

    Raises:
        Problem: It is none of RDF.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind not in _SYNTAXES:
        offers = ", ".join(media_types.GRAPHS.values())
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            in_language(
                f"send a graph as one of: {offers}", f"envíe un grafo como uno de: {offers}"
            ),
            {"Accept": offers},
        )
    return _SYNTAXES[kind]

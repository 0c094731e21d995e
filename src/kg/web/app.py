"""The application: which path is answered by what, and what goes wrong on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from http import HTTPStatus
from typing import Final

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from kg.errors import KgError, in_language, set_language
from kg.web import (
    api,
    graph_store,
    maps,
    media_types,
    negotiation,
    networks,
    pages,
    problems,
    profiles,
    questions,
    reconciliation,
    sparql,
    things,
    time_lines,
)
from kg.web.addresses import WITH_PAGES, path_of
from kg.web.caching import Conditional
from kg.web.completion import completion
from kg.web.current import Current
from kg.web.guard import Guard
from kg.web.kept import Kept
from kg.web.leaving import Leaving
from kg.web.problems import Problem
from kg.web.query_page import query_page
from kg.web.render import compile_templates, graph_of, language_of, page, snapshot_of
from kg.web.texts import TEXTS
from kg.web.watch import Counts, Watched, metrics
from kg.web.writing import Writer

#: names under which this machine asks itself
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_MOST_ASKING: Final = 40  # threads that wait for the answers of queries
_METHODS: Final = ("GET", "PUT", "POST", "DELETE")  # of graphs; HEAD goes with GET
_OWN_ORIGINS: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def application(
    graph: Current,
    hosts: Sequence[str] = LOOPBACK,
    origins: Sequence[str] = (),
    writer: Writer | None = None,
) -> Starlette:
    """Return the ASGI application that serves a graph.

    Args:
        graph: The graph.
        origins: Whose pages may read answers by script, besides those of this machine; `*` is
            anybody's.
        hosts: The names under which the server answers; `*` is any. A page elsewhere cannot
            reach a server on this machine under a name of its own then.
        writer: Makes changes for those who may; without one the server only reads.
    """
    compile_templates()
    counts, kept = Counts(), Kept()
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(Watched, counts=counts),
            Middleware(Guard),
            Middleware(InLanguage),
            Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts)),
            Middleware(
                CORSMiddleware,
                allow_origins=list(origins),
                allow_origin_regex=_OWN_ORIGINS,
                allow_methods=["GET", "POST"],
                expose_headers=["Link", "ETag", "Content-Location"],
            ),
            Middleware(Conditional, graph=graph, kept=kept),
            Middleware(Leaving),
        ],
        exception_handlers={
            Problem: _on_problem,
            KgError: _on_error,
            HTTPException: _on_http_exception,
        },
    )
    app.state.graph, app.state.counts, app.state.writer = graph, counts, writer
    app.state.kept = kept
    return app


def _routes() -> list[BaseRoute]:
    """Return which path is answered by what, the first that fits."""
    return [
        Route("/", pages.home),
        Route("/search", pages.search),
        Route("/questions", questions.overview),
        Route("/questions/{name}", _apart(questions.question)),
        Route("/documents", pages.documents),
        Route("/conflicts", pages.conflicts),
        Route("/loads", pages.loads),
        Route("/ontology/{name}.html", pages.ontology),
        Route("/def", pages.term),
        Route("/sparql", sparql_endpoint, methods=["GET", "POST"]),
        Route("/sparql/", sparql_endpoint, methods=["GET", "POST"]),
        Route("/sparql/terms.json", completion),
        Route("/graphs", graph_store.graph_store, methods=_METHODS),
        Route("/graphs/{rest:path}", graph_store.graph_store, methods=_METHODS),
        Route("/map/{rest:path}", maps.locator),
        Route("/network/{name}", networks.network),
        Route("/profile/{rest:path}", profiles.profile),
        Route("/time-line/{rest:path}", time_lines.time_line),
        Route("/openapi.json", api.description),
        Route("/api/questions", api.questions),
        Route("/api/questions/{name}", _apart(api.question)),
        Route("/api/entities", api.entities),
        Route("/api/search", api.search),
        Route("/api/why", api.why),
        Route("/reconcile", reconciliation.service, methods=["GET", "POST"]),
        Route("/reconcile/suggest/{what}", reconciliation.suggest),
        Route("/reconcile/properties", reconciliation.properties),
        Route("/reconcile/preview", reconciliation.preview),
        Route("/health", health),
        Route("/metrics", metrics),
        Mount("/static", StaticFiles(packages=[("kg.web", "static")])),
        *(Route(f"{path_of(start)}{{rest:path}}", things.thing) for start in WITH_PAGES),
    ]


def _apart(handler: Callable[[Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler whose threads are not those of others; see `_in_thread_apart`."""

    async def answered(request: Request) -> Response:
        return await _in_thread_apart(request, partial(handler, request))

    return answered


async def _in_thread_apart(request: Request, work: Callable[[], Response]) -> Response:
    """Do work that may wait for a query process in one of some threads of its own.

    However many queries wait for a process, there are threads for the pages that need none.
    """
    state = request.app.state
    if not hasattr(state, "asking"):  # made where the loop runs
        state.asking = CapacityLimiter(_MOST_ASKING)
    return await to_thread.run_sync(work, limiter=state.asking)


class InLanguage:
    """Lets messages speak the language of the client."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers the requests."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            request = Request(scope)
            set_language(language_of(request))
            asked = request.query_params.get("lang")
            if asked is not None and asked not in TEXTS:
                await problems.as_json(_no_language(asked))(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _no_language(asked: str) -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        in_language(f"lang is es or en, not '{asked}'", f"lang es es o en, no «{asked}»"),
    )


async def sparql_endpoint(request: Request) -> Response:
    """Answer the SPARQL protocol; to a browser, show the page where one can ask."""
    asked = await sparql.asked(request)
    language = language_of(request)
    accept = request.headers.get("accept", "")
    endpoint = str(request.url.replace(query="", fragment="")).rstrip("?")
    snapshot = snapshot_of(request)
    if asked.update is not None:
        return await sparql.updated(request, asked, endpoint)
    if _prefers_page(accept):
        return await _in_thread_apart(request, partial(query_page, request, asked, endpoint))
    if asked.query is not None:
        answer = partial(sparql.answer, snapshot, asked, endpoint, accept, language)
        return await _in_thread_apart(request, answer)
    return await run_in_threadpool(
        lambda: sparql.graph_response(
            sparql.description(
                snapshot, endpoint, is_writable=request.app.state.writer is not None
            ),
            sparql.chosen(accept, media_types.GRAPHS),
        )
    )


async def health(request: Request) -> Response:
    """Say that the graph can be read, for what watches the server; it waits for no question."""
    graph_of(request).snapshot()
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def _prefers_page(accept: str) -> bool:
    """Return whether a browser asks, rather than a program that takes anything."""
    offers = (*media_types.RESULTS.values(), *media_types.GRAPHS.values(), media_types.HTML)
    return negotiation.media_type(accept, offers) == media_types.HTML


def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    if not problems.wants_page(request):
        return problems.as_json(error)
    response = page(request, "problem", None, error.status.value, detail=error.detail)
    response.headers.update(error.headers)
    return response


def _on_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, KgError)
    return _on_problem(request, problems.of_error(error))


def _on_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    texts = TEXTS[language_of(request)]
    detail = texts["not-found"] if status == HTTPStatus.NOT_FOUND else error.detail
    return _on_problem(request, Problem(status, detail, dict(error.headers or {})))

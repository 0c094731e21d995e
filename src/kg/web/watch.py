"""Count and log what is asked, without what it is about.

Neither holds a query or a search: those may be nobody's business.
"""

from __future__ import annotations

import logging
import os
import time
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: the variable that names the folder in which processes that serve together count
FOLDER_OF_COUNTS: Final = "PROMETHEUS_MULTIPROC_DIR"
_log: Final = logging.getLogger("kg.web.access")


class Counts:
    """How many requests there were, and how long they took, by kind of page and status."""

    def __init__(self) -> None:
        """Start at zero."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "kg_requests", "Requests answered", ("page", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "kg_request_seconds", "Time of a request", ("page",), registry=self.registry
        )

    def add(self, page: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(page, str(status)).inc()
        self._seconds.labels(page).observe(seconds)

    def text(self) -> bytes:
        """Return the counts as Prometheus reads them: of all processes that serve together."""
        registry = self.registry
        if FOLDER_OF_COUNTS in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)


class Watched:
    """Counts each request by the pattern of its path, and logs its path."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        """Take what answers the requests, and where they are counted."""
        self._app, self._counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status = 500

        async def send_watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_watched)
        finally:
            seconds = time.perf_counter() - start
            self._counts.add(_page(scope), status, seconds)
            client = scope.get("client") or ("-",)
            _log.info(
                "%s %s %s %d %.0f ms",
                client[0],
                scope["method"],
                ascii(scope["path"])[1:-1],
                status,
                1000 * seconds,
            )


def metrics(request: Request) -> Response:
    """Return the counts, for Prometheus."""
    counts: Counts = request.app.state.counts
    return Response(
        counts.text(),
        headers={"Cache-Control": "no-store"},
        media_type=CONTENT_TYPE_LATEST,
    )


def _page(scope: Scope) -> str:
    """Return the pattern of the path that answered, of which there are few; "none" for others."""
    route = scope.get("route")
    return str(getattr(route, "path", "none"))

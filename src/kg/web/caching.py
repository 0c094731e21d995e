"""Answers that a client has already: told by the state of the graph, before any work.

Source: RFC 9110, sections 8.8.3 (ETag) and 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from importlib.metadata import version
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import user_language
from kg.web.current import Current

#: what an answer depends on besides its address and the graph
_PREFERENCES: Final = ("accept", "accept-language")
#: functions of SPARQL that answer otherwise each time
_CHANGING: Final = re.compile(rb"NOW|RAND|UUID|BNODE", re.IGNORECASE)
_VARY: Final = "Accept, Accept-Language"


class Conditional:
    """Answers 304 where the client has what would be sent, and names each answer otherwise."""

    def __init__(self, app: ASGIApp, graph: Current) -> None:
        """Take what answers the requests, and the graph that it answers from."""
        self._app, self._graph = app, graph

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        identity = self._identity(scope)
        if not identity:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = (
            identity,
            version("helixkg"),
            user_language(),
            scope["path"],
            scope["query_string"].decode("latin-1"),
            *(headers.get(name, "") for name in _PREFERENCES),
        )
        name = hashlib.sha256("\n".join(asked).encode("utf-8", "replace")).hexdigest()
        tag = f'W/"{name[:20]}"'
        if tag in [item.strip() for item in headers.get("if-none-match", "").split(",")]:
            unchanged = {"ETag": tag, "Vary": _VARY, "Cache-Control": "no-cache"}
            await Response(None, HTTPStatus.NOT_MODIFIED, unchanged)(scope, receive, send)
            return

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                answer = MutableHeaders(scope=message)
                answer.setdefault("ETag", tag)
                answer.setdefault("Cache-Control", "no-cache")
                answer.add_vary_header(_VARY)
            await send(message)

        await self._app(scope, receive, send_named)

    def _identity(self, scope: Scope) -> str:
        """Return the state of the graph; empty where an answer depends on other things."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return ""
        path: str = scope["path"]
        if _CHANGING.search(scope["query_string"]):
            return ""
        if path.startswith("/static") or path.endswith(("/health", "/metrics")):
            return ""
        return self._graph.snapshot().identity

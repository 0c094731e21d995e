"""Answers that a client or this process has already: told by the state of the graph.

Source: RFC 9110, sections 8.8.3 (ETag) and 13.1.2 (If-None-Match).
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Callable
from functools import cache, partial
from http import HTTPStatus
from importlib.metadata import version
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import user_language
from kg.web.current import SNAPSHOT, Current
from kg.web.kept import Kept, Page
from kg.web.media_types import HTML, SVG

#: what an answer depends on besides its address and the graph
_PREFERENCES: Final = ("host", "accept", "accept-language")
#: functions of SPARQL that answer otherwise each time
_CHANGING: Final = re.compile(rb"NOW|RAND|UUID|BNODE", re.IGNORECASE)
_VARY: Final = "Accept, Accept-Language"
_version: Final = cache(version)


class Conditional:
    """Answers 304 where the client has what would be sent, and names each answer otherwise.

    Pages and pictures that were made of the newest state are kept for the next who asks.
    """

    def __init__(self, app: ASGIApp, graph: Current, kept: Kept) -> None:
        """Take what answers the requests, the graph that it answers from, and where pages stay."""
        self._app, self._graph, self._kept = app, graph, kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        state = self._state(scope)
        if not state:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        name = _name(scope, state, headers)
        tag = f'W/"{name[:20]}"'
        if tag in [item.strip() for item in headers.get("if-none-match", "").split(",")]:
            unchanged = {"ETag": tag, "Vary": _VARY, "Cache-Control": "no-cache"}
            await Response(None, HTTPStatus.NOT_MODIFIED, unchanged)(scope, receive, send)
        elif page := self._kept.get(state, name):
            await _send(page, send)
        else:
            await self._app(
                scope, receive, _Naming(send, tag, partial(self._kept.put, state, name)).send
            )

    def _state(self, scope: Scope) -> str:
        """Return the state of the graph; empty where an answer depends on other things.

        The request is answered from this very state, however many loads end meanwhile.
        """
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return ""
        path: str = scope["path"]
        if _CHANGING.search(scope["query_string"]):
            return ""
        if path.startswith("/static") or path.endswith(("/health", "/metrics")):
            return ""
        snapshot = scope[SNAPSHOT] = self._graph.snapshot()
        return snapshot.identity


class _Naming:
    """Names an answer that goes well, and keeps it where it is a page or a picture."""

    def __init__(self, send: Send, tag: str, keep: Callable[[Page], None]) -> None:
        self._send, self._tag, self._keep = send, tag, keep
        self._headers: list[tuple[bytes, bytes]] | None = None

    async def send(self, message: Message) -> None:
        """Send a part of an answer on."""
        if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
            answer = MutableHeaders(scope=message)
            answer.setdefault("ETag", self._tag)
            answer.setdefault("Cache-Control", "no-cache")
            answer.add_vary_header(_VARY)
            if answer.get("content-type", "").startswith((HTML, SVG)):
                self._headers = list(message["headers"])
        elif message["type"] == "http.response.body" and self._headers is not None:
            if not message.get("more_body"):
                self._keep(Page(self._headers, bytes(message["body"])))
            self._headers = None
        await self._send(message)


def _name(scope: Scope, state: str, headers: Headers) -> str:
    """Return a name that only answers of the same content have."""
    asked = (
        state,
        datetime.date.today().isoformat(),  # which references on pages tell
        _version("helixkg"),
        user_language(),
        scope["scheme"],
        scope.get("root_path", ""),
        scope["path"],
        scope["query_string"].decode("latin-1"),
        *(headers.get(name, "") for name in _PREFERENCES),
    )
    return hashlib.sha256(repr(asked).encode("utf-8", "backslashreplace")).hexdigest()


async def _send(page: Page, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(page.headers)})
    await send({"type": "http.response.body", "body": page.body})

"""What every request and every answer goes through: limits, and headers that protect readers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import in_language
from kg.web.problems import Problem, as_json

MOST_BODY: Final = 1_000_000  # bytes of a request, as many as the policy allows a query
MOST_ADDRESS: Final = 16_000  # bytes of path and query
#: nothing but what this server sends may run or be shown; no page may frame one of ours
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class _TooLong(Exception):
    """A body is longer than it may be."""


class Guard:
    """Refuses what is too long, and adds the headers to each answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers the requests."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        problem = _refused(scope)
        if problem is None:
            try:
                await self._app(scope, _bounded(receive), send_guarded)
            except _TooLong:
                if started:
                    raise
                problem = _too_long()
        if problem is not None:
            await as_json(problem)(scope, receive, send_guarded)


def _refused(scope: Scope) -> Problem | None:
    """Return why a request is refused before it is read, None where it is not."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_ADDRESS:
        return Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            in_language(
                f"the address is longer than {MOST_ADDRESS:,} bytes; send the query by POST",
                f"la dirección pasa de {MOST_ADDRESS:,} bytes; envíe la consulta por POST",
            ),
        )
    length = Headers(scope=scope).get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > MOST_BODY:
        return _too_long()
    return None


def _bounded(receive: Receive) -> Receive:
    """Return a receiver that stops where a body without a length goes on and on."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BODY:
            raise _TooLong
        return message

    return receive_bounded


def _too_long() -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        in_language(
            f"a request has at most {MOST_BODY:,} bytes",
            f"una solicitud tiene a lo más {MOST_BODY:,} bytes",
        ),
    )

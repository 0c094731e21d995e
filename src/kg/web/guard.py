"""What every request and every answer goes through: limits, and headers that protect readers."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import in_language
from kg.web.problems import Problem, as_json

MOST_BODY: Final = 1_000_000  # bytes of a request, as many as the policy allows a query
MOST_ADDRESS: Final = 16_000  # bytes of path and query
PATIENCE: Final = 30.0  # seconds in which a body is sent
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


class _Refused(Exception):
    """A body is not as it may be.

    Attributes:
        problem: What the client is told.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self.problem = problem


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
            except _Refused as refused:
                if started:
                    raise
                problem = refused.problem
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
    headers = Headers(scope=scope)
    if headers.get("content-encoding", "identity").strip().lower() != "identity":
        return Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            in_language(
                "a request comes as it is, without Content-Encoding",
                "una solicitud llega tal cual, sin Content-Encoding",
            ),
            {"Accept-Encoding": "identity"},
        )
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:12]) > MOST_BODY:
        return _too_long()
    return None


def _bounded(receive: Receive) -> Receive:
    """Return a receiver that stops where a body goes on and on, by length or by time."""
    received = 0
    until: float | None = None

    async def receive_bounded() -> Message:
        nonlocal received, until
        now = asyncio.get_running_loop().time()
        until = now + PATIENCE if until is None else until
        try:
            async with asyncio.timeout_at(until if until > 0 else None):
                message = await receive()
        except TimeoutError:
            raise _Refused(_too_slow()) from None
        if not message.get("more_body"):
            until = 0.0  # what comes now is that the client goes
        received += len(message.get("body", b""))
        if received > MOST_BODY:
            raise _Refused(_too_long())
        return message

    return receive_bounded


def _too_slow() -> Problem:
    return Problem(
        HTTPStatus.REQUEST_TIMEOUT,
        in_language(
            f"a request is sent within {PATIENCE:g} s",
            f"una solicitud se envía en {PATIENCE:g} s",
        ),
        {"Connection": "close"},
    )


def _too_long() -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        in_language(
            f"a request has at most {MOST_BODY:,} bytes",
            f"una solicitud tiene a lo más {MOST_BODY:,} bytes",
        ),
    )

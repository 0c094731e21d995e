"""A client that goes while its answer is computed: the computing ends."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.runtime.wanted import Asker, wanted_by

#: what the log and the counts say of an answer that nobody waited for, as nginx does
CLIENT_CLOSED_REQUEST: Final = 499


class Leaving:
    """Watches whether the client is still there, and stops the queries of one that is not."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what answers the requests."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asker = Asker()
        messages: asyncio.Queue[Message | Exception] = asyncio.Queue()
        watch = asyncio.create_task(_watch(receive, messages, asker))

        async def next_message() -> Message:
            message = await messages.get()
            if isinstance(message, Exception):
                raise message
            if message["type"] == "http.disconnect":
                messages.put_nowait(message)  # for whoever reads after that
            return message

        async def send_marked(message: Message) -> None:
            if asker.is_gone and message["type"] == "http.response.start":
                message = {**message, "status": CLIENT_CLOSED_REQUEST}
            await send(message)

        try:
            with wanted_by(asker):
                await self._app(scope, next_message, send_marked)
        finally:
            asker.go()  # where the server stops, too
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch


async def _watch(
    receive: Receive, messages: asyncio.Queue[Message | Exception], asker: Asker
) -> None:
    """Pass on what a client sends, to its end; there is no more of it than a request may have."""
    try:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            messages.put_nowait(message)
    except Exception as error:  # noqa: BLE001  raised again where the request is read
        messages.put_nowait(error)
        return
    asker.go()
    messages.put_nowait(message)

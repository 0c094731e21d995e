"""A connection over which requests come, which may not be kept open without sending one."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

#: seconds from the first byte of a request, or from the connection, to the end of its headers
PATIENCE: Final = 10.0


class Connection(H11Protocol):
    """A connection that is closed where a request takes too long to be told.

    Without that, whoever sends one letter a minute keeps a place from others for ever.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*arguments, **options)
        self._closing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._closing = self.loop.call_later(PATIENCE, self._close)

    def data_received(self, data: bytes) -> None:
        """Read on; wait for the rest of the headers of a request, no longer than is allowed."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._closing is None:
            self._closing = self.loop.call_later(PATIENCE, self._close)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None

    def _close(self) -> None:
        self._closing = None
        if not self.transport.is_closing():
            self.transport.close()

"""Turn what a writer writes into pieces that are sent while it writes."""

from __future__ import annotations

import contextlib
import contextvars
import io
import queue
import threading
import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from kg.errors import StoreError, in_language

if TYPE_CHECKING:
    from typing_extensions import Buffer

PIECE: Final = 1 << 16  # bytes of one piece; only the last is shorter
_AHEAD: Final = 4  # pieces that wait for a slow client
PATIENCE: Final = 60.0  # seconds that a client may keep an answer waiting
_END: Final = b""


class _Stopped(Exception):
    """Nobody reads any more."""


class _Pieces(io.BufferedIOBase):
    """A file whose content becomes pieces in a queue, all but the last of one length."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._waiting = bytearray()
        self.pieces: queue.Queue[bytes | BaseException] = queue.Queue(_AHEAD)
        self.is_stopped = threading.Event()

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Take the bytes, queue what makes whole pieces, and return how many bytes there were."""
        content = memoryview(data).cast("B")
        self._waiting += content
        whole = len(self._waiting) - len(self._waiting) % PIECE
        for start in range(0, whole, PIECE):
            self.put(bytes(self._waiting[start : start + PIECE]))
        del self._waiting[:whole]
        return len(content)

    def close(self) -> None:
        """Queue what is left."""
        if not self.closed and self._waiting:
            rest = bytes(self._waiting)
            self._waiting.clear()
            self.put(rest)
        super().close()

    def put(self, item: bytes | BaseException) -> None:
        """Queue an item; wait while the reader is behind.

        Raises:
            _Stopped: There is no reader any more, or none that reads.
        """
        deadline = time.monotonic() + self._patience
        while not self.is_stopped.is_set():
            with contextlib.suppress(queue.Full):
                self.pieces.put(item, timeout=0.2)
                return
            if time.monotonic() > deadline:
                self.is_stopped.set()
        raise _Stopped

    def take(self) -> bytes:
        """Return the next piece.

        Raises:
            StoreError: The writer has given up, for the reader was too slow.
        """
        while True:
            with contextlib.suppress(queue.Empty):
                item = self.pieces.get(timeout=0.5)
                if isinstance(item, BaseException):
                    raise item
                return item
            if self.is_stopped.is_set():
                raise StoreError(_too_slow())


def written_by(write: Callable[[BinaryIO], object], patience: float = PATIENCE) -> Generator[bytes]:
    """Yield what `write` writes, piece by piece, while it writes in a thread of its own.

    An error of the writer is raised here, after what it wrote before. When nobody reads any
    more, the next write of the writer fails, so that it ends; so it does when a reader takes
    nothing for long, who would keep a query process from others.

    Args:
        write: Takes a file that is open for bytes, and writes to it.
        patience: Seconds that the reader may take nothing while the writer waits.
    """
    target = _Pieces(patience)

    def work() -> None:
        try:
            with target:
                write(cast("BinaryIO", target))
            target.put(_END)
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001  raised again by the reader
            with contextlib.suppress(_Stopped):
                target.put(error)

    in_context = contextvars.copy_context().run  # the language of messages
    thread = threading.Thread(target=in_context, args=(work,), name="answer", daemon=True)
    thread.start()
    try:
        while (piece := target.take()) != _END:
            yield piece
    finally:
        target.is_stopped.set()
        thread.join()


def _too_slow() -> str:
    return in_language(
        "the answer was broken off, since it was read too slowly; ask for less",
        "la respuesta se interrumpió porque se leía con demasiada lentitud; pida menos",
    )

"""Turn what a writer writes into pieces that are sent while it writes."""

from __future__ import annotations

import contextlib
import contextvars
import io
import queue
import threading
from collections.abc import Callable, Generator
from typing import BinaryIO, Final

_BLOCK: Final = 1 << 16  # bytes of one piece
_AHEAD: Final = 4  # pieces that wait for a slow client
_END: Final = b""


class _Stopped(Exception):
    """Nobody reads any more."""


class _Pieces(io.RawIOBase):
    """A file whose writes become pieces in a queue."""

    def __init__(self) -> None:
        self.pieces: queue.Queue[bytes | BaseException] = queue.Queue(_AHEAD)
        self.is_stopped = threading.Event()

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: object) -> int:
        """Queue the bytes, and return how many there were."""
        content = bytes(data)  # type: ignore[call-overload]
        self.put(content)
        return len(content)

    def put(self, item: bytes | BaseException) -> None:
        """Queue an item; wait while the reader is behind.

        Raises:
            _Stopped: There is no reader any more.
        """
        while not self.is_stopped.is_set():
            with contextlib.suppress(queue.Full):
                self.pieces.put(item, timeout=0.2)
                return
        raise _Stopped


def written_by(write: Callable[[BinaryIO], object]) -> Generator[bytes]:
    """Yield what `write` writes, piece by piece, while it writes in a thread of its own.

    An error of the writer is raised here, after what it wrote before. When nobody reads any
    more, the next write of the writer fails, so that it ends.

    Args:
        write: Takes a file that is open for bytes, and writes to it.
    """
    target = _Pieces()

    def work() -> None:
        try:
            with io.BufferedWriter(target, _BLOCK) as output:
                write(output)
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
        while (item := target.pieces.get()) != _END:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        target.is_stopped.set()
        thread.join()

"""Work that nobody waits for any more is stopped.

Whoever starts work for somebody else (a request over HTTP) says so with `wanted_by`. What waits for
a process then says with `stopping` how to stop it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Final

Stop = Callable[[], object]


class Asker:
    """Somebody who waits for an answer, and may go before it is there.

    Attributes:
        is_gone: Whether nobody waits any more.
    """

    def __init__(self) -> None:
        """Wait."""
        self.is_gone = False
        self._lock = threading.Lock()
        self._stops: list[Stop] = []

    def go(self) -> None:
        """Wait no more: what is being done is stopped, and so is what begins later."""
        with self._lock:
            self.is_gone = True
            stops = list(self._stops)
        for stop in stops:
            stop()

    @contextlib.contextmanager
    def stopping(self, stop: Stop) -> Iterator[None]:
        """Have `stop` called where the asker goes during the block, or has gone."""
        with self._lock:
            self._stops.append(stop)
            is_gone = self.is_gone
        try:
            if is_gone:
                stop()
            yield
        finally:
            with self._lock:
                self._stops.remove(stop)


_asker: Final[ContextVar[Asker | None]] = ContextVar("asker", default=None)


@contextlib.contextmanager
def wanted_by(asker: Asker) -> Iterator[None]:
    """Do the work of a block, and of threads that have its context, for somebody."""
    token = _asker.set(asker)
    try:
        yield
    finally:
        _asker.reset(token)


@contextlib.contextmanager
def stopping(stop: Stop) -> Iterator[None]:
    """Have `stop` called, from another thread, where whoever wants this work goes meanwhile."""
    asker = _asker.get()
    with asker.stopping(stop) if asker else contextlib.nullcontext():
        yield


def is_unwanted() -> bool:
    """Return whether whoever wants this work has gone."""
    asker = _asker.get()
    return asker is not None and asker.is_gone

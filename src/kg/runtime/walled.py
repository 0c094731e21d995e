"""Work in a process of its own, within bounds and behind walls: what is asked, what it may use."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
import weakref
from collections.abc import Iterator
from typing import Final

from kg.errors import in_language
from kg.runtime import frames, processes, wanted
from kg.runtime.bounds import Bounds
from kg.runtime.processes import READY, Child, Work

_OUT_OF_MEMORY: Final = ("memory allocation", "bad_alloc", "MemoryError", "Cannot allocate memory")
_STEP: Final = 0.05  # seconds, at least, between two looks at the clock


class Ended(Exception):
    """The process has ended before its work was done.

    Attributes:
        crashed: Whether nobody stopped it: a fault of the program in it.
        out_of_memory: Whether it asked for more than it may have.
    """

    def __init__(self, message: str, *, crashed: bool = False, out_of_memory: bool = False) -> None:
        super().__init__(message)
        self.crashed = crashed
        self.out_of_memory = out_of_memory


class WalledProcess:
    """A process that works behind walls, and answers what it is asked.

    Attributes:
        bounds: What each piece of work may use.
    """

    def __init__(self, work: Work, bounds: Bounds) -> None:
        """Start the process; it gets itself ready while this one goes on."""
        self.bounds = bounds
        self._spent = 0.0
        self._waiting_since: float | None = None
        self._timed_out = self._is_watched = self._is_unwanted = False
        self._over = threading.Event()
        self._walls: frozenset[str] | None = None
        work = work._replace(dies_with_parent=threading.current_thread() is threading.main_thread())
        self._child = processes.start(work, bounds.memory)
        weakref.finalize(self, _abandon, self._child, self._over)

    @property
    def walls(self) -> frozenset[str]:
        """What the process is kept from; see `kg.runtime.walls`."""
        if self._walls is None:
            self.wait_until_ready()
        return self._walls or frozenset()

    def send(self, kind: bytes, content: bytes = b"") -> None:
        """Send a request.

        Raises:
            Ended: The process is no more.
        """
        try:
            with self._on_the_clock():
                frames.write(self._child.requests, kind, content)
        except (BrokenPipeError, ValueError) as error:
            raise self._ended() from error

    def begin(self) -> None:
        """Start the clock anew: what follows is another piece of work."""
        self._spent = 0.0
        if self.bounds.seconds is not None and not self._is_watched:
            self._is_watched = True
            threading.Thread(
                target=_watch, args=(weakref.ref(self), self._over), daemon=True, name="kg-clock"
            ).start()

    def receive(self) -> tuple[bytes, bytes]:
        """Return the next message; only the time of waiting for it counts.

        Raises:
            Ended: The process has ended, was stopped, or crashed.
        """
        self.wait_until_ready()
        return self._next()

    def wait_until_ready(self) -> None:
        """Wait until the process is ready. Raises Ended where it has ended."""
        if self._walls is None:
            kind, content = self._next()
            if kind != READY:
                raise self._ended()
            self._walls = frozenset(json.loads(content))

    def _next(self) -> tuple[bytes, bytes]:
        with self._on_the_clock():
            try:
                message = frames.read(self._child.answers)
            except ValueError:  # closed by `end`, or no message of ours
                message = None
        if message is None:
            raise self._ended()
        return message

    @contextlib.contextmanager
    def _on_the_clock(self) -> Iterator[None]:
        self._waiting_since = time.monotonic()
        try:
            with wanted.stopping(self._stop):
                yield
        finally:
            self._spent += time.monotonic() - self._waiting_since
            self._waiting_since = None

    def _stop(self) -> None:
        """Stop the process, for whoever wanted its answer has gone."""
        self._is_unwanted = True
        self._over.set()
        self._child.kill()

    def time_left(self) -> float:
        """Return the seconds that are left; stop the process where there are none."""
        assert self.bounds.seconds is not None
        since = self._waiting_since
        waited = 0.0 if since is None else time.monotonic() - since
        left = self.bounds.seconds - self._spent - waited
        if left <= 0 and since is not None:
            self._timed_out = True
            self._over.set()
            self._child.kill()
        return left

    def end(self) -> None:
        """Stop the process, whatever it is doing; it holds nothing that could be harmed."""
        self._over.set()
        self._child.close()

    def _ended(self) -> Ended:
        """Return why the process is no more."""
        code, errors = self._child.last_words()
        self.end()
        if self._is_unwanted:
            return Ended(in_language("nobody waits for this", "nadie espera esto"))
        if self._timed_out:
            return Ended(_out_of_time(self.bounds.seconds or 0))
        if any(words in errors for words in _OUT_OF_MEMORY):
            return Ended(_out_of_memory(self.bounds.memory), out_of_memory=True)
        if code == -signal.SIGTERM or (os.name == "posix" and code == -signal.SIGKILL):
            return Ended(
                in_language(
                    f"stopped by the system (signal {-code}), perhaps for want of memory; "
                    "this is no empty answer. Ask for less",
                    f"detenida por el sistema (señal {-code}), quizá por falta de memoria; no es "
                    "una respuesta vacía. Pida menos",
                )
            )
        return Ended(_crashed(code, errors), crashed=True)


def _out_of_time(seconds: float) -> str:
    return in_language(
        f"stopped after {seconds:g} s; this is no empty answer. Ask for less, allow more with "
        "--timeout SECONDS or KG_TIMEOUT; 0 lifts the limit",
        f"detenida tras {seconds:g} s; no es una respuesta vacía. Pida menos, dé más tiempo con "
        "--timeout SEGUNDOS o KG_TIMEOUT; 0 quita el límite",
    )


def _out_of_memory(memory: int | None) -> str:
    if memory is None:
        return in_language(
            "stopped: the query needs more memory than there is. Ask for less",
            "detenida: la consulta necesita más memoria de la que hay. Pida menos",
        )
    size = f"{memory / (1 << 30):.3g} GiB"
    return in_language(
        f"stopped: the query needs more than {size} of memory. Ask for less, or allow more with "
        "--memory SIZE or KG_MEMORY",
        f"detenida: la consulta necesita más de {size} de memoria. Pida menos, o permita más con "
        "--memory TAMAÑO o KG_MEMORY",
    )


def _crashed(code: int, errors: str) -> str:
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    with contextlib.suppress(ValueError):
        how = signal.Signals(-code).name if code < 0 else how
    last = f": {errors.splitlines()[-1][:200]}" if errors else ""
    return in_language(
        f"the query made the engine crash ({how}); nothing was changed. Write it more simply, and "
        f"please report it, unless kg check finds the store damaged{last}",
        f"la consulta hizo fallar al motor ({how}); nada ha cambiado. Escríbala de otro modo, e "
        f"infórmenos, por favor, salvo que kg check halle dañado el almacén{last}",
    )


def _abandon(child: Child, over: threading.Event) -> None:
    """Let a process end that nobody wants any more, and the thread that watches its time."""
    over.set()
    child.release()


def _watch(reference: weakref.ref[WalledProcess], over: threading.Event) -> None:
    """Stop a process when the time of its work is over, unless nobody wants it any more."""
    while (process := reference()) is not None:
        left = process.time_left()
        del process
        if over.wait(max(left, _STEP)):
            return

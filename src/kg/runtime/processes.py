"""A process of its own: how it starts, what it is told, how it ends.

It is a fork where this process has no other thread, since all modules are there then; else a new
Python, which imports nothing from the working folder or PYTHONPATH (`-I`). Either raises its walls
before it works, and ends with the process that started it, however that ends and whatever it is
computing: the kernel sees to it (Linux), and a thread that looks at the pipe (POSIX).
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Final, NamedTuple

from kg.runtime import frames, walls

_START: Final = (
    "import sys; sys.path += sys.argv[2:]; from kg.runtime.processes import main; main(sys.argv[1])"
)
#: packages that the work needs, wherever this process has them from
_PACKAGES: Final = ("kg", "pyoxigraph", "rdflib", "pyshacl")
#: the letter of the first message, which names the walls that stand
READY: Final = b"R"
_CRASH: Final = 70  # exit code of an exception that nobody expected
_GRACE: Final = 1.0  # seconds to end by itself, and say why, once nobody will ask any more


class Work(NamedTuple):
    """What a process is to do.

    Attributes:
        function: `module:name` of a function that takes the arguments and a `Channel`.
        arguments: Texts for it.
        read: Files and folders that it may read.
        write: Folders that it may write to.
        network: Whether it may open sockets.
        imports: Modules that it imports before the walls stand, which may need system libraries.
        dies_with_parent: Whether to end it when the thread that started it ends (Linux).
    """

    function: str
    arguments: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    network: bool = False
    imports: tuple[str, ...] = ()
    dies_with_parent: bool = False

    @classmethod
    def from_json(cls, settings: Mapping[str, Any]) -> Work:
        """Return the work that was written as JSON, which has lists for tuples."""
        texts: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in settings.items()
        }
        return cls(**texts)


class Channel:
    """The side of the work: requests come in, answers go out."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO) -> None:
        self._requests, self._answers = requests, answers

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the requests, a letter and its content, until there will be no more."""
        while (request := frames.read(self._requests)) is not None:
            yield request

    def send(self, kind: bytes, content: bytes = b"") -> None:
        """Send a message to the process that asked."""
        frames.write(self._answers, kind, content)


class Child:
    """A process from outside: its two pipes, and its end."""

    requests: BinaryIO
    answers: BinaryIO

    def kill(self) -> None:
        """Stop it; `last_words` says so."""
        raise NotImplementedError

    def last_words(self) -> tuple[int, str]:
        """Wait for its end; return the exit code, negative for a signal, and what it said."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop it and leave nothing behind."""
        raise NotImplementedError

    def release(self) -> None:
        """Close the pipes; it then ends by itself."""
        for pipe in (self.requests, self.answers):
            with contextlib.suppress(OSError):
                pipe.close()


class _Forked(Child):
    """A copy of this process."""

    #: processes that end by themselves, whose exit codes nobody has taken yet
    _released: ClassVar[set[int]] = set()

    def __init__(self, work: Work, memory: int | None) -> None:
        self._reap()
        requests, self._requests = os.pipe()
        self._answers, answers = os.pipe()
        self._errors, errors = os.pipe()
        self._code: int | None = None
        self._id = os.fork()
        if self._id == 0:
            _live(work, memory, requests, answers, errors)  # never returns
        for handle in (requests, answers, errors):
            os.close(handle)
        self.requests = os.fdopen(self._requests, "wb")
        self.answers = os.fdopen(self._answers, "rb")

    def kill(self) -> None:
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)

    def last_words(self) -> tuple[int, str]:
        with contextlib.suppress(OSError):
            self.requests.close()
        errors = b""
        with contextlib.suppress(OSError):
            while part := os.read(self._errors, 1 << 16):
                errors += part
        return self._wait(), errors.decode("utf-8", "replace").strip()

    def _wait(self) -> int:
        if self._code is None:
            try:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._id, 0)[1])
            except ChildProcessError:  # somebody else has waited for it
                self._code = 0
        return self._code

    def release(self) -> None:
        self._close_pipes()
        if self._code is None:
            self._released.add(self._id)

    @classmethod
    def _reap(cls) -> None:
        """Take the exit codes of released processes that have ended, else they stay as zombies."""
        for number in list(cls._released):
            with contextlib.suppress(ChildProcessError):
                if os.waitpid(number, os.WNOHANG)[0] == 0:
                    continue
            cls._released.discard(number)

    def close(self) -> None:
        self.kill()
        self._wait()
        self._close_pipes()

    def _close_pipes(self) -> None:
        super().release()
        if self._errors >= 0:
            os.close(self._errors)
            self._errors = -1


class _Spawned(Child):
    """A Python of its own."""

    def __init__(self, work: Work, memory: int | None) -> None:
        import subprocess

        settings = json.dumps({**work._asdict(), "memory": memory})
        self._process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-I", "-c", _START, settings, *_places()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self._process.stdin
        assert self._process.stdout
        self.requests, self.answers = self._process.stdin, self._process.stdout  # type: ignore[assignment]

    def kill(self) -> None:
        self._process.kill()

    def last_words(self) -> tuple[int, str]:
        assert self._process.stderr
        with contextlib.suppress(OSError):
            self.requests.close()
        errors = b"" if self._process.stderr.closed else self._process.stderr.read()
        return self._process.wait(), errors.decode("utf-8", "replace").strip()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stderr
        for pipe in (self.requests, self.answers, self._process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()


def start(work: Work, memory: int | None) -> Child:
    """Start a process that does a piece of work.

    Args:
        work: What it does.
        memory: Bytes of data that it may hold; None sets no limit.
    """
    return _Forked(work, memory) if _can_fork() else _Spawned(work, memory)


def _places() -> list[str]:
    """Return the folders that the packages in use come from; they go last."""
    folders: dict[str, None] = {}
    for name in _PACKAGES:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file:
            folders[str(Path(file).resolve().parents[1])] = None
    return list(folders)


_EXECUTE: Final = (
    "import os, sys; from pathlib import Path; sys.path.append(sys.argv[1]); "
    "from kg.runtime import walls; "
    "walls.raise_walls([Path('/')], [Path(sys.argv[2])], programs=True); "
    "os.execv(sys.argv[3], sys.argv[3:])"
)


def behind_walls(command: Sequence[str], folder: Path) -> list[str]:
    """Return the command that runs a program which can open no socket, where the system has that.

    Args:
        command: The path of the program, and its arguments.
        folder: The one folder that it may write to.
    """
    if sys.platform != "linux":
        return list(command)
    (place, *_) = _places()
    return [sys.executable, "-I", "-c", _EXECUTE, place, str(folder), *command]


def _can_fork() -> bool:
    """Return whether this process is a single thread, the engine's own counted."""
    if sys.platform != "linux":
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208  pathlib costs more
    except OSError:
        return False


def _live(work: Work, memory: int | None, requests: int, answers: int, errors: int) -> None:
    """Do the work in the copy of the process, and end it; nothing of the original is undone."""
    code = _CRASH
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # of the original, which ends in its own way
        os.dup2(errors, 2)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        kept = sorted((requests, answers))
        os.closerange(3, kept[0])
        os.closerange(kept[0] + 1, kept[1])
        os.closerange(kept[1] + 1, max(256, *map(int, os.listdir("/proc/self/fd"))) + 1)  # noqa: PTH208
        with os.fdopen(requests, "rb") as source, os.fdopen(answers, "wb") as target:
            _inside(work, memory, source, target)
        code = 0
    except BrokenPipeError:
        code = 0  # nobody listens any more
    except BaseException as error:  # noqa: BLE001  told, and the process ends here
        os.write(2, f"{type(error).__name__}: {error}".encode("utf-8", "replace"))
    finally:
        os._exit(code)


def main(arguments: str) -> None:
    """Do the work in a Python of its own; its texts come as JSON, its requests on stdin."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(arguments)
    memory = settings.pop("memory")
    work = Work.from_json(settings)
    try:
        _inside(work, memory, sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more


def _inside(work: Work, memory: int | None, requests: BinaryIO, answers: BinaryIO) -> None:
    """Raise the walls and do the work."""
    if work.dies_with_parent:
        _end_with_parent()
    module, _, name = work.function.partition(":")
    function = getattr(importlib.import_module(module), name)
    for module in work.imports:
        importlib.import_module(module)
    _limit(memory, writes=bool(work.write))
    standing = walls.raise_walls(map(Path, work.read), map(Path, work.write), network=work.network)
    _end_with_requests(requests.fileno())
    frames.write(answers, READY, json.dumps(sorted(standing)).encode())
    function(work.arguments, Channel(requests, answers))


def _limit(memory: int | None, *, writes: bool) -> None:
    """Set the limits of the process that every POSIX system has."""
    if os.name != "posix":
        return
    import resource

    limits: list[tuple[int, int]] = [(resource.RLIMIT_CORE, 0)]
    if memory is not None:
        limits.append((resource.RLIMIT_DATA, memory))
    if not writes:
        limits.append((resource.RLIMIT_FSIZE, 0))
    for kind, most in limits:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    with contextlib.suppress(OSError):  # where memory runs out, this process goes first
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _end_with_parent() -> None:
    """On Linux, die when the thread that started this process dies."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG


def _end_with_requests(requests: int) -> None:
    """End this process soon after the one that asks is gone, in the middle of an answer, too.

    The kernel's way is bound to the thread that started it, which a server's threads are not.
    """
    if not hasattr(select, "poll"):
        return

    def wait() -> None:
        closed = select.poll()
        closed.register(requests, 0)  # not what comes in, only that nothing will come any more
        closed.poll()
        time.sleep(_GRACE)
        os._exit(0)

    before = threading.stack_size(1 << 18)  # counted as memory of the work
    threading.Thread(target=wait, daemon=True).start()
    threading.stack_size(before)

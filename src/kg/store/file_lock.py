"""Locks on files: held as long as the file is open, and ended by the system with the process.

Two open files exclude each other within one process, too. portalocker makes the calls
(decision 24); it is imported by those who write.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import IO, Any

_flock: ModuleType | None
try:
    import fcntl as _flock
except ImportError:  # Windows
    _flock = None


def make_locked(name: Callable[[], Path]) -> tuple[Path, IO[bytes]]:
    """Make a file and lock it; return its path and the open file.

    Args:
        name: Gives a new path at each call: whoever removes files that nobody has locked may take
            one between its making and its locking.
    """
    while True:
        path = name()
        file = path.open("xb")
        if try_lock(file, shared=False) and path.exists():
            return path, file
        file.close()


def try_lock(file: IO[Any], *, shared: bool) -> bool:
    """Lock an open file until it is closed; return whether that was possible.

    Args:
        file: Any open file.
        shared: Others may hold a shared lock at the same time; else nobody may hold any.

    Returns:
        False where somebody holds a lock that excludes this one.

    Raises:
        OSError: The file system has no locks.
    """
    if shared and _flock is not None:
        # What portalocker calls; its import would cost each small query a tenth of its time.
        try:
            _flock.flock(file, _flock.LOCK_SH | _flock.LOCK_NB)
        except BlockingIOError:
            return False
        return True
    import portalocker

    kind = portalocker.LockFlags.SHARED if shared else portalocker.LockFlags.EXCLUSIVE
    try:
        portalocker.lock(file, kind | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.AlreadyLocked:
        return False
    except portalocker.LockException as error:
        raise OSError(f"the file cannot be locked: {error}") from error
    return True

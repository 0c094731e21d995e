"""What a query may use: time and memory."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import UsageError, in_language

#: seconds that a query may take where nothing else is said
SECONDS: Final = 300.0
_SHARE: Final = 50  # percent of the machine's memory
_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:(%)|([kmgt]?)(?:i?b)?)", re.IGNORECASE | re.ASCII)
_MOST_MEMORY: Final = 1 << 60  # more than any machine has, and what the system counts in
_MOST_SHARE: Final = 1_000  # percent
_SHOWN: Final = 40  # letters of what is no amount
_LEAST_MEMORY: Final = 64 << 20  # the engine needs so much to start
#: where Linux says how much memory a container may use
_CONTAINER: Final = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


class Bounds(NamedTuple):
    """What a query may use.

    Attributes:
        seconds: How long it may be waited for; None sets no limit.
        memory: Bytes of data that it may hold; None sets no limit.
    """

    seconds: float | None = None
    memory: int | None = None


def asked(seconds: float | None, memory: str | None) -> Bounds:
    """Return the bounds of a query as a user asked for them.

    Args:
        seconds: None is what KG_TIMEOUT says, else `SECONDS`; 0 is no limit.
        memory: None is what KG_MEMORY says, else half of the machine's; 0 is no limit.

    Raises:
        UsageError: KG_TIMEOUT is no number, or KG_MEMORY or memory no amount.
    """
    if seconds is None:
        seconds = seconds_of_environment(SECONDS)
    return Bounds(
        seconds or None,
        _memory_of_environment() if memory is None else memory_in_bytes(memory),
    )


def seconds_of_environment(otherwise: float) -> float:
    """Return the seconds that KG_TIMEOUT says, 0 for no limit.

    Args:
        otherwise: What to return where it says nothing.

    Raises:
        UsageError: It is no number of seconds.
    """
    text = os.environ.get("KG_TIMEOUT") or str(otherwise)
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds < float("inf"):
        raise UsageError(
            in_language(
                f"KG_TIMEOUT is '{text}'; it must be a number of seconds, or 0 for no limit",
                f"KG_TIMEOUT es «{text}»; debe ser un número de segundos, o 0 para no limitar",
            )
        )
    return seconds


def _memory_of_environment() -> int | None:
    text = os.environ.get("KG_MEMORY")
    if not text:
        return usual_memory()
    try:
        return memory_in_bytes(text)
    except UsageError as error:
        raise UsageError(f"KG_MEMORY: {error}") from error


def memory_of_machine() -> int | None:
    """Return the bytes of memory of this machine or container, None where it does not say."""
    sizes = []
    if sys.platform != "win32":
        with contextlib.suppress(ValueError, OSError):
            sizes.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    for path in _CONTAINER:
        try:
            sizes.append(int(path.read_text(encoding="ascii")))
        except (OSError, ValueError):  # no container, or "max"
            continue
    return min(sizes, default=None)


def usual_memory() -> int | None:
    """Return the bytes that a query may hold where nothing else is said: half of the machine's."""
    machine = memory_of_machine()
    return None if machine is None else max(machine * _SHARE // 100, _LEAST_MEMORY)


def memory_in_bytes(text: str) -> int | None:
    """Return the bytes that a text such as 2G, 500M or 25% stands for, None for 0: no limit.

    Raises:
        UsageError: It is none of these.
    """
    match = _SIZE.fullmatch(text.strip())
    number = float(match[1]) if match else 0.0
    if not match or number > (_MOST_SHARE if match[2] else _MOST_MEMORY / _UNITS[match[3].lower()]):
        raise UsageError(
            in_language(
                f"'{text[:_SHOWN]}' is no amount of memory; write 2G, 500M, 25% or 0 for no limit",
                f"«{text[:_SHOWN]}» no es una cantidad de memoria; escriba 2G, 500M, 25% o 0 (sin "
                "límite)",
            )
        )
    if not number:
        return None
    if match[2]:
        machine = memory_of_machine()
        return None if machine is None else max(int(machine * number / 100), _LEAST_MEMORY)
    size = int(number * _UNITS[match[3].lower()])
    if size < _LEAST_MEMORY:
        raise UsageError(
            in_language(
                f"{text} of memory are too little to start; write 64M or more",
                f"{text} de memoria no bastan para empezar; escriba 64M o más",
            )
        )
    return size

"""What the benchmarks share: timing, tables, and what machine it was."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

_Answer = TypeVar("_Answer")


def timed(work: Callable[[], _Answer]) -> tuple[float, _Answer]:
    """Return the seconds of wall clock that the work took, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def report(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown."""
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print()


def machine() -> str:
    """Return the machine and the versions that were measured."""
    model = next((line.split(":")[1].strip() for line in
                  Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
                 platform.processor())
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "pyshacl"))
    return f"{model}; Python {platform.python_version()}; {packages}"

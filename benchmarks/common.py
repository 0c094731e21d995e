"""What the benchmarks share: timing, tables, and what machine it was."""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from kg import synthetic
from kg.rdf.terms import nquads
from kg.synthetic import Planted

_Answer = TypeVar("_Answer")


def timed(work: Callable[[], _Answer]) -> tuple[float, _Answer]:
    """Return the seconds of wall clock that the work took, and its answer."""
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


class Run(NamedTuple):
    """What a process of its own took: seconds of wall clock, of both processors, memory in MB."""

    seconds: float
    cpu: float
    megabytes: int
    output: bytes


def run(command: Sequence[str | Path], **options: Any) -> Run:
    """Run a command to its end and return what it took. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=output, stderr=complaints, **options)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        output.seek(0)
        complaints.seek(0)
        if process.returncode:
            raise RuntimeError(f"{command[0]} failed: {complaints.read().decode()[-2000:]}")
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024, output.read())


KG: Final = (sys.executable, "-m", "kg")


def oxigraph() -> str:
    """Return the Oxigraph command line, which comes with pip install oxigraph."""
    return shutil.which("oxigraph") or str(Path(sys.executable).with_name("oxigraph"))


def engine_load(file: Path, folder: Path) -> Run:
    """Load a file with the Oxigraph command line into an empty folder, and return what it took."""
    shutil.rmtree(folder, ignore_errors=True)
    return run([oxigraph(), "load", "--location", folder, "--file", file])


def least(runs: Iterable[Run]) -> Run:
    """Return the run that took least of the processors: the others were disturbed more."""
    return min(runs, key=lambda item: item.cpu)


def stored(folder: Path, size: int) -> Path:
    """Load a synthetic ecosystem of so many quads into folder/store, new, and return that."""
    store, file = folder / "store", written(folder / "data.nq", size)
    shutil.rmtree(store, ignore_errors=True)
    run([*KG, "load", file, "--unchecked", "--store", store])
    file.unlink()
    return store


def written(path: Path, size: int, seed: int = 1) -> Path:
    """Write a synthetic ecosystem of so many quads as N-Quads, and return the file."""
    with path.open("wb") as file:
        for quad in synthetic.quads(size, seed):
            if not isinstance(quad, Planted):
                file.write(nquads(quad))
    return path


def spread(values: Sequence[float], digits: int = 1) -> str:
    """Return median and range in words, "2.1 s (2.0–2.4)"."""
    low, high = min(values), max(values)
    if len(values) == 1:
        return f"{values[0]:.{digits}f} s"
    return f"{median(values):.{digits}f} s ({low:.{digits}f}–{high:.{digits}f})"


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
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    packages = ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "rdflib", "pyshacl"))
    return f"{model}; Python {platform.python_version()}; {packages}"

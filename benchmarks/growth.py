"""How time and memory grow with the store: load, look-up, tables and export, judging a change.

    python -m benchmarks.growth [--full]

Synthetic stores of 10 k, 100 k and 1 M quads (10 M and 50 M with --full), each step in a process of
its own; draws benchmarks/growth.svg with both scales logarithmic. What should be flat is flat: the
look-up and the change; what should be linear is linear: the load and the export.
"""

from __future__ import annotations

import argparse
import json
import math
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from benchmarks.common import KG, machine, median, report, run, written

_ASK = "SELECT ?p ?o WHERE { <https://w3id.org/helixkg/id/mexico> ?p ?o } LIMIT 5"
_TABLES = """
import sys
from pathlib import Path
from kg.network import cache
from kg.store import EmbeddedStore
cache.LEAST_CACHED = 0
print(len(cache.cached_network(EmbeddedStore.open(Path(sys.argv[1]))).edges))
"""
_EXPORT = """
import sys, time
from pathlib import Path
from kg.export import export
from kg.network import cache, project
from kg.store import EmbeddedStore
cache.LEAST_CACHED = 0
export(project(EmbeddedStore.open(Path(sys.argv[1]))), "csv", Path(sys.argv[2]))
"""
_CHANGE = """
import json, shutil, sys
from pathlib import Path
import pyoxigraph as ox
from benchmarks.change_validation import ROUNDS, change, judge
from benchmarks.common import median
from kg.store import EmbeddedStore
store = EmbeddedStore.over(ox.Store(sys.argv[1]))
runs = [judge(store, change(100, int(sys.argv[2]), seed)) for seed in range(ROUNDS)]
print(json.dumps(median([seconds for seconds, _ in runs])))
"""
STEPS: Final = {
    "load": "load of the file (command)",
    "lookup": "one look-up (command)",
    "change": "100 triples judged",
    "tables": "tables for exports, once",
    "export": "all edges to CSV (process)",
}
#: colours that the colour-blind tell apart (Okabe and Ito)
_COLOURS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 M and 50 M quads, too")
    sizes = [10_000, 100_000, 1_000_000]
    if parser.parse_args().full:
        sizes += [10_000_000, 50_000_000]
    times: dict[str, dict[int, float]] = {name: {} for name in STEPS}
    memory: dict[str, dict[int, float]] = {name: {} for name in STEPS}
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            for name, seconds, megabytes in measured(Path(place), size):
                times[name][size] = seconds
                if megabytes:
                    memory[name][size] = megabytes
                rows.append(
                    (
                        f"{size:,}",
                        STEPS[name],
                        f"{seconds:,.3f} s",
                        f"{megabytes:,} MB" if megabytes else "",
                    )
                )
                print(*rows[-1], sep="\t", file=sys.stderr, flush=True)
    report("Growth", ("quads", "what", "time", "memory"), rows)
    print(machine())
    Path(__file__).with_name("growth.svg").write_text("".join(drawing(times, memory)), "utf-8")


def measured(folder: Path, size: int) -> Iterator[tuple[str, float, int]]:
    """Yield (step, seconds, megabytes) of a store of so many quads."""
    store, file = folder / "store", written(folder / "data.nq", size)
    done = run([*KG, "load", file, "--unchecked", "--store", store])
    file.unlink()
    yield "load", done.seconds, done.megabytes
    looks = [run([*KG, "sparql", _ASK, "-f", "csv", "--store", store]) for _ in range(7)]
    yield "lookup", median(item.seconds for item in looks), max(i.megabytes for i in looks)
    (generation,) = store.glob("gen-??????")
    shutil.copytree(generation, folder / "copy")
    done = run([sys.executable, "-c", _CHANGE, folder / "copy", str(max(1, size // 5_000))])
    shutil.rmtree(folder / "copy")
    yield "change", json.loads(done.output), done.megabytes
    done = run([sys.executable, "-c", _TABLES, store])
    yield "tables", done.seconds, done.megabytes
    done = run([sys.executable, "-c", _EXPORT, store, folder / "csv"])
    yield "export", done.seconds, done.megabytes


_WIDE, _HIGH, _LEFT, _TOP = 330, 260, 60, 40


def drawing(
    times: Mapping[str, Mapping[int, float]], memory: Mapping[str, Mapping[int, float]]
) -> Iterator[str]:
    """Yield a picture of two plots, time and memory against size."""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {_HIGH + 150}" '
        'font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n'
    )
    yield from _plot(
        _LEFT,
        "time",
        times,
        (0.001, 0.01, 0.1, 1, 10, 100, 1_000),
        ("1 ms", "10 ms", "0.1 s", "1 s", "10 s", "100 s", "1,000 s"),
    )
    yield from _plot(
        _LEFT + _WIDE + 90,
        "memory of the process",
        memory,
        (10, 100, 1_000, 10_000),
        ("10 MB", "100 MB", "1 GB", "10 GB"),
    )
    for number, (name, colour) in enumerate(zip(STEPS, _COLOURS, strict=True)):
        x, y = _LEFT + 260 * (number % 3), _TOP + _HIGH + 60 + 20 * (number // 3)
        yield (
            f'<rect x="{x}" y="{y - 9}" width="12" height="4" fill="{colour}"/>'
            f'<text x="{x + 18}" y="{y - 2}">{STEPS[name]}</text>\n'
        )
    yield "</svg>\n"


def _plot(
    left: float,
    title: str,
    lines: Mapping[str, Mapping[int, float]],
    ticks: Sequence[float],
    names: Sequence[str],
) -> Iterator[str]:
    sizes = sorted({size for line in lines.values() for size in line})
    low, high = math.log10(ticks[0]), math.log10(ticks[-1])
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def place(size: float, value: float) -> tuple[float, float]:
        x = left + _WIDE * (math.log10(size) - first) / max(last - first, 1e-9)
        share = (math.log10(max(value, ticks[0])) - low) / (high - low)
        return x, _TOP + _HIGH * (1 - share)

    yield f'<text x="{left}" y="{_TOP - 14}" font-weight="bold">{title}</text>\n'
    for tick, name in zip(ticks, names, strict=True):
        y = place(sizes[0], tick)[1]
        yield (
            f'<line x1="{left}" y1="{y:.1f}" x2="{left + _WIDE}" y2="{y:.1f}" stroke="#ddd"/>'
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{name}</text>\n'
        )
    for size in sizes:
        x = place(size, ticks[0])[0]
        short = f"{size // 1_000_000} M" if size >= 1_000_000 else f"{size // 1_000} k"
        yield (f'<text x="{x:.1f}" y="{_TOP + _HIGH + 18}" text-anchor="middle">{short}</text>\n')
    yield (f'<text x="{left + _WIDE}" y="{_TOP + _HIGH + 34}" text-anchor="end">quads</text>\n')
    for (_, line), colour in zip(lines.items(), _COLOURS, strict=True):
        points = [place(size, value) for size, value in sorted(line.items())]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>\n'


if __name__ == "__main__":
    main()

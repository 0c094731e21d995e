"""Claim: RDF gets into the store on disk as fast as Oxigraph loads it, in bounded memory.

    python -m benchmarks.load [--full]

The same N-Quads file, each engine in a process of its own, in turn: `kg load --unchecked`, the
Oxigraph command line (pip install oxigraph), Jena TDB2 (Debian: libapache-jena-java), rdflib in
memory. 100 k and 1 M quads; with --full 10 M, and 50 M for ours and Oxigraph. Ours counts what
it loads, records it, and puts the store in order for the reader, which Oxigraph has as a command
of its own: its line with "optimize" does the same work.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.common import KG, Run, machine, median, oxigraph, report, run, spread, written
from benchmarks.jena import available, command

_RDFLIB = "import sys, rdflib; rdflib.Dataset().parse(sys.argv[1], format='nquads')"


def engines(folder: Path) -> dict[str, Callable[[Path], list[list[str]]]]:
    """Return the engines that are installed: name → file → the commands that load it."""
    store = str(folder / "store")
    commands: dict[str, Callable[[Path], list[list[str]]]] = {
        "ours": lambda file: [[*KG, "load", str(file), "--unchecked", "--store", store]]
    }
    program = oxigraph()
    if Path(program).exists():

        def load(file: Path) -> list[str]:
            return [program, "load", "--location", store, "--file", str(file)]

        commands["oxigraph load"] = lambda file: [load(file)]
        commands["oxigraph load, optimize"] = lambda file: [
            load(file),
            [program, "optimize", "--location", store],
        ]
    if available():
        commands["Jena TDB2"] = lambda file: [
            command(folder, "tdb2.tdbloader", "--loc", store, str(file))
        ]
    commands["rdflib, memory"] = lambda file: [[sys.executable, "-c", _RDFLIB, str(file)]]
    return commands


def loaded(commands: Iterable[list[str]]) -> Run:
    """Run the commands one after the other, and return what they took together."""
    runs = [run(line) for line in commands]
    return Run(
        sum(item.seconds for item in runs),
        sum(item.cpu for item in runs),
        max(item.megabytes for item in runs),
        b"",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 M and 50 M quads, too")
    full = parser.parse_args().full
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for size in [100_000, 1_000_000, *([10_000_000, 50_000_000] if full else [])]:
            file = written(folder / "data.nq", size)
            runs_of: dict[str, list[Run]] = {}
            for _ in range(3 if size <= 1_000_000 else 1):
                for name, lines in engines(folder).items():
                    if (name == "rdflib, memory" and size > 1_000_000) or (
                        name == "Jena TDB2" and size > 10_000_000
                    ):
                        continue
                    shutil.rmtree(folder / "store", ignore_errors=True)
                    runs_of.setdefault(name, []).append(loaded(lines(file)))
            ours = median(item.seconds for item in runs_of["ours"])
            for name, runs in runs_of.items():
                seconds = [item.seconds for item in runs]
                rows.append(
                    (
                        f"{size:,}",
                        name,
                        spread(seconds),
                        f"{size / median(seconds) / 1000:,.0f} k/s",
                        f"{median(seconds) / ours:.2f} ×",
                        f"{max(item.megabytes for item in runs):,} MB",
                    )
                )
                print(*rows[-1], sep="\t", file=sys.stderr)
    report(
        "A file of N-Quads into a store",
        ("quads", "engine", "time", "speed", "ratio to ours", "memory"),
        rows,
    )
    print(machine())


if __name__ == "__main__":
    main()

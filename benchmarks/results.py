"""Claim: a million rows of a SELECT go to CSV nearly as fast as the store can write them.

    python -m benchmarks.results [--full]

The facts of a synthetic store on disk (1 M quads; 2.3 M with --full, a million rows), by
`kg sparql` and by the Oxigraph command line, each in a process of its own, in turn; the bytes are
compared.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.common import KG, Run, machine, median, oxigraph, report, run, spread, stored

ROUNDS = 3
_ALL = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million rows")
    size = 2_300_000 if parser.parse_args().full else 1_000_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        store = stored(folder, size)
        (location,) = store.glob("gen-??????")
        commands: dict[str, list[str | Path]] = {
            "kg sparql": [*KG, "sparql", _ALL, "-o", folder / "ours.csv", "--store", store],
            "oxigraph query": [
                oxigraph(),
                "query",
                "--location",
                location,
                "--query",
                _ALL,
                "--results-file",
                folder / "theirs.csv",
                "--results-format",
                "csv",
            ],
        }
        runs_of: dict[str, list[Run]] = {}
        for _ in range(ROUNDS):
            for name, line in commands.items():
                runs_of.setdefault(name, []).append(run(line))
        ours, theirs = (folder / "ours.csv").read_bytes(), (folder / "theirs.csv").read_bytes()
        same = "the same bytes" if ours == theirs else "other bytes"
        rows = ours.count(b"\n") - 1
    peer = median(item.seconds for item in runs_of["oxigraph query"])
    report(
        f"{rows:,} rows to CSV, {same}",
        ("command", "time", "ratio", "memory"),
        (
            (
                name,
                spread([item.seconds for item in runs]),
                f"{median(item.seconds for item in runs) / peer:.2f} ×",
                f"{max(item.megabytes for item in runs)} MB",
            )
            for name, runs in runs_of.items()
        ),
    )
    print(machine())


if __name__ == "__main__":
    main()

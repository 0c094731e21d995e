"""Claim: a command begins at once, whatever the size of the store.

    python -m benchmarks.startup [--full]

Whole commands in processes of their own, in turn, beside an empty Python and the Oxigraph command
line: help, one look-up in a store of 1 M quads (10 M with --full), one library query. Each runs
once before it is timed, so that its modules are compiled, as those of an installed package are.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.common import KG, machine, median, oxigraph, report, run, stored

ROUNDS = 11
_ASK = "SELECT ?p ?o WHERE { <https://w3id.org/helixkg/id/mexico> ?p ?o } LIMIT 5"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 M quads instead of 1 M")
    size = 10_000_000 if parser.parse_args().full else 1_000_000
    with tempfile.TemporaryDirectory() as place:
        store = stored(Path(place), size)
        (location,) = store.glob("gen-??????")
        commands: dict[str, list[str | Path]] = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "kg --help": [*KG, "--help"],
            "kg query list": [*KG, "query", "list"],
            f"one look-up of {size:,}: kg sparql": [
                *KG,
                "sparql",
                _ASK,
                "-f",
                "csv",
                "--store",
                store,
            ],
            "the same: oxigraph query": [
                oxigraph(),
                "query",
                "--location",
                location,
                "--query",
                _ASK,
                "--results-format",
                "csv",
            ],
            "kg show mexico": [*KG, "show", "mexico", "--store", store],
        }
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(place, "compiled"))}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for line in commands.values():
            run(line, env=environment)  # compiles modules, makes the index of names
        times_of: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            for name, line in commands.items():
                times_of.setdefault(name, []).append(run(line, env=environment).seconds)
    empty = median(times_of["python -c pass"])
    report(
        "Whole commands",
        ("command", "median", "range", "ratio to an empty Python"),
        (
            (
                name,
                f"{median(times) * 1000:.0f} ms",
                f"{min(times) * 1000:.0f}–{max(times) * 1000:.0f} ms",
                f"{median(times) / empty:.1f} ×",
            )
            for name, times in times_of.items()
        ),
    )
    print(machine())


if __name__ == "__main__":
    main()

"""Claim: RDF is judged at a small multiple of what loading it unchecked takes, in bounded memory.

    python -m benchmarks.judged_load [--full]

N-Quads of a made-up ecosystem, with and without the shapes, into a store of the project's data: 100
k quads, with --full 1 M. Beside it the Oxigraph command line. Seconds are those of both processors.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.common import KG, Run, engine_load, least, machine, report, run, written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M quads, too")
    sizes = [100_000, *([1_000_000] if parser.parse_args().full else [])]
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        base = folder / "base"
        run([*KG, "build", "--store", base])
        for size in sizes:
            file, store = written(folder / "data.nq", size), folder / "store"
            runs_of: dict[str, list[Run]] = {"judged": [], "unchecked": [], "oxigraph load": []}
            for _ in range(3 if size < 1_000_000 else 1):
                for name, options in (("judged", []), ("unchecked", ["--unchecked"])):
                    shutil.rmtree(store, ignore_errors=True)
                    shutil.copytree(base, store)
                    runs_of[name].append(run([*KG, "load", file, *options, "--store", store]))
                runs_of["oxigraph load"].append(engine_load(file, folder / "engine"))
            unit = least(runs_of["unchecked"]).cpu
            rows += [
                (
                    f"{size:,}",
                    name,
                    f"{least(runs).cpu:.1f} s",
                    f"{least(runs).cpu / unit:.1f} ×",
                    f"{least(runs).megabytes:,} MB",
                )
                for name, runs in runs_of.items()
            ]
    report("N-Quads into a store, judged", ("quads", "what", "CPU", "to unchecked", "memory"), rows)
    print(machine())


if __name__ == "__main__":
    main()

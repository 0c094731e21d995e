"""Claim: a checked build of curated tables takes a small multiple of the engine's own load.

    python -m benchmarks.build [--full]

Made-up curated tables, about 60 k claims (1 M with --full), through `kg build`; beside it the
Oxigraph command line loads the quads that come out. Seconds are those of both processors.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.common import KG, engine_load, least, machine, report, run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M claims")
    full = parser.parse_args().full
    size = 2_800_000 if full else 170_000
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        data, store, quads = folder / "tables", folder / "store", folder / "quads.nq"
        run([*KG, "generate", "--triples", str(size), "--tables", data])
        ours = []
        for _ in range(1 if full else 3):
            shutil.rmtree(store, ignore_errors=True)
            ours.append(run([*KG, "build", data, "--store", store]))
        run([*KG, "dump", "--store", store, "-o", quads])
        engine = [engine_load(quads, folder / "engine") for _ in ours]
        number = quads.read_bytes().count(b"\n")
        for name, runs in (("kg build", ours), ("oxigraph load of its quads", engine)):
            best = least(runs)
            ratio = best.cpu / least(engine).cpu
            rows.append(
                (
                    f"{number:,}",
                    name,
                    f"{best.cpu:.1f} s",
                    f"{ratio:.1f} ×",
                    f"{best.megabytes:,} MB",
                )
            )
    report("Curated tables into a store", ("quads", "what", "CPU", "ratio", "memory"), rows)
    print(machine())


if __name__ == "__main__":
    main()

"""Claim: a custom table is mapped, judged and stored at a small multiple of the engine's own load.

    python -m benchmarks.custom_tables [--full]

A table of companies with two mapped columns, loaded into a store of the project's data: 20,000
rows with few values, 20,000 of which each has a value of its own, and with --full 1 M rows. Beside
it the Oxigraph command line loads the quads that come out, into an empty store; it maps, judges and
records nothing. Seconds are those of both processors; ratios hold on a shared machine, too.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import tempfile
from pathlib import Path

from benchmarks.common import KG, Run, engine_load, least, machine, report, run

_STATES = ("Nuevo León", "Jalisco", "Querétaro", "Guanajuato", "Puebla", "Sonora", "Chihuahua")
_MAPPING = """
[source]
id = "padron"
title = "Padrón"
type = "dataset"
language = "es"
[subject]
from = "Empresa"
kinds = ["Company"]
new = { kind = "Company", helix = "industry", name_es = "Empresa" }
[columns]
"Estado" = { property = "hx:locatedIn", entity = ["State"], by = "name" }
"Fundación" = { property = "schema:foundingDate", type = "date" }
"""


def mapping(folder: Path) -> Path:
    """Write the mapping of such a table, and return the file."""
    path = folder / "mapping.toml"
    path.write_text(_MAPPING, "utf-8")
    return path


def table(path: Path, rows: int, *, distinct: bool) -> Path:
    """Write a table of made-up companies, with few dates or one of its own in each row."""
    generator = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Empresa", "Estado", "Fundación"])
        for number in range(rows):
            pairs = ("".join(map(generator.choice, ("bcdfglmnprstv", "aeiou"))) for _ in range(5))
            name = f"Manufacturas {''.join(pairs).capitalize()} {number}"
            date = f"{1950 + number % 70}"
            if distinct:
                date = f"{1000 + number // 336}-{1 + number // 28 % 12:02d}-{1 + number % 28:02d}"
            writer.writerow([name, _STATES[number % len(_STATES)], date])
    return path


def added(before: Path, after: Path, target: Path) -> int:
    """Write the quads that a store has beyond another, and return their number."""
    lines = [
        set(run([*KG, "dump", "--store", store]).output.splitlines()) for store in (before, after)
    ]
    new = lines[1] - lines[0]
    target.write_bytes(b"\n".join(new) + b"\n")
    return len(new)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M rows, too")
    sizes = [(20_000, False), (20_000, True)]
    if parser.parse_args().full:
        sizes.append((1_000_000, False))
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        base, store = folder / "base", folder / "store"
        meaning = mapping(folder)
        run([*KG, "build", "--store", base])
        for size, distinct in sizes:
            file = table(folder / "table.csv", size, distinct=distinct)
            ours: list[Run] = []
            for _ in range(3 if size < 1_000_000 else 1):
                shutil.rmtree(store, ignore_errors=True)
                shutil.copytree(base, store)
                ours.append(run([*KG, "load", file, "--mapping", meaning, "--store", store]))
            quads = added(base, store, folder / "new.nq")
            engine = [engine_load(folder / "new.nq", folder / "engine") for _ in ours]
            ratio = least(ours).cpu / least(engine).cpu
            values = "a value of its own in each" if distinct else "few values"
            rows += [
                (
                    f"{size:,}, {values}",
                    name,
                    f"{best.cpu:.1f} s",
                    f"{times:.1f} ×",
                    f"{best.megabytes:,} MB",
                )
                for name, best, times in (
                    ("kg load", least(ours), ratio),
                    (f"oxigraph load of the {quads:,} quads", least(engine), 1.0),
                )
            ]
    report("A custom table into a store", ("rows", "what", "CPU", "ratio", "memory"), rows)
    print(machine())


if __name__ == "__main__":
    main()

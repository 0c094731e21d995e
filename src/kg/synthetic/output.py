"""Hand out a made-up ecosystem: as the quads that a build makes, or as tables to build from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from kg import mapping
from kg.files.writing import replacing_text
from kg.model import Quad
from kg.synthetic.ecosystem import Planted, batches
from kg.synthetic.mapper import BatchMapper


def quads(size: int, seed: int, violations: float = 0.0) -> Iterator[Quad | Planted]:
    """Yield the quads of an ecosystem, and the violations planted in it.

    The vocabulary, the ontology and the places are the project's own and come first. The last
    batch is whole, so that there are at least `size` quads.

    Args:
        size: How many quads, at least.
        seed: The same seed gives the same quads in the same order.
        violations: The share of clusters, organisations and labels that break a constraint,
            from 0 to 1.
    """
    mapper = BatchMapper()
    count = 0
    for quad in mapper.common():
        count += 1
        yield quad
    for batch in batches(mapper.world, seed, violations):
        if count >= size:
            return
        for quad in mapper.map(batch):
            count += 1
            yield quad
        yield from batch.planted


def write_tables(folder: Path, size: int, seed: int, violations: float = 0.0) -> list[Planted]:
    """Write the tables from which a build makes an ecosystem; return the planted violations.

    Args:
        folder: Where to write; it is made where it is not there.
        size: How many quads a build makes of them, at least.
        seed: The same seed gives the same bytes.
        violations: The share of clusters, organisations and labels that break a constraint,
            from 0 to 1.

    Raises:
        UsageError: The folder cannot be written to.
    """
    mapper = BatchMapper()
    planted: list[Planted] = []
    count = sum(1 for _ in mapper.common())
    with ExitStack() as files:
        writers = {}
        for name, declaration in mapper.declarations.items():
            file = files.enter_context(replacing_text(folder / f"{name}.csv"))
            columns = mapping.columns_of(declaration)
            writers[name] = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writers[name].writeheader()
        writers["registry"].writerows(mapper.places)
        for batch in batches(mapper.world, seed, violations):
            if count >= size:
                break
            count += sum(1 for _ in mapper.map(batch))
            planted += batch.planted
            for name, rows in batch.tables.items():
                writers[name].writerows(rows)
    return planted

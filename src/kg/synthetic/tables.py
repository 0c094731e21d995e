"""Write a made-up ecosystem: as tables to build from, or as the quads that a build would make."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from kg import mapping
from kg.claims import catalogue, facts, registry
from kg.files import content
from kg.files.writing import replacing_text
from kg.ingest.assemble import Assembled, extend_context, ontology, vocabularies
from kg.model import Iri, Quad
from kg.rdf.namespaces import REGISTRY_GRAPH, VOCABULARY_GRAPH
from kg.synthetic import ecosystem as generate
from kg.synthetic.ecosystem import Batch, Cells, Planted, World
from kg.tables.curated import Row, Table, read_table

_BEFORE = ("registry", "sources", "listings")  # what the other tables refer to


def quads(size: int, seed: int, violations: float = 0.0) -> Iterator[Quad | Planted]:
    """Yield about `size` quads of an ecosystem, and the violations planted in it.

    The vocabulary, the ontology and the places are the project's own and come first. The last
    batch is whole, so that there are at least `size` quads.
    """
    maker = _Mapper()
    count = 0
    for quad in maker.common():
        count += 1
        yield quad
    for batch in generate.batches(maker.world, seed, violations):
        if count >= size:
            return
        for quad in maker.map(batch):
            count += 1
            yield quad
        yield from batch.planted


def write_tables(folder: Path, size: int, seed: int, violations: float = 0.0) -> list[Planted]:
    """Write the tables from which a build makes about `size` quads; return what is planted.

    Raises UsageError where the folder cannot be written to.
    """
    maker = _Mapper()
    planted: list[Planted] = []
    count = sum(1 for _ in maker.common())
    with ExitStack() as files:
        writers = {}
        for name, declaration in maker.declarations.items():
            file = files.enter_context(replacing_text(folder / f"{name}.csv"))
            writers[name] = csv.DictWriter(
                file, mapping.columns_of(declaration), restval="", lineterminator="\n"
            )
            writers[name].writeheader()
        writers["registry"].writerows(maker.places)
        for batch in generate.batches(maker.world, seed, violations):
            if count >= size:
                return planted
            count += sum(1 for _ in maker.map(batch))
            planted += batch.planted
            for name, rows in batch.tables.items():
                writers[name].writerows(rows)
    return planted


class _Mapper:
    """Maps batches with the project's own declarations, as a build does."""

    def __init__(self) -> None:
        data = content.folder("data")
        self.declarations = mapping.declarations(data / "mapping")
        self.assembled = Assembled()
        self.context = mapping.Context()
        vocabularies(data, self.context, self.assembled)
        self.known = list(self.assembled.decisions)
        own_registry = read_table(
            data / "registry.csv", "registry.csv", mapping.columns_of(self.declarations["registry"])
        )
        self.places: list[Cells] = [
            dict(row.cells)
            for row in own_registry.rows
            if row.cells["kind"] in ("Country", "State") and not row.cells["replaced_by"]
        ]
        self.world = World(
            {
                row["id"]: row["name_es"] or row["name_mul"]
                for row in self.places
                if row["kind"] == "State"
            },
            self._labels("sector"),
            tuple(sorted(self.context.codes["axis"])),
        )

    def _labels(self, scheme: str) -> dict[str, tuple[str, str, str]]:
        table = read_table(
            content.folder("data") / "vocabularies" / f"{scheme}.csv",
            scheme,
            ("code", "broader", "en", "es", "fr", "nace2", "naics2022", "seeds"),
        )
        return {
            row.cells["code"]: (row.cells["es"], row.cells["en"], row.cells["fr"])
            for row in table.rows
            if not row.cells["code"].startswith("_")
        }

    def common(self) -> Iterator[Quad]:
        """Yield what every ecosystem has: vocabulary, ontology and places."""
        places = self._table("registry", self.places)
        extend_context(self.context, places)
        for located in (*self.known, *registry.describe(places.rows)):
            yield from _with_fact(located.quad)
        for located in ontology():
            yield located.quad

    def map(self, batch: Batch) -> Iterator[Quad]:
        """Yield the claims, facts, registry and catalogue of a batch."""
        tables = {name: self._table(name, rows) for name, rows in batch.tables.items()}
        entities, sources = dict(self.context.entities), dict(self.context.sources)
        for name in _BEFORE:
            if name in tables:
                extend_context(self.context, tables[name])
        claims = []
        evidences: list[mapping.EvidenceRow] = []
        for name, table in tables.items():
            mapped = mapping.map_table(table, self.declarations[name], self.context)
            assert not mapped.problems, mapped.problems[:3]
            claims += mapped.claims
            evidences += mapped.evidences
        self.context.entities, self.context.sources = entities, sources
        registered = [
            *registry.describe(tables["registry"].rows),
            *registry.declare_datasets(claims),
        ]
        described, _ = catalogue.describe(tables["sources"].rows, (), evidences, (), ())
        derived, _ = facts.derive(claims, ())
        yield from dict.fromkeys(located.quad for located in claims)
        for located in registered:
            yield from _with_fact(located.quad)
        yield from dict.fromkeys(located.quad for located in described)
        yield from derived

    def _table(self, name: str, rows: list[Cells]) -> Table:
        columns = mapping.columns_of(self.declarations[name])
        empty = dict.fromkeys(columns, "")
        file = f"{name}.csv"
        return Table(
            file,
            columns,
            tuple(Row(file, line, empty | cells, {}) for line, cells in enumerate(rows, 2)),
            (),
        )


def _with_fact(quad: Quad) -> Iterator[Quad]:
    yield quad
    if quad.graph in (Iri(REGISTRY_GRAPH), Iri(VOCABULARY_GRAPH)):
        yield quad._replace(graph=None)

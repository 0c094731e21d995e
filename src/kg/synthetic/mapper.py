"""Map the rows of a made-up ecosystem to quads, as a build does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg import mapping
from kg.claims import catalogue, facts, naming, registry
from kg.errors import InputError
from kg.files import content
from kg.ingest.assemble import map_tables
from kg.ingest.code_lists import read_code_lists
from kg.ingest.ontology import read_ontology
from kg.ingest.references import add_references
from kg.model import Iri, Quad
from kg.rdf.namespaces import REGISTRY_GRAPH, VOCABULARY_GRAPH
from kg.synthetic.ecosystem import Batch, Cells, World
from kg.tables import code_lists
from kg.tables.curated import Row, Table, read_table

_STATED: Final = (Iri(REGISTRY_GRAPH), Iri(VOCABULARY_GRAPH))  # graphs that are facts, too


class BatchMapper:
    """Maps batches with the project's own declarations.

    Attributes:
        declarations: From the name of a table to what its columns mean.
        places: The rows of the registry that every ecosystem has: countries and states.
        world: What the rows of a batch refer to.
    """

    def __init__(self) -> None:
        data = content.folder("data")
        self.declarations = mapping.declarations(data / "mapping")
        self._code_lists = read_code_lists(data)
        self._context = mapping.Context(codes=self._code_lists.codes)
        file = data / "registry.csv"
        columns = mapping.columns_of(self.declarations["registry"])
        self.places: list[Cells] = [
            dict(row.cells)
            for row in read_table(file, file.name, columns).rows
            if row.cells["kind"] in ("Country", "State") and not row.cells["replaced_by"]
        ]
        self.world = World(
            states={
                row["id"]: row["name_es"] or row["name_mul"]
                for row in self.places
                if row["kind"] == "State"
            },
            sectors=_sectors(),
            axes=tuple(sorted(self._context.codes["axis"])),
        )

    def common(self) -> Iterator[Quad]:
        """Yield what every ecosystem has: vocabulary, places and ontology."""
        places = self._table("registry", self.places)
        add_references(self._context, {"registry": places})
        for located in (
            *self._code_lists.statements,
            *registry.describe(places.rows),
            *naming.describe_curated(places.rows),
        ):
            yield from _with_fact(located.quad)
        for located in read_ontology():
            yield located.quad

    def map(self, batch: Batch) -> Iterator[Quad]:
        """Yield the claims, the registry, the catalogue and the facts of a batch."""
        tables = {name: self._table(name, rows) for name, rows in batch.tables.items()}
        entities, sources = dict(self._context.entities), dict(self._context.sources)
        add_references(self._context, tables)
        mapped = map_tables(tables, self.declarations, self._context)
        assert not mapped.problems, mapped.problems[:3]
        self._context.entities, self._context.sources = entities, sources
        registered = [
            *registry.describe(tables["registry"].rows),
            *registry.declare_datasets(mapped.claims),
        ]
        described, _ = catalogue.describe(tables["sources"].rows, (), mapped.evidences, (), ())
        derived, _ = facts.derive(mapped.claims, ())
        registered.extend(registry.complete_nodes(mapped.defaults, derived))
        yield from dict.fromkeys(located.quad for located in mapped.claims)
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


def _sectors() -> dict[str, tuple[str, str, str]]:
    """Return the sectors of the project: code → name in Spanish, English, French."""
    file = content.folder("data") / "vocabularies" / "sector.csv"
    table = read_table(file, file.name, code_lists.REQUIRED, code_lists.OPTIONAL)
    if table.problems:
        raise InputError(table.problems)
    return {
        row.cells["code"]: (row.cells["es"], row.cells["en"], row.cells["fr"])
        for row in table.rows
        if not row.cells["code"].startswith("_") and not row.cells["replaced_by"]
    }


def _with_fact(quad: Quad) -> Iterator[Quad]:
    yield quad
    if quad.graph in _STATED:
        yield quad._replace(graph=None)

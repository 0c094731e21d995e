"""Rows may refer to what other tables have."""

from __future__ import annotations

from kg.ingest.references import add_references
from kg.mapping import Context, Entity, Source
from kg.tables.curated import Row, Table

NAMES = ("name_es", "name_en", "name_fr", "name_mul")


def table(name: str, *rows: dict[str, str]) -> Table:
    return Table(
        f"folder/{name}.csv",
        (),
        tuple(Row(f"{name}.csv", line, cells, {}) for line, cells in enumerate(rows, 2)),
        (),
    )


def entity(identifier: str, **cells: str) -> dict[str, str]:
    empty = dict.fromkeys(("kind", "replaced_by", *NAMES), "")
    return {**empty, "id": identifier, **cells}


def test_entities_sources_and_listings_are_known_afterwards() -> None:
    context = Context()
    tables = {
        "registry": table(
            "registry",
            entity("a", kind="Cluster", name_es="Uno", name_mul="Uno"),
            entity("old", kind="Cluster", replaced_by="a"),
        ),
        "sources": table("sources", {"id": "001", "title": "Report"}),
        "listings": table("listings", {"id": "l1", "source": "001"}),
        "clusters": table("clusters", {"id": "x"}),
    }
    add_references(context, tables)
    assert context.entities == {"a": Entity("a", "Cluster", {"es": "Uno", "mul": "Uno"})}
    assert context.replaced == {"old": "a"}
    assert context.sources == {"001": Source("001", "Report")}
    assert context.listings == {"l1": "001"}


def test_tables_that_are_not_there_add_nothing() -> None:
    context = Context()
    add_references(context, {})
    assert not (context.entities)
    assert not (context.sources)
    assert not (context.listings)
    assert not (context.replaced)

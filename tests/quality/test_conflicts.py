"""The conflicts of the catalogue, each with its members and what was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.quality.conflicts import RecordedConflict, recorded_conflicts
from kg.rdf.namespaces import HX, ID
from kg.store import EmbeddedStore

ACRONYM = RecordedConflict(
    id="acronym-claut",
    type="ambiguous-acronym",
    members=(ID + "claut-estado-de-mexico", ID + "claut-nuevo-leon"),
    properties=(HX + "acronym",),
    sources=("001",),
    resolutions=("stands",),
    notes=("same acronym as claut-estado-de-mexico", "same acronym as claut-nuevo-leon"),
)
YEAR = RecordedConflict(
    id="mou-eccp-year",
    type="date",
    members=(ID + "eccp-promexico-mou",),
    properties=(HX + "signedOn",),
    sources=("001",),
    resolutions=("accepted", "rejected"),
    notes=("only part of a file name", "the text states it"),
)


@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        (None, None, [ACRONYM, YEAR]),
        ("date", None, [YEAR]),
        ("none", None, []),
        (None, "001", [ACRONYM, YEAR]),
        (None, "000", []),
        ("date", "001", [YEAR]),
        ("date", "000", []),
    ],
)
def test_conflicts_come_by_id_of_one_type_or_document(
    small_store_once: Path,
    kind: str | None,
    source: str | None,
    expected: list[RecordedConflict],
) -> None:
    store = EmbeddedStore.open(small_store_once)
    assert list(recorded_conflicts(store, kind, source)) == expected

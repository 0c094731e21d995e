"""Each row stands at a place that its document has, and says there what it says once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import pytest

from tests.data import wording
from tests.data.statement import claim_tables
from tests.data.test_tables import table

#: the documents whose places are noted, each by the lines of its file
DOCUMENTS = sorted(path.stem for path in wording.PLACES.glob("*.csv"))
#: columns that say where a claim comes from, not what it claims
_EVIDENCE = {"source", "locator", "certainty", "basis", "listing"}
#: tables in which each cell of a row is a claim of its own about the thing in `id`
_OF_ONE_THING = {"agreements", "bodies", "clusters", "events", "instruments", "organisations"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_locator_is_a_place_of_its_document_and_each_place_is_used(document: str) -> None:
    """A place that no claim uses is that of a cited work."""
    used = {
        row["locator"]
        for name in (*claim_tables(), "conflicts", "identities")
        for row in table(name)
        if row["source"] == document and row["locator"]
    }
    places = wording.places(document)
    assert places is not None
    assert used <= places.keys()
    cited = {place for row in table("sources") for place in row["cited_by"].lower().split("; ")}
    assert {f"{document} {place}".lower() for place in places.keys() - used} <= cited


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_claim_stands_once_at_one_place(document: str) -> None:
    """Neither explicit and inferred at once, nor under two names of the same lines."""
    places = wording.places(document) or {}
    places_of: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for name in claim_tables():
        for row in table(name):
            if row["source"] == document:
                lines = tuple(places.get(row["locator"], ()))
                for claim in _claims(name, row):
                    places_of[(lines, *claim)].append(f"{row['locator']} ({row['certainty']})")
    assert not {claim: where for claim, where in places_of.items() if len(where) > 1}


def _claims(name: str, row: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield what a row claims: a triple for each value, or the row as a whole."""
    if name in _OF_ONE_THING:
        for column, cell in row.items():
            if cell and column != "id" and column not in _EVIDENCE:
                for value in cell.split(";"):
                    yield row["id"], column, value
    else:
        yield (name, *(cell for column, cell in row.items() if column not in _EVIDENCE))

"""Who says what a row says: every fault of the four cells is told."""

from __future__ import annotations

import pytest

from kg.mapping.context import Context, Source
from kg.mapping.evidence import faults

CONTEXT = Context(
    sources={"001": Source("001", "One"), "002": Source("002", "Two")},
    listings={"table-6": "001"},
    codes={
        "certainty": {"explicit": "Explicit", "inferred": "Inferred"},
        "inference-basis": {"name": "The name tells it"},
    },
)


@pytest.mark.parametrize("listing", ["", "table-6"])
def test_good_cells_have_no_fault(listing: str) -> None:
    assert faults("001", "§3.2", "explicit", "", listing, CONTEXT) == []
    assert faults("001", "§3.2", "inferred", "name", listing, CONTEXT) == []
    assert faults("001", "§3.2", "inferred", "", listing, CONTEXT) == []


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        (
            ("", "§3", "explicit", "", ""),
            "source",
            "the cell is empty; say which document states this",
        ),
        (
            ("009", "§3", "explicit", "", ""),
            "source",
            "unknown source '009'; add it to sources.csv",
        ),
        (
            ("001", "", "explicit", "", ""),
            "locator",
            "the cell is empty; say where in the document, for example «§3.2» or «para. 2»",
        ),
        (
            ("001", "…", "explicit", "", ""),
            "locator",
            "the cell is empty; say where in the document, for example «§3.2» or «para. 2»",
        ),
        (
            ("001", "§3", "explict", "", ""),
            "certainty",
            "'explict' is no code of 'certainty'; did you mean 'explicit'. "
            "The codes are in vocabularies/certainty.csv",
        ),
        (
            ("001", "§3", "explicit", "", "table-7"),
            "listing",
            "unknown listing 'table-7'; add it to listings.csv",
        ),
        (
            ("002", "§3", "explicit", "", "table-6"),
            "listing",
            "the listing 'table-6' is one of source 001, not of 002",
        ),
        (
            ("001", "§3", "explicit", "name", ""),
            "basis",
            "a claim that is explicit was not inferred; leave the cell empty",
        ),
        (
            ("001", "§3", "inferred", "nane", ""),
            "basis",
            "'nane' is no code of 'inference-basis'; did you mean 'name'. "
            "The codes are in vocabularies/inference-basis.csv",
        ),
    ],
)
def test_a_fault_is_told_with_its_column(
    cells: tuple[str, str, str, str, str], column: str, message: str
) -> None:
    assert faults(*cells, CONTEXT) == [(column, message)]


def test_all_faults_come_in_one_run() -> None:
    columns = [column for column, _ in faults("", "", "", "", "table-7", CONTEXT)]
    assert columns == ["source", "locator", "certainty", "listing"]


def test_a_listing_of_a_wrong_source_is_not_blamed() -> None:
    assert [column for column, _ in faults("009", "§3", "explicit", "", "table-6", CONTEXT)] == [
        "source"
    ]

"""Every column of the library has a heading for people, in both languages."""

from __future__ import annotations

from kg import library
from kg.library.headings import HEADINGS, heading
from tests.queries.golden import LIBRARY


def test_each_column_has_a_heading_and_no_other_has() -> None:
    columns = {column for query in library.read(LIBRARY).values() for column in query.columns}
    assert set(HEADINGS) == columns
    for english, spanish in HEADINGS.values():
        assert english[0].isupper()
        assert spanish[0].isupper()
        assert "_" not in english + spanish


def test_a_column_of_ones_own_is_called_by_its_name() -> None:
    assert heading("near_port", "es") == "near port"
    assert heading("how_much", "es") == "Cuánto"
    assert heading("how_much", "fr") == "How much"

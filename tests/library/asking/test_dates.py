"""The dates, periods and numbers that a question may have."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kg.library.asking.amounts import amounts_in
from kg.library.asking.dates import dates_in

FEBRUARY = {"until": "2016-02-29", "before": "2016-03-01"}
FIVE_YEARS = {"since": "2005", "until": "2010", "before": "2011"}


def longest(text: str) -> tuple[str, Mapping[str, str]]:
    """Return the longest date of a text, as it is written, and what it is."""
    start, end, values = min(dates_in(text), key=lambda dated: dated.start - dated.end)
    return text[start:end], values


@pytest.mark.parametrize(
    ("text", "written", "values"),
    [
        ("in May 2015", "May 2015", {"date": "2015-05"}),
        ("en mayo del 2015", "mayo del 2015", {"date": "2015-05"}),
        ("on December 19, 2022", "December 19, 2022", {"date": "2022-12-19"}),
        ("el 19 de diciembre de 2022", "19 de diciembre de 2022", {"date": "2022-12-19"}),
        ("in 2015", "2015", {"date": "2015", "year": "2015"}),
        ("since 2000", "since 2000", {"since": "2000"}),
        ("a partir del año 2000", "a partir del año 2000", {"since": "2000"}),
        ("después de diciembre de 2015", "después de diciembre de 2015", {"since": "2016-01"}),
        ("2025 or later", "2025 or later", {"since": "2025"}),
        ("before 2010", "before 2010", {"until": "2009", "before": "2010"}),
        ("hasta 2010", "hasta 2010", {"until": "2010", "before": "2011"}),
        ("before March 1, 2016", "before March 1, 2016", FEBRUARY),
        ("2010-2015", "2010-2015", {"since": "2010", "until": "2015", "before": "2016"}),
        ("entre 2005 y 2010", "entre 2005 y 2010", FIVE_YEARS),
        ("the 1990s", "the 1990s", {"since": "1990", "until": "1999"}),
    ],
)  # fmt: skip
def test_a_date_is_read_with_its_bound(text: str, written: str, values: Mapping[str, str]) -> None:
    assert longest(text) == (written, values)


@pytest.mark.parametrize("text", ["31 February 2016", "in May", "4.0", "document 001", "20151"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert not [values for *_, values in dates_in(text) if "02-31" in str(values)]
    if "2016" not in text:
        assert not [*dates_in(text)]


def test_a_period_that_ends_before_it_begins_is_none() -> None:
    assert longest("between 2015 and 2010")[1] == {"date": "2015", "year": "2015"}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("at least 5 clusters", {"least": "5"}),
        ("más de diez miembros", {"least": "11"}),
        ("three or more", {"least": "3"}),
        ("tres o más cosas", {"least": "3"}),
        ("al menos un miembro", {"least": "1"}),
        ("dos documentos", {"integer": "2"}),
    ],
)
def test_a_number_is_read_with_its_bound(text: str, values: Mapping[str, str]) -> None:
    longest_amount = min(amounts_in(text), key=lambda amount: amount.start - amount.end)
    assert longest_amount.values == values


@pytest.mark.parametrize(
    "text", ["more than 10 % of it", "Industry 4.0", "document 001", "un clúster"]
)
def test_what_is_no_number_of_things_is_none(text: str) -> None:
    assert not [*amounts_in(text)]

"""Dates: what is one, what another form probably means, from which day to which it reaches."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Literal
from kg.rdf import dates
from kg.rdf.namespaces import XSD


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2022", "gYear"),
        ("0001", "gYear"),
        ("2022-01", "gYearMonth"),
        ("2022-12", "gYearMonth"),
        ("2022-12-19", "date"),
        ("2024-02-29", "date"),
    ],
)
def test_an_iso_date_has_the_datatype_of_its_precision(text: str, datatype: str) -> None:
    assert dates.literal(text) == Literal(text, XSD + datatype)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "22",
        "20222",
        "0000",
        "0000-05",
        "0000-05-01",
        "2022-00",
        "2022-13",
        "2022-1",
        "2022-02-30",
        "2022-12-32",
        "2022-12-00",
        "2022-1-1",
        "20221219",
        "2022-12-19T10:00:00Z",
        "-2022",
        " 2022",
        "2022\n",
        "٢٠٢٢",
        "19/12/2022",
        "about 2022",
    ],
)
def test_all_else_is_no_date(text: str) -> None:
    assert dates.literal(text) is None


@pytest.mark.parametrize(
    ("text", "is_form"),
    [("2022-12-19", True), ("2022-02-30", True), ("2022-12", False), ("x2022-12-19", False)],
)
def test_the_form_of_a_day_is_known_whatever_the_calendar_says(text: str, is_form: bool) -> None:
    assert dates.has_day_form(text) is is_form


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("19/12/2022", "2022-12-19"),
        ("19-12-2022", "2022-12-19"),
        ("9.1.2022", "2022-01-09"),
        ("19 12 2022", "2022-12-19"),
        (" 19/12/2022 ", "2022-12-19"),
        ("3/4/2022", "2022-04-03"),
        ("12/12/2022", "2022-12-12"),
        ("12/31/2022", "2022-12-31"),
        ("13/13/2022", ""),
        ("31/02/2022", ""),
        ("29/02/2022", ""),
        ("29/02/2024", "2024-02-29"),
        ("0/1/2022", ""),
        ("1/1/0000", ""),
        ("123/1/2022", ""),
        ("1/1/22", ""),
        ("2022-12-19", ""),
        ("١/١/2022", ""),
        ("", ""),
    ],
)
def test_another_form_is_read_day_first_where_that_is_a_day(text: str, day: str) -> None:
    assert dates.suggested(text) == day


@given(st.dates())
def test_every_day_is_suggested_from_its_day_first_form(day: datetime.date) -> None:
    assert dates.suggested(f"{day.day}/{day.month}/{day.year:04}") == day.isoformat()


@pytest.mark.parametrize(
    "text",
    [
        "2013/2017",
        "2017-07/2017-09",
        "2012-12-19/2013",
        "2013/..",
        "../2018",
        "2019?",
        "2019-05~",
        "2019%",
        "2013~/2017?",
        "2019-12/2019",
    ],
)
def test_a_period_that_is_no_single_date_is_edtf(text: str) -> None:
    assert dates.period(text) == Literal(text, dates.EDTF_TYPE)


@pytest.mark.parametrize("text", ["2022", "2022-12", "2022-12-19"])
def test_a_period_that_is_a_date_stays_one(text: str) -> None:
    assert dates.period(text) == dates.literal(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/",
        "../..",
        "2013/",
        "/2017",
        "2013/2017/2019",
        "2017/2013",
        "2017~/2013",
        "2013-2017",
        "2013/soon",
        "?",
        "?2019",
        "2019??",
        "2013 / 2017",
        "2019-02-30/2020",
        "0000/2017",
    ],
)
def test_all_else_is_no_period(text: str) -> None:
    assert dates.period(text) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2013-2017", "2013/2017"),
        ("2013–2017", "2013/2017"),
        ("2013 - 2017", "2013/2017"),
        ("2013 a 2017", "2013/2017"),
        ("2013 to 2017", "2013/2017"),
        ("2013 / 2017", "2013/2017"),
        ("2013-17", "2013/2017"),
        ("2013/17", "2013/2017"),
        ("2017/2013", "2013/2017"),
        ("2022-13", ""),
        ("2022-1", ""),
        ("2017Q3", "2017-07/2017-09"),
        ("2017 T1", "2017-01/2017-03"),
        ("c. 2019", "2019~"),
        ("about 2019-05", "2019-05~"),
        ("about soon", ""),
        ("19/12/2022", "2022-12-19"),
        ("soon", ""),
    ],
)
def test_a_period_in_another_form_is_suggested(text: str, period: str) -> None:
    assert dates.suggested_period(text) == period


@given(st.dates(), st.dates())
def test_two_days_are_an_interval_in_their_order_only(
    first: datetime.date, second: datetime.date
) -> None:
    text = f"{first.isoformat()}/{second.isoformat()}"
    assert (dates.period(text) is None) == (first > second)
    assert dates.ends_before_it_begins(text) == (first > second)


@pytest.mark.parametrize(
    ("text", "formats", "iso"),
    [
        ("14/02/2016", ["%d/%m/%Y"], "2016-02-14"),
        ("2/14/2016", ["%d/%m/%Y", "%m/%d/%Y"], "2016-02-14"),
        ("3/4/2016", ["%d/%m/%Y", "%m/%d/%Y"], "2016-04-03 2016-03-04"),
        ("4/4/2016", ["%m/%d/%Y", "%d/%m/%Y"], "2016-04-04"),
        ("02/2016", ["%m/%Y"], "2016-02"),
        ("Feb 2016", ["%b %Y"], "2016-02"),
        ("February 2016", ["%B %Y"], "2016-02"),
        ("14 de febrero de 2016", ["%d de %B de %Y"], "2016-02-14"),
        ("1 de Mayo de 2016", ["%d de %B de %Y"], "2016-05-01"),
        ("AGO-2016", ["%b-%Y"], "2016-08"),
        ("3 sept. 2016", ["%d %b %Y"], "2016-09-03"),
        ("14 de brumario de 2016", ["%d de %B de %Y"], ""),
        ("2016", ["%d/%m/%Y", "%Y"], "2016"),
        ("0800", ["%Y"], "0800"),
        ("31/02/2016", ["%d/%m/%Y"], ""),
        ("14/02/2016", [], ""),
    ],
)
def test_declared_formats_are_converted(text: str, formats: list[str], iso: str) -> None:
    assert dates.from_formats(text, formats) == tuple(iso.split())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017-02", "2017-02-01", "2017-02-28"),
        ("2016-01", "2016-01-01", "2016-01-31"),
        ("2016-12", "2016-12-01", "2016-12-31"),
        ("2016-05-03", "2016-05-03", "2016-05-03"),
        ("2016-05-03T10:00:00Z", "2016-05-03", "2016-05-03"),
        ("", "", ""),
        ("2016-02-30", "", ""),
        ("2016-13", "", ""),
        ("2016-00", "", ""),
        ("0000", "", ""),
        ("0000-05-03", "", ""),
        ("16", "", ""),
        ("about 2016", "", ""),
        ("٢٠١٦", "", ""),
    ],
)
def test_a_date_is_from_day_to_day(text: str, first: str, last: str) -> None:
    assert (dates.first_day(text), dates.last_day(text)) == (first, last)

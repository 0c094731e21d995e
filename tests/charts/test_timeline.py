"""A time line: dates as wide as they are known, labels whole, what is inferred hollow."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from kg.charts import page, timeline
from kg.charts.timeline import Moment

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*moments: Moment, title: str = "t", notes: tuple[str, ...] = ()) -> ET.Element:
    return ET.fromstring(timeline.svg(moments, title, notes))


def texts(picture: ET.Element) -> list[str]:
    return [str(element.text) for element in picture.iter(f"{SVG}text")]


def bars(picture: ET.Element) -> list[float]:
    """Return the widths of the bars of moments."""
    return [float(e.attrib["width"]) for e in picture.iter(f"{SVG}rect") if "rx" in e.attrib]


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        ("2015", "", 1.0),
        ("2015", "2016", 2.0),
        ("2015-07", "2016", 1.5),
        ("2015", "2017-06-30", 2.5),
        ("2015", "2015", 1.0),
    ],
)
def test_a_bar_is_as_long_as_what_is_stated(start: str, end: str, years: float) -> None:
    drawing = drawn(Moment(start, end, "a", "k"), Moment("2010", "2019", "b", "k"))
    (whole, part) = bars(drawing)
    assert part / whole * 10 == pytest.approx(years, abs=0.02)


@pytest.mark.parametrize("date", ["2015-02", "2015-02-28", "2016-02-29", "2015-12-31"])
def test_a_month_and_a_day_are_dots(date: str) -> None:
    picture = drawn(Moment(date, "", "a", ""), Moment("2010", "2019", "b", ""))
    assert len(list(picture.iter(f"{SVG}circle"))) == 1
    assert len(bars(picture)) == 1


def test_rows_are_in_the_order_of_time_and_labels_are_whole() -> None:
    long = " ".join(f"palabra{number}" for number in range(30))
    picture = drawn(Moment("2016", "", long, "k"), Moment("2015-03", "2016", "first", "k"))
    shown = texts(picture)
    later = next(number for number, text in enumerate(shown) if text.startswith("palabra0"))
    assert shown.index("first") < later
    assert long in " ".join(shown)
    assert "2015-03 – 2016" in shown
    assert "…" not in "".join(shown)


def test_what_is_inferred_is_hollow_and_the_legend_says_so() -> None:
    picture = drawn(Moment("2015", "", "a", "k", is_inferred=True), Moment("2016", "", "b", "k"))
    assert [e.attrib["fill"] for e in picture.iter(f"{SVG}rect") if "rx" in e.attrib] == [
        "white",
        "#0072b2",
    ]
    assert "hollow: inferred, not printed" in texts(picture)
    assert not any("hollow" in text for text in texts(drawn(Moment("2015", "", "a", "k"))))


def test_kinds_beyond_the_colours_share_one_entry() -> None:
    picture = drawn(*(Moment("2015", "", "a", f"kind {number}") for number in range(9)))
    assert "others: kind 6, kind 7, kind 8" in texts(picture)


def test_title_and_notes_are_text() -> None:
    picture = drawn(Moment("1810-09-16", "", "<b>&", "k"), title="A <b>", notes=("n & m",))
    assert {"A <b>", "n & m", "<b>&"} <= set(texts(picture))
    assert ET.fromstring(timeline.svg([Moment("1810", "", "a", "")], "")).attrib["aria-label"]


@pytest.mark.parametrize(("first", "last"), [("2015", "2015"), ("1521", "2024"), ("2000", "2019")])
def test_all_is_within_the_axis(first: str, last: str) -> None:
    picture = drawn(Moment(first, last, "a", "k"))
    years = [int(text) for text in texts(picture) if re.fullmatch(r"\d{4}", text)]
    assert min(years) <= int(first)
    assert max(years) > int(last)
    assert len(years) <= 14


def test_a_page_has_the_picture_and_its_rows() -> None:
    text = page.html("<svg/>", "A & b", ("From", "What"), [("2015", "<i>")], "es")
    assert '<html lang="es">' in text
    assert "<svg/><table>" in text
    assert "<td>&lt;i&gt;</td>" in text
    assert "A &amp; b" in text

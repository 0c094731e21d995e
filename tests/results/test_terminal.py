"""Tables for a terminal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from kg import results
from kg.model import Iri, Literal, Solutions
from kg.rdf.namespaces import ID, XSD
from kg.results.terminal import cell_width
from tests.results.answers import Row, written


def test_table() -> None:
    assert written("table") == (
        "thing                       name                            n\n"
        "──────────────────────────  ───────────────────────────  ────\n"
        'CLAUT | Nuevo León          Clúster, "Automotriz" de NL    92\n'
        "_:b1                        a tab \\ & <b> ] |\n"
        "https://example.org/a(b)|c  2019-06-23                   1.50\n"
    )


def test_a_table_wraps_to_the_width() -> None:
    shown = written("table", width=40)
    assert max(cell_width(line) for line in shown.splitlines()) <= 40
    for word in ("CLAUT", "Automotriz", "2019-06-23", "1.50"):
        assert word in shown.replace("\n", "")


@pytest.mark.parametrize("width", [None, 1, 4, 20, 80])
def test_a_table_of_any_width_keeps_every_letter(width: int | None) -> None:
    rows: tuple[Row, ...] = ((Literal("x" * 50), Literal("ñandú 東京 " * 9)), (Literal(""), None))
    shown = written("table", rows, ("a", "b"), width)
    assert shown.count("x") == 50
    assert shown.count("東") == shown.count("京") == 9


@pytest.mark.parametrize(
    ("value", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("ñandú", 5),
        ("n\u0303", 1),
        ("東京", 4),
        ("ＡＢ", 4),
        ("a\u200bb", 2),
        ("🚗", 2),
    ],
)
def test_the_width_of_a_text(value: str, width: int) -> None:
    assert cell_width(value) == width


def test_a_table_reads_ahead_no_further_than_its_sample() -> None:
    output = io.StringIO()

    def rows() -> Iterator[Row]:
        for number in range(2000):
            if number == 1500:
                assert output.getvalue().count("\n") > 1000
            yield (Literal("x" * (number % 7)),)

    assert results.write(Solutions(("a",), rows()), "table", output) == 2000


@pytest.mark.parametrize(
    ("natural", "width", "widths"),
    [
        ([5, 30, 50], 60, [5, 26, 25]),
        ([5, 30, 50], 89, [5, 30, 50]),
        ([5, 30, 50], 88, [5, 30, 49]),
        ([5, 30, 50], None, [5, 30, 50]),
        ([9, 9], 3, [4, 4]),
        ([0, 2], 80, [1, 2]),
    ],
)
def test_the_widest_columns_give_way(
    natural: list[int], width: int | None, widths: list[int]
) -> None:
    rows: tuple[Row, ...] = (tuple(Literal("x" * size) for size in natural),)
    names = tuple("" for _ in natural)
    line = written("table", rows, names, width).splitlines()[1]
    assert [len(part) for part in line.split("  ")] == widths


def test_only_columns_of_numbers_are_flush_right() -> None:
    rows: tuple[Row, ...] = (
        (Literal("1", XSD + "integer"), Literal("1", XSD + "integer"), None),
        (Literal("100", XSD + "integer"), Literal("100"), None),
        (None, None, None),
    )
    assert written("table", rows, ("a", "b", "c")) == (
        "  a  b    c\n───  ───  ─\n  1  1\n100  100\n\n"
    )


def test_lines_break_at_spaces_and_words_where_they_must() -> None:
    rows: tuple[Row, ...] = ((Literal("aa bb ccccccc d"),),)
    assert written("table", rows, ("x",), 5).splitlines()[2:] == ["aa bb", "ccccc", "cc d"]


IDS: tuple[Row, ...] = (
    (Iri(ID + "cluster-minero-sonora"), Literal("Clúster Minero de Sonora, el de la minería")),
    (Iri(ID + "x"), Literal("Otro")),
)


def test_ids_are_never_broken() -> None:
    shown = written("table", IDS, ("thing", "name"), 40)
    assert "id:cluster-minero-sonora  Clúster" in shown
    assert max(cell_width(line) for line in shown.splitlines()) <= 40


@pytest.mark.parametrize("width", [1, 20, 30])
def test_rows_stand_below_each_other_where_ids_leave_no_room(width: int) -> None:
    assert written("table", IDS, ("thing", "name"), width) == (
        "thing  id:cluster-minero-sonora\n"
        "name   Clúster Minero de Sonora, el de la minería\n"
        "\n"
        "thing  id:x\n"
        "name   Otro\n"
    )

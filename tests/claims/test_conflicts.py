"""A row of conflicts.csv covers the claims that all its filled cells fit."""

from __future__ import annotations

import pytest

from kg.claims.conflicts import Conflict, ConflictTable, subject_iri
from kg.model import Iri, Literal, Position, Quad, Term, text
from kg.rdf.namespaces import BASE, EVIDENCE, HX, ID, VOC
from tests.claims.rows import FILE, row

CLAIM = Quad(
    Iri(ID + "claut"),
    Iri(HX + "locatedIn"),
    Iri(ID + "nuevo-leon"),
    Iri(EVIDENCE + "001/annex-table-6--inferred"),
)


def conflict(line: int = 2, /, **cells: str) -> Conflict:
    return Conflict.from_row(row(line, **cells), {"state": HX + "locatedIn"})


def claim(
    subject: str = ID + "claut", value: Term = CLAIM.object, property_: str = "locatedIn"
) -> Quad:
    return Quad(Iri(subject), Iri(HX + property_), value, CLAIM.graph)


def test_a_row_is_read_cell_by_cell() -> None:
    read = conflict(
        id="k1",
        subject="claut",
        property=" state ; hx:acronym;;strange",
        value="v",
        source="001",
        locator="Table 6",
        resolution="open",
    )
    assert read.properties == {HX + "locatedIn", HX + "acronym", "strange"}
    assert (read.id, read.subject, read.value) == ("k1", "claut", "v")
    assert (read.source, read.locator, read.resolution) == ("001", "Table 6", "open")
    assert read.row.line == 2


@pytest.mark.parametrize(
    ("cells", "covered"),
    [
        ({}, True),
        ({"subject": "claut"}, True),
        ({"subject": "clau"}, False),
        ({"subject": "membership/claut"}, False),
        ({"property": "state"}, True),
        ({"property": "hx:acronym;state"}, True),
        ({"property": "hx:acronym"}, False),
        ({"source": "001"}, True),
        ({"source": "00"}, False),
        ({"source": "002"}, False),
        ({"locator": "Annex Table 6"}, True),
        ({"locator": "Annex Table 6, row 1"}, False),
        ({"locator": "Table 6"}, False),
        ({"value": "nuevo-leon"}, True),
        ({"value": ID + "nuevo-leon"}, True),
        ({"value": "leon"}, False),
        ({"subject": "claut", "property": "state", "source": "001", "value": "nuevo-leon"}, True),
        ({"subject": "claut", "property": "state", "source": "001", "value": "jalisco"}, False),
    ],
)
def test_a_row_covers_what_all_its_cells_fit(cells: dict[str, str], covered: bool) -> None:
    assert conflict(**cells).covers(CLAIM) is covered


def test_a_source_covers_no_fact_outside_evidence() -> None:
    fact = CLAIM._replace(graph=None)
    assert not conflict(source="001").covers(fact)
    assert not conflict(locator="Annex Table 6").covers(fact)
    assert conflict(subject="claut").covers(fact)


def test_a_locator_is_compared_without_the_certainty() -> None:
    plain = CLAIM._replace(graph=Iri(EVIDENCE + "001/annex-table-6"))
    assert conflict(locator="Annex Table 6").covers(plain)
    assert conflict(locator="Annex Table 6").covers(CLAIM)


def test_a_subject_is_an_id_or_the_path_of_a_node() -> None:
    assert subject_iri("claut") == ID + "claut"
    assert subject_iri("award/claut--ecei") == BASE + "award/claut--ecei"
    node = claim(subject=BASE + "award/claut--ecei")
    assert conflict(subject="award/claut--ecei").covers(node)


def test_only_a_rejection_rejects() -> None:
    for resolution, rejected in (
        ("rejected", True),
        ("open", False),
        ("stands", False),
        ("", False),
    ):
        table = ConflictTable([conflict(subject="claut", resolution=resolution)])
        assert table.rejects(CLAIM) is rejected
        assert table.stale() == []


def test_one_rejection_among_several_rows_rejects() -> None:
    rows = [conflict(subject="claut", resolution=r) for r in ("rejected", "open")]
    for order in (rows, rows[::-1]):
        table = ConflictTable(order)
        assert table.rejects(CLAIM)
        assert table.stale() == []


def test_rows_with_and_without_a_subject_both_count() -> None:
    table = ConflictTable(
        [
            conflict(subject="claut", property="hx:acronym", resolution="open"),
            conflict(property="state", resolution="rejected"),
        ]
    )
    assert table.rejects(CLAIM)
    assert table.rejects(claim(subject=ID + "other"))
    assert not table.rejects(claim(property_="acronym", value=text("x")))
    assert table.stale() == []


def test_a_row_that_covers_no_claim_is_stale() -> None:
    table = ConflictTable(
        [conflict(3, subject="claut", value="jalisco"), conflict(4, subject="claut")]
    )
    assert not table.rejects(CLAIM)
    (problem,) = table.stale()
    assert problem.position == Position(FILE, 3, 1)
    assert problem.column == "subject"
    assert problem.message == "C57: no claim fits this row; correct its cells, or remove the row"


def test_equal_rows_are_told_apart() -> None:
    """Two rows with the same cells are two rows: one that is never looked at is stale."""
    first, second = conflict(2, subject="claut", value="x"), conflict(3, subject="claut", value="x")
    table = ConflictTable([first, second])
    table.rejects(CLAIM)
    assert [problem.position.line for problem in table.stale()] == [2, 3]


@pytest.mark.parametrize(
    ("cells", "stale"),
    [
        ({"subject": "nuevo-leon"}, False),  # the object of a claim
        ({"subject": "jalisco"}, True),
        ({"subject": "nuevo-leon", "property": "state"}, True),
        ({"subject": "nuevo-leon", "value": "x"}, True),
        ({"subject": "nuevo-leon", "source": "002"}, False),
        ({"subject": "claut", "source": "002"}, False),
        ({"source": "002"}, True),
    ],
)
def test_a_row_about_an_entity_holds_while_a_claim_names_it(
    cells: dict[str, str], stale: bool
) -> None:
    table = ConflictTable([conflict(**cells, resolution="open")])
    table.rejects(CLAIM)
    assert bool(table.stale()) is stale


def test_values_of_literals_are_compared_as_text() -> None:
    dated = claim(value=Literal("2012", "http://www.w3.org/2001/XMLSchema#gYear"))
    assert conflict(value="2012").covers(dated)
    assert not conflict(value="2013").covers(dated)
    role = claim(value=Iri(VOC + "role/member"))
    assert conflict(value="member").covers(role)

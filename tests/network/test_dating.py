"""When nodes are there, and which edges have the dates of the thing that they stand for."""

from __future__ import annotations

import pytest

from kg.network import Edge, Node
from kg.network.dating import dated, lifetime

NODES = {
    node.id: node
    for node in (
        Node("claut", "", "CLAUT", "Cluster", start="2007"),
        Node("fair", "", "Fair", "Event", start="2016-05"),
        Node("congress", "", "Congress", "Event", start="2017", end="2018"),
        Node("pact", "", "Pact", "Agreement", start="2012"),
        Node("phase", "", "Phase", "Phase", start="2013", end="2015"),
        Node("plan", "", "Plan", "Programme", start="2014", end="2018"),
    )
}


def dates(source: str, target: str, relation: str = "hx:about", **own: str) -> tuple[str, str, str]:
    """Return start, end and dated_by of an edge between two of the nodes, or others."""
    edge = Edge("e", source, target, "k", relation, **own)  # type: ignore[arg-type]
    (dated_edge,) = dated([edge], NODES)
    return dated_edge.start, dated_edge.end, dated_edge.dated_by


def test_an_event_without_an_end_is_over_as_it_begins() -> None:
    assert lifetime(NODES["fair"]) == ("2016-05", "2016-05")
    assert lifetime(NODES["congress"]) == ("2017", "2018")
    assert lifetime(NODES["claut"]) == ("2007", "")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("unknown", "fair", ("2016-05", "2016-05", "fair")),
        ("pact", "unknown", ("2012", "", "pact")),
        ("phase", "plan", ("2013", "2015", "phase")),
        ("phase", "pact", ("2012", "", "pact")),
        ("pact", "fair", ("2016-05", "2016-05", "fair")),
        ("fair", "congress", ("2016-05", "2016-05", "fair")),
        ("claut", "unknown", ("", "", "")),
        ("plan", "unknown", ("", "", "")),
        ("unknown", "plan", ("", "", "")),
    ],
)
def test_an_edge_has_the_dates_of_the_event_agreement_or_phase_at_its_end(
    source: str, target: str, expected: tuple[str, str, str]
) -> None:
    assert dates(source, target) == expected


def test_a_participation_has_those_of_whatever_is_taken_part_in() -> None:
    assert dates("claut", "plan", "hx:Participation") == ("2014", "2018", "plan")
    assert dates("plan", "unknown", "hx:Participation") == ("", "", "")


def test_dates_of_its_own_count_more() -> None:
    assert dates("claut", "fair", start="2015") == ("2015", "", "")
    assert dates("claut", "fair", end="2015") == ("", "2015", "")

"""When ties hold: parallel edges of a kind as one, with their spells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.network import Edge
from kg.network.spells import Spell, ties

EVIDENCE = "https://w3id.org/helixkg/evidence/"


def member(start: str, end: str = "", *evidence: str) -> Edge:
    """Return a membership of a in b."""
    return Edge(
        f"m{start}{end}",
        "a",
        "b",
        "member",
        "org:Membership",
        start,
        end,
        tuple(EVIDENCE + name for name in evidence),
        len(evidence),
    )


@pytest.mark.parametrize(
    ("edges", "spells"),
    [
        (
            [member("2016", "2018"), member("2020", "2021")],
            [("2016-01-01", "2018-12-31"), ("2020-01-01", "2021-12-31")],
        ),
        ([member("2016", "2018"), member("2017", "2021")], [("2016-01-01", "2021-12-31")]),
        ([member("2016", "2018"), member("2019", "2021")], [("2016-01-01", "2021-12-31")]),
        ([member("2016", "2021"), member("2017", "2018")], [("2016-01-01", "2021-12-31")]),
        ([member("2016"), member("2020", "2021")], [("2016-01-01", "")]),
        ([member("", "2018"), member("2020")], [("", "2018-12-31"), ("2020-01-01", "")]),
        ([member("2016", "9999"), member("2017")], [("2016-01-01", "")]),
        ([member("2016", "2018"), member("")], []),
        ([member("2018", "2016")], []),
    ],
)
def test_spells_neither_touch_nor_overlap(edges: list[Edge], spells: list[tuple[str, str]]) -> None:
    (tie,) = ties(edges)
    assert list(tie.spells) == [Spell(*spell) for spell in spells]


def test_a_tie_has_the_evidence_of_all_its_edges() -> None:
    (tie,) = ties(
        [member("2016", "2018", "001/a", "001/b--inferred"), member("2020", "", "001/a", "003/c")]
    )
    assert tie.edge.evidence == tuple(
        EVIDENCE + name for name in ("001/a", "001/b--inferred", "003/c")
    )
    assert (tie.edge.sources, tie.edge.certainty) == (2, "explicit")
    assert (tie.edge.start, tie.edge.end) == ("2016", "")
    assert tie.edge.id == "m20162018"


@given(st.lists(st.tuples(st.integers(1990, 2030), st.integers(0, 9)), min_size=1, max_size=6))
def test_a_day_is_in_a_spell_if_an_edge_holds_on_it(periods: list[tuple[int, int]]) -> None:
    (tie,) = ties([member(str(year), str(year + length)) for year, length in periods])
    for year in range(1989, 2042):
        day = f"{year}-06-15"
        within = any(begun <= year <= begun + length for begun, length in periods)
        assert any(start <= day <= end for start, end in tie.spells) == within
    assert all(
        one.end < other.start for one, other in zip(tie.spells, tie.spells[1:], strict=False)
    )

"""When ties hold: parallel edges of a kind as one, with their spells."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.network import Edge, Network, Node
from kg.network.spells import ties

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


def only_tie(edges: list[Edge]) -> tuple[Edge, list[tuple[str, ...]]]:
    """Return the only tie of edges between two nodes, and its spells."""
    ends = Node("a", "", "a", "Company"), Node("b", "", "b", "Cluster")
    joined = ties(Network(ends, tuple(edges)))
    (edge,), (spells,) = joined.network.edges, joined.spells.values()
    return edge, [tuple(spell.split("/")) for spell in spells.split()]


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
    _, joined = only_tie(edges)
    assert joined == spells


def test_a_tie_has_the_evidence_of_all_its_edges() -> None:
    edge, _ = only_tie(
        [member("2016", "2018", "001/a", "001/b--inferred"), member("2020", "", "001/a", "003/c")]
    )
    assert edge.evidence == tuple(EVIDENCE + name for name in ("001/a", "001/b--inferred", "003/c"))
    assert (edge.sources, edge.certainty) == (2, "explicit")
    assert (edge.start, edge.end) == ("2016", "")
    assert edge.id == "m20162018"


@given(st.lists(st.tuples(st.integers(1990, 2030), st.integers(0, 9)), min_size=1, max_size=6))
def test_a_day_is_in_a_spell_if_an_edge_holds_on_it(periods: list[tuple[int, int]]) -> None:
    _, spells = only_tie([member(str(year), str(year + length)) for year, length in periods])
    for year in range(1989, 2042):
        day = f"{year}-06-15"
        within = any(begun <= year <= begun + length for begun, length in periods)
        assert any(start <= day <= end for start, end in spells) == within
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spells))

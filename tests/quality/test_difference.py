"""kg diff: what changed, ordered, without blank nodes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.model import BNode, Iri, Quad, text
from kg.quality.difference import compare
from kg.rdf.namespaces import EVIDENCE
from tests.conftest import SMALL, Run

S, P, G = Iri("http://e/s"), Iri("http://e/p"), Iri(EVIDENCE + "001/s1")


def test_one_value_gone_and_one_come_is_a_change() -> None:
    difference = compare(
        [Quad(S, P, text("old")), Quad(S, P, text("old"), G)],
        [Quad(S, P, text("new")), Quad(S, P, text("old"), G)],
    )
    assert [(c.before.value, c.after.value) for c in difference.changed_facts] == [("old", "new")]
    assert not difference.added_facts
    assert not difference.changed_claims


def test_blank_nodes_make_no_noise() -> None:
    assert compare([Quad(BNode("a"), P, text("x"))], [Quad(BNode("b"), P, text("x"))]).empty()


@pytest.mark.full
def test_tables_store_and_dump_of_the_same_data_are_equal(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    kg("dump", "-o", "dump.nq", "--store", small_store)
    for old, new in ((SMALL, small_store), (small_store, "dump.nq"), ("dump.nq", SMALL)):
        done = kg("diff", old, new)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_a_changed_cell_is_told_in_each_form(kg: Run, small_data: Path, small_store: Path) -> None:
    path = small_data / "clusters.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2007", "2008"), encoding="utf-8")
    done = kg("diff", small_store, small_data)
    assert done.returncode == 1
    assert "~ id:claut-nuevo-leon schema:foundingDate 2007 → 2008" in done.stdout
    difference = json.loads(kg("diff", small_store, small_data, "-f", "json").stdout)
    assert [c["after"] for c in difference["facts"]["changed"]] == ["2008"]
    assert "## Facts changed (1)" in kg("diff", small_store, small_data, "-f", "markdown").stdout


def fact(value: str, subject: Iri = S) -> Quad:
    return Quad(subject, P, text(value))


def test_several_values_of_one_property_are_added_and_removed() -> None:
    """Two values gone and one come, or one and two, say not which became which."""
    for old, new in ((["a", "b"], ["c"]), (["a"], ["b", "c"])):
        difference = compare(map(fact, old), map(fact, new))
        assert [q.object.value for q in difference.removed_facts] == old
        assert [q.object.value for q in difference.added_facts] == new
        assert difference.changed_facts == ()
        assert not difference.empty()


def test_a_value_that_moves_between_graphs_is_no_change_of_value() -> None:
    difference = compare([fact("a")], [fact("b")._replace(graph=G)])
    assert difference.removed_facts == (fact("a"),)
    assert difference.added_claims == (fact("b")._replace(graph=G),)


def test_facts_and_claims_are_told_apart_and_the_catalogue_is_left_out() -> None:
    catalogue = Iri("https://w3id.org/helixkg/graph/catalogue")
    difference = compare(
        [fact("x")._replace(graph=catalogue)],
        [fact("y")._replace(graph=catalogue), fact("c")._replace(graph=G), fact("f")],
    )
    assert difference.added_facts == (fact("f"),)
    assert difference.added_claims == (fact("c")._replace(graph=G),)
    assert difference.removed_claims == ()


def test_everything_is_sorted() -> None:
    others = [Iri(f"http://e/{name}") for name in "cab"]
    difference = compare([fact("1", s) for s in others], [fact("2", s) for s in others])
    assert [c.subject for c in difference.changed_facts] == sorted(map(str, others))
    added = compare([], [fact("2", s) for s in others]).added_facts
    assert [str(q.subject) for q in added] == sorted(map(str, others))


def test_equal_snapshots_do_not_differ() -> None:
    assert compare([fact("a")], [fact("a"), fact("a")]).empty()
    assert not compare([fact("a")], []).empty()

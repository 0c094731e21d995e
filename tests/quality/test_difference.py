"""kg diff: what changed, ordered, without blank nodes."""

from __future__ import annotations

import json
from pathlib import Path

from kg.model import BNode, Iri, Quad, text
from kg.quality.difference import compare
from kg.rdf.namespaces import EVIDENCE
from tests.conftest import SMALL, Run

S, P, G = Iri("http://e/s"), Iri("http://e/p"), Iri(EVIDENCE + "001/s1")


def test_one_value_gone_and_one_come_is_a_change() -> None:
    found = compare(
        [Quad(S, P, text("old")), Quad(S, P, text("old"), G)],
        [Quad(S, P, text("new")), Quad(S, P, text("old"), G)],
    )
    assert [(c.before.value, c.after.value) for c in found.changed_facts] == [("old", "new")]
    assert not found.added_facts
    assert not found.changed_claims


def test_blank_nodes_make_no_noise() -> None:
    assert compare([Quad(BNode("a"), P, text("x"))], [Quad(BNode("b"), P, text("x"))]).empty()


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
    found = json.loads(kg("diff", small_store, small_data, "-f", "json").stdout)
    assert [c["after"] for c in found["facts"]["changed"]] == ["2008"]
    assert "## Facts changed (1)" in kg("diff", small_store, small_data, "-f", "markdown").stdout

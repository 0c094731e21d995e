"""A build is all or nothing, and says what it made."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ingest
from kg.errors import InputError, NonConforming
from kg.ingest.build import check
from kg.store import EmbeddedStore
from tests.conftest import SMALL


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), "utf-8")


def test_a_build_says_what_it_made() -> None:
    store, summary = ingest.build(SMALL)
    quads = list(store.quads(every_graph=True))
    assert store.location == "memory"
    claims = [q for q in quads if q.graph and "/evidence/" in q.graph.value]
    assert summary.claims == len(claims)
    assert summary.evidence == len({q.graph for q in claims})
    assert summary.facts == sum(q.graph is None for q in quads)
    assert (summary.conflicts, summary.open_conflicts) == (2, 0)
    assert dict(summary.entities) == {
        "hx:Cluster": 2,
        "hx:Country": 2,
        "hx:State": 2,
        "hx:Agreement": 1,
        "hx:Dialogue": 1,
        "hx:IndustryAssociation": 1,
        "hx:LabelScheme": 1,
        "m8g:PublicOrganisation": 1,
        "org:Organization": 1,
        "qb:DataSet": 1,
    }
    assert list(summary.entities)[:4] == ["hx:Cluster", "hx:Country", "hx:State", "hx:Agreement"]
    assert summary.report.conforms


def test_open_conflicts_are_counted_once_each(small_data: Path) -> None:
    path = small_data / "conflicts.csv"
    path.write_text(path.read_text("utf-8").replace("stands", "open"), "utf-8")
    _, summary = ingest.build(small_data)
    assert (summary.conflicts, summary.open_conflicts) == (2, 1)


@pytest.mark.full
def test_a_store_in_a_folder_and_one_that_is_open_hold_the_same(tmp_path: Path) -> None:
    built, _ = ingest.build(SMALL, tmp_path / "store")
    assert built.location == tmp_path / "store"
    opened = EmbeddedStore.in_memory()
    same, _ = ingest.build(SMALL, opened)
    assert same is opened
    assert set(opened.quads(every_graph=True)) == set(built.quads(every_graph=True))


def test_progress_names_the_steps() -> None:
    steps: dict[str, list[int]] = {}
    ingest.build(SMALL, progress=lambda step, done, _: steps.setdefault(step, []).append(done))
    assert list(steps) == ["mapping the tables", "writing the store", "validating"]
    assert steps["validating"] == steps["writing the store"] == [0, 1]


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("labels", ",gold,", ",golden,", InputError),
        ("clusters", ",2007,", ",2007,", None),
        # two days of signature, and nobody decided between them
        ("conflicts", "2013,001,note 110,rejected", "2013,001,note 110,open", NonConforming),
    ],
)
def test_what_does_not_conform_leaves_the_store_as_it_was(
    small_data: Path,
    small_store: Path,
    table: str,
    old: str,
    new: str,
    error: type[Exception] | None,
) -> None:
    before = set(EmbeddedStore.open(small_store).quads(every_graph=True))
    spoil(small_data, table, old, new)
    if error is None:
        ingest.build(small_data, small_store)
    else:
        with pytest.raises(error):
            ingest.build(small_data, small_store)
    assert set(EmbeddedStore.open(small_store).quads(every_graph=True)) == before


def test_a_second_value_that_stands_is_no_violation(small_data: Path) -> None:
    path = small_data / "conflicts.csv"
    text = path.read_text("utf-8")
    for resolution, codes in (("open", ["C56"]), ("stands", [])):
        path.write_text(
            text.replace("§4.1,accepted", f"§4.1,{resolution}").replace(
                "note 110,rejected", f"note 110,{resolution}"
            ),
            "utf-8",
        )
        report = check(ingest.assemble(small_data))
        assert [r.code[:3] for r in report.results if r.severity == "violation"] == codes


def test_results_have_the_positions_of_cells(small_data: Path) -> None:
    spoil(small_data, "conflicts", "note 110,rejected", "note 110,open")
    with pytest.raises(NonConforming) as raised:
        ingest.build(small_data)
    (result,) = (r for r in raised.value.report.results if r.severity == "violation")
    assert [str(p).rpartition("/")[2] for p in result.positions] == [
        "agreements.csv:2:27",
        "agreements.csv:3:27",
    ]

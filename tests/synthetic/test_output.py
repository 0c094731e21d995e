"""A made-up ecosystem is the same as quads and as tables that are built."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg import ingest, synthetic
from kg.errors import NonConforming, UsageError
from kg.model import Quad
from kg.rdf.namespaces import CONFLICT, ID
from kg.synthetic import Planted

SIZE = 40_000


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    """An ecosystem without violations."""
    items = list(synthetic.quads(SIZE, 3))
    return [item for item in items if not isinstance(item, Planted)]


def test_there_are_at_least_as_many_quads_as_asked_for(quads: list[Quad]) -> None:
    common = list(synthetic.quads(1, 3))
    assert len(common) < SIZE <= len(quads) < SIZE + 8_000
    assert quads[: len(common)] == common
    assert not [q for q in quads if str(q.subject).startswith(CONFLICT)]


def test_tables_build_to_the_same_quads(tmp_path: Path, quads: list[Quad]) -> None:
    assert synthetic.write_tables(tmp_path / "new" / "data", SIZE, 3) == []
    assembled = ingest.assemble(tmp_path / "new" / "data")
    assert set(assembled.quads()) == set(quads)


def test_what_is_planted_is_found_and_named_in_both_forms(tmp_path: Path) -> None:
    planted = [i for i in synthetic.quads(SIZE, 3, 0.1) if isinstance(i, Planted)]
    assert synthetic.write_tables(tmp_path, SIZE, 3, 0.1) == planted
    assert planted
    with pytest.raises(NonConforming) as raised:
        ingest.build(tmp_path)
    violations = {
        (result.code, str(result.focus).removeprefix(ID).removeprefix("https://w3id.org/helixkg/"))
        for result in raised.value.report.results
        if result.severity == "violation"
    }
    assert violations == {(p.code, p.subject) for p in planted}


def test_every_table_is_written_with_its_header(tmp_path: Path) -> None:
    synthetic.write_tables(tmp_path, 1, 1)
    with (tmp_path / "registry.csv").open(encoding="utf-8", newline="") as file:
        kinds = {row["kind"] for row in csv.DictReader(file)}
    assert kinds == {"Country", "State"}
    with (tmp_path / "labels.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 1


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError):
        synthetic.write_tables(tmp_path / "file" / "data", 1, 1)

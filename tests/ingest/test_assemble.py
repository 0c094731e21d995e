"""A folder of tables becomes claims, descriptions and facts, or all its problems at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.files import content
from kg.ingest import assemble
from kg.model import Iri
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    EVIDENCE,
    HX,
    ID,
    ONTOLOGY_GRAPH,
    OWL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    VOC,
    VOCABULARY_GRAPH,
)
from tests.conftest import SMALL


def problems(folder: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        assemble(folder)
    return [str(problem) for problem in raised.value.problems]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert problems(folder) == [f"{folder}: there is no such folder of tables"]
    file = tmp_path / "file"
    file.write_text("")
    assert problems(file) == [f"{file}: there is no such folder of tables"]


def test_a_table_that_nobody_declared_is_named_with_those_that_are(small_data: Path) -> None:
    (small_data / "clutsers.csv").write_text("id\n")
    (problem,) = problems(small_data)
    assert problem.startswith(f"{small_data}/clutsers.csv: no table is called 'clutsers'; the ")
    assert "clusters" in problem
    assert "registry" in problem


def test_the_tables_that_others_refer_to_are_required(small_data: Path) -> None:
    for name in ("registry", "sources"):
        (small_data / f"{name}.csv").unlink()
    missing = [p for p in problems(small_data) if "there is no such file" in p]
    assert missing == [
        f"{small_data}/{name}.csv: there is no such file; the other tables refer to it"
        for name in ("registry", "sources")
    ]


def test_an_unreadable_table_is_no_missing_one(small_data: Path) -> None:
    (small_data / "registry.csv").write_bytes(b"\xff\n")
    assert not [p for p in problems(small_data) if "there is no such file" in p]


def test_problems_are_sorted_by_position(small_data: Path) -> None:
    for table, old, new in (
        ("labels", "gold", "golden"),
        ("agreements", ",2013,", ",MMXIII,"),
        ("agreements", ",2012,", ",MMXII,"),
    ):
        path = small_data / f"{table}.csv"
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    messages = problems(small_data)
    assert [p.split(str(small_data))[1].split(" ")[0] for p in messages] == [
        "/agreements.csv:2:27",
        "/agreements.csv:3:27",
        "/labels.csv:3:30",
    ]


def test_a_stale_conflict_is_reported_only_where_all_claims_are_there(small_data: Path) -> None:
    path = small_data / "conflicts.csv"
    path.write_text(path.read_text("utf-8").replace("hx:signedOn,2012", "hx:signedOn,1912"))
    assert ["C57" in p for p in problems(small_data)] == [True]
    labels = small_data / "labels.csv"
    labels.write_text(labels.read_text("utf-8").replace("gold", "golden"))
    assert ["C57" in p for p in problems(small_data)] == [False]


def test_what_is_assembled_stands_in_its_graphs() -> None:
    assembled = assemble(SMALL)
    assert all(str(quad.graph).startswith(EVIDENCE) for quad, _ in assembled.claims)
    assert {str(quad.graph) for quad, _ in assembled.descriptions} == {
        REGISTRY_GRAPH,
        VOCABULARY_GRAPH,
        CATALOGUE_GRAPH,
        ONTOLOGY_GRAPH,
    }
    assert {quad.graph for quad in assembled.facts} == {None}
    assert [conflict.id for conflict in assembled.conflicts] == [
        "acronym-claut",
        "acronym-claut",
        "mou-eccp-year",
        "mou-eccp-year",
    ]


def test_registry_and_vocabulary_are_facts_and_catalogue_and_ontology_are_not() -> None:
    facts = {(str(q.subject), q.predicate.value, q.object) for q in assemble(SMALL).facts}
    assert (ID + "amia", RDF_TYPE, Iri(HX + "IndustryAssociation")) in facts
    assert any(subject.startswith(VOC + "sector/") for subject, _, _ in facts)
    assert not any(value == Iri(HX + "SourceDocument") for _, _, value in facts)
    assert not any(value == Iri(OWL + "Class") for _, _, value in facts)


def test_everything_goes_into_the_store_and_has_a_position() -> None:
    assembled = assemble(SMALL)
    located = list(assembled.located())
    assert located == [*assembled.claims, *assembled.descriptions]
    assert list(assembled.quads()) == [*(quad for quad, _ in located), *assembled.facts]


def test_progress_counts_the_tables() -> None:
    steps: list[tuple[str, int, int]] = []
    assemble(SMALL, lambda *step: steps.append(step))
    count = len(list(SMALL.glob("*.csv")))
    assert steps == [("mapping the tables", done, count) for done in range(count + 1)]


def test_a_folder_may_bring_its_own_mapping(small_data: Path) -> None:
    shutil.copytree(content.folder("data") / "mapping", small_data / "mapping")
    same = assemble(SMALL)
    assert {q for q, _ in assemble(small_data).claims} == {q for q, _ in same.claims}
    (small_data / "mapping" / "labels.toml").unlink()
    (problem,) = problems(small_data)
    assert "labels.csv: no table is called 'labels'" in problem

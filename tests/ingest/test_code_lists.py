"""Code lists say what cells may contain; what is wrong with them is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.ingest.code_lists import read_code_lists
from kg.model import Iri
from kg.rdf.namespaces import PREF_LABEL, VOC, VOCABULARY_GRAPH

HEADER = "code,broader,en,es,fr,nace2,naics2022,seeds\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two code lists and their titles."""
    (tmp_path / "vocabularies").mkdir()
    (tmp_path / "schemes.csv").write_text("code,en,es,fr\na,List A,Lista A,Liste A\nb,B,B,B\n")
    (tmp_path / "vocabularies" / "b.csv").write_text(HEADER + "x,,Ex,Equis,,,,\n")
    (tmp_path / "vocabularies" / "a.csv").write_text(
        HEADER + "one,,One,Uno,Un,,,\ntwo,one,Two,Dos,Deux,,,\n"
    )
    return tmp_path


def test_codes_have_their_english_label(folder: Path) -> None:
    lists = read_code_lists(folder)
    assert lists.problems == []
    assert lists.codes == {"a": {"one": "One", "two": "Two"}, "b": {"x": "Ex"}}


def test_titles_come_from_the_table_of_schemes(folder: Path) -> None:
    titles = {
        (quad.object.value, getattr(quad.object, "language", ""))
        for quad, _ in read_code_lists(folder).statements
        if quad.subject == Iri(VOC + "a") and quad.predicate.value == PREF_LABEL
    }
    assert titles == {("List A", "en"), ("Lista A", "es"), ("Liste A", "fr")}
    graphs = {str(quad.graph) for quad, _ in read_code_lists(folder).statements}
    assert graphs == {VOCABULARY_GRAPH}


def test_a_folder_without_lists_has_the_projects(tmp_path: Path) -> None:
    lists = read_code_lists(tmp_path)
    assert lists.problems == []
    assert {"sector", "role", "helix", "axis"} <= set(lists.codes)


def test_a_list_without_a_title_is_a_problem(folder: Path) -> None:
    (folder / "vocabularies" / "c.csv").write_text(HEADER)
    lists = read_code_lists(folder)
    (problem,) = lists.problems
    assert str(problem) == (
        f"{folder}/vocabularies/c.csv: the code list has no title; add it to {folder}/schemes.csv"
    )
    assert set(lists.codes) == {"a", "b"}


def test_a_broader_code_must_be_there(folder: Path) -> None:
    path = folder / "vocabularies" / "a.csv"
    path.write_text(path.read_text().replace("two,one", "two,none"))
    (problem,) = read_code_lists(folder).problems
    assert str(problem) == f"{path}:3:5 (broader): 'none' is no code of this list"


def test_a_list_that_cannot_be_read_leaves_the_others(folder: Path) -> None:
    (folder / "vocabularies" / "a.csv").write_bytes(b"")
    lists = read_code_lists(folder)
    assert [str(problem.position) for problem in lists.problems] == [f"{folder}/vocabularies/a.csv"]
    assert set(lists.codes) == {"b"}


@pytest.mark.parametrize(("name", "column"), [("schemes.csv", 12), ("vocabularies/a.csv", 20)])
def test_an_unknown_column_is_a_problem(folder: Path, name: str, column: int) -> None:
    path = folder / name
    path.write_text(path.read_text().replace("fr", "fra", 1))
    problems = [str(problem) for problem in read_code_lists(folder).problems]
    assert any(p.startswith(f"{path}:1:{column}: unknown column 'fra'") for p in problems)


def test_without_titles_there_are_no_lists(folder: Path) -> None:
    (folder / "schemes.csv").unlink()
    lists = read_code_lists(folder)
    assert (lists.codes, lists.statements) == ({}, [])
    assert [str(problem.position) for problem in lists.problems] == [f"{folder}/schemes.csv"]


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("related", "none", "'none' is no code of this list"),
        ("close_match", "b/none", "'b/none' is no code of b"),
        ("replaced_by", "c/x", "'c/x' is no code of c"),
        ("nace21_close", "C29", "'C29' is no code of NACE Rev. 2.1, such as C, 29, 29.3 or 29.32"),
    ],
)
def test_a_link_to_a_code_that_is_not_there(
    folder: Path, column: str, cell: str, message: str
) -> None:
    path = folder / "vocabularies" / "a.csv"
    path.write_text(HEADER.replace("\n", f",{column}\n") + f"one,,One,Uno,Un,,,,{cell}\n")
    (problem,) = read_code_lists(folder).problems
    assert str(problem) == f"{path}:2:20 ({column}): {message}"


def test_links_lead_to_codes_of_any_list(folder: Path) -> None:
    path = folder / "vocabularies" / "a.csv"
    path.write_text(HEADER.replace("\n", ",close_match\n") + "one,,One,Uno,Un,,,,b/x\n")
    lists = read_code_lists(folder)
    assert lists.problems == []
    links = [quad for quad, _ in lists.statements if quad.predicate.value.endswith("closeMatch")]
    assert [(quad.subject, quad.object) for quad in links] == [
        (Iri(VOC + "a/one"), Iri(VOC + "b/x")),
        (Iri(VOC + "b/x"), Iri(VOC + "a/one")),
    ]

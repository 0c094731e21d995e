"""Competency questions: answers worked out from the documents by reading, not by running.

Each file in `competency/` holds questions of one document: the question in Spanish and English,
the place where the answer stands, a library query or a SPARQL text, and the expected answer: the
values of the first column, or of the one that `column` names (entities by id), in any order.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.rdf.namespaces import ID, PREFIXES

FOLDER = Path(__file__).parent / "competency"
QUESTIONS = [
    (f"{path.stem}-{number}", question)
    for path in sorted(FOLDER.glob("*.toml"))
    for number, question in enumerate(tomllib.loads(path.read_text("utf-8"))["question"], 1)
]


@pytest.fixture(scope="module")
def graph() -> kg.KnowledgeGraph:
    """The project's own graph, not validated again."""
    from kg import ingest
    from kg.store import EmbeddedStore

    store = EmbeddedStore.in_memory()
    store.replace(ingest.assemble(Path(__file__).parents[2] / "data").quads())
    return kg.KnowledgeGraph(store)


@pytest.mark.parametrize("question", [q for _, q in QUESTIONS], ids=[name for name, _ in QUESTIONS])
def test_the_graph_answers_as_the_document_does(
    graph: kg.KnowledgeGraph, question: dict[str, Any]
) -> None:
    if "sparql" in question:
        prologue = "".join(f"PREFIX {p}: <{ns}>\n" for p, ns in PREFIXES.items())
        rows = graph.sparql(prologue + question["sparql"])
    else:
        rows = graph.query(question["query"], **question.get("parameters", {}))
    column = question.get("column")
    values = (row[column] if column else next(iter(row.values())) for row in rows)
    assert sorted({str(value).removeprefix(ID) for value in values}) == sorted(
        question["expected"]
    ), question["en"]


def test_each_question_is_in_two_languages_and_names_its_place() -> None:
    for name, question in QUESTIONS:
        for key in ("es", "en", "place", "expected"):
            assert question.get(key), f"{name} lacks {key}"
        assert ("sparql" in question) != ("query" in question), name

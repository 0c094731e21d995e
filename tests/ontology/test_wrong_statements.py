"""Statements wrong in ways of their own: each is refused, by its code, at its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

import kg
from kg.rdf.namespaces import BASE, ID, PREFIXES, VOC

FILE = Path(__file__).with_name("wrong_statements.txt")
CASE = re.compile(
    r"## (?P<code>C\d\d|nothing)(?P<warning> warning)?: (?P<name>.+)\n(?P<text>(?:(?!## ).*\n)+)"
)
HEAD = f"@base <{BASE}> .\n" + "".join(
    f"@prefix {prefix}: <{namespace}> .\n"
    for prefix, namespace in {
        **PREFIXES,
        "id": ID,
        "sector": f"{VOC}sector/",
        "role": f"{VOC}role/",
        "node": f"{BASE}node/",
    }.items()
)


@dataclass(frozen=True)
class Case:
    """Some statements, and what must be said of them."""

    name: str
    code: str
    is_warning: bool
    text: str


CASES = [
    Case(match["name"], match["code"], bool(match["warning"]), match["text"].strip())
    for match in CASE.finditer(FILE.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def graph(project_store_once: Path) -> kg.KnowledgeGraph:
    """The project's graph; validations leave it as it is."""
    return kg.open(project_store_once)


def require_refused(graph: kg.KnowledgeGraph, case: Case, folder: Path) -> None:
    """Fail unless the statements are refused by the code of the case, at a line of theirs."""
    is_trig = case.name.startswith("trig")
    path = folder / f"case{'.trig' if is_trig else '.ttl'}"
    path.write_text(f"{HEAD}{case.text}\n", encoding="utf-8")
    report = graph.validate(path)
    if case.code == "nothing":
        assert report.results == (), case.name
        return
    assert report.conforms == case.is_warning, case.name
    results = [result for result in report.results if result.code == case.code]
    assert results, f"{case.name}: {sorted({result.code for result in report.results})}"
    lines = {position.line for result in results for position in result.positions}
    assert min(lines) > HEAD.count("\n"), case.name


def test_the_file_is_read_whole() -> None:
    assert len(CASES) == FILE.read_text(encoding="utf-8").count("\n## ") > 150
    assert len({case.name for case in CASES}) == len(CASES)


def test_wrong_statements_are_refused(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    for case in CASES[::12]:
        require_refused(graph, case, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_wrong_statement_is_refused(
    case: Case, graph: kg.KnowledgeGraph, tmp_path: Path
) -> None:
    require_refused(graph, case, tmp_path)

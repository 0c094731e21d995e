"""Constraints with GROUP BY, HAVING, ORDER BY and subqueries find what pySHACL finds."""

from __future__ import annotations

from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, SH, Graph

from kg.errors import ShapeError
from kg.ingest.standalone import validate_files

DATA = """
@prefix ex: <http://ex/> .
ex:a ex:n 1 ; ex:m ex:x , ex:y , ex:z .
ex:b ex:n 2 ; ex:m ex:x .
ex:c ex:n 0 ; ex:m "text" , "more" .
"""
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://ex/> .
ex:S a sh:NodeShape ; %s ; sh:message "m" ; sh:sparql [ sh:select \"\"\"%s\"\"\" ] .
"""
SUBJECTS = "sh:targetSubjectsOf ex:n"
COUNT = "{ SELECT $this (COUNT(?m) AS ?k) WHERE { $this <http://ex/m> ?m } GROUP BY $this }"


def reported(tmp_path: Path, target: str, query: str) -> tuple[set[str], set[str]]:
    """Return the focus nodes that our engine reports, and those that pySHACL reports."""
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text(DATA, encoding="utf-8")
    shapes.write_text(SHAPE % (target, query), encoding="utf-8")
    ours = {str(result.focus) for result in validate_files([data], shapes).results}
    graph = Graph().parse(data)
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(shapes), inplace=True)
    theirs = {
        str(node)
        for result in report.subjects(RDF.type, SH.ValidationResult)
        for node in report.objects(result, SH.focusNode)
    }
    return ours, theirs


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT $this ?n WHERE {{ {COUNT} $this <http://ex/n> ?n FILTER(?k > ?n) }}",
        f"SELECT $this WHERE {{ {COUNT.replace('GROUP', 'group')} FILTER(?k > 1) }}",
        "SELECT $this (COUNT(?m) AS ?k) WHERE { $this <http://ex/m> ?m } GROUP BY $this"
        " HAVING (COUNT(?m) > 2)",
        "SELECT $this ?n (COUNT(?m) AS ?k) WHERE { $this <http://ex/m> ?m ; <http://ex/n> ?n }"
        " GROUP BY $this ?n HAVING (COUNT(?m) > ?n)",
        "SELECT $this ?m WHERE { $this <http://ex/m> ?m FILTER(isLiteral(?m)) } ORDER BY $this ?m",
        "SELECT $this ?m WHERE { $this <http://ex/m> ?m } ORDER BY DESC($this) LIMIT 1",
        "SELECT $this WHERE { { SELECT $this ?k WHERE { $this <http://ex/m> ?k } }"
        " FILTER(isLiteral(?k)) }",
    ],
)
def test_the_same_nodes_are_found(query: str, tmp_path: Path) -> None:
    ours, theirs = reported(tmp_path, SUBJECTS, query)
    assert ours == theirs
    assert ours


def test_a_literal_in_the_place_of_this(tmp_path: Path) -> None:
    query = (
        "SELECT $this (COUNT(?s) AS ?k) WHERE { ?s <http://ex/m> $this } GROUP BY $this"
        " HAVING (COUNT(?s) > 0)"
    )
    ours, theirs = reported(tmp_path, "sh:targetObjectsOf ex:m", query)
    assert ours == theirs
    assert {"text", "http://ex/x"} <= ours


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT $this WHERE { VALUES ?n { 1 } $this <http://ex/n> ?n }", "VALUES"),
        ("SELECT $this WHERE { $this <http://ex/n> ?n MINUS { ?s <http://ex/m> ?m } }", "MINUS"),
        ("SELECT $this { { SELECT ?k { ?s <http://ex/m> ?k } } $this ?p ?k }", r"\$this"),
    ],
)
def test_what_pyshacl_refuses_is_refused_with_its_place(
    query: str, words: str, tmp_path: Path
) -> None:
    with pytest.raises(pyshacl.errors.ValidationFailure):
        found_by_pyshacl(tmp_path, query)
    with pytest.raises(ShapeError, match=rf"shapes\.ttl:4:\d+: .*{words}"):
        reported(tmp_path, SUBJECTS, query)


def found_by_pyshacl(tmp_path: Path, query: str) -> None:
    """Let pySHACL validate; it returns a failure, which is raised here."""
    shapes = tmp_path / "theirs.ttl"
    shapes.write_text(SHAPE % (SUBJECTS, query), encoding="utf-8")
    graph = Graph().parse(data=DATA, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=Graph().parse(shapes), inplace=True)
    if isinstance(report, pyshacl.errors.ValidationFailure):
        raise report

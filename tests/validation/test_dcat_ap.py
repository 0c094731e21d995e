"""DCAT-AP 3.0.1 as it is published, shapes and examples: what cannot be judged is named.

The files are not part of this repository. To run this anywhere, put `shapes.ttl`, `range.ttl` and
the folder `examples` of https://semiceu.github.io/DCAT-AP/releases/3.0.1/ into one folder:

    KG_DCAT_AP=that/folder pytest tests/validation/test_dcat_ap.py

Without it these tests are skipped, and say so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.parsers.notation3 import BadSyntax

from kg.errors import InputError
from kg.ingest import validate_files
from kg.rdf.reader import read_rdf

FOLDER = Path(
    os.environ.get("KG_DCAT_AP")
    or Path(__file__).parents[2] / "../shared/conformance/dcat-ap-3.0.1"
)
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the shapes of DCAT-AP 3.0.1 were NOT tried: set KG_DCAT_AP to their folder; "
    "the head of tests/validation/test_dcat_ap.py says where to get them",
)
GOOD = FOLDER / "examples" / "example-bee-population-2022-2023.ttl"
#: examples that are no Turtle → the line at which they stop being it
BROKEN = {
    "example-bee-population-dataset-series-api.ttl": 20,
    "example-bee-population-dataset-series-combined.ttl": 32,
}
PROPERTIES = {  # with sh:shape, which SHACL does not have
    ("CatalogRecord_Shape", "http://purl.org/dc/terms/modified"),
    ("Dataset_Shape", "http://purl.org/dc/terms/issued"),
    ("Dataset_Shape", "http://purl.org/dc/terms/modified"),
    ("PeriodOfTime_Shape", "http://www.w3.org/ns/dcat#endDate"),
    ("PeriodOfTime_Shape", "http://www.w3.org/ns/dcat#startDate"),
}


def test_the_properties_with_a_term_that_shacl_does_not_have_are_named() -> None:
    report = validate_files([GOOD], FOLDER / "shapes.ttl")
    assert {
        (message.split("#")[1].split(">")[0], message.rpartition("<")[2].split(">")[0])
        for message in (problem.message for problem in report.not_judged)
    } == PROPERTIES
    lines = (FOLDER / "shapes.ttl").read_text("utf-8").splitlines()
    for problem in report.not_judged:
        assert "SHACL has no term sh:shape" in problem.message
        near = lines[problem.position.line - 2 : problem.position.line + 8]
        assert any("sh:shape " in line for line in near), "the place is that of the property shape"
    assert not report.results


def test_the_rest_is_judged(tmp_path: Path) -> None:
    data = tmp_path / "data.ttl"
    data.write_text(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        "<http://e/d> a dcat:Dataset ; dct:title 'A' ; dct:issued 'a', 'b' .\n"
        "<http://e/p> a dct:PeriodOfTime ; dcat:endDate 'never' .\n",
        "utf-8",
    )
    report = validate_files([data], FOLDER / "shapes.ttl")
    assert [(str(r.focus), r.path) for r in report.results] == [
        ("http://e/d", "http://purl.org/dc/terms/description")
    ], "a description is missing; the dates are not judged"
    assert len(report.not_judged) == len(PROPERTIES)


def test_the_shapes_of_ranges_are_all_judged() -> None:
    report = validate_files([GOOD], FOLDER / "range.ttl")
    assert not report.not_judged
    assert {result.path for result in report.results} == {"http://purl.org/dc/terms/publisher"}


@pytest.mark.parametrize("name", BROKEN)
def test_examples_that_are_no_turtle_are_refused_at_their_line(name: str) -> None:
    """In Turtle, a local name has no `/` without a backslash (production 168, PN_LOCAL).

    `example-dist:BeePopulation2023/biojson` is no IRI there, and a second parser refuses it, too.
    """
    file = FOLDER / "examples" / name
    with pytest.raises(InputError, match=rf"{name}:{BROKEN[name]}:31: this does not parse: '/'"):
        read_rdf(file, str(file))
    with pytest.raises(BadSyntax, match=f"line {BROKEN[name]}"):
        rdflib.Graph().parse(file, format="turtle")

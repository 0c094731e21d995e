"""The report in each format: places, labels, what was expected, a suggestion, two languages."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHN

from tests.conftest import Run

WRONG = """@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sector: <https://w3id.org/helixkg/voc/sector/> .
id:claut-nuevo-leon hx:sector sector:automotivo ;
    hx:locatedIn id:nuevo-leonn ;
    schema:foundingDate "19/12/2022"^^xsd:date .
"""


@pytest.fixture
def report(kg: Run, small_store: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Return the report on a file with three mistakes, in a format."""
    (tmp_path / "wrong.ttl").write_text(WRONG, "utf-8")

    def written(form: str, lang: str = "en") -> str:
        done = kg("validate", "wrong.ttl", "--store", small_store, "--format", form, "--lang", lang)
        assert done.returncode == 1, done.stderr
        return done.stdout

    return written


def test_text_names_the_property_and_suggests(report) -> None:  # type: ignore[no-untyped-def]
    text = report("text", "es")
    assert "¿quiso decir «voc:sector/automotive»?" in text
    assert "¿quiso decir «id:nuevo-leon»?" in text
    assert "¿quiso decir «2022-12-19»?" in text
    assert "· sector · valor voc:sector/automotivo" in text
    assert "no conforme: " in text
    assert "did you mean «2022-12-19»?" in report("text")


def test_json_and_csv_hold_the_same_results(report) -> None:  # type: ignore[no-untyped-def]
    found = json.loads(report("json"))
    assert found["conforms"] is False
    assert found["errors"] == sum(r["severity"] == "violation" for r in found["results"]) >= 3
    rows = list(csv.DictReader(io.StringIO(report("csv"))))
    assert [row["code"] for row in rows] == [r["code"] for r in found["results"]]
    assert all(row["file"] == "wrong.ttl" for row in rows)
    date = next(row for row in rows if row["code"] == "C17")
    assert date["value"] == "«19/12/2022»"
    assert date["suggestion"] == "2022-12-19"


def test_sarif_has_a_rule_and_a_place_for_each_result(report) -> None:  # type: ignore[no-untyped-def]
    run = json.loads(report("sarif"))["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "wrong.ttl"


def test_markdown_and_html_are_tables(report) -> None:  # type: ignore[no-untyped-def]
    table = report("markdown", "es").splitlines()
    assert table[0].startswith("**no conforme: ")
    width = table[2].count("|")
    assert all(row.count("|") == width for row in table[2:])

    class Cells(HTMLParser):
        rows = 0
        external = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.rows += tag == "tr"
            self.external |= any(name in ("src", "href") for name, _ in attrs)

    page = report("html", "es")
    parser = Cells()
    parser.feed(page)
    assert parser.rows == len(table) - 3
    assert not parser.external, "the page is readable offline"
    assert 'lang="es"' in page and "Propiedad" in page


def test_turtle_is_the_report_of_shacl(report) -> None:  # type: ignore[no-untyped-def]
    graph = rdflib.Graph().parse(data=report("turtle"), format="turtle")
    node = graph.value(None, RDF.type, SHN.ValidationReport)
    assert graph.value(node, SHN.conforms) == rdflib.Literal(False)
    results = list(graph.objects(node, SHN.result))
    assert len(results) == len(json.loads(report("json"))["results"])
    for result in results:
        for name in (
            SHN.focusNode,
            SHN.resultSeverity,
            SHN.sourceShape,
            SHN.sourceConstraintComponent,
        ):
            assert graph.value(result, name) is not None


def test_the_ending_of_the_file_chooses_the_format(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "wrong.ttl").write_text(WRONG, "utf-8")
    done = kg("validate", "wrong.ttl", "--store", small_store, "-o", "report.json")
    assert done.returncode == 1, "the report is written, and the verdict stays"
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["conforms"] is False

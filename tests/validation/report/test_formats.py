"""The report in each format: places, labels, what was expected, a suggestion, two languages."""

from __future__ import annotations

import csv
import html
import io
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS
from rdflib.namespace import SH as SHN

from kg.model import Literal, Report, Stated
from kg.validation import write
from tests.conftest import Run
from tests.validation.report.results import (
    BARE,
    CLEAN,
    FULL,
    INCOMPLETE,
    LABELS,
    REPORT,
    E,
    suggest,
)

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
    document = json.loads(report("json"))
    assert document["conforms"] is False
    assert document["errors"] == sum(r["severity"] == "violation" for r in document["results"]) >= 3
    rows = list(csv.DictReader(io.StringIO(report("csv"))))
    assert [row["code"] for row in rows] == [r["code"] for r in document["results"]]
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
    assert 'lang="es"' in page
    assert "Propiedad" in page


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


def written(form: str, of: Report = REPORT, language: str = "en") -> str:
    """Return a report made by hand in a format."""
    output = io.StringIO()
    write(form, of, output, language=language, labels=LABELS, suggest=suggest)
    return output.getvalue()


def test_json_holds_every_field() -> None:
    document = json.loads(written("json"))
    assert {key: document[key] for key in ("conforms", "errors", "warnings", "notes")} == {
        "conforms": False,
        "errors": 1,
        "warnings": 1,
        "notes": ["a note"],
    }
    assert document["results"][0] == {
        "severity": "violation",
        "code": "C1",
        "positions": [
            {"file": "data\\a.ttl", "line": 3, "column": 5},
            {"file": "b.ttl", "line": 4, "column": 0},
            {"file": "c.ttl", "line": 0, "column": 0},
        ],
        "entity": "Equis | «la»",
        "entity_iri": E + "x",
        "property": "part",
        "property_iri": E + "p",
        "value": '«a "b" & c|d\ne»',
        "expected": "of the class Clase <b>",
        "message": "«Equis | «la»» wrong: so",
        "suggestion": "id:z",
        "component": FULL.component,
        "stated": [],
    }
    assert [r["severity"] for r in document["results"]] == ["violation", "warning", "info"]
    clean = json.loads(written("json", CLEAN))
    assert clean == {
        "conforms": True,
        "errors": 0,
        "warnings": 0,
        "notes": [],
        "not_judged": [],
        "results": [],
    }


def test_json_is_indented_and_keeps_the_letters_of_spanish() -> None:
    lines = written("json", language="es").splitlines()
    assert lines[:9] == [
        "{",
        '  "conforms": false,',
        '  "errors": 1,',
        '  "warnings": 1,',
        '  "notes": [',
        '    "a note"',
        "  ],",
        '  "not_judged": [],',
        '  "results": [',
    ]
    assert lines[9:12] == ["    {", '      "severity": "violation",', '      "code": "C1",']
    assert '      "message": "«Equis | «la»» mal: así",' in lines
    assert lines[-3:] == ["    }", "  ]", "}"]
    assert '"shortDescription": {"text": "C1 mal: así"}' in written("sarif", language="es")
    notes = Report((), 0, ("así",))
    assert '"así"' in written("json", notes)


def test_without_labels_the_names_are_those_of_the_iris() -> None:
    output = io.StringIO()
    write("json", REPORT, output)
    result = json.loads(output.getvalue())["results"][0]
    assert (result["entity"], result["entity_iri"], result["property"]) == ("", E + "x", E + "p")
    assert result["suggestion"] == ""


def test_csv_has_the_first_position_of_each_result() -> None:
    full, bare, _ = csv.DictReader(io.StringIO(written("csv", language="es")))
    assert list(full.values()) == [
        "violation", "C1", "data\\a.ttl", "3", "5", "Equis | «la»", E + "x", "part", E + "p",
        '«a "b" & c|d\ne»', "de la clase Clase <b>", "«Equis | «la»» mal: así", "id:z",
    ]  # fmt: skip
    assert (bare["file"], bare["line"], bare["column"]) == ("", "", "")
    assert bare["entity_iri"] == "_:b1"
    assert written("csv", CLEAN) == (
        "severity,code,file,line,column,entity,entity_iri,property,property_iri,"
        "value,expected,message,suggestion\n"
    )


def test_json_has_the_documents_of_what_is_compared() -> None:
    stated = Stated(FULL.focus, FULL.path, Literal("7"), (), (("001", "note 74"),), 2)
    (result,) = json.loads(
        written("json", Report((replace(FULL, stated=(stated,), stated_in_all=1),)))
    )["results"]
    assert result["stated"] == [
        {
            "subject_iri": E + "x",
            "property_iri": E + "p",
            "value": "7",
            "documents": [{"document": "001", "place": "note 74"}],
            "more_documents": 2,
            "record": "",
        }
    ]
    assert result["message"] == "«Equis | «la»» wrong: «7» (001, note 74; and 2 more). So"


def test_sarif_names_rule_level_and_every_position() -> None:
    log = json.loads(written("sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    full, bare, many = run["results"]
    assert (full["ruleId"], full["level"]) == ("C1", "error")
    assert full["message"]["text"] == (
        f'«Equis | «la»» wrong: so — {E}x · part · «a "b" & c|d\ne» · of the class Clase <b>'
    )
    assert [place["physicalLocation"] for place in full["locations"]] == [
        {"artifactLocation": {"uri": "data/a.ttl"}, "region": {"startLine": 3, "startColumn": 5}},
        {"artifactLocation": {"uri": "b.ttl"}, "region": {"startLine": 4}},
        {"artifactLocation": {"uri": "c.ttl"}},
    ]
    assert bare == {
        "ruleId": BARE.component,
        "level": "warning",
        "message": {"text": "it is none of the values (sh:in) — _:b1"},
    }
    assert many["level"] == "note"
    driver = run["tool"]["driver"]
    assert driver["name"] == "HelixKG"
    assert driver["rules"] == [
        {"id": "C1", "shortDescription": {"text": "C1 wrong: so"}},
        {"id": "C3", "shortDescription": {"text": "C3 note"}},
        {"id": BARE.component, "shortDescription": {"text": BARE.component}},
    ]
    assert json.loads(written("sarif", CLEAN))["runs"][0]["results"] == []


def test_markdown_escapes_what_would_end_a_cell() -> None:
    lines = written("markdown").splitlines()
    assert lines[:4] == [
        "**does not conform: 1 error, 1 warning**",
        "",
        "| Severity | Code | Where | Entity | Property | Value | Expected | Message | Suggestion |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    assert lines[4] == (
        r"| error | C1 | data\\a.ttl:3:5, b.ttl:4, c.ttl | Equis \| «la» | part | "
        r'«a "b" & c\|d e» | of the class Clase <b> | «Equis \| «la»» wrong: so | id:z |'
    )
    assert lines[5].startswith("| warning |  |  | _:b1 |")
    assert len(lines) == 7
    assert written("markdown", CLEAN, "es") == "**conforme: 0 errores, 0 avisos**\n"


def test_html_escapes_and_marks_each_row() -> None:
    page = written("html", language="es")
    assert '<html lang="es">' in page
    assert "<title>HelixKG — no conforme: 1 error, 1 aviso</title>" in page
    assert '<tr class="violation"><td>error</td><td>C1</td><td class=where>' in page
    assert "<td>«a &quot;b&quot; &amp; c|d\ne»</td>" in page
    assert "<td>de la clase Clase &lt;b&gt;</td>" in page
    assert page.count("<tr class=") == 3
    assert page.count("<tr") == page.count("</tr>") == 4
    assert page.count("<td") == page.count("</td>") == 27
    assert page.count("<th>") == 9
    assert page.endswith("</tbody></table>\n</body></html>\n")
    clean = written("html", CLEAN)
    assert "<table" not in clean
    assert "<h1>HelixKG — conforms: 0 errors, 0 warnings</h1>" in clean


def test_text_and_turtle_are_written_too() -> None:
    assert written("text", CLEAN) == "conforms: 0 errors, 0 warnings\n"
    assert written("text", CLEAN, "es") == "conforme: 0 errores, 0 avisos\n"
    assert "sh:conforms true" in written("turtle", CLEAN)


def test_text_alone_leaves_out_results() -> None:
    many = Report((BARE,) * 60)
    assert len(written("text", many).splitlines()) == 52
    assert len(json.loads(written("json", many))["results"]) == 60
    output = io.StringIO()
    write("text", many, output, show_all=True)
    assert len(output.getvalue().splitlines()) == 61


def test_every_form_says_what_was_not_judged() -> None:
    """CSV has results only; there, the command says it beside the report."""
    text = "shapes.ttl:7:3: not judged: shape <http://example.org/S|x>: why"
    count = "incomplete: 1 shape was not judged"
    document = json.loads(written("json", INCOMPLETE))
    assert document["conforms"] is None, "neither true nor false"
    assert document["not_judged"] == [
        {
            "position": {"file": "shapes.ttl", "line": 7, "column": 3},
            "message": "shape <http://example.org/S|x>: why",
        }
    ]
    assert json.loads(written("json", replace(INCOMPLETE, results=(FULL,))))["conforms"] is False
    (run,) = json.loads(written("sarif", replace(INCOMPLETE, notes=("a note",))))["runs"]
    note, left_out = run["invocations"][0]["toolExecutionNotifications"]
    assert note == {"level": "note", "message": {"text": "a note"}}
    assert left_out["level"] == "warning"
    assert left_out["message"]["text"] == "shape <http://example.org/S|x>: why"
    assert left_out["locations"][0]["physicalLocation"]["region"]["startLine"] == 7
    markdown = written("markdown", INCOMPLETE)
    assert f"**{count}; by the others: 0 errors, 0 warnings**" in markdown
    assert f"- {text}".replace("|", "\\|") in markdown
    page = written("html", INCOMPLETE)
    assert count in page
    assert f"<li>{html.escape(text)}</li>" in page
    graph = rdflib.Graph().parse(data=written("turtle", INCOMPLETE), format="turtle")
    assert set(map(str, graph.objects(None, RDFS.comment))) == {text, count}


@pytest.mark.parametrize(
    ("language", "clean", "broken"),
    [
        (
            "en",
            "incomplete: 1 shape was not judged; by the others: 0 errors, 0 warnings",
            "does not conform: 1 error, 0 warnings; incomplete: 1 shape was not judged",
        ),
        (
            "es",
            "incompleto: 1 forma no se juzgó; las demás: 0 errores, 0 avisos",
            "no conforme: 1 error, 0 avisos; incompleto: 1 forma no se juzgó",
        ),
    ],
)
def test_the_last_line_of_text_does_not_say_that_it_conforms(
    language: str, clean: str, broken: str
) -> None:
    assert written("text", INCOMPLETE, language).splitlines()[1:] == [clean]
    report = replace(INCOMPLETE, results=(FULL,))
    assert written("text", report, language).splitlines()[-1] == broken

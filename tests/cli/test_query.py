"""kg query and kg sparql: formats, limits, a library of one's own, updates."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
import rdflib

from kg.sparql.functions import NAMESPACE
from tests.conftest import Run


@pytest.fixture
def kg(quick_kg: Run) -> Run:
    """Run `kg` within this process; `test_commands.py` starts it as a user does."""
    return quick_kg


STATE = ("query", "run", "clusters-in-state", "-p", "state", "nuevo-leon")
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


def test_each_format_is_chosen_by_the_name_of_the_file(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    for ending in ("csv", "tsv", "json", "xml", "md", "html", "xlsx", "parquet", "txt"):
        done = kg(*STATE, "-o", f"out.{ending}")
        assert done.returncode == 0, done.stderr
        data = (tmp_path / f"out.{ending}").read_bytes()
        if ending not in ("xlsx", "parquet"):
            assert "León".encode() in data, ending
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert (rows[0][0], rows[0][-1]) == ("Name", "Cluster")
    assert "Nuevo León Automotive Cluster" in [row[0] for row in rows]
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names[:2] == ["cluster", "name"]
    assert table.num_rows == len(rows) - 1
    refused = kg(*STATE, "-o", "out.doc")
    assert refused.returncode == 2
    assert "'.doc' is not the extension of a format" in refused.stderr


def test_a_workbook_holds_numbers_dates_and_no_formula(
    kg: Run, small_store: Path, tmp_path: Path
) -> None:
    query = (
        "SELECT (42 AS ?n) (0.5 AS ?d) ('=1+1' AS ?f) "
        "('2022-12-19'^^xsd:date AS ?day) ('a\\u0001b' AS ?bad) (?none AS ?empty) {}"
    )
    assert kg("sparql", query, "-o", "x.xlsx").returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    number, decimal, formula, day, bad, empty = next(sheet.iter_rows(min_row=2, max_row=2))
    assert (number.value, decimal.value, empty.value) == (42, 0.5, None)
    assert (formula.value, formula.data_type) == ("=1+1", "s")
    assert str(day.value).startswith("2022-12-19")
    assert bad.value == "a\ufffdb"


def test_parquet_has_one_type_a_column(kg: Run, small_store: Path, tmp_path: Path) -> None:
    query = "SELECT ?n ?m ?t { VALUES (?n ?m ?t) { (1 1.5 'x') (2 2 UNDEF) } } ORDER BY ?n"
    assert kg("sparql", query, "-o", "x.parquet").returncode == 0
    table = pq.read_table(tmp_path / "x.parquet")
    assert [str(kind) for kind in table.schema.types] == ["int64", "double", "string"]
    assert table.to_pylist() == [{"n": 1, "m": 1.5, "t": "x"}, {"n": 2, "m": 2.0, "t": None}]


@pytest.mark.parametrize(
    ("form", "parser"),
    [
        ("turtle", "turtle"),
        ("ntriples", "nt"),
        ("rdfxml", "xml"),
        ("jsonld", "json-ld"),
        ("trig", "trig"),
        ("nquads", "nquads"),
        ("n3", "n3"),
    ],
)
def test_triples_come_in_every_syntax(kg: Run, small_store: Path, form: str, parser: str) -> None:
    done = kg(
        "sparql",
        "CONSTRUCT { ?s skos:prefLabel ?l } { ?s a hx:Cluster ; skos:prefLabel ?l }",
        "-f",
        form,
    )
    graph = rdflib.Dataset().parse(data=done.stdout, format=parser)
    assert any("León" in str(row[2]) for row in graph), done.stderr


def test_limit_and_count(kg: Run, small_store: Path) -> None:
    limited = kg("sparql", ALL, "--limit", "3", "-f", "csv")
    assert len(limited.stdout.splitlines()) == 4
    assert "there are more than 3 rows" in limited.stderr
    counted = kg("sparql", ALL, "--count")
    assert int(counted.stdout) > 100
    assert kg("sparql", ALL, "--limit", "7", "--count").stdout == "7\n"


def test_explain_tells_the_query_its_steps_and_times(kg: Run, small_store: Path) -> None:
    explained = kg(*STATE, "--explain")
    assert "hx:partOfArea* <https://w3id.org/helixkg/id/nuevo-leon>" in explained.stdout
    assert " ms  " in explained.stdout
    assert "QuadPattern(" in explained.stdout


def test_a_query_that_takes_too_long_is_stopped(kg: Run, small_store: Path, tmp_path: Path) -> None:
    endless = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    done = kg("sparql", endless, "--timeout", "1", "-o", "never.csv")
    assert done.returncode == 2
    assert "stopped after 1 s" in done.stderr
    assert not (tmp_path / "never.csv").exists()


def test_show_gives_an_example_that_runs(kg: Run, small_store: Path) -> None:
    shown = kg("query", "show", "clusters-in-state", "--lang", "es")
    assert "  $ kg query run clusters-in-state -p state nuevo-leon\n" in shown.stdout


def test_the_plain_text_runs_anywhere(kg: Run, small_store: Path, tmp_path: Path) -> None:
    shown = kg("query", "show", "persons-in-office", "--plain")
    assert shown.returncode == 0
    assert shown.stdout.startswith("#+ summary: Persons, with their")
    assert "hxf" not in shown.stdout
    (tmp_path / "plain.rq").write_text(shown.stdout.replace("?lang", '"es"'), "utf-8")
    expected = kg("query", "run", "persons-in-office", "-f", "csv", "--lang", "es")
    assert kg("sparql", "plain.rq", "-f", "csv").stdout == expected.stdout
    assert "(hxf:label(?label) AS ?name)" in kg("query", "show", "persons-in-office").stdout


def test_a_query_of_ones_own_may_call_the_functions(kg: Run, small_store: Path) -> None:
    text = """SELECT ?s (hxf:label(?l) AS ?n) {
      ?s skos:prefLabel ?l FILTER(?s = id:nuevo-leon) } GROUP BY ?s"""
    assert kg("sparql", text, "-f", "csv").stdout.splitlines()[1].endswith(",Nuevo León")
    wrong = kg("sparql", text.replace("label", "lable"))
    assert wrong.returncode == 2
    assert "the query:1:12: hxf:lable is not a function; did you mean hxf:label?" in wrong.stderr


def test_list_as_json_has_both_languages(kg: Run) -> None:
    listed = json.loads(kg("query", "list", "--json").stdout)
    assert len(listed) >= 60
    assert {"name", "group", "en", "es", "parameters", "columns", "example"} <= listed[0].keys()


def test_a_library_of_ones_own(kg: Run, small_store: Path, tmp_path: Path) -> None:
    created = kg("query", "new", "ports/clusters-near", "--library", "mine")
    assert created.returncode == 0, created.stderr
    assert kg("query", "new", "ports/clusters-near", "--library", "mine").returncode == 2
    assert kg("query", "new", "../evil", "--library", "mine").returncode == 2
    assert kg("query", "check", "clusters-near", "--library", "mine").returncode == 0
    assert kg("query", "check", "clusters-near", "--library", "mine", "--write").returncode == 0
    golden = tmp_path / "mine" / "ports" / "golden" / "clusters-near.tsv"
    golden.write_text(golden.read_text("utf-8").replace("León", "Leon"), "utf-8")
    faulty = kg("query", "check", "clusters-near", "--library", "mine")
    assert faulty.returncode == 1
    assert f"{golden.relative_to(tmp_path)}:2" in faulty.stderr
    (tmp_path / "kg.toml").write_text('libraries = ["mine"]', "utf-8")
    run = kg("query", "run", "clusters-near", "-p", "state", "nuevo-leon", "-f", "csv")
    assert run.stdout.startswith("cluster,name"), run.stderr


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("?cluster a hx:Cluster", "?cluster a hx:Clster"), "did you mean hx:Cluster?"),
        (("?cluster a hx:Cluster", "?cluster a hx:Evidence"), "the example finds nothing"),
        (("SELECT ?cluster ?name", "SELECT ?name ?cluster"), "the columns are"),
        (("#+ example: {state: nuevo-leon}\n", ""), "no example for state"),
        (("ORDER BY ?name ?cluster", "ORDER BY ?name )"), "does not parse"),
        (("FILTER(LANG(?name)", f"FILTER(<{NAMESPACE}lable>(?name)"), "mine.rq:24:10: <https://"),
        (("nuevo-leon", "nowhere"), "is not the name of a State"),
    ],
)
def test_check_says_what_is_wrong(
    kg: Run, small_store: Path, tmp_path: Path, change: tuple[str, str], fault: str
) -> None:
    kg("query", "new", "mine", "--library", "q")
    path = tmp_path / "q" / "mine" / "mine.rq"
    path.write_text(path.read_text("utf-8").replace(*change), "utf-8")
    done = kg("query", "check", "mine", "--library", "q")
    assert done.returncode == 1
    assert fault in done.stderr


def test_the_library_as_rdf(kg: Run) -> None:
    graph = rdflib.Graph().parse(data=kg("query", "export").stdout, format="turtle")
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    queries = list(graph.subjects(rdflib.RDF.type, sh.SPARQLSelectExecutable))
    assert len(queries) >= 60
    for node in queries:
        assert len(list(graph.objects(node, rdflib.RDFS.label))) == 2
        text = str(graph.value(node, sh.select))
        assert "SELECT" in text
        assert "hxf" not in text


INSERT = (
    "INSERT DATA { id:claut-nuevo-leon hx:technology "
    "<https://w3id.org/helixkg/voc/technology/robots> }"
)


def test_an_update_follows_the_rules_of_a_load(kg: Run, small_store: Path) -> None:
    assert kg("sparql", INSERT).returncode == 2  # not without --update
    unasked = kg("sparql", INSERT, "--update", input="")
    assert unasked.returncode == 2
    assert "add --yes" in unasked.stderr
    done = kg("sparql", INSERT, "--update", "--yes")
    assert done.returncode == 0
    assert "changed: 10 new quads, 1 of them facts" in done.stderr
    assert "sparql-update.nq" in kg("log").stdout
    assert "unchanged" in kg("sparql", INSERT, "--update", "--yes").stderr
    removal = kg("sparql", INSERT.replace("INSERT", "DELETE"), "--update", "--yes")
    assert "1 of them facts" in removal.stderr
    assert "gone" in removal.stderr


@pytest.mark.full
def test_an_update_that_breaks_a_shape_changes_nothing(kg: Run, small_store: Path) -> None:
    before = kg("dump").stdout
    bad = kg(
        "sparql",
        "INSERT DATA { id:claut-nuevo-leon schema:foundingDate '19/12/2022' }",
        "--update",
        "--yes",
    )
    assert bad.returncode == 1
    assert "nothing was changed" in bad.stderr
    assert "sparql-update.nq:1" in bad.stderr
    # What a document says is not taken away by an update.
    kept = kg("sparql", "DELETE WHERE { id:claut-nuevo-leon a ?kind }", "--update", "--yes")
    assert kept.returncode == 2
    for text in ("LOAD <file:///etc/passwd>", "LOAD <http://127.0.0.1:9/>", "INSERT {"):
        assert kg("sparql", text, "--update", "--yes").returncode == 2
    assert kg("dump").stdout == before


def test_a_workbook_is_one_that_analysts_use(kg: Run, small_store: Path, tmp_path: Path) -> None:
    done = kg(*STATE, "-o", "x.xlsx", "--lang", "es")
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    sheet = book["answer"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == ["Nombre", "Forma", "Sectores", "Sitio web", "Clúster"]
    assert sheet["E2"].value.startswith("id:")
    assert sheet.auto_filter.ref == f"A1:E{sheet.max_row}"
    assert sheet.freeze_panes == "A2"
    longest = max(len(str(cell.value or "")) for cell in sheet["A"])
    assert sheet.column_dimensions["A"].width == longest + 2
    about = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
    assert about["Pregunta"] == "Clústeres de un estado"
    assert about["Estado"] == "nuevo-leon"
    assert about["Consulta"] == "clusters-in-state"
    assert {"Día", "Versión del grafo", "Fuente"} <= set(about)

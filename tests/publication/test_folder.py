"""A published folder: whole, the same each time, judged by the checkers of others, read back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyshacl
import pytest
import rdflib

from kg import library
from kg.errors import InputError, StoreError, UsageError
from kg.files.reading import sha256
from kg.publication.folder import SUMS, build_from, publish, quads_of
from kg.store import EmbeddedStore
from tests.conftest import ROOT, Run

DCAT_AP = ROOT.parent / "shared" / "conformance" / "dcat-ap-3.0.1"
QUERIES = library.read(ROOT / "queries")
#: how editors of SPARQL find the examples of an endpoint
DISCOVERY = """PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?executable ?comment ?query {
  ?executable a sh:SPARQLExecutable ; rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query }"""


@pytest.fixture(scope="module")
def folder(small_store_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of the small tables, with nanopublications; not to be changed."""
    target = tmp_path_factory.mktemp("publication") / "helixkg"
    publish(EmbeddedStore.open(small_store_once), target, QUERIES, nanopubs=True)
    return target


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.full
def test_the_same_graph_gives_the_same_folder(
    folder: Path, small_store_once: Path, tmp_path: Path
) -> None:
    store = EmbeddedStore.open(small_store_once)
    publish(store, tmp_path / "again", QUERIES, nanopubs=True)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes()
    edition = publish(store, tmp_path / "again", QUERIES)
    assert not (tmp_path / "again" / "nanopubs.trig").exists(), "the folder is replaced as a whole"
    assert sha256(tmp_path / "again" / "helixkg.nq").startswith(edition.version)


def test_a_store_is_built_from_it_whose_dump_is_the_same(
    quick_kg: Run, folder: Path, tmp_path: Path
) -> None:
    built = quick_kg("build", "--from", folder, "--store", tmp_path / "kg-store")
    assert built.returncode == 0, built.stderr
    assert "kg validate judges them again" in built.stderr
    dumped = tmp_path / "dump.nq"
    assert quick_kg("dump", "-o", dumped, "--store", tmp_path / "kg-store").returncode == 0
    assert dumped.read_bytes() == (folder / "helixkg.nq").read_bytes()
    assert quick_kg("validate", "--store", tmp_path / "kg-store").returncode == 0


def test_frictionless_accepts_the_data_package(folder: Path) -> None:
    done = run(sys.executable, "-m", "frictionless", "validate", folder / "datapackage.json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_csvw_accepts_the_metadata_and_the_tables(folder: Path) -> None:
    from csvw import CSVW

    read = CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert read.is_valid
    assert len(list(read.tables)) == 4


def test_croissant_is_valid(folder: Path) -> None:
    import mlcroissant

    dataset = mlcroissant.Dataset(str(folder / "croissant.json"))
    assert not dataset.metadata.issues.errors


def test_the_citation_fits_its_schema(folder: Path) -> None:
    schema = "vendor.citation-file-format"
    command = ("-m", "check_jsonschema", "--builtin-schema", schema, folder / "CITATION.cff")
    done = run(sys.executable, *command)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_catalogue_fits_dcat_ap(folder: Path) -> None:
    if not DCAT_AP.is_dir():
        pytest.skip("the shapes of DCAT-AP are not beside the repository")
    data = rdflib.Graph().parse(folder / "catalogue.ttl")
    shapes = rdflib.Graph()
    for name in ("shapes.ttl", "range.ttl"):
        shapes.parse(DCAT_AP / name)
    conforms, _, report = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, report
    publisher = rdflib.URIRef("http://purl.org/dc/terms/title")
    data.remove((None, publisher, None))
    assert not pyshacl.validate(data, shacl_graph=shapes)[0], "without titles it does not"


def test_the_crate_lists_each_file_with_its_hash(folder: Path) -> None:
    graph = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
    entities = {entity["@id"]: entity for entity in graph}
    root = entities["./"]
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    assert len(root["hasPart"]) == 13
    for part in root["hasPart"]:
        path = folder / part["@id"]
        assert entities[part["@id"]]["sha256"] == sha256(path)
        assert entities[part["@id"]]["contentSize"] == str(path.stat().st_size)
    for value in (root["license"], root["publisher"]):
        assert value["@id"] in entities


def test_void_counts_what_the_graph_holds(folder: Path) -> None:
    data = rdflib.Graph().parse(folder / "catalogue.ttl")
    facts = rdflib.Graph().parse(folder / "facts.ttl")
    dataset = rdflib.URIRef("https://w3id.org/helixkg/dataset/helixkg")
    triples = data.value(dataset, rdflib.URIRef("http://rdfs.org/ns/void#triples"))
    assert str(triples) == str(len(facts))


def test_the_questions_are_found_as_editors_look_for_them(folder: Path) -> None:
    questions = rdflib.Graph().parse(folder / "questions.ttl")
    queries = {row[0] for row in questions.query(DISCOVERY)}  # type: ignore[index]
    assert len(queries) == len(QUERIES)


def test_a_file_that_was_changed_is_named(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copied"
    copied.mkdir()
    sums = (folder / SUMS).read_text()
    with pytest.raises(InputError, match="is no folder that kg publish wrote"):
        quads_of(copied)
    (copied / SUMS).write_text(sums)
    with pytest.raises(InputError, match=r"CITATION.cff.* is not as SHA256SUMS says"):
        quads_of(copied)
    (copied / SUMS).write_text("nonsense\n")
    with pytest.raises(InputError, match="is not as"):
        quads_of(copied)


def test_what_is_in_the_way_stays(folder: Path, small_store: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds something else"):
        publish(EmbeddedStore.open(small_store), tmp_path / "mine", QUERIES)
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "mine"
    more = tmp_path / "more.ttl"
    more.write_text(
        "<https://w3id.org/helixkg/id/nuevo-leon> "
        '<http://www.w3.org/2004/02/skos/core#altLabel> "X"@es .'
    )
    from kg import ingest

    ingest.load(EmbeddedStore.open(small_store), [more])
    with pytest.raises(StoreError, match="holds loads"):
        build_from(folder, small_store)
    assert build_from(folder, small_store, discard_loads=True) > 1_000


def test_wrong_calls(quick_kg: Run, folder: Path, small_store: Path, tmp_path: Path) -> None:
    calls = (
        ("publish", tmp_path / "x", "--url", "ftp://x", "--store", small_store),
        ("build", "tables", "--from", folder),
        ("build", "--from", folder, "--store", "http://127.0.0.1:9/sparql"),
    )
    for call in calls:
        assert quick_kg(*call).returncode == 2
    done = quick_kg("publish", tmp_path / "y", "--url", "https://e.org/x", "--store", small_store)
    assert done.returncode == 0, done.stderr
    assert "https://e.org/x/helixkg.nq" in (tmp_path / "y" / "catalogue.ttl").read_text()

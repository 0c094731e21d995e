"""kg list: all things of a kind, all codes of a list."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kg.model import Iri, Quad, text
from kg.names.listing import kinds, things_of
from kg.rdf.namespaces import BASE, HX, ID, PREF_LABEL, RDF_TYPE, SKOS, VOC
from kg.store import EmbeddedStore
from tests.conftest import Run


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def listed(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output)))


def test_things_have_ids_that_show_takes_and_names_in_the_language(quick_kg: Run) -> None:
    for language, name in (
        ("es", "Clúster Automotriz de Nuevo León"),
        ("en", "Nuevo León Automotive Cluster"),
    ):
        entities = listed(quick_kg("list", "Cluster", "-f", "csv", "--lang", language).stdout)
        assert {"id": "claut-nuevo-leon", "name": name} in entities
        for entity in entities:
            assert quick_kg("show", entity["id"]).returncode == 0


@pytest.mark.parametrize("kind", ["State", "state", "Entidad FEDERATIVA"])
def test_a_kind_is_called_as_people_call_it(kind: str, quick_kg: Run) -> None:
    expected = quick_kg("list", "State", "-f", "csv").stdout
    assert quick_kg("list", kind, "-f", "csv").stdout == expected
    assert "nuevo-leon,Nuevo León" in expected


@pytest.mark.parametrize("kind", ["concept:sector", "sector", "Sectores"])
def test_codes_of_a_list(kind: str, quick_kg: Run) -> None:
    codes = listed(quick_kg("list", kind, "-f", "csv", "--lang", "es").stdout)
    assert {"id": "automotive", "name": "Automotriz"} in codes
    assert all(code["name"] for code in codes)


def test_documents_are_things_too(quick_kg: Run) -> None:
    assert {"id": "001", "name": "Test briefing"} in listed(
        quick_kg("list", "SourceDocument", "-f", "csv").stdout
    )


def test_a_limit_tells_that_there_are_more(quick_kg: Run) -> None:
    done = quick_kg("list", "concept:sector", "--limit", "2", "-f", "csv")
    assert len(listed(done.stdout)) == 2
    assert "there are more than 2 rows" in done.stderr


def test_the_ending_of_the_file_chooses_the_format(quick_kg: Run, tmp_path: Path) -> None:
    assert quick_kg("list", "State", "-o", "a.json").returncode == 0
    answer = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert answer["head"]["vars"] == ["id", "name"]
    assert quick_kg("list", "State", "-o", "a.xlsx").returncode == 0
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_an_unknown_kind_tells_the_kinds(quick_kg: Run) -> None:
    for language, message in (
        ("en", "no kind of things is called 'Clusterr'; use one of: "),
        ("es", "ninguna clase de cosas se llama 'Clusterr'; use una de: "),
    ):
        done = quick_kg("list", "Clusterr", "--lang", language)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr
        assert "Cluster, " in done.stderr
        assert "concept:sector" in done.stderr


def test_every_kind_that_is_told_has_as_many_things(quick_kg: Run, small_store: Path) -> None:
    printed = listed(quick_kg("list", "-f", "csv").stdout)
    assert {"Cluster", "State", "concept:sector"} <= {kind["kind"] for kind in printed}
    store = EmbeddedStore.open(small_store)
    for kind in kinds(store):
        assert len(list(things_of(kind.iri, store, "en"))) == kind.things > 0, kind


def test_two_kinds_of_one_name_are_both_told(quick_kg: Run, small_store: Path) -> None:
    store = EmbeddedStore.open(small_store)
    for code in ("one", "other"):
        scheme = Iri(f"{VOC}{code}")
        concept = Iri(f"{scheme}/x")
        store.commit(
            add=[
                Quad(scheme, Iri(PREF_LABEL), text("Twins", "en")),
                Quad(concept, Iri(SKOS + "inScheme"), scheme),
            ]
        )
    done = quick_kg("list", "twins")
    assert done.returncode == 2
    assert "may be several kinds; use one of: concept:one, concept:other" in done.stderr


def test_what_has_no_name_is_no_kind_to_be_listed() -> None:
    store = EmbeddedStore.in_memory()
    node, named = Iri(BASE + "membership/a"), Iri(ID + "a")
    store.commit(
        add=[
            Quad(node, Iri(RDF_TYPE), Iri(HX + "Membership")),
            Quad(named, Iri(RDF_TYPE), Iri(HX + "Cluster")),
            Quad(named, Iri(PREF_LABEL), text("A", "en")),
        ]
    )
    assert [(kind.name, kind.things) for kind in kinds(store)] == [("Cluster", 1)]

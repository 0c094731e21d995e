"""A curator's name never passes for a document's, and a document's is as it is printed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kg.rdf.iris import fold
from tests.data import wording
from tests.data.test_tables import REGISTRY, table

#: the folder with the documents, which are not part of the project
DOCUMENTS = os.environ.get("HELIXKG_DOCUMENTS", "")
#: names that a document prints in pieces, across a page or in a shuffled table
IN_PIECES = {
    ("aimsi", "Asociación Internacional de Mentefactura, Software e Internet"),
    ("cluster-ti-tlaxcala", "Clúster de Tecnología de Información Tlaxcala"),
    ("csoftmty", "Consejo para el Desarrollo de la Industria de Software de Nuevo León"),
    ("itbaja", "Clúster de Tecnologías de Información de B.C."),
    ("monterrey-aerocluster", "Aerospace Cluster of Nuevo Leon"),
    ("national-digital-strategy", "National Digital Strategy"),  # runs into the name behind it
}
#: what a passage prints that calls an organisation explicitly so
WORDS_OF_TYPES = {
    "assessment-body": ("assessment", "certified"),
    "chamber": ("chamber",),
    "development-bank": ("bank",),
    "embassy-office": ("embassies",),
    "federation": ("federation", "federacion"),
    "government": ("government", "gobierno"),
    "laboratory": ("laboratory",),
    "ministry": ("ministry", "ministerio", "secretaria", "secretariat", "secretary", "departments"),
    "ministry-unit": ("direccion", "unidad"),
    "oem": ("oem", "oems"),
    "promotion-agency": ("agencia", "agency"),
    "regulator": ("authority",),
    "sme-institute": ("institute",),
    "space-agency": ("agency",),
    "st-council": ("council",),
    "state-secretariat": ("ministry", "secratariat", "secretary"),
    "technological-institute": ("institute",),
    "university": ("university", "universidad"),
}
needs_documents = pytest.mark.skipif(not DOCUMENTS, reason="set HELIXKG_DOCUMENTS to the folder")


def test_whose_word_a_display_name_is_agrees_with_the_claims() -> None:
    claims = wording.claimed()
    for row in REGISTRY:
        marked = set(filter(None, row["curated"].split(";")))
        named = {lang for column, lang in wording.LANGUAGES.items() if row[column]}
        assert marked <= named, row["id"]
        for column, language in wording.LANGUAGES.items():
            if row[column] and fold(row[column]) in claims.get(row["id"], ()):
                assert language not in marked, row["id"]


def test_french_names_are_curators_words_unless_they_are_spelt_as_in_another_language() -> None:
    for row in REGISTRY:
        if row["name_fr"] and "fr" not in row["curated"].split(";"):
            others = [row[c] for c in ("name_es", "name_en", "name_mul")]
            assert fold(row["name_fr"]) in [fold(name) for name in others if name], row["id"]


def test_a_document_is_read_by_its_words() -> None:
    document = [wording.words("El Clúster de TI\nde Chi-\nhuahua2, y Conacyt-IPN")]
    assert wording.prints(document, "cluster de TI de Chihuahua")
    assert not wording.prints(document, "Clúster de T")
    assert not wording.prints(document, "Clúster de TI de Chiapas")


@needs_documents
def test_each_display_name_is_marked_as_the_documents_have_it() -> None:
    documents, claims = wording.texts(Path(DOCUMENTS)), wording.claimed()
    for row in REGISTRY:
        if not row["replaced_by"]:
            expected = wording.curated(row, documents, claims)
            assert list(filter(None, row["curated"].split(";"))) == expected, row["id"]


@pytest.fixture(scope="module")
def passage() -> Callable[[Mapping[str, str]], list[str]]:
    """Find the words at the place of a row; those of its document where no places are noted."""
    whole, parts = wording.texts(Path(DOCUMENTS)), wording.passages(Path(DOCUMENTS))
    return lambda row: parts.get((row["source"], row["locator"]), whole[row["source"]])


@needs_documents
def test_each_name_is_printed_where_its_row_says(
    passage: Callable[[Mapping[str, str]], list[str]],
) -> None:
    missing = {
        (entity, name)
        for row, entity, name in wording.claimed_names()
        if row["certainty"] != "inferred" and not wording.prints(passage(row), name)
    }
    assert missing == IN_PIECES


def test_the_language_of_a_cited_work_is_a_conclusion_and_only_what_is_filled_is_marked() -> None:
    for row in table("sources"):
        inferred = set(filter(None, row["inferred"].split(";")))
        assert ("language" in inferred) == bool(row["cited_by"] and row["language"]), row["id"]
        assert all(row[column] for column in inferred), row["id"]


@needs_documents
def test_a_publisher_that_is_not_inferred_is_printed_where_the_work_is_cited() -> None:
    documents = wording.texts(Path(DOCUMENTS))
    missing = [
        (row["id"], row["publisher"])
        for row in table("sources")
        if row["cited_by"] and row["publisher"] and "publisher" not in row["inferred"]
        if not wording.prints(documents[row["cited_by"][:3]], row["publisher"])
    ]
    assert missing == [("003-note-1", "World Bank")]  # the mark of the note is glued to it


@needs_documents
def test_each_figure_is_printed_where_and_as_its_row_says(
    passage: Callable[[Mapping[str, str]], list[str]],
) -> None:
    for row in table("observations"):
        for column in ("raw", "raw_label"):
            if row[column] and row["certainty"] != "inferred":
                assert wording.prints(passage(row), row[column]), row


@needs_documents
def test_an_organisation_is_explicitly_what_a_word_of_the_passage_calls_it() -> None:
    passages = wording.passages(Path(DOCUMENTS))
    for row in table("organisations"):
        passage = passages.get((row["source"], row["locator"]))
        if passage and row["certainty"] == "explicit":
            for kind in filter(None, (*row["org_type"].split(";"), row["supply_chain_tier"])):
                words = WORDS_OF_TYPES.get(kind, ())
                assert any(wording.prints(passage, word) for word in words), (row["id"], kind)


@needs_documents
def test_what_exists_is_explicitly_a_project_only_where_the_passage_speaks_of_projects() -> None:
    """A design or product that the curators call a project has that type by inference."""
    passages = wording.passages(Path(DOCUMENTS))
    for row in table("instruments"):
        passage = passages.get((row["source"], row["locator"]))
        if passage and row["type"] == "project" and not row["realisation"]:
            words = ("project", "projects", "proyecto", "proyectos")
            if row["certainty"] == "explicit":
                assert any(wording.prints(passage, word) for word in words), row["id"]

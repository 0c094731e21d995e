"""Codes in an answer: words on screens in their language, the codes themselves in data formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import library, names
from kg.errors import speaking
from kg.library.codes import Codes
from kg.rdf.namespaces import SKOS
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.queries.golden import LIBRARY

QUERIES = library.read(LIBRARY)


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.mark.parametrize(
    ("query", "column", "text", "english", "spanish"),
    [
        ("participants-of", "kind", "WorkingBody", "Working body", "Órgano de trabajo"),
        ("neighbours", "relation", "^locatedIn", "← located in", "← ubicado en"),
        ("neighbours", "relation", "takes part in", "takes part in", "participa en"),
        (
            "engagements-of",
            "relation",
            "strategic partner",
            "strategic partner",
            "socio estratégico",
        ),
        ("conflicts", "type", "arithmetic", "Parts do not add up", "Las partes no suman"),
        ("incomplete-clusters", "missing", "form; place", "form; place", "forma; lugar"),
        ("icluster-time-line", "what", "implementer", "", ""),
        ("meetings-in-period", "type", "value", "value", "value"),  # no contradictions there
        ("clusters-in-state", "name", "Cluster", "Cluster", "Cluster"),  # a name is a name
        ("participants-of", "kind", "no such thing", "no such thing", "no such thing"),
    ],
)
def test_what_is_read_for_a_code(
    store: EmbeddedStore, query: str, column: str, text: str, english: str, spanish: str
) -> None:
    words: Mapping[str, str] = {"en": english, "es": spanish}
    for language, expected in words.items():
        with speaking(language):
            word = Codes(QUERIES[query], store, language).word(column, text)
        assert word == expected if expected else word != text


#: columns with texts that are no words of the project: titles, names, what documents print
_PRINTED = {"name", "title", "printed", "printed_label", "value", "acronym", "notes", "table_title"}


def test_no_code_is_left_on_a_spanish_screen(store: EmbeddedStore) -> None:
    """What is the same in both languages is a name, or a word of both."""
    resolve = names.resolver(store)
    classes = {
        str(kind).rpartition("/")[2].rpartition("#")[2]
        for (kind,) in store.select("SELECT DISTINCT ?class { ?thing a ?class }").rows
    }
    codes = {
        str(code).rpartition("/")[2]
        for (code,) in store.select(f"SELECT ?code {{ ?code <{SKOS}inScheme> ?scheme }}").rows
    }
    left = []
    for query in QUERIES.values():
        if query.group == "checks":
            continue
        values = {**query.example, **({"lang": "es"} if "lang" in names_of(query) else {})}
        answer = library.select(query, store, library.bind(query, values, resolve))
        cells = {
            (column, str(term or ""))
            for row in answer.rows
            for column, term in zip(answer.variables, row, strict=True)
            if column not in _PRINTED
        }
        with speaking("es"):
            word = Codes(query, store, "es").word
            left += [
                (query.name, column, text)
                for column, text in cells
                if text in classes | codes and word(column, text) == text
            ]
    assert {entry for entry in left if not entry[2].isupper()} == set()


def names_of(query: library.Query) -> set[str]:
    return {parameter.name for parameter in query.parameters}


def test_data_keeps_the_codes(quick_kg: Run, project_store_once: Path) -> None:
    asked = ("query", "run", "certainty-of-sources", "--store", project_store_once, "--lang", "es")
    rows = csv.DictReader(io.StringIO(quick_kg(*asked, "-f", "csv").stdout))
    assert "explicit" in {row["certainty"] for row in rows}
    shown = quick_kg(*asked).stdout
    assert "Dicho literalmente" in shown
    assert "explicit" not in shown
    assert "explicit" in quick_kg(*asked, "--iris").stdout

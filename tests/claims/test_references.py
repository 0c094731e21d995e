"""References as APA, BibTeX and CSL-JSON: what each has, and that programs can read it."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.claims.documents import Document
from kg.claims.evidence import EvidenceCatalogue
from kg.claims.references import (
    FORMS,
    Access,
    Reference,
    access,
    all_references,
    apa,
    bibtex,
    csl_json,
    evidence_in,
    references_of,
)
from kg.model import Iri, Solutions, text
from kg.rdf.namespaces import EVIDENCE, SOURCE
from kg.store import EmbeddedStore

DAY = datetime.date(2026, 11, 29)
ACCESS = Access("0123456789abcdef" * 4, "kg-store", DAY)
BOOK = Document(
    "003",
    "Mexico: Your Ally for Innovation",
    "promotional-book",
    ("Jair E. Cabrera Padilla", "J. Santiago Rodríguez Suárez"),
    "ProMéxico",
    "en",
    "2018",
)
REPORT = Document("001", "Briefing", "official-report", (), "European Platform", "en")
POST = Document("004", "A post", "opinion-post", ("Eugenio Marín",), issued="2024-03-21")
PAGE = Document("p", "Página «única»", "web-page", url="http://e.mx/a_b%20c?x=1&y={2}#z~")
#: schemas/input/csl-data.json of citationstyles.org, as far as it names what we write
CSL_TYPES = {
    "article",
    "article-newspaper",
    "book",
    "dataset",
    "document",
    "legislation",
    "post-weblog",
    "report",
    "webpage",
}
CSL_TEXTS = {"id", "type", "title", "publisher", "language", "URL", "locator", "source", "note"}
CSL_DATES = {"issued", "accessed"}


def test_apa_has_author_year_title_place_publisher_graph_day_and_statement() -> None:
    cited = Reference(BOOK, ("§1.2.1", "p. 9 [inferred]"), "CLAUT, located in: Nuevo León")
    assert apa([cited], ACCESS, "en") == (
        "Jair E. Cabrera Padilla & J. Santiago Rodríguez Suárez. (2018). "
        "Mexico: Your Ally for Innovation (§1.2.1; p. 9 [inferred]). ProMéxico. "
        "Cited through HelixKG, version 0123456789ab, accessed November 29, 2026. "
        "Statement: CLAUT, located in: Nuevo León.\n"
    )
    assert apa([cited], ACCESS, "es") == (
        "Jair E. Cabrera Padilla y J. Santiago Rodríguez Suárez. (2018). "
        "Mexico: Your Ally for Innovation (§1.2.1; p. 9 [inferred]). ProMéxico. "
        "Citado a través de HelixKG, versión 0123456789ab, consultado el 29 de noviembre de 2026. "
        "Afirmación: CLAUT, located in: Nuevo León.\n"
    )


@pytest.mark.parametrize(
    ("document", "english", "spanish"),
    [
        (REPORT, "European Platform. (n.d.). Briefing. ", "European Platform. (s. f.). Briefing. "),
        (POST, "Eugenio Marín. (2024, March 21). A", "Eugenio Marín. (2024, 21 de marzo). A"),
        (PAGE, "Página «única». (n.d.). http://e.mx/", "Página «única». (s. f.). http://e.mx/"),
    ],
)
def test_what_a_document_lacks_is_said_or_left_out(
    document: Document, english: str, spanish: str
) -> None:
    assert apa([Reference(document, ())], ACCESS, "en").startswith(english)
    assert apa([Reference(document, ())], ACCESS, "es").startswith(spanish)


def test_of_many_places_the_others_are_counted() -> None:
    many = Reference(REPORT, tuple(f"p. {number}" for number in range(20)))
    assert "p. 7; and 12 more places)" in apa([many], ACCESS, "en")
    assert "p. 7; y 12 lugares más)" in apa([many], ACCESS, "es")
    assert "p. 19" in json.loads(csl_json([many], ACCESS, "en"))[0]["locator"]


def test_without_a_version_the_location_is_told() -> None:
    remote = Access("", "https://e.mx/sparql", DAY)
    for form in FORMS.values():
        assert "HelixKG at https://e.mx/sparql" in form([Reference(PAGE, ())], remote, "en")


def entries(source: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return the entries of a BibTeX file: kind, key, fields without their outer braces."""
    parsed, at = [], 0
    head = re.compile(r"\s*@(\w+)\{([\w-]+),\s*")
    field = re.compile(r"(\w+)\s*=\s*\{")
    while match := head.match(source, at):
        at, fields = match.end(), {}
        while name := field.match(source, at):
            depth, start = 1, name.end()
            at = start
            while depth:
                if source[at] == "\\":
                    at += 1
                else:
                    depth += {"{": 1, "}": -1}.get(source[at], 0)
                at += 1
            fields[name[1]] = source[start : at - 1]
            at = re.compile(r",?\s*").match(source, at).end()  # type: ignore[union-attr]
        assert source[at] == "}"
        at += 1
        parsed.append((match[1], match[2], fields))
    assert not source[at:].strip()
    return parsed


def read(latex: str) -> str:
    """Return what LaTeX would print of a field."""
    accents = {"'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", '"': "\u0308"}
    latex = latex.replace(r"{\i}", "i")
    for command, mark in {**accents, "c ": "\u0327"}.items():
        pattern = r"\{\\" + re.escape(command) + r"(\w)\}"
        latex = re.sub(pattern, lambda m, mark=mark: m[1] + mark, latex)  # type: ignore[misc]
    names = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^"}
    latex = re.sub(r"\\(text\w+)\{\}", lambda m: f"\0{ord(names[m[1]])};", latex)
    latex = latex.replace(r"{\S}", "§")
    latex = re.sub(r"(?<!\\)[{}]", "", latex)
    latex = re.sub(r"\\([{}$&%#_])", r"\1", latex)
    latex = re.sub(r"\0(\d+);", lambda m: chr(int(m[1])), latex)
    return unicodedata.normalize("NFC", latex)


def test_bibtex_can_be_read_and_tells_the_same() -> None:
    cited = [Reference(BOOK, ("§1.2.1",), "50 % of A&B"), Reference(POST, ()), Reference(PAGE, ())]
    (book, _, fields), (_, key, post), (_, _, page) = entries(bibtex(cited, ACCESS, "en"))
    assert (book, key) == ("book", "helixkg-004")
    assert (
        fields["author"]
        == "{Jair E. Cabrera Padilla} and {J. Santiago Rodr{\\'{\\i}}guez Su{\\'a}rez}"
    )
    assert read(fields["author"]).split(" and ") == list(BOOK.authors)
    assert read(fields["publisher"]) == "ProMéxico"
    assert fields["title"] == "{Mexico: Your Ally for Innovation}"
    assert (fields["year"], fields["urldate"]) == ("2018", "2026-11-29")
    assert read(fields["note"]).startswith("Cited place: §1.2.1. Statement: 50 % of A&B. Cited ")
    assert ACCESS.version in fields["note"]
    assert (post["year"], post["month"], post["day"]) == ("2024", "3", "21")
    assert "year" not in page
    assert "No date is recorded." in page["note"]
    assert page["url"] == "http://e.mx/a_b%20c?x=1&y=%7B2%7D#z~"


@pytest.mark.parametrize("word", ["Querétaro", "Año", "Ángel Güemes", "Índice", "Curaçao", "Ñ à ê"])
def test_accents_are_commands_of_latex(word: str) -> None:
    (entry,) = entries(bibtex([Reference(Document("1", word), ())], ACCESS, "en"))
    assert entry[2]["title"].isascii()
    assert read(entry[2]["title"]) == word


@given(st.text(st.characters(codec="utf-8", exclude_characters="–—“”’¿¡\0"), max_size=40))
def test_any_text_comes_back_from_bibtex(title: str) -> None:
    title = unicodedata.normalize("NFC", title)
    (entry,) = entries(bibtex([Reference(Document("1", title), ())], ACCESS, "en"))
    assert read(entry[2]["title"]) == title


@pytest.mark.parametrize("document", [BOOK, REPORT, POST, PAGE, Document("x", "X", "new-type")])
def test_csl_json_has_the_fields_of_the_schema(document: Document) -> None:
    cited = Reference(document, ("p. 1",), "A statement")
    items: list[dict[str, Any]] = json.loads(csl_json([cited], ACCESS, "en"))
    for item in items:
        assert item["type"] in CSL_TYPES
        assert item["accessed"] == {"date-parts": [[2026, 11, 29]]}
        assert item["source"] == f"HelixKG, version {ACCESS.version}"
        assert "Statement: A statement." in item["note"]
        for name, value in item.items():
            if name in CSL_DATES:
                assert list(value) == ["date-parts"]
                assert all(isinstance(part, int) for part in value["date-parts"][0])
            elif name == "author":
                assert [author["literal"] for author in value] == list(document.authors)
            else:
                assert name in CSL_TEXTS
                assert isinstance(value, str)
                assert value


def test_a_document_is_cited_once_with_all_its_places(store: EmbeddedStore) -> None:
    catalogue = EvidenceCatalogue(store)
    iris = ("002/p-9--inferred", "001/p-1", "001/p-1")
    evidence = [item for iri in iris if (item := catalogue.evidence(EVIDENCE + iri))]
    first, second = references_of(evidence, store, "S")
    assert (first.document.title, first.places) == ("First report", ("p. 1",))
    assert (second.document.title, second.places) == ("Second report", ("p. 9 [inferred]",))
    assert first.statement == second.statement == "S"


def test_an_answer_names_documents_by_evidence_or_by_source_and_locator(
    store: EmbeddedStore,
) -> None:
    columns = ("fact", "source", "locator", "cited")
    cited = Iri(SOURCE + "002")
    rows = [
        (Iri(EVIDENCE + "001/p-1"), None, None, cited),
        (None, Iri(SOURCE + "001"), text("p. 2"), cited),
    ]
    references = references_of(evidence_in(Solutions(columns, iter(rows)), store), store)
    assert [(item.document.id, item.places) for item in references] == [("001", ("p. 1", "p. 2"))]
    assert [item.document.id for item in all_references(store)] == ["001", "002"]


def test_a_store_in_memory_has_no_version(store: EmbeddedStore) -> None:
    assert access(store, DAY) == Access("", str(store.location), DAY)

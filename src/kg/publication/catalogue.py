"""The publication in DCAT-AP 3.0 and VoID: what it is, its files, what the graph holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.model import Iri, Literal, Term, Triple, text
from kg.publication import descriptions as words
from kg.publication.descriptions import Edition, Published
from kg.rdf.namespaces import BASE, DCT, FOAF, HX, RDF_TYPE, XSD
from kg.store import Store

DCAT: Final = "http://www.w3.org/ns/dcat#"
VOID: Final = "http://rdfs.org/ns/void#"
SPDX: Final = "http://spdx.org/rdf/terms#"
VCARD: Final = "http://www.w3.org/2006/vcard/ns#"
PREFIXES: Final = {"dcat": DCAT, "void": VOID, "spdx": SPDX, "dct": DCT, "foaf": FOAF, "xsd": XSD}
_LANGUAGES: Final = "http://publications.europa.eu/resource/authority/language/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_PUBLISHER: Final = BASE + "project"
_CATALOGUE: Final = BASE + "dataset/"
_COUNTS: Final = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "distinctSubjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "distinctObjects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "properties": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }",
    "classes": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s a ?o }",
}


def catalogue(edition: Edition, store: Store) -> Iterator[Triple]:
    """Yield the description of a publication: a catalogue with one dataset and its files."""
    yield from _of(_CATALOGUE, "a", Iri(DCAT + "Catalog"))
    yield from _described(_CATALOGUE)
    yield from _of(_CATALOGUE, DCAT + "dataset", Iri(words.IRI))
    yield from _dataset(edition)
    yield from _agents()
    for file in edition.files:
        yield from _distribution(edition, file)
    yield from _contents(edition, store)


def _of(subject: str, predicate: str, *values: Term) -> Iterator[Triple]:
    name = RDF_TYPE if predicate == "a" else predicate
    for value in values:
        yield Triple(Iri(subject), Iri(name), value)


def _described(subject: str) -> Iterator[Triple]:
    """Yield title, description, publisher, licence and languages, which all of it shares."""
    yield from _of(subject, DCT + "title", text(words.TITLE, "en"), text(words.TITULO, "es"))
    yield from _of(
        subject,
        DCT + "description",
        text(words.DESCRIPTION, "en"),
        text(words.DESCRIPCION, "es"),
    )
    yield from _of(subject, DCT + "publisher", Iri(_PUBLISHER))
    yield from _of(subject, DCT + "license", Iri(words.LICENCE))
    yield from _of(subject, DCT + "language", Iri(_LANGUAGES + "SPA"), Iri(_LANGUAGES + "ENG"))


def _dataset(edition: Edition) -> Iterator[Triple]:
    subject = words.IRI
    day = Literal(edition.day, XSD + "date")
    yield from _of(subject, "a", Iri(DCAT + "Dataset"), Iri(VOID + "Dataset"))
    yield from _described(subject)
    yield from _of(subject, DCT + "identifier", text(subject))
    yield from _of(subject, DCT + "modified", day)
    yield from _of(subject, DCAT + "version", text(edition.version))
    yield from _of(subject, DCAT + "landingPage", Iri("https://w3id.org/helixkg"))
    yield from _of(subject, DCAT + "keyword", *(text(word, "en") for word in words.KEYWORDS))
    for file in edition.files:
        yield from _of(subject, DCAT + "distribution", Iri(edition.url + file.path))


def _agents() -> Iterator[Triple]:
    yield from _of(_PUBLISHER, "a", Iri(FOAF + "Agent"))
    yield from _of(_PUBLISHER, FOAF + "name", text(words.PUBLISHER, "en"))
    yield from _of(words.LICENCE, "a", Iri(DCT + "LicenseDocument"))
    yield from _of("https://w3id.org/helixkg", "a", Iri(FOAF + "Document"))
    for code in ("SPA", "ENG"):
        yield from _of(_LANGUAGES + code, "a", Iri(DCT + "LinguisticSystem"))


def _distribution(edition: Edition, file: Published) -> Iterator[Triple]:
    subject, media_type = edition.url + file.path, _MEDIA_TYPES + file.media_type
    yield from _of(subject, "a", Iri(DCAT + "Distribution"))
    yield from _of(subject, DCT + "title", text(file.title, "en"))
    yield from _of(subject, DCAT + "accessURL", Iri(subject))
    yield from _of(subject, DCAT + "downloadURL", Iri(subject))
    yield from _of(subject, DCT + "license", Iri(words.LICENCE))
    yield from _of(subject, DCAT + "mediaType", Iri(media_type))
    yield from _of(media_type, "a", Iri(DCT + "MediaType"))
    size = Literal(str(file.size), XSD + "nonNegativeInteger")
    yield from _of(subject, DCAT + "byteSize", size)
    checksum = f"{subject}#sha256"
    yield from _of(subject, SPDX + "checksum", Iri(checksum))
    yield from _of(checksum, "a", Iri(SPDX + "Checksum"))
    yield from _of(checksum, SPDX + "algorithm", Iri(SPDX + "checksumAlgorithm_sha256"))
    yield from _of(SPDX + "checksumAlgorithm_sha256", "a", Iri(SPDX + "ChecksumAlgorithm"))
    value = Literal(file.sha256, XSD + "hexBinary")
    yield from _of(checksum, SPDX + "checksumValue", value)


def _contents(edition: Edition, store: Store) -> Iterator[Triple]:
    """Yield what VoID says of the facts: how many, of which classes, with which properties."""
    subject = words.IRI
    for name, query in _COUNTS.items():
        yield from _of(subject, VOID + name, _count(store, query))
    yield from _of(subject, VOID + "uriSpace", text(BASE + "id/"))
    yield from _of(subject, VOID + "vocabulary", Iri(HX))
    yield from _of(subject, VOID + "exampleResource", Iri(BASE + "id/claut-nuevo-leon"))
    yield from _of(subject, VOID + "dataDump", Iri(edition.url + "helixkg.nq"))
    for kind, query in (
        ("class", "SELECT ?x (COUNT(*) AS ?n) { ?s a ?x } GROUP BY ?x ORDER BY ?x"),
        ("property", "SELECT ?x (COUNT(*) AS ?n) { ?s ?x ?o } GROUP BY ?x ORDER BY ?x"),
    ):
        size = "entities" if kind == "class" else "triples"
        for number, (thing, count) in enumerate(store.select(query).rows, 1):
            part = f"{subject}#{kind}-{number}"
            if thing is None or count is None:
                continue
            yield from _of(subject, f"{VOID}{kind}Partition", Iri(part))
            yield from _of(part, "a", Iri(VOID + "Dataset"))
            yield from _of(part, VOID + kind, thing)
            yield from _of(part, VOID + size, count)


def _count(store: Store, query: str) -> Term:
    ((count,),) = store.select(query).rows
    return count if count is not None else text("0")

"""The graph as four tables, whose columns are described once for every kind of metadata."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.claims.dumps import reading
from kg.claims.dumps.reading import State
from kg.model import Iri, Literal, Term, text
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, PREF_LABEL, REGISTRY_GRAPH, SOURCE
from kg.store import Store

Row = tuple[str, ...]


class Column(NamedTuple):
    """A column; every value is text, an empty one is unknown."""

    name: str
    english: str
    spanish: str
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the publication.

    Attributes:
        name: of its files, without ending.
        english: what a row is.
        spanish: the same in Spanish.
        columns: in their order.
        rows: reads them from a store, sorted.
    """

    name: str
    english: str
    spanish: str
    columns: Sequence[Column]
    rows: Callable[[Store], Iterator[Row]]

    def csv(self, store: Store) -> str:
        """Return the table as CSV of RFC 4180."""
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\r\n")
        writer.writerow(column.name for column in self.columns)
        writer.writerows(self.rows(store))
        return output.getvalue()


def _terms(store: Store, query: str) -> Iterator[tuple[Term | None, ...]]:
    yield from store.select(query).rows


def _cell(term: Term | None) -> str:
    return iris.shorten(term.value) if isinstance(term, Iri) else "" if term is None else str(term)


def _entities(store: Store) -> Iterator[Row]:
    rows = _terms(
        store,
        f"""SELECT ?thing ?kind (SAMPLE(?english) AS ?en) (SAMPLE(?spanish) AS ?es) {{
            GRAPH <{REGISTRY_GRAPH}> {{ ?thing a ?kind }}
            OPTIONAL {{ ?thing <{PREF_LABEL}> ?english FILTER(LANG(?english) = "en") }}
            OPTIONAL {{ ?thing <{PREF_LABEL}> ?spanish FILTER(LANG(?spanish) = "es") }} }}
        GROUP BY ?thing ?kind""",
    )
    yield from sorted(
        (_cell(thing), str(thing), _cell(kind), str(en or ""), str(es or ""))
        for thing, kind, en, es in rows
    )


def _object(term: Term) -> Row:
    """Return value, datatype and language of an object."""
    if isinstance(term, Literal):
        return term.value, iris.shorten(term.datatype), term.language
    return _cell(term), "", ""


def _facts(store: Store) -> Iterator[Row]:
    yield from sorted(
        (_cell_of(quad.subject), iris.shorten(quad.predicate.value), *_object(quad.object))
        for quad in store.quads()
    )


def _cell_of(term: Term) -> str:
    return _cell(term) if isinstance(term, Iri) else str(term)


def _claims(store: Store) -> Iterator[Row]:
    for evidence in reading.evidence_graphs(store):
        place = {
            triple.predicate.value: str(triple.object)
            for triple in reading.catalogue(store, evidence)
        }
        for claim in reading.claims_of(store, evidence):
            yield (
                _cell_of(claim.triple.subject),
                iris.shorten(claim.triple.predicate.value),
                *_object(claim.triple.object),
                evidence.value.removeprefix(EVIDENCE),
                _part(place, "terms/source").removeprefix(SOURCE),
                _part(place, "locator"),
                _part(place, "certainty").rpartition("/")[2],
                _STATES[claim.state],
            )


_STATES: Final = {
    State.FACT: "fact",
    State.REJECTED: "rejected",
    State.SUGGESTED: "suggested",
}


def _part(place: dict[str, str], name: str) -> str:
    """Return the value of the property with a local name, empty where there is none."""
    return next((v for k, v in place.items() if k.endswith((f"#{name}", f"/{name}"))), "")


def _documents(store: Store) -> Iterator[Row]:
    documents = sorted(
        {
            str(quad.subject)
            for quad in store.quads(graph=Iri(CATALOGUE_GRAPH))
            if str(quad.subject).startswith(SOURCE)
        }
    )
    for document in documents:
        values = {
            triple.predicate.value: str(triple.object)
            for triple in reading.catalogue(store, Iri(document))
        }
        names = ("title", "creator", "publisher", "issued", "language", "sha256")
        yield document.removeprefix(SOURCE), *(_part(values, name) for name in names)


_SUBJECT: Final = Column("subject", "what it is about", "de qué se trata")
_TRIPLE: Final = (
    _SUBJECT,
    Column("predicate", "the property", "la propiedad"),
    Column("object", "its value: an entity, a code or a literal", "su valor"),
    Column("datatype", "of a literal", "tipo de un literal"),
    Column("language", "of a text", "idioma de un texto"),
)

TABLES: Final = (
    Table(
        "entities",
        "One row for each entity and kind.",
        "Una fila por entidad y tipo.",
        (
            Column("id", "prefixed name of the entity", "nombre con prefijo de la entidad"),
            Column("iri", "its IRI", "su IRI"),
            Column("kind", "its class", "su clase"),
            Column("name_en", "its name in English", "su nombre en inglés"),
            Column("name_es", "its name in Spanish", "su nombre en español"),
        ),
        _entities,
    ),
    Table("facts", "One row for each fact.", "Una fila por hecho.", _TRIPLE, _facts),
    Table(
        "claims",
        "One row for each claim of a document, rejected ones too, with its place.",
        "Una fila por afirmación de un documento, también las rechazadas, con su lugar.",
        (
            *_TRIPLE,
            Column("evidence", "id of the place in the document", "id del lugar en el documento"),
            Column("document", "id of the document", "id del documento"),
            Column("locator", "page or passage", "página o pasaje"),
            Column("certainty", "how certain the claim is", "qué tan cierta es la afirmación"),
            Column("state", "fact, rejected or suggested", "hecho, rechazada o sugerida"),
        ),
        _claims,
    ),
    Table(
        "documents",
        "One row for each document that is read or cited.",
        "Una fila por documento leído o citado.",
        (
            Column("id", "id of the document", "id del documento", is_key=True),
            Column("title", "its title", "su título"),
            Column("creator", "who wrote it", "quién lo escribió"),
            Column("publisher", "who published it", "quién lo publicó"),
            Column("issued", "when it was published", "cuándo se publicó"),
            Column("language", "its language", "su idioma"),
            Column("sha256", "hash of the file that was read", "hash del archivo leído"),
        ),
        _documents,
    ),
)


def as_terms(row: Row) -> tuple[Term | None, ...]:
    """Return a row as literals, None for empty cells."""
    return tuple(text(cell) if cell else None for cell in row)

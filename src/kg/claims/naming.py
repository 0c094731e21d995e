"""Names and codes that no document states, and whose word each is.

The registry graph has them as what they are: `skos:altLabel`, `hx:formerName`, `skos:notation`. The
catalogue says of each name its kind and its authority, so that a curator's word never looks like
that of a document. Of a code, the datatype says both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.claims.statement import Described
from kg.model import Iri, Literal, Located, Term, text
from kg.rdf import iris
from kg.rdf.namespaces import (
    ALT_LABEL,
    CATALOGUE_GRAPH,
    HX,
    ID,
    NAME,
    PREF_LABEL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    SKOSXL,
    VOC,
)
from kg.store import Store

if TYPE_CHECKING:
    from kg.tables.curated import Row

#: kinds of names that are codes, and the datatypes of the ontology
CODES: Final = ("inegi", "iso3166-1-alpha3")
#: properties of the names that have an authority
PROPERTIES: Final = (ALT_LABEL, HX + "formerName", PREF_LABEL)
_REGISTRY, _CATALOGUE = Iri(REGISTRY_GRAPH), Iri(CATALOGUE_GRAPH)
_KIND: Final = VOC + "name-kind/"
#: what a display name is that no document prints, and whose word it is
_DISPLAY, _CURATORS = "display", "HelixKG"


@dataclass(frozen=True, slots=True)
class Authority:
    """Whose word a name is.

    Attributes:
        name: Such as `INEGI`; `HelixKG` stands for the project's curators.
        kind: The IRI of the concept that says what the name is, such as an abbreviation.
    """

    name: str
    kind: str


def describe(rows: Iterable[Row]) -> Iterator[Located]:
    """Yield what names.csv says: each name or code, and whose word it is."""
    for row in rows:
        cells = row.cells
        entity = Described(Iri(ID + cells["id"]), row, _REGISTRY)
        if cells["kind"] in CODES:
            code = Literal(cells["name"], HX + cells["kind"])
            yield entity.statement(SKOS + "notation", code, "name")
            continue
        name = text(cells["name"], cells["lang"])
        predicate = PROPERTIES[cells["kind"] == "former"]
        yield entity.statement(predicate, name, "name")
        yield from _label(row, "name", name, Authority(cells["authority"], _KIND + cells["kind"]))


def describe_curated(rows: Iterable[Row]) -> Iterator[Located]:
    """Yield which display names of registry.csv are the curators' own, and no document's."""
    authority = Authority(_CURATORS, _KIND + _DISPLAY)
    for row in rows:
        for language in filter(None, map(str.strip, row.cells.get("curated", "").split(";"))):
            column = f"name_{language}"
            yield from _label(row, column, text(row.cells[column], language), authority)


def curators_title(row: Row, column: str, thing: Iri, title: Literal) -> Iterator[Located]:
    """Yield that a title is the curators' own, and no document's; see `describe_curated`."""
    return _label(row, column, title, Authority(_CURATORS, _KIND + _DISPLAY), thing)


def _label(
    row: Row, column: str, name: Literal, authority: Authority, thing: Iri | None = None
) -> Iterator[Located]:
    """Yield whose word a name is that stands in a column of a row, of an entity or of `thing`."""
    thing = thing or Iri(ID + row.cells["id"])
    parts = (iris.local_name(thing.value), name.language, iris.slug(name.value))
    label = Described(Iri(NAME + "--".join(filter(None, parts))), row, _CATALOGUE)
    yield label.statement(RDF_TYPE, Iri(SKOSXL + "Label"), column)
    yield label.statement(SKOSXL + "literalForm", name, column)
    yield label.statement(HX + "nameOf", thing, "id")
    yield label.statement(HX + "nameKind", Iri(authority.kind), "kind")
    yield label.statement(HX + "authority", text(authority.name), "authority")


def authorities(store: Store, entity: Iri) -> dict[Term, Authority]:
    """Return whose word the names of an entity are that no document states, by name."""
    by_name: dict[Term, Authority] = {}
    for named in store.quads(None, Iri(HX + "nameOf"), entity, graph=_CATALOGUE):
        if isinstance(named.subject, Iri):
            values = {
                quad.predicate.value: quad.object
                for quad in store.quads(named.subject, graph=_CATALOGUE)
            }
            by_name[values[SKOSXL + "literalForm"]] = Authority(
                values[HX + "authority"].value, values[HX + "nameKind"].value
            )
    return by_name

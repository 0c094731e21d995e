"""The registry graph: class, names and codes of each entity; what completes the observations.

No document states the data sets of observations, nor the dimensions to which they are not limited.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kg.claims.statement import Described
from kg.mapping import kind_class
from kg.model import Iri, Literal, Located, Quad, text
from kg.rdf import iris
from kg.rdf.namespaces import (
    DCT,
    HX,
    ID,
    PREF_LABEL,
    QB,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SCHEMA,
    SKOS,
    SOURCE,
)

if TYPE_CHECKING:
    from kg.tables.curated import Row

#: column of registry.csv → language of the display name
NAME_COLUMNS: Final = {"name_es": "es", "name_en": "en", "name_fr": "fr", "name_mul": "mul"}
#: column of registry.csv → how the IRIs begin and end that other data sets give the same thing
ELSEWHERE: Final = {
    "wikidata": ("http://www.wikidata.org/entity/", ""),
    "ror": ("https://ror.org/", ""),
    "geonames": ("https://sws.geonames.org/", "/"),
    "eu_country": ("http://publications.europa.eu/resource/authority/country/", ""),
}
_REGISTRY: Final = Iri(REGISTRY_GRAPH)


def describe(rows: Iterable[Row]) -> Iterator[Located]:
    """Yield what registry.csv says of each entity: class, display names, helix, codes, area.

    An entity that was replaced by another has nothing but that reference.
    """
    for row in rows:
        cells = row.cells
        entity = Described(Iri(ID + cells["id"]), row, _REGISTRY)
        if cells["replaced_by"]:
            replacement = Iri(ID + cells["replaced_by"])
            yield entity.statement(DCT + "isReplacedBy", replacement, "replaced_by")
        else:
            yield from _entity(entity)


def _entity(entity: Described) -> Iterator[Located]:
    cells = entity.row.cells
    yield entity.statement(RDF_TYPE, Iri(kind_class(cells["kind"])), "kind")
    for column, language in NAME_COLUMNS.items():
        if cells[column]:
            yield entity.statement(PREF_LABEL, text(cells[column], language), column)
    if cells["helix"]:
        helix = Iri(iris.concept("helix", cells["helix"]))
        yield entity.statement(HX + "helix", helix, "helix")
    if cells["level"]:
        level = Iri(iris.concept("government-level", cells["level"]))
        yield entity.statement(HX + "governmentLevel", level, "level")
    if cells["iso"]:
        datatype = "iso3166-1-alpha2" if cells["kind"] == "Country" else "iso3166-2"
        yield entity.statement(SKOS + "notation", Literal(cells["iso"], HX + datatype), "iso")
    if cells["parent"]:
        yield entity.statement(HX + "partOfArea", Iri(ID + cells["parent"]), "parent")
    for column, (start, end) in ELSEWHERE.items():
        if cells.get(column):
            same = Iri(start + quote(cells[column], safe="") + end)
            yield entity.statement(SCHEMA + "sameAs", same, column)


def complete_nodes(defaults: Iterable[Located], facts: Iterable[Quad]) -> Iterator[Located]:
    """Yield once what empty cells mean of each node that is a fact.

    Args:
        defaults: What they mean of every node, as statements of the registry.
        facts: The accepted claims; a node that was rejected as a whole is not among them.
    """
    accepted = {fact.subject for fact in facts if fact.predicate.value == RDF_TYPE}
    seen: set[Quad] = set()
    for default in defaults:
        if default.quad.subject in accepted and default.quad not in seen:
            seen.add(default.quad)
            yield default


def declare_datasets(claims: Iterable[Located]) -> Iterator[Located]:
    """Yield class, structure and source of each data set that an observation names, sorted by IRI.

    Each stands at the position of the first claim that names it.
    """
    first_claims: dict[str, Located] = {}
    for claim in claims:
        if claim.quad.predicate.value == QB + "dataSet":
            first_claims.setdefault(claim.quad.object.value, claim)
    for iri, claim in sorted(first_claims.items()):
        source, structure = iris.dataset_parts(iri)
        for predicate, value in (
            (RDF_TYPE, QB + "DataSet"),
            (QB + "structure", f"{HX}dsd{structure.title()}"),
            (DCT + "source", SOURCE + source),
        ):
            yield Located(Quad(Iri(iri), Iri(predicate), Iri(value), _REGISTRY), claim.position)

"""A column of a table as its declaration says it; the kinds of things and types of cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kg.rdf import iris

#: class of each `kind` in the registry
KINDS: Final[Mapping[str, str]] = {
    "AcademicInstitution": "hx:AcademicInstitution",
    "Agreement": "hx:Agreement",
    "Area": "hx:Area",
    "Cluster": "hx:Cluster",
    "ClusterPartnership": "hx:ClusterPartnership",
    "Company": "hx:Company",
    "Country": "hx:Country",
    "Dialogue": "hx:Dialogue",
    "Event": "schema:Event",
    "IndustryAssociation": "hx:IndustryAssociation",
    "Initiative": "hx:Initiative",
    "InternationalOrganisation": "hx:InternationalOrganisation",
    "LabelScheme": "hx:LabelScheme",
    "LegalInstrument": "hx:LegalInstrument",
    "Organization": "org:Organization",
    "Person": "foaf:Person",
    "Phase": "hx:Phase",
    "Platform": "hx:Platform",
    "Programme": "hx:Programme",
    "PublicOrganisation": "m8g:PublicOrganisation",
    "ResearchCentre": "hx:ResearchCentre",
    "State": "hx:State",
    "ThematicNetwork": "hx:ThematicNetwork",
    "WorkingBody": "hx:WorkingBody",
}


#: what a cell may be; `variant` chooses the node of its row, `property` what its value states
TYPES: Final = (
    "text",
    "date",
    "period",
    "uri",
    "integer",
    "number",
    "source",
    "slug",
    "kind",
    "language",
    "variant",
    "property",
)


def kind_class(kind: str) -> str:
    """Return the class IRI of a kind of the registry."""
    return iris.expand(KINDS[kind]) or KINDS[kind]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the property it states and what its cells may hold.

    One of `scheme`, `entity`, `type` and `lang` says what a cell is.

    Attributes:
        name: The header.
        property: As a CURIE; "" states nothing by itself.
        scheme: The cell is a code of this list.
        entity: The cell is the id of an entity of one of these kinds; "*" is any.
        type: One of `TYPES`; "" is text.
        lang: The cell is a text in this language.
        lang_column: The cell is a text in the language that the column `lang` says.
        list: The cell may have several values, separated by ";".
        required: The cell must not be empty.
        inverse: The cell is the subject of the statement, and the row's subject its object.
        concept: The cell may name a concept, "axis/energy", too.
        default: What an empty cell means of the node of its row; "" means nothing.
        for_kind: Kind of the row's subject → words of the column that are different then.
        for_variant: Variant of the row → words that are different then.
    """

    name: str
    property: str = ""
    scheme: str = ""
    entity: tuple[str, ...] = ()
    type: str = ""
    lang: str = ""
    lang_column: bool = False
    list: bool = False
    required: bool = False
    inverse: bool = False
    concept: bool = False
    default: str = ""
    for_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    for_variant: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def when(self, kind: str, variant: str) -> Column:
        """Return the column as it stands for a subject of this kind, in this variant."""
        special = {**self.for_kind.get(kind, {}), **self.for_variant.get(variant, {})}
        return replace(self, **special) if special else self

"""What the columns of a table mean: `data/mapping/<table>.toml`, read and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kg.errors import ContentError
from kg.rdf import iris

#: class of each `kind` in the registry
KINDS: Mapping[str, str] = {
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


def kind_class(kind: str) -> str:
    """Return the class IRI of a kind of the registry."""
    return iris.expand(KINDS[kind]) or KINDS[kind]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the property it states and what its cells may hold.

    Exactly one of `scheme` (a code), `entity` (an id of one of these kinds; "*" is any) and
    `type` says what a cell is. `property` "" states nothing by itself.
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
    for_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    for_variant: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def when(self, kind: str, variant: str) -> Column:
        """Return the column as it stands for a subject of this kind, in this variant."""
        special = {**self.for_kind.get(kind, {}), **self.for_variant.get(variant, {})}
        return replace(self, **special) if special else self


@dataclass(frozen=True, slots=True)
class Node:
    """How the IRI of an n-ary node is made, and its class."""

    path: str
    parts: tuple[str, ...]
    cls: str
    dataset: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """One table."""

    table: str
    key: tuple[str, ...]
    claims: bool
    columns: Mapping[str, Column]
    properties: Mapping[str, Column]
    subject: str = ""
    kinds: tuple[str, ...] = ()
    node: Node | None = None
    variants: Mapping[str, Node] = field(default_factory=dict)
    _stating: dict[tuple[str, str], tuple[Column, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def stating(self, kind: str, variant: str) -> tuple[Column, ...]:
        """Return the columns that state something of a subject of this kind, in this variant."""
        known = self._stating.get((kind, variant))
        if known is None:
            columns = (column.when(kind, variant) for column in self.columns.values())
            known = self._stating[kind, variant] = tuple(
                column
                for column in columns
                if column.name != (self.subject or "subject")
                and column.type not in ("variant", "property")
            )
        return known


def declarations(folder: Path) -> dict[str, Declaration]:
    """Return the declarations of all tables in `folder`, by table name.

    Raises ContentError that names the file and what is wrong in it.
    """
    found = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            found[path.stem] = declared(path.stem, tomllib.loads(path.read_text("utf-8")))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            raise ContentError(f"{path}: {error}") from error
    if not found:
        raise ContentError(f"no table declarations in {folder}")
    return found


def declared(table: str, data: Mapping[str, Any]) -> Declaration:
    """Return the declaration of a table from its TOML. Raises KeyError, TypeError, ValueError."""
    subject = data.get("subject", {})
    node = data.get("node")
    variants = "variants" in data
    return Declaration(
        table=table,
        key=tuple(data["key"]),
        claims=data.get("claims", True),
        columns={name: _column(name, spec) for name, spec in data["columns"].items()},
        properties={name: _column(name, spec) for name, spec in data.get("properties", {}).items()},
        subject=subject.get("column", ""),
        kinds=tuple(subject.get("kinds", ())),
        node=_node(node) if node and not variants else None,
        variants={name: _node(spec) for name, spec in node.items()} if variants and node else {},
    )


def _node(spec: Mapping[str, Any]) -> Node:
    return Node(spec["path"], tuple(spec["from"]), spec["class"], spec.get("dataset", False))


def _column(name: str, spec: Mapping[str, Any]) -> Column:
    known = dict(spec)
    language = known.pop("lang", "")
    column = Column(
        name=name,
        entity=tuple(known.pop("entity", ())),
        lang=language if isinstance(language, str) else "",
        lang_column=language is True,
        **known,
    )
    for curie in (column.property,):
        if curie and iris.expand(curie) is None:
            raise ValueError(f"column {name}: unknown prefix in '{curie}'")
    return column

"""Read what the columns of a table mean: `data/mapping/<table>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from kg.errors import ContentError, in_language, said_by_system
from kg.files.reading import nested
from kg.mapping.words import alternatives, require_words, text, texts
from kg.ontology import profile, terms
from kg.rdf import iris
from kg.rdf.namespaces import SKOS

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


_SECTIONS: Final = (
    "key",
    "claims",
    "columns",
    "properties",
    "subject",
    "node",
    "variants",
)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]+)*")
#: what the declaration of a column may say
COLUMN_WORDS: Final = tuple(
    item.name for item in fields(Column) if item.name not in ("name", "lang_column")
)


@dataclass(frozen=True, slots=True)
class Node:
    """How the IRI of an n-ary node is made, and its class.

    Attributes:
        path: What its IRI begins with, below the project's base.
        parts: Columns whose cells the IRI is made of; "entity|area" is the one that is filled.
        cls: The class, as a CURIE.
        dataset: Whether it is an observation, which belongs to a dataset.
    """

    path: str
    parts: tuple[str, ...]
    cls: str
    dataset: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """One table: its key, its columns and what its rows are about.

    Attributes:
        table: Its name.
        key: Columns that no two rows share, together with source, locator and certainty.
        claims: Whether its rows are claims with evidence.
        columns: Header → column, in their order.
        properties: Short name → what a value is, in a table whose rows name their property.
        subject: The column that names what a row is about; "" is `subject`, or a node.
        kinds: What the subject may be.
        node: The node that each row makes.
        variants: Variant → node, where a column chooses.
    """

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
        stating = self._stating.get((kind, variant))
        if stating is None:
            columns = (column.when(kind, variant) for column in self.columns.values())
            stating = self._stating[kind, variant] = tuple(
                column
                for column in columns
                if column.name != (self.subject or "subject")
                and column.type not in ("variant", "property")
            )
        return stating


def declarations(folder: Path) -> dict[str, Declaration]:
    """Return the declarations of all tables in `folder`, by table name.

    Raises:
        ContentError: A declaration is wrong, with its file; or there are none.
    """
    tables = {}
    for path in sorted(folder.glob("*.toml")):
        with readable(path), nested(str(path)):
            tables[path.stem] = declared(path.stem, tomllib.loads(path.read_text("utf-8")))
    if not tables:
        raise ContentError(
            in_language(
                f"no table declarations in {folder}", f"no hay declaraciones de tablas en {folder}"
            )
        )
    return tables


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Raise ContentError with the file, within, for what is wrong in a TOML file."""
    try:
        yield
    except OSError as error:
        raise ContentError(f"{path}: {said_by_system(error)}") from error
    except KeyError as error:
        raise ContentError(
            in_language(f"{path}: {error.args[0]} is missing", f"{path}: falta {error.args[0]}")
        ) from error
    except (TypeError, ValueError) as error:  # TOMLDecodeError is a ValueError
        raise ContentError(f"{path}: {error}") from error


def declared(table: str, data: Mapping[str, Any]) -> Declaration:
    """Return the declaration of a table.

    Args:
        table: Its name.
        data: The TOML, read.

    Raises:
        KeyError: Something is missing; the argument says what.
        TypeError, ValueError: Something has no meaning.
    """
    require_words(table, data, _SECTIONS)
    subject = data.get("subject", {})
    require_words("[subject]", subject, ("column", "kinds"))
    require_kinds("[subject]", subject.get("kinds", ()))
    node = data.get("node")
    has_variants = "variants" in data
    columns = {name: _column(name, spec) for name, spec in data["columns"].items()}
    for column in columns.values():
        if column.default and not node:
            raise ValueError(
                in_language(
                    f"column {column.name}: 'default' needs rows that make a node",
                    f"columna {column.name}: 'default' necesita filas que crean un nodo",
                )
            )
    return Declaration(
        table=table,
        key=tuple(data["key"]),
        claims=data.get("claims", True),
        columns=columns,
        properties={name: _column(name, spec) for name, spec in data.get("properties", {}).items()},
        subject=subject.get("column", ""),
        kinds=tuple(subject.get("kinds", ())),
        node=_node(node) if node and not has_variants else None,
        variants=(
            {name: _node(spec) for name, spec in node.items()} if node and has_variants else {}
        ),
    )


def _node(spec: Mapping[str, Any]) -> Node:
    require_words("[node]", spec, ("path", "from", "class", "dataset"))
    return Node(spec["path"], tuple(spec["from"]), spec["class"], spec.get("dataset", False))


def _column(name: str, spec: Mapping[str, Any]) -> Column:
    """Return a column as its TOML declares it; `lang` is a language, or true for a column."""
    _require_known(name, spec)
    words = dict(spec)
    language = words.pop("lang", "")
    column = Column(
        name=name,
        entity=tuple(words.pop("entity", ())),
        lang=language if isinstance(language, str) else "",
        lang_column=language is True,
        **words,
    )
    for special in (*column.for_kind.values(), *column.for_variant.values()):
        _require_known(name, special)
    return _after_the_profile(column)


def _after_the_profile(column: Column) -> Column:
    """Return a column that says no more than its property, with the values of the profile.

    Raises:
        ValueError: Its code list is not that of the property.
    """
    uses = [use for use in profile.project() if use.property == iris.expand(column.property)]
    schemes = {use.values.scheme for use in uses if use.values.scheme}
    if column.scheme and schemes and column.scheme not in schemes:
        lists = sorted(schemes)
        raise ValueError(
            in_language(
                f"column {column.name}: the values of {column.property} are from "
                f"{' or '.join(lists)}, not from {column.scheme}",
                f"columna {column.name}: los valores de {column.property} son de "
                f"{' o '.join(lists)}, no de {column.scheme}",
            )
        )
    says_what_it_is = (
        column.scheme or column.entity or column.type or column.lang or column.lang_column
    )
    if says_what_it_is or len({use.values for use in uses}) != 1:
        return column
    values = uses[0].values
    several = column.list or all(use.repeatable for use in uses)
    if values.scheme:
        return replace(column, scheme=values.scheme, list=several)
    if values.classes:
        entity, concept = _kinds_of(values.classes)
        return replace(column, entity=entity, concept=concept, list=several)
    return replace(column, type=values.word, list=several) if values.word in TYPES else column


def _kinds_of(classes: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return the kinds of the registry that are of some classes, and whether a concept may be."""
    known = terms.declared()
    kinds = tuple(
        kind for kind in KINDS if known.superclasses(kind_class(kind)).intersection(classes)
    )
    return ("*",) if len(kinds) == len(KINDS) else kinds, f"{SKOS}Concept" in classes


def require_kinds(where: str, kinds: Sequence[str], *others: str) -> None:
    """Raise ValueError for what is no kind of the registry."""
    for kind in kinds:
        if kind not in KINDS and kind not in others:
            known = alternatives(kind, KINDS)
            raise ValueError(
                in_language(
                    f"{where}: unknown kind '{kind}'{known}",
                    f"{where}: clase desconocida '{kind}'{known}",
                )
            )


def column_words(name: str, spec: object) -> Mapping[str, Any]:
    """Return the words of a column's declaration. Raises ValueError where it is no table."""
    if not isinstance(spec, Mapping):
        raise ValueError(
            in_language(
                f"column {name}: write {{ property = …, type = … }}, not '{spec}'",
                f"columna {name}: escriba {{ property = …, type = … }}, no '{spec}'",
            )
        )
    return spec


def _require_known(name: str, spec: Mapping[str, Any]) -> None:
    """Raise ValueError where a column has a word, a type or a prefix that means nothing."""
    where = in_language(f"column {name}", f"columna {name}")
    require_words(where, column_words(name, spec), COLUMN_WORDS)
    if spec.get("type", "text") not in TYPES:
        others = alternatives(str(spec["type"]), TYPES)
        raise ValueError(
            in_language(
                f"{where}: unknown type '{spec['type']}'{others}",
                f"{where}: tipo desconocido '{spec['type']}'{others}",
            )
        )
    for word in ("property", "scheme", "default"):
        text(where, word, spec.get(word, ""))
    for word in ("list", "required", "inverse", "concept"):
        if not isinstance(spec.get(word, False), bool):
            raise ValueError(
                in_language(
                    f"{where}: {word} is true or false, not '{spec[word]}'",
                    f"{where}: {word} es true o false, no '{spec[word]}'",
                )
            )
    require_kinds(where, texts(where, "entity", spec.get("entity", [])), "*")
    language = spec.get("lang", "es")
    if language is not True and not _LANGUAGE.fullmatch(text(where, "lang", language)):
        raise ValueError(
            in_language(
                f"{where}: '{language}' is no language code; write es, en, fr …",
                f"{where}: '{language}' no es un código de idioma; escriba es, en, fr …",
            )
        )
    curie = spec.get("property")
    if not curie:
        return
    iri = iris.expand(curie)
    if iri is None:
        raise ValueError(
            in_language(
                f"column {name}: unknown prefix in '{curie}'",
                f"columna {name}: prefijo desconocido en '{curie}'",
            )
        )
    known = terms.declared()
    if iri not in known and terms.is_misspelling(iri):
        near = known.nearest(iri, of_class=False)
        english = f"; did you mean {iris.shorten(near)}?" if near else ""
        spanish = f"; ¿quiso decir {iris.shorten(near)}?" if near else ""
        raise ValueError(
            in_language(
                f"column {name}: {curie} is not declared in the ontology{english}",
                f"columna {name}: {curie} no está declarado en la ontología{spanish}",
            )
        )

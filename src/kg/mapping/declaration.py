"""Read what the columns of a table mean: `data/mapping/<table>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from kg.errors import ContentError, in_language, said_by_system
from kg.files.reading import nested
from kg.mapping.column import KINDS, TYPES, Column
from kg.mapping.profiled import classes_of, completed, short_names, with_mandatory
from kg.mapping.words import alternatives, require_words, text, texts
from kg.model import Position
from kg.ontology import terms
from kg.rdf import iris

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
        properties: Short name → what a value is, in a table whose rows name their property:
            those of [properties], and all of the profile under their own names.
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
    except WrongColumn as error:
        raise ContentError(f"{place_of(path, error.column)}: {error}") from error
    except (TypeError, ValueError) as error:  # TOMLDecodeError is a ValueError
        raise ContentError(f"{path}: {error}") from error


class WrongColumn(ValueError):
    """What is wrong in the declaration of a column.

    Attributes:
        column: Its name.
    """

    def __init__(self, message: str, column: str) -> None:
        self.column = column
        super().__init__(message)


@contextmanager
def about_column(name: str) -> Iterator[None]:
    """Raise WrongColumn for what is wrong within, so that its line can be told."""
    try:
        yield
    except ValueError as error:
        raise WrongColumn(str(error), name) from error


def place_of(path: Path, column: str) -> Position:
    """Return where a TOML file declares a column, without a line where it is not found."""
    toml = path.read_text("utf-8")
    sections = re.search(r"^[ \t]*\[(columns|properties)\b", toml, re.MULTILINE)
    start = sections.start() if sections else 0
    named = rf"""^[ \t]*(\[(columns|properties)\.)?["']?{re.escape(column)}["']?[ \t]*[]=.]"""
    match = re.compile(named, re.MULTILINE).search(toml, start)
    return Position(str(path), toml.count("\n", 0, match.start()) + 1 if match else 0)


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
    variants = {name: _node(spec) for name, spec in node.items()} if node and has_variants else {}
    one_node = _node(node) if node and not has_variants else None
    columns = {name: _column(name, spec) for name, spec in data["columns"].items()}
    classes = _classes(subject.get("kinds", ()), [one_node, *variants.values()], columns)
    properties = {name: _column(name, spec) for name, spec in data.get("properties", {}).items()}
    if any(column.type == "property" for column in columns.values()):
        properties |= short_names(classes, properties)
    for column in columns.values():
        if column.default and not node:
            raise WrongColumn(
                in_language(
                    f"column {column.name}: 'default' needs rows that make a node",
                    f"columna {column.name}: 'default' necesita filas que crean un nodo",
                ),
                column.name,
            )
    whole = {name: _completed(column, classes) for name, column in columns.items()}
    return Declaration(
        table=table,
        key=tuple(data["key"]),
        claims=data.get("claims", True),
        columns=with_mandatory(whole, iris.expand(one_node.cls) or "") if one_node else whole,
        properties={
            name: _completed(column, classes, in_row=True) for name, column in properties.items()
        },
        subject=subject.get("column", ""),
        kinds=tuple(subject.get("kinds", ())),
        node=one_node,
        variants=variants,
    )


def _classes(
    kinds: Sequence[str], nodes: Sequence[Node | None], columns: Mapping[str, Column]
) -> tuple[str, ...]:
    """Return the IRIs of the classes of what the rows of a table can be about."""
    if kinds:
        return classes_of(kinds)
    named = columns.get("subject")
    if named and named.entity:
        return classes_of(named.entity, with_concepts=named.concept)
    return tuple(iris.expand(node.cls) or "" for node in nodes if node)


def _completed(column: Column, classes: Sequence[str], *, in_row: bool = False) -> Column:
    """Return a column with what the profile says of it; what it says itself must agree."""
    with about_column(column.name):
        for kind in column.for_kind:
            completed(column.when(kind, ""), classes_of([kind]))
        for variant in column.for_variant:
            completed(column.when("", variant), classes)
        return completed(column, classes, in_row=in_row)


def _node(spec: Mapping[str, Any]) -> Node:
    require_words("[node]", spec, ("path", "from", "class", "dataset"))
    return Node(spec["path"], tuple(spec["from"]), spec["class"], spec.get("dataset", False))


def _column(name: str, spec: Mapping[str, Any]) -> Column:
    """Return a column as its TOML declares it; `lang` is a language, or true for a column."""
    with about_column(name):
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
    return column


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
    """Return the words of a column's declaration. Raises WrongColumn where it is no table."""
    if not isinstance(spec, Mapping):
        raise WrongColumn(
            in_language(
                f"column {name}: write {{ property = …, type = … }}, not '{spec}'",
                f"columna {name}: escriba {{ property = …, type = … }}, no '{spec}'",
            ),
            name,
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

"""What took the place of terms: a property, a class or a code that older data may still use.

The table `ontology/successors.csv` has a row for each. The empty cell `property` stands for any
property and `value` for any value, `rdfs:Literal` for any literal; where the cell of a new one is
empty, the old one stays. Data of the version before is read with the new terms, and told so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import ContentError, in_language
from kg.files import content
from kg.model import Iri, Literal, Located, Position, Quad
from kg.rdf import iris
from kg.rdf.namespaces import DCT, OWL, RDF_TYPE, RDFS, SKOS, VOC

COLUMNS: Final = ("since", "property", "value", "new_property", "new_value")
#: how properties begin that describe a term itself, the old one too: these statements stay
_DESCRIBING: Final = (SKOS, OWL, RDFS, DCT + "isReplacedBy", DCT + "replaces")

#: what stands in the table for any literal
_LITERAL: Final = RDFS + "Literal"


class Successor(NamedTuple):
    """A row of the table, with full IRIs.

    Attributes:
        since: The version from which on the new terms are used.
        property: The old property; "" is any.
        value: The old value, such as a code or a class; "" is any.
        new_property: What to write in its place; "" leaves the property as it is.
        new_value: What to write in its place; "" leaves the value as it is.
    """

    since: str
    property: str
    value: str
    new_property: str
    new_value: str

    def __str__(self) -> str:
        def shown(*terms: str) -> str:
            return " ".join(iris.shorten(term) for term in terms if term)

        old, new = shown(self.property, self.value), shown(self.new_property, self.new_value)
        return f"{old} → {new}"


class Renamed(NamedTuple):
    """A statement that was read with a new term.

    Attributes:
        successor: The row of the table that was applied.
        position: Where the old term stands.
    """

    successor: Successor
    position: Position


class Successors:
    """The table, ready to be applied."""

    def __init__(self, rows: Iterable[Successor] = ()) -> None:
        """Index rows by what they replace."""
        self._rows = {(row.property, row.value): row for row in rows}
        self._values = {row.value for row in self if row.value}
        self._properties = {row.property for row in self if row.value in ("", _LITERAL)}

    def __iter__(self) -> Iterator[Successor]:
        return iter(self._rows.values())

    def of(self, predicate: str, value: str) -> Successor | None:
        """Return the row that applies to a statement; the most specific one where several do."""
        for key in ((predicate, value), ("", value), (predicate, "")):
            if key in self._rows:
                return self._rows[key]
        return None

    def quad(self, quad: Quad) -> tuple[Quad, tuple[Successor, ...]]:
        """Return a quad with new terms, and the rows that were applied to it."""
        subject, predicate, value, graph = quad
        if (
            value.value not in self._values
            and subject.value not in self._values
            and predicate.value not in self._properties
        ) or predicate.value.startswith(_DESCRIBING):
            return quad, ()
        applied = []
        row = self.of(predicate.value, _LITERAL if isinstance(value, Literal) else value.value)
        if row:
            predicate = Iri(row.new_property or predicate.value)
            value = Iri(row.new_value) if row.new_value else value
            applied.append(row)
        row = self._rows.get(("", subject.value)) if isinstance(subject, Iri) else None
        if row and row.new_value and predicate.value != RDF_TYPE:
            subject = Iri(row.new_value)
            applied.append(row)
        return (Quad(subject, predicate, value, graph), tuple(applied)) if applied else (quad, ())

    def apply(self, located: Iterable[Located]) -> tuple[list[Located], list[Renamed]]:
        """Return statements with new terms, and where old ones stood."""
        read: list[Located] = []
        renamed: dict[Renamed, None] = {}
        for item in located:
            quad, applied = self.quad(item.quad)
            read.append(Located(quad, item.position) if applied else item)
            for row in applied:
                renamed.setdefault(Renamed(row, item.position))
        return read, list(renamed)

    def old_concept(self, predicate: str, scheme: str, code: str) -> str:
        """Return the old concept that a cell names although its list has moved on, else "".

        Args:
            predicate: The property that the column states.
            scheme: The list of the column.
            code: The cell, no code of this list.
        """
        for row in self:
            if row.property == predicate and row.new_value.startswith(f"{VOC}{scheme}/"):
                old_scheme, _, old_code = row.value.removeprefix(VOC).partition("/")
                if old_scheme != scheme and old_code == code:
                    return row.value
        return ""

    def code(self, predicate: str, scheme: str, code: str) -> str:
        """Return the code that took the place of one in the same column, else the code itself."""
        old = self.old_concept(predicate, scheme, code) or iris.concept(scheme, code)
        row = self.of(predicate, old)
        prefix = f"{VOC}{scheme}/"
        if row and row.new_property in ("", predicate) and row.new_value.startswith(prefix):
            return row.new_value.removeprefix(prefix)
        return code

    def reference(self, cell: str) -> str:
        """Return a cell that names a concept, "list/code", as it is named now."""
        row = self.of("", VOC + cell)
        return row.new_value.removeprefix(VOC) if row and row.new_value else cell


@lru_cache(maxsize=1)
def project_successors() -> Successors:
    """Return the project's table.

    Raises:
        ContentError: It is not as it should be.
    """
    return read_successors(content.folder("ontology") / "successors.csv")


def read_successors(path: Path) -> Successors:
    """Return the table in a file.

    Raises:
        ContentError: A column is missing, a name has no known prefix, or a row replaces nothing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ContentError(
                in_language(
                    f"{path}:1: the columns are {', '.join(COLUMNS)}",
                    f"{path}:1: las columnas son {', '.join(COLUMNS)}",
                )
            )
        return Successors(_row(path, number, row) for number, row in enumerate(reader, 2))


def _row(path: Path, line: int, cells: dict[str, str]) -> Successor:
    terms = []
    for column in COLUMNS[1:]:
        cell = cells[column]
        expanded = iris.expand(cell) if cell else ""
        if expanded is None:
            raise ContentError(
                in_language(
                    f"{path}:{line} ({column}): '{cell}' has no known prefix",
                    f"{path}:{line} ({column}): «{cell}» no tiene un prefijo conocido",
                )
            )
        terms.append(expanded)
    old_property, old_value, new_property, new_value = terms
    if bool(new_property) > bool(old_property) or bool(new_value) > bool(old_value):
        raise ContentError(
            in_language(
                f"{path}:{line}: a new term needs the old one whose place it takes",
                f"{path}:{line}: un término nuevo necesita el anterior cuyo lugar toma",
            )
        )
    if not new_property and not new_value:
        raise ContentError(
            in_language(
                f"{path}:{line}: nothing takes the place of the old term",
                f"{path}:{line}: nada toma el lugar del término anterior",
            )
        )
    return Successor(cells["since"], old_property, old_value, new_property, new_value)

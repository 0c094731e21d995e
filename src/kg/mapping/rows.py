"""Map a table: rows → quads, each with its place, and every problem found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg import iris
from kg.mapping import values
from kg.mapping.context import Context
from kg.mapping.declaration import Column, Declaration, Node
from kg.mapping.values import Wrong
from kg.model import Iri, Literal, Located, Position, Problem, Quad, Term
from kg.namespaces import BASE, HX, LISTING, PREF_LABEL, QB, RDF_TYPE
from kg.readers.tabular import Row, Table

#: the columns that say who says so, where, and how certainly; last in every claim table
EVIDENCE_COLUMNS = ("source", "locator", "certainty", "listing")


def columns_of(declaration: Declaration) -> tuple[str, ...]:
    """Return the columns of a table in their order, those of the evidence last."""
    own = tuple(declaration.columns)
    if declaration.subject:
        own = (declaration.subject, *own)
    return own + EVIDENCE_COLUMNS if declaration.claims else own


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """The evidence of a row."""

    iri: str
    source: str
    locator: str
    certainty: str
    listing: str
    position: Position


@dataclass(slots=True)
class MappedTable:
    """The claims of a table, the evidences they rest on, and what could not be mapped."""

    claims: list[Located] = field(default_factory=list)
    evidences: list[EvidenceRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def map_table(table: Table, declaration: Declaration, context: Context) -> MappedTable:
    """Return the claims of `table`. Its own problems of form come first in `problems`."""
    mapped = MappedTable(problems=list(table.problems))
    seen: dict[tuple[str, ...], int] = {}
    key = declaration.key + EVIDENCE_COLUMNS[:3] if declaration.claims else declaration.key
    for row in table.rows:
        values_of_key = tuple([row.cells[name] for name in key])
        first = seen.setdefault(values_of_key, row.line)
        if first != row.line:
            mapped.problems.append(Problem(
                row.at(key[0]),
                f"the same key as line {first} ({', '.join(key)}); merge the two rows",
            ))
            continue
        _Mapper(row, declaration, context, mapped).run()
    return mapped


class _Mapper:
    """One row on its way to quads."""

    def __init__(
        self, row: Row, declaration: Declaration, context: Context, mapped: MappedTable
    ) -> None:
        self.row = row
        self.declaration = declaration
        self.context = context
        self.mapped = mapped
        self.failed = False

    def run(self) -> None:
        cells = self.row.cells
        for column in self.declaration.columns.values():
            if column.required and not cells[column.name]:
                self.wrong(column.name, "the cell is empty; a value is required here")
        if not self.declaration.claims:
            for _ in self.statements("", ""):
                pass
            return
        evidence = self.evidence()
        variant = cells[self.variant_column()] if self.declaration.variants else ""
        subject, kind = self.subject(variant)
        if evidence is None or subject is None:
            for _ in self.statements(kind, variant):
                pass  # the other cells are checked all the same: all errors in one run
            return
        graph = Iri(evidence.iri)
        claims: list[Located] = []

        def claim(s: str, p: str, o: Term, column: str) -> None:
            claims.append(Located(Quad(Iri(s), Iri(p), o, graph), self.row.at(column)))

        node = self.node(variant)
        if node:
            cls = iris.expand(node.cls) or ""
            claim(subject, RDF_TYPE, Iri(cls), self.declaration.key[0])
            if node.dataset:
                claim(subject, QB + "dataSet", Iri(self.dataset()), "indicator")
                if cells["listing"]:
                    claim(subject, HX + "listing", Iri(LISTING + cells["listing"]), "listing")
        for column, term in self.statements(kind, variant):
            if not column.property:
                continue
            predicate = iris.expand(column.property) or ""
            if isinstance(term, Literal):
                predicate, term = self.display(predicate, term)
            if column.inverse and isinstance(term, Iri):
                claim(term.value, predicate, Iri(subject), column.name)
            else:
                claim(subject, predicate, term, column.name)
        if not self.failed:
            self.mapped.claims.extend(claims)
            self.mapped.evidences.append(evidence)

    def wrong(self, column: str, message: str) -> None:
        self.failed = True
        self.mapped.problems.append(Problem(self.row.at(column), message, column))

    def evidence(self) -> EvidenceRow | None:
        cells = self.row.cells
        source, locator, certainty, listing = (cells[name] for name in EVIDENCE_COLUMNS)
        good = True
        if source not in self.context.sources:
            self.wrong("source", f"unknown source '{source}'; add it to sources.csv" if source
                       else "the cell is empty; say which document states this")
            good = False
        if not iris.slug(locator):
            self.wrong("locator", "the cell is empty; say where in the document, "
                       "for example «§3.2» or «para. 2»")
            good = False
        try:
            values.code(certainty, "certainty", self.context)
        except Wrong as error:
            self.wrong("certainty", str(error))
            good = False
        if listing and listing not in self.context.listings:
            self.wrong("listing", f"unknown listing '{listing}'; add it to listings.csv")
            good = False
        elif listing and good and self.context.listings[listing] != source:
            self.wrong("listing", f"the listing '{listing}' is one of source "
                       f"{self.context.listings[listing]}, not of {source}")
            good = False
        if not good:
            return None
        return EvidenceRow(iris.evidence(source, locator, certainty), source, locator, certainty,
                           listing, self.row.at("locator"))

    def variant_column(self) -> str:
        return next(c.name for c in self.declaration.columns.values() if c.type == "variant")

    def node(self, variant: str) -> Node | None:
        return self.declaration.variants.get(variant) or self.declaration.node

    def subject(self, variant: str) -> tuple[str | None, str]:
        """Return the IRI of the row's subject and its kind."""
        cells = self.row.cells
        if self.declaration.subject or not (self.declaration.node or self.declaration.variants):
            name = self.declaration.subject or "subject"
            column = Column(name, entity=self.declaration.kinds or ("*",),
                            concept=not self.declaration.subject)
            if not cells[name]:
                if self.declaration.subject:
                    self.wrong(name, "the cell is empty; a value is required here")
                return None, ""
            try:
                iri = values.reference(cells[name], column, self.context)
            except Wrong as error:
                self.wrong(name, str(error))
                return None, ""
            entity = self.context.entities.get(iri.rsplit("/", 1)[-1])
            return iri, entity.kind if entity else ""
        node = self.node(variant)
        if node is None:
            self.wrong(self.variant_column(), f"'{variant}' is none of "
                       f"{', '.join(self.declaration.variants)}")
            return None, ""
        return BASE + iris.key(node.path, [self.part(name) for name in node.parts]), ""

    def part(self, name: str) -> str:
        cell = next((self.row.cells[n] for n in name.split("|") if self.row.cells[n]), "")
        cell = self.context.replaced.get(cell, cell)
        # Codes keep their points; all else becomes a slug, so that a key can be split again.
        plain = name in ("product", "round", "period")
        return iris.slug(cell) if plain else cell

    def dataset(self) -> str:
        cells = self.row.cells
        flow = cells["counterpart"] or cells["product"]
        kind = "flow" if flow else "entity" if cells["entity"] else "area"
        return f"{BASE}dataset/{cells['source']}-{kind}"

    def statements(self, kind: str, variant: str) -> Iterator[tuple[Column, Term]]:
        """Yield (column, term) of every filled cell; what cannot be read becomes a problem."""
        cells = self.row.cells
        for column in self.declaration.stating(kind, variant):
            if not cells[column.name]:
                continue
            if self.declaration.properties and column.name == "value":
                yield from self.stated()
            else:
                yield from self.cell(column)

    def stated(self) -> Iterator[tuple[Column, Term]]:
        """Yield the statement of a row of facts.csv, whose property decides its value."""
        cells = self.row.cells
        column = self.declaration.properties.get(cells["property"])
        if column is None:
            self.wrong("property", f"unknown property '{cells['property']}'; one of "
                       f"{', '.join(self.declaration.properties)}")
            return
        yield from self.cell(column, "value", cells["lang"])

    def cell(
        self, column: Column, name: str = "", language: str = ""
    ) -> Iterator[tuple[Column, Term]]:
        name = name or column.name
        whole = self.row.cells[name]
        for part in whole.split(";") if column.list else [whole]:
            if not part.strip():
                self.wrong(name, "an empty item in the list; remove the extra ';'")
                continue
            try:
                yield column, values.term(part.strip(), column, self.context, language)
            except Wrong as error:
                self.wrong(name, str(error))

    def display(self, predicate: str, term: Literal) -> tuple[str, Literal]:
        """Return skos:prefLabel for a name that is the display name, which SKOS wants once."""
        if not (predicate.endswith("altLabel") and self.declaration.claims):
            return predicate, term
        identifier = self.row.cells.get(self.declaration.subject or "subject", "")
        entity = self.context.entities.get(self.context.replaced.get(identifier, identifier))
        names = entity.names if entity else {}
        if names.get(term.language) == term.value:
            return PREF_LABEL, term
        if names.get("mul") == term.value:
            return PREF_LABEL, term._replace(language="mul")
        return predicate, term


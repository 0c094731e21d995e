"""Map a table: rows → quads, each with its place, and every problem found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.mapping import values
from kg.mapping.context import Context
from kg.mapping.declaration import Column, Declaration, Node
from kg.mapping.values import Wrong
from kg.model import Iri, Literal, Located, Position, Problem, Quad, Term
from kg.rdf import iris
from kg.rdf.namespaces import BASE, HX, LISTING, PREF_LABEL, QB, RDF_TYPE
from kg.tables.curated import Row, Table

_TYPE = Iri(RDF_TYPE)
#: the columns that say who says so, where, and how certainly; last in every claim table
EVIDENCE_COLUMNS = ("source", "locator", "certainty", "listing")


def columns_of(declaration: Declaration) -> tuple[str, ...]:
    """Return the columns of a table in their order, those of the evidence last."""
    own = tuple(declaration.columns)
    if declaration.subject:
        own = (declaration.subject, *own)
    return own + EVIDENCE_COLUMNS if declaration.claims else own


class EvidenceRow(NamedTuple):
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
    mapper = _Mapper(declaration, context, mapped)
    seen: dict[tuple[str, ...], int] = {}
    key = declaration.key + EVIDENCE_COLUMNS[:3] if declaration.claims else declaration.key
    for row in table.rows:
        values_of_key = tuple([row.cells[name] for name in key])
        first = seen.setdefault(values_of_key, row.line)
        if first != row.line:
            mapped.problems.append(
                Problem(
                    row.at(key[0]),
                    f"the same key as line {first} ({', '.join(key)}); merge the two rows",
                )
            )
            continue
        mapper.map(row)
    return mapped


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the cells of a column say of one kind of subject, in one variant.

    name: the column in which they stand.  predicate: None where it states nothing by itself.
    named: whether it states names, of which the display name has a property of its own.
    terms: text → what it says, of the texts that came before; most columns have few different
    ones, and to look one up takes a tenth of the time of reading it.
    """

    column: Column
    name: str
    predicate: Iri | None
    named: bool
    terms: dict[str, tuple[Term, ...]] = field(default_factory=dict)


class _Mapper:
    """The rows of one table on their way to quads, one after the other."""

    def __init__(self, declaration: Declaration, context: Context, mapped: MappedTable) -> None:
        self.declaration, self.context, self.mapped = declaration, context, mapped
        columns = declaration.columns.values()
        self.required = [column.name for column in columns if column.required]
        self.variant_column = next((c.name for c in columns if c.type == "variant"), "")
        #: of the cell that names the subject, where a row makes no node of its own
        self.subject_column = Column(
            declaration.subject or "subject",
            entity=declaration.kinds or ("*",),
            concept=not declaration.subject,
        )
        self.meanings: dict[tuple[str, str], list[_Meaning]] = {}
        #: in a table that names the property of each row, the column with its value
        self.decided = "value" if declaration.properties else ""
        self.properties = {
            name: self.meaning(column, self.decided)
            for name, column in declaration.properties.items()
        }
        self.evidences: dict[tuple[str, ...], str] = {}  # the four cells → IRI of the graph

    def map(self, row: Row) -> None:
        """Add the claims of a row, or what is wrong with it: everything, in one go."""
        self.row, self.failed = row, False
        cells = row.cells
        for name in self.required:
            if not cells[name]:
                self.wrong(name, "the cell is empty; a value is required here")
        if not self.declaration.claims:
            for _ in self.statements("", ""):
                pass
            return
        evidence = self.evidence()
        variant = cells[self.variant_column] if self.declaration.variants else ""
        identifier, kind = self.subject(variant)
        if evidence is None or identifier is None:
            for _ in self.statements(kind, variant):
                pass  # the other cells are checked all the same
            return
        subject, graph = Iri(identifier), Iri(evidence.iri)
        claims = self.mapped.claims
        before = len(claims)
        node = self.node(variant)
        if node:
            claims.append(
                Located(
                    Quad(subject, _TYPE, Iri(iris.expand(node.cls) or ""), graph),
                    row.at(self.declaration.key[0]),
                )
            )
            if node.dataset:
                claims += self.of_dataset(subject, graph)
        file, line, columns = row.file, row.line, row.columns
        for meaning, terms in self.statements(kind, variant):
            predicate = meaning.predicate
            if predicate is None:
                continue
            position = Position(file, line, columns.get(meaning.name, 0))
            for term in terms:
                if meaning.named and isinstance(term, Literal):
                    quad = Quad(subject, *self.display(predicate, term), graph)
                elif meaning.column.inverse and isinstance(term, Iri):
                    quad = Quad(term, predicate, subject, graph)
                else:
                    quad = Quad(subject, predicate, term, graph)
                claims.append(Located(quad, position))
        if self.failed:
            del claims[before:]
        else:
            self.mapped.evidences.append(evidence)

    def wrong(self, column: str, message: str) -> None:
        self.failed = True
        self.mapped.problems.append(Problem(self.row.at(column), message, column))

    def evidence(self) -> EvidenceRow | None:
        cells = self.row.cells
        said = source, locator, certainty, listing = tuple(
            [cells[name] for name in EVIDENCE_COLUMNS]
        )
        iri = self.evidences.get(said)
        if iri is None:
            if not self.is_evidence(source, locator, certainty, listing):
                return None
            iri = self.evidences[said] = iris.evidence(source, locator, certainty)
        return EvidenceRow(iri, source, locator, certainty, listing, self.row.at("locator"))

    def is_evidence(self, source: str, locator: str, certainty: str, listing: str) -> bool:
        good = True
        if source not in self.context.sources:
            self.wrong(
                "source",
                f"unknown source '{source}'; add it to sources.csv"
                if source
                else "the cell is empty; say which document states this",
            )
            good = False
        if not iris.slug(locator):
            self.wrong(
                "locator",
                "the cell is empty; say where in the document, for example «§3.2» or «para. 2»",
            )
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
            self.wrong(
                "listing",
                f"the listing '{listing}' is one of source "
                f"{self.context.listings[listing]}, not of {source}",
            )
            good = False
        return good

    def node(self, variant: str) -> Node | None:
        return self.declaration.variants.get(variant) or self.declaration.node

    def of_dataset(self, subject: Iri, graph: Iri) -> Iterator[Located]:
        """Yield where an observation belongs: its dataset, and the listing that it stands in."""
        row, listing = self.row, self.row.cells["listing"]
        yield Located(
            Quad(subject, Iri(QB + "dataSet"), Iri(self.dataset()), graph), row.at("indicator")
        )
        if listing:
            yield Located(
                Quad(subject, Iri(HX + "listing"), Iri(LISTING + listing), graph), row.at("listing")
            )

    def subject(self, variant: str) -> tuple[str | None, str]:
        """Return the IRI of the row's subject and its kind."""
        cells = self.row.cells
        if self.declaration.subject or not (self.declaration.node or self.declaration.variants):
            column = self.subject_column
            name = column.name
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
            self.wrong(
                self.variant_column,
                f"'{variant}' is none of {', '.join(self.declaration.variants)}",
            )
            return None, ""
        return BASE + iris.key(node.path, [self.part(name) for name in node.parts]), ""

    def part(self, name: str) -> str:
        cells = self.row.cells
        cell = (
            cells[name]
            if name in cells
            else next((cells[n] for n in name.split("|") if cells[n]), "")
        )
        cell = self.context.replaced.get(cell, cell)
        # Codes keep their points; all else becomes a slug, so that a key can be split again.
        return iris.slug(cell) if name in ("product", "round", "period") else cell

    def dataset(self) -> str:
        cells = self.row.cells
        flow = cells["counterpart"] or cells["product"]
        kind = "flow" if flow else "entity" if cells["entity"] else "area"
        return f"{BASE}dataset/{cells['source']}-{kind}"

    def statements(self, kind: str, variant: str) -> Iterator[tuple[_Meaning, tuple[Term, ...]]]:
        """Yield what each filled cell says; what cannot be read becomes a problem."""
        meanings = self.meanings.get((kind, variant))
        if meanings is None:
            meanings = self.meanings[kind, variant] = [
                self.meaning(column, column.name)
                for column in self.declaration.stating(kind, variant)
            ]
        cells = self.row.cells
        for meaning in meanings:
            text = cells[meaning.name]
            if not text:
                continue
            if meaning.name == self.decided:
                yield from self.stated(text)
                continue
            terms = meaning.terms.get(text)
            if terms is None:
                terms = self.read(meaning, text)
                if not self.failed:
                    meaning.terms[text] = terms
            yield meaning, terms

    def meaning(self, column: Column, name: str) -> _Meaning:
        predicate = iris.expand(column.property) if column.property else None
        return _Meaning(
            column,
            name,
            Iri(predicate) if predicate else None,
            predicate is not None and predicate.endswith("altLabel"),
        )

    def stated(self, text: str) -> Iterator[tuple[_Meaning, tuple[Term, ...]]]:
        """Yield the statement of a row of facts.csv, whose property decides its value."""
        cells = self.row.cells
        meaning = self.properties.get(cells["property"])
        if meaning is None:
            self.wrong(
                "property",
                f"unknown property '{cells['property']}'; one of "
                f"{', '.join(self.declaration.properties)}",
            )
            return
        yield meaning, self.read(meaning, text, cells["lang"])

    def read(self, meaning: _Meaning, text: str, language: str = "") -> tuple[Term, ...]:
        """Return what a cell says, as far as it can be read."""
        column, name = meaning.column, meaning.name
        terms = []
        for part in text.split(";") if column.list else [text]:
            if not part.strip():
                self.wrong(name, "an empty item in the list; remove the extra ';'")
                continue
            try:
                terms.append(values.term(part.strip(), column, self.context, language))
            except Wrong as error:
                self.wrong(name, str(error))
        return tuple(terms)

    def display(self, predicate: Iri, term: Literal) -> tuple[Iri, Literal]:
        """Return skos:prefLabel for a name that is the display name, which SKOS wants once."""
        identifier = self.row.cells.get(self.subject_column.name, "")
        entity = self.context.entities.get(self.context.replaced.get(identifier, identifier))
        names = entity.names if entity else {}
        if names.get(term.language) == term.value:
            return Iri(PREF_LABEL), term
        if names.get("mul") == term.value:
            return Iri(PREF_LABEL), term._replace(language="mul")
        return predicate, term

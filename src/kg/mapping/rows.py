"""Map a table: rows → quads, each with its position, and every problem found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import in_language
from kg.mapping import values
from kg.mapping.column import Column
from kg.mapping.context import Context
from kg.mapping.declaration import Declaration, Node
from kg.mapping.evidence import EVIDENCE_COLUMNS, OPTIONAL_EVIDENCE, EvidenceRow, faults
from kg.mapping.profiled import short_name
from kg.mapping.successors import project_successors
from kg.mapping.values import Wrong
from kg.mapping.words import alternatives, nearest
from kg.model import Iri, Literal, Located, Position, Problem, Quad, Term
from kg.rdf import iris
from kg.rdf.namespaces import BASE, HX, LISTING, PREF_LABEL, QB, RDF_TYPE, REGISTRY_GRAPH, SKOS
from kg.tables.curated import Row, Table

_TYPE, _REGISTRY = Iri(RDF_TYPE), Iri(REGISTRY_GRAPH)
_ALT_LABEL, _PREF_LABEL = Iri(SKOS + "altLabel"), Iri(PREF_LABEL)
#: parts of a key that are texts; they become slugs, so that a key can be split again
_TEXT_PARTS = ("product", "round", "period")


def columns_of(declaration: Declaration) -> tuple[str, ...]:
    """Return the columns of a table in their order, those of the evidence last."""
    columns = tuple(declaration.columns)
    if declaration.subject:
        columns = (declaration.subject, *columns)
    return columns + EVIDENCE_COLUMNS if declaration.claims else columns


def optional_columns(declaration: Declaration) -> tuple[str, ...]:
    """Return the columns that a table may lack: a row without them says no less than it can.

    The others are what must not be empty, the first of the key, and of claims the subject, the
    whole key and the evidence.
    """
    needed = {*declaration.key[:1]}
    if declaration.claims:
        needed = {declaration.subject, *declaration.key}
    return tuple(
        name
        for name in columns_of(declaration)
        if name in OPTIONAL_EVIDENCE
        or (
            name in declaration.columns
            and name not in needed
            and not declaration.columns[name].required
        )
    )


def required_columns(declaration: Declaration) -> tuple[str, ...]:
    """Return the columns that a table must have."""
    optional = optional_columns(declaration)
    return tuple(name for name in columns_of(declaration) if name not in optional)


@dataclass(slots=True)
class MappedTable:
    """What a table says.

    Attributes:
        claims: What its cells say.
        defaults: What empty cells mean of a node; no document says so, so that it is no claim.
        evidences: What the claims rest on.
        problems: What could not be mapped.
    """

    claims: list[Located] = field(default_factory=list)
    defaults: list[Located] = field(default_factory=list)
    evidences: list[EvidenceRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def _empty() -> str:
    return in_language(
        "the cell is empty; a value is required here",
        "la celda está vacía; aquí se requiere un valor",
    )


def _unknown_property(name: str, names: Sequence[str]) -> str:
    near = nearest(name, names) or nearest(short_name(name), names)
    others = alternatives(name, names)
    return in_language(
        f"unknown property '{name}'" + (f"; did you mean '{near}'?" if near else others),
        f"propiedad desconocida '{name}'" + (f"; ¿quiso decir '{near}'?" if near else others),
    )


def map_table(table: Table, declaration: Declaration, context: Context) -> MappedTable:
    """Return the claims of a table.

    A row with a problem makes no claims; its other cells are read all the same, so that all
    problems come in one run. Those of the table's form come first.
    """
    mapped = MappedTable(problems=list(table.problems))
    mapper = _Mapper(declaration, context, mapped)
    first_lines: dict[tuple[str, ...], int] = {}
    key = declaration.key + EVIDENCE_COLUMNS[:4] if declaration.claims else declaration.key
    for row in table.rows:
        key_of_row = tuple([row.cells.get(name, "") for name in key])
        first = first_lines.setdefault(key_of_row, row.line)
        if first == row.line:
            mapper.map(row)
        else:
            columns = ", ".join(key)
            message = in_language(
                f"the same key as line {first} ({columns}); merge the two rows",
                f"la misma clave que la línea {first} ({columns}); una las dos filas",
            )
            mapped.problems.append(Problem(row.at(key[0]), message))
    return mapped


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What the cells of a column say of one kind of subject, in one variant.

    column: the declaration.  name: the column in which they stand.
    predicate: None where it states nothing by itself.
    terms: text → what it says, of the texts that came before; most columns have few different
    ones, and to look one up takes a tenth of the time of reading it.
    """

    column: Column
    name: str
    predicate: Iri | None
    terms: dict[str, tuple[Term, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, column: Column, name: str) -> _Meaning:
        """Return the meaning of a declared column for the cells of the column `name`."""
        predicate = iris.expand(column.property)
        return cls(column, name, Iri(predicate) if predicate else None)


#: a filled cell and what it says
_Statement = tuple[_Meaning, tuple[Term, ...]]


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
        self.meanings: dict[tuple[str, str], list[_Meaning]] = {}  # of (kind, variant)
        self.defaults = [_Meaning.of(column, column.name) for column in columns if column.default]
        #: in a table that names the property of each row, the column with its value
        self.value_column = "value" if declaration.properties else ""
        self.properties = {
            name: _Meaning.of(column, self.value_column)
            for name, column in declaration.properties.items()
        }
        self.evidences: dict[tuple[str, ...], str] = {}  # the cells → IRI of the graph

    def map(self, row: Row) -> None:
        """Add the claims of a row, or everything that is wrong with it."""
        self.row, self.failed = row, False
        for name in self.required:
            if not row.cells[name]:
                self.wrong(name, _empty())
        if not self.declaration.claims:
            self.read_cells("", "")  # only checked; what these tables say is mapped elsewhere
            return
        evidence = self.evidence()
        variant = row.cells[self.variant_column] if self.declaration.variants else ""
        iri, kind = self.subject(variant)
        statements = self.read_cells(kind, variant)
        if self.failed or evidence is None or iri is None:
            return
        subject, graph = Iri(iri), Iri(evidence.iri)
        node = self.node(variant)
        if node:
            self.mapped.claims += self.node_claims(node, subject, graph)
            self.mapped.defaults += self.node_defaults(subject)
        self.add_claims(subject, graph, statements)
        self.mapped.evidences.append(evidence)

    def wrong(self, column: str, message: str) -> None:
        """Record what is wrong with a cell."""
        self.failed = True
        self.mapped.problems.append(Problem(self.row.at(column), message, column))

    def evidence(self) -> EvidenceRow | None:
        """Return the evidence of the row, None where it is wrong."""
        cells = self.row.cells
        key = source, locator, certainty, basis, listing = tuple(
            [cells.get(name, "") for name in EVIDENCE_COLUMNS]
        )
        iri = self.evidences.get(key)
        if iri is None:
            wrong = faults(source, locator, certainty, basis, listing, self.context)
            for column, message in wrong:
                self.wrong(column, message)
            if wrong:
                return None
            iri = self.evidences[key] = iris.evidence(source, locator, certainty, basis)
        return EvidenceRow(iri, source, locator, certainty, basis, listing, self.row.at("locator"))

    def node(self, variant: str) -> Node | None:
        """Return what the row makes a node of, if it does."""
        return self.declaration.variants.get(variant) or self.declaration.node

    def subject(self, variant: str) -> tuple[str | None, str]:
        """Return the IRI of the row's subject, None where it is wrong, and its kind."""
        if self.declaration.subject or not (self.declaration.node or self.declaration.variants):
            return self.named_subject()
        node = self.node(variant)
        if node is None:
            variants = ", ".join(self.declaration.variants)
            message = in_language(
                f"'{variant}' is none of {variants}", f"'{variant}' no es ninguno de {variants}"
            )
            self.wrong(self.variant_column, message)
            return None, ""
        return BASE + iris.node_path(node.path, [self.key_part(name) for name in node.parts]), ""

    def named_subject(self) -> tuple[str | None, str]:
        """Return the IRI of the entity or concept that a cell of the row names, and its kind."""
        column = self.subject_column
        cell = self.row.cells[column.name]
        if not cell:
            if self.declaration.subject:  # else the column is declared, and required
                self.wrong(column.name, _empty())
            return None, ""
        try:
            iri = values.reference(cell, column, self.context)
        except Wrong as error:
            self.wrong(column.name, str(error))
            return None, ""
        entity = self.context.entities.get(iri.rsplit("/", 1)[-1])
        return iri, entity.kind if entity else ""

    def key_part(self, name: str) -> str:
        """Return the part of a node's key that a column gives; of "entity|area" the filled one."""
        cells = self.row.cells
        if name in cells:
            cell = cells[name]
        else:
            cell = next((cells[column] for column in name.split("|") if cells[column]), "")
        cell = self.context.replaced.get(cell, cell)
        column = self.declaration.columns.get(name)
        if column and column.scheme:
            predicate = iris.expand(column.property) or ""
            cell = project_successors().code(predicate, column.scheme, cell)
        elif "/" in cell:
            cell = project_successors().reference(cell)
        return iris.slug(cell) if name in _TEXT_PARTS else cell

    def read_cells(self, kind: str, variant: str) -> list[_Statement]:
        """Return what the filled cells say, as far as they can be read."""
        meanings = self.meanings.get((kind, variant))
        if meanings is None:
            meanings = self.meanings[kind, variant] = [
                _Meaning.of(column, column.name)
                for column in self.declaration.stating(kind, variant)
            ]
        cells = self.row.cells
        statements: list[_Statement] = []
        for meaning in meanings:
            text = cells.get(meaning.name, "")  # a column may be missing
            if not text:
                continue
            if meaning.name == self.value_column:
                statements += self.stated_value(text)
                continue
            terms = meaning.terms.get(text)
            if terms is None:
                terms = self.read(meaning, text)
                if not self.failed:
                    meaning.terms[text] = terms
            statements.append((meaning, terms))
        return statements

    def stated_value(self, text: str) -> list[_Statement]:
        """Return the statement of a row of facts.csv, whose property decides its value."""
        cells = self.row.cells
        meaning = self.properties.get(cells["property"])
        if meaning is None:
            message = _unknown_property(cells["property"], list(self.declaration.properties))
            self.wrong("property", message)
            return []
        return [(meaning, self.read(meaning, text, cells["lang"]))]

    def read(self, meaning: _Meaning, text: str, language: str = "") -> tuple[Term, ...]:
        """Return the terms of a cell, as far as it can be read."""
        column, name = meaning.column, meaning.name
        terms = []
        for item in text.split(";") if column.list else [text]:
            if not item.strip():
                message = in_language(
                    "an empty item in the list; remove the extra ';'",
                    "un elemento vacío en la lista; quite el ';' de más",
                )
                self.wrong(name, message)
                continue
            try:
                terms.append(values.term(item.strip(), column, self.context, language))
            except Wrong as error:
                self.wrong(name, str(error))
        return tuple(terms)

    def node_claims(self, node: Node, subject: Iri, graph: Iri) -> Iterator[Located]:
        """Yield the class of a row's node, and of an observation its dataset and listing."""
        row, cells = self.row, self.row.cells
        cls = Iri(iris.expand(node.cls) or "")
        yield Located(Quad(subject, _TYPE, cls, graph), row.at(self.declaration.key[0]))
        if not node.dataset:
            return
        structure = "flow" if cells["counterpart"] else "entity" if cells["entity"] else "area"
        dataset = Iri(iris.dataset(cells["source"], structure))
        yield Located(Quad(subject, Iri(QB + "dataSet"), dataset, graph), row.at("indicator"))
        if cells["listing"]:
            listing = Iri(LISTING + cells["listing"])
            yield Located(Quad(subject, Iri(HX + "listing"), listing, graph), row.at("listing"))

    def node_defaults(self, subject: Iri) -> Iterator[Located]:
        """Yield what the empty cells of a row mean of its node."""
        for meaning in self.defaults:
            if not self.row.cells[meaning.name] and meaning.predicate:
                for term in self.read(meaning, meaning.column.default):
                    quad = Quad(subject, meaning.predicate, term, _REGISTRY)
                    yield Located(quad, self.row.at(meaning.name))

    def add_claims(self, subject: Iri, graph: Iri, statements: Sequence[_Statement]) -> None:
        """Add the quads of what the cells say."""
        claims = self.mapped.claims
        file, line, columns = self.row.file, self.row.line, self.row.columns
        for meaning, terms in statements:
            predicate = meaning.predicate
            if predicate is None:
                continue
            position = Position(file, line, columns.get(meaning.name, 0))
            for term in terms:
                if predicate == _ALT_LABEL and isinstance(term, Literal):
                    quad = Quad(subject, *self.display_name(term), graph)
                elif meaning.column.inverse and isinstance(term, Iri):
                    quad = Quad(term, predicate, subject, graph)
                else:
                    quad = Quad(subject, predicate, term, graph)
                claims.append(Located(quad, position))

    def display_name(self, name: Literal) -> tuple[Iri, Literal]:
        """Return skos:prefLabel for the display name, which SKOS wants once, else altLabel."""
        identifier = self.row.cells.get(self.subject_column.name, "")
        entity = self.context.entities.get(self.context.replaced.get(identifier, identifier))
        names = entity.names if entity else {}
        if names.get(name.language) == name.value:
            return _PREF_LABEL, name
        if names.get("mul") == name.value:
            return _PREF_LABEL, name._replace(language="mul")
        return _ALT_LABEL, name

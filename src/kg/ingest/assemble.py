"""From a folder of curated tables to claims, decisions and facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import mapping
from kg.claims import catalogue, facts, registry, vocabulary
from kg.claims.conflicts import Conflict
from kg.errors import InputError
from kg.files import content
from kg.model import BNode, Iri, Literal, Located, Position, Problem, Progress, Quad, Term, silent
from kg.rdf.namespaces import ONTOLOGY_GRAPH, REGISTRY_GRAPH, VOCABULARY_GRAPH
from kg.rdf.reader import read_rdf
from kg.runtime.garbage import gc_paused
from kg.tables.curated import Row, Table, read_table

REFERRED = ("registry", "sources", "listings")  # what the other tables refer to
_CODE_COLUMNS = ("code", "broader", "en", "es", "fr", "nace2", "naics2022", "seeds")


@dataclass(slots=True)
class Assembled:
    """All that a folder of tables says, before it is a store."""

    claims: list[Located] = field(default_factory=list)
    decisions: list[Located] = field(default_factory=list)  # registry, vocabulary, catalogue
    conflicts: list[Conflict] = field(default_factory=list)
    facts: list[Quad] = field(default_factory=list)

    def quads(self) -> Iterator[Quad]:
        """Yield everything that goes into the store."""
        for located in self.claims:
            yield located.quad
        for located in self.decisions:
            yield located.quad
        yield from self.facts

    def located(self) -> Iterator[Located]:
        """Yield all that has a place in a file."""
        yield from self.claims
        yield from self.decisions


def assemble(data: Path, progress: Progress = silent) -> Assembled:
    """Return what the tables in `data` say. Raises InputError with all problems in one go."""
    with gc_paused():
        return _assembled(data, progress)


def _assembled(data: Path, progress: Progress) -> Assembled:
    if not data.is_dir():
        raise InputError.at(Position(str(data)), "there is no such folder of tables")
    table_declarations = mapping.declarations(_mapping_folder(data))
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for path in sorted(data.glob("*.csv")):
        if path.stem == "schemes":
            continue
        declaration = table_declarations.get(path.stem)
        if declaration is None:
            problems.append(
                Problem(
                    Position(str(path)),
                    f"no table is called '{path.stem}'; the tables are "
                    f"{', '.join(table_declarations)}",
                )
            )
            continue
        try:
            tables[path.stem] = read_table(path, str(path), mapping.columns_of(declaration))
        except InputError as error:
            problems.extend(error.problems)
    for needed in ("registry", "sources"):
        if needed not in tables and not problems:
            problems.append(
                Problem(
                    Position(str(data / f"{needed}.csv")),
                    "there is no such file; the other tables refer to it",
                )
            )
    assembled = Assembled()
    context = mapping.Context()
    problems.extend(vocabularies(data, context, assembled))
    evidences: list[mapping.EvidenceRow] = []
    names = [*(n for n in REFERRED if n in tables), *(n for n in tables if n not in REFERRED)]
    for table in REFERRED:
        if table in tables:
            extend_context(context, tables[table])
    for done, name in enumerate(names):
        progress("mapping the tables", done, len(names))
        mapped = mapping.map_table(tables[name], table_declarations[name], context)
        problems.extend(mapped.problems)
        assembled.claims.extend(mapped.claims)
        evidences.extend(mapped.evidences)
    progress("mapping the tables", len(names), len(names))
    if not problems:  # else claims are missing, and all that builds on them would complain
        problems.extend(decide(assembled, tables, evidences, table_declarations))
    if problems:
        raise InputError(sorted(problems, key=lambda p: p.position))
    assembled.decisions.extend(ontology())
    stated = {Iri(REGISTRY_GRAPH), Iri(VOCABULARY_GRAPH)}
    assembled.facts.extend(
        Quad(subject, predicate, value)
        for (subject, predicate, value, graph), _ in assembled.decisions
        if graph in stated
    )
    return assembled


def decide(
    assembled: Assembled,
    tables: Mapping[str, Table],
    evidences: Sequence[mapping.EvidenceRow],
    table_declarations: Mapping[str, mapping.Declaration],
) -> list[Problem]:
    """Add registry, catalogue and facts to `assembled`; return what does not fit together."""
    short_names = {
        name: column.property
        for declaration in table_declarations.values()
        for name, column in (*declaration.columns.items(), *declaration.properties.items())
        if column.property
    }
    assembled.conflicts.extend(
        Conflict.from_row(row, short_names) for row in _rows(tables, "conflicts")
    )
    assembled.decisions.extend(registry.describe(_rows(tables, "registry")))
    assembled.decisions.extend(registry.declare_datasets(assembled.claims))
    described, problems = catalogue.describe(
        _rows(tables, "sources"),
        _rows(tables, "listings"),
        evidences,
        assembled.conflicts,
        _rows(tables, "identities"),
    )
    assembled.decisions.extend(described)
    derived, stale = facts.derive(assembled.claims, assembled.conflicts)
    assembled.facts.extend(derived)
    return [*problems, *stale]


def _rows(tables: Mapping[str, Table], name: str) -> tuple[Row, ...]:
    return tables[name].rows if name in tables else ()


def _mapping_folder(data: Path) -> Path:
    own = data / "mapping"
    return own if own.is_dir() else content.folder("data") / "mapping"


def extend_context(context: mapping.Context, table: Table) -> None:
    """Add the entities, sources or listings of a table to what rows may refer to."""
    name = Path(table.file).stem
    for row in table.rows:
        cells = row.cells
        if name == "registry":
            if cells["replaced_by"]:
                context.replaced[cells["id"]] = cells["replaced_by"]
                continue
            names = {
                language: cells[column]
                for column, language in registry.NAME_COLUMNS.items()
                if cells[column]
            }
            context.entities[cells["id"]] = mapping.Entity(cells["id"], cells["kind"], names)
        elif name == "sources":
            context.sources[cells["id"]] = mapping.Source(cells["id"], cells["title"])
        elif name == "listings":
            context.listings[cells["id"]] = cells["source"]


def vocabularies(data: Path, context: mapping.Context, assembled: Assembled) -> list[Problem]:
    """Read the code lists of `data`, or the project's own where it has none."""
    folder = data if (data / "vocabularies").is_dir() else content.folder("data")
    problems: list[Problem] = []
    try:
        schemes_file = folder / "schemes.csv"
        schemes = read_table(schemes_file, str(schemes_file), ("code", "en", "es", "fr"))
    except InputError as error:
        return list(error.problems)
    problems.extend(schemes.problems)
    titles = {row.cells["code"]: row.cells for row in schemes.rows}
    for path in sorted((folder / "vocabularies").glob("*.csv")):
        try:
            table = read_table(path, str(path), _CODE_COLUMNS)
        except InputError as error:
            problems.extend(error.problems)
            continue
        problems.extend(table.problems)
        if path.stem not in titles:
            problems.append(
                Problem(
                    Position(str(path)), f"the code list has no title; add it to {schemes_file}"
                )
            )
            continue
        title = {language: titles[path.stem][language] for language in ("en", "es", "fr")}
        context.codes[path.stem] = {row.cells["code"]: row.cells["en"] for row in table.rows}
        assembled.decisions.extend(vocabulary.describe(path.stem, title, table.rows))
        problems.extend(_bad_broader(table))
    return problems


def _bad_broader(table: Table) -> Iterator[Problem]:
    codes = {row.cells["code"] for row in table.rows}
    for row in table.rows:
        broader = row.cells["broader"]
        if broader and broader not in codes:
            yield Problem(row.at("broader"), f"'{broader}' is no code of this list", "broader")


def ontology() -> Iterator[Located]:
    """Yield the ontology; its blank nodes are numbered, so that two builds are equal."""
    names: dict[BNode, BNode] = {}

    def steady(term: Term) -> Term:
        if isinstance(term, BNode):
            return names.setdefault(term, BNode(f"ontology{len(names)}"))
        return term

    path = content.folder("ontology") / "helixkg.ttl"
    for (subject, predicate, value, _), position in read_rdf(path, "ontology/helixkg.ttl"):
        subject_, value_ = steady(subject), steady(value)
        assert not isinstance(subject_, Literal)
        yield Located(Quad(subject_, predicate, value_, Iri(ONTOLOGY_GRAPH)), position)

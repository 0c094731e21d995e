"""From a folder of curated tables to claims, descriptions and facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg import mapping
from kg.claims import catalogue, facts, naming, registry
from kg.claims.conflicts import Conflict
from kg.errors import InputError, in_language
from kg.files import content
from kg.ingest.code_lists import read_code_lists
from kg.ingest.ontology import read_ontology
from kg.ingest.references import REFERRED, add_references
from kg.model import Iri, Located, Position, Problem, Progress, Quad, silent
from kg.rdf.namespaces import REGISTRY_GRAPH, VOCABULARY_GRAPH
from kg.runtime.garbage import gc_paused
from kg.tables.curated import Row, Table, read_table

_REQUIRED: Final = ("registry", "sources")
_STEP: Final = ("mapping the tables", "mapeando las tablas")
#: the graphs of descriptions that count as facts without a claim
_STATED: Final = frozenset({Iri(REGISTRY_GRAPH), Iri(VOCABULARY_GRAPH)})


@dataclass(slots=True)
class Assembled:
    """All that a folder of tables states, before it is a store.

    Attributes:
        claims: The quads of the evidence graphs.
        descriptions: Registry, vocabulary, catalogue and ontology.
        conflicts: The rows of conflicts.csv.
        facts: The quads of the default graph.
        renamed: Where terms stand that others took the place of.
    """

    claims: list[Located] = field(default_factory=list)
    descriptions: list[Located] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    facts: list[Quad] = field(default_factory=list)
    renamed: list[mapping.Renamed] = field(default_factory=list)

    def quads(self) -> Iterator[Quad]:
        """Yield everything that goes into the store."""
        for located in self.claims:
            yield located.quad
        for located in self.descriptions:
            yield located.quad
        yield from self.facts

    def located(self) -> Iterator[Located]:
        """Yield everything that has a position in a file."""
        yield from self.claims
        yield from self.descriptions


def assemble(data: Path, progress: Progress = silent) -> Assembled:
    """Return what the tables in a folder state.

    Args:
        data: The folder. Where it has no code lists or mapping of its own, the project's count.
        progress: Is told how many tables are mapped.

    Raises:
        InputError: With every problem of every table, sorted by position.
    """
    with gc_paused():
        return _assemble(data, progress)


def _assemble(data: Path, progress: Progress) -> Assembled:
    if not data.is_dir():
        raise InputError.at(
            Position(str(data)),
            in_language("there is no such folder of tables", "no existe esta carpeta de tablas"),
        )
    declarations = mapping.declarations(_mapping_folder(data))
    tables, problems = _read_tables(data, declarations)
    if not problems:
        problems.extend(_missing_tables(data, tables))
    code_lists = read_code_lists(data)
    problems.extend(code_lists.problems)
    context = mapping.Context(codes=code_lists.codes)
    add_references(context, tables)
    mapped = map_tables(tables, declarations, context, progress)
    problems.extend(mapped.problems)
    claims, renamed = mapping.project_successors().apply(mapped.claims)
    assembled = Assembled(claims=claims, descriptions=code_lists.statements, renamed=renamed)
    if not problems:  # else claims are missing, and all that builds on them would complain
        problems.extend(complete(assembled, tables, mapped, declarations))
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.position))
    assembled.descriptions.extend(read_ontology())
    assembled.facts.extend(
        Quad(subject, predicate, value)
        for (subject, predicate, value, graph), _ in assembled.descriptions
        if graph in _STATED
    )
    return assembled


def _mapping_folder(data: Path) -> Path:
    folder = data / "mapping"
    return folder if folder.is_dir() else content.folder("data") / "mapping"


def _read_tables(
    data: Path, declarations: Mapping[str, mapping.Declaration]
) -> tuple[dict[str, Table], list[Problem]]:
    """Return the tables of a folder, those that others refer to first, and what is unreadable."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for path in sorted(data.glob("*.csv")):
        if path.stem == "schemes":  # the titles of the code lists
            continue
        declaration = declarations.get(path.stem)
        if declaration is None:
            names = ", ".join(declarations)
            message = f"no table is called '{path.stem}'; the tables are {names}"
            problems.append(Problem(Position(str(path)), message))
            continue
        try:
            tables[path.stem] = read_curated(path, declaration)
        except InputError as error:
            problems.extend(error.problems)
    ordered = [name for name in dict.fromkeys((*REFERRED, *tables)) if name in tables]
    return {name: tables[name] for name in ordered}, problems


def read_curated(path: Path, declaration: mapping.Declaration) -> Table:
    """Return the curated table in a file.

    Args:
        path: The file.
        declaration: What its columns mean; cells of a column that it may lack are empty.

    Raises:
        InputError: The file cannot be read as text, is empty, or is far too wide.
    """
    required = mapping.required_columns(declaration)
    return read_table(path, str(path), required, mapping.optional_columns(declaration))


def _missing_tables(data: Path, tables: Mapping[str, Table]) -> Iterator[Problem]:
    for name in _REQUIRED:
        if name not in tables:
            yield Problem(
                Position(str(data / f"{name}.csv")),
                in_language(
                    "there is no such file; the other tables refer to it",
                    "no existe este archivo; las demás tablas se refieren a él",
                ),
            )


def map_tables(
    tables: Mapping[str, Table],
    declarations: Mapping[str, mapping.Declaration],
    context: mapping.Context,
    progress: Progress = silent,
) -> mapping.MappedTable:
    """Return the claims of several tables, in the order of the tables.

    Args:
        tables: From the name of a table to the table.
        declarations: From the name of a table to what its columns mean.
        context: What rows may refer to.
        progress: Is told how many tables are mapped.
    """
    all_mapped = mapping.MappedTable()
    for done, (name, table) in enumerate(tables.items()):
        progress(in_language(*_STEP), done, len(tables))
        mapped = mapping.map_table(table, declarations[name], context)
        all_mapped.claims.extend(mapped.claims)
        all_mapped.defaults.extend(mapped.defaults)
        all_mapped.evidences.extend(mapped.evidences)
        all_mapped.problems.extend(mapped.problems)
    progress(in_language(*_STEP), len(tables), len(tables))
    return all_mapped


def complete(
    assembled: Assembled,
    tables: Mapping[str, Table],
    mapped: mapping.MappedTable,
    declarations: Mapping[str, mapping.Declaration],
) -> list[Problem]:
    """Add what belongs to the claims: registry, catalogue, conflicts and facts.

    Args:
        assembled: Holds the claims; is extended.
        tables: From the name of a table to the table.
        mapped: What the rows of the tables say.
        declarations: From the name of a table to what its columns mean.

    Returns:
        What does not fit together: contradictory evidence, and conflicts that cover no claim.
    """
    short_names = {
        name: column.property
        for declaration in declarations.values()
        for name, column in (*declaration.columns.items(), *declaration.properties.items())
        if column.property
    }
    assembled.conflicts.extend(
        Conflict.from_row(row, short_names) for row in _rows(tables, "conflicts")
    )
    assembled.descriptions.extend(registry.describe(_rows(tables, "registry")))
    assembled.descriptions.extend(naming.describe(_rows(tables, "names")))
    assembled.descriptions.extend(naming.describe_curated(_rows(tables, "registry")))
    assembled.descriptions.extend(registry.declare_datasets(assembled.claims))
    described, problems = catalogue.describe(
        _rows(tables, "sources"),
        _rows(tables, "listings"),
        mapped.evidences,
        assembled.conflicts,
        _rows(tables, "identities"),
    )
    assembled.descriptions.extend(described)
    derived, stale = facts.derive(assembled.claims, assembled.conflicts)
    assembled.facts.extend(derived)
    assembled.descriptions.extend(registry.complete_nodes(mapped.defaults, derived))
    return [*problems, *stale]


def _rows(tables: Mapping[str, Table], name: str) -> tuple[Row, ...]:
    return tables[name].rows if name in tables else ()

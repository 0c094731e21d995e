"""Read what a change brings, in batches: RDF files and tables become quads with positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg import mapping
from kg.errors import InputError, in_language
from kg.files import content
from kg.formats import GRAPH_INPUT, endings
from kg.ingest.assemble import Assembled, complete, map_tables, read_curated
from kg.ingest.rdf_file import read_rdf_claims
from kg.ingest.references import add_references
from kg.mapping.custom import CustomMapping
from kg.mapping.stored import context_of
from kg.mapping.translate import translate
from kg.model import Iri, Located, Position, Problem, Progress, silent
from kg.rdf.namespaces import REGISTRY_GRAPH
from kg.rdf.reader import is_rdf
from kg.store import Store
from kg.tables.curated import Table, read_table
from kg.tables.spreadsheet import is_table

_REGISTRY = Iri(REGISTRY_GRAPH)
Declarations = Mapping[str, mapping.Declaration]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some quads of a change.

    Attributes:
        located: The quads, each with its position.
        rows: How many rows of a custom table they come from; 0 for other files.
        entities: How many new entities these rows make.
        problems: What cannot be read or mapped.
        renamed: Where terms stand that others took the place of.
        notes: What was guessed or chosen that a table leaves open, or skipped.
    """

    located: list[Located]
    rows: int = 0
    entities: int = 0
    problems: tuple[Problem, ...] = ()
    renamed: tuple[mapping.Renamed, ...] = ()
    notes: tuple[Problem, ...] = ()


def read(store: Store, files: Sequence[Path]) -> list[Located]:
    """Return the quads of files: claims, their descriptions and the facts they make.

    Args:
        store: What tables may refer to.
        files: RDF files and curated tables.

    Raises:
        InputError: With every problem of every file.
    """
    all_batches = list(batches(store, files))
    problems = [problem for batch in all_batches for problem in batch.problems]
    if problems:
        raise InputError(problems)
    return [item for batch in all_batches for item in batch.located]


def batches(
    store: Store,
    files: Sequence[Path],
    custom: CustomMapping | None = None,
    progress: Progress = silent,
) -> Iterator[Batch]:
    """Yield the quads of files: first everything but custom tables, then these, some rows a time.

    A batch is read when it is asked for, and finds in the store what was written of the batches
    before it.

    Args:
        store: What tables may refer to.
        files: RDF files and tables.
        custom: How custom tables are read; without it, every table is a curated one.
        progress: Is told how much of a custom table is read.
    """
    located: list[Located] = []
    renamed: list[mapping.Renamed] = []
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    custom_tables: list[Path] = []
    for path in files:
        try:
            if is_rdf(path):
                read, old_terms = mapping.project_successors().apply(read_rdf_claims(store, path))
                located.extend(read)
                renamed.extend(old_terms)
            elif custom and is_table(path):
                custom_tables.append(path)
            else:
                _add(tables, _curated_table(path, project_declarations()))
        except InputError as error:
            problems.extend(error.problems)
    if tables:
        assembled, unmapped = map_rows(context_of(store), tables, project_declarations())
        located.extend(stated(assembled))
        renamed.extend(assembled.renamed)
        problems.extend(unmapped)
    if located or problems:
        yield Batch(located, problems=tuple(problems), renamed=tuple(renamed))
    if custom:
        for path in custom_tables:
            yield from _custom_batches(store, path, custom, project_declarations(), progress)


@cache
def project_declarations() -> Declarations:
    """Return the declarations of the curated tables; read once a process, where one is loaded."""
    return mapping.declarations(content.folder("data") / "mapping")


def _custom_batches(
    store: Store, path: Path, custom: CustomMapping, declarations: Declarations, progress: Progress
) -> Iterator[Batch]:
    try:
        skipped = 0
        codes = context_of(store)  # its lists; a table adds none
        for rows in translate(store, path, custom, progress):
            skipped += rows.skipped
            assembled, problems = map_rows(
                context_of(store, codes), rows.tables, {**declarations, **rows.declarations}
            )
            entities = len(rows.tables["registry"].rows) if "registry" in rows.tables else 0
            yield Batch(
                stated(assembled),
                rows.rows,
                entities,
                (*rows.problems, *problems),
                tuple(assembled.renamed),
                tuple(rows.notes),
            )
        if skipped:
            yield Batch([], notes=(Problem(Position(str(path)), _skipped(skipped)),))
    except InputError as error:
        yield Batch([], problems=error.problems)


def _skipped(rows: int) -> str:
    return in_language(
        f"{rows:,} rows were skipped, as skip_rows says",
        f"se omitieron {rows:,} filas, como dice skip_rows",
    )


def map_rows(
    context: mapping.Context, tables: Mapping[str, Table], declarations: Declarations
) -> tuple[Assembled, list[Problem]]:
    """Return what tables state, and what cannot be mapped.

    Args:
        context: What rows may refer to; the tables are added to it.
        tables: From the name of a table to the table.
        declarations: From the name of a table to what its columns mean.
    """
    add_references(context, tables)
    mapped = map_tables(tables, declarations, context)
    problems = list(mapped.problems)
    claims, renamed = mapping.project_successors().apply(mapped.claims)
    assembled = Assembled(claims=claims, renamed=renamed)
    if not problems:
        problems.extend(complete(assembled, tables, mapped, declarations))
    return assembled, problems


def stated(assembled: Assembled) -> list[Located]:
    """Return the quads of what tables state: claims, their descriptions and the facts they make."""
    located = list(assembled.located())
    first: dict[tuple[str, str, str], Position] = {}  # where each claim stands first
    for (subject, predicate, value, _), position in assembled.claims:
        first.setdefault((subject.value, predicate.value, value.value), position)
    located.extend(
        Located(fact, first[fact.subject.value, fact.predicate.value, fact.object.value])
        for fact in assembled.facts
    )
    located.extend(
        item._replace(quad=item.quad._replace(graph=None))
        for item in assembled.descriptions
        if item.quad.graph == _REGISTRY
    )
    return located


def _add(tables: dict[str, Table], table: Table) -> None:
    """Add a table under its name; the rows of two files of one table belong together."""
    name = Path(table.file).stem
    first = tables.get(name)
    if first is not None:
        table = Table(
            first.file, first.header, first.rows + table.rows, first.problems + table.problems
        )
    tables[name] = table


def _curated_table(path: Path, declarations: Declarations) -> Table:
    """Return the curated table in a CSV file, known by its name, else by its header."""
    shown = str(path)
    if path.suffix.lower() != ".csv" and not path.is_dir():
        raise InputError.at(
            Position(shown),
            in_language(
                f"'{path.suffix}' is no kind of file that is read; name a table (.csv), "
                f"RDF ({', '.join(endings(GRAPH_INPUT))}), or another table with --mapping",
                f"«{path.suffix}» no es un tipo de archivo que se lea; indique una tabla "
                f"(.csv), RDF ({', '.join(endings(GRAPH_INPUT))}) u otra tabla con --mapping",
            ),
        )
    if path.stem in declarations:
        return read_curated(path, declarations[path.stem])
    header = set(read_table(path, shown, ()).header)
    fitting = [name for name, table in declarations.items() if _fits(header, table)]
    if len(fitting) > 1:
        raise InputError.at(
            Position(shown, 1),
            in_language(
                f"the header fits the tables {' and '.join(fitting)}; name the file after one "
                "of them",
                f"el encabezado corresponde a las tablas {' y '.join(fitting)}; dé al archivo "
                "el nombre de una de ellas",
            ),
        )
    if fitting:
        table = read_curated(path, declarations[fitting[0]])
        return Table(f"{fitting[0]}.csv", table.header, table.rows, table.problems)
    nearest = max(
        declarations.values(), key=lambda table: len(header & set(mapping.columns_of(table)))
    )
    raise InputError(
        read_curated(path, nearest).problems
        or [
            Problem(
                Position(shown, 1),
                in_language(
                    "the header fits no table", "el encabezado no corresponde a ninguna tabla"
                ),
            )
        ]
    )


def _fits(header: set[str], declaration: mapping.Declaration) -> bool:
    """Return whether a header has all columns that a table must have, and no others than its."""
    required = set(mapping.required_columns(declaration))
    return required <= header <= set(mapping.columns_of(declaration))

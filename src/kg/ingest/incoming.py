"""Read what a change brings: RDF files and curated tables → quads, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import mapping
from kg.errors import InputError
from kg.files import content
from kg.files.reading import sha256
from kg.formats import GRAPH_INPUT, endings
from kg.ingest.assemble import REFERRED, Assembled, decide, extend_context
from kg.mapping.custom import CustomMapping, translate
from kg.mapping.stored import context_of
from kg.model import BNode, Iri, Located, Position, Problem, Progress, Quad, Term, silent, text
from kg.rdf import iris
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, HX, RDF_TYPE, REGISTRY_GRAPH, SOURCE
from kg.rdf.reader import is_rdf, read_rdf
from kg.store import Store
from kg.tables.curated import Table, read_table
from kg.tables.spreadsheet import is_table
from kg.validation import PositionIndex

#: the ids of sources that are files a user loads, and where their claims stand
FILE_SOURCE = SOURCE + "file-"
FILE_EVIDENCE = EVIDENCE + "file-"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some quads of a change, the rows of custom tables they come from, the problems."""

    located: list[Located]
    rows: int = 0
    entities: int = 0  # that these rows make
    problems: tuple[Problem, ...] = ()


def read(store: Store, files: Sequence[Path]) -> list[Located]:
    """Return the quads of the files: claims, their descriptions and the facts they make.

    store: what tables may refer to.
    Raises InputError with every problem of every file.
    """
    found = list(batches(store, files))
    problems = [problem for batch in found for problem in batch.problems]
    if problems:
        raise InputError(problems)
    return [item for batch in found for item in batch.located]


def batches(
    store: Store,
    files: Sequence[Path],
    custom: CustomMapping | None = None,
    progress: Progress = silent,
) -> Iterator[Batch]:
    """Yield what `read` returns: first all but custom tables, then these, some rows at a time.

    custom: how custom tables are read.
    A batch is read when it is asked for, and finds in the store what has been written of
    earlier ones.
    """
    problems: list[Problem] = []
    located: list[Located] = []
    tables: dict[str, Table] = {}
    streamed: list[Path] = []
    declared = mapping.declarations(content.folder("data") / "mapping")
    for path in files:
        try:
            if is_rdf(path):
                located.extend(_rdf_claims(store, path))
            elif custom and is_table(path):
                streamed.append(path)
            elif path.suffix.lower() == ".csv" or path.is_dir():
                table = _table_of(path, declared)
                _add(tables, Path(table.file).stem, table)
            else:
                raise InputError.at(
                    Position(str(path)),
                    f"'{path.suffix}' is no kind of file that is read; name a table (.csv), "
                    f"RDF ({', '.join(endings(GRAPH_INPUT))}), or another table with --mapping",
                )
        except InputError as error:
            problems.extend(error.problems)
    if tables:
        mapped, more = _map(store, tables, declared)
        located.extend(mapped)
        problems.extend(more)
    if located or problems:
        yield Batch(located, problems=tuple(problems))
    for path in streamed:
        assert custom is not None
        try:
            for made in translate(store, path, custom, progress):
                mapped, more = _map(store, made.tables, declared | made.declarations)
                new = len(made.tables["registry"].rows) if "registry" in made.tables else 0
                yield Batch(mapped, made.rows, new, (*made.problems, *more))
        except InputError as error:
            yield Batch([], problems=error.problems)


def _map(
    store: Store, tables: Mapping[str, Table], declared: Mapping[str, mapping.Declaration]
) -> tuple[list[Located], list[Problem]]:
    """Return the quads of the tables, and what cannot be mapped."""
    context = context_of(store)
    for name in REFERRED:
        if name in tables:
            extend_context(context, tables[name])
    problems: list[Problem] = []
    assembled = Assembled()
    evidences: list[mapping.EvidenceRow] = []
    for name, table in tables.items():
        mapped = mapping.map_table(table, declared[name], context)
        problems.extend(mapped.problems)
        assembled.claims.extend(mapped.claims)
        evidences.extend(mapped.evidences)
    if not problems:
        problems.extend(decide(assembled, tables, evidences, declared))
    located = list(assembled.located())
    places = PositionIndex(located)
    for quad in assembled.facts:
        position = places.find(str(quad.subject), quad.predicate.value, quad.object.value)[0]
        located.append(Located(quad, position))
    located.extend(
        item._replace(quad=item.quad._replace(graph=None))
        for item in assembled.decisions
        if item.quad.graph == Iri(REGISTRY_GRAPH)
    )
    return located, problems


def _add(tables: dict[str, Table], name: str, table: Table) -> None:
    """Add a table; the rows of two files of one table belong together."""
    first = tables.get(name)
    if first is not None:
        table = Table(
            first.file, first.header, first.rows + table.rows, first.problems + table.problems
        )
    tables[name] = table


def _table_of(path: Path, declared: Mapping[str, mapping.Declaration]) -> Table:
    """Return the table in a CSV file, known by its name, else by its header."""
    shown = str(path)
    if path.stem in declared:
        return read_table(path, shown, mapping.columns_of(declared[path.stem]))
    header = set(read_table(path, shown, ()).header)
    for name, declaration in declared.items():
        if header == set(mapping.columns_of(declaration)):
            table = read_table(path, shown, mapping.columns_of(declaration))
            return Table(f"{name}.csv", table.header, table.rows, table.problems)
    nearest = max(declared, key=lambda n: len(header & set(mapping.columns_of(declared[n]))))
    columns = mapping.columns_of(declared[nearest])
    raise InputError(
        read_table(path, shown, columns).problems
        or [Problem(Position(shown, 1), "the header fits no table")]
    )


def _rdf_claims(store: Store, path: Path) -> Iterator[Located]:
    """Yield the quads of an RDF file; bare triples become claims of the file itself.

    A graph under …/evidence/ is evidence: what it holds is claim and fact, unless a machine
    suggested it.  Triples outside any graph get one evidence graph for the file, described in
    the catalogue; not those that stand in a graph of the file, too, as in a dump.
    """
    found = read_rdf(path, str(path))  # first: it says what is wrong with a file
    digest = sha256(path)
    located = list(_with_own_blanks(store, found, digest[:8]))
    evident = {item.quad.triple for item in located if item.quad.graph is not None}
    name = f"{FILE_SOURCE.removeprefix(SOURCE)}{iris.slug(path.stem)}-{digest[:8]}"
    graph = Iri(iris.evidence(name, "file", "explicit"))
    bare = False
    for quad, position in located:
        yield Located(quad, position)
        if quad.graph is None:
            if quad.triple not in evident:
                bare = True
                yield Located(quad._replace(graph=graph), position)
        elif quad.graph.value == REGISTRY_GRAPH or (
            quad.graph.value.startswith(EVIDENCE)
            and not quad.graph.value.endswith("--machine-suggested")
        ):
            yield Located(quad._replace(graph=None), position)
    if bare:
        source = Iri(SOURCE + name)
        said: list[tuple[Iri, str, Term]] = [
            (source, RDF_TYPE, Iri(HX + "SourceDocument")),
            (source, DCT + "title", text(path.name)),
            (source, DCT + "type", Iri(iris.concept("source-type", "dataset"))),
            (source, HX + "sha256", text(digest)),
            (graph, RDF_TYPE, Iri(HX + "Evidence")),
            (graph, DCT + "source", source),
            (graph, HX + "locator", text("file")),
            (graph, HX + "certainty", Iri(iris.concept("certainty", "explicit"))),
        ]
        for subject, predicate, value in said:
            yield Located(
                Quad(subject, Iri(predicate), value, Iri(CATALOGUE_GRAPH)), Position(str(path))
            )


def _with_own_blanks(store: Store, located: Iterable[Located], prefix: str) -> Iterator[Located]:
    """Yield quads with blank nodes named after their file, in the order of the file.

    Two files may use one label for two nodes, and the parser makes new labels each time; loaded
    again, a file must say the same. What the store has word for word, as from its own dump,
    stays as it is.
    """
    names: dict[BNode, BNode] = {}

    def own(term: Term) -> Term:
        if isinstance(term, BNode):
            return names.setdefault(term, BNode(f"f{prefix}n{len(names)}"))
        return term

    for quad, position in located:
        subject, predicate, value, graph = quad
        blank = isinstance(subject, BNode) or isinstance(value, BNode)
        if blank and not store.holds(quad):
            quad = Quad(own(subject), predicate, own(value), graph)  # type: ignore[arg-type]
        yield Located(quad, position)

"""The only composer: read → map → derive facts → validate → commit, all or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg import content, facts, iris, mapping
from kg.errors import InputError, NonConforming
from kg.model import (
    BNode,
    Iri,
    Literal,
    Located,
    Position,
    Problem,
    Quad,
    Report,
    Term,
    Triple,
    Violation,
    text,
)
from kg.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    ONTOLOGY_GRAPH,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    REGISTRY_GRAPH,
    SKOS,
    SOURCE,
    VOC,
    VOCABULARY_GRAPH,
)
from kg.readers.rdf import FORMATS, is_rdf, read_rdf
from kg.readers.tabular import Row, Table, read_table
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, validate

#: tells how far a long work is: (step in words, done, total)
Progress = Callable[[str, int, int], None]

_FIRST = ("registry", "sources", "listings")  # what the other tables refer to
_CODE_COLUMNS = ("code", "broader", "en", "es", "fr", "nace2", "naics2022", "seeds")
_SUBCLASS = RDFS + "subClassOf"


def _silent(step: str, done: int, total: int) -> None:
    """Show no progress."""


@dataclass(slots=True)
class Assembled:
    """All that a folder of tables says, before it is a store."""

    claims: list[Located] = field(default_factory=list)
    decisions: list[Located] = field(default_factory=list)  # registry, vocabulary, catalogue
    conflicts: list[facts.Conflict] = field(default_factory=list)
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


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build or load did, in numbers."""

    claims: int
    facts: int
    evidence: int
    entities: Mapping[str, int]
    conflicts: int
    open_conflicts: int
    report: Report
    added: int = 0


def build(
    data: Path | None = None, store: Path | None = None, progress: Progress = _silent
) -> tuple[EmbeddedStore, Summary]:
    """Build the graph of a folder of tables into a store, and return both.

    data: the folder; None is the project's own.  store: None builds in memory.
    Raises InputError with every problem of every table, NonConforming where a shape breaks;
    the store is then as it was.
    """
    assembled = assemble(data or content.folder("data"), progress)
    report = check(assembled, progress)
    if not report.conforms():
        raise NonConforming(report)
    progress("writing the store", 0, 1)
    quads = list(assembled.quads())
    if store is None:
        built = EmbeddedStore.in_memory()
        built.replace(quads)
    else:
        built = EmbeddedStore.create(store, quads)
    progress("writing the store", 1, 1)
    return built, _summary(assembled, report)


def assemble(data: Path, progress: Progress = _silent) -> Assembled:
    """Return what the tables in `data` say. Raises InputError with all problems in one go."""
    if not data.is_dir():
        raise InputError([Problem(Position(str(data)), "there is no such folder of tables")])
    table_declarations = mapping.declarations(_mapping_folder(data))
    problems: list[Problem] = []
    tables: dict[str, Table] = {}
    for path in sorted(data.glob("*.csv")):
        if path.stem == "schemes":
            continue
        declaration = table_declarations.get(path.stem)
        if declaration is None:
            problems.append(Problem(
                Position(str(path)),
                f"no table is called '{path.stem}'; the tables are {', '.join(table_declarations)}",
            ))
            continue
        try:
            tables[path.stem] = read_table(path, str(path), columns_of(declaration))
        except InputError as error:
            problems.extend(error.problems)
    for needed in ("registry", "sources"):
        if needed not in tables and not problems:
            problems.append(Problem(Position(str(data / f"{needed}.csv")),
                                    "there is no such file; the other tables refer to it"))
    assembled = Assembled()
    context = mapping.Context()
    problems.extend(_vocabularies(data, context, assembled))
    evidences: list[mapping.EvidenceRow] = []
    names = [*(n for n in _FIRST if n in tables), *(n for n in tables if n not in _FIRST)]
    for table in _FIRST:
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
        problems.extend(_decide(assembled, tables, evidences, table_declarations))
    if problems:
        raise InputError(sorted(problems, key=lambda p: p.position))
    assembled.decisions.extend(_ontology())
    assembled.facts.extend(
        located.quad._replace(graph=None) for located in assembled.decisions
        if located.quad.graph in (Iri(REGISTRY_GRAPH), Iri(VOCABULARY_GRAPH))
    )
    return assembled


def _decide(
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
        facts.conflict(row, short_names) for row in _rows(tables, "conflicts"))
    assembled.decisions.extend(facts.registry(_rows(tables, "registry")))
    assembled.decisions.extend(facts.datasets(assembled.claims))
    described, problems = facts.catalogue(
        _rows(tables, "sources"), _rows(tables, "listings"), evidences,
        assembled.conflicts, _rows(tables, "identities"),
    )
    assembled.decisions.extend(described)
    derived, stale = facts.derive(assembled.claims, assembled.conflicts)
    assembled.facts.extend(derived)
    return [*problems, *stale]


def _rows(tables: Mapping[str, Table], name: str) -> tuple[Row, ...]:
    return tables[name].rows if name in tables else ()


def columns_of(declaration: mapping.Declaration) -> tuple[str, ...]:
    """Return the columns of a table, those of the evidence last."""
    own = tuple(declaration.columns)
    if declaration.subject:
        own = (declaration.subject, *own)
    return own + mapping.EVIDENCE_COLUMNS if declaration.claims else own


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
            names = {language: cells[column] for column, language in facts.NAME_COLUMNS.items()
                     if cells[column]}
            context.entities[cells["id"]] = mapping.Entity(cells["id"], cells["kind"], names)
        elif name == "sources":
            context.sources[cells["id"]] = mapping.Source(cells["id"], cells["title"])
        elif name == "listings":
            context.listings[cells["id"]] = cells["source"]


def _vocabularies(data: Path, context: mapping.Context, assembled: Assembled) -> list[Problem]:
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
            problems.append(Problem(Position(str(path)),
                                    f"the code list has no title; add it to {schemes_file}"))
            continue
        title = {language: titles[path.stem][language] for language in ("en", "es", "fr")}
        context.codes[path.stem] = {
            row.cells["code"]: row.cells["en"] for row in table.rows}
        assembled.decisions.extend(facts.vocabulary(path.stem, title, table.rows))
        problems.extend(_bad_broader(table))
    return problems


def _bad_broader(table: Table) -> Iterator[Problem]:
    codes = {row.cells["code"] for row in table.rows}
    for row in table.rows:
        broader = row.cells["broader"]
        if broader and broader not in codes:
            yield Problem(row.at("broader"), f"'{broader}' is no code of this list", "broader")


def _ontology() -> Iterator[Located]:
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


def check(assembled: Assembled, progress: Progress = _silent) -> Report:
    """Return the report of the shapes on what the tables say."""
    progress("validating", 0, 1)
    report = validate(
        _checked(quad for quad in assembled.quads()),
        content.folder("ontology") / "shapes",
        PositionIndex(assembled.located()),
    )
    progress("validating", 1, 1)
    return _without_standing(report, assembled.conflicts)


def _checked(quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield what the shapes see: facts, the catalogue, and the ontology's subclasses."""
    for quad in quads:
        graph = quad.graph.value if quad.graph else ""
        if graph in ("", CATALOGUE_GRAPH) or (
            graph == ONTOLOGY_GRAPH and quad.predicate.value == _SUBCLASS
        ):
            yield quad.triple


def _without_standing(report: Report, conflicts: Iterable[facts.Conflict]) -> Report:
    """Return the report without single-value results that a conflict lets stand."""
    standing = {
        (facts.node_iri(item.subject), name)
        for item in conflicts if item.resolution == "stands" for name in item.properties
    }
    kept = tuple(
        result for result in report.results
        if not (result.code.startswith("C56") and (str(result.focus), result.path) in standing)
    )
    return Report(kept, report.checked)


def _summary(assembled: Assembled, report: Report, added: int = 0) -> Summary:
    kinds: Counter[str] = Counter()
    for located in assembled.decisions:
        quad = located.quad
        if quad.graph == Iri(REGISTRY_GRAPH) and quad.predicate.value == RDF_TYPE:
            kinds[iris.shorten(quad.object.value)] += 1
    conflicts = {item.id: item for item in assembled.conflicts}
    return Summary(
        claims=len({located.quad for located in assembled.claims}),
        facts=len(set(assembled.facts)),
        evidence=len({located.quad.graph for located in assembled.claims}),
        entities=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        conflicts=len(conflicts),
        open_conflicts=len({i.id for i in assembled.conflicts if i.resolution == "open"}),
        report=report,
        added=added,
    )


# --- a change to a store -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What files add to a store, and the verdict on the graph as it would be."""

    added: tuple[Quad, ...]
    report: Report

    @property
    def facts(self) -> int:
        """How many facts are new."""
        return sum(quad.graph is None for quad in self.added)


def propose(store: Store, files: Sequence[Path]) -> Change:
    """Return what `files` would add to the store, and the report on the result.

    Raises InputError with every problem of every file; the store is only read.
    """
    located = _read_change(store, files)
    before = set(store.quads(every_graph=True))
    added = tuple(dict.fromkeys(item.quad for item in located if item.quad not in before))
    report = validate(
        _checked(dict.fromkeys([*before, *added])),
        content.folder("ontology") / "shapes",
        PositionIndex(located),
    )
    return Change(added, _without_known(report, store, added))


def _without_known(report: Report, store: Store, added: Sequence[Quad]) -> Report:
    """Return the report without single-value results that the catalogue lets stand."""
    standing = {
        (str(row[0]), str(row[1]))
        for row in store.select(
            f"SELECT ?s ?p WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?c <{HX}conflicting> ?s ; "
            f"<{HX}conflictProperty> ?p ; "
            f"<{HX}resolution> <{iris.concept('resolution', 'stands')}> }} }}"
        ).rows
    }
    touched = {(str(q.subject), q.predicate.value) for q in added}

    def dropped(result: Violation) -> bool:
        place = (str(result.focus), result.path)
        return result.code.startswith("C56") and place in standing and place not in touched

    return Report(tuple(r for r in report.results if not dropped(r)), report.checked)


def load(store: Store, files: Sequence[Path], fail_on: str = "violation") -> Change:
    """Add `files` to the store if the result conforms, and return the change.

    Raises InputError or NonConforming, and adds nothing then.
    """
    change = propose(store, files)
    if not change.report.conforms(fail_on):
        raise NonConforming(change.report)
    if change.added:
        store.commit(change.added)
    return change


def validate_store(store: Store) -> Report:
    """Return the report on the whole store."""
    report = validate(_checked(store.quads(every_graph=True)),
                      content.folder("ontology") / "shapes")
    return _without_known(report, store, ())


def _read_change(store: Store, files: Sequence[Path]) -> list[Located]:
    """Return the quads of the files: claims, their descriptions and the facts they make."""
    context = context_of(store)
    table_declarations = mapping.declarations(content.folder("data") / "mapping")
    problems: list[Problem] = []
    located: list[Located] = []
    tables: dict[str, Table] = {}
    for path in files:
        try:
            if is_rdf(path):
                located.extend(_rdf_claims(path))
            elif path.suffix.lower() == ".csv" or path.is_dir():
                table = _table_of(path, table_declarations)
                tables[Path(table.file).stem] = table
            else:
                raise InputError([Problem(
                    Position(str(path)),
                    f"'{path.suffix}' is no kind of file that is read; name a table (.csv) "
                    f"or RDF ({', '.join(FORMATS)})",
                )])
        except InputError as error:
            problems.extend(error.problems)
    for name in _FIRST:
        if name in tables:
            extend_context(context, tables[name])
    assembled = Assembled()
    evidences: list[mapping.EvidenceRow] = []
    for name, table in tables.items():
        mapped = mapping.map_table(table, table_declarations[name], context)
        problems.extend(mapped.problems)
        assembled.claims.extend(mapped.claims)
        evidences.extend(mapped.evidences)
    if not problems:
        problems.extend(_decide(assembled, tables, evidences, table_declarations))
    if problems:
        raise InputError(problems)
    located.extend(assembled.located())
    places = PositionIndex(assembled.located())
    for quad in assembled.facts:
        position = places.find(str(quad.subject), quad.predicate.value, quad.object.value)[0]
        located.append(Located(quad, position))
    located.extend(
        item._replace(quad=item.quad._replace(graph=None)) for item in assembled.decisions
        if item.quad.graph == Iri(REGISTRY_GRAPH)
    )
    return located


def _table_of(path: Path, table_declarations: Mapping[str, mapping.Declaration]) -> Table:
    """Return the table in a CSV file, known by its name, else by its header."""
    shown = str(path)
    if path.stem in table_declarations:
        return read_table(path, shown, columns_of(table_declarations[path.stem]))
    header = set(read_table(path, shown, ()).header)
    for name, declaration in table_declarations.items():
        if header == set(columns_of(declaration)):
            table = read_table(path, shown, columns_of(declaration))
            return Table(f"{name}.csv", table.header, table.rows, table.problems)
    nearest = max(table_declarations, key=lambda n: len(
        header & set(columns_of(table_declarations[n]))))
    raise InputError(read_table(path, shown, columns_of(table_declarations[nearest])).problems
                     or [Problem(Position(shown, 1), "the header fits no table")])


def _rdf_claims(path: Path) -> Iterator[Located]:
    """Yield the quads of an RDF file; bare triples become claims of the file itself.

    A graph under …/evidence/ is evidence: what it holds is claim and fact.  Triples outside
    any graph get one evidence graph for the file, described in the catalogue.
    """
    located = read_rdf(path, str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"file-{iris.slug(path.stem)}-{digest[:8]}"
    graph = Iri(iris.evidence(name, "file", "explicit"))
    bare = False
    for quad, position in located:
        if quad.graph is None:
            bare = True
            yield Located(quad, position)
            yield Located(quad._replace(graph=graph), position)
        else:
            yield Located(quad, position)
            if quad.graph.value.startswith(EVIDENCE) or quad.graph.value == REGISTRY_GRAPH:
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
            yield Located(Quad(subject, Iri(predicate), value, Iri(CATALOGUE_GRAPH)),
                          Position(str(path)))


def context_of(store: Store) -> mapping.Context:
    """Return what new rows may refer to: the entities, sources, listings, codes of a store."""
    context = mapping.Context()
    classes = {mapping.kind_class(kind): kind for kind in mapping.KINDS}
    for quad in store.quads(predicate=Iri(RDF_TYPE), graph=Iri(REGISTRY_GRAPH)):
        kind = classes.get(quad.object.value)
        if kind:
            identifier = str(quad.subject).removeprefix(ID)
            context.entities[identifier] = mapping.Entity(identifier, kind, {})
    for quad in store.quads(predicate=Iri(PREF_LABEL), graph=Iri(REGISTRY_GRAPH)):
        entity = context.entities.get(str(quad.subject).removeprefix(ID))
        if entity and isinstance(quad.object, Literal):
            entity.names[quad.object.language] = quad.object.value
    for quad in store.quads(predicate=Iri(DCT + "isReplacedBy"), graph=Iri(REGISTRY_GRAPH)):
        context.replaced[str(quad.subject).removeprefix(ID)] = quad.object.value.removeprefix(ID)
    catalogue = Iri(CATALOGUE_GRAPH)
    for quad in store.quads(predicate=Iri(DCT + "title"), graph=catalogue):
        if str(quad.subject).startswith(SOURCE):
            identifier = str(quad.subject).removeprefix(SOURCE)
            context.sources[identifier] = mapping.Source(identifier, quad.object.value)
    for quad in store.quads(predicate=Iri(DCT + "isPartOf"), graph=catalogue):
        listing = str(quad.subject).rsplit("/", 1)[-1]
        context.listings[listing] = quad.object.value.removeprefix(SOURCE)
    for quad in store.quads(predicate=Iri(SKOS + "inScheme"), graph=Iri(VOCABULARY_GRAPH)):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        context.codes.setdefault(scheme, {})[code] = code
    for quad in store.quads(predicate=Iri(PREF_LABEL), graph=Iri(VOCABULARY_GRAPH)):
        scheme, _, code = str(quad.subject).removeprefix(VOC).partition("/")
        if code and isinstance(quad.object, Literal) and quad.object.language == "en":
            context.codes[scheme][code] = quad.object.value
    return context

"""Change a store: what files would add, the verdict on the result, the commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg import content, iris, mapping
from kg.errors import InputError, NonConforming
from kg.model import (
    Iri,
    Literal,
    Located,
    Position,
    Problem,
    Quad,
    Report,
    Term,
    Violation,
    text,
)
from kg.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    SOURCE,
    VOC,
    VOCABULARY_GRAPH,
)
from kg.pipeline.assemble import REFERRED, Assembled, decide, extend_context
from kg.readers.rdf import FORMATS, is_rdf, read_rdf
from kg.readers.tabular import Table, read_table
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, Validator, checked_graph, validator

_FILE_SOURCE = SOURCE + "file-"  # the ids of sources that are files a user loads


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
    trial = EmbeddedStore.in_memory()
    trial.replace([*before, *added])
    report = shapes().change(checked_graph(trial), added, index=PositionIndex(located))
    return Change(added, _of_change(_without_known(report, store, added), added))


def _of_change(report: Report, added: Sequence[Quad]) -> Report:
    """Return the report without warnings about what the change does not touch."""
    # A file describes itself as its own source; that it has no date is nobody's omission.
    touched = {str(q.subject) for q in added if not str(q.subject).startswith(_FILE_SOURCE)}
    return Report(tuple(
        result for result in report.results
        if result.severity == "violation" or str(result.focus) in touched
    ), report.checked)


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
    report = shapes().whole(checked_graph(_embedded(store)))
    return _without_known(report, store, ())


def shapes() -> Validator:
    """Return the project's shapes, compiled."""
    return validator(content.folder("ontology") / "shapes")


def _embedded(store: Store) -> EmbeddedStore:
    """Return the store, or a copy of it on this machine, where the shapes can look."""
    if isinstance(store, EmbeddedStore):
        return store
    copy = EmbeddedStore.in_memory()
    copy.replace(store.quads(every_graph=True))
    return copy


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
    for name in REFERRED:
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
        problems.extend(decide(assembled, tables, evidences, table_declarations))
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
        return read_table(path, shown, mapping.columns_of(table_declarations[path.stem]))
    header = set(read_table(path, shown, ()).header)
    for name, declaration in table_declarations.items():
        if header == set(mapping.columns_of(declaration)):
            table = read_table(path, shown, mapping.columns_of(declaration))
            return Table(f"{name}.csv", table.header, table.rows, table.problems)
    nearest = max(table_declarations, key=lambda n: len(
        header & set(mapping.columns_of(table_declarations[n]))))
    columns = mapping.columns_of(table_declarations[nearest])
    raise InputError(read_table(path, shown, columns).problems
                     or [Problem(Position(shown, 1), "the header fits no table")])


def _rdf_claims(path: Path) -> Iterator[Located]:
    """Yield the quads of an RDF file; bare triples become claims of the file itself.

    A graph under …/evidence/ is evidence: what it holds is claim and fact.  Triples outside
    any graph get one evidence graph for the file, described in the catalogue.
    """
    located = read_rdf(path, str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"{_FILE_SOURCE.removeprefix(SOURCE)}{iris.slug(path.stem)}-{digest[:8]}"
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

"""Build a store: assemble → validate → commit, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import names
from kg.claims.conflicts import Conflict, subject_iri
from kg.errors import NonConforming
from kg.files import content
from kg.ingest.assemble import Assembled, assemble
from kg.model import Iri, Progress, Report, silent
from kg.rdf import iris
from kg.rdf.namespaces import RDF_TYPE, REGISTRY_GRAPH
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, checked_graph, validator


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
    data: Path | None = None, store: Path | Store | None = None, progress: Progress = silent
) -> tuple[Store, Summary]:
    """Build the graph of a folder of tables into a store, and return both.

    data: the folder; None is the project's own.  store: a folder, or a store that is open;
    None builds in memory.
    Raises InputError with every problem of every table, NonConforming where a shape breaks;
    the store is then as it was.
    """
    assembled = assemble(data or content.folder("data"), progress)
    report = check(assembled, progress)
    if not report.conforms():
        raise NonConforming(report)
    progress("writing the store", 0, 1)
    quads = list(assembled.quads())
    built: Store
    if isinstance(store, Path):
        built = EmbeddedStore.create(store, quads)
    else:
        built = EmbeddedStore.in_memory() if store is None else store
        built.replace(quads, progress=progress)
    names.open_index(built)  # now, and not when the first question waits for it
    progress("writing the store", 1, 1)
    return built, _summary(assembled, report)


def check(assembled: Assembled, progress: Progress = silent) -> Report:
    """Return the report of the shapes on what the tables say."""
    progress("validating", 0, 1)
    store = EmbeddedStore.in_memory()
    store.replace(assembled.quads())
    report = validator(content.folder("ontology") / "shapes").validate(
        checked_graph(store), PositionIndex(assembled.located())
    )
    progress("validating", 1, 1)
    return _without_standing(report, assembled.conflicts)


def _without_standing(report: Report, conflicts: Iterable[Conflict]) -> Report:
    """Return the report without single-value results that a conflict lets stand."""
    standing = {
        (subject_iri(item.subject), name)
        for item in conflicts
        if item.resolution == "stands"
        for name in item.properties
    }
    kept = tuple(
        result
        for result in report.results
        if not (result.code.startswith("C56") and (str(result.focus), result.path) in standing)
    )
    return Report(kept, report.checked, report.notes)


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

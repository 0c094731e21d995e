"""Build a store: assemble → validate → commit, all or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kg import names
from kg.claims.conflicts import Conflict, subject_iri
from kg.errors import NonConforming, in_language
from kg.files import content
from kg.ingest import replay
from kg.ingest.assemble import Assembled, assemble
from kg.ingest.decision import shapes
from kg.ingest.explained import explained
from kg.ingest.replay import Loads
from kg.mapping import Renamed
from kg.model import Iri, Progress, Report, silent
from kg.rdf import iris
from kg.rdf.namespaces import RDF_TYPE, REGISTRY_GRAPH
from kg.store import EmbeddedStore, Store
from kg.validation import PositionIndex, checked_graph

_REGISTRY: Final = Iri(REGISTRY_GRAPH)
_VALIDATING: Final = ("validating", "validando")
_WRITING: Final = ("writing the store", "escribiendo el almacén")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build made, in numbers.

    Attributes:
        claims: How many claims there are.
        facts: How many facts.
        evidence: How many places in documents state them.
        entities: From the class of entities to how many there are, the most frequent first.
        conflicts: How many conflicts are recorded.
        open_conflicts: How many of them nobody has decided yet.
        report: The report of the shapes.
        renamed: Where the tables use terms that others took the place of.
    """

    claims: int
    facts: int
    evidence: int
    entities: Mapping[str, int]
    conflicts: int
    open_conflicts: int
    report: Report
    renamed: Sequence[Renamed] = ()


def build(
    data: Path | None = None,
    store: Path | Store | None = None,
    progress: Progress = silent,
    *,
    loads: Loads = "refuse",
) -> tuple[Store, Summary]:
    """Build the graph of a folder of tables into a store, and return both.

    Args:
        data: The folder of tables; None is the project's own.
        store: A folder, or a store that is open; None builds in memory.
        progress: Is told which step is under way.
        loads: What happens to what was loaded since the last build: `refuse` stops where there is
            any, `discard` discards it, `keep` plays it again onto the new build.

    Raises:
        InputError: With every problem of every table; the store is as it was.
        NonConforming: The tables break a shape, or a load does on top of them; the store is as it
            was.
        StoreError: The store holds loads, or is damaged; it is as it was.
    """
    target = _target(store, loads)
    if loads == "refuse":
        replay.require_none(target)  # now, and again once nobody else can write
    assembled = assemble(data or content.folder("data"), progress)
    if loads == "keep" or not isinstance(target, EmbeddedStore):
        report = _conforming(check(assembled, progress))
        progress(in_language(*_WRITING), 0, 1)
        quads = list(assembled.quads())
        if loads == "keep":
            replay.replace_keeping_loads(target, quads)
        else:
            target.replace(quads, progress=progress)
    else:
        report = _write_judged(target, assembled, loads, progress)
    names.open_index(target)  # now, so that the first question need not wait for it
    progress(in_language(*_WRITING), 1, 1)
    return target, _summary(assembled, report)


def _write_judged(
    target: EmbeddedStore, assembled: Assembled, loads: Loads, progress: Progress
) -> Report:
    """Write what the tables state where nobody reads it, judge it there, then publish it.

    Raises:
        NonConforming: The tables break a shape; the store is as it was.
        StoreError: The store holds loads that are not to be discarded.
    """
    reports: list[Report] = []

    def judge(written: EmbeddedStore) -> None:
        reports.append(_conforming(_judged(written, assembled, progress)))

    progress(in_language(*_WRITING), 0, 1)
    if loads != "refuse":
        target.replace(assembled.quads(), judge=judge)
    else:
        with target.locked():
            replay.require_none(target)
            target.replace(assembled.quads(), judge=judge)
    return reports[0]


def _conforming(report: Report) -> Report:
    """Return a report. Raises NonConforming where it has errors."""
    if not report.conforms:
        raise NonConforming(report)
    return report


def _target(store: Path | Store | None, loads: Loads) -> Store:
    """Return the store to build into; its content is not opened where it is to be discarded."""
    if isinstance(store, Path):
        if loads == "discard":
            return EmbeddedStore.unread(store)
        return EmbeddedStore.open(store, new=True)
    return EmbeddedStore.in_memory() if store is None else store


def check(assembled: Assembled, progress: Progress = silent) -> Report:
    """Return the report of the shapes on what the tables state.

    A second value of a property that should have one is left out where a conflict lets it stand.
    """
    store = EmbeddedStore.in_memory()
    store.replace(assembled.quads())
    return _judged(store, assembled, progress)


def _judged(store: EmbeddedStore, assembled: Assembled, progress: Progress) -> Report:
    """Return the report on a store that holds what the tables state."""
    progress(in_language(*_VALIDATING), 0, 1)
    report = shapes().validate(checked_graph(store), PositionIndex(assembled.located()))
    progress(in_language(*_VALIDATING), 1, 1)
    return explained(_without_standing(report, assembled.conflicts), store, shapes())


def _without_standing(report: Report, conflicts: Sequence[Conflict]) -> Report:
    """Return the report without second values that a conflict lets stand."""
    standing = {
        (subject_iri(conflict.subject), name)
        for conflict in conflicts
        if conflict.resolution == "stands"
        for name in conflict.properties
    }
    results = tuple(
        result
        for result in report.results
        if not (result.code.startswith("C56") and (str(result.focus), result.path) in standing)
    )
    return Report(results, report.checked, report.notes)


def _summary(assembled: Assembled, report: Report) -> Summary:
    classes = Counter(
        iris.shorten(quad.object.value)
        for quad, _ in assembled.descriptions
        if quad.graph == _REGISTRY and quad.predicate.value == RDF_TYPE
    )
    conflicts = assembled.conflicts
    return Summary(
        claims=len({located.quad for located in assembled.claims}),
        facts=len(set(assembled.facts)),
        evidence=len({located.quad.graph for located in assembled.claims}),
        entities=dict(sorted(classes.items(), key=lambda item: (-item[1], item[0]))),
        conflicts=len({conflict.id for conflict in conflicts}),
        open_conflicts=len({c.id for c in conflicts if c.resolution == "open"}),
        report=report,
        renamed=assembled.renamed,
    )

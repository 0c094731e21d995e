"""What a result is about, in the words of the graph that was judged, and who states it.

A result names a node and a shape. A person wants its name and kind, and, where two statements do
not go together, which documents make each. That is looked up here, once the judgement is there
and while the graph still is: a change that is refused is gone when its report is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, tee
from typing import Final

from kg.claims.evidence import EvidenceCatalogue, is_claim, is_suggestion, source_of
from kg.ingest.rdf_file import FILE_SOURCE
from kg.model import BNode, Iri, Quad, Report, Stated, Term, Triple, Violation
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    PREF_LABEL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SOURCE,
    VOCABULARY_GRAPH,
)
from kg.rdf.oxigraph import to_ox
from kg.store import EmbeddedStore
from kg.validation import Validator, checked_graph
from kg.validation.report.text import SHOWN
from kg.validation.results import Mapped

#: results of a report that are told, beside those of each code that text shows
MOST_EXPLAINED: Final = 1_000
#: statements of a result whose documents are looked up
MOST_STATED: Final = 6
#: documents of a statement that are named
MOST_DOCUMENTS: Final = 3
#: graph → what it holds: statements that no document makes
_RECORDS: Final = {
    REGISTRY_GRAPH: "registry",
    VOCABULARY_GRAPH: "vocabulary",
    CATALOGUE_GRAPH: "catalogue",
}
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_FILE: Final = FILE_SOURCE.removeprefix(SOURCE)


def explained(report: Report, store: EmbeddedStore, validator: Validator) -> Report:
    """Return a report whose results say what they are about, and which documents state it.

    Of very many those that are shown first: looking up takes a quarter of a millisecond each.

    Args:
        report: The report.
        store: The graph that was judged.
        validator: The shapes that judged it.
    """
    if not len(report.results):
        return report
    explainer = _Explainer(store, validator)
    if report.counts is not None:  # they are made anew whenever they are read
        return replace(report, results=Mapped(report.results, explainer.all_explained))
    results = list(report.results)
    places = [place for place, shown in enumerate(_shown(results)) if shown]
    explainer.gather([results[place] for place in places])
    for place in places:
        results[place] = explainer.explained(results[place])
    return replace(report, results=tuple(results))


def _shown(results: Iterable[Violation]) -> Iterator[bool]:
    """Yield for each result whether it is among those that are shown first."""
    of_code: Counter[tuple[str, str]] = Counter()
    for number, result in enumerate(results):
        of_code[result.severity, result.code] += 1
        yield number < MOST_EXPLAINED or of_code[result.severity, result.code] <= SHOWN


class _Explainer:
    """Looks up what results are about in one store."""

    def __init__(self, store: EmbeddedStore, validator: Validator) -> None:
        self._store, self._validator = store, validator
        self._graph = checked_graph(store)
        self._catalogue = EvidenceCatalogue(store)

    def gather(self, results: Sequence[Violation]) -> None:
        """Fetch what will be looked up, where the store is a part of one elsewhere."""
        if not self._store.is_partial:
            return
        self._graph.gather(to_ox(result.focus) for result in results)
        statements = [s for result in results for s in self._compared(result)]
        self._graph.gather(to_ox(term) for s in statements for term in (s.subject, s.object))
        evidence = {quad.graph for s in statements for quad in self._quads(s) if is_claim(quad)}
        self._graph.gather(to_ox(graph) for graph in evidence if graph)
        sources = {Iri(SOURCE + source_of(graph.value)) for graph in evidence if graph}
        self._graph.gather(map(to_ox, sources))

    def all_explained(self, results: Iterable[Violation]) -> Iterator[Violation]:
        """Yield results, those that are shown first with what they are about."""
        first, all_of_them = tee(results)
        for result, shown in zip(all_of_them, _shown(first), strict=True):
            yield self.explained(result) if shown else result

    def explained(self, result: Violation) -> Violation:
        """Return a result with its name, its kind, and what the constraint compares."""
        kinds = sorted(term.value for term in self._objects(result.focus, RDF_TYPE))
        statements = self._validator.compared(result, self._graph)
        return replace(
            result,
            kind=kinds[0] if kinds else "",
            labels=self._labels(result.focus),
            stated=tuple(self._stated(s, result.focus) for s in statements[:MOST_STATED]),
            stated_in_all=len(statements),
        )

    def _compared(self, result: Violation) -> list[Triple]:
        return self._validator.compared(result, self._graph)[:MOST_STATED]

    def _stated(self, statement: Triple, focus: Term) -> Stated:
        """Return a statement with the documents that make it."""
        subject, predicate, value = statement
        quads = self._quads(statement)
        graphs = sorted(
            {q.graph.value for q in quads if q.graph and is_claim(q) and not is_suggestion(q.graph)}
        )
        records = [_RECORDS[str(q.graph)] for q in quads if str(q.graph) in _RECORDS]
        described = map(self._document, graphs)
        return Stated(
            subject,
            predicate.value,
            value,
            self._labels(value if subject == focus else subject),
            tuple(islice(described, MOST_DOCUMENTS)),
            max(0, len(graphs) - MOST_DOCUMENTS),
            records[0] if records and not graphs else "",
        )

    def _document(self, graph: str) -> tuple[str, str]:
        """Return what the document of an evidence graph is called, and the place in it."""
        evidence = self._catalogue.evidence(graph)
        if evidence is None:
            return source_of(graph), ""
        if evidence.source.startswith(_FILE):  # a file that was loaded has no place but itself
            return evidence.title or evidence.source, ""
        return evidence.source, evidence.locator

    def _quads(self, statement: Triple) -> list[Quad]:
        return list(
            self._store.quads(
                statement.subject, statement.predicate, statement.object, every_graph=True
            )
        )

    def _labels(self, node: Term) -> tuple[tuple[str, str], ...]:
        if not isinstance(node, Iri):
            return ()
        names = self._objects(node, PREF_LABEL) or self._objects(node, DCT + "title")
        return tuple(sorted((getattr(name, "language", ""), name.value) for name in names))

    def _objects(self, node: Term, predicate: str) -> list[Term]:
        if not isinstance(node, Iri | BNode):
            return []
        for graph in (None, _CATALOGUE):
            if quads := list(self._store.quads(node, Iri(predicate), graph=graph)):
                return [quad.object for quad in quads]
        return []

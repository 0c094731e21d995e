"""The documents behind the graph, and how many claims rest on each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from kg.claims.evidence import EvidenceCatalogue, is_of_claims
from kg.model import Iri
from kg.store import Store

_CLAIMS: Final = "SELECT ?graph (COUNT(*) AS ?claims) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"


@dataclass(frozen=True, slots=True)
class SourceCount:
    """How many claims rest on one document.

    Attributes:
        id: The id of the document.
        title: Its title.
        claims: How many claims rest on it.
        by_certainty: The same by certainty, as (code, number), sorted by code.
    """

    id: str
    title: str
    claims: int
    by_certainty: tuple[tuple[str, int], ...]


def count_claims(store: Store) -> list[SourceCount]:
    """Return the documents that claims rest on, sorted by id."""
    catalogue = EvidenceCatalogue(store)
    counts: dict[str, Counter[str]] = {}
    titles: dict[str, str] = {}
    for graph, claims in store.select(_CLAIMS).rows:
        is_evidence = isinstance(graph, Iri) and is_of_claims(graph)
        evidence = catalogue.evidence(str(graph)) if is_evidence else None
        if evidence:
            titles[evidence.source] = evidence.title
            counts.setdefault(evidence.source, Counter())[evidence.certainty] += int(str(claims))
    return [
        SourceCount(source, titles[source], certainties.total(), tuple(sorted(certainties.items())))
        for source, certainties in sorted(counts.items())
    ]

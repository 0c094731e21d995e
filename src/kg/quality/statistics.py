"""What a store holds, in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kg import names
from kg.model import Iri
from kg.rdf.iris import local_name
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX
from kg.store import Store

_CLAIMS: Final = (
    "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
    f'FILTER(STRSTARTS(STR(?g), "{EVIDENCE}")) }}'
)
_FACTS: Final = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
_PLACES: Final = (
    f"SELECT (COUNT(?e) AS ?n) WHERE {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?e a <{HX}Evidence> }} }}"
)
_KINDS: Final = "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c"


@dataclass(frozen=True, slots=True, repr=False)
class Statistics:
    """What the store holds, in numbers.

    Attributes:
        facts: How many facts there are.
        claims: How many claims documents make.
        evidence: At how many places of documents they stand.
        kinds: IRI of a class → how many things have it, the most frequent first.
        names: IRI of a class → what it is called.
    """

    facts: int
    claims: int
    evidence: int
    kinds: Mapping[str, int]
    names: Mapping[str, str]

    def __repr__(self) -> str:
        counted = "".join(
            f"\n  {number:>8,} {self.names.get(iri, local_name(iri))}"
            for iri, number in self.kinds.items()
        )
        return (
            f"<Statistics: {self.facts:,} facts, {self.claims:,} claims at {self.evidence:,} "
            f"places of documents>{counted}"
        )


def counted(store: Store, language: str) -> Statistics:
    """Return how much there is: facts, claims, evidence, entities of each class.

    Args:
        store: What is counted.
        language: Of the names of classes: `es` or `en`.
    """
    rows = store.select(_KINDS).rows
    kinds = {row[0].value: int(row[1].value) for row in rows if row[0] and row[1]}
    return Statistics(
        facts=_number(store, _FACTS),
        claims=_number(store, _CLAIMS),
        evidence=_number(store, _PLACES),
        kinds=kinds,
        names=names.labels_of(store, map(Iri, kinds), language),
    )


def _number(store: Store, query: str) -> int:
    """Return the number that a query counts."""
    ((number,),) = store.select(query).rows
    return int(number.value) if number else 0

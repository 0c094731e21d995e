"""What a store says of one property at a time, and how its IRIs are called in a network.

One query for a property, whatever the number of nodes: of a large store on disk each term that is
read costs 5 µs, and a filter on text reads them all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from kg.model import Iri, Term
from kg.rdf import iris
from kg.rdf.namespaces import EVIDENCE, ID, VOC
from kg.store import EmbeddedStore
from kg.store.base import Store

PAIRS: Final = "SELECT ?s ?o WHERE {{ ?s <{0}> ?o }}"
#: who states a property of a subject; {1} is for `only_evidence`
CLAIMS: Final = "SELECT ?s ?o ?g WHERE {{ GRAPH ?g {{ ?s <{0}> ?o }} {1} }}"
CLAIMED_SUBJECTS: Final = "SELECT ?s ?g WHERE {{ GRAPH ?g {{ ?s <{0}> ?o }} {1} }}"
# A remote store has the facts as a named graph too; in a folder the filter would read every name.
_ONLY_EVIDENCE: Final = f'FILTER(STRSTARTS(STR(?g), "{EVIDENCE}"))'


def pairs(store: Store, predicate: str) -> Iterator[tuple[Term, Term]]:
    """Yield subject and object of each fact with a property."""
    return bound_pairs(store.select(PAIRS.format(predicate)).rows)


def bound_pairs(rows: Iterable[tuple[Term | None, ...]]) -> Iterator[tuple[Term, Term]]:
    """Yield the rows of a query whose two variables are always bound."""
    for subject, value in rows:
        assert subject is not None
        assert value is not None
        yield subject, value


def by_subject(store: Store, predicate: str) -> dict[Term, list[Term]]:
    """Return subject → objects of a property."""
    objects: dict[Term, list[Term]] = defaultdict(list)
    for subject, value in pairs(store, predicate):
        objects[subject].append(value)
    return objects


def iris_by_subject(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, set[str]]:
    """Return subject IRI → object IRIs of the rows of a query; other terms are left out."""
    objects: dict[str, set[str]] = defaultdict(set)
    for subject, value in rows:
        if isinstance(subject, Iri) and isinstance(value, Iri):
            objects[subject.value].add(value.value)
    return objects


def iri_values(store: Store, predicate: str) -> dict[str, set[str]]:
    """Return subject IRI → the IRIs that are its values of a property."""
    return iris_by_subject(store.select(PAIRS.format(predicate)).rows)


def claims(store: Store, predicate: str) -> dict[tuple[Term, Term], list[str]]:
    """Return (subject, object) → the evidence graphs that state a property of them."""
    graphs: dict[tuple[Term, Term], list[str]] = defaultdict(list)
    for subject, value, graph in _evidence(store, CLAIMS, predicate):
        graphs[subject, value].append(graph)
    return graphs


def claims_of_subjects(store: Store, predicate: str) -> dict[Term, list[str]]:
    """Return subject → the evidence graphs that state any value of a property of it."""
    graphs: dict[Term, list[str]] = defaultdict(list)
    for subject, graph in _evidence(store, CLAIMED_SUBJECTS, predicate):
        graphs[subject].append(graph)
    return graphs


def _evidence(store: Store, query: str, predicate: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query about claims, the evidence graph as text at their end."""
    only_evidence = "" if isinstance(store, EmbeddedStore) else _ONLY_EVIDENCE
    for *terms, graph in store.select(query.format(predicate, only_evidence)).rows:
        name = str(graph)
        if name.startswith(EVIDENCE):
            yield *terms, name


def slug(iri: str) -> str:
    """Return the id of an entity: its IRI without the common beginning."""
    return iri.removeprefix(ID)


def code(concept: str) -> str:
    """Return the code of a concept, ".../helix/academia" → "academia"."""
    return concept.rpartition("/")[2] if concept.startswith(VOC) else iris.local_name(concept)

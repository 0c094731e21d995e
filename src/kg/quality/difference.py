"""What changed between two snapshots of the graph: facts, and the claims behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.claims.evidence import is_claim
from kg.model import BNode, Quad, Term
from kg.quality.snapshot import Snapshot, quads_of
from kg.store import EmbeddedStore
from kg.store.comparing import differing

_Place = tuple[str, str, str]  # subject, predicate, graph


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A property that has one value before and another after, of one subject in one graph."""

    subject: str
    predicate: str
    graph: str
    before: Term
    after: Term


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two snapshots; every list is sorted.

    Facts are the default graph, claims the evidence graphs. Blank nodes, whose labels mean
    nothing, are left out. A value that was replaced by another is changed, and neither added nor
    removed.
    """

    added_facts: tuple[Quad, ...]
    removed_facts: tuple[Quad, ...]
    changed_facts: tuple[Changed, ...]
    added_claims: tuple[Quad, ...]
    removed_claims: tuple[Quad, ...]
    changed_claims: tuple[Changed, ...]

    def empty(self) -> bool:
        """Return whether the two snapshots are equal."""
        return not (
            self.added_facts
            or self.removed_facts
            or self.changed_facts
            or self.added_claims
            or self.removed_claims
            or self.changed_claims
        )


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Return the difference between two snapshots."""
    if isinstance(old, EmbeddedStore) and isinstance(new, EmbeddedStore):
        old, new = differing(old, new)
    before, after = _without_blank_nodes(quads_of(old)), _without_blank_nodes(quads_of(new))
    added, removed = after - before, before - after
    facts = _split([q for q in added if q.graph is None], [q for q in removed if q.graph is None])
    claims = _split([q for q in added if is_claim(q)], [q for q in removed if is_claim(q)])
    return Difference(*facts, *claims)


def _without_blank_nodes(quads: Iterable[Quad]) -> set[Quad]:
    return {
        quad
        for quad in quads
        if not isinstance(quad.subject, BNode) and not isinstance(quad.object, BNode)
    }


def _split(
    added: Iterable[Quad], removed: Iterable[Quad]
) -> tuple[tuple[Quad, ...], tuple[Quad, ...], tuple[Changed, ...]]:
    """Return what was added, removed and changed.

    Changed is a place that lost exactly one value and got exactly one.
    """
    gained, lost = _by_place(added), _by_place(removed)
    replaced = {
        place for place in gained if len(gained[place]) == 1 and len(lost.get(place, ())) == 1
    }
    return (
        _elsewhere(gained, replaced),
        _elsewhere(lost, replaced),
        tuple(
            sorted(
                Changed(*place, lost[place][0].object, gained[place][0].object)
                for place in replaced
            )
        ),
    )


def _by_place(quads: Iterable[Quad]) -> dict[_Place, list[Quad]]:
    places: dict[_Place, list[Quad]] = {}
    for quad in quads:
        place = (str(quad.subject), quad.predicate.value, str(quad.graph or ""))
        places.setdefault(place, []).append(quad)
    return places


def _elsewhere(quads: Mapping[_Place, list[Quad]], places: set[_Place]) -> tuple[Quad, ...]:
    """Return the quads in other places than these, sorted."""
    return tuple(
        sorted((q for place, at in quads.items() if place not in places for q in at), key=_key)
    )


def _key(quad: Quad) -> tuple[str, ...]:
    return (
        str(quad.subject),
        quad.predicate.value,
        quad.object.value,
        *quad.object[1:],
        str(quad.graph or ""),
    )

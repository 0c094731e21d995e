"""What changed between two states of the graph: facts, and the claims behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import BNode, Quad, Term
from kg.rdf.namespaces import EVIDENCE


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A property of a subject that has one value before and another after, in one graph."""

    subject: str
    predicate: str
    graph: str
    before: Term
    after: Term


@dataclass(frozen=True, slots=True)
class Difference:
    """Sorted: what is only in the new state, only in the old one, and what changed its value.

    Facts are the default graph; claims the evidence graphs.  Blank nodes, whose names mean
    nothing, are left out.
    """

    added_facts: tuple[Quad, ...]
    removed_facts: tuple[Quad, ...]
    changed_facts: tuple[Changed, ...]
    added_claims: tuple[Quad, ...]
    removed_claims: tuple[Quad, ...]
    changed_claims: tuple[Changed, ...]

    def empty(self) -> bool:
        """Return whether the two states are equal."""
        return not (
            self.added_facts
            or self.removed_facts
            or self.changed_facts
            or self.added_claims
            or self.removed_claims
            or self.changed_claims
        )


def compare(old: Iterable[Quad], new: Iterable[Quad]) -> Difference:
    """Return the difference between two states."""
    before, after = _named(old), _named(new)
    added, removed = after - before, before - after
    facts = _split([q for q in added if q.graph is None], [q for q in removed if q.graph is None])
    claims = _split([q for q in added if _is_claim(q)], [q for q in removed if _is_claim(q)])
    return Difference(*facts, *claims)


def _named(quads: Iterable[Quad]) -> set[Quad]:
    return {
        quad
        for quad in quads
        if not isinstance(quad.subject, BNode) and not isinstance(quad.object, BNode)
    }


def _is_claim(quad: Quad) -> bool:
    return quad.graph is not None and quad.graph.value.startswith(EVIDENCE)


def _split(
    added: list[Quad], removed: list[Quad]
) -> tuple[tuple[Quad, ...], tuple[Quad, ...], tuple[Changed, ...]]:
    """Return added, removed, changed; changed is one value gone and one come in one place."""
    gone: dict[tuple[str, str, str], list[Quad]] = {}
    come: dict[tuple[str, str, str], list[Quad]] = {}
    for table, quads in ((gone, removed), (come, added)):
        for quad in quads:
            place = (str(quad.subject), quad.predicate.value, str(quad.graph or ""))
            table.setdefault(place, []).append(quad)
    pairs = {p for p in come if len(come[p]) == 1 and len(gone.get(p, ())) == 1}
    changed = tuple(
        sorted(Changed(*place, gone[place][0].object, come[place][0].object) for place in pairs)
    )
    return (
        tuple(sorted((q for p, qs in come.items() if p not in pairs for q in qs), key=_key)),
        tuple(sorted((q for p, qs in gone.items() if p not in pairs for q in qs), key=_key)),
        changed,
    )


def _key(quad: Quad) -> tuple[str, ...]:
    return (
        str(quad.subject),
        quad.predicate.value,
        quad.object.value,
        *quad.object[1:],
        str(quad.graph or ""),
    )

"""From claims to facts.

Facts are all claims, except those that a row of conflicts.csv rejects and those that a machine
suggested (design, section 3).
"""

from __future__ import annotations

from collections.abc import Iterable

from kg.claims.conflicts import Conflict, ConflictTable
from kg.claims.evidence import is_suggestion
from kg.model import Located, Problem, Quad


def derive(
    claims: Iterable[Located], conflicts: Iterable[Conflict]
) -> tuple[list[Quad], list[Problem]]:
    """Return the facts that follow from claims, and the conflicts that cover none of them.

    Args:
        claims: Quads in evidence graphs, with their positions.
        conflicts: What curators decided about contradictions between claims.

    Returns:
        The facts, as quads of the default graph in the order of the claims and without repeats;
        and a problem (C57) for each stale conflict.
    """
    table = ConflictTable(conflicts)
    facts: dict[Quad, None] = {}
    for claim, _ in claims:
        rejected = table.rejects(claim)
        if not rejected and not is_suggestion(claim.graph):
            facts[Quad(*claim[:3])] = None
    return list(facts), table.stale()

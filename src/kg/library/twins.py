"""Questions about every link of the graph, answered from the columns beside a large store.

A question declares in its header that it has a twin here: `twin: degree`. The twin gives the rows
of the SPARQL, in their order; a test compares the two. It stands in for one text only, known by its
fingerprint: where the SPARQL says anything else, in a library of somebody's own too, the SPARQL
runs (decision 50).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from kg.library import links as columns
from kg.library.links import Links, joined
from kg.model import Binding, Iri, Literal, Solutions, Term
from kg.rdf.namespaces import HX, ID, ORG, XSD
from kg.sparql import functions
from kg.sparql.tokens import tokenize, without_gaps

if TYPE_CHECKING:
    from kg.library.catalogue import Query
    from kg.library.links import Numbers
    from kg.store.base import Store

Bound = Mapping[str, Binding]
Rows = Iterator[tuple[Term | None, ...]]

#: pairs of actors in one thing, over all things; beyond that, the engine's bounds of memory hold
MOST_PAIRS: Final = 20_000_000
_FIRST_LETTERS: Final = 15
_PARTICIPANTS: Final = (
    (HX + "participant", HX + "participatesIn"),
    (ORG + "member", ORG + "organization"),
)
_HELIX: Final = HX + "helix"
_NAMES: Final = """PREFIX hxf: <https://w3id.org/helixkg/fn#>
SELECT ?actor (hxf:label(?label) AS ?name) WHERE {
  ?actor <https://w3id.org/helixkg/def#helix> ?any .
  ?actor <http://www.w3.org/2004/02/skos/core#prefLabel> ?label .
} GROUP BY ?actor"""


class Twin(NamedTuple):
    """What answers a question from the columns.

    Attributes:
        rows: gives them, or None where the engine must answer.
        fingerprint: of the SPARQL for which it stands in.
    """

    rows: Callable[[Links, Store, Bound], Rows | None]
    fingerprint: str


def fingerprint(query: Query) -> str:
    """Return a text that two queries share only where their SPARQL is the same but for gaps."""
    tokens = without_gaps(tokenize(query.plain))
    return hashlib.sha256(" ".join(token.text for token in tokens).encode()).hexdigest()[:16]


def answer(query: Query, store: Store, bound: Bound) -> Solutions | None:
    """Return the answer of a question's twin.

    Args:
        query: the question.
        store: what it is asked of.
        bound: its parameters.

    Returns:
        None where it has none, its SPARQL is another, or the store has no columns beside it.
    """
    twin = TWINS.get(query.twin)
    if twin is None or fingerprint(query) != twin.fingerprint:
        return None
    links = columns.of_large_store(store)
    rows = None if links is None else twin.rows(links, store, bound)
    return None if rows is None else Solutions(query.columns, rows)


def _co_participants(links: Links, store: Store, bound: Bound) -> Rows | None:
    """Give pairs of actors with the number of things that they share, most first."""
    del store
    actors, things = _taking_part(links)
    if _number_of_pairs(things) > MOST_PAIRS:
        return None
    ids = [links.terms[number] for number in np.unique(actors).tolist()]
    terms = sorted(ids, key=lambda iri: (_local_name(iri)[:_FIRST_LETTERS], iri))
    ranks = np.zeros(len(links.terms), np.int64)
    ranks[[links.number(iri) for iri in terms]] = np.arange(len(terms))
    left, right = (ranks[actors[rows]] for rows in joined(things, things))
    codes = left[left < right] * len(terms) + right[left < right]
    pairs, shared = np.unique(codes, return_counts=True)
    enough = shared >= int(str(bound["least"]))
    pairs, shared = pairs[enough], shared[enough]
    most_first = np.lexsort((pairs, -shared))
    return (
        (Iri(terms[pair // len(terms)]), Iri(terms[pair % len(terms)]), _integer(number))
        for pair, number in zip(
            pairs[most_first].tolist(), shared[most_first].tolist(), strict=True
        )
    )


def _helix_links(links: Links, store: Store, bound: Bound) -> Rows | None:
    """Give pairs of helices with how many pairs of actors they share in how many things."""
    del store, bound
    actors, things = _taking_part(links)
    holders, helices = links.pairs(_HELIX)
    left, right = joined(actors, holders)
    actors, things, strands = actors[left], things[left], helices[right]
    if _number_of_pairs(things) > MOST_PAIRS:
        return None
    strands, ranks = np.unique(strands, return_inverse=True)
    texts = [links.terms[number] for number in strands.tolist()]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.argsort(np.array(order, np.int64))[ranks]
    left, right = joined(things, things)
    fit = (actors[left] != actors[right]) & (ranks[left] <= ranks[right])
    left, right = left[fit], right[fit]
    helix_pairs = ranks[left] * len(order) + ranks[right]
    size = len(links.terms)
    ends = np.minimum(actors[left], actors[right]), np.maximum(actors[left], actors[right])
    pairs = _distinct(helix_pairs, ends[0] * size + ends[1])
    common = _distinct(helix_pairs, things[left])
    names = [_local_name(texts[number]) for number in order]
    counted = [
        (-pairs[code], names[code // len(order)], names[code % len(order)], common[code])
        for code in pairs
    ]
    return (
        (Literal(first), Literal(second), _integer(-number), _integer(shared))
        for number, first, second, shared in sorted(counted)
    )


def _degree(links: Links, store: Store, bound: Bound) -> Rows:
    """Give actors with the number of things that they are linked to, most first."""
    holders, helices = links.pairs(_HELIX)
    helix = bound.get("helix")
    if helix is not None:
        holders = holders[helices == links.number(str(helix))]
    size = len(links.terms)
    is_actor = np.zeros(size, bool)
    is_actor[holders] = True
    is_actor &= ~links.beginning("_:")
    is_thing = links.beginning(ID)
    subjects, predicates, objects = links.columns.astype(np.int64)
    is_place = np.isin(
        predicates, [links.number(HX + name) for name in ("locatedIn", "homeCountry")]
    )
    ties = [
        (subjects[~is_place], objects[~is_place]),
        (objects, subjects),
        links.through(HX + "awardee", HX + "labelScheme"),
    ]
    for first, second in _PARTICIPANTS:
        ties += (links.through(first, second), links.through(second, first))
    actors, others = (np.concatenate(ends) for ends in zip(*ties, strict=True))
    counts = is_actor[actors] & is_thing[others] & (actors != others)
    linked, degrees = np.unique(
        np.unique(actors[counts] * size + others[counts]) // size, return_counts=True
    )
    names = _names(store, bound)
    ranked = sorted(
        (-degree, names[links.terms[actor]], links.terms[actor])
        for actor, degree in zip(linked.tolist(), degrees.tolist(), strict=True)
        if links.terms[actor] in names
    )
    return ((Iri(actor), Literal(name), _integer(-degree)) for degree, name, actor in ranked)


def _taking_part(links: Links) -> tuple[Numbers, Numbers]:
    """Return who takes part in what or is a member of it, each pair once."""
    ties = [links.through(*properties) for properties in _PARTICIPANTS]
    actors, things = (np.concatenate(ends) for ends in zip(*ties, strict=True))
    codes = np.unique(actors * len(links.terms) + things)
    actors, things = np.divmod(codes, len(links.terms)) if len(codes) else (codes, codes)
    return actors, things


def _number_of_pairs(things: Numbers) -> int:
    """Return how many pairs there are of rows with the same thing."""
    _, rows = np.unique(things, return_counts=True)
    return int((rows.astype(np.int64) ** 2).sum())


def _distinct(groups: Numbers, values: Numbers) -> dict[int, int]:
    """Return group → how many different values it has."""
    rows = np.unique(np.stack((groups, values), axis=1), axis=0)
    distinct, numbers = np.unique(rows[:, 0], return_counts=True)
    return dict(zip(distinct.tolist(), numbers.tolist(), strict=True))


def _names(store: Store, bound: Bound) -> dict[str, str]:
    """Return actor → its name, as the SPARQL chooses it."""
    rows = store.select(functions.expand(_NAMES), {"lang": bound["lang"]}).rows
    return {str(actor): str(name) for actor, name in rows}


def _local_name(iri: str) -> str:
    return re.sub("^.*[/#]", "", iri)


def _integer(number: int) -> Literal:
    return Literal(str(number), XSD + "integer")


#: the name that a header gives → the twin
TWINS: Final[Mapping[str, Twin]] = {
    "co-participants": Twin(_co_participants, "808a047fc7010dea"),
    "degree": Twin(_degree, "1b5728a0a51dfab3"),
    "helix-links": Twin(_helix_links, "79461275abea1497"),
}

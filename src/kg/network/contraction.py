"""Memberships, participations and label awards as one edge each (data-model section 7)."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from typing import Final

from kg.model import BNode, Term
from kg.network.elements import WOULD_BE, Edge
from kg.network.reading import bound_pairs, by_subject, claims_of_subjects, code, slug
from kg.network.support import support
from kg.rdf import iris
from kg.rdf.namespaces import BASE, HX, ORG, SCHEMA
from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Contraction:
    """How an n-ary class becomes one edge; all IRIs but `default`.

    Attributes:
        type: the class.
        source: the property that leads to the source of the edge.
        target: the property that leads to its target.
        kind: the property whose code is the kind of the edge.
        start: the property with its start.
        end: the property with its end.
        default: the kind of an edge whose node names none.
    """

    type: str
    source: str
    target: str
    kind: str
    start: str
    end: str
    default: str


CONTRACTIONS: Final = (
    Contraction(
        ORG + "Membership",
        ORG + "member",
        ORG + "organization",
        ORG + "role",
        SCHEMA + "startDate",
        SCHEMA + "endDate",
        "member",
    ),
    Contraction(
        HX + "Participation",
        HX + "participant",
        HX + "participatesIn",
        HX + "participationRole",
        SCHEMA + "startDate",
        SCHEMA + "endDate",
        "participant",
    ),
    Contraction(
        HX + "LabelAward",
        HX + "awardee",
        HX + "labelScheme",
        HX + "labelLevel",
        SCHEMA + "validFrom",
        SCHEMA + "expires",
        "label",
    ),
)
#: the classes, as the values of a SPARQL VALUES clause
CONTRACTED_TYPES: Final = " ".join(f"<{contraction.type}>" for contraction in CONTRACTIONS)
PAIRS_OF_TYPE: Final = "SELECT ?s ?o WHERE {{ ?s <{0}> ?o ; a <{1}> }}"


def contracted_edges(
    store: Store, entities: Container[str], contraction: Contraction
) -> Iterator[Edge]:
    """Yield the edges that the nodes of an n-ary class become, between entities.

    One edge for each role; where a property that should have one value has, against the shapes,
    several, the earliest start and the latest end are taken.

    Args:
        store: the store.
        entities: IRIs of the nodes of the network.
        contraction: the class.
    """
    claims = claims_of_subjects(store, contraction.source)
    kinds, starts, ends, targets, realisations = (
        by_subject(store, predicate)
        for predicate in (
            contraction.kind,
            contraction.start,
            contraction.end,
            contraction.target,
            HX + "realisation",
        )
    )
    rows = store.select(PAIRS_OF_TYPE.format(contraction.source, contraction.type)).rows
    for node, source in bound_pairs(rows):
        if str(source) not in entities:
            continue
        basis = support(frozenset(claims.get(node, ())))
        states = {code(str(state)) for state in realisations.get(node, ())}
        roles = sorted({code(str(kind)) for kind in kinds.get(node, ())})
        for target in targets.get(node, ()):
            if str(target) not in entities:
                continue
            for role in roles or [contraction.default]:
                yield Edge(
                    id=_edge_id(node, contraction, str(source), str(target)),
                    source=slug(str(source)),
                    target=slug(str(target)),
                    kind=role,
                    relation=iris.shorten(contraction.type),
                    start=min((term.value for term in starts.get(node, ())), default=""),
                    end=max((term.value for term in ends.get(node, ())), default=""),
                    evidence=basis.evidence,
                    sources=basis.sources,
                    certainty=basis.certainty,
                    realisation=min(states & WOULD_BE, default=""),
                )


def _edge_id(node: Term, contraction: Contraction, source: str, target: str) -> str:
    """Return the IRI path of the node; a blank node's label means nothing outside its store."""
    if isinstance(node, BNode):
        return f"{slug(source)}|{iris.shorten(contraction.type)}|{slug(target)}"
    return str(node).removeprefix(BASE)

"""Read the ontology, which every graph contains, with what its profile says of properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.files import content
from kg.model import BNode, Iri, Literal, Located, Quad, Term
from kg.ontology import profile
from kg.rdf.namespaces import ONTOLOGY_GRAPH, SCHEMA, SKOS
from kg.rdf.reader import read_rdf

_ONTOLOGY: Final = Iri(ONTOLOGY_GRAPH)


def read_ontology() -> Iterator[Located]:
    """Yield the ontology; its blank nodes are numbered, so that two builds are equal.

    At what a property stands and what its values are follows as `schema:domainIncludes` and
    `schema:rangeIncludes`, which say what may be and let nobody conclude a type.
    """
    labels: dict[BNode, BNode] = {}

    def numbered(term: Term) -> Term:
        if isinstance(term, BNode):
            return labels.setdefault(term, BNode(f"ontology{len(labels)}"))
        return term

    path = content.folder("ontology") / "helixkg.ttl"
    for (subject, predicate, value, _), position in read_rdf(path, "ontology/helixkg.ttl"):
        numbered_subject, numbered_value = numbered(subject), numbered(value)
        assert not isinstance(numbered_subject, Literal)
        yield Located(Quad(numbered_subject, predicate, numbered_value, _ONTOLOGY), position)
    yield from _profile()


def _profile() -> Iterator[Located]:
    """Yield the classes that have each property, and the classes and datatypes of its values."""
    statements: dict[Quad, Located] = {}
    for use in profile.project():
        values = use.values.classes or use.values.datatypes
        if use.values.scheme:
            values = (SKOS + "Concept",)
        for predicate, terms in (("domainIncludes", use.classes), ("rangeIncludes", values)):
            for term in terms:
                quad = Quad(Iri(use.property), Iri(SCHEMA + predicate), Iri(term), _ONTOLOGY)
                statements.setdefault(quad, Located(quad, use.position))
    yield from statements.values()

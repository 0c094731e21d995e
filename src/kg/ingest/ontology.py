"""Read the ontology, which every graph contains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.files import content
from kg.model import BNode, Iri, Literal, Located, Quad, Term
from kg.rdf.namespaces import ONTOLOGY_GRAPH
from kg.rdf.reader import read_rdf

_ONTOLOGY: Final = Iri(ONTOLOGY_GRAPH)


def read_ontology() -> Iterator[Located]:
    """Yield the ontology; its blank nodes are numbered, so that two builds are equal."""
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

"""Networks of graphs that are not HelixKG's: any resource with a type or a label is a node.

Where a store has entities of its own namespace, these alone are nodes. A graph that somebody brings
from elsewhere has none; there the terms of vocabularies are left out, and all else stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping
from typing import Final, NamedTuple

from kg.model import BNode, Iri, Literal
from kg.network.reading import pairs
from kg.rdf.namespaces import PREF_LABEL, RDFS, SCHEMA, SKOS
from kg.store.base import Store

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_SHACL: Final = "http://www.w3.org/ns/shacl#"
#: classes whose members are terms of a vocabulary
OF_TERMS: Final = (_OWL, _RDF, RDFS, SKOS, _SHACL)
#: properties that name a thing, the first that it has
NAMES: Final = (
    PREF_LABEL,
    RDFS + "label",
    "http://xmlns.com/foaf/0.1/name",
    SCHEMA + "name",
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/elements/1.1/title",
)
#: the kind of what has a label and no type
UNTYPED: Final = _RDF + "Resource"
_WITHOUT_TYPE: Final = """SELECT DISTINCT ?s WHERE {
  ?s ?p ?o FILTER(isBlank(?s) || NOT EXISTS { ?s a ?type }) }"""


class NoNodes(NamedTuple):
    """Resources that a graph describes and that are no nodes.

    Attributes:
        nameless: how many with an IRI, and neither a type nor a label.
        blank: how many blank nodes.
    """

    nameless: int
    blank: int


def no_nodes(store: Store, nodes: Container[str]) -> NoNodes:
    """Return how many resources that a graph says anything of are no nodes.

    Args:
        store: the store.
        nodes: the IRIs of those that are.
    """
    subjects = [row[0] for row in store.select(_WITHOUT_TYPE).rows]
    return NoNodes(
        sum(isinstance(subject, Iri) and subject.value not in nodes for subject in subjects),
        sum(isinstance(subject, BNode) for subject in subjects),
    )


def foreign_types(store: Store, types: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """Return IRI → classes of every resource that is no term of a vocabulary.

    Args:
        store: the store.
        types: IRI → classes, as its facts state them.
    """
    terms = {iri for iri, classes in types.items() if all(c.startswith(OF_TERMS) for c in classes)}
    resources = {iri: set(classes) for iri, classes in types.items() if iri not in terms}
    for name in NAMES:
        for subject, _ in pairs(store, name):
            if isinstance(subject, Iri) and subject.value not in terms:
                resources.setdefault(subject.value, {UNTYPED})
    return resources


def foreign_labels(store: Store) -> dict[str, dict[str, str]]:
    """Return IRI → language → label, by the first of the properties that names a thing."""
    labels: dict[str, dict[str, str]] = {}
    for name in NAMES:
        of_property: dict[str, dict[str, str]] = defaultdict(dict)
        for subject, label in pairs(store, name):
            if isinstance(label, Literal) and label.value.strip():
                texts = of_property[str(subject)]
                texts[label.language] = min(label.value, texts.get(label.language, label.value))
        labels = {**of_property, **labels}
    return labels

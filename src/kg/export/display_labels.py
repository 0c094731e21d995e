"""What the columns of a network are called in a language, for what people read."""

from __future__ import annotations

from dataclasses import replace

from kg.names import Labels
from kg.network.elements import Edge, Network
from kg.rdf import iris
from kg.rdf.namespaces import HX
from kg.store.base import Store

#: class of an n-ary node → scheme of the code that its edge has as kind
_SCHEMES = {"org:Membership": "role", "hx:Participation": "role", "hx:LabelAward": "label-level"}
_CODED = ("helix", "sector", "status")


def relation(edge: Edge, labels: Labels) -> str:
    """Return the relation of an edge in words: of a membership, participation or award its role."""
    scheme = _SCHEMES.get(edge.relation)
    own = labels.get(iris.concept(scheme, edge.kind)) if scheme else None
    iri = iris.expand(edge.relation)
    return own or (labels.get(iri) if iri else None) or edge.kind


def captioned(network: Network, store: Store, language: str) -> Network:
    """Return the network with its `captions`: column → value → words, where the store has any."""
    labels = Labels(store, language)
    found: dict[str, dict[str, str]] = {"relation": {}, "kind": {}}
    for edge in network.edges:
        if edge.kind not in found["relation"]:
            found["relation"][edge.kind] = relation(edge, labels)
    for kind in sorted({node.kind for node in network.nodes}):
        found["kind"][kind] = labels.get(HX + kind) or kind
    for column in _CODED:
        codes = sorted({code for node in network.nodes for code in node.values(column)})
        found[column] = {code: labels.get(iris.concept(column, code)) or code for code in codes}
    names = {node.id: node.label for node in network.nodes}
    for column in ("country", "state"):
        ids = sorted({name for node in network.nodes for name in node.values(column)})
        found[column] = {
            name: names.get(name) or labels.get(iris.entity(name)) or name for name in ids
        }
    return replace(network, display_labels=found)

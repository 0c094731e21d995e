"""Display labels of the values of a network's columns, for what people read."""

from __future__ import annotations

from dataclasses import replace

from kg.names import Labels
from kg.names.kinds import class_of
from kg.network.elements import Edge, Network
from kg.rdf import iris
from kg.store.base import Store

#: class of an n-ary node → scheme of the code that its edge has as kind
_SCHEMES = {"org:Membership": "role", "hx:Participation": "role", "hx:LabelAward": "label-level"}
#: column → the schemes of its codes
_CODED = {
    "helix": ("helix",),
    "sector": ("sector",),
    "status": ("realisation", "status"),
    "technology": ("technology",),
}


def relation_label(edge: Edge, labels: Labels) -> str:
    """Return the relation of an edge in words; of a membership, participation or award its role."""
    scheme = _SCHEMES.get(edge.relation)
    role = labels.get(iris.concept(scheme, edge.kind)) if scheme else None
    iri = iris.expand(edge.relation)
    return role or (labels.get(iri) if iri else None) or edge.kind


def tie_words(edge: Edge, labels: Labels) -> str:
    """Return the relation of an edge in words, with its dates."""
    dates = f" ({edge.start}–{edge.end})" if edge.start or edge.end else ""
    return relation_label(edge, labels) + dates


def with_display_labels(network: Network, store: Store, language: str) -> Network:
    """Return the network with `display_labels`: column → value → words, where the store has any."""
    labels = Labels(store, language)
    by_column: dict[str, dict[str, str]] = {"relation": {}, "kind": {}}
    for edge in network.first_of_kinds():
        by_column["relation"][edge.kind] = relation_label(edge, labels)
    for kind in sorted({*network.node_table["kind"].present(), *network.left_out.kinds}):
        by_column["kind"][kind] = labels.get(class_of(kind)) or kind
    for column in _CODED:
        codes = sorted(filter(None, network.node_table[column].present()))
        by_column[column] = {code: _code_label(labels, column, code) for code in codes}
    names = dict(zip(network.ids, network.node_table["label"].values(), strict=True))
    for column in ("country", "state", "area"):
        ids = sorted(network.node_table[column].present())
        by_column[column] = {
            name: names.get(name) or labels.get(iris.entity(name)) or name for name in ids
        }
    return replace(network, display_labels=by_column)


def _code_label(labels: Labels, column: str, code: str) -> str:
    """Return the label of a code of a column, in the first of its schemes that has one."""
    in_schemes = (labels.get(iris.concept(scheme, code)) for scheme in _CODED[column])
    return next(filter(None, in_schemes), code)

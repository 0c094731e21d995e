"""Between Oxigraph and rdflib."""

from __future__ import annotations

import oxrdflib
import pyoxigraph as ox
import rdflib
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID


def dataset_over(engine: ox.Store, keep: object = None) -> rdflib.Dataset:
    """Return an rdflib dataset over the same data, for reading.

    Args:
        engine: Where the data is.
        keep: What must live as long as the dataset.
    """
    store = oxrdflib.OxigraphStore(store=engine)
    vars(store)["_kg_keep"] = keep
    return rdflib.Dataset(store=store)


def load(engine: ox.Store, graph: rdflib.Graph) -> None:
    """Load the quads of an rdflib dataset, or the triples of a graph.

    They are written and read again as N-Triples, which is exact.
    """
    if not isinstance(graph, rdflib.Dataset):
        _load_triples(engine, graph, ox.DefaultGraph())
        return
    for part in graph.graphs():
        if part.identifier == DATASET_DEFAULT_GRAPH_ID:
            _load_triples(engine, part, ox.DefaultGraph())
        elif isinstance(part.identifier, rdflib.BNode):
            _load_triples(engine, part, ox.BlankNode(str(part.identifier)))
        else:
            _load_triples(engine, part, ox.NamedNode(str(part.identifier)))


def _load_triples(
    engine: ox.Store, graph: rdflib.Graph, name: ox.DefaultGraph | ox.BlankNode | ox.NamedNode
) -> None:
    text = graph.serialize(format="nt", encoding="utf-8")
    engine.bulk_load(text, format=ox.RdfFormat.N_TRIPLES, to_graph=name)

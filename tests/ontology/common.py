"""Where the ontology lies, and its graphs, parsed once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from rdflib import RDFS, Graph, Namespace

ONTOLOGY = Path(__file__).parents[2] / "ontology"
SHAPE_FILES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
EXAMPLES = ONTOLOGY / "examples"

HX = Namespace("https://w3id.org/helixkg/def#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SHAPE = Namespace("https://w3id.org/helixkg/shape/")


@cache
def ontology() -> Graph:
    """Return the ontology; not to be changed."""
    return Graph().parse(ONTOLOGY / "helixkg.ttl")


@cache
def shapes() -> Graph:
    """Return all shapes in one graph; not to be changed."""
    graph = Graph()
    for path in SHAPE_FILES:
        graph.parse(path)
    return graph


def example(path: Path) -> Graph:
    """Return an example with the subclass axioms, as the build shows data to the shapes."""
    graph = Graph().parse(path)
    for triple in ontology().triples((None, RDFS.subClassOf, None)):
        graph.add(triple)
    return graph

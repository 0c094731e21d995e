"""Named graphs (C01): claims without evidence, an ontology of one's own, graphs that nobody reads.

Shapes see the facts and the catalogue as one graph; in which graph a statement came, they do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Final

from kg.files import content
from kg.model import BNode, Iri, Quad, Severity, Triple, Violation
from kg.rdf.iris import shorten
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    FACTS_GRAPH,
    ONTOLOGY_GRAPH,
    REGISTRY_GRAPH,
    SH,
    SHAPE,
    VOCABULARY_GRAPH,
)
from kg.rdf.numbered import NumberedQuads
from kg.rdf.reader import read_quads
from kg.store import Store
from kg.validation.position_index import PositionIndex

_SOURCE: Final = DCT + "source"
_COMPONENT: Final = SH + "SPARQLConstraintComponent"
_READ: Final = frozenset((
    CATALOGUE_GRAPH, FACTS_GRAPH, ONTOLOGY_GRAPH, REGISTRY_GRAPH, VOCABULARY_GRAPH
))  # fmt: skip
_WITHOUT_EVIDENCE: Final = (
    "holds claims, and no evidence describes it: state its source, locator and certainty in the "
    "graph graph:catalogue",
    "contiene afirmaciones y ninguna evidencia lo describe: enuncie su fuente, lugar y certeza en "
    "el grafo graph:catalogue",
)
_OTHER_ONTOLOGY: Final = (
    "states about terms what this version of the ontology does not: change ontology/helixkg.ttl "
    "and build anew",
    "enuncia sobre términos lo que esta versión de la ontología no dice: cambie "
    "ontology/helixkg.ttl y construya de nuevo",
)
_NOT_READ: Final = (
    "is no evidence, so that its statements make no facts: a graph of claims begins with evidence/",
    "no es evidencia, así que sus enunciados no hacen hechos: un grafo de afirmaciones comienza "
    "con evidence/",
)


def misplaced(
    quads: Iterable[Quad], store: Store, index: PositionIndex | None = None
) -> list[Violation]:
    """Return a result for each named graph whose statements make no sense where they are.

    Args:
        quads: New statements; they are in the store, too.
        store: Has the descriptions of evidence.
        index: Where statements stand; results without it have no positions.
    """
    numbered = NumberedQuads.of(quads)
    known = {numbered.number(name) for name in (None, *map(Iri, _READ))}
    ontology = numbered.number(Iri(ONTOLOGY_GRAPH))
    first: dict[int, Quad] = {}
    times: Counter[int] = Counter()
    for quad, name in zip(numbered, numbered.graphs, strict=True):
        if name not in known or (name == ontology and not _is_of_this_version(quad)):
            first.setdefault(name, quad)
            times[name] += 1
    described = _described(numbered) if first else set()  # that need not be looked up
    results = []
    for name, quad in first.items():
        graph = str(numbered.terms[name])
        if graph == ONTOLOGY_GRAPH:
            results.append(_result(quad, "violation", _OTHER_ONTOLOGY, times[name], index))
        elif not graph.startswith(EVIDENCE):
            results.append(_result(quad, "warning", _NOT_READ, times[name], index))
        elif graph not in described and not _is_described(graph, store):
            results.append(_result(quad, "violation", _WITHOUT_EVIDENCE, times[name], index))
    return results


def _described(quads: NumberedQuads) -> set[str]:
    """Return the graphs of which quads themselves state the source."""
    source, catalogue = quads.number(Iri(_SOURCE)), quads.number(Iri(CATALOGUE_GRAPH))
    columns = zip(quads.subjects, quads.predicates, quads.graphs, strict=True)
    numbers = {
        subject
        for subject, predicate, graph in columns
        if (predicate, graph) == (source, catalogue)
    }
    return {str(quads.terms[number]) for number in numbers}


def _is_of_this_version(quad: Quad) -> bool:
    """Return whether a statement about terms is one of the ontology of this version."""
    has_blank_node = isinstance(quad.subject, BNode) or isinstance(quad.object, BNode)
    return has_blank_node or quad.triple in _ontology()  # a blank node is another in each file


@cache
def _ontology() -> frozenset[Triple]:
    """Return what the ontology of this version states; read once, where a file brings one."""
    path = content.folder("ontology") / "helixkg.ttl"
    return frozenset(quad.triple for quad in read_quads(path, path.name))


def _is_described(graph: str, store: Store) -> bool:
    catalogue = Iri(CATALOGUE_GRAPH)
    return any(True for _ in store.quads(Iri(graph), Iri(_SOURCE), graph=catalogue))


def _result(
    quad: Quad,
    severity: Severity,
    wording: tuple[str, str],
    times: int,
    index: PositionIndex | None,
) -> Violation:
    graph = quad.graph or Iri("")
    value = quad.object
    text = value.value if hasattr(value, "value") else str(value)
    positions = index.find(str(quad.subject), quad.predicate.value, text) if index else ()
    name = shorten(graph.value)
    english = f"{times:,} statement{'s' * (times > 1)}"
    spanish = f"{times:,} enunciado{'s' * (times > 1)}"
    return Violation(
        code="C01",
        severity=severity,
        focus=graph,
        path="",
        value=None,
        messages=(
            ("en", f"C01 the graph {name} ({english}) {wording[0]}"),
            ("es", f"C01 el grafo {name} ({spanish}) {wording[1]}"),
        ),
        component=_COMPONENT,
        positions=tuple(positions[:1]),
        shape=Iri(SHAPE + "C01"),
    )

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
    first: dict[str, Quad] = {}
    times: Counter[str] = Counter()
    described: set[str] = set()  # by the statements themselves; that need not be looked up
    for quad in quads:
        if quad.graph is None:
            continue
        if quad.predicate.value == _SOURCE and quad.graph.value == CATALOGUE_GRAPH:
            described.add(str(quad.subject))
        if _is_known(quad):
            continue
        first.setdefault(quad.graph.value, quad)
        times[quad.graph.value] += 1
    results = []
    for graph, quad in first.items():
        if graph == ONTOLOGY_GRAPH:
            results.append(_result(quad, "violation", _OTHER_ONTOLOGY, times[graph], index))
        elif not graph.startswith(EVIDENCE):
            results.append(_result(quad, "warning", _NOT_READ, times[graph], index))
        elif graph not in described and not _is_described(graph, store):
            results.append(_result(quad, "violation", _WITHOUT_EVIDENCE, times[graph], index))
    return results


def _is_known(quad: Quad) -> bool:
    """Return whether a statement is where statements like it belong, evidence left aside."""
    name = quad.graph.value if quad.graph else ""
    if name != ONTOLOGY_GRAPH:
        return name in _READ
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

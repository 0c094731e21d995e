"""What an edge rests on: the evidence graphs that state it, their documents and certainty."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from kg.network.elements import Edge, documents
from kg.rdf.namespaces import EVIDENCE

#: from the best to the worst; an edge has that of its best evidence
CERTAINTIES: Final = ("explicit", "inferred", "layout-ambiguous")
#: no fact rests on it (data-model section 3)
NO_EVIDENCE: Final = "machine-suggested"


class Support(NamedTuple):
    """What an edge rests on; see the columns of `Edge`."""

    evidence: tuple[str, ...]
    sources: int
    certainty: str


@lru_cache(maxsize=4096)  # many edges rest on the same graphs
def support(graphs: frozenset[str]) -> Support:
    """Return what an edge with these evidence graphs rests on; machine suggestions do not count."""
    certainties = {graph: _certainty(graph) for graph in graphs}
    evidence = sorted(graph for graph, name in certainties.items() if name != NO_EVIDENCE)
    ranks = [CERTAINTIES.index(certainties[graph]) for graph in evidence]
    return Support(
        evidence=tuple(evidence),
        sources=len(documents(evidence)),
        certainty=CERTAINTIES[min(ranks)] if ranks else "",
    )


def joint_support(edges: Iterable[Edge]) -> Support:
    """Return what several edges together rest on."""
    return support(frozenset(graph for edge in edges for graph in edge.evidence))


def _certainty(graph: str) -> str:
    """Return the certainty that the name of an evidence graph ends in (data-model section 4)."""
    suffix = graph.removeprefix(EVIDENCE).rpartition("--")[2]
    return suffix if suffix in (*CERTAINTIES, NO_EVIDENCE) else "explicit"

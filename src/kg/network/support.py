"""What an edge rests on: the evidence graphs that state it, their documents and certainty."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from kg.network.columns import Coded, Column, Lists, Numbers
from kg.network.elements import documents
from kg.network.grouping import Groups, distinct, united
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


def joint_support(evidence: Lists, groups: Groups) -> dict[str, Column]:
    """Return what groups of edges rest on together: their evidence, sources and certainty.

    evidence: of the edges; machine suggestions do not count.
    """
    together = united(evidence, groups, lambda graph: _certainty(graph) != NO_EVIDENCE)
    of_text = np.repeat(np.arange(groups.count), together.ends - together.starts)
    stating = Coded.of(next(iter(documents((graph,)))) for graph in together.texts)
    pairs = distinct(of_text * max(len(stating.texts), 1) + stating.codes[together.codes])
    sources = np.bincount(pairs // max(len(stating.texts), 1), minlength=groups.count)
    rank = {name: number for number, name in enumerate((*CERTAINTIES, NO_EVIDENCE))}
    ranks = np.fromiter((rank[_certainty(graph)] for graph in together.texts), np.int64)
    best = np.full(groups.count, len(CERTAINTIES))
    np.minimum.at(best, of_text, ranks[together.codes])
    return {
        "evidence": together,
        "sources": Numbers(sources),
        "certainty": Coded(best, (*CERTAINTIES, "")),
    }


def _certainty(graph: str) -> str:
    """Return the certainty that the name of an evidence graph ends in (data-model section 4)."""
    suffix = graph.removeprefix(EVIDENCE).rpartition("--")[2]
    return suffix if suffix in (*CERTAINTIES, NO_EVIDENCE) else "explicit"

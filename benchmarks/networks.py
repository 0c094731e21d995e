"""Claim: measures, derived networks and places take seconds where networkx takes minutes.

    python -m benchmarks.networks [--full]

Random networks (Barabási and Albert, five edges a node) and memberships with a few popular
clusters, in one process: ours beside networkx, igraph (GPL, a peer only) and networkit, where
these are installed, each on one thread and its own form of the same network. Times are those of the
processor, so that a busy machine changes little; only the ten runs for communities, which we do on
all processors, are timed by the clock on the wall. Where networkx would take hours it gets the
small size.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, TypeVar

import networkx as nx

from benchmarks.common import machine, report
from kg.network import Edge, Network, Node
from kg.network.derive import one_mode
from kg.network.layout.parts import part_coordinates
from kg.network.measures import centrality
from kg.network.measures.communities import communities
from kg.network.measures.cores import core
from kg.network.measures.distances import closeness, harmonic
from kg.network.measures.matrix import Matrix

Row = tuple[str, ...]
_EVIDENCE = "https://w3id.org/helixkg/evidence/"
_Answer = TypeVar("_Answer")
_ONE_RUN = "communities, one run"
_TEN_RUNS = "communities, best of ten runs"


def timed(
    work: Callable[[], _Answer], clock: Callable[[], float] = time.process_time
) -> tuple[float, _Answer]:
    """Return the seconds that the work took by a clock, and its answer."""
    start = clock()
    answer = work()
    return clock() - start, answer


def network_of(graph: nx.Graph[int]) -> Network:
    """Return a graph as our network."""
    return Network(
        tuple(Node(f"n{node:07}", "", "x", "Company", "industry") for node in sorted(graph)),
        tuple(Edge(f"{a}-{b}", f"n{a:07}", f"n{b:07}", "k", "r") for a, b in sorted(graph.edges)),
    )


def memberships(number: int) -> Network:
    """Return organisations in clusters, a few of which are popular, each with its evidence."""
    source = random.Random(1)
    firms, clusters = number // 3, number // 20
    weights = [1 / (place + 10) for place in range(clusters)]
    pairs = sorted(
        {
            (firm, cluster)
            for firm, cluster in zip(
                source.choices(range(firms), k=number),
                source.choices(range(clusters), weights, k=number),
                strict=True,
            )
        }
    )
    nodes = [Node(f"c{n:07}", "", "x", "Cluster") for n in range(clusters)]
    nodes += [Node(f"f{n:07}", "", "x", "Company") for n in range(firms)]
    return Network(
        tuple(nodes),
        tuple(
            Edge(
                f"{a}-{b}",
                f"f{a:07}",
                f"c{b:07}",
                "member",
                "r",
                evidence=(f"{_EVIDENCE}{n % 500:03}/page-{n % 9_000}",),
                sources=1,
                certainty="explicit",
            )
            for n, (a, b) in enumerate(pairs)
        ),
    )


def measures(size: int, *, with_networkx: bool) -> Iterable[Row]:
    """Yield the rows on a random network of so many nodes."""
    graph = nx.barabasi_albert_graph(size, 5, seed=1)
    network = network_of(graph)
    about = f"{size:,} nodes, {graph.number_of_edges():,} edges"
    seconds, matrix = timed(lambda: Matrix.from_network(network))
    yield about, "into a matrix", "ours", f"{seconds:.2f} s", ""
    others = Peers(size, graph)
    for name, ours in (
        ("betweenness, exact", lambda: centrality.betweenness(matrix)),
        ("closeness", lambda: closeness(matrix)),
        ("harmonic", lambda: harmonic(matrix)),
        ("core", lambda: core(matrix)),
        ("constraint", lambda: centrality.constraint(matrix)),
        ("clustering", lambda: centrality.clustering(matrix)),
        ("pagerank", lambda: centrality.pagerank(matrix)),
        (_ONE_RUN, lambda: communities(matrix, runs=1).modularity),
        (_TEN_RUNS, lambda: communities(matrix).modularity),
    ):
        clock = time.perf_counter if name == _TEN_RUNS else time.process_time
        own, answer = timed(ours, clock)
        yield about, name + _quality(answer), "ours", f"{own:.2f} s", "1.0 ×"
        for peer, theirs in others.of(name, networkx=with_networkx):
            seconds, answer = timed(theirs, clock)
            yield about, name + _quality(answer), peer, f"{seconds:.2f} s", f"{seconds / own:.1f} ×"
    own, _ = timed(lambda: part_coordinates(network))
    yield about, "places of a picture", "ours", f"{own:.1f} s", "1.0 ×"
    if with_networkx:
        seconds, _ = timed(lambda: nx.spring_layout(graph, iterations=50, seed=1))
        yield about, "places of a picture", "networkx", f"{seconds:.1f} s", f"{seconds / own:.1f} ×"


def _quality(answer: object) -> str:
    """Return the modularity, where the answer is one."""
    return f" (modularity {answer:.4f})" if isinstance(answer, float) else ""


class Peers:
    """The same measures by networkx, igraph (GPL, a peer only) and networkit, where installed."""

    def __init__(self, size: int, graph: nx.Graph[int]) -> None:
        self._graph = graph
        self._igraph = self._networkit = None
        if importlib.util.find_spec("igraph"):
            import igraph

            self._igraph = igraph.Graph(size, list(graph.edges))
        if importlib.util.find_spec("networkit"):
            import networkit

            networkit.setNumberOfThreads(1)
            self._networkit = networkit.nxadapter.nx2nk(graph)

    def of(self, name: str, *, networkx: bool) -> Iterable[tuple[str, Callable[[], object]]]:
        """Yield who measures it, and how.  networkx: whether it would take minutes there."""
        graph, igraph, networkit = self._graph, self._igraph, self._networkit
        quick = name in ("clustering", "pagerank", "core")
        slow: dict[str, Callable[[], object]] = {
            "betweenness, exact": lambda: nx.betweenness_centrality(graph),
            "closeness": lambda: nx.closeness_centrality(graph),
            "harmonic": lambda: nx.harmonic_centrality(graph),
            "core": lambda: nx.core_number(graph),
            "constraint": lambda: nx.constraint(graph),
            "clustering": lambda: nx.clustering(graph),
            "pagerank": lambda: nx.pagerank(graph),
        }
        if name in slow and (networkx or quick):
            yield "networkx", slow[name]
        if igraph is not None:
            yield from _igraph(igraph, name)
        if networkit is not None:
            yield from _networkit(networkit, name)


def _igraph(graph: Any, name: str) -> Iterable[tuple[str, Callable[[], object]]]:
    methods = {
        "betweenness, exact": graph.betweenness,
        "closeness": graph.closeness,
        "harmonic": graph.harmonic_centrality,
        "core": graph.coreness,
        "constraint": graph.constraint,
        "clustering": graph.transitivity_local_undirected,
        "pagerank": graph.pagerank,
    }
    if name in methods:
        yield "igraph", methods[name]
    runs = {_ONE_RUN: 1, _TEN_RUNS: 10}.get(name)
    if runs:
        for cycles in (2, 10, -1):
            about = f"{cycles} cycles" if cycles > 0 else "until nothing changes"
            yield f"igraph, {about}", partial(_leiden, graph, runs, cycles)


def _leiden(graph: Any, runs: int, cycles: int) -> float:
    """Return the greatest modularity of some runs of igraph's Leiden method."""
    return max(
        graph.community_leiden(objective_function="modularity", n_iterations=cycles).modularity
        for _ in range(runs)
    )


def _networkit(graph: Any, name: str) -> Iterable[tuple[str, Callable[[], object]]]:
    import networkit

    algorithms = {
        "betweenness, exact": lambda: networkit.centrality.Betweenness(graph).run(),
        "closeness": lambda: networkit.centrality.Closeness(
            graph, False, networkit.centrality.ClosenessVariant.GENERALIZED
        ).run(),
        "harmonic": lambda: networkit.centrality.HarmonicCloseness(graph).run(),
        "core": lambda: networkit.centrality.CoreDecomposition(graph).run(),
        "pagerank": lambda: networkit.centrality.PageRank(graph).run(),
    }
    if name in algorithms:
        yield "networkit", algorithms[name]
    if name == _ONE_RUN:

        def louvain() -> float:
            detection = networkit.community.PLM(graph, refine=True)
            detection.run()
            quality = networkit.community.Modularity()
            return float(quality.getQuality(detection.getPartition(), graph))

        yield "networkit", louvain


def projection(number: int) -> Iterable[Row]:
    """Yield the rows on who shares clusters; popular clusters are left out by all."""
    network = memberships(number)
    about = f"{len(network.edges):,} memberships"
    seconds, _ = timed(lambda: (network.node_table, network.edge_table))
    yield about, "objects into columns", "ours", f"{seconds:.1f} s", ""
    own, projected = timed(lambda: one_mode(network, "Company", "Cluster", weight="newman", hub=60))
    yield about, f"shared clusters, {len(projected.edges):,} links", "ours", f"{own:.1f} s", "1.0 ×"
    graph: nx.Graph[str] = nx.Graph((edge.source, edge.target) for edge in network.edges)
    graph.remove_nodes_from(
        [name for name, degree in list(graph.degree) if name.startswith("c") and degree > 60]
    )
    firms = [name for name in graph if name.startswith("f")]
    seconds, _ = timed(lambda: nx.bipartite.collaboration_weighted_projected_graph(graph, firms))
    yield (
        about,
        "the same, without evidence and what is shared",
        "networkx",
        f"{seconds:.1f} s",
        (f"{seconds / own:.1f} ×"),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10,000 nodes, 500,000 memberships")
    full = parser.parse_args().full
    rows: list[Row] = []
    for row in [
        *measures(2_000, with_networkx=True),
        *projection(50_000),
        *([*measures(10_000, with_networkx=False), *projection(500_000)] if full else []),
    ]:
        rows.append(row)
        print(*row, sep="\t", file=sys.stderr)
    report("Networks", ("network", "what", "by", "time", "ratio"), rows)
    print(machine())


if __name__ == "__main__":
    main()

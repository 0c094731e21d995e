"""Claim: measures, derived networks and places take seconds where networkx takes minutes.

    python -m benchmarks.networks [--full]

Random networks (Barabási and Albert, five edges a node) and memberships with a few popular
clusters, in one process: ours beside networkx and igraph (pip install igraph; GPL, a peer only),
each on its own form of the same network. Where networkx would take hours it gets the small size.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
from collections.abc import Callable, Iterable

import networkx as nx

from benchmarks.common import machine, report, timed
from kg.network import Edge, Network, Node
from kg.network.derive import one_mode
from kg.network.layout.force import force_coordinates
from kg.network.measures import centrality
from kg.network.measures.matrix import Matrix

Row = tuple[str, ...]


def network_of(graph: nx.Graph[int]) -> Network:
    """Return a graph as our network."""
    return Network(
        tuple(Node(f"n{node:07}", "", "x", "Company", "industry") for node in sorted(graph)),
        tuple(Edge(f"{a}-{b}", f"n{a:07}", f"n{b:07}", "k", "r") for a, b in sorted(graph.edges)),
    )


def memberships(number: int) -> Network:
    """Return organisations in clusters, a few of which are popular."""
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
        tuple(Edge(f"{a}-{b}", f"f{a:07}", f"c{b:07}", "member", "r") for a, b in pairs),
    )


def measures(size: int, *, with_networkx: bool) -> Iterable[Row]:
    """Yield the rows on a random network of so many nodes."""
    graph = nx.barabasi_albert_graph(size, 5, seed=1)
    network = network_of(graph)
    about = f"{size:,} nodes, {graph.number_of_edges():,} edges"
    seconds, matrix = timed(lambda: Matrix.from_network(network))
    yield about, "into a matrix", "ours", f"{seconds:.2f} s", ""
    peers: list[tuple[str, Callable[[], object], Callable[[], object], str]] = [
        (
            "betweenness, exact",
            lambda: centrality.betweenness(matrix),
            lambda: nx.betweenness_centrality(graph),
            "betweenness",
        ),
        (
            "closeness",
            lambda: centrality.closeness(matrix),
            lambda: nx.closeness_centrality(graph),
            "closeness",
        ),
        (
            "constraint",
            lambda: centrality.constraint(matrix),
            lambda: nx.constraint(graph),
            "constraint",
        ),
        (
            "clustering",
            lambda: centrality.clustering(matrix),
            lambda: nx.clustering(graph),
            "transitivity_local_undirected",
        ),
        ("pagerank", lambda: centrality.pagerank(matrix), lambda: nx.pagerank(graph), "pagerank"),
        (
            "communities",
            lambda: centrality.community(matrix),
            lambda: nx.community.louvain_communities(graph, seed=1),
            "community_multilevel",
        ),
    ]
    for name, ours, theirs, igraph_name in peers:
        own, _ = timed(ours)
        yield about, name, "ours", f"{own:.2f} s", "1.0 ×"
        if with_networkx or name in ("clustering", "pagerank"):
            seconds, _ = timed(theirs)
            yield about, name, "networkx", f"{seconds:.2f} s", f"{seconds / own:.1f} ×"
        if importlib.util.find_spec("igraph"):
            import igraph  # type: ignore[import-untyped,import-not-found,unused-ignore]

            other = igraph.Graph(size, list(graph.edges))
            seconds, _ = timed(getattr(other, igraph_name))
            yield about, name, "igraph", f"{seconds:.2f} s", f"{seconds / own:.1f} ×"
    own, _ = timed(lambda: force_coordinates(network))
    yield about, "places by forces", "ours", f"{own:.1f} s", "1.0 ×"
    if with_networkx:
        seconds, _ = timed(lambda: nx.spring_layout(graph, iterations=50, seed=1))
        yield about, "places by forces", "networkx", f"{seconds:.1f} s", f"{seconds / own:.1f} ×"


def projection(number: int) -> Iterable[Row]:
    """Yield the rows on who shares clusters; popular clusters are left out by all."""
    network = memberships(number)
    about = f"{len(network.edges):,} memberships"
    own, found = timed(lambda: one_mode(network, "Company", "Cluster", weight="newman", hub=60))
    yield about, f"shared clusters, {len(found.edges):,} links", "ours", f"{own:.1f} s", "1.0 ×"
    graph: nx.Graph[str] = nx.Graph((edge.source, edge.target) for edge in network.edges)
    graph.remove_nodes_from(
        [name for name, degree in list(graph.degree) if name.startswith("c") and degree > 60]
    )
    firms = [name for name in graph if name.startswith("f")]
    seconds, _ = timed(lambda: nx.bipartite.collaboration_weighted_projected_graph(graph, firms))
    yield (
        about,
        "the same, without what is shared",
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

"""Networks to measure, each beside the plain graphs that a measure should see in it."""

from __future__ import annotations

import random
from typing import Any, NamedTuple

import networkx as nx

from kg.network import Edge, Network, Node
from kg.network.measures.matrix import Matrix

Graph = Any  # networkx's; its types name the nodes


class Sample(NamedTuple):
    """A network, and its ties as networkx graphs that were put together edge by edge.

    Attributes:
        network: with loops, parallel edges and edges without direction among the others.
        ties: without direction, parallel edges as one with their summed weight, without loops.
        arcs: the same along their direction.
    """

    network: Network
    ties: Graph
    arcs: Graph

    @property
    def matrix(self) -> Matrix:
        """The network as matrices."""
        return Matrix.from_network(self.network)


def sample(size: int, edges: int, seed: int) -> Sample:
    """Return a random network: few edges leave it in parts, many make parallel ones."""
    source = random.Random(seed)
    names = [f"n{number:03}" for number in range(size)]
    drawn = [
        Edge(
            f"e{number:04}",
            source.choice(names),
            source.choice(names),
            "tie",
            "hx:tie",
            directed=source.random() < 0.8,
            strength=source.choice([0.0, 0.5, 1.0, 2.5]),
        )
        for number in range(edges)
    ]
    network = Network(tuple(Node(name, "", name, "Thing") for name in names), tuple(drawn))
    ties: Graph = nx.Graph()
    arcs: Graph = nx.DiGraph()
    for graph in (ties, arcs):
        graph.add_nodes_from(names)
    for edge in drawn:
        if edge.source == edge.target:
            continue
        _add(ties, edge.source, edge.target, edge.weight)
        _add(arcs, edge.source, edge.target, edge.weight)
        if not edge.directed:
            _add(arcs, edge.target, edge.source, edge.weight)
    return Sample(network, ties, arcs)


def _add(graph: Graph, source: str, target: str, weight: float) -> None:
    before = graph.edges[source, target]["weight"] if graph.has_edge(source, target) else 0.0
    graph.add_edge(source, target, weight=before + weight)


#: from one node to more than two batches of sources; sparse ones in parts, dense ones with loops
SAMPLES = {
    f"{size} nodes, {edges} edges": sample(size, edges, seed)
    for seed, (size, edges) in enumerate(
        [(1, 2), (2, 1), (2, 6), (3, 4), (9, 8), (12, 40), (40, 45), (70, 300), (150, 170)]
    )
}


def network_of(graph: Graph, kinds: dict[str, str] | None = None) -> Network:
    """Return a networkx graph as a network; undirected edges stay so."""
    nodes = sorted(
        (Node(str(n), "", str(n), (kinds or {}).get(str(n), "Thing")) for n in graph),
        key=lambda node: node.id,
    )
    edges = sorted(
        (
            Edge(
                f"{a}|{b}",
                str(a),
                str(b),
                "tie",
                "tie",
                directed=graph.is_directed(),
                strength=float(data.get("weight", 0)),
            )
            for a, b, data in graph.edges(data=True)
        ),
        key=lambda edge: edge.id,
    )
    return Network(tuple(nodes), tuple(edges))


def matrix_of(graph: Graph) -> Matrix:
    """Return a networkx graph as matrices."""
    return Matrix.from_network(network_of(graph))


def karate_club() -> Graph:
    """Return Zachary's karate club as he published it, without the weights added later."""
    graph = nx.karate_club_graph()
    for _, _, data in graph.edges(data=True):
        data.pop("weight")
    return graph


def clubs() -> dict[str, str]:
    """Return the club that each member of the karate club joined."""
    return {str(n): data["club"] for n, data in nx.karate_club_graph().nodes(data=True)}

"""Closeness from searches in bits: networkx and igraph as peers, and more than one batch."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from kg.network.measures import distances
from kg.network.measures.distances import closeness, harmonic
from tests.network.random_networks import SAMPLES, Graph, Sample, matrix_of

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


def agree(graph: Graph) -> None:
    matrix = matrix_of(graph)
    theirs = {str(name): value for name, value in nx.closeness_centrality(graph).items()}
    assert closeness(matrix) == pytest.approx(theirs, abs=1e-12)
    others = max(len(graph) - 1, 1)
    theirs = {str(name): v / others for name, v in nx.harmonic_centrality(graph).items()}
    assert harmonic(matrix) == pytest.approx(theirs, abs=1e-12)


@samples
def test_closeness_and_harmonic_closeness_are_those_of_networkx(sample: Sample) -> None:
    agree(sample.ties)


@pytest.mark.parametrize("words", [1, 3])
def test_it_makes_no_difference_how_many_sources_go_together(
    words: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = nx.union(nx.barabasi_albert_graph(200, 2, seed=3), nx.path_graph(70), rename=("a", "b"))
    graph.add_nodes_from(["c", "d"])
    monkeypatch.setattr(distances, "_MOST_WORDS", words)
    agree(graph)


def test_without_the_counting_of_numpy_2_the_bits_are_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = np.array([[0, 1], [2**64 - 1, 2**63 + 2**17]], np.uint64)
    assert distances._bits(words).tolist() == [[0, 1], [64, 2]]  # noqa: SLF001
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert distances._bits(words).tolist() == [[0, 1], [64, 2]]  # noqa: SLF001


def test_igraph_finds_the_same() -> None:
    igraph = pytest.importorskip("igraph")
    ties = SAMPLES["150 nodes, 170 edges"].ties
    theirs = igraph.Graph.from_networkx(ties)
    values = dict(zip(theirs.vs["_nx_name"], theirs.harmonic_centrality(), strict=True))
    ours = harmonic(SAMPLES["150 nodes, 170 edges"].matrix)
    # a node without ties has no mean there
    assert ours == pytest.approx({n: 0.0 if v != v else v for n, v in values.items()}, abs=1e-12)


def test_progress_counts_the_linked_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[str, int, int]] = []
    graph = nx.path_graph(100)
    graph.add_node("alone")
    monkeypatch.setattr(distances, "_MOST_WORDS", 1)
    closeness(matrix_of(graph), lambda *step: steps.append(step))
    assert steps == [("closeness", 64, 100), ("closeness", 100, 100)]

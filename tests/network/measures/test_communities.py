"""Communities: published values, igraph as a peer, what resolution and seed decide."""

from __future__ import annotations

import networkx as nx
import pytest

from kg.errors import UsageError
from kg.network.measures import groups
from kg.network.measures.communities import RUNS, communities, community
from kg.network.measures.matrix import Matrix
from tests.network.random_networks import SAMPLES, Graph, Sample, karate_club, matrix_of

samples = pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)


@pytest.mark.parametrize(
    ("graph", "published"),
    [
        # the optimum of Zachary's club: U. Brandes et al., IEEE TKDE 20 (2008) 172, table 1
        (karate_club(), 0.4198),
        (nx.davis_southern_women_graph(), 0.3360),
        (nx.les_miserables_graph(), 0.5667),
    ],
)
def test_the_modularity_is_that_of_the_best_partition_known(graph: Graph, published: float) -> None:
    partition = communities(matrix_of(graph))
    assert partition.modularity == pytest.approx(published, abs=1e-4)


@samples
def test_the_modularity_is_that_of_the_communities_by_networkx(sample: Sample) -> None:
    partition = communities(sample.matrix)
    assert list(partition.numbers) == [node.id for node in sample.network.nodes]
    if not sample.ties.number_of_edges():
        assert partition.modularity == 0
        return
    sets = [
        {name for name, other in partition.numbers.items() if other == number}
        for number in {*partition.numbers.values()}
    ]
    theirs = nx.community.modularity(sample.ties, sets, weight="weight")
    assert partition.modularity == pytest.approx(theirs)
    assert partition.modularity == pytest.approx(
        groups.modularity(sample.matrix, partition.numbers)
    )


@pytest.mark.parametrize(
    "name", ["40 nodes, 45 edges", "70 nodes, 300 edges", "150 nodes, 170 edges"]
)
def test_no_partition_of_igraph_is_better(name: str) -> None:
    igraph = pytest.importorskip("igraph")
    ties = SAMPLES[name].ties
    theirs = igraph.Graph.TupleList(ties.edges(data="weight"), weights=True)
    # its own modularity of a clustering leaves weights out: networkx weighs it
    partition = theirs.community_leiden(
        objective_function="modularity", weights="weight", n_iterations=10
    )
    names = theirs.vs["name"]
    sets = [{names[number] for number in part} for part in partition]
    sets += [{node} for node in set(ties) - set(names)]
    weighed = nx.community.modularity(ties, sets, weight="weight")
    assert communities(SAMPLES[name].matrix).modularity >= weighed - 0.005


def test_the_best_of_the_runs_is_taken_and_how_far_they_differ_is_told() -> None:
    matrix = SAMPLES["70 nodes, 300 edges"].matrix
    partition = communities(matrix)
    assert len(partition.runs) == len(partition.sizes) == RUNS == 10
    assert partition.modularity == max(partition.runs) > min(partition.runs)
    best = partition.runs.index(max(partition.runs))
    assert len(set(partition.numbers.values())) == partition.sizes[best]
    alone = communities(matrix, seed=1 + best, runs=1)
    assert alone.numbers == partition.numbers


def test_a_higher_resolution_gives_more_communities() -> None:
    matrix = matrix_of(karate_club())
    counts = [max(community(matrix, resolution=value).values()) for value in (0.2, 1, 3)]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]
    for wrong in (0, -1, float("nan")):
        with pytest.raises(UsageError, match="above 0"):
            communities(matrix, resolution=wrong)


def test_communities_of_cliques_in_a_ring_are_the_cliques_the_largest_first() -> None:
    graph = nx.ring_of_cliques(5, 6)
    graph.add_edges_from((100, other) for other in range(24, 30))  # one clique is larger
    numbers = community(matrix_of(graph))
    assert {numbers[str(n)] for n in (*range(24, 30), 100)} == {1}
    sets = [{numbers[str(n)] for n in range(start, start + 6)} for start in range(0, 30, 6)]
    assert sets == [{2}, {3}, {4}, {5}, {1}], "equal ones by the first id"


def test_weights_decide_on_communities() -> None:
    """A ring of four whose ties are heavy in turn falls into its heavy pairs."""
    ring: Graph = nx.Graph()
    ring.add_weighted_edges_from([(0, 1, 9), (1, 2, 1), (2, 3, 9), (3, 0, 1)])
    numbers = community(matrix_of(ring))
    assert numbers["0"] == numbers["1"] == 1
    assert numbers["2"] == numbers["3"] == 2


def test_the_seed_decides_on_communities_and_is_one_by_default() -> None:
    matrix = SAMPLES["70 nodes, 300 edges"].matrix
    assert community(matrix) == community(matrix, seed=1)
    single = {tuple(communities(matrix, seed=n, runs=1).numbers.values()) for n in range(5)}
    assert len(single) > 1


def test_nodes_without_ties_are_communities_of_their_own() -> None:
    graph: Graph = nx.Graph([(1, 2), (2, 3), (3, 1)])
    graph.add_nodes_from([4, 5])
    assert community(matrix_of(graph)) == {"1": 1, "2": 1, "3": 1, "4": 2, "5": 3}
    assert community(matrix_of(nx.empty_graph(2))) == {"0": 1, "1": 2}
    assert communities(Matrix.from_network(SAMPLES["1 nodes, 2 edges"].network)).modularity == 0

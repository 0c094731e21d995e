"""The nodes that a large change remembers: the answers are those of the store itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model import BNode, Iri, Quad, text
from kg.store import EmbeddedStore, presence
from kg.store.transaction import Transaction
from tests.test_costs import Counting

P, Q, GRAPH = (Iri(f"http://example.org/{name}") for name in ("p", "q", "graph"))
NODES: list[Iri | BNode] = [Iri(f"http://example.org/{number}") for number in range(40)]
BLANK: list[Iri | BNode] = [BNode(f"b{number}") for number in range(5)]


def some(generator: random.Random, count: int) -> list[Quad]:
    """Return facts and statements of a named graph, of IRIs, blank nodes and texts."""
    return [
        Quad(
            generator.choice([*NODES[:25], *BLANK]),
            generator.choice([P, Q]),
            generator.choice([*NODES[5:30], text("x"), *BLANK]),
            generator.choice([None, GRAPH]),
        )
        for _ in range(count)
    ]


@pytest.fixture
def change(tmp_path: Path) -> Iterator[Transaction[EmbeddedStore]]:
    store = EmbeddedStore.create(tmp_path / "store", some(random.Random(0), 15))
    with store.transaction(dry_run=True) as transaction:
        yield transaction


def test_the_nodes_that_are_not_there_are_those_of_the_store(
    change: Transaction[EmbeddedStore],
) -> None:
    nodes = [*NODES, *BLANK]
    generator = random.Random(1)
    for _ in range(20):
        quads = list(change.store.quads(every_graph=True))
        subjects = {quad.subject for quad in quads}
        named = subjects | {quad.object for quad in quads}
        about, new = change.unknown(nodes)
        assert change.store.presence is not None
        assert about == set(nodes) - subjects
        assert new == set(nodes) - named
        for node in nodes:
            expected = {quad for quad in quads if quad.subject == node}
            assert set(change.store.quads(node, every_graph=True)) == expected
        change.apply(some(generator, 3), generator.sample(quads, 3))


def test_a_node_that_is_not_there_is_not_looked_up(
    change: Transaction[EmbeddedStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    absent: list[Iri | BNode] = [Iri(f"http://example.org/absent{number}") for number in range(50)]
    change.unknown(absent)
    counting = Counting(change.store.engine)
    with monkeypatch.context() as patched:
        patched.setattr(change.store, "_engine", counting)
        assert change.unknown(absent) == (set(absent), set(absent))
        assert not any(any(change.store.quads(node, P)) for node in absent)
    assert counting.patterns == 0
    change.apply([Quad(absent[0], P, absent[1])])
    assert change.unknown(absent) == (set(absent[1:]), set(absent[2:]))
    assert any(change.store.quads(absent[0], P))


def test_what_is_written_past_the_transaction_is_seen(change: Transaction[EmbeddedStore]) -> None:
    change.unknown(NODES)
    written = Iri("http://example.org/written")
    change.store.update(f"INSERT DATA {{ <{written}> <{P}> 1 }}")
    assert change.unknown([written]) == (set(), set())
    assert any(change.store.quads(written))


def test_few_nodes_of_a_large_store_are_looked_up(tmp_path: Path) -> None:
    quads = [Quad(Iri(f"http://example.org/n{number}"), P, text("x")) for number in range(500)]
    store = EmbeddedStore.create(tmp_path / "store", quads)
    with store.transaction(dry_run=True) as change:
        assert change.unknown(NODES[:10]) == (set(NODES[:10]), set(NODES[:10]))
        assert change.store.presence is None


def test_no_more_is_remembered_than_fits(
    change: Transaction[EmbeddedStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.transaction.MOST", 50)
    assert presence.MOST > 50
    change.unknown(NODES)
    assert change.store.presence is not None
    more: list[Iri | BNode] = [Iri(f"http://example.org/more{number}") for number in range(60)]
    change.apply([Quad(node, P, text("x")) for node in more])
    assert change.store.presence is None
    assert change.unknown(more)[0] == set()
    assert change.store.presence is None

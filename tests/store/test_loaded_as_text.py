"""Many quads of a transaction go to the engine as text: the store and the journal are the same."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Quad, text
from kg.rdf.namespaces import XSD
from kg.rdf.oxigraph import quads_to_ox
from kg.store import EmbeddedStore
from kg.store.transaction import Transaction

P, GRAPH = Iri("http://example.org/p"), Iri("http://example.org/graph/á")
ODD = (
    *("", " ", "á €\U0001f600", 'a "quoted" \\ one', "line\nend\r\ttab", "\x00\x07\x1f\x7f\x85"),
    *("\u2028\ufeff\uffff\ufffe", "a" * 5_000),
)
VALUES: tuple[Iri | Literal, ...] = (
    *(text(odd) for odd in ODD),
    *(text(odd, language) for odd in ODD for language in ("es", "zh-hant-tw")),
    *(Literal(number, XSD + "decimal") for number in ("1.50", "+007.0", "no number")),
    *(Literal(date, XSD + "gYear") for date in ("2010", "-0044", "20")),
    *(Literal("<a/>", XSD + "anyURI"), Iri("http://example.org/ñ?a=b#c"), Iri("urn:x:1")),
)
MANY = [
    Quad(Iri(f"http://example.org/{number}"), P, VALUES[number % len(VALUES)], graph)
    for number in range(3_000)
    for graph in (None, GRAPH)
]


def added(folder: Path, quads: list[Quad]) -> tuple[EmbeddedStore, list[tuple[bool, Quad]]]:
    """Return a store to which quads were added, and what its journal says of it."""
    store = EmbeddedStore.create(folder, [])
    with store.transaction() as transaction:
        transaction.apply(quads, absent=True)
        assert transaction.growth == len(quads)
        transaction.commit("load")
    changes = store.changes("load")
    assert changes is not None
    return store, list(changes)


def in_objects(quads: list[Quad]) -> list[Quad]:
    """Return quads as a store writes them to which the engine's objects were given."""
    engine = ox.Store()
    engine.extend(quads_to_ox(quads))
    return list(EmbeddedStore.over(engine).quads(every_graph=True))


def test_the_store_and_the_journal_have_all_quads(tmp_path: Path) -> None:
    store, changes = added(tmp_path / "store", MANY)
    assert sorted(map(str, store.quads(every_graph=True))) == sorted(map(str, in_objects(MANY)))
    assert changes == [(True, quad) for quad in MANY]


def test_the_journal_is_written_as_the_engine_writes_quads(tmp_path: Path) -> None:
    import gzip

    store, _ = added(tmp_path / "store", MANY)
    assert store.generation
    (path,) = store.generation.parent.glob(f"{store.generation.name}.loads/*.gz")
    lines = gzip.decompress(path.read_bytes()).decode()
    assert lines == "".join(f"+ {quad} .\n" for quad in quads_to_ox(MANY))


def test_blank_nodes_keep_their_names(tmp_path: Path) -> None:
    quads = [*MANY, Quad(BNode("its-own"), P, BNode("other"))]
    store, changes = added(tmp_path / "store", quads)
    assert quads[-1] in set(store.quads(every_graph=True))
    assert (True, quads[-1]) in changes


@pytest.mark.parametrize(
    "wrong",
    [
        Iri("http://example.org/a b"),
        Iri("no-iri"),
        Literal("x", "no-iri"),
        text("x", "not a language"),
    ],
)
def test_what_is_no_term_is_refused_in_words(tmp_path: Path, wrong: Iri | Literal) -> None:
    store = EmbeddedStore.create(tmp_path / "store", [])

    def apply(transaction: Transaction[EmbeddedStore]) -> None:
        transaction.apply([*MANY, Quad(MANY[0].subject, P, wrong)], absent=True)

    with store.transaction() as transaction, pytest.raises(QueryError, match="not a valid RDF"):
        apply(transaction)
    assert list(store.quads(every_graph=True)) == []

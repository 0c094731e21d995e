"""The cached network of a large store: the same as read from the store, made anew where it must."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from kg.model import Iri, Literal, Quad, text
from kg.network import Selection, cache, project, to_networkx
from kg.network.projection import FullNetwork, read_full_network
from kg.rdf.namespaces import EVIDENCE, HX, ID, ORG, PREF_LABEL, RDF_TYPE, SCHEMA, VOC, XSD
from kg.store import EmbeddedStore
from tests.short_form import spread

LISTS = pa.array([["a", "b"], [], ["c"]])


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Networks of small stores are cached, too."""
    monkeypatch.setattr(cache, "LEAST_CACHED", 0)
    yield
    cache.open_cache.cache_clear()


def quads() -> list[Quad]:
    """Return two clusters with labels in some languages, sectors, and a membership in spells."""
    content = []
    for name, labels in {"a": {"es": "Uno", "fr": "Un"}, "b": {"en": "Two"}}.items():
        entity = Iri(ID + name)
        content += [
            Quad(entity, Iri(RDF_TYPE), Iri(HX + "Cluster")),
            Quad(entity, Iri(HX + "sector"), Iri(VOC + "sector/it")),
            *(Quad(entity, Iri(PREF_LABEL), text(word, tag)) for tag, word in labels.items()),
        ]
    content.append(Quad(Iri(ID + "a"), Iri(HX + "sector"), Iri(VOC + "sector/mining")))
    for start, end in (("2012", "2013"), ("2016", "2018")):
        member = Iri(f"https://w3id.org/helixkg/membership/a--b--{start}")
        for relation, value in (
            (RDF_TYPE, Iri(ORG + "Membership")),
            (ORG + "member", Iri(ID + "a")),
            (ORG + "organization", Iri(ID + "b")),
            (SCHEMA + "startDate", Literal(start, XSD + "gYear")),
            (SCHEMA + "endDate", Literal(end, XSD + "gYear")),
        ):
            quad = Quad(member, Iri(relation), value)
            content += [quad, quad._replace(graph=Iri(f"{EVIDENCE}001/{start}"))]
    return content


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """A store in a folder."""
    return EmbeddedStore.create(tmp_path / "store", quads())


def cached(store: EmbeddedStore) -> cache.NetworkCache:
    """Return the cache of a store that must have one."""
    opened = cache.cached_network(store)
    assert opened is not None
    return opened


@pytest.mark.usefixtures("small_is_large")
def test_the_cache_holds_the_network_as_it_is_read(store: EmbeddedStore) -> None:
    assert cached(store).network("es") == read_full_network(store).labelled("es")


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("language", ["es", "en", "fr", "de", "FR"])
def test_labels_are_those_of_the_network_in_any_language(
    store: EmbeddedStore, language: str
) -> None:
    expected = [node.label for node in read_full_network(store).labelled(language).nodes]
    assert [node.label for node in project(store, language=language).nodes] == expected


@pytest.mark.usefixtures("small_is_large")
def test_kinds_restrict_the_cached_network_as_any_other(store: EmbeddedStore) -> None:
    assert Selection(kinds=["Cluster"]).apply_to(project(store)) == project(store)
    assert Selection(without_kinds=["Cluster"]).apply_to(project(store)).nodes == ()


@pytest.mark.usefixtures("small_is_large")
def test_ties_are_parallel_edges_as_one_with_their_spells(store: EmbeddedStore) -> None:
    ties = cached(store).ties
    assert ties["spells"].to_pylist() == ["2012-01-01/2013-12-31 2016-01-01/2018-12-31"]
    assert ties["sources"].to_pylist() == [1]
    assert len(cached(store).edges) == 2


@pytest.mark.usefixtures("small_is_large")
def test_degrees_and_numbers_are_small_numbers_and_few_texts_are_coded(
    store: EmbeddedStore,
) -> None:
    nodes, edges = cached(store).nodes, cached(store).edges
    assert nodes["degree"].to_pylist() == [2, 2]
    assert nodes.schema.field("degree").type == edges.schema.field("sources").type == pa.int32()
    for table, name in ((nodes, "kind"), (nodes, "helix"), (edges, "start"), (edges, "certainty")):
        assert pa.types.is_dictionary(table.schema.field(name).type)
    for table, name in ((nodes, "sector"), (nodes, "labels"), (edges, "evidence")):
        assert table.schema.field(name).type == pa.list_(pa.string())


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_graph_is_that_of_the_network(store: EmbeddedStore, language: str) -> None:
    ours = to_networkx(cached(store).network(language))
    theirs = to_networkx(read_full_network(store).labelled(language))
    assert list(ours.nodes(data=True)) == list(theirs.nodes(data=True))
    assert list(ours.edges(keys=True, data=True)) == list(theirs.edges(keys=True, data=True))


@pytest.mark.parametrize(
    ("array", "values"),
    [
        (pa.chunked_array([[1, 2], [3], [4]]), [1, 2, 3, 4]),
        (pa.chunked_array([["x"], [], ["y", "z"], ["w"]]), ["x", "y", "z", "w"]),
        (
            pa.chunked_array([LISTS, LISTS.slice(1), LISTS.slice(2)]),
            [("a", "b"), (), ("c",), (), ("c",), ("c",)],
        ),
        (
            pa.chunked_array(
                [pa.array(part).dictionary_encode() for part in (["x", "y", "x"], ["z", "x"])]
            ),
            ["x", "y", "x", "z", "x"],
        ),
    ],
)
def test_a_column_of_a_table_gives_its_values(array: pa.ChunkedArray, values: list[object]) -> None:
    column = cache.column_of(array)
    assert column.values() == values
    assert column.values(1, 3) == values[1:3]
    assert column.taken(np.array([3, 0])).values() == [values[3], values[0]]
    flags = np.arange(len(values)) != 1
    kept = [values[0], *values[2:]]
    assert column.taken(flags).values() == kept
    assert column.taken(flags).taken(np.array([1])).values(0, 1) == [kept[1]]


@pytest.mark.usefixtures("small_is_large")
def test_a_cache_belongs_to_its_generation(small_store: Path) -> None:
    store = EmbeddedStore.open(small_store)
    before = len(cached(store).nodes)
    store.commit([Quad(Iri(ID + "new"), Iri(RDF_TYPE), Iri(HX + "Cluster"))])
    assert len(cached(store).nodes) == before + 1
    # a reader of the last generation may still come for its own
    assert {place.stem for place in small_store.glob("gen-*.network")} == {
        "gen-000001",
        "gen-000002",
    }
    store.commit([Quad(Iri(ID + "newer"), Iri(RDF_TYPE), Iri(HX + "Cluster"))])
    assert {place.stem for place in small_store.glob("gen-*.network")} == {"gen-000002"}


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize(
    ("name", "content"),
    spread(
        itertools.product(["nodes.arrow", "edges.arrow", "ties.arrow"], [b"nonsense", b"", None]),
        4,
    ),
)
def test_a_damaged_cache_is_made_again(
    store: EmbeddedStore, tmp_path: Path, name: str, content: bytes | None
) -> None:
    expected = project(store)
    (place,) = (tmp_path / "store").glob("gen-*.network")
    (place / name).unlink()  # a mapped file that is cut short would end the process
    if content is not None:
        (place / name).write_bytes(content)
    cache.open_cache.cache_clear()
    assert project(store) == expected, "read from the store"
    assert not place.exists()
    assert cached(store).network("es") == read_full_network(store).labelled("es")
    assert place.exists()


def test_small_and_passing_stores_have_no_cache(
    store: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache.cached_network(store) is None
    assert store.generation is not None
    size = sum(entry.stat().st_size for entry in os.scandir(store.generation))
    monkeypatch.setattr(cache, "LEAST_CACHED", size + 1)
    assert cache.cached_network(store) is None
    monkeypatch.setattr(cache, "LEAST_CACHED", size)
    assert cache.cached_network(store) is not None
    assert cache.cached_network(EmbeddedStore.in_memory()) is None
    cache.open_cache.cache_clear()


@pytest.mark.usefixtures("small_is_large")
def test_progress_is_told_where_the_cache_is_made_and_not_where_it_is_there(
    store: EmbeddedStore,
) -> None:
    steps: list[tuple[str, int, int]] = []
    project(store, progress=lambda *step: steps.append(step))
    assert steps[0] == ("reading the network, once for this state of the store", 0, 1)
    assert steps[-1][1:] == (1, 1)
    del steps[:]
    project(store, progress=lambda *step: steps.append(step))
    assert steps == []


def test_a_full_network_may_be_had_in_any_language(store: EmbeddedStore) -> None:
    full = read_full_network(store)
    assert isinstance(full, FullNetwork)
    assert [node.label for node in full.labelled("es").nodes] == ["Uno", "Two"]
    assert [node.label for node in full.labelled("fr").nodes] == ["Un", "Two"]

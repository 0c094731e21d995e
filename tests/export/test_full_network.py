"""The whole network from kept tables: the same files as node by node and edge by edge."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings

from kg.export import export, full_network
from kg.formats import NETWORKS
from kg.model import Iri, Literal, Quad, text
from kg.network import Network, cache, project, to_networkx
from kg.network.declared import Projection
from kg.network.graphs import cached_to_networkx
from kg.rdf.namespaces import EVIDENCE, HX, ID, ORG, PREF_LABEL, RDF_TYPE, SCHEMA, XSD
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.export.test_formats import content
from tests.export.test_round_trips import HOSTILE, RELAXED

REALISATION = HX + "realisation"


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tables are kept of small stores, too."""
    monkeypatch.setattr(cache, "LARGE_STORE", 0)
    yield
    cache.open_cache.cache_clear()


def same_files(store: EmbeddedStore, folder: Path, language: str = "es") -> None:
    """Assert that both ways make the same graph and write the same, byte by byte, but for Parquet's
    own grouping."""
    tables = cache.cached_network(store)
    assert tables is not None
    same_network(tables, project(store, language=language), folder, language)


def same_network(tables: cache.NetworkCache, network: Network, folder: Path, language: str) -> None:
    """Assert that both forms make the same graph and are written the same, byte by byte."""
    direct, graph = cached_to_networkx(tables, language), to_networkx(network)
    assert list(direct.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(direct.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))
    for form in (name for name in NETWORKS if NETWORKS[name].by_column):
        full_network.write(tables, form, folder / "fast" / form, language)
        export(network, form, folder / "slow" / form)
        if form == "parquet":
            for name in ("nodes.parquet", "edges.parquet"):
                one, other = (pq.read_table(folder / way / form / name) for way in ("fast", "slow"))
                assert one.schema.names == other.schema.names
                assert one.to_pylist() == other.to_pylist()
            for way in ("fast", "slow"):
                shutil.rmtree(folder / way / form)
        else:
            assert content(folder / "fast") == content(folder / "slow") != {}
    shutil.rmtree(folder / "fast")
    shutil.rmtree(folder / "slow")


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_the_projects_network_is_the_same(
    language: str, project_store: Path, tmp_path: Path
) -> None:
    whole = EmbeddedStore.open(project_store)
    tables = cache.cached_network(whole)
    assert tables is not None
    assert tables.has_proposals, "what is only proposed has a column of its own, so it is not fast"
    quads = (quad for quad in whole.quads(every_graph=True) if quad.predicate.value != REALISATION)
    store = EmbeddedStore.create(tmp_path / "store", quads)
    tables = cache.cached_network(store)
    assert tables is not None
    assert not tables.has_proposals
    direct = project(EmbeddedStore.over(store.engine), language=language)
    assert project(store, language=language) == direct
    same_files(store, tmp_path, language)


@pytest.mark.usefixtures("small_is_large")
@settings(RELAXED, max_examples=15)
@given(label=HOSTILE)
def test_it_is_the_same_whatever_the_names(
    label: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    name = label.encode("utf-8", "replace").decode().replace("\x00", "")
    quads = []
    for number in range(3):
        entity = Iri(f"{ID}n{number}")
        quads += [
            Quad(entity, Iri(RDF_TYPE), Iri(HX + "Cluster")),
            Quad(entity, Iri(PREF_LABEL), text(name, "es")),
        ]
        for year in ("2012", "2015", name):
            member = Iri(f"https://w3id.org/helixkg/membership/{number}--{len(quads)}")
            for relation, value in (
                (RDF_TYPE, Iri(ORG + "Membership")),
                (ORG + "member", entity),
                (ORG + "organization", Iri(ID + "n0")),
                (SCHEMA + "startDate", Literal(year, XSD + "string")),
                (SCHEMA + "endDate", Literal(year, XSD + "string")),
            ):
                quads += [
                    Quad(member, Iri(relation), value),
                    Quad(member, Iri(relation), value, Iri(f"{EVIDENCE}001/s{number}")),
                ]
    store = EmbeddedStore.create(folder / "store", quads)
    same_files(store, folder)
    shutil.rmtree(folder)


@pytest.mark.usefixtures("small_is_large")
def test_an_empty_store_gives_empty_files(tmp_path: Path) -> None:
    same_files(EmbeddedStore.create(tmp_path / "store", []), tmp_path)


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize(
    "rules",
    [{}, {"profile": "full"}, {"places": "node"}, {"without_kind": ["Company", "State"]}],
)
def test_a_part_by_columns_is_the_part_by_objects(
    rules: dict[str, object], project_store: Path, tmp_path: Path
) -> None:
    store = EmbeddedStore.open(project_store)
    projection = Projection.from_rules(rules)
    found = projection.columns(store)
    assert found is not None
    columns, left_out = found
    network = projection.network(store, "es")
    assert left_out == network.left_out
    assert not columns.has_proposals
    same_network(columns, network, tmp_path, "es")


@pytest.mark.usefixtures("small_is_large")
def test_what_chooses_nodes_one_by_one_has_no_columns(project_store: Path) -> None:
    store = EmbeddedStore.open(project_store)
    for rules in ({"kind": "Cluster"}, {"with_proposed": True}, {"profile": "geo"}, {"at": "2014"}):
        assert Projection.from_rules(rules).columns(store) is None


@pytest.mark.full
def test_a_large_store_is_exported_from_its_tables(kg: Run, tmp_path: Path) -> None:
    made = kg("generate", "--triples", "500000", "-o", tmp_path / "big.nq")
    assert made.returncode == 0, made.stderr
    store = tmp_path / "big"
    assert kg("load", tmp_path / "big.nq", "--unchecked", "--store", store).returncode == 0
    done = kg("export", "gexf", "-o", tmp_path / "fast.gexf", "--store", store)
    assert done.returncode == 0, done.stderr
    assert list(store.glob("gen-*.network"))
    slow = kg("export", "gexf", "--hub", "499", "-o", tmp_path / "slow.gexf", "--store", store)
    assert slow.returncode == 0, slow.stderr
    assert (tmp_path / "fast.gexf").read_bytes() == (tmp_path / "slow.gexf").read_bytes()
    # Reading a large store can take long enough to be announced.
    assert done.stderr.splitlines()[-1].replace("fast", "slow") == slow.stderr.splitlines()[-1]

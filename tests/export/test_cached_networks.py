"""A network from its cache: the same files as read from the store."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.export import export
from kg.model import Iri, Literal, Quad, text
from kg.network import cache
from kg.network.declared import Projection
from kg.network.projection import read_full_network
from kg.rdf.namespaces import EVIDENCE, HX, ID, ORG, PREF_LABEL, RDF_TYPE, SCHEMA, XSD
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.export.test_round_trips import HOSTILE, RELAXED


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tables are kept of small stores, too."""
    monkeypatch.setattr(cache, "LEAST_CACHED", 0)
    yield
    cache.open_cache.cache_clear()


def same_files(store: EmbeddedStore, folder: Path, language: str = "es") -> None:
    """Assert that a network from the cache is the one that is read from the store, as objects, in
    XML, as rows and as columns."""
    tables = cache.cached_network(store)
    assert tables is not None
    cached, read = tables.network(language), read_full_network(store).labelled(language)
    assert cached == read
    for form in ("gexf", "csv", "parquet"):
        written: list[list[bytes]] = []
        for network in (cached, read):
            export(network, form, folder / "out")
            files = sorted(folder.rglob("out/*")) or [folder / "out"]
            written.append([file.read_bytes() for file in files])
            shutil.rmtree(folder / "out") if len(files) > 1 else files[0].unlink()
        assert written[0] == written[1] != [b""], form


@pytest.mark.usefixtures("small_is_large")
@pytest.mark.parametrize("language", ["es", "fr"])
def test_the_projects_network_is_the_same(
    language: str, project_store: Path, tmp_path: Path
) -> None:
    same_files(EmbeddedStore.open(project_store), tmp_path, language)


@pytest.mark.usefixtures("small_is_large")
@settings(RELAXED, max_examples=3)
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
def test_a_part_of_it_is_the_same(project_store: Path) -> None:
    store = EmbeddedStore.open(project_store)
    direct = EmbeddedStore.over(store.engine)
    for rules in (
        {"without_kind": ["Company"], "with_proposed": True, "at": "2014"},
        {"one_mode": "Cluster:sector", "weight": "newman"},
    ):
        projection = Projection.from_rules(rules)
        assert projection.network(store, "es") == projection.network(direct, "es"), rules


@pytest.mark.full
def test_a_large_store_is_exported_from_its_tables(quick_kg: Run, tmp_path: Path) -> None:
    generated = quick_kg("generate", "--triples", "500000", "-o", tmp_path / "big.nq")
    assert generated.returncode == 0, generated.stderr
    store = tmp_path / "big"
    assert quick_kg("load", tmp_path / "big.nq", "--unchecked", "--store", store).returncode == 0
    done = quick_kg("export", "gexf", "-o", tmp_path / "fast.gexf", "--store", store)
    assert done.returncode == 0, done.stderr
    assert list(store.glob("gen-*.network"))
    direct = EmbeddedStore.over(EmbeddedStore.open(store).engine)
    export(Projection().network(direct, "en"), "gexf", tmp_path / "slow.gexf")
    assert (tmp_path / "fast.gexf").read_bytes() == (tmp_path / "slow.gexf").read_bytes()

"""The file that names stores and libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import QueryError, UsageError
from kg.store import EmbeddedStore, config
from kg.store.remote import RemoteStore


def _write(folder: Path, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "kg.toml").write_text(said, "utf-8")
    monkeypatch.chdir(folder)


def test_a_store_is_found_by_its_name(
    tmp_path: Path, small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(
        tmp_path,
        'libraries = ["mine"]\n[stores.test]\npath = "kg-store"\n'
        '[stores.far]\nurl = "http://127.0.0.1:9/sparql"\nuser_env = "FAR_USER"\n'
        'password_env = "FAR_PASSWORD"\nengine = "virtuoso"\n',
        monkeypatch,
    )
    assert config.read().libraries == [Path("mine")]
    assert isinstance(config.open_store("test"), EmbeddedStore)
    with pytest.raises(UsageError, match="no FAR_USER"):
        config.open_store("far")
    monkeypatch.setenv("FAR_USER", "me")
    monkeypatch.setenv("FAR_PASSWORD", "secret")
    assert isinstance(config.open_store("far"), RemoteStore)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[stores.a]\npassword = 'x'\nurl = 'http://a'", "no secrets here"),
        ("[stores.a]\n", "needs either 'url' or 'path'"),
        ("[stores.a]\nurl = 'http://a'\nlogn = 'x'", "'logn' is not known"),
        ("[stores.a]\nurl = 3", "'url' must be a text"),
        ("library = 'x'", "'library' is not known"),
        ("libraries = 'x'", "must be a list of folders"),
        ("=", r"kg\.toml"),
    ],
)
def test_what_is_ill_formed_is_said_with_its_place(
    tmp_path: Path, said: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, said, monkeypatch)
    with pytest.raises(UsageError, match=expected):
        config.read()


def test_a_runaway_query_is_stopped_and_harms_nothing(small_store: Path) -> None:
    store = config.open_store(small_store, timeout=1)
    endless = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i"
    with pytest.raises(QueryError, match="stopped after 1 s; this is no empty answer"):
        list(store.select(endless).rows)
    with pytest.raises(QueryError, match="stopped after 1 s"):
        list(store.construct("CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"))
    assert store.ask("ASK { ?s ?p ?o }")
    assert len(list(store.select("SELECT ?s { ?s ?p ?o } LIMIT 3").rows)) == 3
    assert not list(store.select("SELECT ?s { ?s <http://none> ?o }").rows)
    with pytest.raises(QueryError, match="does not parse"):
        store.select("SELECT ?s { ?s ?p")
    with pytest.raises(QueryError, match="SERVICE is not allowed"):
        store.select("SELECT ?s { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")


def test_a_service_is_asked_only_where_its_host_is_named(small_store: Path) -> None:
    named = config.open_store(small_store, services=frozenset({"127.0.0.1:9"}))
    assert list(
        named.select("SELECT ?s { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }").rows
    )
    for query in (
        "SELECT ?s { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }",
        "SELECT ?s { SERVICE ?where { ?s ?p ?o } }",
        "PREFIX x: <http://127.0.0.1:9/> SELECT ?s { SERVICE x:a { ?s ?p ?o } }",
    ):
        with pytest.raises(QueryError):
            named.select(query)

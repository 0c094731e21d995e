"""The file that names stores and libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import QueryError, UsageError
from kg.store import EmbeddedStore, config
from kg.store.client import Client
from kg.store.engines import Endpoint
from kg.store.remote import RemoteStore


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("KG_CONFIG", raising=False)
    monkeypatch.delenv("KG_LANG", raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


def _write(folder: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the user's own file of settings."""
    (folder / "kg.toml").write_text(content, "utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("KG_CONFIG", "kg.toml")


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
    ("content", "expected"),
    [
        ("[stores.a]\npassword = 'x'\nurl = 'http://a'", "no secrets here"),
        ("[stores.a]\n", "needs either 'url' or 'path'"),
        ("[stores.a]\nurl = 'http://a'\nlogn = 'x'", "'logn' is not known"),
        ("[stores.a]\nurl = 3", "'url' must be a text"),
        ("[stores.a]\nurl = 'http://a'\npath = 'x'", "needs either 'url' or 'path'"),
        ("[stores]\na = 3", r"\[stores.a\]: must be a table with 'url' or 'path'"),
        ("stores = 3", r"write a store as \[stores.NAME\]"),
        ("libraries = [3]", "must be a list of folders"),
        ("[stores.a]\nurl = 'http://a'\ntimeout = 'x'", "'timeout' must be a number of seconds"),
        ("[stores.a]\nurl = 'http://a'\ntimeout = 0", "'timeout' must be a number .* above 0"),
        ("[stores.a]\nurl = 'http://a'\ntimeout = true", "'timeout' must be a number"),
        ("[stores.a]\nurl = 'http://a'\ntimeout = inf", "'timeout' must be a number"),
        ("[stores.a]\nurl = 'http://a'\ninsecure = 'yes'", "'insecure' must be true or false"),
        ("library = 'x'", "'library' is not known"),
        ("libraries = 'x'", "must be a list of folders"),
        ("=", r"kg\.toml"),
    ],
)
def test_an_ill_formed_file_is_refused_with_its_position(
    tmp_path: Path, content: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, content, monkeypatch)
    with pytest.raises(UsageError, match=expected):
        config.read()


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


def test_the_file_lies_here_or_at_home_or_where_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, home = tmp_path / "here", tmp_path / "home" / "helixkg"
    here.mkdir()
    home.mkdir(parents=True)
    monkeypatch.chdir(here)
    assert config.read() == config.Config()
    (home / "kg.toml").write_text('libraries = ["of-home"]')
    assert config.read().libraries == [home / "of-home"]
    (here / "kg.toml").write_text('libraries = ["of-here"]')
    assert config.read().libraries == [Path("of-here")]
    other = tmp_path / "other.toml"
    other.write_text('libraries = ["of-other"]')
    monkeypatch.setenv("KG_CONFIG", str(other))
    assert config.read().libraries == [tmp_path / "of-other"]
    monkeypatch.setenv("KG_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(UsageError, match=r"KG_CONFIG names .*none\.toml, which is no file"):
        config.read()


def _client(store: object) -> Client:
    assert isinstance(store, RemoteStore)
    return store._client  # noqa: SLF001  what was configured shows nowhere else without a server


def test_the_time_limit_is_the_one_that_is_said_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "[stores.far]\nurl = 'http://h/sparql'\ntimeout = 2.5\n", monkeypatch)
    monkeypatch.delenv("KG_TIMEOUT", raising=False)
    assert _client(config.open_store("http://h:1")).timeout == 60
    monkeypatch.setenv("KG_TIMEOUT", "7")
    assert _client(config.open_store("http://h:1")).timeout == 7
    assert _client(config.open_store("far")).timeout == 2.5
    assert _client(config.open_store("far", timeout=9)).timeout == 9
    assert _client(config.open_store("http://h:1", timeout=0)).timeout > 10**6
    monkeypatch.setenv("KG_TIMEOUT", "0")
    assert _client(config.open_store("http://h:1")).timeout > 10**6
    for wrong in ("soon", "-1", "nan", "inf"):
        monkeypatch.setenv("KG_TIMEOUT", wrong)
        with pytest.raises(UsageError, match=f"KG_TIMEOUT is '{wrong}'; it must be a number"):
            config.open_store("http://h:1")


def test_addresses_that_are_named_take_precedence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(
        tmp_path,
        "[stores.usual]\nurl = 'http://h/sparql'\nengine = 'generic'\n"
        "[stores.own]\nurl = 'http://h/sparql'\nengine = 'generic'\nupdate = 'http://h/u'\n"
        "[stores.odd]\nurl = 'http://h/sparql'\nengine = 'jena'\n"
        "[stores.half]\nurl = 'http://h/sparql'\nuser_env = 'HOME'\n",
        monkeypatch,
    )
    usual = Endpoint("http://h/sparql", "http://h/update", "http://h/store")
    assert _client(config.open_store("usual")).endpoint == usual
    own = Endpoint("http://h/sparql", "http://h/u", "http://h/store")
    assert _client(config.open_store("own")).endpoint == own
    with pytest.raises(UsageError, match="'odd': the engine is one of: generic, oxigraph, virtu"):
        config.open_store("odd")
    with pytest.raises(UsageError, match="'half': name the variable of the password"):
        config.open_store("half")


def test_a_bound_on_the_answer_is_read_with_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting, expected in (
        ("500", 500),
        ("2 kB", 2_000),
        ("3MB", 3 * 10**6),
        ("4gb", 4 * 10**9),
    ):
        monkeypatch.setenv("KG_MAX_ANSWER", setting)
        client = _client(config.open_store("http://h:1"))
        assert client.max_answer == expected
    for wrong in ("much", "0", "-1", "1.5GB", "9" * 40):
        monkeypatch.setenv("KG_MAX_ANSWER", wrong)
        with pytest.raises(UsageError, match=f"KG_MAX_ANSWER is '{wrong}'; write a number"):
            config.open_store("http://h:1")

"""Where a login goes, and where it does not: hosts on loopback count what they get."""

from __future__ import annotations

import itertools
import threading
import warnings
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import EndpointError, KgError, KgWarning, UsageError
from kg.model import Iri, Quad, text
from kg.store import config, logins
from kg.store.client import Client
from kg.store.logins import Login
from kg.store.remote import RemoteStore
from tests.conftest import Run

SECRET = "s3cret-päss"
QUAD = Quad(Iri("http://e/s"), Iri("http://e/p"), text("o"))


class Host:
    """A server that keeps what it gets, and answers with one status."""

    def __init__(self) -> None:
        self.status, self.headers = 200, dict[str, str]()
        self.requests: list[tuple[str, str, str, int]] = []  # method, path, login, length of body
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                login = self.headers.get("Authorization", "")
                outer.requests.append((self.command, self.path, login, len(body)))
                content = b'{"head": {}, "boolean": true}'
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_CONNECT = _answer  # noqa: N815  http.server's names

            def log_message(self, format: str, *arguments: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.http.server_address[1]
        self.address = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()


@pytest.fixture
def hosts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[Host, Host]]:
    for name in ("KG_USER", "KG_PASSWORD", "KG_LOGIN_FOR", "KG_LANG", "KG_CONFIG", "KG_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.chdir(tmp_path)
    pair = Host(), Host()
    yield pair
    for host in pair:
        host.http.shutdown()
        host.http.server_close()


REQUESTS: dict[str, Callable[[Client], object]] = {
    "query": lambda client: client.query("ASK {}", "x"),
    "update": lambda client: client.update("CLEAR ALL"),
    "PUT": lambda client: client.dataset("PUT", b"<a:a> <a:a> <a:a> .", repeat=True),
    "POST": lambda client: client.graph("POST", "u:g", b"", "text/turtle", repeat=False),
}


@pytest.mark.parametrize(
    ("status", "kind"), list(itertools.product([301, 302, 303, 307, 308], REQUESTS)), ids=str
)
def test_no_redirect_is_followed(hosts: tuple[Host, Host], status: int, kind: str) -> None:
    first, second = hosts
    first.status, first.headers = status, {"Location": f"http://u:p@localhost:{second.port}/evil"}
    login = Login.at("alice", SECRET, first.address)
    client = Client(first.address, 20, engine="oxigraph", login=login)
    expected = rf"HTTP {status} and points to http://localhost:{second.port}/evil\. .*--store"
    with pytest.raises(EndpointError, match=expected) as caught:
        REQUESTS[kind](client)
    assert not second.requests
    assert len(first.requests) == 1
    assert SECRET not in str(caught.value)
    assert "u:p@" not in str(caught.value)


@pytest.mark.parametrize(
    "location", ["", "//", "\x1b[31m", "http://[", "javascript:x", "x" * 9_000]
)
def test_an_odd_redirect_is_told_in_printable_words(
    hosts: tuple[Host, Host], location: str
) -> None:
    hosts[0].status, hosts[0].headers = 302, {"Location": location} if location else {}
    with pytest.raises(EndpointError, match="HTTP 302") as caught:
        RemoteStore.at(hosts[0].address).ask("ASK {}")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 1_000


def test_a_login_of_the_environment_goes_to_its_server_and_no_other(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = hosts
    monkeypatch.setenv("KG_USER", "alice")
    monkeypatch.setenv("KG_PASSWORD", SECRET)
    with pytest.warns(KgWarning, match="KG_USER was not sent: no server is named for it"):
        RemoteStore.at(first.address).ask("ASK {}")
    monkeypatch.setenv("KG_LOGIN_FOR", first.address)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for host in hosts:
            RemoteStore.at(host.address).ask("ASK {}")
            RemoteStore.at(host.address.replace("127.0.0.1", "localhost")).ask("ASK {}")
    sent = [bool(login) for _, _, login, _ in first.requests]
    # Of each store three requests: which engine it is, where its facts are, and the query.
    assert sent == [*[False] * 3, *[True] * 3, *[False] * 3], "another name is another server"
    assert not any(login for _, _, login, _ in second.requests)
    second.status = 401
    with pytest.raises(EndpointError, match=f"for http://127.0.0.1:{first.port} and was not sent"):
        RemoteStore.at(second.address).ask("ASK {}")


@pytest.mark.parametrize("wrong", ["graph.example.org", "localhost:7878", "https://", "x y"])
def test_a_server_of_a_login_that_is_no_address_is_told(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("KG_USER", "alice")
    monkeypatch.setenv("KG_LOGIN_FOR", wrong)
    with pytest.raises(UsageError, match=r"^KG_LOGIN_FOR: '\S+' is no address; write http://"):
        RemoteStore.at(hosts[0].address).ask("ASK {}")
    assert not hosts[0].requests


def test_a_login_of_a_named_store_goes_to_the_servers_that_it_names(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = hosts
    monkeypatch.setenv("MY_USER", "alice")
    monkeypatch.setenv("MY_PASSWORD", SECRET)
    monkeypatch.setenv("KG_CONFIG", "own.toml")
    (tmp_path / "own.toml").write_text(
        f"[stores.a]\nurl = '{first.address}/sparql'\nupdate = '{second.address}/u'\n"
        "engine = 'generic'\nuser_env = 'MY_USER'\npassword_env = 'MY_PASSWORD'\n"
    )
    store = config.open_store("a")
    assert isinstance(store, RemoteStore)
    client = store._client  # noqa: SLF001
    client.query("ASK {}", "x")
    client.update("CLEAR ALL")
    assert first.requests[0][2]
    assert second.requests[0][2]
    assert SECRET not in repr(client._login)  # noqa: SLF001


def test_a_login_is_not_sent_unencrypted_over_a_network(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "http://graph.example.invalid"
    login = Login.at("alice", SECRET, address)
    for kind, request in REQUESTS.items():
        client = Client(address, 20, engine="oxigraph", login=login)
        with pytest.raises(UsageError, match=r"is not encrypted, .* or add --insecure"):
            request(client)
        allowed = Client(address, 20, engine="oxigraph", login=login, insecure=True)
        with pytest.raises(EndpointError, match=r"cannot be reached"):
            request(allowed)
        assert kind


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("example.org", False),
        ("", False),
    ],
)
def test_this_machine_is_known(host: str, local: bool) -> None:
    assert logins.is_local(host) is local


def test_netrc_and_proxies_of_the_environment_are_not_used(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = hosts
    netrc = tmp_path / ".netrc"
    netrc.write_text(f"machine 127.0.0.1 login a password {SECRET}\ndefault login b password c\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, second.address)
    RemoteStore.at(first.address).ask("ASK {}")
    assert not any(login for _, _, login, _ in first.requests)
    assert not second.requests


def test_a_proxy_that_is_named_is_used_for_other_machines(
    hosts: tuple[Host, Host], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, proxy = hosts
    monkeypatch.setenv("KG_PROXY", proxy.address)
    store = config.open_store("http://graph.example.invalid/sparql")
    assert isinstance(store, RemoteStore)
    assert store.ask("ASK {}")
    assert proxy.requests[0][:2] == ("POST", "http://graph.example.invalid/sparql")
    proxy.requests.clear()
    assert store is not config.open_store(first.address)
    nearby = config.open_store(first.address)
    assert isinstance(nearby, RemoteStore)
    nearby.ask("ASK {}")
    assert not proxy.requests
    for wrong in ("proxy:3128", "http://u:p@proxy:3128", "socks5://proxy"):
        monkeypatch.setenv("KG_PROXY", wrong)
        with pytest.raises(UsageError):
            config.open_store("http://graph.example.invalid/sparql")


@pytest.mark.parametrize(
    "address",
    [
        f"http://alice:{SECRET}@127.0.0.1:9/",
        f"http://{SECRET}@127.0.0.1:9/",
        f"https://alice:{SECRET}@/",
        f"HTTP://alice:{SECRET}@h:port/",
        f"http://alice:{SECRET}@[::1/",
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_password_in_an_address_is_refused_and_not_repeated(
    quick_kg: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, language: str
) -> None:
    monkeypatch.setenv("KG_LANG", language)
    monkeypatch.setenv("KG_CONFIG", str(tmp_path / "own.toml"))
    (tmp_path / "own.toml").write_text(f"[stores.a]\nurl = '{address}'\n", "utf-8")
    (tmp_path / "content.nq").write_text("")
    for arguments in (
        ("sparql", "ASK {}", "--store", address),
        ("stats", "--store", "a"),
        ("restore", tmp_path, "--store", address),
        ("build", "--store", address),
    ):
        done = quick_kg(*arguments)
        assert done.returncode == 2, done.stderr
        assert ("contraseña" if language == "es" else "a password in an address") in done.stderr
        assert SECRET not in done.stderr + done.stdout


@pytest.mark.parametrize("status", [0, 302, 400, 401, 403, 404, 500, 503])
def test_no_message_holds_the_password(hosts: tuple[Host, Host], status: int) -> None:
    """Not even where the server says it back, as it stands in the request."""
    host = hosts[0]
    host.status, host.headers = status or 200, {"Location": "/x", "WWW-Authenticate": "Basic"}
    login = Login.at("alice", SECRET, host.address, "http://127.0.0.1:9")
    for address in (host.address, "http://127.0.0.1:9"):
        client = Client(address, 0.5, engine="oxigraph", login=login)
        for request in REQUESTS.values():
            try:
                request(client)
            except KgError as error:
                assert SECRET not in str(error) + repr(error)


def test_the_leak_that_was_found_is_closed(
    hosts: tuple[Host, Host], kg: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = hosts
    first.status, first.headers = 302, {"Location": f"http://localhost:{second.port}/evil"}
    monkeypatch.setenv("KG_USER", "alice")
    monkeypatch.setenv("KG_PASSWORD", SECRET)
    monkeypatch.setenv("KG_LOGIN_FOR", first.address)
    done = kg("sparql", "ASK {}", "--store", first.address)
    assert done.returncode == 3
    assert "answers HTTP 302 and points to" in done.stderr
    assert not second.requests
    assert [method for method, *_ in first.requests] == ["POST"]

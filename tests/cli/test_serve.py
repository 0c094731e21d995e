"""kg serve as a user starts it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import httpx2
import pytest

from tests import servers
from tests.conftest import ROOT, Run


def test_a_check_says_where_it_would_listen(quick_kg: Run, small_store_once: Path) -> None:
    done = quick_kg("serve", "--check", "--port", "0", "--store", small_store_once)
    assert done.returncode == 0
    assert done.stderr.startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_told(quick_kg: Run, small_store_once: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = quick_kg("serve", "--port", port, "--store", small_store_once)
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1, port {port}" in done.stderr
    assert "--port 0 takes a free one" in done.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--host", "999.9.9.9"), "cannot listen on 999.9.9.9"),
        (("--root", "graph"), "--root is a path such as /graph"),
        (("--store", "nowhere"), "no store in nowhere"),
    ],
)
def test_a_wrong_call(
    quick_kg: Run, small_store_once: Path, options: tuple[str, str], message: str
) -> None:
    done = quick_kg("serve", "--check", "--port", "0", "--store", small_store_once, *options)
    assert done.returncode == 2
    assert message in done.stderr


def test_an_address_that_others_reach_is_warned_of(quick_kg: Run, small_store_once: Path) -> None:
    options = ("--check", "--port", "0", "--host", "0.0.0.0")
    done = quick_kg("serve", *options, "--store", small_store_once)
    assert done.returncode == 0
    assert "it has no login and no encryption" in done.stderr


def test_without_the_extra_it_says_what_to_install(
    quick_kg: Run, small_store_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "kg.web.running", raising=False)
    monkeypatch.delattr("kg.web.running", raising=False)
    done = quick_kg("serve", "--check", "--store", small_store_once)
    assert done.returncode == 2
    assert 'pip install "helixkg[web]"' in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to(small_store_once: Path, stop: signal.Signals) -> None:
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", str(small_store_once)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        address = server.stderr.readline().strip()
        with urllib.request.urlopen(f"{address}health") as answer:
            assert answer.read() == b"ok\n"
        server.send_signal(stop)
        assert "Traceback" not in server.stderr.read()
        assert server.wait(20) in (0, -stop, 130, 143)


def test_behind_a_proxy_the_links_have_its_path(small_store_once: Path) -> None:
    """The proxy takes the path away, and the pages put it in front of each link."""
    with (
        servers.pages(small_store_once, "--root", "/graph") as address,
        urllib.request.urlopen(f"{address}/questions") as answer,
    ):
        assert 'href="/graph/documents"' in answer.read().decode()


TOKEN = "a token of a test that is long enough"
UPDATE = "INSERT DATA { GRAPH <http://example.org/g> { <urn:example:a> <urn:example:p> 1 } }"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
def test_several_processes_serve_one_graph(small_store: Path) -> None:
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--workers", "2", "--writable"]
    environment = {**os.environ, "KG_SERVE_TOKEN": TOKEN, "LANG": "C"}
    with subprocess.Popen(
        [*command, "--store", str(small_store)], stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        assert server.stderr
        address = server.stderr.readline().strip()
        try:
            with httpx2.Client(base_url=address, timeout=30) as client:
                client.get("health").raise_for_status()
                authorization = {"authorization": f"Bearer {TOKEN}"}
                changed = client.post("sparql", data={"update": UPDATE}, headers=authorization)
                assert changed.json()["added"]["quads"] == 1
                asked = "ASK { GRAPH <http://example.org/g> { ?s ?p 1 } }"
                seen = {
                    httpx2.get(f"{address}sparql", params={"query": asked}).json()["boolean"]
                    for _ in range(10)
                }
                assert seen == {True}  # whichever process answers
                counted = client.get("metrics").text
                assert 'kg_requests_total{page="/sparql",status="200"} 11.0' in counted
        finally:
            server.send_signal(signal.SIGTERM)
        assert "Traceback" not in server.stderr.read()
        assert server.wait(30) in (0, -signal.SIGTERM, 143)


@pytest.mark.parametrize("token", ["", "short", "a token with a ñ in it, which no header has"])
def test_changes_need_a_token(
    quick_kg: Run, small_store_once: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("KG_SERVE_TOKEN", token)
    done = quick_kg("serve", "--check", "--port", "0", "--writable", "--store", small_store_once)
    assert done.returncode == 2
    assert "--writable needs a token of at least 20" in done.stderr


def test_a_token_in_a_file(quick_kg: Run, small_store_once: Path, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    options = ("--check", "--port", "0", "--token-file", file, "--store", small_store_once)
    assert quick_kg("serve", "--writable", *options).returncode == 0
    assert "goes with --writable" in quick_kg("serve", *options).stderr
    file.unlink()
    assert f"{file}: " in quick_kg("serve", "--writable", *options).stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_the_unit_for_systemd_is_one(tmp_path: Path) -> None:
    text = (ROOT / "docs/examples/helixkg.service").read_text(encoding="utf-8")
    program = Path(sys.executable).with_name("kg")
    (unit := tmp_path / "helixkg.service").write_text(
        text.replace("/opt/helixkg/bin/kg", str(program)), encoding="utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

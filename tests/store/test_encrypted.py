"""HTTPS to a real server, straight and through a proxy: certificates are checked, time counts."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from kg.errors import EndpointError
from kg.store.client import Client
from kg.store.logins import Login

OPENSSL = shutil.which("openssl")
pytestmark = pytest.mark.skipif(OPENSSL is None, reason="no openssl to make a certificate with")


class _Handler(BaseHTTPRequestHandler):
    logins: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.logins.append(self.headers.get("Authorization", ""))
        content = b'{"head": {}, "boolean": true}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


class Secure:
    """A server of HTTPS on loopback, and a proxy that forwards connections to it."""

    def __init__(self, folder: Path) -> None:
        self.certificate = folder / "certificate.pem"
        key = folder / "key.pem"
        assert OPENSSL
        options = f"req -x509 -newkey rsa:2048 -nodes -days 2 -keyout {key} -out {self.certificate}"
        names = "subjectAltName=IP:127.0.0.1,DNS:graph.example.invalid"
        subprocess.run(
            [OPENSSL, *options.split(), "-subj", "/CN=graph.example.invalid", "-addext", names],
            check=True,
            capture_output=True,
        )
        self.logins: list[str] = []
        self.connects: list[str] = []
        handler = type("Handler", (_Handler,), {"logins": self.logins})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.port = self.http.server_address[1]
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.proxy = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._forward, daemon=True).start()

    def _forward(self) -> None:
        while True:
            try:
                inner, _ = self.listener.accept()
            except OSError:
                return
            self.connects.append(inner.recv(65_536).decode().partition("\r\n")[0])
            outer = socket.create_connection(("127.0.0.1", self.port))
            inner.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            for source, target in ((inner, outer), (outer, inner)):
                threading.Thread(target=_copy, args=(source, target), daemon=True).start()

    def ask(self, address: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Ask with `kg`, with a login for the address."""
        return subprocess.run(
            [sys.executable, "-m", "kg", "sparql", "ASK {}", "--store", address],
            env={
                **{k: v for k, v in os.environ.items() if not k.startswith(("KG_", "LC_"))},
                "LANG": "C.UTF-8",
                "KG_USER": "alice",
                "KG_PASSWORD": "s3cret",
                "KG_LOGIN_FOR": address,
                **environment,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.listener.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    try:
        while data := source.recv(65_536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return  # one side has gone


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secure]:
    secure = Secure(tmp_path_factory.mktemp("secure"))
    yield secure
    secure.close()


def test_a_login_goes_to_a_server_whose_certificate_is_trusted(server: Secure) -> None:
    server.logins.clear()
    done = server.ask(f"https://127.0.0.1:{server.port}", SSL_CERT_FILE=str(server.certificate))
    assert (done.returncode, done.stdout) == (0, "true\n"), done.stderr
    assert all(server.logins)


def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(server: Secure) -> None:
    server.logins.clear()
    done = server.ask(f"https://127.0.0.1:{server.port}")
    assert done.returncode == 3
    assert "cannot be reached" in done.stderr
    assert "certificate" in done.stderr
    assert not server.logins


def test_a_proxy_sees_the_name_of_the_server_and_no_more(server: Secure) -> None:
    server.logins.clear()
    server.connects.clear()
    done = server.ask(
        "https://graph.example.invalid",
        KG_PROXY=server.proxy,
        SSL_CERT_FILE=str(server.certificate),
    )
    assert (done.returncode, done.stdout) == (0, "true\n"), done.stderr
    assert set(server.connects) == {"CONNECT graph.example.invalid:443 HTTP/1.1"}
    assert all(server.logins)


def test_a_handshake_that_does_not_come_ends_in_its_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}"
        client = Client(address, 0.5, engine="oxigraph", login=Login.at("a", "b", address))
        began = time.monotonic()
        with pytest.raises(EndpointError, match=r"did not answer within 0\.5 s"):
            client.update("CLEAR ALL")
        assert time.monotonic() - began < 5

"""The command kg serve."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.bilingual import Command
from kg.cli.options import IntRange, bounds_options, store_option
from kg.cli.output import say

if TYPE_CHECKING:
    import socket

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_QUEUE = 128  # connections that wait


@click.command(cls=Command)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Listen on this address; any but this machine's own lets others connect.",
)
@click.option(
    "--port",
    type=IntRange(0, 65_535),
    default=8_000,
    show_default=True,
    help="Listen on this port; 0 takes any that is free.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="NAME",
    help="Also answer to this server name; * means any.",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Let scripts from this origin, such as https://example.org, read answers; *"
    " means any. Those of this machine always may.",
)
@click.option("--root", default="", metavar="PATH", help="The path behind a proxy, such as /graph.")
@bounds_options
@click.option(
    "--workers",
    type=IntRange(1, 64),
    default=1,
    show_default=True,
    help="Answer in this many processes; each has query processes of its own.",
)
@click.option(
    "--writable",
    is_flag=True,
    help="Accept changes from clients that have the token: SPARQL updates and whole "
    "graphs, validated and recorded like kg load.",
)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="With --writable: the file that holds the token.  [default: what KG_SERVE_TOKEN says]",
)
@click.option("--log", is_flag=True, help="Log each request to standard error, without its query.")
@click.option("--check", is_flag=True, help="Open the graph and the port, then exit.")
@store_option
def serve(
    host: str,
    port: int,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    root: str,
    timeout: float | None,
    memory: str | None,
    workers: int,
    writable: bool,
    token_file: Path | None,
    log: bool,
    check: bool,
    store: Path | str,
) -> None:
    """Serve the graph: pages in a browser, SPARQL and data for programs.

    Without --writable it only reads; each request sees what has been loaded since. It needs the
    extra "web": pip install "helixkg[web]".
    """
    from kg.errors import UsageError, in_language
    from kg.runtime.bounds import asked
    from kg.runtime.extras import extra

    with extra("web"):
        from kg.web import running
    if root and not (root.startswith("/") and root.isprintable() and root.isascii()):
        raise UsageError(
            in_language(
                f"--root is a path such as /graph, not '{root}'",
                f"--root es una ruta como /graph, no «{root}»",
            )
        )
    is_own = host in _LOOPBACK
    settings = running.Settings(
        location=store,
        bounds=asked(timeout, memory),
        hosts=(*(() if is_own else (host,)), *names),
        origins=origins,
        root=root.rstrip("/"),
        token=_token(writable, token_file),
        has_log=log,
    )
    app = running.application_of(settings)
    with _listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        say(f"http://{shown}:{listener.getsockname()[1]}{settings.root}/", err=True)
        if not is_own:
            say(_warning(host), err=True)
        if not check:
            running.run(app, settings, listener, workers)


def _token(is_writable: bool, file: Path | None) -> str:
    """Return what allows changes; empty where the server only reads.

    Raises:
        UsageError: There is none where one is needed, it is too short, or it cannot be sent.
        InputError: The file cannot be read.
    """
    from kg.errors import UsageError, in_language
    from kg.files.reading import decode, read_bytes
    from kg.web.writing import LEAST_TOKEN

    if not is_writable:
        if file is not None:
            raise UsageError(
                in_language("--token-file goes with --writable", "--token-file va con --writable")
            )
        return ""
    token = os.environ.get("KG_SERVE_TOKEN", "")
    if file is not None:
        token = decode(read_bytes(file, str(file)), str(file)).strip()
    if len(token) < LEAST_TOKEN or not (token.isascii() and token.isprintable()):
        raise UsageError(
            in_language(
                f"--writable needs a token of at least {LEAST_TOKEN} ASCII characters, in "
                "KG_SERVE_TOKEN or in the file of --token-file; make one with: "
                'python -c "import secrets; print(secrets.token_urlsafe())"',
                f"--writable necesita una clave de al menos {LEAST_TOKEN} caracteres ASCII, en "
                "KG_SERVE_TOKEN o en el archivo de --token-file; haga una con: "
                'python -c "import secrets; print(secrets.token_urlsafe())"',
            )
        )
    return token


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises:
        UsageError: The address or the port cannot be had.
    """
    import socket

    from kg.errors import UsageError, in_language, said_by_system

    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # TCP by name: asyncio sends small answers at once only on such sockets
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_QUEUE)
    except (OSError, UnicodeError, ValueError) as error:
        reason = said_by_system(error)
        raise UsageError(
            in_language(
                f"cannot listen on {host}, port {port} ({reason}); choose with --host and --port, "
                "where --port 0 takes a free one",
                f"no se puede escuchar en {host}, puerto {port} ({reason}); elija con --host y "
                "--port; --port 0 toma uno libre",
            )
        ) from error
    return listener


def _warning(host: str) -> str:
    from kg.errors import in_language

    return in_language(
        f"others on the network can reach this server at {host}; it has no login and no "
        "encryption: put a proxy with both in front of it",
        f"otros en la red pueden llegar a este servidor en {host}; no tiene contraseña ni "
        "cifrado: ponga delante un proxy que los tenga",
    )

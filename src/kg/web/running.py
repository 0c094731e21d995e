"""How the server runs: in this process, or in several that listen on one socket."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from kg.runtime.bounds import Bounds
from kg.web.app import LOOPBACK, application
from kg.web.connection import Connection
from kg.web.current import Current
from kg.web.watch import FOLDER_OF_COUNTS
from kg.web.writing import Writer

#: at a time in one process; others are told to come again later
_MOST_CONNECTIONS: Final = 800
#: between two requests of a connection; on a busy machine a client is slow with the next one
_IDLE_SECONDS: Final = 20
#: that requests have when the server is stopped
_LAST_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server serves, and to whom.

    Attributes:
        location: The store: a folder, an address or a name of kg.toml.
        bounds: What a query may use.
        hosts: Names under which it answers, besides those of this machine.
        origins: Whose pages may read answers by script; see `kg.web.app.application`.
        root: The path behind a proxy.
        token: What allows changes; empty where the server only reads.
        has_log: Whether each request is logged to standard error.
    """

    location: Path | str
    bounds: Bounds
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    root: str = ""
    token: str = field(default="", repr=False)
    has_log: bool = False


def application_of(settings: Settings) -> Starlette:
    """Return the application of a process that serves.

    Raises:
        StoreError: There is no store, or it is damaged.
    """
    if settings.has_log:
        logging.basicConfig(format="%(asctime)s %(message)s", level=logging.WARNING)
        logging.getLogger("kg.web.access").setLevel(logging.INFO)
    writer = Writer(settings.location, settings.token) if settings.token else None
    graph = Current(settings.location, settings.bounds)
    return application(graph, (*LOOPBACK, *settings.hosts), settings.origins, writer)


def run(app: Starlette, settings: Settings, listener: socket.socket, workers: int = 1) -> None:
    """Serve until somebody stops it.

    Args:
        app: The application of these settings, for one process.
        settings: What is served; several processes make applications of it for themselves.
        listener: Where requests come in.
        workers: How many processes answer; one that dies is started again.
    """
    options = partial(
        uvicorn.Config,
        root_path=settings.root,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_LAST_SECONDS,
        timeout_keep_alive=_IDLE_SECONDS,
        http=Connection,
        ws="none",
        limit_concurrency=_MOST_CONNECTIONS,
    )
    if workers == 1:
        uvicorn.Server(options(app)).run(sockets=[listener])
        return
    with tempfile.TemporaryDirectory() as counts:
        os.environ[FOLDER_OF_COUNTS] = counts
        config = options(partial(application_of, settings), factory=True, workers=workers)
        Multiprocess(config, sockets=[listener]).run()

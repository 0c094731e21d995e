"""Work for the processes of the tests."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph

from kg.runtime.processes import Channel


def echo(arguments: Sequence[str], channel: Channel) -> None:
    """Answer each request with the arguments and itself."""
    for _, content in channel:
        channel.send(b"e", " ".join((*arguments, content.decode())).encode())


def fault(arguments: Sequence[str], channel: Channel) -> None:
    """Fail as nobody expected."""
    raise ValueError("on purpose")


def compute(arguments: Sequence[str], channel: Channel) -> None:
    """Ask the engine what takes it minutes."""
    store = pyoxigraph.Store()
    store.extend(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode(f"http://e/{number}"),
            pyoxigraph.NamedNode("http://e/p"),
            pyoxigraph.Literal(number),
        )
        for number in range(3000)
    )
    for _ in channel:
        store.query("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?p ?d . ?e ?p ?f }")

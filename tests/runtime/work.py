"""Work for the processes of the tests."""

from __future__ import annotations

from collections.abc import Sequence

from kg.runtime.processes import Channel


def echo(arguments: Sequence[str], channel: Channel) -> None:
    """Answer each request with the arguments and itself."""
    for _, content in channel:
        channel.send(b"e", " ".join((*arguments, content.decode())).encode())


def fault(arguments: Sequence[str], channel: Channel) -> None:
    """Fail as nobody expected."""
    raise ValueError("on purpose")

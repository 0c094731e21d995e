"""A SPARQL update in a process of its own, on a copy of a store: see `kg.store.query_process`."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Channel, Work
from kg.runtime.walled import Ended, WalledProcess
from kg.sparql import policy
from kg.store import answers, generations
from kg.store.embedded import EmbeddedStore
from kg.store.query_process import failed

_FUNCTION: Final = "kg.store.update_process:run_update"
#: requests: N-Quads to begin with, and the update
_CONTENT, _UPDATE = b"C", b"U"


@contextlib.contextmanager
def updated(store: EmbeddedStore, text: str, bounds: Bounds) -> Iterator[EmbeddedStore]:
    """Give a copy of a store as it is after an update; it is thrown away at the end.

    Args:
        store: The store, which stays as it is.
        text: A SPARQL update.
        bounds: What the update may use.

    Yields:
        The copy, for reading.

    Raises:
        QueryError: The update does not parse, may not run, fails, takes too long or needs too much.
    """
    policy.check(text)
    if store.generation is None:
        content = io.BytesIO()
        store.dump(content)
        after = ox.Store()
        _load(after, _run(Work(_FUNCTION), text, bounds, content.getvalue()))
        yield EmbeddedStore.over(after)
        return
    with generations.staging(store.generation.parent) as staged:
        store.engine.backup(str(staged))
        place = str(staged)
        _run(Work(_FUNCTION, (place,), read=(place,), write=(place,)), text, bounds)
        yield EmbeddedStore.over(ox.Store.read_only(place))


def _run(work: Work, text: str, bounds: Bounds, content: bytes = b"") -> bytes:
    """Run an update in a process, on content as N-Quads; return what that answers at the end."""
    process = WalledProcess(work, bounds)
    try:
        process.begin()
        process.send(_CONTENT, content)
        process.send(_UPDATE, json.dumps(text).encode())
        kind, answer = process.receive()
    except Ended as error:
        raise failed(error) from error
    finally:
        process.end()
    if kind == b"!":
        raise QueryError(answer.decode())
    return answer


def run_update(arguments: Sequence[str], channel: Channel) -> None:
    """Run an update; the work of the process that `updated` starts.

    Args:
        arguments: The folder of the copy; empty for a store in memory, whose content comes along.
        channel: Where the update comes from and the answer goes.
    """
    engine = ox.Store(arguments[0]) if arguments else ox.Store()
    for kind, request in channel:
        if kind == _CONTENT:
            _load(engine, request)
            continue
        try:
            answers.run_update(engine, json.loads(request))
        except KgError as error:
            channel.send(b"!", str(error).encode())
            return
        if arguments:
            engine.flush()
        content = b"" if arguments else engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        del engine  # closed before the answer says that all is written
        channel.send(b"E", content)
        return


def _load(engine: ox.Store, content: bytes) -> None:
    """Add what another engine wrote; blank nodes keep their names, unlike by its own loader."""
    engine.bulk_extend(ox.parse(content, format=ox.RdfFormat.N_QUADS, lenient=True))

"""A SPARQL update in a process of its own, on a copy of a store: see `kg.store.query_process`."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from kg.errors import KgError, QueryError
from kg.model import Quad
from kg.rdf.oxigraph import quad_from_ox, quad_to_ox
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Channel, Work
from kg.runtime.walled import Ended, WalledProcess
from kg.sparql import policy
from kg.store import answers, generations
from kg.store.cells import from_cell, to_cell
from kg.store.embedded import EmbeddedStore
from kg.store.query_process import failed

_FUNCTION: Final = "kg.store.update_process:run_update"


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
        content = [_row(quad) for quad in store.quads(every_graph=True)]
        rows = json.loads(_run(Work(_FUNCTION), text, bounds, content))
        after = ox.Store()
        after.bulk_extend(quad_to_ox(_quad(row)) for row in rows)
        yield EmbeddedStore.over(after)
        return
    with generations.staging(store.generation.parent) as staged:
        store.engine.backup(str(staged))
        place = str(staged)
        _run(Work(_FUNCTION, (place,), read=(place,), write=(place,)), text, bounds, [])
        yield EmbeddedStore.over(ox.Store.read_only(place))


def _run(work: Work, text: str, bounds: Bounds, content: list[list[object]]) -> bytes:
    """Run an update in a process, and return what that answers at the end."""
    process = WalledProcess(work, bounds)
    try:
        process.begin()
        process.send(b"U", json.dumps([text, content]).encode())
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
    for _, request in channel:
        text, content = json.loads(request)
        engine = ox.Store(arguments[0]) if arguments else ox.Store()
        engine.extend(quad_to_ox(_quad(row)) for row in content)
        try:
            answers.run_update(engine, text)
        except KgError as error:
            channel.send(b"!", str(error).encode())
            return
        rows: list[list[object]] = []
        if arguments:
            engine.flush()
        else:
            every = engine.quads_for_pattern(None, None, None, None)
            rows = [_row(quad_from_ox(quad)) for quad in every]
        del engine  # closed before the answer says that all is written
        channel.send(b"E", json.dumps(rows).encode())
        return


def _row(quad: Quad) -> list[object]:
    return [to_cell(term) for term in quad]


def _quad(row: Sequence[object]) -> Quad:
    return Quad(*map(from_cell, row))  # type: ignore[arg-type]

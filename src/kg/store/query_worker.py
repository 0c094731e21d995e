"""Inside the query process: run queries on a generation, or on statements that were sent.

Requests are `Q` with a query, then, for an answer of rows or triples, how it is wanted: `R` for
rows, or `F` with the name of a format. Before, `L` sends triples as cells, for a store in memory,
and `V` cells by the names of variables, for the next query.
Answers: `S` with the columns of a SELECT, `B` with a truth value, `T` for triples; then `D` with
data, as often as needed, and `E` at the end. `!` ends an answer with what went wrong, `#` with how
the store is damaged. Before all else, `O` says that the store is open, `X` that there is none to
ask.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterable, Sequence
from typing import Final

import pyoxigraph as ox

from kg.errors import DamagedStore, KgError
from kg.model import Term
from kg.rdf.oxigraph import to_ox
from kg.runtime.processes import Channel
from kg.store import answers
from kg.store.cells import Cell, from_cell, to_cell

_BATCH: Final = 512  # rows of one message
_PAUSE: Final = 0.05  # seconds that found rows wait for more
_BLOCK: Final = 1 << 16  # bytes of one message


def answer_queries(arguments: Sequence[str], channel: Channel) -> None:
    """Answer queries until there are no more.

    Args:
        arguments: The folder of the generation; empty for a store in memory, whose content comes.
        channel: Where requests come from and answers go.
    """
    try:
        engine = ox.Store.read_only(arguments[0]) if arguments else ox.Store()
    except (OSError, RuntimeError) as error:  # the folder, or what is in it
        channel.send(b"X", str(error).encode())
        next(iter(channel), None)  # who asks finds this; to end before would look like a crash
        return
    channel.send(b"O")
    answer: answers.Answer | None = None
    values: dict[str, Term] = {}
    for kind, content in channel:
        try:
            if kind == b"L":
                engine.extend(map(_quad, json.loads(content)))
            elif kind == b"V":
                cells = json.loads(content)
                values = {name: term for name in cells if (term := from_cell(cells[name]))}
            elif kind == b"Q":
                answer = answers.run_query(engine, content.decode(), values)
                values = {}
                channel.send(*_form(answer))
            elif answer is not None:
                _send(answer, content.decode() if kind == b"F" else "", channel)
                answer = None
        except KgError as error:
            answer = None
            is_damage = isinstance(error, DamagedStore)
            channel.send(b"#" if is_damage else b"!", str(error).encode())


def _quad(row: Sequence[Cell]) -> ox.Quad:
    """Return a statement; unlike a reader of N-Triples, it keeps the labels of blank nodes."""
    subject, predicate, value = (to_ox(term) for cell in row if (term := from_cell(cell)))
    return ox.Quad(subject, predicate, value)  # type: ignore[arg-type]


def _form(answer: answers.Answer) -> tuple[bytes, bytes]:
    """Return the message that says what kind of answer there is."""
    if isinstance(answer, ox.QueryBoolean):
        return b"B", b"true" if answer else b"false"
    if isinstance(answer, ox.QueryTriples):
        return b"T", b""
    return b"S", json.dumps([variable.value for variable in answer.variables]).encode()


def _send(answer: answers.Answer, format_: str, channel: Channel) -> None:
    """Send an answer, in the engine's own writing of a format or as rows of cells."""
    if isinstance(answer, ox.QueryBoolean):
        return
    if isinstance(answer, ox.QueryTriples):
        _send_rows(map(answers.triple, answer), channel)
    elif format_:
        with io.BufferedWriter(_Messages(channel), _BLOCK) as output:
            answers.serialize(answer, format_, output)
    else:
        _send_rows(answers.rows(answer, len(answer.variables)), channel)
    channel.send(b"E")


def _send_rows(rows: Iterable[tuple[Term | None, ...]], channel: Channel) -> None:
    """Send rows some hundred at a time, and what there is after a while."""
    batch: list[list[Cell]] = []
    sent = time.monotonic()
    for row in rows:
        batch.append([to_cell(term) for term in row])
        if len(batch) >= _BATCH or time.monotonic() - sent > _PAUSE:
            channel.send(b"D", json.dumps(batch, ensure_ascii=False).encode())
            batch.clear()
            sent = time.monotonic()
    if batch:
        channel.send(b"D", json.dumps(batch, ensure_ascii=False).encode())


class _Messages(io.RawIOBase):
    """A file whose writes become messages."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: object) -> int:
        """Send the bytes, and return how many there were."""
        content = bytes(data)  # type: ignore[call-overload]
        self._channel.send(b"D", content)
        return len(content)

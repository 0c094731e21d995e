"""Queries in a process of their own: bounded in time and memory, kept from network and files.

What the engine does with a query is its own; the policy reads the text as well as it can. Here
stands the second wall: the process opens one generation for reading, and can then open no socket,
no other file and no program (`kg.runtime.walls`). A query that takes too long, holds too much or
makes the engine crash ends that process and no other. To stop it harms nothing: it only reads.

One process answers many queries, one after the other; a query that comes while an answer is being
read gets another process.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from kg.errors import DamagedStore, KgError, QueryError, StoreError, in_language
from kg.model import Solutions, Term, Triple
from kg.runtime import wanted
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Work
from kg.runtime.walled import Ended, WalledProcess
from kg.store import cells, generations, manifest

_LONGEST_WAIT: Final = 15.0  # seconds for a process that is free
_PAUSE: Final = 0.1  # seconds between two looks whether a process or its asker is gone
_IDLE_SECONDS: Final = 30.0  # that a process may wait beyond those that are kept
_FUNCTION = "kg.store.query_worker:answer_queries"
#: of an answer → the query that has it, in English and Spanish
_FORMS: Final = {
    b"S": ("a SELECT query", "una consulta SELECT"),
    b"B": ("an ASK query", "una consulta ASK"),
    b"T": ("a CONSTRUCT or DESCRIBE query", "una consulta CONSTRUCT o DESCRIBE"),
}


class QueryProcess:
    """A process that answers queries on one generation, or on statements that it is given.

    Attributes:
        is_alive: Whether it can be asked again.
    """

    def __init__(
        self,
        generation: Path | None,
        bounds: Bounds,
        *,
        network: bool = False,
        content: Iterable[Triple] | None = None,
    ) -> None:
        """Start the process; it opens the store while this one goes on.

        Args:
            generation: Folder of the generation to ask; None for a store in memory.
            bounds: What each query may use.
            network: Whether SERVICE may be used, for which sockets and files are needed.
            content: Triples for a store in memory.
        """
        self.is_alive = True
        self._generation = generation
        self._has_begun = self._is_open = False
        arguments = () if generation is None else (str(generation),)
        read = ("/",) if network else arguments
        self._process = WalledProcess(
            Work(_FUNCTION, arguments, read=read, network=network), bounds
        )
        if content is not None:
            rows = [[cells.to_cell(term) for term in triple] for triple in content]
            self._request(b"L", json.dumps(rows).encode())

    @property
    def walls(self) -> frozenset[str]:
        """What the process is kept from; see `kg.runtime.walls`."""
        return self._process.walls

    def boolean(self, query: str) -> bool:
        """Return the answer of an ASK.

        Raises:
            QueryError: It is no ASK, or fails.
        """
        return self._ask(query, b"B") == b"true"

    def solutions(self, query: str, done: Callable[[], None]) -> Solutions:
        """Return the answer of a SELECT.

        Args:
            query: A SELECT that may run.
            done: Called when the whole answer has been read.

        Raises:
            QueryError: It is no SELECT, or fails; while its rows are read, too.
        """
        columns = tuple(json.loads(self._ask(query, b"S")))

        def serialize(format_: str, output: BinaryIO) -> None:
            self._request(b"F", format_.encode())
            for content in self._data(done):
                output.write(content)

        return Solutions(columns, self._rows(done), serialize)

    def select(self, query: str, values: Mapping[str, Term]) -> list[dict[str, Term | None]]:
        """Return all solutions of a SELECT; the time of all such queries counts together.

        Args:
            query: A SELECT that may run.
            values: Terms that are joined to the answer, by name of their variables.

        Raises:
            QueryError: It is no SELECT, or fails.
        """
        if values:
            cell_of = {name: cells.to_cell(term) for name, term in values.items()}
            self._request(b"V", json.dumps(cell_of).encode())
        columns = json.loads(self._ask(query, b"S", begin=not self._has_begun))
        return [dict(zip(columns, row, strict=True)) for row in self._rows(lambda: None)]

    def triples(self, query: str, done: Callable[[], None]) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE; arguments and errors as above."""
        self._ask(query, b"T")
        return (Triple(*row) for row in self._rows(done))  # type: ignore[arg-type]

    def end(self) -> None:
        """Stop the process, whatever it is doing."""
        self.is_alive = False
        self._process.end()

    def _ask(self, query: str, form: bytes, *, begin: bool = True) -> bytes:
        """Send a query, and return what is said of its answer, which must be of a form."""
        if begin:
            self._process.begin()
            self._has_begun = True
        self._request(b"Q", query.encode())
        kind, content = self._receive()
        if kind != form:
            english, spanish = _FORMS[form]
            raise QueryError(in_language(f"this needs {english}", f"esto necesita {spanish}"))
        return content

    def _rows(self, done: Callable[[], None]) -> Iterator[tuple[Term | None, ...]]:
        self._request(b"R")
        for content in self._data(done):
            for row in json.loads(content):
                yield tuple(map(cells.from_cell, row))

    def _data(self, done: Callable[[], None]) -> Iterator[bytes]:
        """Yield the data of an answer; one that breaks off is an error, never a short answer."""
        complete = False
        try:
            while True:
                kind, content = self._receive()
                if kind == b"E":
                    complete = True
                    break
                yield content
        finally:
            if not complete:
                self.end()
        done()

    def _request(self, kind: bytes, content: bytes = b"") -> None:
        try:
            self._process.send(kind, content)
        except Ended as error:
            raise self._failed(error) from error

    def _receive(self) -> tuple[bytes, bytes]:
        try:
            kind, content = self._process.receive()
            if kind == b"O":
                self._is_open = True
                kind, content = self._process.receive()
        except Ended as error:
            raise self._failed(error) from error
        if kind == b"!":
            raise QueryError(content.decode())
        if kind == b"#":
            raise DamagedStore(content.decode())
        if kind == b"X":
            self.end()
            if self._generation:
                generations.open_engine(self._generation)  # says what to do about it
            raise StoreError(content.decode())
        return kind, content

    def _failed(self, ended: Ended) -> KgError:
        """Return the error of a process that has ended; a crash has its own exit code.

        One that crashes while it opens the store, before any query, does so for what is in it.
        One that crashes later, or asks for all memory, may have read a damaged file.
        """
        self.is_alive = False
        if self._generation and (
            (ended.crashed and not self._is_open)
            or ((ended.crashed or ended.out_of_memory) and _is_damaged(self._generation))
        ):
            return generations.crashed(self._generation)
        return failed(ended)


def _is_damaged(generation: Path) -> bool:
    """Return whether a file is not as it was written; of format 1 nobody knows."""
    if not manifest.path_of(generation).exists():
        return False
    from kg.store import integrity

    return bool(integrity.Comparison().of_generation(generation))


def failed(ended: Ended) -> QueryError:
    """Return the error of a query or update whose process has ended; a crash is a fault of ours."""
    error = QueryError(str(ended))
    if ended.crashed:
        error.exit_code = 70
    return error


class QueryProcesses:
    """The processes that answer the queries of one store; some of them wait for the next.

    It may be used by several threads.
    """

    def __init__(
        self, bounds: Bounds, *, network: bool = False, kept: int = 1, most: int | None = None
    ) -> None:
        """Start none yet; `prepare` does.

        Args:
            bounds: What each query may use.
            network: Whether SERVICE may be used.
            kept: How many processes may wait for a query for ever; more of them, which several
                queries at a time needed, do so for half a minute.
            most: How many may work at a time; a query waits for one then, for some seconds. None
                sets no limit.
        """
        self._bounds, self._network = bounds, network
        self._kept, self._most = kept, most
        self._lock = threading.Lock()
        self._freed = threading.Condition(self._lock)
        self._generation: Path | None = None
        self._idle: list[tuple[QueryProcess, float]] = []  # with the time since which they wait
        self._at_work: weakref.WeakSet[QueryProcess] = weakref.WeakSet()

    def prepare(self, generation: Path) -> None:
        """Have a process ready for the first query on a generation."""
        with self._lock:
            self._turn_to(generation)
            if not self._idle:
                self._idle.append((self._start(generation), time.monotonic()))

    def end(self) -> None:
        """Stop the processes that wait."""
        with self._lock:
            self._end_idle()

    def walls(self, generation: Path) -> frozenset[str]:
        """Return what the process of a query is kept from; see `kg.runtime.walls`."""
        with self._taken(generation) as process:
            walls = process.walls
        self._give_back(generation, process)
        return walls

    def boolean(self, generation: Path, query: str) -> bool:
        """Return the answer of an ASK; see `QueryProcess`."""
        with self._taken(generation) as process:
            answer = process.boolean(query)
        self._give_back(generation, process)
        return answer

    def solutions(self, generation: Path, query: str) -> Solutions:
        """Return the answer of a SELECT; see `QueryProcess`."""
        with self._taken(generation) as process:
            return process.solutions(query, partial(self._give_back, generation, process))

    def triples(self, generation: Path, query: str) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE; see `QueryProcess`."""
        with self._taken(generation) as process:
            return process.triples(query, partial(self._give_back, generation, process))

    def _start(self, generation: Path) -> QueryProcess:
        return QueryProcess(generation, self._bounds, network=self._network)

    @contextlib.contextmanager
    def _taken(self, generation: Path) -> Iterator[QueryProcess]:
        """Give a process that is nobody else's then; one that fails is given up."""
        process = self._take(generation)
        try:
            yield process
        except QueryError:
            if process.is_alive:
                self._give_back(generation, process)
            raise

    def _take(self, generation: Path) -> QueryProcess:
        deadline = time.monotonic() + min(self._bounds.seconds or _LONGEST_WAIT, _LONGEST_WAIT)
        with self._lock:
            while True:
                self._turn_to(generation)
                if self._most is None or len(self._at_work) < self._most:
                    process = self._idle.pop()[0] if self._idle else self._start(generation)
                    self._at_work.add(process)
                    return process
                if time.monotonic() > deadline or wanted.is_unwanted():
                    raise StoreError(_busy(self._most))
                self._freed.wait(_PAUSE)

    def _give_back(self, generation: Path, process: QueryProcess) -> None:
        now = time.monotonic()
        with self._lock:
            self._at_work.discard(process)
            if generation == self._generation and process.is_alive:
                self._idle.append((process, now))
                superfluous = self._taken_out(now - _IDLE_SECONDS)
            else:
                superfluous = [process]
            self._freed.notify()
        for ended in superfluous:
            ended.end()

    def _taken_out(self, before: float) -> list[QueryProcess]:
        """Take out, of the processes beyond those kept, which have waited since a time before."""
        beyond = len(self._idle) - self._kept
        old = [entry for entry in self._idle[: max(beyond, 0)] if entry[1] < before]
        self._idle = self._idle[len(old) :]
        return [process for process, _ in old]

    def _turn_to(self, generation: Path) -> None:
        """Forget what waits for another generation; count no process that has ended."""
        if generation != self._generation:
            self._end_idle()
            self._generation = generation
        for process in [process for process in self._at_work if not process.is_alive]:
            self._at_work.discard(process)

    def _end_idle(self) -> None:
        while self._idle:
            self._idle.pop()[0].end()


def _busy(most: int | None) -> str:
    return in_language(
        f"{most} queries are being answered, and none of them has ended in time; ask again later",
        f"se están respondiendo {most} consultas y ninguna terminó a tiempo; pregunte más tarde",
    )

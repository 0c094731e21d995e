"""A query in a process of its own, which can be stopped; Oxigraph itself knows no time-out.

The process opens the generation for reading, has a bound on its memory, and writes the answer as
it is found. To stop it harms nothing: it only reads.

    python -m kg.store.query_process GENERATION   < query   > form of the answer, then the answer
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

import pyoxigraph as ox

from kg.errors import QueryError

_Item = TypeVar("_Item")

_MEMORY: Final = 4 * 1024**3  # bytes
_SAID: Final = "the query"  # what each error starts with
_SOLUTIONS, _BOOLEAN, _TRIPLES = b"solutions\n", b"boolean\n", b"triples\n"


class Answer:
    """The answer of a query that runs elsewhere: solutions, a truth value, or triples."""

    def __init__(self, generation: Path, query: str, seconds: float) -> None:
        """Start the query. Raises QueryError where it fails before it answers."""
        self._seconds = seconds
        self._late = False
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-m", "kg.store.query_process", str(generation)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._timer = threading.Timer(seconds, self._stop)
        self._timer.daemon = True
        self._timer.start()
        assert self._process.stdin and self._process.stdout
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(query.encode())
            self._process.stdin.close()
        self.form = self._process.stdout.readline()
        if not self.form:
            self._end()
            raise self._failed()

    def _stop(self) -> None:
        self._late = True
        self._process.kill()

    def _end(self) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()

    def _failed(self) -> QueryError:
        """Return the error for a query that did not come to its end."""
        assert self._process.stderr
        said = self._process.stderr.read().decode("utf-8", "replace").strip()
        if self._late:
            return QueryError(
                f"stopped after {self._seconds:g} s; this is no empty answer. Ask "
                "for less, or allow more with --timeout"
            )
        if "memory allocation" in said or "bad_alloc" in said or "MemoryError" in said:
            return QueryError(f"stopped: the query needs more than {_MEMORY >> 30} GiB of memory")
        found = said.find(_SAID)
        return QueryError(said[found:] if found >= 0 else "the query ended without an answer")

    def boolean(self) -> bool:
        """Return the answer of an ASK."""
        self._demand(_BOOLEAN, "an ASK query")
        assert self._process.stdout
        text = self._process.stdout.read()
        self._end()
        return text.strip() == b"true"

    def solutions(self) -> tuple[tuple[str, ...], Iterator[ox.QuerySolution]]:
        """Return the names of the columns, and the rows as they are found."""
        self._demand(_SOLUTIONS, "a SELECT query")
        try:
            answer = ox.parse_query_results(self._process.stdout, format=ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            self._end()
            raise self._failed() from error
        assert isinstance(answer, ox.QuerySolutions)
        return tuple(variable.value for variable in answer.variables), self._told(iter(answer))

    def triples(self) -> Iterator[ox.Quad]:
        """Return the triples of a CONSTRUCT or DESCRIBE as they are found."""
        self._demand(_TRIPLES, "a CONSTRUCT or DESCRIBE query")
        return self._told(iter(ox.parse(self._process.stdout, format=ox.RdfFormat.N_TRIPLES)))

    def _demand(self, form: bytes, name: str) -> None:
        if self.form != form:
            self._end()
            raise QueryError(f"this needs {name}")

    def _told(self, items: Iterator[_Item]) -> Iterator[_Item]:
        try:
            yield from items
            if self._process.wait() != 0:
                raise self._failed()
        except SyntaxError as error:
            self._process.wait()
            raise self._failed() from error
        finally:
            self._end()


def _main(generation: str) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
    output = sys.stdout.buffer
    engine = ox.Store.read_only(generation)
    answer = engine.query(sys.stdin.buffer.read().decode())
    if isinstance(answer, ox.QueryBoolean):
        output.write(_BOOLEAN + (b"true" if answer else b"false"))
    elif isinstance(answer, ox.QueryTriples):
        output.write(_TRIPLES)
        answer.serialize(output, format=ox.RdfFormat.N_TRIPLES)
    else:
        output.write(_SOLUTIONS)
        output.flush()
        answer.serialize(output, format=ox.QueryResultsFormat.JSON)
    output.flush()


if __name__ == "__main__":
    try:
        _main(sys.argv[1])
    except SyntaxError as error:
        sys.exit(f"{_SAID} does not parse: {str(error).removeprefix('error at ').strip()}")
    except (ValueError, OSError, RuntimeError) as error:
        sys.exit(f"{_SAID} cannot be run: {error}")

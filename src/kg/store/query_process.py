"""A query in a process of its own, which can be stopped; Oxigraph itself has no time limit.

The process opens the generation for reading, has a bound on its memory, and writes the answer row
by row. To stop it harms nothing: it only reads.

The command line of the process is _PROGRAM with the folder of the generation and the bytes of
memory; the query comes on standard input; the form of the answer, then the answer go out.
"""

from __future__ import annotations

import contextlib
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Final, TypeVar

import pyoxigraph as ox

from kg.errors import QueryError

_Item = TypeVar("_Item")

_MEMORY: Final = 4 * 1024**3  # bytes
_PROGRAM: Final = "from kg.store.query_process import main; main()"
_ERROR_START: Final = "the query"  # the words by which an error is found in standard error
_OUT_OF_MEMORY: Final = ("memory allocation", "bad_alloc", "MemoryError", "Cannot allocate memory")
#: the first line of the output: the form of the answer
_SOLUTIONS: Final = b"solutions\n"
_BOOLEAN: Final = b"boolean\n"
_TRIPLES: Final = b"triples\n"


class QueryProcess:
    """A query that runs in a process of its own, and its answer: rows, a truth value or triples."""

    def __init__(
        self, generation: Path, query: str, seconds: float, *, memory: int = _MEMORY
    ) -> None:
        """Start the query, and wait until its answer begins.

        Args:
            generation: Folder of the generation to ask.
            query: SPARQL that may run, parameters bound.
            seconds: After which the process is stopped, however much it has answered.
            memory: Bytes of data that the process may hold.

        Raises:
            QueryError: The query fails before it answers.
        """
        self._seconds, self._memory = seconds, memory
        self._timed_out = False
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-P", "-c", _PROGRAM, str(generation), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._timer = threading.Timer(seconds, self._time_out)
        self._timer.daemon = True
        self._timer.start()
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError):  # it died: what it wrote says why
            self._process.stdin.write(query.encode())
            self._process.stdin.close()
        self._form = self._output.readline()
        if not self._form:
            raise self._failure()

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout
        return self._process.stdout

    def boolean(self) -> bool:
        """Return the answer of an ASK. Raises QueryError for another query."""
        self._require(_BOOLEAN, "an ASK query")
        answer = self._output.read()
        self._end()
        return answer == b"true"

    def solutions(self) -> tuple[tuple[str, ...], Iterator[ox.QuerySolution]]:
        """Return the column names of a SELECT, and its rows as they are found.

        Raises:
            QueryError: The query is no SELECT, or fails; while rows are read, too.
        """
        self._require(_SOLUTIONS, "a SELECT query")
        try:
            answer = ox.parse_query_results(self._output, format=ox.QueryResultsFormat.JSON)
        except SyntaxError as error:
            raise self._failure() from error
        assert isinstance(answer, ox.QuerySolutions)
        return tuple(variable.value for variable in answer.variables), self._until_end(iter(answer))

    def triples(self) -> Iterator[ox.Quad]:
        """Return the triples of a CONSTRUCT or DESCRIBE as they are found.

        Raises:
            QueryError: The query is neither, or fails; while triples are read, too.
        """
        self._require(_TRIPLES, "a CONSTRUCT or DESCRIBE query")
        return self._until_end(iter(ox.parse(self._output, format=ox.RdfFormat.N_TRIPLES)))

    def _require(self, form: bytes, needed: str) -> None:
        if self._form != form:
            self._end()
            raise QueryError(f"this needs {needed}")

    def _until_end(self, items: Iterator[_Item]) -> Iterator[_Item]:
        """Yield the items; an answer that breaks off is an error, never a short answer."""
        try:
            yield from items
            if self._process.wait() != 0:
                raise self._failure()
        except SyntaxError as error:
            raise self._failure() from error
        finally:
            self._end()

    def _time_out(self) -> None:
        self._timed_out = True
        self._process.kill()

    def _end(self) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        assert self._process.stderr
        self._process.stderr.close()
        self._output.close()

    def _failure(self) -> QueryError:
        """Return the error for a query that did not come to its end."""
        assert self._process.stderr
        message = self._process.stderr.read().decode("utf-8", "replace").strip()
        self._end()
        if self._timed_out:
            return QueryError(
                f"stopped after {self._seconds:g} s; this is no empty answer. Ask "
                "for less, or allow more with --timeout"
            )
        if any(words in message for words in _OUT_OF_MEMORY):
            return QueryError(
                f"stopped: the query needs more than {self._memory / 1024**3:.3g} GiB of memory. "
                "Ask for less"
            )
        start = message.find(_ERROR_START)
        return QueryError(
            message[start:]
            if start >= 0
            else f"the query process ended without an answer (exit code {self._process.returncode})"
        )


def answer_to(engine: ox.Store, query: str, output: BinaryIO) -> None:
    """Write the form of the answer in a line of its own, then the answer, as it is found."""
    answer = engine.query(query)
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


def main() -> None:
    """Answer the query on standard input, as the process that may be stopped."""
    generation, memory = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    query = sys.stdin.buffer.read().decode()
    try:
        answer_to(ox.Store.read_only(generation), query, sys.stdout.buffer)
    except SyntaxError as error:
        sys.exit(f"{_ERROR_START} does not parse: {str(error).removeprefix('error at ').strip()}")
    except (ValueError, OSError, RuntimeError) as error:
        sys.exit(f"{_ERROR_START} cannot be run: {error}")

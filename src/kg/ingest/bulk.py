"""Load RDF files as they are, unchecked: dumps, and data that was validated elsewhere."""

from __future__ import annotations

import contextlib
import gzip
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from kg.claims import history
from kg.claims.history import Tally
from kg.errors import InputError, UsageError, in_language
from kg.files.reading import reading, sha256
from kg.formats import BULK_INPUT, endings, named_by
from kg.model import Position, Progress, silent
from kg.rdf.namespaces import EVIDENCE
from kg.store import EmbeddedStore, Store
from kg.store.bulk import ParseError

_ORDERING: Final = "putting the store in order"
_DIGITS: Final = 8  # of the digest of a file that stand in the names of its blank nodes
_STEP: Final = 50_000_000  # bytes between two reports of progress


def load_unchecked(
    store: Store, files: Sequence[Path], *, wait: float = 0.0, progress: Progress = silent
) -> int:
    """Add the quads of files as they stand, all or nothing; return how many were new.

    Triples become facts. The load is recorded as any other; nothing is mapped, derived or
    validated, and `kg validate` says afterwards what is wrong.

    Args:
        store: A store on this machine.
        files: N-Triples, N-Quads, Turtle or TriG, also compressed (`.gz`).
        wait: Seconds to wait for another writer.
        progress: Is told how much of each file is read.

    Raises:
        InputError: A file does not parse, with its line; nothing is changed.
        UsageError: This kind of file or store cannot be loaded so.
        StoreError: The store is being written by another process.
    """
    if not isinstance(store, EmbeddedStore):
        raise UsageError(
            in_language(
                "an endpoint has a loader of its own for this; --unchecked is for a store in a "
                "folder",
                "un servidor tiene su propio cargador para esto; --unchecked es para un almacén "
                "en una carpeta",
            )
        )
    syntaxes = [syntax_of(path) for path in files]
    with store.locked(wait), store.transaction(bulk=True) as transaction:
        before = _tally(transaction.store)
        for path, syntax in zip(files, syntaxes, strict=True):
            with _opened(path, progress) as file:
                _load(transaction.store, path, file, syntax)
        after = _tally(transaction.store)
        added = Tally(*(now - then for now, then in zip(after, before, strict=True)))
        if added.quads:
            transaction.apply(history.record(added, Tally(), files, ()))
            transaction.commit()
            progress(_ORDERING, 0, 1)  # when the transaction ends: a quarter of the time
    progress(_ORDERING, 1, 1)
    return added.quads


def _tally(store: EmbeddedStore) -> Tally:
    """Return how many quads, facts and claims a store has, counted by the engine."""
    facts = next(iter(store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows))[0]
    claims = rest = 0
    for graph, number in store.select(
        "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    ).rows:
        if str(graph).startswith(EVIDENCE):
            claims += int(str(number))
        else:
            rest += int(str(number))
    return Tally(int(str(facts)) + claims + rest, int(str(facts)), claims)


def syntax_of(path: Path) -> str:
    """Return the syntax that the ending of a file name stands for.

    Raises:
        UsageError: The ending stands for none.
    """
    syntax = named_by(path.with_suffix("") if path.suffix == ".gz" else path, BULK_INPUT)
    if syntax is None:
        raise UsageError(
            in_language(
                f"{path}: --unchecked reads {', '.join(endings(BULK_INPUT))}, and these with .gz",
                f"{path}: --unchecked lee {', '.join(endings(BULK_INPUT))}, y estos con .gz",
            )
        )
    return syntax


def _load(store: EmbeddedStore, path: Path, file: BinaryIO, syntax: str) -> None:
    try:
        store.bulk_load(file, syntax, lambda: sha256(path)[:_DIGITS])
    except ParseError as error:
        place = Position(str(path), error.line, error.column)
        raise InputError.at(place, str(error)) from error
    except (gzip.BadGzipFile, EOFError) as error:
        raise InputError.at(
            Position(str(path)),
            in_language(f"the gzip is broken: {error}", f"el gzip está dañado: {error}"),
        ) from error


@contextlib.contextmanager
def _opened(path: Path, progress: Progress) -> Iterator[BinaryIO]:
    """Open a file, unpacked; report how much of it has been read."""
    with reading(path, str(path)), path.open("rb") as packed:
        counted = _ReadingProgress(packed, path, progress)
        if path.suffix == ".gz":
            with gzip.open(counted) as file:
                yield file  # type: ignore[misc]
        else:
            yield counted  # type: ignore[misc]


class _ReadingProgress(io.RawIOBase):
    """A file that reports how much of it has been read."""

    def __init__(self, file: BinaryIO, path: Path, progress: Progress) -> None:
        self._file, self._progress = file, progress
        self._step, self._size = (
            in_language(f"loading {path.name}", f"cargando {path.name}"),
            path.stat().st_size,
        )
        self._done = self._reported = 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        data = self._file.read(size)
        self._done += len(data)
        if self._done - self._reported >= _STEP or not data:
            self._reported = self._done
            self._progress(self._step, self._done, self._size)
        return data

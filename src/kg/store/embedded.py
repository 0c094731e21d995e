"""The store on this machine: Oxigraph in a folder, one immutable generation at a time.

    kg-store/
      CURRENT    the name of the generation that readers open
      LOCK       held by the one writer; its text names the holder
      gen-000001/ …

A change is written into a new generation beside the old one, and becomes visible by one
atomic replacement of CURRENT. A reader keeps the generation it opened; a process that dies
half-way leaves the old generation in place (decision A6).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg.errors import QueryError, StoreError
from kg.model import Iri, Quad, Solutions, Term, Triple
from kg.store import guard
from kg.store.binding import bind
from kg.store.terms import from_ox, quad_from_ox, quad_to_ox, to_ox

if TYPE_CHECKING:
    import rdflib

_CURRENT = "CURRENT"
_LOCK = "LOCK"


class EmbeddedStore:
    """An Oxigraph store: on disk through `open`, or in memory through `in_memory`."""

    def __init__(self, engine: ox.Store, folder: Path | None) -> None:
        self._engine = engine
        self._folder = folder

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Return an empty store that lives as long as the process."""
        return cls(ox.Store(), None)

    @classmethod
    def open(cls, folder: Path) -> EmbeddedStore:
        """Return the store in `folder`, for reading its current generation.

        Raises StoreError where there is none, and says how to make one.
        """
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is a file, not a store; name a folder with --store")
        generation = _current(folder)
        if generation is None:
            raise StoreError(f"no store in {folder}; make one with: kg build --store {folder}")
        return cls(_open_reading(folder / generation), folder)

    @classmethod
    def create(cls, folder: Path, quads: Iterable[Quad]) -> EmbeddedStore:
        """Make `quads` the content of the store in `folder`, new or not, and open it."""
        store = cls(ox.Store(), folder)
        store.replace(quads)
        return store

    @classmethod
    def over(cls, engine: ox.Store) -> EmbeddedStore:
        """Return a store over an Oxigraph store that is open already."""
        return cls(engine, None)

    @property
    def engine(self) -> ox.Store:
        """Oxigraph's own store, for validation, which looks up single terms in great number."""
        return self._engine

    @property
    def location(self) -> Path | str:
        """The folder, or "memory"."""
        return self._folder or "memory"

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> Solutions:
        """Return the solutions of a SELECT; see `Store.select`."""
        answer = self._query(query, bindings)
        if not isinstance(answer, ox.QuerySolutions):
            raise QueryError("this needs a SELECT query")
        names = tuple(variable.value for variable in answer.variables)
        return Solutions(names, _rows(answer, len(names)))

    def ask(self, query: str, bindings: Mapping[str, Term] | None = None) -> bool:
        """Return the answer of an ASK."""
        answer = self._query(query, bindings)
        if not isinstance(answer, ox.QueryBoolean):
            raise QueryError("this needs an ASK query")
        return bool(answer)

    def construct(
        self, query: str, bindings: Mapping[str, Term] | None = None
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, in the store's order."""
        answer = self._query(query, bindings)
        if not isinstance(answer, ox.QueryTriples):
            raise QueryError("this needs a CONSTRUCT or DESCRIBE query")
        return (
            Triple(from_ox(t.subject), from_ox(t.predicate), from_ox(t.object))  # type: ignore[arg-type]
            for t in answer
        )

    def _query(
        self, query: str, bindings: Mapping[str, Term] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        guard.check(query)
        try:
            return self._engine.query(bind(query, bindings or {}))
        except SyntaxError as error:
            raise QueryError(f"the query does not parse: {_plain(error)}") from error
        except ValueError as error:
            raise QueryError(f"the query cannot be run: {error}") from error

    def quads(
        self,
        subject: Term | None = None,
        predicate: Iri | None = None,
        object: Term | None = None,
        *,
        graph: Iri | None = None,
        every_graph: bool = False,
    ) -> Iterator[Quad]:
        """Return the quads that fit, of one graph or of every graph; see `Store.quads`."""
        name: ox.NamedNode | ox.DefaultGraph | None = None
        if not every_graph:
            name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph.value)
        found = self._engine.quads_for_pattern(
            None if subject is None else to_ox(subject),  # type: ignore[arg-type]
            None if predicate is None else to_ox(predicate),  # type: ignore[arg-type]
            None if object is None else to_ox(object),
            name,
        )
        return (quad_from_ox(quad) for quad in found)

    def dump(self, output: BinaryIO) -> None:
        """Write all quads as N-Quads, one a line, sorted by their bytes."""
        text: bytes = self._engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        for line in sorted(text.splitlines()):
            output.write(line + b"\n")

    def rdf_graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store, for reading."""
        import oxrdflib
        import rdflib

        return rdflib.Dataset(store=oxrdflib.OxigraphStore(store=self._engine))

    def copy(self) -> EmbeddedStore:
        """Return a copy in memory, to try a change on."""
        engine = ox.Store()
        engine.bulk_extend(self._engine.quads_for_pattern(None, None, None, None))
        return EmbeddedStore(engine, None)

    def commit(self, add: Iterable[Quad], remove: Iterable[Quad] = ()) -> None:
        """Remove and add quads as one new generation; nothing changes where it fails."""
        gone = [quad_to_ox(quad) for quad in remove]
        new = [quad_to_ox(quad) for quad in add]
        if self._folder is None:
            for quad in gone:
                self._engine.remove(quad)
            self._engine.extend(new)
            return
        # The newest generation is the base, also where another process wrote meanwhile.
        with _writing(self._folder) as lock:
            base = _open_reading(self._folder / (_current(self._folder) or ""))
            with _new_generation(self._folder) as aside:
                base.backup(str(aside))
                engine = ox.Store(str(aside))
                for quad in gone:
                    engine.remove(quad)
                engine.extend(new)
                engine.flush()
                del engine
            lock.publish()
        self._engine = _open_reading(self._folder / (_current(self._folder) or ""))

    def replace(self, quads: Iterable[Quad]) -> None:
        """Make `quads` the whole content as one new generation."""
        if self._folder is None:
            self._engine.clear()
            self._engine.bulk_extend(quad_to_ox(quad) for quad in quads)
            return
        with _writing(self._folder) as lock:
            with _new_generation(self._folder) as aside:
                engine = ox.Store(str(aside))
                engine.bulk_extend(quad_to_ox(quad) for quad in quads)
                engine.flush()
                del engine
            lock.publish()
        self._engine = _open_reading(self._folder / (_current(self._folder) or ""))


def _rows(answer: ox.QuerySolutions, width: int) -> Iterator[tuple[Term | None, ...]]:
    try:
        for row in answer:
            yield tuple(
                None if row[index] is None else from_ox(row[index]) for index in range(width)
            )
    except (ValueError, RuntimeError) as error:
        raise QueryError(f"the query failed while it ran: {error}") from error


def _plain(error: SyntaxError) -> str:
    return str(error).removeprefix("error at ").strip()


def _current(folder: Path) -> str | None:
    try:
        return (folder / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(f"cannot read the store in {folder}: {error.strerror}") from error


def _open_reading(generation: Path) -> ox.Store:
    try:
        return ox.Store.read_only(str(generation))
    except OSError as error:
        raise StoreError(
            f"the store's generation {generation} cannot be opened ({error}); "
            "make it anew with: kg build"
        ) from error


class _Writer:
    """The right to write; `publish` makes the new generation the current one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self) -> None:
        old = _current(self._folder)
        new = f"gen-{_number(old) + 1:06d}"
        build = self._folder / ".build"
        target = self._folder / new
        shutil.rmtree(target, ignore_errors=True)  # left by a process that died before CURRENT
        build.rename(target)
        _sync(self._folder)
        pointer = self._folder / f"{_CURRENT}.new"
        with pointer.open("w", encoding="ascii") as file:
            file.write(new + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self._folder / _CURRENT)
        _sync(self._folder)
        # One older generation is kept for readers that are about to open it.
        for path in self._folder.glob("gen-*"):
            if path.name not in (new, old):
                shutil.rmtree(path, ignore_errors=True)


def _number(generation: str | None) -> int:
    return int(generation.removeprefix("gen-")) if generation else 0


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[_Writer]:
    """Hold the right to write. Raises StoreError that names the holder, or the full disk."""
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file, not a store; name a folder with --store")
    strange = folder.is_dir() and _current(folder) is None and any(
        path.name not in (_LOCK, ".build", f"{_CURRENT}.new") and not path.name.startswith("gen-")
        for path in folder.iterdir()
    )
    if strange:
        raise StoreError(f"{folder} holds other files and no store; name another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror}") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise StoreError(
                f"the store in {folder} is being written by {holder}; try again when it has ended"
            ) from error
        try:
            lock.seek(0)
            lock.truncate()
            lock.write(f"process {os.getpid()} on {socket.gethostname()}")
            lock.flush()
            yield _Writer(folder)
        except OSError as error:
            shutil.rmtree(folder / ".build", ignore_errors=True)
            reason = error.strerror or str(error)
            raise StoreError(
                f"writing to {folder} failed ({reason}); the store is as it was"
            ) from error
        finally:
            with contextlib.suppress(OSError):  # a full disk: the lock itself is released below
                lock.seek(0)
                lock.truncate()


@contextlib.contextmanager
def _new_generation(folder: Path) -> Iterator[Path]:
    aside = folder / ".build"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        yield aside
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise

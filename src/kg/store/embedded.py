"""The store on this machine: Oxigraph in memory, or in a folder of generations."""

from __future__ import annotations

import contextlib
import os
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final, TypeVar, cast

import pyoxigraph as ox

from kg.errors import StoreError, in_language
from kg.model import Binding, BNode, Iri, Progress, Quad, Solutions, Term, Triple, silent
from kg.rdf.oxigraph import quad_from_ox, quad_to_ox, quads_to_ox, to_ox
from kg.runtime.bounds import Bounds
from kg.sparql import policy
from kg.sparql.binding import bind
from kg.sparql.dataset import WHOLE, Dataset, of_query
from kg.store import answers, damage, generations, journal, pointer
from kg.store.generations import Generation
from kg.store.journal import Journal
from kg.store.lock import write_lock
from kg.store.neighbourhood import Neighbourhood
from kg.store.presence import Presence
from kg.store.query_process import QueryProcesses
from kg.store.referring import counts, referring_query
from kg.store.transaction import InMemoryTransaction, Transaction

if TYPE_CHECKING:
    import rdflib

    from kg.store.base import Store

_Item = TypeVar("_Item")
_BATCH: Final = 100_000  # quads of which the engine's objects are made at a time

_open_stores: weakref.WeakSet[EmbeddedStore] = weakref.WeakSet()
_of_parent: list[object] = []  # engines of a parent process: to close them would wait for ever


class EmbeddedStore:
    """An Oxigraph store: on disk through `open`, or in memory through `in_memory`."""

    def __init__(self, engine: ox.Store, folder: Path | None) -> None:
        """Take an open engine; `open`, `create`, `in_memory` and `over` are what callers use."""
        self._opened: ox.Store | None = engine
        self._folder = folder
        self._held: Generation | None = None
        self._writing = threading.RLock()  # by one thread at a time
        self._locked = False
        self._services: frozenset[str] = frozenset()
        self._seconds: float | None = None
        self._processes: QueryProcesses | None = None
        self._more_processes: Callable[[], QueryProcesses] | None = None
        _open_stores.add(self)
        #: whether queries may find less than there is, and patterns are fetched from elsewhere
        self.is_partial = False
        #: of a store in a large transaction, which keeps it: the nodes that there are at all
        self.presence: Presence | None = None

    @classmethod
    def in_memory(cls) -> EmbeddedStore:
        """Return an empty store that lives as long as the process."""
        return cls(ox.Store(), None)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        services: frozenset[str] = frozenset(),
        bounds: Bounds | None = None,
        processes: int = 1,
        new: bool = False,
    ) -> EmbeddedStore:
        """Return the store in a folder, for reading its current generation.

        Args:
            folder: Folder of the store.
            services: Hosts that SERVICE may name in queries.
            bounds: What a query may use; it runs in a process of its own then, which can open no
                socket and no file outside the store.
            processes: How many such processes are kept for the next queries, with `bounds`; twice
                as many may work at a time where there is more than one.
            new: Where there is no store, return an empty one, which appears in the folder with
                its first change.

        Raises:
            StoreError: There is no store; the message says how to make one.
        """
        if folder.exists() and not folder.is_dir():
            raise StoreError(
                in_language(
                    f"{folder} is a file, not a store; name a folder with --store",
                    f"{folder} es un archivo, no un almacén; nombre una carpeta con --store",
                )
            )
        store = cls(ox.Store(), folder)
        if new and generations.current(folder) is None:
            store._services = services
            return store
        store._held = generations.hold_current(folder)
        if bounds:  # first: the engine has threads, which a fork would lack
            most = 2 * processes if processes > 1 else None
            store._more_processes = partial(QueryProcesses, bounds, kept=processes, most=most)
            store._processes = store._more_processes()
            store._processes.prepare(store._held.path)
            store._opened = None  # opened where it is needed
            store._seconds = bounds.seconds
        else:
            store._engine = generations.open_engine(store._held.path)
        store._services = services
        return store

    @classmethod
    def create(cls, folder: Path, quads: Iterable[Quad]) -> EmbeddedStore:
        """Make `quads` the content of the store in `folder`, new or not, and open it."""
        store = cls.unread(folder)
        store.replace(quads)
        return store

    @classmethod
    def unread(cls, folder: Path) -> EmbeddedStore:
        """Return the store in a folder without a look at its content, which may be damaged.

        It is for `replace`.
        """
        return cls(ox.Store(), folder)

    @classmethod
    def near(cls, neighbourhood: Neighbourhood) -> EmbeddedStore:
        """Return a store over the part of a remote one that a change touches."""
        store = cls(cast(ox.Store, neighbourhood), None)
        store.is_partial = True
        return store

    @classmethod
    def over(cls, engine: ox.Store) -> EmbeddedStore:
        """Return a store over an Oxigraph store that is open already."""
        return cls(engine, None)

    @property
    def _engine(self) -> ox.Store:
        if self._opened is None:
            if self._held is None:
                raise StoreError(in_language("the store is closed", "el almacén está cerrado"))
            self._opened = generations.open_engine(self._held.path)
        return self._opened

    @_engine.setter
    def _engine(self, engine: ox.Store) -> None:
        self._opened = engine

    @property
    def engine(self) -> ox.Store:
        """Oxigraph's own store, for validation, which looks up single terms in great number."""
        return self._engine

    @property
    def generation(self) -> Path | None:
        """The folder of the generation that is open; None in memory and in a transaction."""
        return self._held.path if self._held else None

    @property
    def identity(self) -> str:
        """A text that the generation which is open shares with no other; empty without one."""
        return self._held.identity if self._held else ""

    @property
    def is_current(self) -> bool:
        """Whether this is the newest state of the store: no load has followed since it was opened.

        Raises StoreError where the store has been damaged meanwhile.
        """
        if self._folder is None or self._held is None:
            return True
        newest = pointer.read(self._folder)
        return (
            newest is not None
            and newest.name == self._held.path.name
            and newest.manifest in ("", self._held.identity)
        )

    @property
    def size(self) -> int | None:
        """How many quads there are; None where that is not known at once."""
        if self._held is None:
            return len(self._engine)
        return self._held.manifest.quads if self._held.manifest else None

    def close(self) -> None:
        """Let go of the generation, the engine and the processes of queries.

        What is being read stays readable to its end. Nothing else can be read any more.
        """
        if self._processes is not None:
            self._processes.end()
        self._opened = self._held = self._processes = None

    def after_fork(self) -> None:
        """Start afresh in a process that was forked off: engines and processes do not come along.

        The generation stays the same.
        """
        self._writing = threading.RLock()
        if self._held is not None:
            _of_parent.extend((self._opened, self._processes))
            self._opened = None
            self._processes = self._more_processes() if self._more_processes else None

    def changes(self, load: str) -> Iterator[tuple[bool, Quad]] | None:
        """Return what a load did, from the journal: whether a quad was added, and the quad.

        None where there is no journal of it. Raises DamagedStore, also while it is read.
        """
        return journal.changes(self._held.loads, load) if self._held else None

    def derived(
        self, ending: str, make: Callable[[Path], None], *, anew: bool = False
    ) -> Path | None:
        """Return the folder of something derived from the generation that is open.

        Args:
            ending: Added to the name of the generation, such as `.names`.
            make: Fills an empty folder, where there is none yet.
            anew: Make it in any case: the one that is there is damaged.

        Returns:
            None where there is none and the store cannot be written to, and in memory.
        """
        return generations.derived(self._held, ending, make, anew=anew) if self._held else None

    def walls(self) -> frozenset[str]:
        """Return what queries are kept from; see `kg.runtime.walls`. Empty within this process."""
        if self._processes is None or self._held is None:
            return frozenset()
        return self._processes.walls(self._held.path)

    @property
    def location(self) -> Path | str:
        """The folder, or "memory"."""
        return self._folder or "memory"

    def select(
        self,
        query: str,
        bindings: Mapping[str, Binding] | None = None,
        dataset: Dataset = WHOLE,
    ) -> Solutions:
        """Return the solutions of a SELECT on a dataset; see `Store.select`."""
        text = self.runnable(query, bindings, dataset)
        if self._processes and self._held:
            answer = self._processes.solutions(self._held.path, text)
        else:
            with self._steady():
                answer = answers.solutions(answers.run_query(self._engine, text))
        return Solutions(answer.variables, self._kept(answer.rows), self._kept_writer(answer))

    def ask(
        self,
        query: str,
        bindings: Mapping[str, Binding] | None = None,
        dataset: Dataset = WHOLE,
    ) -> bool:
        """Return the answer of an ASK on a dataset; see `Store.ask`."""
        text = self.runnable(query, bindings, dataset)
        if self._processes and self._held:
            return self._processes.boolean(self._held.path, text)
        with self._steady():
            return answers.boolean(answers.run_query(self._engine, text))

    def construct(
        self,
        query: str,
        bindings: Mapping[str, Binding] | None = None,
        dataset: Dataset = WHOLE,
    ) -> Iterator[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE on a dataset, in the store's order."""
        text = self.runnable(query, bindings, dataset)
        if self._processes and self._held:
            return self._kept(self._processes.triples(self._held.path, text))
        with self._steady():
            return self._kept(answers.triples(answers.run_query(self._engine, text)))

    def runnable(
        self, query: str, bindings: Mapping[str, Binding] | None, dataset: Dataset = WHOLE
    ) -> str:
        """Return a query that may run: its parameters bound, each SERVICE asked for.

        Args:
            query: The query.
            bindings: The terms that take the place of variables.
            dataset: The graphs that it reads; without any, all that the store has.

        Raises:
            QueryError: It may not run.
            EndpointError: A host that a SERVICE names does not answer.
        """
        policy.check(query, self._services)
        text = of_query(bind(query, bindings or {}), dataset)
        if not self._services:
            return text
        from kg.store import services

        return services.with_solutions(text, self._services, self._seconds)

    def _kept(self, items: Iterator[_Item]) -> Iterator[_Item]:
        """Return what is read of the store; the generation stays until the last is read."""
        return self._held.keeping(items) if self._held else items

    def _kept_writer(self, answer: Solutions) -> Callable[[str, BinaryIO], None] | None:
        """Return what writes an answer; the generation stays as long as it does."""
        serialize, held = answer.serialize, self._held
        if serialize is None or held is None:
            return serialize

        def write(format_: str, output: BinaryIO) -> None:
            for _ in held.keeping(iter((None,))):
                serialize(format_, output)

        return write

    @contextlib.contextmanager
    def _steady(self) -> Iterator[None]:
        """Begin to read: not in the midst of a change that another thread makes in memory.

        What is read from then on is the state at that time, as the engine reads a snapshot.
        """
        if self._folder is not None:
            yield
            return
        with self._writing:
            yield

    @contextlib.contextmanager
    def unchanging(self) -> Iterator[None]:
        """Keep changes of other threads out of a store in memory, to read it several times."""
        with self._steady(), damage.named():
            yield

    def update(self, text: str) -> None:
        """Run a SPARQL update on a copy or in a transaction, which nobody judges.

        Raises:
            QueryError: The update does not parse, may not run or cannot be run.
        """
        policy.check(text)
        self.presence = None
        answers.run_update(self._engine, text)

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
        if self.presence and isinstance(subject, Iri) and not self.presence.may_be_about(subject):
            return iter(())
        name: ox.NamedNode | ox.DefaultGraph | None = None
        if not every_graph:
            name = ox.DefaultGraph() if graph is None else ox.NamedNode(graph.value)
        with self._steady():
            matches = self._engine.quads_for_pattern(
                None if subject is None else to_ox(subject),  # type: ignore[arg-type]
                None if predicate is None else to_ox(predicate),  # type: ignore[arg-type]
                None if object is None else to_ox(object),
                name,
            )
        return self._kept(map(quad_from_ox, answers.in_one_thread(matches)))

    def referring(self, thing: Iri) -> dict[str, int]:
        """Return in how many facts a thing is the value, by property; see `Store.referring`.

        It is counted in this process, so that no page waits for a query process.
        """
        with self._steady():
            counted = answers.solutions(answers.run_query(self._engine, referring_query(thing)))
            return counts(counted)

    def dump(self, output: BinaryIO, *, facts_graph: str = "") -> None:
        """Write all quads as N-Quads, one a line, sorted by their bytes; see `Store.dump`."""
        with self._steady(), damage.named():
            if facts_graph:
                quads = self._quads_with_facts_in(ox.NamedNode(facts_graph))
                text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
            else:
                text = self._engine.dump(format=ox.RdfFormat.N_QUADS) or b""
        for line in sorted(text.splitlines()):
            output.write(line + b"\n")

    def _quads_with_facts_in(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        for quad in self._engine.quads_for_pattern(None, None, None, None):
            if isinstance(quad.graph_name, ox.DefaultGraph):
                yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            else:
                yield quad

    def rdf_graph(self) -> rdflib.Dataset:
        """Return an rdflib dataset over the same store, for reading."""
        from kg.store import rdflib_bridge

        return rdflib_bridge.dataset_over(self._engine, keep=self._held)

    @classmethod
    def local(cls, store: Store) -> EmbeddedStore:
        """Return a store itself where it is on this machine, else a copy of it in memory."""
        if isinstance(store, EmbeddedStore):
            return store
        copy = cls.in_memory()
        copy.replace(store.quads(every_graph=True))
        return copy

    @classmethod
    def from_rdflib(cls, graph: rdflib.Graph) -> EmbeddedStore:
        """Return a store in memory with the quads of a dataset, or the triples of a graph."""
        from kg.store import rdflib_bridge

        store = cls.in_memory()
        rdflib_bridge.load(store.engine, graph)
        return store

    def copy(self) -> EmbeddedStore:
        """Return a copy in memory, to try a change on."""
        engine = ox.Store()
        with self._steady():
            engine.bulk_extend(self._engine.quads_for_pattern(None, None, None, None))
        return EmbeddedStore(engine, None)

    def commit(
        self, add: Iterable[Quad], remove: Iterable[Quad] = (), *, wait: float = 0.0
    ) -> None:
        """Remove and add quads as one new generation; nothing changes where it fails.

        Args:
            add: Quads to add.
            remove: Quads to remove, which happens first.
            wait: Seconds to wait for another writer.
        """
        with self.transaction(wait=wait) as transaction:
            transaction.apply(add, remove)
            transaction.commit()

    @contextlib.contextmanager
    def locked(self, wait: float = 0.0) -> Iterator[None]:
        """Hold the right to write, and read the newest generation.

        Args:
            wait: Seconds to wait for another writer.

        Raises:
            StoreError: Another process writes to the store; the message names it.
        """
        with contextlib.ExitStack() as stack:
            self._own_thread(stack, wait)
            if self._folder is None or self._locked:
                yield
                return
            stack.enter_context(write_lock(self._folder, wait))
            if self._held or generations.current(self._folder):
                self._engine, self._held = generations.open_current(self._folder)
            self._locked = True
            try:
                yield
            finally:
                self._locked = False

    def _own_thread(self, stack: contextlib.ExitStack, wait: float) -> None:
        """Keep the other threads that hold this store from writing until the stack ends."""
        timeout = -1 if self._folder is None else max(wait, 0)
        if not self._writing.acquire(timeout=timeout):
            raise StoreError(
                in_language(
                    f"another thread is writing to the store in {self._folder}; try again when it "
                    "has ended",
                    f"otro hilo está escribiendo en el almacén de {self._folder}; intente de nuevo "
                    "cuando termine",
                )
            )
        stack.callback(self._writing.release)

    @contextlib.contextmanager
    def transaction(
        self,
        *,
        dry_run: bool = False,
        wait: float = 0.0,
        bulk: bool = False,
        content: Iterable[Quad] | None = None,
    ) -> Iterator[Transaction[EmbeddedStore]]:
        """Start a change; unless it is committed, the store stays as it is.

        Args:
            dry_run: The change is only looked at: no right to write is needed, and it cannot be
                committed.
            wait: Seconds to wait for another writer.
            bulk: The change is large; the files of the store are merged before it is committed.
            content: What the change starts from, instead of the content of the store, whose
                journal of loads it keeps.

        Yields:
            The transaction. It ends with the block: committed, or thrown away.

        Raises:
            StoreError: Another process writes to the store.
        """
        if self._folder is None:
            with self._writing:
                yield from self._in_memory(dry_run=dry_run, bulk=bulk)
            return
        with contextlib.ExitStack() as stack:
            if not dry_run:
                stack.enter_context(self.locked(wait))
            staged = stack.enter_context(generations.staging(self._folder))
            base = self._held if content is None else None
            self._fill(staged, base, content)
            record = Journal(generations.loads_of(staged))
            stack.callback(record.close)
            transaction: Transaction[EmbeddedStore] = Transaction(
                EmbeddedStore(ox.Store(str(staged)), None),
                dry_run=dry_run,
                journal=None if dry_run or bulk else record,
                size=base.manifest.quads if base and base.manifest else None,
            )
            quads = 0
            try:
                yield transaction
                if transaction.committed:
                    quads = _finish(transaction, base, bulk=bulk)
            finally:
                # The last reference to the staged store: it closes before its folder moves.
                transaction.store = self
            if transaction.committed:
                if self._held:
                    journal.share(self._held.loads, record.folder)
                record.finish()
                self._publish(staged, quads, base)

    def _fill(self, staged: Path, base: Generation | None, content: Iterable[Quad] | None) -> None:
        """Begin a staged generation: with the files of another one, or with quads."""
        if base:
            with damage.named():
                self._engine.backup(str(staged))
        elif content is not None:
            engine = ox.Store(str(staged))
            engine.bulk_extend(_in_batches(content))
            _merge_files(engine)

    def _publish(self, staged: Path, quads: int, base: Generation | None = None) -> None:
        """Make a staged generation the current one, and read it from now on."""
        assert self._folder, "a store in memory has no generations"
        self._engine, self._held = generations.publish(self._folder, staged, quads, base)

    def _in_memory(self, *, dry_run: bool, bulk: bool) -> Iterator[Transaction[EmbeddedStore]]:
        """Yield a transaction of a store in memory, and end it: in place, or on a copy."""
        if bulk:  # what the engine's loader adds, nobody could undo
            on_copy: Transaction[EmbeddedStore] = Transaction(self.copy(), dry_run=dry_run)
            yield on_copy
            if on_copy.committed:
                self._engine.bulk_extend(
                    on_copy.store.engine.quads_for_pattern(None, None, None, None)
                )
            return
        in_place = InMemoryTransaction(self, dry_run=dry_run)
        stays = False
        try:
            yield in_place
            stays = in_place.committed
        finally:
            if not stays:
                in_place.undo()

    def replace(
        self,
        quads: Iterable[Quad],
        *,
        progress: Progress = silent,
        wait: float = 0.0,
        judge: Callable[[EmbeddedStore], None] | None = None,
    ) -> None:
        """Make `quads` the whole content as one new generation; see `Store.replace`.

        What was there may be damaged; its journal of loads goes.

        Args:
            quads: The new content.
            progress: Not told.
            wait: Seconds to wait for another writer.
            judge: Looks at the new content, which nobody reads yet; where it raises, everything
                stays as it was.
        """
        if self._folder is None:
            engine = ox.Store()
            engine.bulk_extend(_in_batches(quads))  # what cannot be a quad fails here
            if judge:
                judge(EmbeddedStore(engine, None))
            with self._writing:
                self._engine.clear()
                self._engine.bulk_extend(engine)
            return
        from kg.store import integrity

        with contextlib.ExitStack() as stack:
            self._own_thread(stack, wait)
            if not self._locked:
                stack.enter_context(write_lock(self._folder, wait, replacing=True))
            staged = stack.enter_context(generations.staging(self._folder))
            self._publish(staged, _judged(staged, quads, judge))
            integrity.drop_damaged(self._folder)

    def bulk_load(self, file: BinaryIO, syntax: str, name: Callable[[], str]) -> None:
        """Load a file into a store that nobody reads: that of a transaction, or one in memory.

        Args:
            file: Read from where it stands to its end.
            syntax: `ntriples`, `nquads`, `turtle` or `trig`. Triples become facts.
            name: Returns a name for the file, from which its blank nodes have theirs.

        Raises:
            ParseError: The file does not parse; part of it may be in the store.
        """
        from kg.store import bulk

        self.presence = None
        bulk.load(self._engine, file, syntax, name)

    def holds(self, quad: Quad) -> bool:
        """Return whether the quad is in the store."""
        with self._steady(), damage.named():
            return quad_to_ox(quad) in self._engine

    def beyond(self, other: EmbeddedStore) -> list[Quad]:
        """Return the quads of this store that another has not; each is looked up there."""
        with self._steady(), damage.named():
            every = self._engine.quads_for_pattern(None, None, None, None)
        theirs = other.engine
        with damage.named():
            return [quad_from_ox(quad) for quad in every if quad not in theirs]

    def unknown(self, nodes: Iterable[Iri | BNode]) -> tuple[set[Iri | BNode], set[Iri | BNode]]:
        """Return which nodes no statement of any graph is about, and which of these none names."""
        presence = self.presence
        with self._steady(), damage.named():
            match = self._engine.quads_for_pattern

            def has_statement(node: Iri | BNode) -> bool:
                if presence and not presence.may_be_about(node):
                    return False
                return next(match(to_ox(node), None, None, None), None) is not None  # type: ignore[arg-type]

            def is_value(node: Iri | BNode) -> bool:
                if presence and not presence.may_name(node):
                    return False
                return next(match(None, None, to_ox(node), None), None) is not None

            not_about = {node for node in nodes if not has_statement(node)}
            return not_about, {node for node in not_about if not is_value(node)}

    def backup(self, folder: Path) -> None:
        """Write a copy of the generation that is open into a new folder.

        Raises:
            StoreError: The folder is there already or cannot be written, or the store is in memory.
        """
        if self._folder is None:
            raise StoreError(
                in_language(
                    "a store in memory has no backup; dump it instead",
                    "un almacén en memoria no tiene copia; vuélquelo con dump",
                )
            )
        if self._held:
            from kg.store import backups

            backups.write(self._held, folder)

    @classmethod
    def restore(cls, folder: Path, source: Path, *, wait: float = 0.0) -> EmbeddedStore:
        """Make a backup the content of the store in a folder, and open it.

        Args:
            folder: Folder of the store, new or not.
            source: Folder of the backup.
            wait: Seconds to wait for another writer.

        Raises:
            StoreError: The backup is none, or is damaged; the store is then as it was.
        """
        from kg.store import backups, integrity

        backups.require_backup(source)
        with (
            write_lock(folder, wait, replacing=True),
            generations.staging(folder) as staged,
        ):
            quads = backups.copy_checked(source, staged)
            store = cls(ox.Store(), folder)
            store._publish(staged, quads)
            integrity.drop_damaged(folder)
            return store

    @classmethod
    def restore_previous(cls, folder: Path, *, wait: float = 0.0) -> EmbeddedStore:
        """Make the newest intact generation but the current one the current one, and open it.

        Args:
            folder: Folder of the store, which may be damaged.
            wait: Seconds to wait for another writer.

        Raises:
            StoreError: There is none.
        """
        from kg.store import integrity

        with write_lock(folder, wait, replacing=True):
            integrity.restore_previous(folder)
        return cls.open(folder)


def _judged(
    staged: Path, quads: Iterable[Quad], judge: Callable[[EmbeddedStore], None] | None
) -> int:
    """Write quads into a staged generation, have them judged, return how many there are."""
    engine = ox.Store(str(staged))
    engine.bulk_extend(_in_batches(quads))
    if judge:
        judge(EmbeddedStore(engine, None))
    _merge_files(engine)
    return len(engine)


def _in_batches(quads: Iterable[Quad]) -> Iterator[ox.Quad]:
    """Yield the engine's form of quads; of a batch each term is made once."""
    remaining = iter(quads)
    while batch := list(islice(remaining, _BATCH)):
        yield from quads_to_ox(batch)


def _finish(transaction: Transaction[EmbeddedStore], base: Generation | None, *, bulk: bool) -> int:
    """Let the engine write all that a transaction has changed, and return how much there is."""
    engine = transaction.store.engine
    engine.flush()
    if bulk:
        _merge_files(engine)
    if base and base.manifest and not bulk:
        return base.manifest.quads + transaction.growth
    return len(engine)


def _merge_files(engine: ox.Store) -> None:
    """Merge the files of a bulk load, so that a look-up opens one of each kind and not a dozen.

    At 10 M quads this takes 15 s, and reading is 2.6 × faster ever after.
    """
    engine.optimize()
    engine.flush()


def _after_fork() -> None:
    for store in list(_open_stores):
        store.after_fork()


if hasattr(os, "register_at_fork"):  # Windows has no fork
    os.register_at_fork(after_in_child=_after_fork)

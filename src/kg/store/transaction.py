"""A change to a store that is made step by step, then committed or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Final, Generic, Protocol, TypeVar

import pyoxigraph as ox

from kg.errors import StoreError, in_language
from kg.model import BNode, Iri, Quad
from kg.rdf.numbered import NumberedQuads
from kg.rdf.oxigraph import quad_to_ox, quads_to_ox
from kg.store.journal import Journal
from kg.store.presence import MOST, Presence

_MANY: Final = 5_000  # added quads that the engine's loader takes
_AT_ONCE: Final = 200_000  # added quads of which the engine's objects are made at a time
_FLUSH_AFTER: Final = 200_000  # added quads; RocksDB would keep a gigabyte before it writes
#: to look up a node costs as much as to read so many quads for all nodes that there are
_READ_FOR_A_NODE: Final = 20


class _OnEngine(Protocol):
    """A store over Oxigraph's own."""

    presence: Presence | None

    @property
    def engine(self) -> ox.Store: ...

    def unknown(
        self, nodes: Iterable[Iri | BNode]
    ) -> tuple[set[Iri | BNode], set[Iri | BNode]]: ...


_Store = TypeVar("_Store", bound=_OnEngine)


class Transaction(Generic[_Store]):
    """A change to a store in a folder, made on a copy (hard links) of its current generation.

    Attributes:
        store: The store as it would be.
        dry_run: Whether the change cannot be committed.
        committed: Whether the change is to stay when the transaction ends.
    """

    def __init__(
        self,
        store: _Store,
        *,
        dry_run: bool = False,
        journal: Journal | None = None,
        size: int | None = None,
    ) -> None:
        """Start without a change; `EmbeddedStore.transaction` is how callers start one.

        Args:
            store: The store as it would be.
            dry_run: Whether the change cannot be committed.
            journal: Where the change is noted.
            size: How many quads there are at the start; None where that is not known, or where a
                look-up costs next to nothing.
        """
        self.store = store
        self.dry_run = dry_run
        self.committed = False
        #: how many more quads there are than at the start
        self.growth = 0
        self._journal = journal
        self._unflushed = 0
        self._size = size
        self._looked_up = 0  # nodes

    def unknown(self, nodes: Collection[Iri | BNode]) -> tuple[set[Iri | BNode], set[Iri | BNode]]:
        """Return which nodes no statement of any graph is about, and which of these none names.

        Where that was asked of many nodes, beside the size of the store, all nodes that it has are
        read and remembered.
        """
        self.expect(len(nodes))
        return self.store.unknown(nodes)

    def expect(self, nodes: int) -> None:
        """Take note that about so many nodes will be asked for; many are worth reading them all."""
        self._looked_up += nodes
        if (
            self.store.presence is None
            and self._size is not None
            and self._size + self.growth <= _READ_FOR_A_NODE * self._looked_up
        ):
            self.store.presence = Presence(self.store.engine)

    def apply(
        self, add: Iterable[Quad], remove: Iterable[Quad] = (), *, absent: bool = False
    ) -> None:
        """Remove quads, then add quads; may be called several times.

        Args:
            add: The quads to add.
            remove: The quads to remove.
            absent: Whether none of those to add is in the store or stands twice; then they are
                not looked up.
        """
        engine = self.store.engine
        removed = [quad for quad in dict.fromkeys(map(quad_to_ox, remove)) if quad in engine]
        for quad in removed:
            engine.remove(quad)
        self.growth -= len(removed)
        if self._journal:
            self._journal.write("-", removed)
        if absent:
            self._add_absent(NumberedQuads.of(add))
            return
        remaining = iter(add)
        while batch := list(islice(remaining, _AT_ONCE)):
            self._add(batch, absent=False)
            self._remember(batch)

    def _add_absent(self, quads: NumberedQuads) -> None:
        """Add quads that are not in the store and do not stand twice."""
        as_text = len(quads) >= _MANY and not quads.has_blank_nodes
        for start in range(0, len(quads), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            lines = quads.lines(part) if as_text else []
            if lines and _loaded_as_text(self.store.engine, lines):
                self.growth += len(lines)
                if self._journal:
                    self._journal.write_lines("+", lines)
            else:
                self._add(quads[part], absent=True)
        self._remember(quads)

    def _add(self, quads: Sequence[Quad], *, absent: bool) -> None:
        engine = self.store.engine
        added = quads_to_ox(quads)
        if not absent:
            added = [quad for quad in dict.fromkeys(added) if quad not in engine]
        if len(added) >= _MANY:  # the loader sorts them first: half the time
            engine.bulk_extend(added)
        else:
            engine.extend(added)
            self._unflushed += len(added)
        self.growth += len(added)
        if self._journal:
            self._journal.write("+", added)
        if self._unflushed >= _FLUSH_AFTER:
            engine.flush()
            self._unflushed = 0

    def _remember(self, added: Sequence[Quad]) -> None:
        presence = self.store.presence
        if presence is None:
            return
        presence.include(added)
        if presence.size > MOST:
            self.store.presence = self._size = None

    def commit(self, name: str = "") -> None:
        """Let the change stay when the transaction ends.

        Args:
            name: Of the load; the store then keeps a journal of what it changed.

        Raises:
            StoreError: The transaction is a dry run.
        """
        if self.dry_run:
            raise StoreError(
                in_language(
                    "a dry run cannot be committed; start a transaction without dry_run",
                    "una prueba no se puede confirmar; inicie una transacción sin dry_run",
                )
            )
        self.committed = True
        if self._journal:
            self._journal.name = name


def _loaded_as_text(engine: ox.Store, lines: Sequence[str]) -> bool:
    """Load lines of N-Quads, which takes less time than to make the engine's objects.

    Blank nodes would get other labels.

    Returns:
        Whether the engine reads them all; else the quads have to be added one by one, which says
        what is wrong.
    """
    try:
        engine.bulk_load("".join(lines).encode(), ox.RdfFormat.N_QUADS)
    except SyntaxError:
        return False
    return True


class InMemoryTransaction(Transaction[_Store]):
    """A change to a store in memory, made in place, which can be undone."""

    def __init__(self, store: _Store, *, dry_run: bool = False) -> None:
        """Start without a change."""
        super().__init__(store, dry_run=dry_run)
        self._changes: list[tuple[bool, ox.Quad]] = []  # (whether it was added, the quad)

    def apply(
        self, add: Iterable[Quad], remove: Iterable[Quad] = (), *, absent: bool = False
    ) -> None:
        """Remove quads, then add quads, and remember what that changed."""
        engine = self.store.engine
        for quad in map(quad_to_ox, remove):
            if quad in engine:
                engine.remove(quad)
                self._changes.append((False, quad))
        added = quads_to_ox(add)
        if not absent:
            added = [quad for quad in dict.fromkeys(added) if quad not in engine]
        engine.extend(added)
        self._changes += [(True, quad) for quad in added]

    def undo(self) -> None:
        """Bring the store back to its state before the transaction."""
        for was_added, quad in reversed(self._changes):
            if was_added:
                self.store.engine.remove(quad)
            else:
                self.store.engine.add(quad)

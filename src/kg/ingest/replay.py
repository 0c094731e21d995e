"""The loads that a store holds, where it is built anew: refused, discarded, or played again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from kg.claims import history
from kg.claims.history import Load
from kg.errors import NonConforming, StoreError, UsageError, in_language
from kg.ingest.attempt import Attempt
from kg.model import Located, Position, Quad, Report
from kg.store import EmbeddedStore, Store
from kg.store.transaction import Transaction

#: what happens to the loads of a store that is built anew
Loads = Literal["refuse", "discard", "keep"]
_SHOWN: Final = 20  # loads that a message names; the rest is counted


class ReplayRefused(NonConforming):
    """A load that does not conform any more, on top of the new build.

    Attributes:
        load: Which one.
    """

    def __init__(self, report: Report, load: Load) -> None:
        super().__init__(report)
        self.load = load


def require_none(store: Store) -> None:
    """Raise StoreError, with their names, where a store holds loads."""
    loads = history.log(store)
    if not loads:
        return
    place = f"--store {store.location}"
    names = "\n".join(map(described, loads[:_SHOWN]))
    more = len(loads) - _SHOWN
    if more > 0:
        names += in_language(f"\n  and {more:,} more", f"\n  y {more:,} más")
    raise StoreError(
        in_language(
            f"{store.location} holds loads that a build would discard:\n{names}\n"
            f"kg build --keep-loads {place} plays them again onto the new build; "
            f"kg build --discard-loads {place} discards them (first: kg backup DIR {place})",
            f"{store.location} tiene cargas que se perderían:\n{names}\n"
            f"kg build --keep-loads {place} las repite sobre lo construido; "
            f"kg build --discard-loads {place} las descarta (antes: kg backup CARPETA {place})",
        )
    )


def described(load: Load) -> str:
    """Return a line on a load: when it ended, its files, and how many facts it added."""
    files = ", ".join(name for name, _ in load.files)
    words = in_language("facts", "hechos")
    return f"  {load.ended[:19]}Z  {files}  (+{load.facts_added} −{load.facts_removed} {words})"


def replace_keeping_loads(store: Store, quads: Sequence[Quad], wait: float = 0.0) -> int:
    """Make quads the content of a store, play its loads again onto them; return how many.

    Raises:
        StoreError: There is a load that was not noted; the store is as it was.
        ReplayRefused: A load does not conform any more; the store is as it was.
        UsageError: The store is none in a folder.
    """
    if not isinstance(store, EmbeddedStore) or not isinstance(store.location, Path):
        raise UsageError(
            in_language(
                "--keep-loads is for a store in a folder",
                "--keep-loads es para un almacén en una carpeta",
            )
        )
    with store.locked(wait):
        loads = history.log(store)[::-1]
        _require_noted(store, loads)
        with store.transaction(content=quads) as transaction:
            for load in loads:
                _play(store, transaction, load)
            transaction.commit()
    return len(loads)


def _require_noted(store: EmbeddedStore, loads: Sequence[Load]) -> None:
    """Raise StoreError where a load has no journal: one made with --unchecked."""
    missing = [load for load in loads if store.changes(history.name_of(load.iri)) is None]
    if missing:
        names = "\n".join(map(described, missing[:_SHOWN]))
        raise StoreError(
            in_language(
                f"these loads were made with --unchecked, and the store does not keep what they "
                f"brought:\n{names}\nload their files again after kg build --discard-loads; "
                "nothing was changed",
                f"estas cargas se hicieron con --unchecked, y el almacén no guarda lo que "
                f"trajeron:\n{names}\ncargue sus archivos de nuevo tras kg build --discard-loads; "
                "no se cambió nada",
            )
        )


def _play(store: EmbeddedStore, transaction: Transaction[EmbeddedStore], load: Load) -> None:
    """Do again what a load did, if the result conforms."""
    where = Position(load.files[0][0] if load.files else history.name_of(load.iri))
    last: dict[Quad, bool] = {}
    for is_added, quad in store.changes(history.name_of(load.iri)) or ():
        last[quad] = is_added
    outgoing = [
        quad for quad, is_added in last.items() if not is_added and transaction.store.holds(quad)
    ]
    stated = [Located(quad, where) for quad, is_added in last.items() if is_added]
    change = Attempt(transaction, outgoing).replay(stated)
    if not change.report.conforms:
        raise ReplayRefused(change.report, load)

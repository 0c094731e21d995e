"""The graph as it was: its loads undone, from the latest back to the one that is asked for.

A store in a folder keeps what each load added and removed since its last build
(`kg.store.journal`); nothing older can be told, and nothing of loads made with `--unchecked`.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from kg.claims import history
from kg.claims.history import Load
from kg.errors import UsageError, in_language
from kg.model import Quad
from kg.store import EmbeddedStore, Store
from kg.store.transaction import Transaction

#: the moment before the first load
BUILD: Final = "build"
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?)?)?")


def later_loads(store: Store, moment: str) -> list[Load]:
    """Return the loads after a moment, the latest first.

    Args:
        store: one in a folder.
        moment: a day, month or year, which counts to its end, or a time, each in UTC; the name of
            a load or its beginning, which is the moment after it; or `build`, before all loads.

    Raises:
        UsageError: The moment is none of these, or several loads begin like that.
    """
    loads = history.log(store)
    if moment == BUILD:
        return loads
    bare = moment.removesuffix("Z").replace(" ", "T")
    if _DATE.fullmatch(bare):
        _require_date(moment, bare)
        return [load for load in loads if load.ended[: len(bare)] > bare]
    names = [history.name_of(load.iri) for load in loads]
    matches = [i for i, name in enumerate(names) if moment in (name, loads[i].iri)] or [
        i for i, name in enumerate(names) if name.startswith(moment)
    ]
    if len(matches) != 1 or not moment:
        raise UsageError(_no_moment(moment, [names[i] for i in matches], names))
    return loads[: matches[0]]


def quads_as_of(store: EmbeddedStore, moment: str) -> Iterator[Quad]:
    """Yield all quads of a store as it was at a moment; the log of later loads is gone, too.

    Args:
        store: one in a folder; it is copied into memory.
        moment: see `later_loads`.

    Raises:
        UsageError: The store does not keep what later loads did, or the moment is none.
        DamagedStore: A journal is damaged.
    """
    later = later_loads(store, moment)
    copied = store.copy()
    with copied.transaction() as transaction:
        _undo(store, later, transaction)
        transaction.commit()
    yield from copied.quads(every_graph=True)


def copy_as_of(store: Store, moment: str, folder: Path) -> list[Load]:
    """Write a store as it was at a moment into a new folder; return the loads left out.

    Raises:
        UsageError: see `quads_as_of`.
    """
    later = later_loads(store, moment)
    new = EmbeddedStore.open(folder, new=True)
    with new.transaction(content=store.quads(every_graph=True)) as transaction:
        _undo(store, later, transaction)
        transaction.commit()
    return later


def _undo(store: Store, loads: Sequence[Load], transaction: Transaction[EmbeddedStore]) -> None:
    """Undo some loads of a store, the latest ones, latest first, in a copy of it."""
    for load in loads:
        for was_added, group in groupby(reversed(_changes(store, load)), itemgetter(0)):
            quads = [quad for _, quad in group]
            transaction.apply(() if was_added else quads, quads if was_added else ())


def _changes(store: Store, load: Load) -> list[tuple[bool, Quad]]:
    name = history.name_of(load.iri)
    noted = store.changes(name) if isinstance(store, EmbeddedStore) else None
    if noted is None:
        raise UsageError(
            in_language(
                f"the store does not keep what the load {name} did (made with --unchecked, or not "
                "in a folder): it cannot say how it was before",
                f"el almacén no guarda lo que hizo la carga {name} (hecha con --unchecked, o no "
                "está en una carpeta): no puede decir cómo era antes",
            )
        )
    return list(noted)


def _require_date(moment: str, bare: str) -> None:
    try:
        datetime.datetime.fromisoformat(f"{bare}-01-01"[:10] if len(bare) < 10 else bare)
    except ValueError as error:
        raise UsageError(
            in_language(f"'{moment}' is no date", f"«{moment}» no es una fecha")
        ) from error


def _no_moment(moment: str, matches: Sequence[str], names: Sequence[str]) -> str:
    listed = "\n".join(f"  {name}" for name in (matches or names)[:20])
    if matches:
        return in_language(
            f"several loads begin with '{moment}':\n{listed}",
            f"varias cargas comienzan con «{moment}»:\n{listed}",
        )
    listed = listed or in_language("  (the store holds none)", "  (el almacén no tiene ninguna)")
    return in_language(
        f"'{moment}' is no date (2026, 2026-11, 2026-11-28), not '{BUILD}', and no load:\n{listed}",
        f"«{moment}» no es una fecha (2026, 2026-11, 2026-11-28), ni «{BUILD}», ni una carga:\n"
        f"{listed}",
    )

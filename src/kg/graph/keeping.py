"""Stores as such: what is dumped, checked and restored, opened or not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError, in_language
from kg.files.writing import replacing, replacing_text
from kg.graph.wording import face
from kg.model import Progress, silent
from kg.rdf.namespaces import FACTS_GRAPH
from kg.store import EmbeddedStore, Store, config

if TYPE_CHECKING:
    from kg.store.integrity import Examination

#: the forms of a dump
FORMS: Final = ("nquads", "reifiers", "statements", "nanopubs", "schema-jsonld")


@face
def check(store: str | Path = "kg-store", *, quick: bool = False) -> Examination:
    """Return whether a store is as it was written, even one that is too damaged to be opened.

    Args:
        store: The folder of the store, or its name in kg.toml.
        quick: Compare the files with their checksums, and do not read the quads.

    Raises:
        UsageError: It is an endpoint.
        StoreError: There is no store.
    """
    from kg.store import integrity

    return integrity.check(_folder(store), quick=quick)


@face
def restore(
    store: str | Path,
    backup: str | Path | None = None,
    *,
    previous: bool = False,
    wait: float = 0.0,
) -> None:
    """Make a backup, or the state before the current one, the content of a store.

    The store may be damaged. The backup is checked first.

    Args:
        store: The folder of the store, or its name in kg.toml.
        backup: The folder of a backup.
        previous: Take back the newest intact generation before the current one.
        wait: Seconds to wait for another writer.

    Raises:
        StoreError: The backup is damaged, or there is none; the store is as it was.
    """
    _restore_folder(_folder(store), _one_of(backup, previous=previous), wait)


def restore_store(
    store: Store,
    backup: str | Path | None,
    *,
    previous: bool,
    wait: float,
    progress: Progress = silent,
) -> None:
    """Restore an open store: as `restore`; an endpoint from a backup only."""
    source = _one_of(backup, previous=previous)
    location = store.location
    if isinstance(location, Path):
        _restore_folder(location, source, wait)
        return
    from kg.store.remote import RemoteStore

    if source is None or not isinstance(store, RemoteStore):
        raise UsageError(
            in_language(
                "previous=True is for a store in a folder; an endpoint has no older generation",
                "previous=True es para un almacén en una carpeta; un servidor no tiene generación "
                "anterior",
            )
        )
    store.restore(source, progress)


def _restore_folder(folder: Path, source: Path | None, wait: float) -> None:
    if source is None:
        EmbeddedStore.restore_previous(folder, wait=wait).close()
    else:
        EmbeddedStore.restore(folder, source, wait=wait).close()


def _one_of(backup: str | Path | None, *, previous: bool) -> Path | None:
    """Return the folder of the backup; None is the previous generation."""
    if (backup is None) != previous:
        raise UsageError(
            in_language(
                "name the folder of a backup, or say previous=True",
                "nombre la carpeta de una copia, o diga previous=True",
            )
        )
    return None if backup is None else Path(backup)


def _folder(store: str | Path) -> Path:
    folder = config.folder_of(store)
    if folder is None:
        raise UsageError(
            in_language(
                f"{store} is an endpoint; this is for a store in a folder",
                f"{store} es un servidor; esto es para un almacén en una carpeta",
            )
        )
    return folder


def dump_store(store: Store, path: Path, form: str, *, facts_graph: bool) -> None:
    """Write a whole store to a file in one of `FORMS`.

    Raises:
        UsageError: The form is unknown, or has no graph for the facts.
    """
    if form not in FORMS:
        raise UsageError(
            in_language(
                f"form is one of {', '.join(FORMS)}, not '{form}'",
                f"form es uno de {', '.join(FORMS)}, no '{form}'",
            )
        )
    if form != "nquads" and facts_graph:
        raise UsageError(in_language("facts_graph is for nquads", "facts_graph es para nquads"))
    if form == "schema-jsonld":
        from kg.export.schema_org import write_schema_org

        with replacing_text(path) as text:
            write_schema_org(store, text)
        return
    with replacing(path) as (output,):
        if form == "nquads":
            store.dump(output, facts_graph=FACTS_GRAPH if facts_graph else "")
        else:
            from kg.claims.dumps import WRITERS

            WRITERS[form](store, output)

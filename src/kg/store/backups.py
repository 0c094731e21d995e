"""Backups of a store in a folder: a copy of one generation, which shares no file with the store.

A backup is the folder of the engine, with the manifest of the generation and its journal in
it. What is copied is compared with the manifest, both ways: damage of the store never gets into a
backup, and damage of a backup never into a store.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import DamagedStore, StoreError, in_language
from kg.files.writing import require_no_store
from kg.store import generations, manifest, ways_out
from kg.store.generations import Generation
from kg.store.manifest import Entry, Manifest

#: the manifest of a backup
MANIFEST: Final = "backup.manifest"
LOADS: Final = "loads"
_CHUNK: Final = 1 << 20  # bytes


def require_new_folder(folder: Path) -> None:
    """Raise an error where a backup would go into something that is there, or into a store."""
    if folder.exists():
        raise StoreError(
            in_language(
                f"{folder} is there already; name a folder that is not",
                f"{folder} ya existe; nombre una carpeta que no exista",
            )
        )
    require_no_store(folder)


def write(generation: Generation, folder: Path) -> None:
    """Copy a generation into a new folder.

    Raises:
        StoreError: The folder is there already, or cannot be written.
        DamagedStore: A file of the generation is not as it was written.
    """
    require_new_folder(folder)
    source = generation.path
    content = generation.manifest or _of_format_1(source)
    try:
        folder.mkdir(parents=True)
        _copy(manifest.contents(source, generation.loads), content, folder, folder / LOADS)
        (folder / MANIFEST).write_text(content.text(), encoding="utf-8", newline="\n")
        _sync(folder)
    except DamagedStore as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise DamagedStore(f"{error}; {ways_out.of(source.parent, source.name)}") from error
    except OSError as error:
        with contextlib.suppress(OSError):  # where a part of the path is a file
            shutil.rmtree(folder)
        raise StoreError(
            in_language(
                f"the backup to {folder} failed: {error}",
                f"la copia a {folder} falló: {error}",
            )
        ) from error


def _of_format_1(source: Path) -> Manifest:
    """Return a manifest for a generation that has none, read from end to end."""
    try:
        quads = sum(1 for _ in ox.Store.read_only(str(source)))
    except (OSError, RuntimeError) as error:
        raise DamagedStore(str(error)) from error
    return manifest.of_folder(source, source / LOADS, quads, {})


def require_backup(folder: Path) -> None:
    """Raise StoreError where a folder is no backup."""
    if not (folder / "CURRENT").is_file() or not any(folder.glob("MANIFEST-*")):
        raise StoreError(
            in_language(
                f"{folder} is no backup; kg backup DIR makes one",
                f"{folder} no es una copia; kg backup CARPETA hace una",
            )
        )


def copy_checked(backup: Path, staged: Path) -> int:
    """Copy a backup to where a new generation is made, and return how many quads it holds.

    Raises:
        DamagedStore: The backup is damaged.
    """
    files = manifest.contents(backup, backup / LOADS)
    try:
        has_manifest = (backup / MANIFEST).exists()  # not of an earlier version
        content = manifest.read(backup / MANIFEST) if has_manifest else _of_format_1(backup)
        _copy(files, content, staged, generations.loads_of(staged))
        _sync(staged)
        if len(ox.Store.read_only(str(staged))) != content.quads:
            raise DamagedStore(changed(backup / MANIFEST))
    except (OSError, RuntimeError, DamagedStore) as error:
        raise DamagedStore(
            in_language(
                f"the backup {backup} is damaged ({error}); the store is as it was",
                f"la copia {backup} está dañada ({error}); el almacén está como estaba",
            )
        ) from error
    return content.quads


def _copy(files: dict[str, Path], content: Manifest, target: Path, loads: Path) -> None:
    """Copy the files that a manifest names.

    Raises:
        DamagedStore: One is missing, or is not as the manifest says.
    """
    target.mkdir(exist_ok=True)
    for name, written in content.files.items():
        path = files.get(name)
        if path is None:
            raise DamagedStore(missing(name))
        to = target / name
        if name.startswith(manifest.LOADS):
            loads.mkdir(exist_ok=True)
            to = loads / path.name
        if _copy_file(path, to) != written:
            raise DamagedStore(changed(path))


def _copy_file(source: Path, target: Path) -> Entry:
    """Copy a file, and return the size and the SHA-256 of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as old, target.open("xb") as new:
        while chunk := old.read(_CHUNK):
            digest.update(chunk)
            new.write(chunk)
            size += len(chunk)
    return Entry(digest.hexdigest(), size)


def _sync(folder: Path) -> None:
    """Wait until the files in a folder are on the disk."""
    for path in (*folder.rglob("*"), folder):
        generations.sync(path)


def missing(path: Path | str) -> str:
    """Return the message on a file that is missing."""
    return in_language(f"{path} is missing", f"falta {path}")


def changed(path: Path | str) -> str:
    """Return the message on a file that is not as it was written."""
    return in_language(
        f"{path} has changed since it was written", f"{path} cambió desde que se escribió"
    )

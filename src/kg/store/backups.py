"""Backups of a store in a folder: a copy of one generation, which shares no file with the store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store import generations


def require_new_folder(folder: Path) -> None:
    """Raise StoreError where a backup would go into something that is there."""
    if folder.exists():
        raise StoreError(f"{folder} is there already; name a folder that is not")


def write(engine: ox.Store, folder: Path) -> None:
    """Copy the content of an engine on disk into a new folder.

    Raises:
        StoreError: The folder is there already, or cannot be written.
    """
    require_new_folder(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # The engine's own backup shares its files with the store, and their damage.
        with generations.staging(folder.parent) as linked:
            engine.backup(str(linked))
            generations.copy_durably(linked, folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StoreError(f"the backup to {folder} failed: {error}") from error


def require_backup(folder: Path) -> None:
    """Raise StoreError where a folder is no backup."""
    if not (folder / "CURRENT").is_file() or not any(folder.glob("MANIFEST-*")):
        raise StoreError(f"{folder} is no backup; kg backup DIR makes one")


def copy_checked(backup: Path, staged: Path) -> None:
    """Copy a backup to where a new generation is made, and read the copy from end to end.

    Raises:
        StoreError: The backup is damaged.
    """
    generations.copy_durably(backup, staged)
    try:
        for _ in ox.Store.read_only(str(staged)):
            pass
    except (OSError, RuntimeError) as error:
        raise StoreError(f"the backup is damaged ({error}); the store is as it was") from error

"""The checksums of a folder that is derived from a generation, such as the index of its names.

of <identity of the generation>
<SHA-256> <bytes> <name>
…
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from kg.store import manifest

NAME: Final = "checksums.kg"


def write(folder: Path, identity: str) -> None:
    """Write the checksums of the files in a folder, which nobody writes to any more."""
    (folder / NAME).write_text(_text(folder, identity), encoding="utf-8", newline="\n")


def belongs(folder: Path, identity: str) -> bool:
    """Return whether a folder is there and was derived from the generation with an identity."""
    try:
        with (folder / NAME).open(encoding="utf-8") as file:
            return file.readline() == f"of {identity}\n"
    except (OSError, UnicodeDecodeError):
        return False


def intact(folder: Path, identity: str) -> bool:
    """Return whether the files of a folder are as they were written for a generation.

    Files that are empty do not count: the index leaves some as locks.
    """
    try:
        text = (folder / NAME).read_bytes().decode("utf-8")
        first, *lines = text.removesuffix("\n").split("\n")
        present = {path.name for path in folder.iterdir() if path.stat().st_size} - {NAME}
        listed = {line.partition(" ")[2].partition(" ")[2] for line in lines}
        return (
            text.endswith("\n")
            and first == f"of {identity}"
            and present <= listed
            and all(_line(folder / line.split(" ", 2)[2]) == line for line in lines)
        )
    except (OSError, UnicodeDecodeError, IndexError):
        return False


def _text(folder: Path, identity: str) -> str:
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name != NAME)
    return "\n".join([f"of {identity}", *map(_line, paths)]) + "\n"


def _line(path: Path) -> str:
    entry = manifest.entry(path)
    return f"{entry.digest} {entry.size} {path.name}"

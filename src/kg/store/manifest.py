"""The manifest of a generation: its format, how much it holds, the size and SHA-256 of each file.

    helixkg-generation 2
    quads 42573
    file <SHA-256> 898727 000010.sst
    …
    end <SHA-256 of the lines above>

It is written when a generation is finished, and never changed. Readers of the generation hold a
shared lock on it. A backup has one, too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.errors import DamagedStore, in_language, said_by_system
from kg.store.pointer import FORMAT

#: folder of a generation + this = its manifest
ENDING: Final = ".manifest"
#: what the names of the files of the journal begin with
LOADS: Final = "loads/"
_FIRST_LINE: Final = f"helixkg-generation {FORMAT}"
_FILE: Final = re.compile(r"file ([0-9a-f]{64}) (\d+) ([^\r\n/]+|loads/[^\r\n/]+)")
_QUADS: Final = re.compile(r"quads (\d+)")
#: files of the engine that are no content: what it did, and its own lock
_NO_CONTENT: Final = re.compile(r"LOG(\.old\..*)?|LOCK")


class Entry(NamedTuple):
    """One file as it was written."""

    digest: str
    size: int


class Manifest(NamedTuple):
    """What a manifest says.

    Attributes:
        quads: How many quads the generation holds.
        files: Its files, by name; those of the journal begin with `loads/`.
    """

    quads: int
    files: Mapping[str, Entry] = MappingProxyType({})

    def text(self) -> str:
        """Return the content of the file."""
        lines = [_FIRST_LINE, f"quads {self.quads}"]
        lines += [f"file {e.digest} {e.size} {name}" for name, e in sorted(self.files.items())]
        body = "\n".join(lines) + "\n"
        return f"{body}end {_sha256(body)}\n"

    @property
    def digest(self) -> str:
        """The SHA-256 that stands in its last line."""
        return self.text().rpartition(" ")[2].strip()


def path_of(generation: Path) -> Path:
    """Return where the manifest of a generation lies, beside its folder."""
    return generation.with_name(generation.name + ENDING)


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises:
        DamagedStore: It is missing, or is not as it was written.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = said_by_system(error)
        raise DamagedStore(
            in_language(
                f"the manifest {path} cannot be read ({reason})",
                f"no se puede leer el manifiesto {path} ({reason})",
            )
        ) from error
    body, _, digest = text.rpartition("end ")
    if digest != f"{_sha256(body)}\n" or not body.startswith(_FIRST_LINE + "\n"):
        raise DamagedStore(
            in_language(f"the manifest {path} is damaged", f"el manifiesto {path} está dañado")
        )
    quads, files = 0, {}
    for line in body.splitlines()[1:]:
        if match := _FILE.fullmatch(line):
            files[match[3]] = Entry(match[1], int(match[2]))
        elif match := _QUADS.fullmatch(line):
            quads = int(match[1])
    return Manifest(quads, files)


def of_folder(folder: Path, loads: Path, quads: int, known: Mapping[str, Entry]) -> Manifest:
    """Return the manifest of a generation that nobody writes to any more.

    Args:
        folder: Of the generation.
        loads: The folder of its journal.
        quads: How many it holds.
        known: What is known of some of its files already.
    """
    paths = contents(folder, loads)
    files = {name: known.get(name) or entry(path) for name, path in paths.items()}
    return Manifest(quads, files)


def unchanged(old: Path, new: Path, manifest: Manifest) -> dict[str, Entry]:
    """Return what a manifest says of the files that two generations share.

    The engine never writes to a finished table again, and the next generation has it by a hard
    link; damage to it is still found, as its content no longer fits.

    Args:
        old: The folder of the generation with the manifest.
        new: The folder of the generation that was made from it.
        manifest: Of the old generation.
    """
    known = {}
    for name, written in manifest.files.items():
        if name.endswith(".sst") and (new / name).exists() and (old / name).exists():
            before, now = (old / name).stat(), (new / name).stat()
            if (before.st_ino, before.st_dev) == (now.st_ino, now.st_dev) and before.st_ino:
                known[name] = written
    return known


def contents(folder: Path, loads: Path) -> dict[str, Path]:
    """Return the files of a generation and of its journal, by their names in a manifest."""
    files = {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.is_file() and not _NO_CONTENT.fullmatch(path.name) and path.suffix != ENDING
    }
    if loads.is_dir():
        files |= {f"{LOADS}{path.name}": path for path in sorted(loads.iterdir())}
    return files


def drop_no_content(folder: Path) -> None:
    """Remove the files of the engine that are no content."""
    for path in folder.iterdir():
        if _NO_CONTENT.fullmatch(path.name):
            path.unlink()


def entry(path: Path) -> Entry:
    """Return the size and the SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Entry(digest, path.stat().st_size)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

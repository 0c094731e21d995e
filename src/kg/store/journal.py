"""The journal of a store in a folder: the quads that each load added and removed.

One file for each load since the last build, beside the generation, named after the load:

    + <subject> <predicate> "object" <graph> .
    - …

compressed, in the order in which it happened. `kg build --keep-loads` plays it again. Loads made
with `--unchecked` have none: that would be a second copy of the files.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.errors import DamagedStore, in_language
from kg.model import Quad
from kg.rdf.oxigraph import quad_from_ox

if TYPE_CHECKING:
    import gzip

ENDING: Final = ".changes.gz"
_UNNAMED: Final = "unnamed"
_LEVEL: Final = 1  # of compression: ten times as fast as the best, a fifth larger


class Journal:
    """The journal of one change under way.

    Attributes:
        folder: Where it is kept.
        name: Of the load; without one nothing is kept.
    """

    def __init__(self, folder: Path) -> None:
        """Start without a file; the folder is made with the first quad."""
        self.folder = folder
        self._file: gzip.GzipFile | None = None
        self.name = ""

    def write(self, sign: str, quads: Iterable[ox.Quad]) -> None:
        """Note quads that were added (+) or removed (-)."""
        self.write_lines(sign, [f"{quad} .\n" for quad in quads])

    def write_lines(self, sign: str, lines: Sequence[str]) -> None:
        """Note quads that were added (+) or removed (-), as lines of canonical N-Quads."""
        if not lines:
            return
        if self._file is None:
            import gzip

            self.folder.mkdir(exist_ok=True)
            self._file = gzip.GzipFile(self.folder / _UNNAMED, "wb", _LEVEL)
        start = f"{sign} "
        self._file.write((start + start.join(lines)).encode())

    def finish(self) -> None:
        """Close the file, and give it its name; a change without a name has no journal."""
        if self._file is None:
            return
        self._file.close()
        path = self.folder / _UNNAMED
        if self.name:
            path.replace(self.folder / f"{self.name}{ENDING}")
            return
        path.unlink()
        if not any(self.folder.iterdir()):
            self.folder.rmdir()

    def close(self) -> None:
        """Let go of the file, after a change that fails."""
        if self._file is not None:
            with contextlib.suppress(OSError):  # a full disk, which the change has failed of
                self._file.close()


def share(source: Path, target: Path) -> None:
    """Give the journals in a folder to another one, by hard links where there are any."""
    import shutil

    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    for path in source.iterdir():
        try:
            os.link(path, target / path.name)
        except OSError:  # a file system without hard links
            shutil.copy2(path, target / path.name)


def changes(loads: Path, name: str) -> Iterator[tuple[bool, Quad]] | None:
    """Return what a load did: whether a quad was added, and the quad. None without a journal.

    Raises:
        DamagedStore: The journal is damaged; while it is read, too.
    """
    path = loads / f"{name}{ENDING}"
    return _read(path) if path.is_file() else None


def _read(path: Path) -> Iterator[tuple[bool, Quad]]:
    import gzip

    try:
        with gzip.open(path, "rb") as file:
            for line in file:
                for quad in ox.parse(line[2:], format=ox.RdfFormat.N_QUADS):
                    yield line.startswith(b"+"), quad_from_ox(quad)
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise DamagedStore(
            in_language(
                f"the journal {path} is damaged ({error})",
                f"el diario {path} está dañado ({error})",
            )
        ) from error

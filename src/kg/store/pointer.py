"""CURRENT: the file that names the generation of a store which readers open.

    gen-000007 format-2 <SHA-256 of the generation's manifest> <check>

The check is the start of the SHA-256 of what stands before it, in every format, so that a store of
a newer format is told from a damaged one. A store of format 1 has the name alone.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import DamagedStore, StoreError, in_language, said_by_system
from kg.store import ways_out
from kg.store.patience import patiently

NAME: Final = "CURRENT"
#: of stores that are written now; 1 has no manifests
FORMAT: Final = 2
_GENERATION: Final = re.compile(r"gen-\d{6,}")
_WITH_CHECK: Final = re.compile(r"(gen-\d{6,}) format-(\d+)((?: \S+)*) ([0-9a-f]{16})\n")
_CHECK_LENGTH: Final = 16


class Pointer(NamedTuple):
    """What CURRENT says.

    Attributes:
        name: Of the generation.
        format: Of the store.
        manifest: SHA-256 of the manifest, empty in format 1.
    """

    name: str
    format: int = FORMAT
    manifest: str = ""

    def text(self) -> str:
        """Return the content of CURRENT."""
        words = f"{self.name} format-{self.format} {self.manifest}"
        return f"{words} {_check(words)}\n"


def read(folder: Path) -> Pointer | None:
    """Return what the CURRENT of a folder says, None where there is none.

    Raises:
        DamagedStore: It cannot be read, or is not as it was written.
        StoreError: The store has a newer format.
    """
    path = folder / NAME
    try:
        text = patiently(lambda: path.read_bytes()).decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise DamagedStore(_unreadable(path, said_by_system(error))) from error
    except UnicodeDecodeError as error:
        raise DamagedStore(_unreadable(path, "its text is damaged", "su texto está dañado")) from (
            error
        )
    if _GENERATION.fullmatch(text.removesuffix("\n")):
        return Pointer(text.removesuffix("\n"), 1)
    match = _WITH_CHECK.fullmatch(text)
    if not match or _check(text.rpartition(" ")[0]) != match[4]:
        raise DamagedStore(_unreadable(path, "its text is damaged", "su texto está dañado"))
    if int(match[2]) > FORMAT:
        raise StoreError(
            in_language(
                f"the store in {folder} has format {match[2]}, this kg reads up to format "
                f"{FORMAT}; update it: pip install -U helixkg",
                f"el almacén en {folder} tiene el formato {match[2]}, este kg lee hasta el formato "
                f"{FORMAT}; actualícelo: pip install -U helixkg",
            )
        )
    return Pointer(match[1], int(match[2]), match[3].strip())


def _check(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:_CHECK_LENGTH]


def _unreadable(path: Path, reason: str, motivo: str = "") -> str:
    return in_language(
        f"{path} cannot be read ({reason}); {ways_out.of(path.parent)}",
        f"no se puede leer {path} ({motivo or reason}); {ways_out.of(path.parent)}",
    )

"""Which files of settings the user trusts, though they lie in a folder that anyone may have made.

A file is trusted by its path and its content: `kg trust` notes the SHA-256, and a file that has
changed since is not trusted any more.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Final

from kg.errors import StoreError, in_language
from kg.files.reading import nested, real
from kg.files.writing import write_text

_NAME: Final = "trusted.json"


def record() -> Path:
    """Return the file in which the trusted files are noted."""
    state = os.environ.get("XDG_STATE_HOME")
    return Path(state or Path.home() / ".local" / "state") / "helixkg" / _NAME


def is_trusted(file: Path, content: bytes) -> bool:
    """Return whether the user trusts a file with this content."""
    return _read().get(_key(file)) == hashlib.sha256(content).hexdigest()


def add(file: Path, content: bytes) -> None:
    """Trust a file as long as it has this content."""
    _write({**_read(), _key(file): hashlib.sha256(content).hexdigest()})


def remove(file: Path) -> bool:
    """Trust a file no more; return whether it was trusted."""
    known = _read()
    was_trusted = known.pop(_key(file), None) is not None
    if was_trusted:
        _write(known)
    return was_trusted


def files() -> list[str]:
    """Return the paths of the files that were trusted, changed since or not."""
    return sorted(_read())


def _key(file: Path) -> str:
    return str(real(file))


def _read() -> dict[str, str]:
    try:
        with nested(str(record())):
            known = json.loads(record().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise _unusable(str(error)) from error
    if not isinstance(known, dict) or not all(isinstance(value, str) for value in known.values()):
        raise _unusable(in_language("it is no list of files", "no es una lista de archivos"))
    return known


def _unusable(reason: str) -> StoreError:
    return StoreError(
        in_language(
            f"{record()} cannot be read ({reason}); delete it and trust your files again",
            f"no se puede leer {record()} ({reason}); bórrelo y vuelva a confiar en sus archivos",
        )
    )


def _write(known: dict[str, str]) -> None:
    file = record()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_text(file, json.dumps(known, indent=2, sort_keys=True, ensure_ascii=False) + "\n")

"""Write files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import shutil
import stat
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TextIO

from kg.errors import UsageError, in_language

_OPEN_FILE: Final = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
_MOST_LINKS: Final = 40  # that a system follows
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Move(NamedTuple):
    """A new file, and the path whose place it is to take."""

    aside: Path
    target: Path


@contextlib.contextmanager
def replacing(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Open a new file beside each path; when the block ends well, all take their places.

    If the block fails or the disk is full, the paths are as they were. A symbolic link stays
    one, and its target is replaced. A new file has the permissions and the owner of the old one.
    Folders that are missing are made. A pipe or a device, and an open file named as /dev/stdout,
    is written to directly.

    Raises:
        UsageError: The system refuses to write.
        BrokenPipeError: The reader of a pipe has gone.
    """
    moves: list[_Move] = []
    in_block = False
    try:
        with contextlib.ExitStack() as stack:
            outputs = [stack.enter_context(_opened(path, moves, stack)) for path in paths]
            in_block = True
            yield tuple(outputs)
            in_block = False
            for output in outputs:
                output.close()  # a full disk is noticed here, before anything is replaced
            _take_places(moves)
            stack.pop_all()
    except BrokenPipeError:
        raise
    except OSError as error:
        if in_block and error.filename is not None:
            raise  # another file that the block uses; to write to an open one gives no name
        raise _refusal(error, paths) from error


@contextlib.contextmanager
def replacing_text(path: Path) -> Iterator[TextIO]:
    """Open a new text file in UTF-8, as `replacing` does; line ends stay as they are written."""
    with (
        replacing(path) as (output,),
        io.TextIOWrapper(output, encoding="utf-8", newline="") as text,
    ):
        yield text


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, as `replacing` does."""
    with replacing_text(path) as output:
        output.write(text)


def _opened(path: Path, moves: list[_Move], undo: contextlib.ExitStack) -> BinaryIO:
    """Open what is written to for a path, and note the move that it needs afterwards."""
    number = _descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")
    target = Path(os.path.realpath(path))  # a link stays a link
    try:
        old = target.stat()
    except FileNotFoundError:
        old = None
    if old and stat.S_ISDIR(old.st_mode):
        raise UsageError(
            in_language(
                f"{path} is a folder; name a file", f"{path} es una carpeta; indique un archivo"
            )
        )
    if old and not stat.S_ISREG(old.st_mode):
        return target.open("wb")
    for folder in _made_folders(target.parent):
        undo.callback(_remove_empty, folder)
    aside = _unused_name(target)
    undo.callback(aside.unlink, missing_ok=True)
    output = _created(aside, old)
    moves.append(_Move(aside, target))
    return output


def _descriptor(path: Path) -> int | None:
    """Return the number of the open file that a name such as /dev/stdout stands for.

    To open the name again would empty a file to which the shell appends (`>> file`).
    """
    path = path.absolute()
    for _ in range(_MOST_LINKS):
        match = _OPEN_FILE.fullmatch(str(path))
        if match:
            return int(match[1])
        if not path.is_symlink():
            return None
        path = path.parent / path.readlink()
    return None


def _made_folders(folder: Path) -> list[Path]:
    """Make a folder and return those that were missing, the outermost first."""
    missing = list(takewhile(lambda path: not path.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _remove_empty(folder: Path) -> None:
    with contextlib.suppress(OSError):  # something else was put there in the meantime
        folder.rmdir()


def _unused_name(target: Path) -> Path:
    """Return a name beside a file that nobody can guess and put a link at."""
    return target.with_name(f".kg-{os.urandom(8).hex()}.part")


def _created(aside: Path, old: os.stat_result | None) -> BinaryIO:
    """Create a file that must be new, with the owner and the permissions of the old one."""
    handle = os.open(
        aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600 if old else 0o666
    )
    if old:
        own = os.fstat(handle)
        if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
            with contextlib.suppress(PermissionError):  # only root may; then it is the writer's
                os.fchown(handle, old.st_uid, old.st_gid)
        os.fchmod(handle, old.st_mode & 0o777)
    return os.fdopen(handle, "wb")


def _take_places(moves: Sequence[_Move]) -> None:
    """Put each new file in its place; where one cannot, put the old ones back."""
    with contextlib.ExitStack() as tidy, contextlib.ExitStack() as undo:
        for aside, target in moves:
            old = _second_name(target) if len(moves) > 1 else None
            if old:
                tidy.callback(old.unlink, missing_ok=True)
            aside.replace(target)
            if old:
                undo.callback(old.replace, target)
            else:
                undo.callback(target.unlink)
        undo.pop_all()


def _second_name(target: Path) -> Path | None:
    """Give a file a second name, under which it outlives its replacement; None if it is new."""
    second = _unused_name(target)
    try:
        second.hardlink_to(target)
    except FileNotFoundError:
        return None
    except OSError:  # a file system without hard links
        shutil.copy2(target, second)
    return second


def _refusal(error: OSError, paths: Sequence[Path]) -> UsageError:
    names = ", ".join(map(str, paths))
    reason = error.strerror or str(error)
    is_full = error.errno in _FULL
    return UsageError(
        in_language(
            f"cannot write {names}: {reason}; "
            f"{'free some space there, or ' if is_full else ''}name another place",
            f"no se puede escribir {names}: {reason}; "
            f"{'libere espacio ahí o ' if is_full else ''}indique otro lugar",
        )
    )

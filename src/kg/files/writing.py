"""Write files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import stat
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple, TextIO

from kg.errors import UsageError, in_language, said_by_system

_OPEN_FILE: Final = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
_MOST_LINKS: Final = 40  # that a system follows
#: Windows has a mode in which it changes line ends; other systems hand open files to children
_OF_THE_SYSTEM: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class _Move(NamedTuple):
    """A new file, and the path whose place it is to take."""

    aside: Path
    target: Path


@contextlib.contextmanager
def replacing(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Open a new file beside each path; when the block ends well, all take their places.

    If the block fails or the disk is full, the paths are as they were. A symbolic link stays
    one, and its target is replaced. A new file has the permissions and the owner of the old one;
    a file that may not be written to is not replaced, nor what a stranger put into /tmp.
    Folders that are missing are made. A pipe or a device, and an open file named as /dev/stdout,
    is written to directly.

    Raises:
        UsageError: The system refuses to write, or a path lies in the folder of a store.
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


def require_different(*paths: Path | None) -> None:
    """Check that no two outputs of a command are the same file; None is standard output.

    Raises:
        UsageError: Two are; the second would replace the first.
    """
    seen: set[str] = set()
    for path in filter(None, paths):
        place = os.path.realpath(path)
        if place in seen and not place.startswith("/dev/"):
            raise UsageError(
                in_language(
                    f"two outputs go to {path}; name a file for each",
                    f"dos salidas van a {path}; indique un archivo para cada una",
                )
            )
        seen.add(place)


def require_no_store(path: Path) -> None:
    """Check that a path is not in the folder of a store, which holds its own files only.

    Raises:
        UsageError: It is.
    """
    for folder in Path(os.path.realpath(path)).parents:
        if (folder / "CURRENT").is_file() and any(folder.glob("gen-*")):
            raise UsageError(
                in_language(
                    f"{path} is in the store {folder}, which holds its own files only; name "
                    "another place",
                    f"{path} está en el almacén {folder}, que solo tiene sus propios archivos; "
                    "indique otro lugar",
                )
            )


def _opened(path: Path, moves: list[_Move], undo: contextlib.ExitStack) -> BinaryIO:
    """Open what is written to for a path, and note the move that it needs afterwards."""
    number = _descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "wb")
    target = Path(os.path.realpath(path))  # a link stays a link
    require_no_store(path)
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
    if old and _is_planted(target):
        raise _planted(path)
    if old and not stat.S_ISREG(old.st_mode):
        return target.open("wb")
    if old and not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))  # as the shell refuses
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
    named, path = path, path.absolute()
    for _ in range(_MOST_LINKS):
        match = _OPEN_FILE.fullmatch(str(path))
        if match:
            return int(match[1])
        if not path.is_symlink():
            return None
        if _is_planted(path):
            raise _planted(named)
        path = path.parent / path.readlink()
    return None


def _is_planted(path: Path) -> bool:
    """Return whether a stranger may have put there what is at a path, for us to write into.

    That is what belongs to others in a folder where everybody can put files, such as /tmp. Linux
    has the same rule for files that are opened (fs.protected_symlinks, protected_regular,
    protected_fifos), but not for one that replaces another.
    """
    if os.name == "nt":
        return False  # no such folder
    folder = path.parent.stat()
    is_for_all = folder.st_mode & stat.S_ISVTX and folder.st_mode & stat.S_IWOTH
    return bool(is_for_all) and path.lstat().st_uid not in (os.geteuid(), folder.st_uid)


def _planted(path: Path) -> UsageError:
    return UsageError(
        in_language(
            f"{path} belongs to somebody else, in a folder where everybody can put files; "
            "name another place",
            f"{path} es de otra persona, en una carpeta donde todos pueden poner archivos; "
            "indique otro lugar",
        )
    )


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
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _OF_THE_SYSTEM
    handle = os.open(aside, flags, 0o600 if old else 0o666)
    if old and os.name != "nt":  # which has no such permissions
        own = os.fstat(handle)
        if (own.st_uid, own.st_gid) != (old.st_uid, old.st_gid):
            with contextlib.suppress(PermissionError):  # only root may; then it is the writer's
                os.fchown(handle, old.st_uid, old.st_gid)
        os.fchmod(handle, old.st_mode & 0o777)
    return os.fdopen(handle, "wb")


def _take_places(moves: Sequence[_Move]) -> None:
    """Put each new file in its place; where one cannot, put the old ones back."""
    for aside, _ in moves:
        _sync(aside)
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


def _sync(path: Path) -> None:
    """Wait until the content is on the disk, else the place could be empty when power fails."""
    with contextlib.suppress(PermissionError):  # it has the permissions of the old file by now
        handle = os.open(path, os.O_WRONLY | _OF_THE_SYSTEM)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _second_name(target: Path) -> Path | None:
    """Give a file a second name, under which it outlives its replacement; None if it is new."""
    import shutil

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
    reason = said_by_system(error)
    is_full = error.errno in _FULL
    return UsageError(
        in_language(
            f"cannot write {names}: {reason}; "
            f"{'free some space there, or ' if is_full else ''}name another place",
            f"no se puede escribir {names}: {reason}; "
            f"{'libere espacio ahí o ' if is_full else ''}indique otro lugar",
        )
    )

"""The folder of a store: its generations, and the pointer to the current one.

    kg-store/
      CURRENT                names the generation that readers open (kg.store.pointer)
      LOCK                   held by the one writer; its text names the holder
      gen-000001/ …          the files of the engine
      gen-000001.manifest    what they are; readers hold a shared lock on it (kg.store.manifest)
      gen-000001.loads/ …    what each load changed since the last build (kg.store.journal)
      gen-000001.names/ …    derived from a generation: the index of its names
      gen-000001.asking/ …   likewise: the words of questions (kg.library.asking.prepared)
      .new-…                 a generation in the making, with a lock of the process that makes it
      .queue-…               a process that waits for the right to write (kg.store.queue)

A change is written into a new generation beside the old one, and becomes visible by one
atomic replacement of CURRENT. A process that dies half-way leaves the old generation in place. A
reader keeps the generation it opened: a writer removes only those that nobody has a lock on.
"""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final, TypeVar

import pyoxigraph as ox

from kg.errors import DamagedStore, StoreError, in_language, said_by_system
from kg.store import checksums, damage, manifest, pointer, queue, ways_out
from kg.store.file_lock import make_locked, try_lock
from kg.store.manifest import Manifest
from kg.store.patience import patiently
from kg.store.pointer import Pointer

_Item = TypeVar("_Item")

_NEW_POINTER: Final = "CURRENT.new"
_NUMBER: Final = re.compile(r"gen-(\d{6,})(\..*)?")
_STAGING: Final = ".new-"
_LOCK_ENDING: Final = ".lock"
LOADS_ENDING: Final = ".loads"
#: what is added to the name of a staged generation; the engine adds .tmp while it links files
_PART: Final = re.compile(r"\.(lock|loads|tmp)$")
_PAUSE: Final = 0.05  # seconds between two tries
_REMOVE_TRIES: Final = 10
_OPEN_TRIES: Final = 20  # to open a store that others change


class Generation:
    """A generation that stays on the disk for as long as this object lives.

    Attributes:
        path: Its folder.
        manifest: What it holds; None in a store of format 1.
        identity: A text that no other generation has, even of another store in the same place.
    """

    def __init__(self, path: Path, content: Manifest | None, held: IO[bytes] | None) -> None:
        """Take what `open_current` found; `held` is locked, and closed with this object."""
        self.path = path
        self.manifest = content
        self.identity = content.digest if content else _identity_of_format_1(path)
        self._held = held

    def keeping(self, items: Iterator[_Item]) -> Iterator[_Item]:
        """Yield what is read of this generation, which stays until the last is read."""
        with damage.named():
            yield from items

    @property
    def loads(self) -> Path:
        """The folder of its journal, which need not be there."""
        return loads_of(self.path)


def loads_of(generation: Path) -> Path:
    """Return the folder of a generation's journal, beside it, which need not be there."""
    return generation.with_name(generation.name + LOADS_ENDING)


def current(folder: Path) -> Path | None:
    """Return the folder of the current generation, None where there is no store.

    Raises:
        StoreError: The pointer to it is damaged, or of a newer format.
    """
    target = pointer.read(folder)
    return folder / target.name if target else None


def hold_current(folder: Path) -> Generation:
    """Return the current generation, which stays on the disk from now on.

    Raises:
        StoreError: There is no store, or it cannot be opened.
    """
    for attempt in range(_OPEN_TRIES):
        target = pointer.read(folder)
        if target is None:
            raise StoreError(_no_store(folder))
        try:
            return _hold(folder, target)
        except StoreError:
            if attempt and pointer.read(folder) == target:
                raise
            # A writer has just published the next generation, and removed this one.
            time.sleep(_PAUSE * (attempt > 1))
    raise StoreError(
        in_language(
            f"the store in {folder} changes faster than it can be opened; try again",
            f"el almacén en {folder} cambia más rápido de lo que se puede abrir; intente de nuevo",
        )
    )


def open_current(folder: Path) -> tuple[ox.Store, Generation]:
    """Open the current generation for reading, and return it with its engine.

    Raises:
        StoreError: There is no store, or it cannot be opened.
    """
    generation = hold_current(folder)
    return open_engine(generation.path), generation


def _hold(folder: Path, target: Pointer) -> Generation:
    """Lock a generation, so that it stays, and read its manifest."""
    path = folder / target.name
    manifest_path = manifest.path_of(path)
    if target.format == 1 and not manifest_path.exists():
        return Generation(path, None, None)
    try:
        held = manifest_path.open("rb")
    except OSError as error:
        raise _damaged(folder, manifest_path, said_by_system(error)) from error
    with contextlib.suppress(OSError):  # a file system without locks: it is read all the same
        if not try_lock(held, shared=True):
            held.close()
            raise _damaged(folder, path, in_language("it was removed", "se quitó"))
    try:
        content = manifest.read(manifest_path)
    except DamagedStore as error:
        held.close()
        raise DamagedStore(f"{error}; {ways_out.of(folder, path.name)}") from error
    if content.digest != target.manifest or not path.is_dir():
        held.close()
        reason = in_language(
            "it is missing, or is not the one that CURRENT names",
            "falta, o no es la que CURRENT nombra",
        )
        raise _damaged(folder, path, reason)
    return Generation(path, content, held)


def open_engine(path: Path) -> ox.Store:
    """Open the engine of one generation for reading.

    Raises:
        DamagedStore: It is missing or damaged.
    """
    try:
        return ox.Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise _damaged(path.parent, path, str(error)) from error


def crashed(path: Path) -> DamagedStore:
    """Return the error for a generation whose files made the engine crash."""
    return _damaged(
        path.parent,
        path,
        in_language(
            f"the engine failed on its files; kg check --store {path.parent} says which are "
            "damaged",
            f"el motor falló con sus archivos; kg check --store {path.parent} dice cuáles están "
            "dañados",
        ),
    )


def _damaged(folder: Path, path: Path, reason: str) -> DamagedStore:
    return DamagedStore(
        in_language(
            f"{path} of the store cannot be opened ({reason}); {ways_out.of(folder, path.stem)}",
            f"no se puede abrir {path} del almacén ({reason}); {ways_out.of(folder, path.stem)}",
        )
    )


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give the path of a new generation, which is removed at the end unless it was moved.

    It lies beside the others; where the folder cannot be written to, in the temporary folder. A
    lock beside it says that its process lives.
    """
    import tempfile

    with contextlib.ExitStack() as stack:
        if os.access(folder, os.W_OK):
            path, lock = make_locked(lambda: folder / f"{_own_name()}{_LOCK_ENDING}")
            stack.callback(_unlink, path)
            stack.callback(lock.close)
            staged = path.with_name(path.name.removesuffix(_LOCK_ENDING))
        else:
            staged = Path(tempfile.gettempdir()) / f"kg{_own_name()}"
        stack.callback(_remove_patiently, staged)
        yield staged


def _remove_patiently(staged: Path) -> None:
    for _ in range(_REMOVE_TRIES):  # the engine may still be writing its last file
        _remove(staged.parent, staged.name)
        if not staged.exists():
            break
        time.sleep(_PAUSE)


def _own_name() -> str:
    import secrets

    return f"{_STAGING}{secrets.token_hex(8)}"


def publish(
    folder: Path, staged: Path, quads: int, base: Generation | None = None
) -> tuple[ox.Store, Generation]:
    """Make a staged generation the current one, and open it.

    The caller holds the right to write. After a loss of power there is the old generation or
    the new one: each step is on the disk before the next.

    Args:
        folder: Of the store.
        staged: The new generation; nobody has it open.
        quads: How many quads it holds.
        base: The generation that it was made from, whose loads and tables it shares.
    """
    manifest.drop_no_content(staged)
    generation = folder / f"gen-{_highest(folder) + 1:06d}"
    loads = loads_of(generation)
    _take_loads(loads_of(staged), loads)
    known = manifest.unchanged(base.path, staged, base.manifest) if base and base.manifest else {}
    content = manifest.of_folder(staged, loads, quads, known)
    manifest_path = manifest.path_of(generation)
    manifest_path.write_text(content.text(), encoding="utf-8", newline="\n")
    sync(manifest_path)
    patiently(lambda: staged.rename(generation))
    sync(folder)
    make_current(folder, Pointer(generation.name, manifest=content.digest))
    return open_current(folder)


def make_current(folder: Path, new: Pointer) -> None:
    """Let CURRENT name a generation, and remove those that neither it nor a reader needs.

    The generation that was current before stays: for readers that are about to open it, and for
    `kg restore --previous`.
    """
    names = [path.name for path in folders(folder)]
    try:
        old = pointer.read(folder)
        keep = {new.name, old.name if old else ""}
    except StoreError:  # damaged: the newest other generation stays
        keep = {new.name, *[name for name in names if name != new.name][:1]}
    path = folder / _NEW_POINTER
    path.write_text(new.text(), encoding="ascii", newline="\n")
    sync(path)
    patiently(lambda: path.replace(folder / pointer.NAME))
    sync(folder)
    for name in names:
        if name not in keep:
            remove_unread(folder, name)


def _take_loads(staged: Path, loads: Path) -> None:
    """Move the journal of a staged generation to its place."""
    if staged.is_dir():
        loads.mkdir()
        for path in staged.iterdir():
            patiently(lambda path=path: path.replace(loads / path.name))  # type: ignore[misc]
            sync(loads / path.name)
        sync(loads)


def remove_unread(folder: Path, name: str) -> None:
    """Remove a generation and what belongs to it, unless somebody reads it."""
    _remove_unless_held(folder, name, manifest.path_of(folder / name))


def _remove_unless_held(folder: Path, name: str, lock: Path) -> None:
    """Remove what belongs to a name and its lock, unless somebody holds the lock."""
    try:
        with lock.open("rb") as held:
            if not try_lock(held, shared=False):
                return
            _remove(folder, name)
    except FileNotFoundError:
        _remove(folder, name)
    except OSError:  # Windows: somebody has just opened it; the next writer tries again
        return
    _unlink(lock)


def _remove(folder: Path, name: str) -> None:
    """Remove a folder and those whose names it begins, as far as the system lets go of them."""
    import shutil

    for path in (folder / name, *folder.glob(f"{name}.*")):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _unlink(path: Path) -> None:
    with contextlib.suppress(OSError):  # Windows: somebody has just opened it
        path.unlink(missing_ok=True)


def derived(
    generation: Generation, ending: str, make: Callable[[Path], None], *, anew: bool = False
) -> Path | None:
    """Return the folder of something derived from a generation, made where there is none yet.

    Args:
        generation: What is derived lies beside its folder.
        ending: Added to the name of the generation, such as `.names`.
        make: Fills an empty folder.
        anew: Make it in any case: the one that is there is damaged.

    Returns:
        None where there is none and the store cannot be written to.
    """
    path = generation.path
    target = path.with_name(path.name + ending)
    if anew or not checksums.belongs(target, generation.identity):
        if not os.access(target.parent, os.W_OK):
            return None
        import shutil

        with staging(target.parent) as staged:
            staged.mkdir()
            make(staged)
            checksums.write(staged, generation.identity)
            shutil.rmtree(target, ignore_errors=True)
            with contextlib.suppress(OSError):  # another process was faster
                staged.rename(target)
    return target


def sweep(folder: Path) -> None:
    """Remove staged generations whose process has died, on whatever host."""
    for name in {_PART.sub("", path.name) for path in folder.glob(f"{_STAGING}*")}:
        _remove_unless_held(folder, name, folder / f"{name}{_LOCK_ENDING}")


def is_own(path: Path) -> bool:
    """Return whether a path in a folder is one that this module makes."""
    return path.name in (pointer.NAME, _NEW_POINTER) or path.name.startswith(
        ("gen-", _STAGING, queue.PREFIX)
    )


def folders(folder: Path) -> list[Path]:
    """Return the folders that generations have, or should have, the newest first."""
    return [folder / f"gen-{number:06d}" for number in sorted(_numbers(folder), reverse=True)]


def hold(path: Path) -> IO[bytes] | None:
    """Return a file that keeps a generation on the disk until it is closed.

    None where a writer is about to remove it, or where it has no manifest, as in format 1.
    """
    try:
        held = manifest.path_of(path).open("rb")
    except OSError:
        return None
    if try_lock(held, shared=True):
        return held
    held.close()
    return None


def older(folder: Path) -> list[Pointer]:
    """Return pointers to the generations with a readable manifest, the newest first."""
    pointers = []
    for path in folders(folder):
        with contextlib.suppress(DamagedStore):
            content = manifest.read(manifest.path_of(path))
            pointers.append(Pointer(path.name, manifest=content.digest))
    return pointers


def _numbers(folder: Path) -> set[int]:
    matches = map(_NUMBER.fullmatch, (path.name for path in folder.glob("gen-*")))
    return {int(match[1]) for match in matches if match}


def _highest(folder: Path) -> int:
    return max(_numbers(folder), default=0)


def _identity_of_format_1(path: Path) -> str:
    """Return a text for a generation without a manifest: the engine's own, and when it was made."""
    try:
        identity = path / "IDENTITY"
        return f"{identity.read_text(encoding='ascii')} {identity.stat().st_mtime_ns}"
    except (OSError, UnicodeDecodeError):
        return str(path.absolute())


def _no_store(folder: Path) -> str:
    if any(folder.glob("gen-*.manifest")):
        return in_language(
            f"{folder} has generations, but no file CURRENT; {ways_out.of(folder)}",
            f"{folder} tiene generaciones, pero no el archivo CURRENT; {ways_out.of(folder)}",
        )
    return in_language(
        f"no store in {folder}; make one with: kg build --store {folder}",
        f"no hay almacén en {folder}; constrúyalo con: kg build --store {folder}",
    )


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such call for folders
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Whether a store is as it was written: every byte of every file, and what the engine reads.

Damage may go unnoticed for years: a query reads few files, and the engine looks only at the blocks
that it reads. Here each file is compared with the manifest of its generation, and then the current
generation is read from end to end.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.errors import DamagedStore, StoreError, in_language, said_by_system
from kg.model import Progress, silent
from kg.store import backups, checksums, generations, manifest, pointer, ways_out
from kg.store.generations import Generation
from kg.store.manifest import Entry
from kg.store.pointer import Pointer

_NO_DERIVED: Final = (generations.LOADS_ENDING,)


class Finding(NamedTuple):
    """Something that is damaged.

    Attributes:
        path: Where.
        problem: What is wrong with it.
        remedy: What to do.
    """

    path: Path
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Examination:
    """What a check of a store has found.

    Attributes:
        folder: The store.
        format: Of the store; 0 where it cannot be told.
        generation: The name of the current generation; empty where it cannot be told.
        quads: How many it holds, counted unless the check was quick; -1 where nobody knows.
        content: SHA-256 of what `kg dump` writes; empty after a quick check, and where damaged.
        files: How many files were compared.
        size: Their size in bytes.
        notes: What the check could not do.
        findings: What is damaged.
    """

    folder: Path
    format: int = 0
    generation: str = ""
    quads: int = -1
    content: str = ""
    files: int = 0
    size: int = 0
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether nothing is damaged."""
        return not self.findings


class Comparison:
    """Compares files with manifests; a file that generations share is read once."""

    def __init__(self, progress: Progress = silent) -> None:
        """Start with no file read."""
        self._entries: dict[tuple[int, int], Entry] = {}
        self._progress = progress

    @property
    def size(self) -> int:
        """The bytes that were read."""
        return sum(entry.size for entry in self._entries.values())

    @property
    def files(self) -> int:
        """The files that were read."""
        return len(self._entries)

    def of_generation(self, path: Path) -> list[tuple[Path, str]]:
        """Return the path and the problem of each file of a generation that is damaged."""
        manifest_path = manifest.path_of(path)
        try:
            content = manifest.read(manifest_path)
            present = manifest.contents(path, generations.loads_of(path))
        except DamagedStore as error:
            return [(manifest_path, str(error))]
        except OSError as error:
            return [(path, f"{path}: {said_by_system(error)}")]
        total = sum(entry.size for entry in content.files.values())
        problems = []
        done = 0
        for name, written in content.files.items():
            file = present.pop(name, None)
            if file is None:
                problems.append((path / name, backups.missing(path / name)))
            elif self._entry(file) != written:
                problems.append((file, backups.changed(file)))
            done += written.size
            self._progress(in_language("comparing files", "comparando archivos"), done, total)
        problems += [(file, _does_not_belong(file)) for file in present.values()]
        return problems

    def _entry(self, path: Path) -> Entry | None:
        try:
            status = path.stat()
            key = (status.st_dev, status.st_ino) if status.st_ino else (0, hash(path))
            if key not in self._entries:
                self._entries[key] = manifest.entry(path)
            return self._entries[key]
        except OSError:  # a bad sector
            return None


def check(folder: Path, *, quick: bool = False, progress: Progress = silent) -> Examination:
    """Return whether the store in a folder is as it was written.

    Args:
        folder: Of the store.
        quick: Only compare the files with their checksums; do not read the quads.
        progress: Told how much has been compared.

    Raises:
        StoreError: There is no store, or it has a newer format.
    """
    comparison = Comparison(progress)
    if not any(folder.glob("gen-*")) and not (folder / pointer.NAME).exists():
        generations.hold_current(folder)  # raises: there is no store
    with contextlib.ExitStack() as stack:
        findings: list[Finding] = []
        notes: list[str] = []
        held, target = _current(folder, findings)
        if target:
            problems = comparison.of_generation(folder / target.name) if target.format > 1 else []
            remedy = ways_out.of(folder, target.name)
            known = {finding.path for finding in findings}
            findings += [Finding(p, text, remedy) for p, text in problems if p not in known]
            if target.format == 1:
                notes.append(_format_1())
        content, quads = "", held.manifest.quads if held and held.manifest else -1
        if held and not quick and not findings:
            content, quads = _read(folder, held, findings)
        for other in _others(folder, target, stack):
            problems = comparison.of_generation(other)
            findings += [Finding(p, text, _goes_by_itself(other)) for p, text in problems]
        findings += _derived(folder)
        return Examination(
            folder,
            format=target.format if target else 0,
            generation=target.name if target else "",
            quads=quads,
            content=content,
            files=comparison.files,
            size=comparison.size,
            notes=tuple(notes),
            findings=tuple(findings),
        )


def restore_previous(folder: Path) -> Pointer:
    """Make the newest intact generation but the current one the current one, and return it.

    The caller holds the right to write. Generations that are damaged are removed.

    Raises:
        StoreError: There is none.
    """
    try:
        target = pointer.read(folder)
    except DamagedStore:
        target = None  # so the current one is among those that are tried
    comparison = Comparison()
    for candidate in generations.older(folder):
        path = folder / candidate.name
        if (target and candidate.name == target.name) or comparison.of_generation(path):
            continue
        generations.open_engine(path)
        generations.make_current(folder, candidate)
        drop_damaged(folder)
        return candidate
    raise StoreError(
        in_language(
            f"{folder} has no older generation that is intact; restore a backup with: kg restore "
            f"BACKUP --store {folder}; or make it anew with: kg build --discard-loads "
            f"--store {folder}",
            f"{folder} no tiene una generación anterior intacta; restaure una copia con: kg "
            f"restore COPIA --store {folder}; o constrúyalo de nuevo con: kg build "
            f"--discard-loads --store {folder}",
        )
    )


def drop_damaged(folder: Path) -> None:
    """Remove the generations that are damaged and not current, after the damage was replaced."""
    target = pointer.read(folder)
    comparison = Comparison()
    for path in generations.folders(folder):
        if target and path.name != target.name and comparison.of_generation(path):
            generations.remove_unread(folder, path.name)


def _current(folder: Path, findings: list[Finding]) -> tuple[Generation | None, Pointer | None]:
    """Return the current generation as far as it can be told, and note what is wrong with it."""
    lock = folder / "LOCK"
    if lock.is_dir():
        problem = in_language(f"{lock} is a folder", f"{lock} es una carpeta")
        findings.append(Finding(lock, problem, f"rm -r {lock}"))
    try:
        target = pointer.read(folder)
    except DamagedStore as error:
        findings.append(Finding(folder / pointer.NAME, *_split(error, folder)))
        return None, None
    try:
        return generations.hold_current(folder), target
    except StoreError as error:
        where = folder / target.name if target else folder / pointer.NAME
        findings.append(Finding(where, *_split(error, folder, target.name if target else "")))
        return None, target


def _split(error: Exception, folder: Path, current: str = "") -> tuple[str, str]:
    """Return the problem and the remedy that one message tells."""
    remedy = ways_out.of(folder, current)
    return str(error).removesuffix(f"; {remedy}"), remedy


def _read(folder: Path, held: Generation, findings: list[Finding]) -> tuple[str, int]:
    """Read all quads of a generation; return the SHA-256 of its dump and how many there are."""
    try:
        text: bytes = generations.open_engine(held.path).dump(format=ox.RdfFormat.N_QUADS) or b""
    except (OSError, RuntimeError, StoreError) as error:
        findings.append(Finding(held.path, *_split(error, folder, held.path.name)))
        return "", -1
    lines = sorted(text.splitlines())
    del text
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line + b"\n")
    if held.manifest and held.manifest.quads != len(lines):
        problem = in_language(
            f"{len(lines):,} quads are read, {held.manifest.quads:,} were written",
            f"se leen {len(lines):,} cuádruplas, se escribieron {held.manifest.quads:,}",
        )
        findings.append(Finding(held.path, problem, ways_out.of(folder, held.path.name)))
    return digest.hexdigest(), len(lines)


def _others(folder: Path, target: Pointer | None, stack: contextlib.ExitStack) -> Iterator[Path]:
    """Yield the other generations that are kept, each held until the stack ends."""
    for path in generations.folders(folder):
        if target and path.name == target.name:
            continue
        held = generations.hold(path)
        if held is not None:
            stack.enter_context(held)
            yield path


def _derived(folder: Path) -> Iterator[Finding]:
    """Yield what is damaged of the folders that are derived from generations."""
    for path in sorted(folder.glob("gen-*.*")):
        if not path.is_dir() or path.suffix in _NO_DERIVED:
            continue
        try:
            content = manifest.read(path.with_suffix(manifest.ENDING))
        except DamagedStore:
            continue  # told already, unless it is a store of format 1, which has no checksums
        if not checksums.intact(path, content.digest):
            problem = in_language(
                f"{path} has changed since it was derived from the data",
                f"{path} cambió desde que se derivó de los datos",
            )
            remedy = in_language(
                f"remove it, it is made anew: rm -r {path}",
                f"bórrela, se hace de nuevo: rm -r {path}",
            )
            yield Finding(path, problem, remedy)


def _does_not_belong(path: Path) -> str:
    return in_language(
        f"{path} does not belong there: something else has written to the store",
        f"{path} no pertenece ahí: otra cosa escribió en el almacén",
    )


def _goes_by_itself(path: Path) -> str:
    return in_language(
        f"the older generation goes with the next change; to be rid of it now: rm -r {path}*",
        f"la generación anterior se va con el próximo cambio; para quitarla ya: rm -r {path}*",
    )


def _format_1() -> str:
    return in_language(
        "a store of format 1, made by an earlier version, has no checksums: it was only read; the "
        "next change writes them",
        "un almacén de formato 1, de una versión anterior, no tiene sumas de verificación: solo se "
        "leyó; el próximo cambio las escribe",
    )

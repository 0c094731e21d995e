"""The folder of a store: which generation is current, what is swept, what is refused."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path

import pytest

from kg.errors import DamagedStore, StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations, integrity, pointer
from kg.store.lock import write_lock


def quad(value: str) -> Quad:
    return Quad(Iri("http://e/s"), Iri("http://e/p"), text(value))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    EmbeddedStore.create(tmp_path / "store", [quad("old")])
    return tmp_path / "store"


def test_the_current_and_the_last_generation_stay(folder: Path) -> None:
    store = EmbeddedStore.open(folder)
    for number in range(2, 5):
        store.commit([quad(str(number))])
        assert generations.current(folder) == folder / f"gen-{number:06d}" == store.generation
        assert sorted(path.name for path in folder.glob("gen-*") if path.is_dir()) == [
            f"gen-{number - 1:06d}",
            f"gen-{number:06d}",
        ]


def test_what_is_derived_goes_with_its_generation(folder: Path) -> None:
    store = EmbeddedStore.open(folder)
    paths: list[Path] = []

    def make(path: Path) -> None:
        paths.append(path)
        (path / "data").write_text("derived")

    for _ in range(2):
        assert store.derived(".test", make) == folder / "gen-000001.test"
    assert len(paths) == 1
    assert (folder / "gen-000001.test" / "data").read_text() == "derived"
    assert not list(folder.glob(".new-*"))
    store.commit([quad("2")])
    store.commit([quad("3")])
    assert not list(folder.glob("*.test"))


def test_what_another_process_derives_meanwhile_is_taken(folder: Path) -> None:
    store, other = EmbeddedStore.open(folder), EmbeddedStore.open(folder)

    def theirs(path: Path) -> None:
        (path / "data").write_text("theirs")

    def mine(path: Path) -> None:
        (path / "data").write_text("mine")
        other.derived(".test", theirs)

    assert store.derived(".test", mine) == folder / "gen-000001.test"
    assert (folder / "gen-000001.test" / "data").read_text() in ("mine", "theirs")
    assert not list(folder.glob(".new-*"))


def test_what_was_derived_from_another_store_in_the_same_place_is_made_anew(folder: Path) -> None:
    def make(path: Path) -> None:
        (path / "data").write_text(str(len(paths)))
        paths.append(path)

    paths: list[Path] = []
    EmbeddedStore.open(folder).derived(".test", make)
    kept = folder.with_name("kept")
    (folder / "gen-000001.test").rename(kept)
    shutil.rmtree(folder)
    EmbeddedStore.create(folder, [quad("another")])
    kept.rename(folder / "gen-000001.test")
    derived = EmbeddedStore.open(folder).derived(".test", make)
    assert derived
    assert (derived / "data").read_text() == "1"


def test_what_a_dead_process_left_is_swept_and_nothing_else(folder: Path) -> None:
    (folder / ".new-dead").mkdir()
    (folder / ".new-dead.loads").mkdir()
    (folder / ".new-dead.lock").touch()
    (folder / ".new-12@of-an-earlier-version-1").mkdir()
    store = EmbeddedStore.open(folder)
    with store.transaction(dry_run=True):  # alive, in this process
        alive = list(folder.glob(".new-*"))
        EmbeddedStore.open(folder).commit([quad("new")])
        assert {path.name for path in folder.glob(".new-*")} == {
            path.name for path in alive if "dead" not in path.name and "@" not in path.name
        }
    assert not list(folder.glob(".new-*"))


@pytest.mark.parametrize(
    "content", ["", "gen-1\n", "../elsewhere\n", "gen-000001.names", "gen-\xff"]
)
def test_a_damaged_pointer_is_told(folder: Path, content: str) -> None:
    (folder / "CURRENT").write_bytes(content.encode("latin-1"))
    with pytest.raises(DamagedStore, match=r"take back its newest intact generation with: kg res"):
        EmbeddedStore.open(folder)


def test_a_pointer_of_an_earlier_version_to_what_is_gone_is_told(folder: Path) -> None:
    (folder / "CURRENT").write_text("gen-000001\n")
    with pytest.raises(StoreError, match=r"gen-000001 of the store cannot be opened .* kg restore"):
        EmbeddedStore.open(folder)


def test_a_pointer_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "CURRENT").unlink()
    (folder / "CURRENT").mkdir()
    with pytest.raises(StoreError, match=r"CURRENT cannot be read"):
        EmbeddedStore.open(folder)


def test_a_store_of_format_1_is_read_and_the_next_change_makes_it_2(folder: Path) -> None:
    (folder / "CURRENT").write_text("gen-000001\n")
    (folder / "gen-000001.manifest").unlink()
    store = EmbeddedStore.open(folder)
    assert len(list(store.quads())) == 1
    store.commit([quad("new")])
    assert "format-2" in (folder / "CURRENT").read_text()
    assert len(list(EmbeddedStore.open(folder).quads())) == 2


def test_a_store_of_a_newer_format_is_neither_read_nor_written(folder: Path) -> None:
    words = "gen-000001 format-3 something else"
    check = hashlib.sha256(words.encode()).hexdigest()[:16]
    (folder / "CURRENT").write_text(f"{words} {check}\n")
    before = sorted(path.name for path in folder.iterdir())
    for action in (
        lambda: EmbeddedStore.open(folder),
        lambda: EmbeddedStore.create(folder, []),
        lambda: EmbeddedStore.restore_previous(folder),
        lambda: EmbeddedStore.open(folder, new=True),
        lambda: integrity.check(folder),
    ):
        with pytest.raises(StoreError, match="has format 3, this kg reads up to format 2; update"):
            action()
    assert sorted(path.name for path in folder.iterdir()) == before


def test_a_damaged_generation_is_told_at_once(folder: Path) -> None:
    for path in (folder / "gen-000001").glob("MANIFEST-*"):
        path.unlink()
    with pytest.raises(StoreError, match=r"gen-000001 of the store cannot be opened .*kg build"):
        EmbeddedStore.open(folder)


def test_a_reader_goes_on_to_the_next_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pointer.read
    asked: list[Path] = []

    def slow(path: Path) -> pointer.Pointer | None:
        asked.append(path)
        current = real(path)
        if len(asked) == 1:  # meanwhile a writer makes two changes
            writer = EmbeddedStore.open(folder)
            writer.commit([quad("2")])
            writer.commit([quad("3")])
        return current

    monkeypatch.setattr(pointer, "read", slow)
    reader = EmbeddedStore.open(folder)
    assert len(list(reader.quads())) == 3
    assert reader.generation == folder / "gen-000003"


@pytest.mark.parametrize("operation", ["open", "create", "lock"])
def test_a_file_is_no_store(tmp_path: Path, operation: str) -> None:
    path = tmp_path / "file"
    path.write_text("")
    with pytest.raises(StoreError, match="is a file, not a store; name a folder with --store"):
        if operation == "open":
            EmbeddedStore.open(path)
        elif operation == "create":
            EmbeddedStore.create(path, [])
        else:
            with write_lock(path):
                pass


def test_a_folder_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write to .*file/store: Not a directory"):
        EmbeddedStore.create(tmp_path / "file" / "store", [])


def test_what_a_writer_left_behind_is_no_other_file(tmp_path: Path) -> None:
    for name in ("gen-000001", ".new-1@elsewhere-1"):
        (tmp_path / name).mkdir()
    for name in ("LOCK", "CURRENT.new"):
        (tmp_path / name).write_text("")
    store = EmbeddedStore.create(tmp_path, [quad("new")])
    assert store.generation == tmp_path / "gen-000002"
    assert len(list(EmbeddedStore.open(tmp_path).quads())) == 1


def test_an_error_of_the_system_within_a_change_is_told(folder: Path) -> None:
    store = EmbeddedStore.open(folder)

    def break_off() -> None:
        with store.transaction() as transaction:
            transaction.apply([quad("new")])
            raise OSError(28, "No space left on device")

    with pytest.raises(StoreError, match=r"failed \(No space left on device\); the store is as"):
        break_off()
    assert len(list(EmbeddedStore.open(folder).quads())) == 1
    assert (folder / "LOCK").read_text() == ""
    store.commit([quad("new")])


def test_a_writer_waits_as_long_as_it_may(folder: Path) -> None:
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with write_lock(folder):
            held.set()
            free.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(60)
    store = EmbeddedStore.open(folder)
    with pytest.raises(StoreError, match=f"written by process {os.getpid()} on "):
        store.commit([quad("new")], wait=0.1)
    threading.Timer(0.2, free.set).start()
    store.commit([quad("new")], wait=60)
    holder.join()
    assert len(list(store.quads())) == 2


def test_who_holds_the_lock_reads_the_newest_generation(folder: Path) -> None:
    store, other = EmbeddedStore.open(folder), EmbeddedStore.open(folder)
    other.commit([quad("other")])
    assert len(list(store.quads())) == 1
    with store.locked():
        assert len(list(store.quads())) == 2
        store.commit([quad("mine")])  # within, the right to write is not taken again
    assert len(list(EmbeddedStore.open(folder).quads())) == 3


def test_a_new_store_appears_with_its_first_change(tmp_path: Path) -> None:
    store = EmbeddedStore.open(tmp_path / "s", new=True)
    assert store.location == tmp_path / "s"
    assert not list(store.quads())
    assert not (tmp_path / "s").exists()
    store.commit([quad("first")])
    assert len(list(EmbeddedStore.open(tmp_path / "s", new=True).quads())) == 1

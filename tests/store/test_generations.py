"""The folder of a store: which generation is current, what is swept, what is refused."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations
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
        assert sorted(path.name for path in folder.glob("gen-*")) == [
            f"gen-{number - 1:06d}",
            f"gen-{number:06d}",
        ]


def test_what_is_derived_goes_with_its_generation(folder: Path) -> None:
    generation = generations.current(folder)
    assert generation
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        (path / "data").write_text("derived")

    for _ in range(2):
        assert generations.derived(generation, ".test", make) == folder / "gen-000001.test"
    assert len(made) == 1
    assert (folder / "gen-000001.test" / "data").read_text() == "derived"
    assert not list(folder.glob(".new-*"))
    store = EmbeddedStore.open(folder)
    store.commit([quad("2")])
    store.commit([quad("3")])
    assert not list(folder.glob("*.test"))


def test_what_another_process_derives_meanwhile_is_taken(folder: Path) -> None:
    generation = generations.current(folder)
    assert generation
    theirs = folder / "gen-000001.test"

    def make(path: Path) -> None:
        (path / "data").write_text("mine")
        theirs.mkdir()
        (theirs / "data").write_text("theirs")

    assert generations.derived(generation, ".test", make) == theirs
    assert (theirs / "data").read_text() == "theirs"
    assert not list(folder.glob(".new-*"))


def test_what_a_dead_process_left_is_swept_and_nothing_else(folder: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    host = socket.gethostname()
    gone = [f".new-{dead}@{host}-1", f".new-{dead}@{host}-2.tmp", f".new-{10**30}@{host}-1"]
    stay = [
        f".new-{os.getpid()}@{host}-1",  # alive
        f".new-1@{host}-1",  # alive, and perhaps somebody else's
        f".new-{dead}@elsewhere-1",  # of another host: nobody knows
        ".new-something",
    ]
    for name in gone + stay:
        (folder / name).mkdir()
    EmbeddedStore.open(folder).commit([quad("new")])
    assert sorted(path.name for path in folder.glob(".new-*")) == sorted(stay)


@pytest.mark.parametrize("content", ["", "gen-1\n", "../elsewhere\n", "gen-000001.names"])
def test_a_damaged_pointer_is_told(folder: Path, content: str) -> None:
    (folder / "CURRENT").write_text(content)
    with pytest.raises(StoreError, match=r"CURRENT is damaged; write the name of the newest"):
        EmbeddedStore.open(folder)


def test_a_pointer_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "CURRENT").write_bytes(b"gen-\xff")
    with pytest.raises(StoreError, match=f"cannot read the store in {folder}: 'ascii' codec"):
        EmbeddedStore.open(folder)
    (folder / "CURRENT").unlink()
    (folder / "CURRENT").mkdir()
    with pytest.raises(StoreError, match=f"cannot read the store in {folder}: Is a directory"):
        EmbeddedStore.open(folder)


def test_a_damaged_generation_is_told_at_once(folder: Path) -> None:
    for path in (folder / "gen-000001").glob("MANIFEST-*"):
        path.unlink()
    with pytest.raises(StoreError, match=r"gen-000001 cannot be opened .*make it anew with"):
        EmbeddedStore.open(folder)


def test_a_reader_goes_on_to_the_next_generation(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = generations.open_generation
    opened: list[str] = []

    def slow(generation: Path) -> ox.Store:
        opened.append(generation.name)
        if len(opened) == 1:  # meanwhile a writer makes two changes
            writer = EmbeddedStore.open(folder)
            writer.commit([quad("2")])
            writer.commit([quad("3")])
        return real(generation)

    monkeypatch.setattr(generations, "open_generation", slow)
    reader = EmbeddedStore.open(folder)
    assert len(list(reader.quads())) == 3
    assert reader.generation == folder / "gen-000003"


def test_a_store_that_never_stops_changing_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = 0

    def gone(generation: Path) -> ox.Store:
        nonlocal tries
        tries += 1
        (folder / "CURRENT").write_text(f"gen-{tries + 10:06d}")
        raise StoreError("gone")

    monkeypatch.setattr(generations, "open_generation", gone)
    with pytest.raises(StoreError, match="changes faster than it can be opened"):
        EmbeddedStore.open(folder)
    assert tries == 5


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
    assert store.generation == tmp_path / "gen-000001"
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

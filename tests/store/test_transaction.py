"""A store after a crash, a full disk, a stop: exactly the old state, or exactly the new one."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import Run

from kg.errors import StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore

P = Iri("http://example.org/p")
OLD, BULK, SMALL = 500, 60_000, 20
#: a process that changes the store, and says when it begins
WRITER = """
import sys
from pathlib import Path
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore
folder, count = Path(sys.argv[1]), int(sys.argv[2])
quads = [Quad(Iri(f"http://example.org/new{i}"), Iri("http://example.org/p"), text(str(i)))
         for i in range(count)]
store = EmbeddedStore.open(folder)
print("ready", flush=True)
store.commit(quads)
"""


def quads(name: str, count: int) -> list[Quad]:
    return [Quad(Iri(f"http://example.org/{name}{i}"), P, text(str(i))) for i in range(count)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with a known content."""
    EmbeddedStore.create(tmp_path / "store", quads("old", OLD))
    return tmp_path / "store"


def writer(folder: Path, count: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, folder, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.parametrize(("count", "longest"), [(BULK, 0.5), (SMALL, 0.05)])
def test_a_process_killed_at_any_moment_leaves_the_old_or_the_new_state(
    folder: Path, count: int, longest: float
) -> None:
    source = random.Random(count)
    there = OLD
    for _ in range(20):
        process = writer(folder, count)
        time.sleep(source.random() * longest)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        found = sum(1 for _ in EmbeddedStore.open(folder).quads())
        assert found in (there, OLD + count)
        there = found
        if found == OLD + count:  # back to the old state for the next attempt
            EmbeddedStore.open(folder).replace(quads("old", OLD))
            there = OLD
    # What dead processes left behind goes with the next change.
    EmbeddedStore.open(folder).commit(quads("last", 1))
    left = sorted(path.name for path in folder.iterdir())
    assert [name for name in left if name.startswith(".new-")] == []
    assert len(left) <= 4, left


def test_a_writer_that_is_stopped_leaves_the_old_state(folder: Path) -> None:
    process = writer(folder, BULK)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate()
    found = sum(1 for _ in EmbeddedStore.open(folder).quads())
    assert found in (OLD, OLD + BULK)
    assert not list(folder.glob(".new-*"))


def test_a_full_disk_leaves_the_old_state(folder: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f 64; exec {sys.executable} -c "$0" {folder} {BULK}', WRITER],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert sum(1 for _ in EmbeddedStore.open(folder).quads()) == OLD
    EmbeddedStore.open(folder).commit(quads("new", 1))


def test_the_second_writer_waits_and_a_reader_reads_on(folder: Path) -> None:
    reader = EmbeddedStore.open(folder)
    process = writer(folder, BULK)
    deadline = time.monotonic() + 10
    while not (folder / "LOCK").read_text() and time.monotonic() < deadline:
        time.sleep(0.005)
    with pytest.raises(StoreError, match=f"process {process.pid} on .*--wait SECONDS"):
        EmbeddedStore.open(folder).commit(quads("second", 1))
    assert sum(1 for _ in reader.quads()) == OLD
    EmbeddedStore.open(folder).commit(quads("second", 1), wait=60)
    process.communicate()
    assert sum(1 for _ in EmbeddedStore.open(folder).quads()) == OLD + BULK + 1
    assert sum(1 for _ in reader.quads()) == OLD


def test_a_dry_run_leaves_nothing_behind(folder: Path) -> None:
    for store in (EmbeddedStore.open(folder), EmbeddedStore.open(folder).copy()):
        with store.transaction(dry_run=True) as transaction:
            transaction.apply(quads("new", 3), quads("old", 2))
            transaction.apply(quads("old", 1), quads("new", 1))
            assert sum(1 for _ in transaction.store.quads()) == OLD + 1
        assert sum(1 for _ in store.quads()) == OLD
    assert not list(folder.glob(".new-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_dry_run_works_in_a_folder_that_cannot_be_written(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with EmbeddedStore.open(folder).transaction(dry_run=True) as transaction:
            transaction.apply(quads("new", 3))
            assert sum(1 for _ in transaction.store.quads()) == OLD + 3
    finally:
        folder.chmod(0o700)


def test_a_backup_is_restored(kg: Run, small_store: Path, tmp_path: Path) -> None:
    before = kg("dump", "--store", small_store).stdout
    assert kg("backup", "kept", "--store", small_store).returncode == 0
    again = kg("backup", "kept", "--store", small_store)
    assert again.returncode == 2 and "is there already" in again.stderr
    EmbeddedStore.open(small_store).commit(quads("new", 3))
    assert kg("dump", "--store", small_store).stdout != before
    assert kg("restore", "kept", "--store", small_store).returncode == 0
    assert kg("dump", "--store", small_store).stdout == before
    assert kg("restore", "kept", "--store", "elsewhere").returncode == 0
    assert kg("dump", "--store", "elsewhere").stdout == before
    for file in (tmp_path / "kept").glob("*.sst"):  # nothing in it is shared with the store
        assert file.stat().st_nlink == 1
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 0xFF
        file.write_bytes(data)
    damaged = kg("restore", "kept", "--store", small_store)
    assert damaged.returncode == 2 and "damaged" in damaged.stderr, damaged.stderr
    assert kg("dump", "--store", small_store).stdout == before
    (tmp_path / "nothing").mkdir()
    refused = kg("restore", "nothing", "--store", small_store)
    assert refused.returncode == 2 and "is no backup" in refused.stderr
    assert kg("dump", "--store", small_store).stdout == before

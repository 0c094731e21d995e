"""A store after a crash, a full disk, a stop: exactly the old state, or exactly the new one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations

#: for tests of what only POSIX has
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such signals and limits")
P = Iri("http://example.org/p")
OLD, BULK, SMALL = 500, 30_000, 20
KILLS = 8
#: a process that changes the store, and says when it begins and when it has ended
WRITER = """
import sys
from pathlib import Path
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations
folder, count = Path(sys.argv[1]), int(sys.argv[2])
quads = [Quad(Iri(f"http://example.org/new{i}"), Iri("http://example.org/p"), text(str(i)))
         for i in range(count)]
store = EmbeddedStore.open(folder)
print("ready", flush=True)
store.commit(quads)
print("done", flush=True)
"""
#: what the same process may do: kill itself just before its first or second renaming, or just after
#: the second
KILL = """
import os, signal
renamings, moment = 0, sys.argv[3]
def watch(event, arguments):
    global renamings, moment
    now = "after 2" if renamings == 2 else ""
    if event == "os.rename":
        renamings += 1
        now = f"before {renamings}"
    if now and now == moment:
        moment = ""  # the kill is an event, too
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
"""


def quads(name: str, count: int) -> list[Quad]:
    return [Quad(Iri(f"http://example.org/{name}{i}"), P, text(str(i))) for i in range(count)]


def size(folder: Path) -> int:
    """Return how many quads a reader finds who opens the store now."""
    return sum(1 for _ in EmbeddedStore.open(folder).quads())


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


def wait_for_lock(folder: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while f"process {process.pid} on" not in (folder / "LOCK").read_text():
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.mark.parametrize("count", [pytest.param(BULK, marks=pytest.mark.full), SMALL])
def test_a_process_killed_at_any_moment_leaves_the_old_or_the_new_state(
    folder: Path, count: int
) -> None:
    process = writer(folder, count)
    start = time.monotonic()
    process.communicate()
    duration = time.monotonic() - start
    inside = 0
    for number in range(KILLS):
        if size(folder) != OLD:
            EmbeddedStore.open(folder).replace(quads("old", OLD))
        process = writer(folder, count)
        time.sleep(duration * number / KILLS)
        process.kill()
        process.communicate()
        # Whoever ends a change well empties the file that names the writer.
        inside += f"process {process.pid} on" in (folder / "LOCK").read_text()
        assert size(folder) in (OLD, OLD + count)
    assert inside >= 2, f"of {KILLS} kills {inside} landed between begin and end of the change"
    # What dead processes left behind goes with the next change.
    EmbeddedStore.open(folder).commit(quads("last", 1))
    left = sorted(path.name for path in folder.iterdir())
    assert [name for name in left if name.startswith(".new-")] == []
    assert len([name for name in left if "." not in name]) <= 4, left


@posix
@pytest.mark.parametrize(
    ("moment", "expected"), [("before 1", OLD), ("before 2", OLD), ("after 2", OLD + SMALL)]
)
def test_a_process_killed_while_it_publishes_leaves_the_old_or_the_new_state(
    folder: Path, moment: str, expected: int
) -> None:
    code = WRITER.replace('print("ready", flush=True)', KILL)
    killed = subprocess.run(
        [sys.executable, "-c", code, folder, str(SMALL), moment],
        capture_output=True,
        text=True,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert size(folder) == expected
    EmbeddedStore.open(folder).commit(quads("last", 1))
    assert size(folder) == expected + 1


def test_a_change_is_on_the_disk_before_it_is_current(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = EmbeddedStore.open(folder)
    before = (folder / "CURRENT").read_text()
    synced: list[tuple[str, bool, bool]] = []
    real = generations.sync  # which waits for the disk, as the system does it

    def sync(path: Path) -> None:
        real(path)
        now = (folder / "CURRENT").read_text()
        synced.append((path.name, (folder / "gen-000002").is_dir(), now == before))

    monkeypatch.setattr(generations, "sync", sync)
    store.commit(quads("new", 1))
    assert synced == [
        ("gen-000002.manifest", False, True),  # what the new generation holds
        ("store", True, True),  # the name of the new generation
        ("CURRENT.new", True, True),  # what the pointer says
        ("store", True, False),  # the name of the pointer
    ]


@posix
def test_a_writer_that_is_interrupted_leaves_the_old_state(folder: Path) -> None:
    process = writer(folder, BULK)
    wait_for_lock(folder, process)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate()
    assert output == "", "the change had ended before it was interrupted"
    assert size(folder) == OLD
    assert not list(folder.glob(".new-*"))


@posix
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
    wait_for_lock(folder, process)
    with pytest.raises(StoreError, match=f"process {process.pid} on .*--wait SECONDS"):
        EmbeddedStore.open(folder).commit(quads("second", 1))
    assert sum(1 for _ in reader.quads()) == OLD
    EmbeddedStore.open(folder).commit(quads("second", 1), wait=60)
    process.communicate()
    assert size(folder) == OLD + BULK + 1
    assert sum(1 for _ in reader.quads()) == OLD


@pytest.mark.parametrize("place", ["folder", "memory"])
def test_a_dry_run_leaves_nothing_behind(folder: Path, place: str) -> None:
    store = EmbeddedStore.open(folder)
    if place == "memory":
        store = store.copy()
    with store.transaction(dry_run=True) as transaction:
        transaction.apply(quads("new", 3), quads("old", 2))
        transaction.apply(quads("old", 1), quads("new", 1))
        assert sum(1 for _ in transaction.store.quads()) == OLD + 1
        with pytest.raises(StoreError, match="a dry run cannot be committed"):
            transaction.commit()
    assert set(store.quads()) == set(quads("old", OLD))
    assert not list(folder.glob(".new-*"))


@pytest.mark.parametrize("place", ["folder", "memory"])
def test_a_transaction_that_fails_after_its_commit_changes_nothing(
    folder: Path, place: str
) -> None:
    store = EmbeddedStore.open(folder)
    if place == "memory":
        store = store.copy()

    def change(*, fails: bool) -> None:
        with store.transaction() as transaction:
            transaction.apply(quads("new", 3), quads("old", 2))
            transaction.commit()
            if fails:
                raise KeyError("after the commit")

    with pytest.raises(KeyError, match="after the commit"):
        change(fails=True)
    assert set(store.quads()) == set(quads("old", OLD))
    change(fails=False)
    assert set(store.quads()) == {*quads("old", OLD)[2:], *quads("new", 3)}


#: what an owner does who has no right to write; root takes on another user for it
DRY_RUN = """
import os, shutil, sys, tempfile
from pathlib import Path
import kg.names
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations
from kg.errors import StoreError
folder = Path(sys.argv[1])
if os.geteuid() == 0:
    with tempfile.TemporaryDirectory() as copy:  # what it imports may be closed to the other user
        store = EmbeddedStore.open(Path(shutil.copytree(folder, copy, dirs_exist_ok=True)))
        with store.transaction(dry_run=True):
            pass
        store.commit([Quad(Iri("http://e/s"), Iri("http://e/p"), text("new"))])
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
store = EmbeddedStore.open(folder)
with store.transaction(dry_run=True) as transaction:
    transaction.apply([Quad(Iri("http://e/s"), Iri("http://e/p"), text("new"))])
    print(sum(1 for _ in transaction.store.quads()))
print(kg.names.open_index(store))
try:
    store.commit([Quad(Iri("http://e/s"), Iri("http://e/p"), text("new"))])
except StoreError as error:
    print(error)
"""


@posix
def test_a_dry_run_works_in_a_folder_that_cannot_be_written(folder: Path) -> None:
    (folder / "LOCK").unlink()
    # The folders of pytest are closed to other users.
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        store = Path(shutil.copytree(folder, place / "store"))
        place.chmod(0o755)
        if os.geteuid() == 0:
            for path in (store, *store.rglob("*")):
                os.chown(path, 65534, 65534)
        store.chmod(0o500)
        try:
            done = subprocess.run(
                [sys.executable, "-c", DRY_RUN, store], capture_output=True, text=True, check=False
            )
        finally:
            store.chmod(0o700)
        assert done.stdout.splitlines() == [
            str(OLD + 1),
            "None",
            f"cannot write to {store}: Permission denied",
        ], done.stderr
        assert sorted(path.name for path in store.iterdir()) == [
            "CURRENT",
            "gen-000001",
            "gen-000001.manifest",
        ]

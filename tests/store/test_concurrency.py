"""Many processes and threads on one store: nothing fails, nothing is lost, the disk is bounded.

The long forms (`make test-full`) go on for ten minutes, and print their counts.
"""

from __future__ import annotations

import collections
import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import kg
from kg import names
from kg.errors import InputError, StoreError
from kg.ingest import load_unchecked
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore, Store, generations, integrity
from kg.store.lock import write_lock
from kg.store.remote import RemoteStore
from tests.conftest import SMALL

PREFIXES = """@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
LOADERS, READERS = 3, 4
#: what stands in a soak: the current generation and the last; one that each reader and each loader
#: has open, and a second one while a reader in Python opens anew
MOST_GENERATIONS = 2 + LOADERS + READERS + (READERS - 2)
#: a writer that takes the lock again as soon as it has given it back
GREEDY = """
import sys, time
from pathlib import Path
from kg.store.lock import write_lock
folder, until, turns = Path(sys.argv[1]), time.time() + 30, Path(sys.argv[2])
print("ready", flush=True)
while time.time() < until and not turns.with_name("stop").exists():
    with write_lock(folder, 60), turns.open("a") as file:
        file.write("x")
        file.flush()
        time.sleep(0.02)
"""
#: a reader in Python: reads what it opened again and again, and opens anew now and then
READER = """
import json, sys, time
from pathlib import Path
import kg
store, until = sys.argv[1], float(sys.argv[2])
reads, failures = 0, []
while time.time() < until:
    graph = kg.open(store)
    first = None
    for _ in range(6):
        try:
            found = len(graph.query("clusters-in-state", state="nuevo-leon"))
            number = sum(1 for _ in graph.store.quads(every_graph=True))
            first = first or (found, number)
            if (found, number) != first:
                failures.append(f"{first} became {(found, number)}")
            graph.why("claut-nuevo-leon")
            reads += 1
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
        time.sleep(0.15)
print(json.dumps({"reads": reads, "failures": failures}))
"""
#: a loader in Python: a file after the other, with one store object
LOADER = """
import json, sys, time
from pathlib import Path
import kg
from kg import ingest
from kg.store import EmbeddedStore
store, until, name, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
opened = EmbeddedStore.open(Path(store))
done, failures = [], []
while time.time() < until:
    key = f"{name}-{len(done) + len(failures)}"
    path = folder / f"{key}.ttl"
    path.write_text(sys.argv[5].replace("NAME", key))
    try:
        ingest.load(opened, [path], wait=120)
        done.append(key)
    except Exception as error:
        failures.append(f"{type(error).__name__}: {error}")
print(json.dumps({"done": done, "failures": failures}))
"""
COMPANY = PREFIXES + 'id:NAME a hx:Company ; skos:prefLabel "The NAME"@en .\n'


def write(folder: Path, name: str) -> Path:
    path = folder / f"{name}.ttl"
    path.write_text(COMPANY.replace("NAME", name))
    return path


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


class Shell(threading.Thread):
    """Runs `kg` until a time, one command after the other."""

    def __init__(self, store: Path, until: float, folder: Path | None = None) -> None:
        super().__init__()
        self.store, self.until, self.folder = store, until, folder
        self.done: list[str] = []
        self.failures: list[str] = []

    def run(self) -> None:
        while time.time() < self.until:
            key = f"shell-{len(self.done) + len(self.failures)}"
            if self.folder:
                arguments = ["load", str(write(self.folder, key)), "--wait", "120"]
            else:
                arguments = ["query", "run", "clusters-in-state", "-p", "state", "nuevo-leon"]
            result = subprocess.run(
                [sys.executable, "-m", "kg", *arguments, "--store", str(self.store)],
                capture_output=True,
                text=True,
                check=False,
            )
            if result.returncode:
                self.failures.append(f"{result.returncode}: {result.stderr[-300:]}")
            else:
                self.done.append(key)


@pytest.mark.parametrize("seconds", [2, pytest.param(600, marks=pytest.mark.full)])
def test_loaders_and_readers_do_not_get_in_each_others_way(
    small_store: Path, tmp_path: Path, seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    until = time.time() + seconds
    loaders = [
        start(LOADER, small_store, until, f"python-{number}", tmp_path, COMPANY)
        for number in range(LOADERS - 1)
    ]
    readers = [start(READER, small_store, until) for _ in range(READERS - 2)]
    shells = [Shell(small_store, until, tmp_path), *(Shell(small_store, until) for _ in range(2))]
    for shell in shells:
        shell.start()
    most_generations = most_bytes = 0
    while time.time() < until:
        folders = [path for path in small_store.glob("gen-*") if path.suffix == ""]
        most_generations = max(most_generations, len(folders))
        most_bytes = max(most_bytes, used(small_store))
        time.sleep(0.05)
    loaded, failures, reads = list(shells[0].done), list(shells[0].failures), 0
    for shell in shells:
        shell.join()
    failures = [failure for shell in shells for failure in shell.failures]
    loaded = list(shells[0].done)
    reads = sum(len(shell.done) for shell in shells[1:])
    for process in (*loaders, *readers):
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        counts = json.loads(output)
        loaded += counts.get("done", [])
        reads += counts.get("reads", 0)
        failures += counts["failures"]
    store = EmbeddedStore.open(small_store)
    lost = [key for key in loaded if not any(store.quads(Iri(ID + key)))]
    with capsys.disabled():
        print(
            f"\n{seconds} s, {LOADERS} loaders, {READERS} readers: {len(loaded)} loads, "
            f"{reads} reads, {len(failures)} failures, {len(lost)} lost; at most "
            f"{most_generations} generations, {most_bytes:,} bytes"
        )
        for failure in failures[:20]:
            print(f"  {failure}")
    assert failures == []
    assert lost == []
    assert loaded
    assert reads
    assert most_generations <= MOST_GENERATIONS
    assert integrity.check(small_store).intact
    store.commit([Quad(Iri(ID + "last"), Iri("http://e/p"), text("last"))])
    assert len([path for path in small_store.glob("gen-*") if path.suffix == ""]) == 2


def test_who_has_waited_longest_writes_next(tmp_path: Path) -> None:
    folder, turns = tmp_path / "s", tmp_path / "turns"
    EmbeddedStore.create(folder, [])
    greedy = [start(GREEDY, folder, turns) for _ in range(2)]
    for process in greedy:
        assert process.stdout
        process.stdout.readline()
    turns.touch()
    overtaken = []
    for _ in range(8):
        before = turns.stat().st_size
        with write_lock(folder, 60):
            overtaken.append(turns.stat().st_size - before)
    (tmp_path / "stop").touch()
    for process in greedy:
        assert process.wait(60) == 0, process.communicate()
    assert max(overtaken) <= 4  # those who wait already, and who takes it at the same moment
    assert not list(folder.glob(".queue-*"))


def test_a_killed_process_does_not_hold_up_the_queue(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    EmbeddedStore.create(folder, [])
    with write_lock(folder):
        waiting = start(GREEDY, folder, tmp_path / "turns")
        while not list(folder.glob(".queue-*")):
            time.sleep(0.01)
        waiting.kill()
        waiting.wait()
    assert list(folder.glob(".queue-*"))
    with write_lock(folder, 5):
        assert not list(folder.glob(".queue-*"))


def used(folder: Path) -> int:
    """Return the bytes on the disk, each file once, however many names it has."""
    sizes: dict[int, int] = {}
    for place, _, names_ in os.walk(folder):
        for name in names_:
            with contextlib.suppress(OSError):  # just removed
                status = Path(place, name).stat()
                sizes[status.st_ino] = status.st_size
    return sum(sizes.values())


@pytest.mark.parametrize("rounds", [2, pytest.param(60, marks=pytest.mark.full)])
def test_a_graph_in_memory_is_safe_under_threads(
    tmp_path: Path, rounds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    graph = kg.build(SMALL)
    counts: collections.Counter[str] = collections.Counter()
    failures: list[str] = []

    def has(name: str) -> bool:
        return any(graph.store.quads(Iri(ID + name)))

    def work(name: str, path: Path, *, stays: bool) -> None:
        try:
            if stays:
                graph.load(path)
            else:
                graph.validate(path)
                graph.validate()
        except Exception as error:  # noqa: BLE001  any is a failure
            failures.append(repr(error))

    def look(names: list[str], stop: threading.Event) -> None:
        while not stop.is_set():
            counts["leaked while it was tried"] += sum(map(has, names))
            counts["looks"] += 1

    for number in range(rounds):
        loads = [f"load-{number}-{n}" for n in range(2)]
        trials = [f"trial-{number}-{n}" for n in range(2)]
        paths = {name: write(tmp_path, name) for name in (*loads, *trials)}
        threads = [
            *(
                threading.Thread(target=work, args=(n, paths[n]), kwargs={"stays": True})
                for n in loads
            ),
            *(
                threading.Thread(target=work, args=(n, paths[n]), kwargs={"stays": False})
                for n in (*trials, loads[0])
            ),
        ]
        stop = threading.Event()
        looking = threading.Thread(target=look, args=(trials, stop))
        looking.start()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stop.set()
        looking.join()
        counts["loads"] += len(loads)
        counts["lost"] += sum(not has(name) for name in loads)
        counts["leaked"] += sum(map(has, trials))
    with capsys.disabled():
        print(f"\nthreads in memory: {dict(counts)}, failures: {len(failures)}")
    assert failures == []
    assert counts["lost"] == counts["leaked"] == counts["leaked while it was tried"] == 0
    assert counts["looks"]


def test_a_reader_keeps_its_generation_whatever_is_left_of_it(tmp_path: Path) -> None:
    """The store object may be gone: rows, triples and datasets keep what they read from."""
    folder = tmp_path / "s"
    quads = [Quad(Iri(f"http://e/{n}"), Iri("http://e/p"), text(str(n))) for n in range(20_000)]
    EmbeddedStore.create(folder, quads)

    def kept() -> list[str]:
        return sorted(path.name for path in folder.glob("gen-*") if path.suffix == "")

    rows = EmbeddedStore.open(folder).select("SELECT ?s { ?s ?p ?o }").rows
    triples = EmbeddedStore.open(folder).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    all_quads = EmbeddedStore.open(folder).quads()
    dataset = EmbeddedStore.open(folder).rdf_graph()
    for readable in (rows, triples, all_quads):
        next(readable)
    writer = EmbeddedStore.open(folder)
    for number in range(4):
        writer.commit([Quad(Iri(f"http://new/{number}"), Iri("http://e/p"), text("new"))])
    assert kept() == ["gen-000001", "gen-000004", "gen-000005"]
    for readable in (rows, triples, all_quads):
        assert sum(1 for _ in readable) == len(quads) - 1
    assert len(dataset) == len(quads)
    del rows, triples, all_quads, dataset
    writer.commit([], quads[:1])
    assert kept() == ["gen-000005", "gen-000006"]


def test_a_killed_reader_keeps_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    quad = Quad(Iri("http://e/s"), Iri("http://e/p"), text("o"))
    EmbeddedStore.create(folder, [quad])
    code = (
        "import sys, time; from pathlib import Path; from kg.store import EmbeddedStore\n"
        "store = EmbeddedStore.open(Path(sys.argv[1])); print('open', flush=True); time.sleep(60)"
    )
    reader = start(code, folder)
    assert reader.stdout
    reader.stdout.readline()
    store = EmbeddedStore.open(folder)
    for number in range(3):
        store.commit([quad._replace(object=text(str(number)))])
    assert (folder / "gen-000001").is_dir()
    reader.kill()
    reader.wait()
    store.commit([quad._replace(object=text("last"))])
    assert not (folder / "gen-000001").exists()


def test_a_second_thread_that_writes_is_told(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "s", [])
    quad = Quad(Iri("http://e/s"), Iri("http://e/p"), text("o"))
    errors: list[BaseException] = []

    def write_too() -> None:
        try:
            store.commit([quad])
        except StoreError as error:
            errors.append(error)

    with store.transaction() as transaction:
        transaction.apply([quad])
        thread = threading.Thread(target=write_too)
        thread.start()
        thread.join()
        transaction.commit()
    assert "another thread is writing to the store" in str(errors[0])
    assert len(list(EmbeddedStore.open(tmp_path / "s").quads())) == 1


def test_a_bulk_load_in_memory_is_all_or_nothing(tmp_path: Path) -> None:
    store = EmbeddedStore.in_memory()
    good, bad = tmp_path / "good.nt", tmp_path / "bad.nt"
    good.write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    bad.write_text("<http://e/s> <http://e/p> nonsense .\n")
    with pytest.raises(InputError):
        load_unchecked(store, [good, bad])
    assert not list(store.quads(every_graph=True))
    assert load_unchecked(store, [good]) == 1
    assert len(list(store.quads())) == 1


def test_names_of_a_store_that_was_built_anew_in_the_same_place(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    for name in ("First", "Second"):
        label = Quad(
            Iri(ID + "thing"),
            Iri("http://www.w3.org/2004/02/skos/core#prefLabel"),
            text(name, "en"),
        )
        EmbeddedStore.create(folder, [label])
        index = names.open_index(EmbeddedStore.open(folder))
        assert index
        assert [hit.name for hit in index.search("thing")] == [name]
        assert generations.current(folder) == folder / "gen-000001"
        shutil.rmtree(folder)


@pytest.mark.filterwarnings("ignore:Exception ignored in")  # the engine's, at what is not read
@pytest.mark.parametrize("use", ["quads", "select", "construct", "written"])
@pytest.mark.parametrize("kind", ["memory", "folder", "endpoint"])
def test_what_one_thread_asked_is_refused_to_another_by_name(
    use: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The engine would end the whole program."""
    node = Iri("http://e/a")
    quads = [Quad(node, node, text(str(number))) for number in range(5)]
    store: Store
    if kind == "memory":
        store = EmbeddedStore.in_memory()
        store.replace(quads)
    elif kind == "folder":
        store = EmbeddedStore.create(tmp_path / "store", quads)
    else:
        store = RemoteStore.at(request.getfixturevalue("endpoint"))
        store.replace(quads)
    answer = store.select("SELECT ?o { ?s ?p ?o }")
    serialize = answer.serialize or (lambda format_, output: list(answer.rows))
    items: dict[str, Callable[[], object]] = {
        "quads": partial(list, store.quads()),
        "select": partial(list, answer.rows),
        "construct": partial(list, store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")),
        "written": partial(serialize, "csv", io.BytesIO()),
    }
    outcome: list[object] = []

    def read() -> None:
        try:
            outcome.append(items[use]())
        except StoreError as error:
            outcome.append(str(error))

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    is_text = kind == "endpoint" and use == "construct"
    assert ("one thread asked" in str(outcome)) is not is_text, outcome

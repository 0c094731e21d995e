"""Loading unchecked: RDF as it stands, all or nothing."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.errors import InputError, UsageError
from kg.ingest import bulk
from kg.model import Iri
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore
from kg.store.client import Client
from kg.store.remote import RemoteStore
from tests.ingest.conftest import Write, content

GOOD = '<https://w3id.org/helixkg/id/a> <http://e/p> "Nuevo León"@es .\n'
CLAIM = (
    "<https://w3id.org/helixkg/id/a> <http://e/p> <http://e/o> "
    "<https://w3id.org/helixkg/evidence/001/p-1> .\n"
)
OTHER = "<http://e/s> <http://e/p> <http://e/o> <http://e/g> .\n"


def test_a_dump_becomes_the_same_store(memory: EmbeddedStore, tmp_path: Path) -> None:
    with (tmp_path / "all.nq").open("wb") as file:
        memory.dump(file)
    copy = EmbeddedStore.in_memory()
    count = sum(1 for _ in memory.quads(every_graph=True))
    assert ingest.load_unchecked(copy, [tmp_path / "all.nq"]) == count
    assert content(memory) <= content(copy), "and the record of the load"


def test_it_adds_to_what_is_there_and_is_recorded(memory: EmbeddedStore, write: Write) -> None:
    before = content(memory)
    more = write("more.nq", GOOD + CLAIM + OTHER)
    assert ingest.load_unchecked(memory, [more]) == 3
    assert before < content(memory)
    (load,) = history.log(memory)
    assert (load.facts_added, load.claims_added) == (1, 1)
    assert (load.facts_removed, load.claims_removed) == (0, 0)
    assert [name for name, _ in load.files] == ["more.nq"]
    assert ingest.load_unchecked(memory, [more]) == 0
    assert len(history.log(memory)) == 1, "what adds nothing is not recorded"


@pytest.mark.parametrize("name", ["a.nt", "a.nq", "a.ttl", "a.trig", "a.TTL"])
def test_each_syntax_is_read_also_packed(memory: EmbeddedStore, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(GOOD.replace("León", "Leon").encode()))
    assert ingest.load_unchecked(memory, [tmp_path / name, tmp_path / f"{name}.gz"]) == 2
    values = [q.object.value for q in memory.quads(Iri(ID + "a"))]
    assert sorted(values) == ["Nuevo Leon", "Nuevo León"]


def test_a_folder_keeps_what_was_loaded(small_store: Path, write: Write) -> None:
    store = EmbeddedStore.open(small_store)
    assert ingest.load_unchecked(store, [write("more.nt", GOOD)]) == 1
    again = EmbeddedStore.open(small_store)
    assert [q.object.value for q in again.quads(Iri(ID + "a"))] == ["Nuevo León"]


def test_a_file_that_does_not_parse_changes_nothing(small_store: Path, write: Write) -> None:
    store = EmbeddedStore.open(small_store)
    before = content(store)
    good, bad = write("good.nt", GOOD), write("bad.nt", GOOD + "<http://e/s> nonsense .\n")
    with pytest.raises(InputError, match=r"bad\.nt:2:\d+: this does not parse: "):
        ingest.load_unchecked(store, [good, bad])
    assert content(EmbeddedStore.open(small_store)) == before


@pytest.mark.parametrize(
    ("packed", "message"),
    [
        (gzip.compress(GOOD.encode() * 10_000)[:-20], "the gzip is broken"),
        (GOOD.encode(), "the gzip is broken"),
    ],
)
def test_a_broken_gzip_is_named(
    small_store: Path, tmp_path: Path, packed: bytes, message: str
) -> None:
    path = tmp_path / "b.nt.gz"
    path.write_bytes(packed)
    before = content(EmbeddedStore.open(small_store))
    with pytest.raises(InputError, match=message) as raised:
        ingest.load_unchecked(EmbeddedStore.open(small_store), [path])
    assert str(raised.value.problems[0].position) == str(path)
    assert content(EmbeddedStore.open(small_store)) == before


def test_what_cannot_be_loaded_so_is_refused(memory: EmbeddedStore, write: Write) -> None:
    with pytest.raises(UsageError, match=r"a\.xlsx: --unchecked reads \.nt, \.nq, \.ttl, \.trig"):
        ingest.load_unchecked(memory, [write("a.xlsx", "")])
    with pytest.raises(InputError, match=r"none\.nt: there is no such file"):
        ingest.load_unchecked(memory, [write("a.nt", GOOD).with_name("none.nt")])
    remote = RemoteStore(Client("http://127.0.0.1:9/", 1))
    with pytest.raises(UsageError, match="an endpoint has a loader of its own"):
        ingest.load_unchecked(remote, [write("a.nt", GOOD)])


def test_progress_says_how_much_of_a_file_is_read(
    memory: EmbeddedStore, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "_STEP", 1)
    path = write("more.nt", GOOD)
    size = path.stat().st_size
    steps: list[tuple[str, int, int]] = []
    ingest.load_unchecked(memory, [path], progress=lambda *step: steps.append(step))
    assert steps[0] == ("loading more.nt", size, size)
    assert steps[-2:] == [
        ("putting the store in order", 0, 1),
        ("putting the store in order", 1, 1),
    ]


def test_progress_is_reported_in_large_steps(memory: EmbeddedStore, write: Write) -> None:
    steps: list[str] = []
    path = write("more.nt", GOOD)
    ingest.load_unchecked(memory, [path], progress=lambda step, *_: steps.append(step))
    assert steps.count("loading more.nt") == 1, "once, at the end of a small file"


def test_two_stores_with_the_same_load_dump_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "blank.ttl"
    path.write_text("<http://e/s> <http://e/p> [ <http://e/q> ( 1 2 [] ) ] .")
    dumps = set()
    for _ in range(2):
        store = EmbeddedStore.in_memory()
        ingest.load_unchecked(store, [path])
        assert ingest.load_unchecked(store, [path]) == 0, "loaded again, it states the same"
        output = io.BytesIO()
        store.dump(output)
        record = b"https://w3id.org/helixkg/load/"  # which has the time
        dumps.add(
            b"".join(line for line in output.getvalue().splitlines(True) if record not in line)
        )
    assert len(dumps) == 1
    assert b"_:f" in dumps.pop()

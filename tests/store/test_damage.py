"""A store that is damaged: every flipped bit is noticed, and the ways out that are named work.

The long form (`make test-full`) flips 200 bits for each test, and prints its counts.
"""

from __future__ import annotations

import itertools
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import DamagedStore, StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore, generations, integrity
from tests.conftest import Run
from tests.short_form import spread

#: how many bits a test flips, in the short and in the long form
flips = pytest.mark.parametrize("count", [6, pytest.param(200, marks=pytest.mark.full)])
#: commands over a damaged store, each of which may answer or say what is wrong
COMMANDS = (
    ("dump",),
    ("validate",),
    ("search", "cluster"),
    ("show", "claut"),
    ("why", "claut"),
    ("stats",),
    ("log",),
    ("sparql", "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"),
    ("sparql", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"),
    ("export", "gexf"),
    ("neighbours", "claut"),
    ("conflicts",),
    ("coverage",),
    ("load", "new.ttl"),
    ("backup", "elsewhere"),
    ("check",),
)
NEW = """@prefix hx: <https://w3id.org/helixkg/def#> . @prefix id: <https://w3id.org/helixkg/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
id:a-new-company a hx:Company ; skos:prefLabel "A new company"@en .
"""


@pytest.fixture
def store(small_store: Path, quick_kg: Run, tmp_path: Path) -> Path:
    """A store with two generations, a journal and an index of names."""
    (tmp_path / "new.ttl").write_text(NEW)
    assert quick_kg("load", "new.ttl", "--store", small_store).returncode == 0
    assert quick_kg("search", "new", "--store", small_store).returncode == 0
    assert (small_store / "gen-000002.loads").is_dir()
    assert (small_store / "gen-000002.names").is_dir()
    return small_store


def say(capsys: pytest.CaptureFixture[str], text: str) -> None:
    with capsys.disabled():
        print(f"\n{text}")


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)


def flip(path: Path, chance: random.Random) -> int:
    """Flip one bit of a file, which shares no bytes with another afterwards; return where."""
    data = bytearray(path.read_bytes())
    place = chance.randrange(len(data))
    data[place] ^= 1 << chance.randrange(8)
    path.unlink()
    path.write_bytes(data)
    return place


@flips
def test_every_flipped_bit_of_a_store_is_noticed(
    store: Path, tmp_path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(1)
    counts: Counter[str] = Counter()
    for number in range(count):
        damaged = Path(shutil.copytree(store, tmp_path / "damaged"))
        path = files(damaged)[number % len(files(damaged))]
        place = flip(path, chance)
        where = f"{path} at {place}"
        assert not integrity.check(damaged, quick=True).intact, where
        examined = integrity.check(damaged)
        assert not examined.intact, where
        assert all(finding.problem and finding.remedy for finding in examined.findings)
        counts["noticed"] += 1
        shutil.rmtree(damaged)
    assert counts["noticed"] == count
    say(capsys, f"flipped bits in a store: {count}, unnoticed by kg check: 0")


@flips
def test_no_flipped_bit_gets_into_a_backup_or_out_of_one(
    store: Path, tmp_path: Path, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(2)
    EmbeddedStore.open(store).backup(tmp_path / "good")
    before = set(EmbeddedStore.open(store).quads(every_graph=True))
    for number in range(count):
        damaged = Path(shutil.copytree(store, tmp_path / "damaged"))
        in_generation = files(damaged / "gen-000002") + files(damaged / "gen-000002.loads")
        flip(in_generation[number % len(in_generation)], chance)
        with pytest.raises(StoreError):
            EmbeddedStore.open(damaged).backup(tmp_path / "backup")
        assert not (tmp_path / "backup").exists()
        shutil.rmtree(damaged)
        backup = Path(shutil.copytree(tmp_path / "good", tmp_path / "copy"))
        flip(files(backup)[number % len(files(backup))], chance)
        with pytest.raises(DamagedStore, match="the store is as it was"):
            EmbeddedStore.restore(store, backup)
        shutil.rmtree(backup)
    assert set(EmbeddedStore.open(store).quads(every_graph=True)) == before
    assert integrity.check(store).intact
    say(capsys, f"flipped bits in stores and in backups: {count} each, unnoticed: 0")


@flips
def test_no_command_ends_with_a_traceback_on_a_damaged_store(
    store: Path, tmp_path: Path, quick_kg: Run, count: int, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(3)
    tried = 0
    for number in range(count):
        damaged = Path(shutil.copytree(store, tmp_path / "damaged"))
        path = files(damaged)[number % len(files(damaged))]
        place = flip(path, chance)
        chosen = COMMANDS if count > 20 else chance.sample(COMMANDS, 2)
        for command in chosen:
            tried += 1
            result = quick_kg(*command, "--store", damaged)
            assert "Traceback" not in result.stderr, (path, place, command)
            assert result.returncode in (0, 1, 2), (path, place, command, result.stderr)
        shutil.rmtree(damaged)
        shutil.rmtree(tmp_path / "elsewhere", ignore_errors=True)
    say(capsys, f"commands on a store with a flipped bit: {tried}, tracebacks: 0")


def spoil_current(store: Path) -> None:
    flip(store / "CURRENT", random.Random(4))


def lose_current(store: Path) -> None:
    (store / "CURRENT").unlink()


def lose_generation(store: Path) -> None:
    shutil.rmtree(store / "gen-000002")


def lose_manifest(store: Path) -> None:
    (store / "gen-000002.manifest").unlink()


def spoil_manifest(store: Path) -> None:
    flip(store / "gen-000002.manifest", random.Random(5))


def spoil_tables(store: Path) -> None:
    for path in (store / "gen-000002").glob("*.sst"):
        flip(path, random.Random(6))


def spoil_engine(store: Path) -> None:
    spoil_engine_of(store / "gen-000002")


def spoil_engine_of(generation: Path) -> None:
    for path in generation.glob("MANIFEST-*"):
        flip(path, random.Random(7))


def spoil_small_table(store: Path) -> None:
    """The engine reads the properties of each table when it opens the store."""
    for path in (store / "gen-000002").glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
        path.unlink()
        path.write_bytes(data)


def lock_is_a_folder(store: Path) -> None:
    (store / "LOCK").unlink()
    (store / "LOCK").mkdir()


def spoil_names(store: Path) -> None:
    for path in files(store / "gen-000002.names"):
        flip(path, random.Random(8))


DAMAGE = (
    spoil_current,
    lose_current,
    lose_generation,
    lose_manifest,
    spoil_manifest,
    spoil_tables,
    spoil_engine,
    spoil_small_table,
    lock_is_a_folder,
    spoil_names,
)


@pytest.mark.parametrize(("spoil", "language"), spread(itertools.product(DAMAGE, ("en", "es")), 5))
def test_the_first_way_out_that_a_check_names_works(
    store: Path,
    quick_kg: Run,
    spoil: Callable[[Path], None],
    language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KG_LANG", language)
    spoil(store)
    checked = quick_kg("check", "--store", store)
    assert checked.returncode == 1, checked.stderr
    assert ("dañado" if language == "es" else "damaged") in checked.stdout
    remedies = re.findall(r"(?:kg restore --previous --store|rm -r) \S+", checked.stdout)
    assert remedies, checked.stdout
    for remedy in dict.fromkeys(remedy.rstrip(";") for remedy in remedies):
        if remedy.startswith("rm -r "):
            shutil.rmtree(remedy.removeprefix("rm -r "))
        else:
            done = quick_kg(*remedy.split()[1:])
            assert done.returncode == 0, done.stderr
    after = quick_kg("check", "--store", store)
    assert after.returncode == 0, after.stdout
    assert quick_kg("load", "new.ttl", "--store", store).returncode == 0
    assert quick_kg("show", "a-new-company", "--store", store).returncode == 0
    assert quick_kg("check", "--store", store).returncode == 0


@pytest.mark.parametrize(
    ("spoil", "way"), spread(itertools.product(DAMAGE[:-2], ("backup", "build")), 5)
)
def test_the_other_ways_out_work(
    store: Path,
    quick_kg: Run,
    spoil: Callable[[Path], None],
    way: str,
    tmp_path: Path,
    small_data: Path,
) -> None:
    EmbeddedStore.open(store).backup(tmp_path / "backup")
    spoil(store)
    message = quick_kg("dump", "--store", store)
    if spoil is not spoil_tables:  # of which a dump reads only one
        assert message.returncode == 2
        assert len(message.stderr.splitlines()) == 1
        assert f"kg restore BACKUP --store {store}" in message.stderr or "kg check" in (
            message.stderr
        )
    if way == "backup":
        done = quick_kg("restore", tmp_path / "backup", "--store", store)
    else:
        done = quick_kg("build", small_data, "--discard-loads", "--store", store)
    assert done.returncode == 0, done.stderr
    assert quick_kg("check", "--store", store).returncode == 0


@pytest.mark.parametrize("spoil", [spoil_small_table, spoil_engine, lose_generation])
def test_a_query_on_a_damaged_store_is_no_crash(
    store: Path, kg: Run, spoil: Callable[[Path], None]
) -> None:
    spoil(store)
    done = kg("sparql", "SELECT ?s { ?s ?p ?o } LIMIT 1", "--store", store)
    assert done.returncode == 2, done.stderr
    assert "kg restore --previous --store" in done.stderr


def test_without_an_older_generation_the_message_says_so(small_store: Path) -> None:
    before = (small_store / "CURRENT").read_text()
    spoil_engine_of(small_store / "gen-000001")
    with pytest.raises(DamagedStore) as error:
        EmbeddedStore.open(small_store)
    assert "--previous" not in str(error.value)
    assert all("--previous" not in remedy for _, _, remedy in integrity.check(small_store).findings)
    with pytest.raises(StoreError, match="has no older generation that is intact; restore a back"):
        EmbeddedStore.restore_previous(small_store)
    assert (small_store / "CURRENT").read_text() == before


def test_to_restore_the_previous_generation_twice_goes_back_and_forth(tmp_path: Path) -> None:
    quads = [Quad(Iri(f"http://e/{n}"), Iri("http://e/p"), text(str(n))) for n in range(3)]
    store = EmbeddedStore.create(tmp_path / "s", quads[:1])
    store.commit(quads[1:2])
    assert len(list(EmbeddedStore.restore_previous(tmp_path / "s").quads())) == 1
    again = EmbeddedStore.restore_previous(tmp_path / "s")
    assert len(list(again.quads())) == 2
    again.commit(quads[2:])
    assert len(list(EmbeddedStore.open(tmp_path / "s").quads())) == 3
    assert integrity.check(tmp_path / "s").intact
    current = generations.current(tmp_path / "s")
    assert current
    assert current.name == "gen-000003"


def test_a_store_of_format_1_is_read_and_says_that_it_has_no_checksums(small_store: Path) -> None:
    (small_store / "CURRENT").write_text("gen-000001\n")
    (small_store / "gen-000001.manifest").unlink()
    examined = integrity.check(small_store)
    assert examined.intact
    assert examined.format == 1
    assert "no checksums" in examined.notes[0]
    assert examined.content


def test_a_check_compares_how_many_quads_there_are(tmp_path: Path) -> None:
    quads = [Quad(Iri(f"http://e/{n}"), Iri("http://e/p"), text(str(n))) for n in range(30)]
    store = EmbeddedStore.create(tmp_path / "s", quads[:20])
    store.commit([*quads[10:25], quads[24]], [quads[3], quads[3], quads[29]])
    assert integrity.check(tmp_path / "s").quads == 24
    with store.transaction(bulk=True) as transaction:
        transaction.apply(quads[25:])
        transaction.commit()
    assert integrity.check(tmp_path / "s").quads == 29


def test_the_hash_is_that_of_the_dump(store: Path, kg: Run) -> None:
    import hashlib
    import json

    dump = kg("dump", "--store", store).stdout.encode()
    report = json.loads(kg("check", "--format", "json", "--store", store).stdout)
    assert report["dump_sha256"] == hashlib.sha256(dump).hexdigest()
    assert report["intact"]
    assert report["quads"] == dump.count(b"\n")


def test_a_file_that_does_not_belong_is_told(store: Path) -> None:
    (store / "gen-000002" / "000099.sst").write_bytes(b"")
    assert "does not belong" in integrity.check(store, quick=True).findings[0].problem


def test_an_endpoint_and_an_empty_folder_are_not_checked(quick_kg: Run, tmp_path: Path) -> None:
    remote = quick_kg("check", "--store", "http://127.0.0.1:1/sparql")
    assert remote.returncode == 2
    assert "this is for a store in a folder" in remote.stderr
    assert "no store in" in quick_kg("check", "--store", tmp_path / "none").stderr

"""Loading, taking away, reloading and the log, as a user sees them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SMALL, Run


@pytest.fixture
def kg(quick_kg: Run) -> Run:
    """Run `kg` within this process; `test_commands.py` starts it as a user does."""
    return quick_kg


NEW = """@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
id:claut-nuevo-leon hx:technology <https://w3id.org/helixkg/voc/technology/robots> .
"""
WRONG = NEW.replace("technology/robots", "technology/no-such-thing")


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """A file with one new fact."""
    (tmp_path / "new.ttl").write_text(NEW, "utf-8")
    return tmp_path / "new.ttl"


def test_a_load_is_recorded_and_the_second_changes_nothing(
    kg: Run, small_store: Path, new: Path
) -> None:
    assert kg("log", "--store", small_store).stdout == ""
    first = kg("load", new, "--store", small_store)
    assert first.returncode == 0, first.stderr
    assert "changed: 10 new quads, 1 of them facts" in first.stderr
    dump = kg("dump", "--store", small_store).stdout
    second = kg("load", new, "--store", small_store)
    assert "unchanged" in second.stderr
    assert kg("dump", "--store", small_store).stdout == dump
    assert kg("log", "--store", small_store).stdout.count("+1 −0 facts, +1 −0 claims  new.ttl") == 1
    (loaded,) = json.loads(kg("log", "--json", "--store", small_store).stdout)
    assert loaded["files"][0][0] == "new.ttl"
    assert len(loaded["files"][0][1]) == 64
    assert loaded["software"].startswith("HelixKG ")


def test_a_dry_run_and_a_refused_load_change_nothing(
    kg: Run, small_store: Path, new: Path, tmp_path: Path
) -> None:
    before = kg("dump", "--store", small_store).stdout
    assert "would change" in kg("load", new, "--dry-run", "--store", small_store).stderr
    (tmp_path / "wrong.ttl").write_text(WRONG, "utf-8")
    for options in ([], ["--dry-run"]):
        refused = kg("load", "wrong.ttl", *options, "--store", small_store)
        assert refused.returncode == 1
        assert "C55" in refused.stderr
        assert "nothing was changed" in refused.stderr
    assert kg("dump", "--store", small_store).stdout == before


def test_what_was_loaded_is_taken_away_again(kg: Run, small_store: Path, new: Path) -> None:
    before = kg("dump", "--store", small_store).stdout
    kg("load", new, "--store", small_store)
    assert "1 of them facts" in kg("validate", "--remove", new, "--store", small_store).stderr
    removal = kg("load", "--remove", new, "--store", small_store)
    assert removal.returncode == 0, removal.stderr
    after = set(kg("dump", "--store", small_store).stdout.splitlines())
    assert set(before.splitlines()) <= after
    assert not any("technology/robots" in line and "claut-nuevo-leon" in line for line in after)
    again = kg("load", "--remove", new, "--store", small_store)
    assert again.returncode == 2
    assert "new.ttl" in again.stderr
    assert "this is not in the store" in again.stderr


def test_new_entities_are_named(kg: Run, small_store: Path, tmp_path: Path) -> None:
    header = (SMALL / "registry.csv").read_text("utf-8").splitlines()[0]
    (tmp_path / "registry.csv").write_text(
        f"{header}\ncluster-vino,Cluster,Clúster del Vino,,,,intermediary,,,,,\n", "utf-8"
    )
    done = kg("load", "registry.csv", "--store", small_store)
    assert done.returncode == 0, done.stderr
    assert "new: Clúster del Vino <id:cluster-vino>" in done.stderr


def test_a_change_is_judged_without_the_heavy_libraries(small_store: Path, new: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kg import ingest; "
        "from kg.store import EmbeddedStore; "
        "ingest.propose(EmbeddedStore.open(Path(sys.argv[1])), [Path(sys.argv[2])]); "
        "print([m for m in ('rdflib', 'pyshacl', 'networkx', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, small_store, new], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "warning: old.ttl:3:37: hx:status"), ("es", "advertencia: old.ttl:3:37: hx:status")],
)
def test_old_terms_are_read_as_the_new_ones_and_named(
    kg: Run,
    small_store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    words: str,
) -> None:
    monkeypatch.setenv("KG_LANG", language)
    old = NEW.replace("claut-nuevo-leon hx:technology", "claut-estado-de-mexico hx:status")
    (tmp_path / "old.ttl").write_text(old.replace("technology/robots", "status/planned"), "utf-8")
    done = kg("load", "old.ttl", "--store", small_store)
    assert done.returncode == 0, done.stderr
    assert f"{words} voc:status/planned → hx:realisation voc:realisation/planned" in done.stderr
    answer = kg("sparql", "--store", small_store, "ASK { ?s hx:realisation ?o }")
    assert answer.stdout.strip() == "true"


def test_a_build_that_fails_shows_its_errors_and_counts_its_warnings(
    quick_kg: Run, small_data: Path
) -> None:
    with (small_data / "agreements.csv").open("a", encoding="utf-8") as table:
        table.write("eccp-promexico-mou,,,,mou,2014,,,,,,,,,001,note 111,explicit,\n")
    done = quick_kg("build", small_data, "--lang", "en")
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert "error: C56" in lines[0]
    assert not any(": warning: " in line for line in lines)
    assert lines[-3].startswith("does not conform: 1 error, ")
    assert lines[-2:] == ["--warnings shows the warnings", "kg-store: nothing was changed"]
    shown = quick_kg("build", small_data, "--lang", "en", "--warnings").stderr.splitlines()
    assert shown[0] == lines[0]
    assert sum(": warning: " in line for line in shown) > 0
    assert shown[-1] == lines[-1]


def test_a_load_counts_its_warnings_unless_they_fail_it(
    quick_kg: Run, small_store: Path, tmp_path: Path
) -> None:
    (tmp_path / "registry.csv").write_text(
        "id,kind,name_es,helix\nnuevo,Cluster,Nuevo clúster,intermediary\n", "utf-8"
    )
    run = ("load", "registry.csv", "--store", small_store, "--dry-run", "--lang", "es")
    done = quick_kg(*run)
    assert done.returncode == 0
    assert "aviso: C" not in done.stderr
    assert "--warnings muestra los avisos" in done.stderr
    assert "aviso: C" in quick_kg(*run, "--warnings").stderr
    failed = quick_kg(*run, "--fail-on", "warning")
    assert failed.returncode == 1
    assert "aviso: C" in failed.stderr


@pytest.mark.parametrize(
    ("lang", "verdict"), [("en", "conforms: 0 errors, "), ("es", "conforme: 0 errores, ")]
)
def test_a_report_in_a_file_says_its_verdict_on_the_screen(
    quick_kg: Run, small_store: Path, tmp_path: Path, lang: str, verdict: str
) -> None:
    run = ("validate", "--store", small_store, "--lang", lang)
    for name in ("report.txt", "report.ttl"):
        done = quick_kg(*run, "-o", tmp_path / name)
        assert done.stdout == ""
        assert done.stderr.splitlines()[-1].startswith(f"{tmp_path / name}: {verdict}")
    assert quick_kg(*run).stderr == ""
    (tmp_path / "wrong.ttl").write_text(
        "@prefix id: <https://w3id.org/helixkg/id/> .\n"
        "id:claut-nuevo-leon <https://w3id.org/helixkg/def#nothing> 1 .\n"
    )
    done = quick_kg(*run, tmp_path / "wrong.ttl", "-o", tmp_path / "report.txt")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(f"{tmp_path / 'report.txt'}: ")

"""--as-of, and kg diff between loads, as a user meets them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from kg.claims import history
from kg.store import EmbeddedStore
from tests.claims.test_as_of import PREFIXES
from tests.conftest import Run


@pytest.fixture
def loaded(quick_kg: Run, small_store: Path, tmp_path: Path) -> tuple[Path, str]:
    """A store with one load, and the name of the load."""
    (tmp_path / "one.ttl").write_text(
        PREFIXES + 'id:nuevo-leon skos:altLabel "Regiolandia"@es .\n', "utf-8"
    )
    done = quick_kg("load", tmp_path / "one.ttl", "--store", small_store)
    assert done.returncode == 0, done.stderr
    (load,) = history.log(EmbeddedStore.open(small_store))
    return small_store, history.name_of(load.iri)


@pytest.mark.parametrize(
    "command",
    [
        ("show", "nuevo-leon"),
        pytest.param(("why", "nuevo-leon", "skos:altLabel"), marks=pytest.mark.full),
        ("sparql", "SELECT ?name { id:nuevo-leon skos:altLabel ?name }"),
        pytest.param(("dump",), marks=pytest.mark.full),
    ],
)
def test_a_command_reads_the_graph_as_it_was(
    quick_kg: Run,
    loaded: tuple[Path, str],
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, load = loaded
    scratch = tmp_path / "scratch"  # a folder that no other test writes to
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    monkeypatch.setenv("TMPDIR", str(scratch))
    now = quick_kg(*command, "--as-of", load, "--store", store)
    assert "Regiolandia" in now.stdout, now.stderr
    assert f"as of {load}: 0 later loads are left out" in now.stderr
    then = quick_kg(*command, "--as-of", "build", "--store", store)
    assert "Regiolandia" not in then.stdout
    assert "1 later loads are left out" in then.stderr
    assert not list(scratch.glob("kg-as-of-*/kg-store/CURRENT"))


def test_a_question_of_the_library_as_of(quick_kg: Run, loaded: tuple[Path, str]) -> None:
    options = ("-p", "state", "nuevo-leon", "--as-of", "2001-01-01", "--store", loaded[0])
    done = quick_kg("query", "run", "clusters-in-state", *options)
    assert done.returncode == 0, done.stderr
    assert "claut-nuevo-leon" in done.stdout
    assert "as of 2001-01-01: 1 later loads are left out; this is the graph as it was built" in (
        done.stderr
    )


def test_the_past_is_not_changed(quick_kg: Run, loaded: tuple[Path, str]) -> None:
    update = "DELETE WHERE { id:nuevo-leon skos:altLabel ?name }"
    options = ("--update", "--yes", "--as-of", "build", "--store", loaded[0])
    done = quick_kg("sparql", update, *options)
    assert done.returncode == 2
    assert "the past is not changed" in done.stderr


def test_diff_between_loads(quick_kg: Run, loaded: tuple[Path, str]) -> None:
    store, load = loaded
    done = quick_kg("diff", f"{store}@build", f"{store}@{load}")
    assert done.returncode == 1
    assert "Regiolandia" in done.stdout
    assert quick_kg("diff", f"{store}@{load}", store).returncode == 0
    wrong = quick_kg("diff", f"{store}@nothing", store)
    assert wrong.returncode == 2
    assert load in wrong.stderr
    assert quick_kg("diff", f"{store}-not", store).returncode == 2

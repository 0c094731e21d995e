"""Bounds and walls of queries on the command line, and where an error is in the user's text."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.conftest import Run

ENDLESS = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i"


def test_a_query_ends_at_its_bounds_and_says_how_to_lift_them(
    kg: Run, small_store_once: Path
) -> None:
    store = ("--store", small_store_once)
    done = kg("sparql", ENDLESS, "--timeout", "1", *store)
    assert done.returncode == 2
    assert "stopped after 1 s" in done.stderr
    assert "0 lifts the limit" in done.stderr
    done = kg("sparql", ENDLESS, "--memory", "200M", "--lang", "es", *store)
    assert done.returncode == 2
    assert "necesita más de 0.195 GiB de memoria" in done.stderr
    assert "--memory TAMAÑO" in done.stderr


@pytest.mark.parametrize("bounds", [("--timeout", "0"), ("--memory", "0"), ("--memory", "50%")])
def test_bounds_can_be_lifted_or_be_a_share(
    quick_kg: Run, small_store_once: Path, bounds: tuple[str, str]
) -> None:
    done = quick_kg("sparql", "ASK {}", *bounds, "--store", small_store_once)
    assert (done.returncode, done.stdout) == (0, "true\n")


def test_an_amount_that_is_none_is_a_wrong_call(
    quick_kg: Run, small_store_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_MEMORY", "lots")
    done = quick_kg("sparql", "ASK {}", "--store", small_store_once)
    assert done.returncode == 2
    assert "'lots' is no amount of memory" in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")
def test_explain_names_the_walls(kg: Run, small_store_once: Path) -> None:
    done = kg("sparql", "ASK { ?s ?p ?o }", "--explain", "--store", small_store_once)
    assert "the process of a query is kept from: files, programs, sockets" in done.stderr


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT ?x {\n  SERVICE <http://x/> { } }", "2:3: SERVICE is not allowed"),
        ("SELECT ?x\nFROM <urn:a> { }", "2:1: FROM is not allowed"),
        ("SELECT ?x {\n ?x ?p jalisco }", "2:8: 'jalisco' is no word of SPARQL"),
        ("ASK {\n\n FILTER(1 >>> 2) }", "3:19: expected"),
        ("ASK { 'a }", "1:7: the string is not closed"),
    ],
)
def test_an_error_is_placed_in_the_users_own_text(
    quick_kg: Run, small_store_once: Path, tmp_path: Path, text: str, place: str
) -> None:
    store = ("--store", small_store_once)
    assert place in quick_kg("sparql", text, *store).stderr
    assert place in quick_kg("sparql", "-", *store, input=text).stderr
    (tmp_path / "my.rq").write_text(text)
    assert f"my.rq:{place}" in quick_kg("sparql", "my.rq", *store).stderr


def test_an_update_is_bounded_and_changes_nothing_then(kg: Run, small_store: Path) -> None:
    pattern = ENDLESS.partition("{")[2].partition("}")[0]
    text = f"INSERT {{ ?a ?e ?i }} WHERE {{ {pattern} }}"
    before = kg("dump", "--store", small_store).stdout
    done = kg("sparql", "--update", "--yes", text, "--timeout", "1", "--store", small_store)
    assert done.returncode == 2
    assert "stopped after 1 s" in done.stderr
    assert kg("dump", "--store", small_store).stdout == before


@pytest.mark.parametrize("command", ["stats", "sources", "coverage"])
def test_the_environment_bounds_commands_without_the_option(
    quick_kg: Run, small_store_once: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("KG_MEMORY", "lots")
    done = quick_kg(command, "--store", small_store_once)
    assert done.returncode == 2
    assert "KG_MEMORY: 'lots' is no amount of memory" in done.stderr

"""A map of the states: every state is on it, with its number or as one without data."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from kg.charts import map as maps
from kg.errors import UsageError
from kg.model import Iri, Literal, Solutions, Term, text
from kg.rdf.namespaces import ID, XSD
from kg.store import EmbeddedStore
from tests.conftest import ROOT, Run

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


def number(value: float) -> Literal:
    return Literal(str(value), XSD + "decimal")


def answer(*rows: tuple[Term | None, ...], columns: tuple[str, ...] = ("state", "n")) -> Solutions:
    return Solutions(columns, iter(rows))


def test_every_state_of_the_registry_has_an_outline(store: EmbeddedStore) -> None:
    names = maps.of_answer(answer((Iri(ID + "sonora"), number(1))), store, "es").names
    drawn = maps.svg(maps.StateValues(dict.fromkeys(names, 1.0), names, "n", 0), "t")
    assert len(names) == 32
    assert len(ET.fromstring(drawn).findall(f".//{SVG}path")) == 32


def test_states_have_their_numbers_and_the_others_no_data(store: EmbeddedStore) -> None:
    rows = answer(
        (Iri(ID + "nuevo-leon"), number(7)),
        (Iri(ID + "sonora"), number(0)),
        (Iri(ID + "sonora"), number(2.5)),
        (Iri(ID + "mexico"), number(99)),
        (Iri(ID + "jalisco"), None),
    )
    data = maps.of_answer(rows, store, "es")
    assert data.values == {"NLE": 7.0, "SON": 2.5}
    assert data.outside == 1
    assert "not on the map: 1" in maps.svg(data, "t")
    drawn = ET.fromstring(maps.svg(data, "Título <b>", ["Una nota & más"]))
    titles = [title.text for title in drawn.iter(f"{SVG}title")]
    assert "Nuevo León: 7" in titles
    assert "Sonora: 2.5" in titles
    assert sum(str(title).endswith(": no data") for title in titles) == 30
    texts = [element.text for element in drawn.iter(f"{SVG}text")]
    assert texts[0] == "Título <b>"
    assert "Una nota & más" in texts
    assert any("CC BY 4.0" in str(text) for text in texts)
    assert "no data (30)" in texts


@pytest.mark.parametrize("wrong", ["INF", "NaN", "many", ""])
def test_what_is_no_number_is_no_data(store: EmbeddedStore, wrong: str) -> None:
    rows = answer(
        (Iri(ID + "sonora"), number(1)), (Iri(ID + "jalisco"), Literal(wrong, XSD + "double"))
    )
    assert maps.of_answer(rows, store, "es").values == {"SON": 1.0}


@pytest.mark.parametrize(
    ("rows", "column", "message"),
    [
        ([(Iri(ID + "sonora"), text("many"))], "", "this answer is no map"),
        ([(text("Sonora"), number(1))], "", "this answer is no map"),
        ([(Iri(ID + "sonora"), number(1))], "m", "has no column 'm'; it has: state, n"),
        ([], "", "kg map clusters-by-state"),
    ],
)
def test_an_answer_that_is_no_map(
    store: EmbeddedStore, rows: list[tuple[Term | None, ...]], column: str, message: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        maps.of_answer(answer(*rows), store, "en", column)


def test_the_command_draws_each_format(
    quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        done = quick_kg("map", "clusters-by-state", "-o", f"map.{ending}", *where)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"map.{ending}").read_bytes().startswith(start)
    drawn = (tmp_path / "map.svg").read_text("utf-8")
    assert "sin datos" in drawn or "0</text>" in drawn
    assert "Nuevo León: " in drawn
    assert quick_kg("map", "clusters-by-state", *where).stdout == drawn
    column = quick_kg("map", "actors-by-state", "--column", "companies", *where)
    assert ": Empresas" in column.stdout
    refused = quick_kg("map", "persons-in-office", *where)
    assert refused.returncode == 2
    assert "no es un mapa" in refused.stderr


def test_the_outlines_are_credited() -> None:
    assert "@svg-maps/mexico" in (ROOT / "LICENSE").read_text("utf-8")

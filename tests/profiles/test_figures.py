"""Figures are sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.model import Iri
from kg.profiles import figures
from kg.profiles.reader import Reader, joined
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore


@pytest.mark.parametrize(
    ("value", "power", "unit", "english", "spanish"),
    [
        ("4.85", "9", "USD", "4.85 billion USD", "4.85 mil millones de USD"),
        ("1", "6", "EUR", "1 million EUR", "1 millón de EUR"),
        ("2.5", "6", "NUM", "2.5 million", "2.5 millones"),
        ("800", "3", "NUM", "800 thousand", "800 mil"),
        ("1234567.8", "", "NUM", "1,234,567.8", "1,234,567.8"),
        ("-1200", "0", "MXN", "-1,200 MXN", "-1,200 MXN"),
        ("15", "", "PCT", "15%", "15 %"),
        ("10", "", "RANK", "10", "10"),
        ("3", "12", "USD", "3 trillion USD", "3 billones de USD"),
        ("7", "5", "", "7 × 10^5", "7 × 10^5"),
    ],
)
def test_amounts_in_words(value: str, power: str, unit: str, english: str, spanish: str) -> None:
    assert figures.amount(value, power, unit, "en") == english
    assert figures.amount(value, power, unit, "es") == spanish


def sentences(folder: Path, id: str, language: str) -> list[str]:
    reader = Reader(EmbeddedStore.open(folder), Iri(ID + id), language, is_whole=True)
    section = figures.section(reader)
    assert section is not None
    return [f"{item.text} ({item.note})" for item in section.items()]


def test_the_figures_of_a_cluster(project_store_once: Path) -> None:
    assert sentences(project_store_once, "claut-nuevo-leon", "es") == [
        "Comités o grupos: 8 (2019) (sin periodo: año inferido de fechas del texto)",
        "Grupos de trabajo (comités y subcomités): 21 (2019) "
        "(sin periodo: año inferido de fechas del texto)",
        "Miembros: 92 (2019) (sin periodo: año inferido de fechas del texto)",
        "Subcomités: 13 (2019) (sin periodo: año inferido de fechas del texto)",
    ]


def test_no_two_figures_read_alike(project_store_once: Path) -> None:
    for id in ("mexico", "queretaro", "jalisco"):
        read = sentences(project_store_once, id, "es")
        assert len(read) == len(set(read)), id


@pytest.mark.parametrize(
    ("names", "spanish", "english"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b", "c"], "a, b y c", "a, b and c"),
        (["a", "industria"], "a e industria", "a and industria"),
        (["a", "hielo"], "a y hielo", "a and hielo"),
    ],
)
def test_lists_in_words(names: list[str], spanish: str, english: str) -> None:
    assert joined(names, "es") == spanish
    assert joined(names, "en") == english

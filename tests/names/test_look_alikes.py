"""Names that are written nearly alike are found, and others are not; at a bounded cost."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from kg.names import LookAlikes

DATA = Path(__file__).parents[2] / "data"


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Clúster Automotriz de Nuevo León", "Cluster automotris de Nuevo León A.C."),
        ("Clúster Automotriz de Nuevo León", "Clúster Automotriz Nuevo León"),
        ("Clúster Automotriz de Nuevo León", "Nuevo León, Clúster Automotriz"),
        ("Clúster Automotriz de Nuevo León", "Clúster Automotirz de Nuevo León"),
        ("Plásticos Vázquez, S.A. de C.V.", "PLASTICOS BASQUES S. de R.L. de C.V."),
        ("Isuzu", "Izuzu"),
        ("Química Hernández", "Kimica Ernandes"),
        ("Parque Tecnológico", "Parque Tecnologico Inc."),
    ],
)
def test_a_slip_is_found_from_both_sides(name: str, other: str) -> None:
    assert LookAlikes([(name, "it")]).of(other) == {"it": name}
    assert LookAlikes([(other, "it")]).of(name) == {"it": other}


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Clúster Energético de Sonora", "Clúster Energético de Sinaloa"),
        ("Clúster Automotriz de Coahuila", "Clúster Automotriz de Chihuahua"),
        ("Clúster Automotriz", "Clúster Automotriz de Puebla"),
        ("Parque Industrial 1", "Parque Industrial 2"),
        ("Parque Industrial 2019", "Parque Industrial 2018"),
        ("Parque Industrial I", "Parque Industrial II"),
        ("ProMéxico", "Aeroméxico"),
        ("INEGI", "INADEM"),
        ("A.C.", "S.C."),
    ],
)
def test_another_name_is_not(name: str, other: str) -> None:
    assert not LookAlikes([(name, "it")]).of(other)


def test_of_the_registry_no_two_things_of_a_kind_look_alike() -> None:
    with (DATA / "registry.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["replaced_by"]]
    for kind in {row["kind"] for row in rows}:
        seen = LookAlikes()
        for row in rows:
            texts = {row["name_es"], row["name_en"], row["name_mul"]} - {""}
            if row["kind"] == kind:
                alike = {other for text in texts for other in seen.of(text)}
                assert not alike, row["id"]
                for text in texts:
                    seen.add(text, row["id"])


def test_a_look_up_does_not_grow_with_the_names() -> None:
    """Of names that differ in a number alone, which is the worst that tables have."""
    seen = LookAlikes((f"Plásticos Hernández {number}", str(number)) for number in range(5_000))
    start = time.process_time()
    for number in range(1_000):
        assert not seen.of(f"Plásticos Hernándes {number}x")
    assert time.process_time() - start < 1.0

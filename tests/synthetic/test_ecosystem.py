"""Batches of made-up rows: the same for the same seed, with violations where they are asked for."""

from __future__ import annotations

import hashlib
from itertools import islice

import pytest

from kg.synthetic.ecosystem import VIOLATIONS, Batch, Planted, World, batches

WORLD = World(
    {"jalisco": "Jalisco", "nuevo-leon": "Nuevo León"},
    {"auto": ("Autos", "Cars", "Voitures"), "aero": ("Aviones", "Planes", "Avions")},
    ("innovation", "export", "talent"),
)


def first(count: int, seed: int = 1, violations: float = 0.0) -> list[Batch]:
    return list(islice(batches(WORLD, seed, violations), count))


def test_the_same_seed_gives_the_same_rows() -> None:
    assert first(2) == first(2)
    assert first(1, seed=1) != first(1, seed=2)
    assert first(3)[:2] == first(2), "whatever the size asked for"


def test_rows_of_a_seed_stay_the_same_from_version_to_version() -> None:
    (batch,) = first(1, seed=7, violations=0.1)
    digest = hashlib.sha256(repr((batch.tables, batch.planted)).encode()).hexdigest()
    assert digest[:12] == "3cfbb790aa28"


def test_a_batch_is_complete_in_itself() -> None:
    (batch,) = first(1)
    registered = [row["id"] for row in batch.tables["registry"]]
    assert len(registered) == len(set(registered))
    assert len(batch.tables["clusters"]) == 20
    assert len(batch.tables["organisations"]) == 80
    for table, column in (
        ("clusters", "id"),
        ("organisations", "id"),
        ("labels", "awardee"),
        ("labels", "scheme"),
        ("instruments", "responsible"),
        ("bodies", "id"),
    ):
        assert {row[column] for row in batch.tables[table]} <= set(registered)
    assert {row["source"] for rows in list(batch.tables.values())[2:] for row in rows} == {"s1"}
    assert [row["id"] for row in batch.tables["sources"]] == ["s1"]


def test_batches_do_not_share_ids() -> None:
    first_batch, second_batch = first(2)
    ids = [{row["id"] for row in batch.tables["registry"]} for batch in (first_batch, second_batch)]
    assert not ids[0] & ids[1]
    assert (first_batch.number, second_batch.number) == (1, 2)


def test_members_are_at_most_sixty_and_no_organisation_is_twice_in_a_cluster() -> None:
    for batch in first(5):
        members: dict[str, list[str]] = {}
        for row in batch.tables["participations"]:
            if row["node"] == "membership":
                members.setdefault(row["object"], []).append(row["actor"])
        assert set(members) == {row["id"] for row in batch.tables["clusters"]}
        for actors in members.values():
            assert 1 <= len(actors) == len(set(actors)) <= 60


def test_no_violation_is_planted_unasked() -> None:
    for batch in first(3):
        assert batch.planted == []
        assert all(row["axis_primary"] != row["axis_secondary"] for row in batch.tables["clusters"])
        assert all(row["dissolved"] == "" for row in batch.tables["organisations"])
        assert all(row["valid_from"] < row["expires"] for row in batch.tables["labels"])


def test_every_thing_breaks_its_constraint_where_all_are_to() -> None:
    (batch,) = first(1, violations=1.0)
    planted = {code: [p.subject for p in batch.planted if p.code == code] for code in VIOLATIONS}
    assert planted["C30"] == [row["id"] for row in batch.tables["clusters"]]
    assert planted["C34"] == [row["id"] for row in batch.tables["organisations"]]
    assert planted["C44"] == [
        f"award/{row['awardee']}--{row['scheme']}" for row in batch.tables["labels"]
    ]
    assert all(row["axis_primary"] == row["axis_secondary"] for row in batch.tables["clusters"])
    for row in batch.tables["organisations"]:
        assert int(row["dissolved"]) == int(row["founded"]) - 3
    for row in batch.tables["labels"]:
        assert int(row["expires"]) == int(row["valid_from"]) - 1


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_the_share_of_violations_is_about_what_is_asked_for(share: float) -> None:
    planted = rows = 0
    for batch in first(20, violations=share):
        planted += len(batch.planted)
        rows += sum(len(batch.tables[t]) for t in ("clusters", "organisations", "labels"))
    assert 0.8 * share <= planted / rows <= 1.2 * share


def test_few_sectors_are_frequent() -> None:
    sectors = [row["sector"] for batch in first(10) for row in batch.tables["clusters"]]
    assert set(sectors) == {"auto", "aero"}


def test_a_planted_violation_names_code_and_subject() -> None:
    assert Planted("C30", "c1-0") == ("C30", "c1-0")

"""What is near to a misspelt id, name or code."""

from __future__ import annotations

import pytest

from kg.mapping.context import Context, Entity

CONTEXT = Context(
    entities={
        "nuevo-leon": Entity("nuevo-leon", "State", {"mul": "Nuevo León"}),
        "amia": Entity("amia", "IndustryAssociation", {"es": "Asociación Automotriz"}),
    },
    codes={"sector": {"automotive": "Automotive", "ict": "Information technology"}},
)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("nuevo-lion", "nuevo-leon"),
        ("Nuevo Lion", "nuevo-leon"),
        ("asociacion automotris", "amia"),
        ("ASOCIACIÓN AUTOMOTRIZ", "amia"),
        ("jalisco", ""),
        ("nuevo", ""),
    ],
)
def test_the_nearest_entity_is_found_by_id_or_label(name: str, near: str) -> None:
    assert CONTEXT.near_entity(name) == near


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("automotiv", "automotive"),
        ("AUTOMOTIVE", "automotive"),
        ("information technologies", "ict"),
        ("itc", "ict"),
        ("wine", ""),
    ],
)
def test_the_nearest_code_is_found_by_code_or_label(text: str, near: str) -> None:
    assert CONTEXT.near_code("sector", text) == near


def test_nothing_is_near_in_a_list_that_is_not_there() -> None:
    assert CONTEXT.near_code("colour", "red") == ""


def test_a_code_takes_precedence_over_the_label_of_another() -> None:
    context = Context(codes={"s": {"gold": "Silver", "silver": "Bronze"}})
    assert context.near_code("s", "silvr") == "silver"

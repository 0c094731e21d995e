"""Names in a custom table are found strictly: a doubtful one is an error with its candidates."""

from __future__ import annotations

import pytest

from kg.mapping.named import is_same_name, new_id


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Nuevo León", "nuevo-leon", True),
        ("Clúster, A.C.", "cluster ac", True),
        ("Clúster A+B", "Clúster A-B", False),
        ("R&D", "R+D", False),
        ("A&B", "AB", False),
        ("A", "B", False),
        ("C#", "C", False),
    ],
)
def test_signs_tell_names_apart_and_punctuation_does_not(
    first: str, second: str, same: bool
) -> None:
    assert is_same_name(first, second) is same
    assert is_same_name(second, first) is same


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Clúster Minero", "cluster-minero"),
        ("Møller", "m-ller"),
        ("中国集群", "cluster-75467737"),
        ("Кластер", "cluster-f77ce995"),
        ("上海 Auto", "auto-"),
        ("北京 Auto", "auto-"),
    ],
)
def test_a_new_entity_has_an_id_in_any_script(name: str, identifier: str) -> None:
    minted = new_id(name, "Cluster")
    assert minted.startswith(identifier)
    assert minted == new_id(name, "Cluster")


def test_two_names_in_another_script_have_two_ids() -> None:
    assert new_id("上海 Auto", "Cluster") != new_id("北京 Auto", "Cluster")

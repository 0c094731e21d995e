"""Entities without a tie stand on the list that says why the documents give them none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store import EmbeddedStore
from tests.data import untied
from tests.data.statement import with_numbers


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    """The store of the project's own tables, only read."""
    return EmbeddedStore.open(project_store_once)


def test_the_page_lists_each_entity_without_a_tie(store: EmbeddedStore) -> None:
    text = untied.PAGE.read_text(encoding="utf-8")
    assert text.count("<!-- numbers -->") == 1
    assert with_numbers(text, untied.numbers(store)) == text, "run `python -m tests.data.untied`"


def test_each_reason_is_that_of_an_entity(store: EmbeddedStore) -> None:
    """A reason that covers nobody any more goes."""
    assert all(untied.by_reason(untied.untied(store)).values())


def test_an_entity_without_a_reason_is_named() -> None:
    with pytest.raises(LookupError, match="volkswagen has no tie"):
        untied.by_reason({"volkswagen": "Company"})

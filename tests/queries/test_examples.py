"""Each query finds something in the project's own data, with the example of its header."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library
from kg.library import check
from kg.store import EmbeddedStore
from tests.queries.golden import LIBRARY

QUERIES = library.read(LIBRARY)


@pytest.mark.parametrize("name", QUERIES)
def test_its_example_is_answered(name: str, project_store_once: Path) -> None:
    assert check.faults(QUERIES[name], EmbeddedStore.open(project_store_once)) == []


def test_the_library_is_large_and_in_two_languages() -> None:
    assert len([query for query in QUERIES.values() if query.group != "checks"]) >= 60
    for query in QUERIES.values():
        assert query.summary_en != query.summary_es
        assert all(p.label_en and p.label_es for p in query.parameters)

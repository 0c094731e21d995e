"""Each query finds something in the project's own data, with the example of its header."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import library, names
from kg.library import check
from kg.store import EmbeddedStore
from tests.queries.golden import LIBRARY
from tests.short_form import spread

QUERIES = library.read(LIBRARY)
ANSWERED = [name for name, query in QUERIES.items() if query.group != "checks"]
#: both orders: the short form asks a question in the first language
LANGUAGES = (("es", "en"), ("en", "es"))


@pytest.mark.parametrize("name", spread(QUERIES, 2))
def test_its_example_is_answered(name: str, project_store_once: Path) -> None:
    assert check.faults(QUERIES[name], EmbeddedStore.open(project_store_once)) == []


@pytest.mark.parametrize(
    ("name", "language"),
    spread([(name, tag) for at, name in enumerate(ANSWERED) for tag in LANGUAGES[at % 2]], 4),
)
def test_it_says_what_it_leaves_out(name: str, language: str, project_store_once: Path) -> None:
    """A header without the field says nothing; what it counts is counted at once."""
    query, store = QUERIES[name], EmbeddedStore.open(project_store_once)
    assert "\n#+ caveats:" in query.source
    assert query.description_es or not query.description_en
    bound = library.bind(query, query.example, names.resolver(store))
    for note in library.notes(query, store, bound, language):
        assert re.search(r"\d", note.text)
        assert "{" not in note.text


def test_the_library_is_large_and_in_two_languages() -> None:
    assert len(ANSWERED) >= 60
    for query in QUERIES.values():
        assert query.summary_en != query.summary_es
        assert all(p.label_en and p.label_es for p in query.parameters)

"""What columns are called in the words of the reader."""

from __future__ import annotations

from pathlib import Path

from kg.export.display_labels import with_display_labels
from kg.network import project
from kg.store import EmbeddedStore


def test_codes_and_relations_have_words_in_both_languages(project_store_once: Path) -> None:
    store = EmbeddedStore.open(project_store_once)
    spanish, english = (
        with_display_labels(project(store, language=language), store, language).display_labels
        for language in ("es", "en")
    )
    assert spanish["relation"]["locatedIn"] == "ubicado en"
    assert english["relation"]["locatedIn"] == "located in"
    assert spanish["helix"]["academia"] == "Academia e investigación"
    assert spanish["kind"]["Cluster"] == "Clúster"
    assert spanish["country"]["mexico"] == "México"
    assert english["country"]["mexico"] == "Mexico"
    assert spanish["sector"]["automotive"] == "Automotriz"


def test_every_relation_and_kind_of_the_project_has_words(project_store_once: Path) -> None:
    store = EmbeddedStore.open(project_store_once)
    captions = with_display_labels(project(store), store, "es").display_labels
    bare = [
        value
        for column in ("relation", "helix", "kind", "sector")
        for value, words in captions[column].items()
        if words == value and value.lower() == value
    ]
    assert bare == []

"""Notes of curators are read in the language asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ingest
from kg.claims.disputes import Disputes
from kg.claims.notes import notes_in
from kg.model import Iri, text
from kg.quality.conflicts import recorded_conflicts
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore


@pytest.mark.parametrize(
    ("language", "notes", "expected"),
    [
        ("es", [text("one", "en"), text("uno", "es")], ("uno",)),
        ("en", [text("one", "en"), text("uno", "es")], ("one",)),
        ("es", [text("one", "en"), text("uno", "es"), text("sin idioma")], ("sin idioma", "uno")),
        ("es", [text("only English", "en")], ("only English",)),
        ("es", [Iri("https://example.org/no-text")], ()),
    ],
)
def test_a_note_is_in_the_language_asked_for(
    language: str, notes: list[Iri], expected: tuple[str, ...]
) -> None:
    assert notes_in(language, notes) == expected


def test_a_table_may_have_notes_in_one_language_or_both(small_data: Path) -> None:
    (small_data / "conflicts.csv").write_text(
        "id,type,subject,property,value,source,locator,resolution,note,note_es\n"
        "a,identity,claut-nuevo-leon,,,,,open,in both,en ambos\n"
        "b,identity,claut-nuevo-leon,,,,,open,in one,\n",
        "utf-8",
    )
    store = EmbeddedStore.in_memory()
    store.replace(ingest.assemble(small_data).quads())
    for language, notes in (("es", ["en ambos", "in one"]), ("en", ["in both", "in one"])):
        recorded = recorded_conflicts(store, language=language)
        assert [*(note for each in recorded for note in each.notes)] == notes
        about = Disputes(store, language).about(f"{ID}claut-nuevo-leon")
        assert [*(note for each in about for note in each.notes)] == notes

"""The notes of curators: what they wrote beside a contradiction, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Literal, Term


def notes_in(language: str, notes: Iterable[Term]) -> tuple[str, ...]:
    """Return those notes that are in a language or in none that is told, sorted.

    Where there are none, all are returned: a note in another language says more than nothing.
    """
    written = [note for note in notes if isinstance(note, Literal)]
    fitting = [note for note in written if note.language in ("", language)]
    return tuple(sorted({note.value for note in fitting or written}))

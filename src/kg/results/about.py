"""What a reader of an answer must know besides its rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Note(NamedTuple):
    """A sentence about an answer.

    Attributes:
        name: What it is about, such as `proposed`; the same in every language.
        text: The sentence.
    """

    name: str
    text: str


def _no_notes() -> Sequence[Note]:
    return ()


@dataclass(frozen=True, slots=True)
class About:
    """The question behind an answer, and what the answer leaves out.

    Attributes:
        title: The question, empty where it has no words.
        notes: What is left out. It is called when all rows are written, since the number of rows
            may be part of it.
    """

    title: str = ""
    notes: Callable[[], Sequence[Note]] = _no_notes

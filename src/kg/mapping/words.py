"""Words of a mapping: those that mean nothing are refused, with the one that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from kg.errors import in_language


def require_words(where: str, data: Mapping[str, Any], words: Collection[str]) -> None:
    """Raise ValueError for a word of a table of TOML that means nothing there.

    Args:
        where: What the message begins with, such as `[source]`.
        data: The table.
        words: Those that have a meaning.
    """
    for word in data:
        if word not in words:
            raise ValueError(f"{where}: {no_meaning(word, words)}")


def no_meaning(word: str, words: Collection[str]) -> str:
    """Return what is said of a word that means nothing, with those that do."""
    others = alternatives(word, words)
    return in_language(f"'{word}' means nothing{others}", f"'{word}' no significa nada{others}")


def alternatives(word: str, words: Collection[str]) -> str:
    """Return the end of a message about an unknown word: the nearest of some words, and all."""
    near = nearest(word, words)
    listed = ", ".join(words)
    if not near:
        return in_language(f"; there are {listed}", f"; hay {listed}")
    return in_language(
        f"; did you mean '{near}'? There are {listed}", f"; ¿quiso decir '{near}'? Hay {listed}"
    )


def nearest(word: str, words: Collection[str]) -> str:
    """Return the word that another was probably meant to be, or ""."""
    return next(iter(difflib.get_close_matches(word, list(words), 1, 0.6)), "")


def texts(where: str, word: str, value: object) -> tuple[str, ...]:
    """Return a list of texts. Raises ValueError where it is none: one text is no list."""
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise ValueError(
        in_language(
            f'{where}: {word} is a list of texts, ["{value}"]',
            f'{where}: {word} es una lista de textos, ["{value}"]',
        )
    )


def text(where: str, word: str, value: object) -> str:
    """Return a text. Raises ValueError where it is none."""
    if isinstance(value, str):
        return value
    raise ValueError(
        in_language(
            f'{where}: {word} is a text, "{value}"', f'{where}: {word} es un texto, "{value}"'
        )
    )


def choice(where: str, word: str, value: object, choices: Collection[str]) -> str:
    """Return a text that is one of some. Raises ValueError where it is none of them."""
    if isinstance(value, str) and value in choices:
        return value
    others = alternatives(str(value), [f'"{item}"' for item in choices])
    raise ValueError(
        in_language(
            f"{where}: {word} = '{value}' means nothing{others}; or leave it out",
            f"{where}: {word} = '{value}' no significa nada{others}; o quítelo",
        )
    )

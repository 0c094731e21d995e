"""Damage that the engine finds while it reads, as an error that says what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from kg.errors import DamagedStore, KgError, QueryError, in_language

_OF_DAMAGE: Final = ("Corruption", "IO error", "No such file")


def is_named_by(message: str) -> bool:
    """Return whether a message of the engine tells of damage."""
    return any(words in message for words in _OF_DAMAGE)


def of_engine(error: Exception) -> KgError:
    """Return what an error of the engine means: the store is damaged, or a query fails."""
    if is_named_by(str(error)):
        return DamagedStore(
            in_language(
                f"the store is damaged ({error}); kg check says where, and what to do",
                f"el almacén está dañado ({error}); kg check dice dónde y qué hacer",
            )
        )
    return QueryError(
        in_language(
            f"the query failed while it ran: {error}",
            f"la consulta falló mientras se ejecutaba: {error}",
        )
    )


@contextlib.contextmanager
def named() -> Iterator[None]:
    """Say so where the engine, asked directly, finds damage in the block."""
    try:
        yield
    except RuntimeError as error:
        if is_named_by(str(error)):
            raise of_engine(error) from error
        raise

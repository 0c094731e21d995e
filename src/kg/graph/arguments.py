"""The words that methods take: each means the same everywhere, and is checked here by its name."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

from kg.errors import UsageError, in_language
from kg.formats import Formats, named_by

#: the languages in which labels and notes are given
LANGUAGES: Final = ("es", "en")
_SEVERITIES: Final = ("violation", "warning", "info", "none")
_GROUPS: Final = ("helix", "kind", "country", "state", "sector")
_Check = Callable[[str, object], None]


def check(given: Mapping[str, object], needed: Collection[str] = ()) -> None:
    """Raise UsageError where an argument cannot be what its name says.

    Args:
        given: Name → value of what was given; names without a check pass.
        needed: Which of them cannot be left out, and so not be None.
    """
    for name, value in given.items():
        if name not in CHECKS:
            continue
        CHECKS[name](name, value)
        if value is None and name in needed:
            raise UsageError(in_language(f"{name} cannot be None", f"{name} no puede ser None"))


def refusal(name: str, value: object, wanted: str, wanted_es: str) -> UsageError:
    """Return the error of an argument that is not what is wanted."""
    return UsageError(
        in_language(
            f"{name} is {wanted}, not {_shown(value)}",
            f"{name} es {wanted_es}, no {_shown(value)}",
        )
    )


def _shown(value: object) -> str:
    """Return a value in few letters."""
    written = repr(value)
    return written if len(written) <= 80 else f"{written[:79]}…"


def _text(name: str, value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        raise refusal(name, value, "a text", "un texto")
    if "\0" in value:
        raise refusal(name, value, "a text without a NUL", "un texto sin NUL")


def _any_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise refusal(name, value, "a text", "un texto")


def _optional(inner: _Check) -> _Check:
    def checked(name: str, value: object) -> None:
        if value is not None:
            inner(name, value)

    return checked


def _choice(*allowed: str) -> _Check:
    def checked(name: str, value: object) -> None:
        if not isinstance(value, str) or value not in allowed:
            listed = ", ".join(allowed)
            raise refusal(name, value, f"one of {listed}", f"uno de {listed}")

    return checked


def _whole(least: int, most: int) -> _Check:
    def checked(name: str, value: object) -> None:
        if type(value) is not int or not least <= value <= most:
            raise refusal(
                name,
                value,
                f"a whole number from {least:,} to {most:,}",
                f"un número entero de {least:,} a {most:,}",
            )

    return checked


def _truth(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise refusal(name, value, "True or False", "True o False")


def _seconds(name: str, value: object) -> None:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    if not right or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise refusal(name, value, "a number of seconds", "un número de segundos")


def _above_zero(name: str, value: object) -> None:
    right = isinstance(value, int | float) and not isinstance(value, bool)
    if not right or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise refusal(name, value, "a number above 0", "un número mayor que 0")


def _path(name: str, value: object) -> None:
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not isinstance(value, str) or not value or "\0" in value:
        raise refusal(name, value, "a path", "una ruta")


def _data(name: str, value: object) -> None:
    if not isinstance(value, tuple):  # several are looked at one by one, where they are read
        _path(name, value)


def _paths(name: str, value: object) -> None:
    parts = value if isinstance(value, list | tuple) else (value,)
    for part in parts:
        _path(name, part)


def _thing(name: str, value: object) -> None:
    """Accept what means an entity: a name, an id, an IRI, a term, or what has an `iri`."""
    iri = getattr(value, "iri", getattr(value, "value", value))
    if not isinstance(iri, str) or not iri.strip() or "\0" in iri:
        raise refusal(name, value, "an id, an IRI or a name", "un id, un IRI o un nombre")


def _names(name: str, value: object) -> None:
    parts: Sequence[object] = value if isinstance(value, list | tuple) else (value,)
    for part in parts:
        _text(name, part)


def _mapping(name: str, value: object) -> None:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise refusal(
            name, value, "a mapping from names to values", "un mapeo de nombres a valores"
        )


def _callable(name: str, value: object) -> None:
    if not callable(value):
        raise refusal(
            name,
            value,
            "a function of step, done and total",
            "una función de paso, hechos y total",
        )


#: name of an argument → its check
CHECKS: Final[Mapping[str, _Check]] = {
    **dict.fromkeys(("name", "text", "form", "parameter"), _text),
    **dict.fromkeys(("kind", "type", "source", "gap", "format"), _optional(_text)),
    **dict.fromkeys(("replace", "colour", "size", "with_date", "column"), _any_text),
    **dict.fromkeys(("subject", "start", "end", "first", "second", "thing"), _thing),
    **dict.fromkeys(("property", "entity", "document"), _optional(_thing)),
    **dict.fromkeys(("folder", "store"), _path),
    **dict.fromkeys(("path", "mapping", "shapes", "manifest", "backup", "like"), _optional(_path)),
    **dict.fromkeys(("measures", "services"), _names),
    "data": _optional(_data),
    "library": _paths,
    "lang": _optional(_choice(*LANGUAGES)),
    "fail_on": _choice(*_SEVERITIES),
    "group": _choice(*_GROUPS),
    "loads": _choice("refuse", "discard", "keep"),
    "layout": _optional(_choice("force", "discs")),
    "limit": _optional(_whole(0, 10_000_000)),
    "k": _whole(1, 100),
    "max_length": _whole(1, 12),
    **dict.fromkeys(
        (
            "open",
            "strict",
            "dry_run",
            "unchecked",
            "quick",
            "previous",
            "layers",
            "isolated",
        ),
        _truth,
    ),
    **dict.fromkeys(("run", "facts_graph", "everything", "stream", "prune"), _truth),
    "wait": _seconds,
    "resolution": _above_zero,
    "timeout": _optional(_seconds),
    "memory": _optional(_text),
    "bindings": _optional(_mapping),
    "parameters": _mapping,
    "progress": _callable,
}


def format_of(path: Path, format: str | None, formats: Formats) -> str:
    """Return the format of a file that is to be written: that which is named, else its ending's.

    Raises:
        UsageError: It is none of these formats, or the ending is none of theirs.
    """
    chosen = format or named_by(path, formats) or ""
    if chosen not in formats:
        raise UsageError(
            in_language(
                f"{path}: name a format, one of: {', '.join(formats)}",
                f"{path}: indique un formato: {', '.join(formats)}",
            )
        )
    return chosen

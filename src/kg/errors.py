"""The errors that HelixKG raises.

KgError
├── InputError         a file or table cannot be read; carries every problem found (exit 2)
├── UsageError         a wrong call: unknown query, missing parameter, ambiguous name (exit 2)
│   ├── MissingExtra   needs a package that is not installed; carries the extra that brings it
│   ├── AmbiguousName  a name that fits several entities; carries the candidates
│   └── UnknownName    a name that nothing has; carries what is near
├── StoreError         the store is missing, locked, read-only or full (exit 2)
│   ├── DamagedStore   the store, or a backup, is not as it was written
│   └── MixedGraphs    evidence is asked for where it cannot be told from the facts
├── QueryError         a SPARQL text that does not parse or may not run (exit 2)
├── ShapeError         a shape that is ill-formed (exit 2)
├── ContentError       the ontology, queries or tables shipped with the package are missing (exit 2)
├── NonConforming      the data breaks a shape; carries the report (exit 1)
└── EndpointError      a remote endpoint failed (exit 3)

Each message says what is wrong, where, and how to fix it, in English or Spanish:

    raise StoreError(in_language(f"{path} is damaged; …", f"{path} está dañado; …"))
"""

from __future__ import annotations

import contextlib
import functools
import os
from collections.abc import Iterator, Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gettext import NullTranslations

    from kg.model import Position, Problem, Report


_chosen: ContextVar[str | None] = ContextVar("_chosen", default=None)


def set_language(language: str | None) -> None:
    """Set the language of messages; None leaves it to the environment."""
    _chosen.set(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let what is said within be in a language, whatever messages are in."""
    token = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(token)


def user_language() -> str:
    """Return "es" where --lang, KG_LANG, or else the locale, asks for Spanish; else "en"."""
    if language := _chosen.get():
        return language
    for name in ("KG_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


def in_language(english: str, spanish: str) -> str:
    """Return the one of two wordings of a message that the user reads."""
    return spanish if user_language() == "es" else english


#: the catalogue of wordings that are not ours alone: help, click's words, the system's
DOMAIN: Final = "helixkg"
FOLDER: Final = Path(__file__).parent / "locale"


def translated(text: str) -> str:
    """Return a wording of the catalogue in the language of the user.

    Returns:
        The text itself in English, or where the catalogue has no Spanish for it.
    """
    return _spanish().gettext(text) if text and user_language() == "es" else text


@functools.cache
def _spanish() -> NullTranslations:
    import gettext

    return gettext.translation(DOMAIN, FOLDER, ["es"])


def said_by_system(error: BaseException) -> str:
    """Return what the operating system says of an error, in the language of the user."""
    cause: BaseException | None = error
    while cause is not None and not getattr(cause, "strerror", None):
        cause = cause.__cause__ or cause.__context__  # of a library that wraps what the system says
    return translated(getattr(cause, "strerror", None) or str(error))


class KgError(Exception):
    """The root of all errors that HelixKG raises on purpose.

    Attributes:
        exit_code: Of the command line.
    """

    exit_code = 2


class KgWarning(UserWarning):
    """What the user should know, though the work goes on."""


class InputError(KgError):
    """Input that cannot be read.

    Attributes:
        problems: All that is wrong with it, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def at(cls, position: Position, message: str) -> InputError:
        """Return the error of a single problem."""
        from kg.model import Problem

        return cls([Problem(position, message)])


class UsageError(KgError):
    """A wrong call: something unknown, missing or impossible is asked for."""


class MissingExtra(UsageError):
    """Something that needs a package which is installed on request only.

    Attributes:
        extra: What to install: `pip install "helixkg[extra]"`.
        module: What could not be imported.
    """

    def __init__(self, extra: str, module: str) -> None:
        self.extra = extra
        self.module = module
        command = f'pip install "helixkg[{extra}]"'
        super().__init__(
            in_language(
                f"this needs {module}, which is not installed; install it with: {command}",
                f"esto necesita {module}, que no está instalado; instálelo con: {command}",
            )
        )


class AmbiguousName(UsageError):
    """A name that fits several entities.

    Attributes:
        name: The name.
        candidates: IRI, label and kind of each entity.
    """

    def __init__(
        self,
        name: str,
        candidates: Sequence[tuple[str, str, str]],
        kinds: Mapping[str, str] | None = None,
    ) -> None:
        """Compose the message.

        Args:
            name: The name.
            candidates: IRI, label and kind of each entity.
            kinds: What the message calls a kind, where that is not its own name.
        """
        self.name = name
        self.candidates = tuple(candidates)
        words = kinds or {}
        lines = "\n".join(
            f"  {iri.rsplit('/', 1)[-1]}  {label} ({words.get(kind, kind)})"
            for iri, label, kind in self.candidates
        )
        number = len(self.candidates)
        super().__init__(
            in_language(
                f"'{name}' names {number} entities; use one of these ids:\n{lines}",
                f"«{name}» nombra {number} entidades; use uno de estos ids:\n{lines}",
            )
        )


class UnknownName(UsageError):
    """A name that nothing has.

    Attributes:
        near: Ids or codes of what has a name that is near, the nearest first.
    """

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        self.near = tuple(near)
        super().__init__(message)


class StoreError(KgError):
    """A store that is missing, held by another process, read-only, full, or no store at all."""


class DamagedStore(StoreError):
    """A store or a backup that is not as it was written; the message says what to do."""


class MixedGraphs(StoreError):
    """A question about evidence to a store whose default graph holds the evidence as well."""


class QueryError(KgError):
    """A SPARQL text that does not parse, or asks for what is not allowed."""


class ShapeError(KgError):
    """A shape that SHACL does not define or that has no code, severity or message.

    Attributes:
        shape: The IRI of the shape, empty where it has none.
    """

    def __init__(self, message: str, shape: str = "") -> None:
        self.shape = shape
        super().__init__(message)


class ContentError(KgError):
    """The ontology, shapes, tables or queries of the package are not where they should be."""


class NonConforming(KgError):
    """Data that breaks a shape.

    Attributes:
        report: Which node breaks which shape, and where.
    """

    exit_code = 1

    def __init__(self, report: Report) -> None:
        self.report = report
        number = report.count("violation")
        super().__init__(
            in_language(
                f"the data does not conform: {number} violations",
                f"los datos no son conformes: {number} infracciones",
            )
        )


class EndpointError(KgError):
    """A remote SPARQL endpoint answered with an error, or not at all."""

    exit_code = 3

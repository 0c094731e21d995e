"""Turn the text of a cell into a term, or say what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from kg.errors import in_language
from kg.mapping.column import KINDS, Column
from kg.mapping.context import Context
from kg.mapping.successors import project_successors
from kg.model import Iri, Literal, Term, text
from kg.rdf import dates, iris
from kg.rdf.namespaces import SOURCE, XSD

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_INTEGER: Final = re.compile(r"-?[0-9]+")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


#: in the place of a meaning that nobody knows, or that only a curator can choose
UNKNOWN: Final = "?"


def only(near: Collection[str]) -> str:
    """Return the one candidate for a meaning, or `UNKNOWN` where there are none or several."""
    return next(iter(near)) if len(near) == 1 else UNKNOWN


class Wrong(Exception):
    """A cell that cannot be read; the text says why and how to correct it.

    Attributes:
        value: The value of the cell that is wrong, where a mapping may say what it means.
        near: What it may mean, the likely first.
    """

    def __init__(self, message: str, value: str = "", near: Sequence[str] = ()) -> None:
        self.value = value
        self.near = tuple(near)
        super().__init__(message)


def term(cell: str, column: Column, context: Context, language: str = "") -> Term:
    """Return the term of a cell.

    Args:
        cell: The text, not empty.
        column: What the cell may hold.
        context: What it may refer to.
        language: Of the text, where a column of the row says it.

    Raises:
        Wrong: The cell does not fit its column.
    """
    if column.scheme:
        old = _old_concept(cell, column, context)
        return Iri(old or iris.concept(column.scheme, code(cell, column.scheme, context)))
    if column.entity or column.concept:
        return Iri(reference(cell, column, context))
    read = READERS.get(column.type)
    if read:
        return read(cell, context)
    if column.lang_column and not language:
        raise Wrong(
            in_language(
                "the text needs its language in the column 'lang'",
                "el texto necesita su idioma en la columna 'lang'",
            )
        )
    return text(cell, language if column.lang_column else column.lang)


def _old_concept(cell: str, column: Column, context: Context) -> str:
    """Return the concept of a cell with a code that left the list of its column, else ""."""
    if cell in context.codes.get(column.scheme, {}):
        return ""
    predicate = iris.expand(column.property) or ""
    return project_successors().old_concept(predicate, column.scheme, cell)


def code(cell: str, scheme: str, context: Context) -> str:
    """Return the code if the scheme has it.

    Raises:
        Wrong: It does not; with the nearest code.
    """
    if cell in context.codes.get(scheme, {}):
        return cell
    near = context.near_code(scheme, cell)
    raise Wrong(
        in_language(
            f"'{cell}' is no code of '{scheme}'"
            + (f"; did you mean '{near}'" if near else "")
            + f". The codes are in vocabularies/{scheme}.csv",
            f"'{cell}' no es un código de '{scheme}'"
            + (f"; ¿quiso decir '{near}'?" if near else "")
            + f". Los códigos están en vocabularies/{scheme}.csv",
        )
    )


def reference(cell: str, column: Column, context: Context) -> str:
    """Return the IRI of the entity that a cell names, or of the concept (`scheme/code`).

    Raises:
        Wrong: There is none, or it is not of a kind that the column takes.
    """
    if column.concept and "/" in cell:
        scheme, _, concept = cell.partition("/")
        if scheme not in context.codes:
            raise Wrong(
                in_language(f"'{scheme}' is no code list", f"'{scheme}' no es una lista de códigos")
            )
        return iris.concept(scheme, code(concept, scheme, context))
    if not column.entity:
        raise Wrong(
            in_language(
                f"'{cell}' is no concept; write its list and code, as in sector/automotive",
                f"'{cell}' no es un concepto; escriba su lista y código, como en sector/automotive",
            )
        )
    identifier = context.replaced.get(cell, cell)
    entity = context.entities.get(identifier)
    if entity is None:
        near = context.near_entity(cell)
        raise Wrong(
            in_language(
                f"the registry has no entity '{cell}'"
                + (f"; did you mean '{near}'?" if near else "; add it to registry.csv"),
                f"el registro no tiene la entidad '{cell}'"
                + (f"; ¿quiso decir '{near}'?" if near else "; agréguela a registry.csv"),
            )
        )
    if "*" not in column.entity and entity.kind not in column.entity:
        raise Wrong(
            in_language(
                f"'{cell}' is a {entity.kind}; this column takes {' or '.join(column.entity)}",
                f"'{cell}' es {entity.kind}; esta columna admite {' o '.join(column.entity)}",
            )
        )
    return iris.entity(identifier)


def _date(cell: str) -> Literal:
    literal = dates.literal(cell)
    if literal is not None:
        return literal
    if dates.has_day_form(cell):
        raise Wrong(
            in_language(
                f"'{cell}' is no day of the calendar", f"'{cell}' no es un día del calendario"
            )
        )
    hint = _perhaps(dates.suggested(cell))
    raise Wrong(
        in_language(
            f"'{cell}' is no date; write 2022, 2022-12 or 2022-12-19{hint}",
            f"'{cell}' no es una fecha; escriba 2022, 2022-12 o 2022-12-19{hint}",
        )
    )


def _perhaps(suggestion: str) -> str:
    """Return what a cell probably means, in parentheses, where that is known."""
    if not suggestion:
        return ""
    return in_language(f" (here perhaps {suggestion})", f" (aquí quizá {suggestion})")


def _period(cell: str) -> Literal:
    """Return a date, an interval or an uncertain date: "2019", "2019/2021", "2019~"."""
    literal = dates.period(cell)
    if literal is not None:
        return literal
    if dates.has_day_form(cell):
        return _date(cell)
    hint = _perhaps(dates.suggested_period(cell))
    if dates.ends_before_it_begins(cell):
        raise Wrong(
            in_language(
                f"the period '{cell}' ends before it begins{hint}",
                f"el periodo '{cell}' termina antes de empezar{hint}",
            )
        )
    raise Wrong(
        in_language(
            f"'{cell}' is no period; write 2022, 2022-12, 2022-12-19, an interval such as "
            f"2013/2017 or, where it is uncertain, 2019?{hint}",
            f"'{cell}' no es un periodo; escriba 2022, 2022-12, 2022-12-19, un intervalo como "
            f"2013/2017 o, si es incierto, 2019?{hint}",
        )
    )


def _uri(cell: str) -> Literal:
    if cell.startswith(("http://", "https://")) and iris.is_absolute(cell):
        return Literal(cell, XSD + "anyURI")
    raise Wrong(
        in_language(
            f"'{cell}' is no web address; it must begin with http:// or https://",
            f"'{cell}' no es una dirección web; debe empezar con http:// o https://",
        )
    )


def _integer(cell: str) -> Literal:
    if not _INTEGER.fullmatch(cell):
        raise Wrong(in_language(f"'{cell}' is no whole number", f"'{cell}' no es un número entero"))
    return Literal(str(int(cell)), XSD + "integer")


def _number(cell: str) -> Literal:
    """Return an integer or a decimal in canonical form, "12.50" → "12.5", "3.0" → "3.0"."""
    if not _NUMBER.fullmatch(cell):
        raise Wrong(
            in_language(
                f"'{cell}' is no number; write digits and a point, no thousands separator",
                f"'{cell}' no es un número; escriba cifras y un punto, sin separador de miles",
            )
        )
    if "." not in cell:
        return _integer(cell)
    whole, _, fraction = cell.partition(".")
    return Literal(f"{whole}.{fraction.rstrip('0') or '0'}", XSD + "decimal")


def _source(cell: str, context: Context) -> Iri:
    if cell not in context.sources:
        raise Wrong(
            in_language(
                f"unknown source '{cell}'; add it to sources.csv",
                f"fuente desconocida '{cell}'; agréguela a sources.csv",
            )
        )
    return Iri(SOURCE + cell)


def _slug(cell: str) -> Literal:
    if not iris.is_slug(cell):
        raise Wrong(
            in_language(
                f"'{cell}' cannot be an id; use lower-case letters, digits and single hyphens, "
                f"for example '{iris.slug(cell)}'",
                f"'{cell}' no puede ser un id; use minúsculas, cifras y guiones simples, "
                f"por ejemplo '{iris.slug(cell)}'",
            )
        )
    return text(cell)


def _kind(cell: str) -> Literal:
    if cell not in KINDS:
        kinds = ", ".join(KINDS)
        raise Wrong(
            in_language(
                f"unknown kind '{cell}'; one of {kinds}",
                f"clase desconocida '{cell}'; una de {kinds}",
            )
        )
    return text(cell)


def _language(cell: str) -> Literal:
    if not _LANGUAGE.fullmatch(cell):
        raise Wrong(
            in_language(
                f"'{cell}' is no language code; write es, en, fr …",
                f"'{cell}' no es un código de idioma; escriba es, en, fr …",
            )
        )
    return text(cell)


def _alone(read: Callable[[str], Term]) -> Callable[[str, Context], Term]:
    """Return a reader that needs no context in the form of one that does."""
    return lambda cell, context: read(cell)


#: type of a column → how its cells are read; a type that is missing here is plain text
READERS: Final[Mapping[str, Callable[[str, Context], Term]]] = {
    "date": _alone(_date),
    "integer": _alone(_integer),
    "kind": _alone(_kind),
    "language": _alone(_language),
    "number": _alone(_number),
    "period": _alone(_period),
    "slug": _alone(_slug),
    "source": _source,
    "uri": _alone(_uri),
}

"""From the text of a cell to a term, or to what is wrong with it."""

from __future__ import annotations

import re

from kg.mapping.context import Context
from kg.mapping.declaration import KINDS, Column
from kg.model import Iri, Literal, Term, text
from kg.rdf import dates, iris
from kg.rdf.namespaces import SOURCE, XSD

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_INTEGER = re.compile(r"-?\d+")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class Wrong(Exception):
    """A cell that cannot be read; the text says why and how to mend it."""


def date(cell: str) -> Literal:
    """Return a year, month or day as xsd:gYear, xsd:gYearMonth or xsd:date.

    Raises:
        Wrong: The cell is no date, or no day of the calendar.
    """
    literal = dates.literal(cell)
    if literal is not None:
        return literal
    if dates.has_day_form(cell):
        raise Wrong(f"'{cell}' is no day of the calendar")
    suggestion = dates.suggested(cell)
    raise Wrong(
        f"'{cell}' is no date; write 2022, 2022-12 or 2022-12-19"
        + (f" (here perhaps {suggestion})" if suggestion else "")
    )


def term(cell: str, column: Column, context: Context, language: str = "") -> Term:
    """Return the term of a cell. Raises Wrong where the cell does not fit its column."""
    if column.scheme:
        return Iri(iris.concept(column.scheme, code(cell, column.scheme, context)))
    if column.entity:
        return Iri(reference(cell, column, context))
    match column.type:
        case "date":
            return date(cell)
        case "period":
            return _period(cell)
        case "uri":
            if not (cell.startswith(("http://", "https://")) and iris.is_absolute(cell)):
                raise Wrong(f"'{cell}' is no web address; it must begin with http:// or https://")
            return Literal(cell, XSD + "anyURI")
        case "integer":
            if not _INTEGER.fullmatch(cell):
                raise Wrong(f"'{cell}' is no whole number")
            return Literal(str(int(cell)), XSD + "integer")
        case "number":
            return _number(cell)
        case "source":
            if cell not in context.sources:
                raise Wrong(f"unknown source '{cell}'; add it to sources.csv")
            return Iri(SOURCE + cell)
        case "slug":
            if not iris.is_slug(cell):
                raise Wrong(
                    f"'{cell}' cannot be an id; use lower-case letters, digits and single hyphens, "
                    f"for example '{iris.slug(cell)}'"
                )
            return text(cell)
        case "kind":
            if cell not in KINDS:
                raise Wrong(f"unknown kind '{cell}'; one of {', '.join(KINDS)}")
            return text(cell)
        case "language":
            if not _LANGUAGE.fullmatch(cell):
                raise Wrong(f"'{cell}' is no language code; write es, en, fr …")
            return text(cell)
    if column.lang:
        return text(cell, column.lang)
    if column.lang_column:
        if not language:
            raise Wrong("the text needs its language in the column 'lang'")
        return text(cell, language)
    return text(cell)


def code(cell: str, scheme: str, context: Context) -> str:
    """Return the code if the scheme has it. Raises Wrong with the nearest code."""
    codes = context.codes.get(scheme, {})
    if cell in codes:
        return cell
    near = context.near_code(scheme, cell)
    raise Wrong(
        f"'{cell}' is no code of '{scheme}'"
        + (f"; did you mean '{near}'" if near else "")
        + f". The codes are in vocabularies/{scheme}.csv"
    )


def reference(cell: str, column: Column, context: Context) -> str:
    """Return the IRI of the entity (or concept `scheme/code`) that the cell names."""
    if column.concept and "/" in cell:
        scheme, _, concept = cell.partition("/")
        if scheme not in context.codes:
            raise Wrong(f"'{scheme}' is no code list")
        return iris.concept(scheme, code(concept, scheme, context))
    identifier = context.replaced.get(cell, cell)
    entity = context.entities.get(identifier)
    if entity is None:
        near = context.near_entity(cell)
        raise Wrong(
            f"the registry has no entity '{cell}'"
            + (f"; did you mean '{near}'?" if near else "; add it to registry.csv")
        )
    if "*" not in column.entity and entity.kind not in column.entity:
        raise Wrong(f"'{cell}' is a {entity.kind}; this column takes {' or '.join(column.entity)}")
    return iris.entity(identifier)


def _number(cell: str) -> Literal:
    if not _NUMBER.fullmatch(cell):
        raise Wrong(f"'{cell}' is no number; write digits and a point, no thousands separator")
    if "." not in cell:
        return Literal(str(int(cell)), XSD + "integer")
    whole, _, fraction = cell.partition(".")
    fraction = fraction.rstrip("0")
    return Literal(f"{whole}.{fraction}" if fraction else f"{whole}.0", XSD + "decimal")


def _period(cell: str) -> Literal:
    if "/" not in cell:
        return date(cell)
    first, _, last = cell.partition("/")
    if date(first).value[:4] > date(last).value[:4]:
        raise Wrong(f"the period '{cell}' ends before it begins")
    return text(cell)

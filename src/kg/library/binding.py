"""Bind the user's words to the parameters of a query, as terms that fit their types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from kg.errors import UsageError, in_language
from kg.library.catalogue import Query
from kg.library.parameters import LANGUAGES, Parameter
from kg.model import Binding, Iri, Literal, Term
from kg.rdf.namespaces import XSD

#: (what the user wrote, kind or None) → the IRI. A kind is the name of a class, such as
#: `State`, or `concept:<scheme>`. Raises UsageError.
Resolver = Callable[[str, str | None], Iri]

#: type → what is expected, in the words of a message
#: type of a parameter → what it takes, in English and Spanish
_EXPECTED: Final = {
    "entity": ("an id, an IRI or a name", "un id, un IRI o un nombre"),
    "concept": ("a code or a label", "un código o una etiqueta"),
    "date": ("a date such as 2022-12-19", "una fecha como 2022-12-19"),
    "year": ("a year such as 2022", "un año como 2022"),
    "integer": ("a whole number", "un número entero"),
    "string": ("a text", "un texto"),
    "lang": ("es, en or fr", "es, en o fr"),
}
_YEAR = re.compile(r"[0-9]{4}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def bind(query: Query, values: Mapping[str, str], resolve: Resolver) -> dict[str, Binding]:
    """Return parameter → term, for `values` as the user wrote them, defaults filled in.

    Args:
        query: The query to run.
        values: Parameter name → text.
        resolve: Makes an IRI of the name of an entity or concept; see `Resolver`.

    Raises:
        UsageError: A parameter is unknown or missing, or a value does not fit.
    """
    names = {parameter.name for parameter in query.parameters}
    for name in values:
        if name not in names:
            raise UsageError(_unknown_parameter(query, name))
    terms: dict[str, Binding] = {}
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None and parameter.required:
            raise UsageError(
                in_language(
                    f"'{query.name}' needs {parameter.name} ({parameter.label_en}, "
                    f"{_expected(parameter.base_type)}); add -p {parameter.name} …",
                    f"«{query.name}» necesita {parameter.name} ({parameter.label_es}, "
                    f"{_expected(parameter.base_type)}); añada -p {parameter.name} …",
                )
            )
        if value is not None:
            terms[parameter.name] = (
                _list(parameter, value, resolve)
                if parameter.many
                else _term(parameter, value, resolve)
            )
    return terms


def parameter(query: Query, name: str) -> Parameter:
    """Return a parameter of a query.

    Raises:
        UsageError: It has none with this name; the message suggests what is near.
    """
    for declared in query.parameters:
        if declared.name == name:
            return declared
    raise UsageError(_unknown_parameter(query, name))


def expected(parameter: Parameter) -> str:
    """Return what a parameter takes, in words: "a year such as 2022"."""
    return _expected(parameter.base_type)


def _expected(base: str) -> str:
    return in_language(*_EXPECTED[base])


def _unknown_parameter(query: Query, name: str) -> str:
    import difflib

    if not query.parameters:
        return in_language(
            f"'{query.name}' has no parameters; leave '{name}' out",
            f"«{query.name}» no tiene parámetros; omita «{name}»",
        )
    names = [parameter.name for parameter in query.parameters]
    nearest = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean '{nearest[0]}'? it takes" if nearest else "it takes"
    pista = f"¿quiso decir «{nearest[0]}»? toma" if nearest else "toma"
    return in_language(
        f"'{query.name}' has no parameter '{name}'; {hint}: {', '.join(names)}",
        f"«{query.name}» no tiene el parámetro «{name}»; {pista}: {', '.join(names)}",
    )


def _list(parameter: Parameter, value: str, resolve: Resolver) -> list[Term]:
    terms = [_term(parameter, item, resolve) for item in value.split(";") if item.strip()]
    if not terms:
        raise UsageError(
            in_language(
                f"{parameter.name} is empty; separate its values by ';'",
                f"{parameter.name} está vacío; separe sus valores con «;»",
            )
        )
    return terms


def _term(parameter: Parameter, value: str, resolve: Resolver) -> Term:
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise UsageError(
            in_language(
                f"the value of {parameter.name} is not valid UTF-8; retype it",
                f"el valor de {parameter.name} no es UTF-8 válido; vuelva a escribirlo",
            )
        )
    base = parameter.base_type
    if base == "string":
        return Literal(value)
    text = value.strip()
    if not text:
        raise UsageError(
            in_language(
                f"{parameter.name} is empty; give {_expected(base)}",
                f"{parameter.name} está vacío; dé {_expected(base)}",
            )
        )
    if base in ("entity", "concept"):
        return resolve(text, parameter.kind)
    if base == "date":
        return _date(parameter.name, text)
    if base == "year" and _YEAR.fullmatch(text):
        return Literal(text, XSD + "gYear")
    if base == "integer" and _INTEGER.fullmatch(text):
        return Literal(str(int(text)), XSD + "integer")
    if base == "lang" and text in LANGUAGES:
        return Literal(text)
    raise UsageError(
        in_language(
            f"{parameter.name} is {_expected(base)}, not '{value}'",
            f"{parameter.name} es {_expected(base)}, no «{value}»",
        )
    )


def _date(name: str, text: str) -> Literal:
    """Return a date, a month or a year, as far as it is written."""
    from kg.rdf import dates

    literal = dates.literal(text)
    if literal is not None:
        return literal
    suggestion = dates.suggested(text)
    hint = f"; did you mean {suggestion}?" if suggestion else ""
    pista = f"; ¿quiso decir {suggestion}?" if suggestion else ""
    raise UsageError(
        in_language(
            f"{name} is a date written as year-month-day (2022-12-19, 2022-12 or 2022), "
            f"not '{text}'{hint}",
            f"{name} es una fecha escrita como año-mes-día (2022-12-19, 2022-12 o 2022), no "
            f"«{text}»{pista}",
        )
    )

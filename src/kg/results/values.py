"""RDF terms as Python values, and Python values as RDF terms."""

from __future__ import annotations

import datetime
import math
import numbers
import re
import sys
from decimal import Decimal
from typing import Final

from kg.errors import UsageError, in_language
from kg.model import BNode, Iri, Literal, Term, text
from kg.rdf.namespaces import XSD
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES

#: what an answer holds in Python; None where a variable is unbound
Value = None | bool | int | float | str | datetime.date | datetime.datetime

_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}")  # of digits that every program holds
_TRUTHS: Final = {"true": True, "1": True, "false": False, "0": False}


def python_value(term: Term | None) -> Value:
    """Return the Python value of a term.

    Whole numbers and years are int, decimals and doubles float, truth values bool, days date,
    times datetime; everything else, an IRI among it, is its text. So is a literal whose text does
    not fit its datatype. What is unbound is None.
    """
    if not isinstance(term, Literal):
        return None if term is None else term.value
    kind, written = term.datatype, term.value
    if kind in INTEGER_TYPES:
        return int(written) if _NUMBER.fullmatch(written) else written
    if kind in DECIMAL_TYPES:
        return _real(written)
    if kind == XSD + "boolean":
        return _TRUTHS.get(written, written)
    try:
        if kind == XSD + "date":
            return datetime.date.fromisoformat(written)
        if kind == XSD + "dateTime":
            return datetime.datetime.fromisoformat(written)
    except ValueError:  # a date with a time zone, a year before 1
        return written
    return written


def _real(written: str) -> float | str:
    try:
        return float(written)
    except ValueError:
        return written


def rdf_term(value: object) -> Term | None:
    """Return the term that a Python value other than a str stands for; None where there is none.

    Terms of `kg.model` and of rdflib stay what they are. A str is not decided here, since it may be
    a text or a name.
    """
    if isinstance(value, Iri | BNode | Literal):
        return value
    if (term := _of_rdflib(value)) is not None:
        return term
    value = _plain(value)
    if isinstance(value, bool):
        return Literal(str(value).lower(), XSD + "boolean")
    if isinstance(value, int):
        return Literal(str(value), XSD + "integer")
    if isinstance(value, Decimal):
        return Literal(f"{value:f}", XSD + "decimal") if value.is_finite() else None
    if isinstance(value, float):
        return Literal(repr(value), XSD + "double") if math.isfinite(value) else None
    if isinstance(value, datetime.datetime):
        return Literal(value.isoformat(), XSD + "dateTime")
    if isinstance(value, datetime.date):
        return Literal(value.isoformat(), XSD + "date")
    return None


def _of_rdflib(value: object) -> Term | None:
    """Return the term of rdflib's that a value is; None where it is none."""
    rdflib = sys.modules.get("rdflib")  # a value of its classes cannot be there without it
    if rdflib is None:
        return None
    if isinstance(value, rdflib.URIRef):
        return Iri(str(value))
    if isinstance(value, rdflib.BNode):
        return BNode(str(value))
    if isinstance(value, rdflib.Literal):
        if value.language:
            return text(str(value), value.language.lower())
        return Literal(str(value), str(value.datatype)) if value.datatype else text(str(value))
    return None


def _plain(value: object) -> object:
    """Return a number of numpy's as Python's own; anything else as it is."""
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value)
    return value


def written(value: object, name: str) -> str:
    """Return a Python value as the text that a parameter of a query takes.

    Args:
        value: A text, a term, a number, a date, or what has an `iri`; a list of these is joined
            by ";".
        name: The name of the parameter, for the message.

    Raises:
        UsageError: It is something else, or a member of a list holds a ";".
    """
    if isinstance(value, list | tuple | set | frozenset) and not isinstance(
        value, Iri | Literal | BNode
    ):
        parts = [written(part, name) for part in value]
        for part in parts:
            if ";" in part:
                raise UsageError(
                    in_language(
                        f"{name}: '{part}' holds a ';', which separates values; use an id",
                        f"{name}: '{part}' contiene «;», que separa valores; use un id",
                    )
                )
        return "; ".join(sorted(parts) if isinstance(value, set | frozenset) else parts)
    term = rdf_term(value)
    if term is not None:
        return term.value
    if isinstance(value, str):
        return value
    iri = getattr(value, "iri", None)
    if isinstance(iri, str):
        return iri
    raise UsageError(
        in_language(
            f"{name} cannot be {value!r}; give a text, a number, a date, a term, or a list",
            f"{name} no puede ser {value!r}; dé un texto, un número, una fecha, un término o una "
            "lista de ellos",
        )
    )

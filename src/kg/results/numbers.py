"""Which datatypes are numbers: of answers, their files and pages."""

from __future__ import annotations

from typing import Final

from kg.rdf.namespaces import XSD

#: whole numbers: xsd:integer and all that is derived from it
WHOLE_TYPES: Final = frozenset(
    XSD + name
    for name in (
        *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
        *("nonPositiveInteger", "negativeInteger", "unsignedInt", "unsignedLong"),
        *("unsignedShort", "unsignedByte"),
    )
)
#: become whole numbers where a program calculates: a year does, too
INTEGER_TYPES: Final = WHOLE_TYPES | {XSD + "gYear"}
#: become floating-point numbers
DECIMAL_TYPES: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))
#: amounts; a year is none
AMOUNT_TYPES: Final = WHOLE_TYPES | DECIMAL_TYPES

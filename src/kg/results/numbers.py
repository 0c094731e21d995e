"""Which datatypes are numbers in the files of other programs."""

from __future__ import annotations

from typing import Final

from kg.rdf.namespaces import XSD

#: become whole numbers
INTEGER_TYPES: Final = frozenset(
    XSD + name for name in ("integer", "int", "long", "short", "gYear")
)
#: become floating-point numbers
DECIMAL_TYPES: Final = frozenset(XSD + name for name in ("decimal", "double", "float"))

"""The text that a person sees in place of a term."""

from __future__ import annotations

import unicodedata
from typing import Final, Protocol

from kg.model import Iri, Term
from kg.rdf import iris
from kg.rdf.namespaces import XSD

#: datatypes whose values stand flush right
NUMBER_TYPES: Final = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "gYear", "int", "long", "short")
)
_LINE_ENDS_AND_TABS: Final = "\t\n\r\v\f\x85\u2028\u2029"
_CHANGES_DIRECTION: Final = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


class Labelling(Protocol):
    """IRI → display label, None where it has none."""

    def get(self, iri: str, /) -> str | None:
        """Return the display label of an IRI."""
        ...


def display_text(term: Term | None, labels: Labelling) -> str:
    """Return the text of a cell: a display label, a shortened IRI or a value; empty for None.

    It has no character that moves the cursor of a terminal or turns the direction of the text.
    """
    if term is None:
        return ""
    text = str(term)
    if isinstance(term, Iri):
        text = labels.get(term.value) or iris.shorten(term.value)
    return text if text.isprintable() else "".join(map(_visible, text))


def is_link(term: Term | None) -> bool:
    """Return whether a term is an IRI that a browser opens."""
    return isinstance(term, Iri) and term.value.startswith(("http://", "https://"))


def _visible(char: str) -> str:
    if char in _LINE_ENDS_AND_TABS:
        return " "
    if unicodedata.category(char) == "Cc":
        return f"\\x{ord(char):02x}"
    if unicodedata.bidirectional(char) in _CHANGES_DIRECTION:
        return f"\\u{ord(char):04x}"
    return char

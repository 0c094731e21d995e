"""The text that a person sees in place of a term."""

from __future__ import annotations

from typing import Final, Protocol

from kg.model import Iri, Term
from kg.rdf import iris
from kg.results.numbers import DECIMAL_TYPES, INTEGER_TYPES
from kg.runtime.visible import visible

#: datatypes whose values stand flush right
NUMBER_TYPES: Final = INTEGER_TYPES | DECIMAL_TYPES
_AS_SPACES: Final = dict.fromkeys(map(ord, "\t\n\r\v\f\x85\u2028\u2029"), " ")


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
    return text if text.isprintable() else visible(text.translate(_AS_SPACES))


def is_link(term: Term | None) -> bool:
    """Return whether a term is an IRI that a browser opens."""
    return isinstance(term, Iri) and term.value.startswith(("http://", "https://"))

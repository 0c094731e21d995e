"""What a number is, is the same in answers, in their files and on pages."""

from __future__ import annotations

import io

import pyarrow.parquet as pq
import pytest

from kg import results
from kg.model import Literal, Solutions
from kg.names import Labels
from kg.rdf.namespaces import XSD
from kg.results.values import python_value
from kg.store import EmbeddedStore
from kg.web import facets
from kg.web.api import json_of

#: xsd:integer and what XML Schema derives from it
WHOLE = [
    *("integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"),
    *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    *("nonPositiveInteger", "negativeInteger"),
]
LABELS = Labels(EmbeddedStore.in_memory(), "en")
DECIMAL = ["decimal", "double", "float"]


def in_parquet(term: Literal) -> object:
    """Return the value of a term that stands alone in a file."""
    output = io.BytesIO()
    results.write_binary(Solutions(("x",), iter([(term,)])), "parquet", output)
    return pq.read_table(io.BytesIO(output.getvalue()))["x"].to_pylist()[0]


@pytest.mark.parametrize("name", [*WHOLE, *DECIMAL])
def test_a_number_is_one_everywhere(name: str) -> None:
    text = "-7" if name.startswith(("nonPositive", "negative")) else "7"
    term = Literal(text, XSD + name)
    number = int(text) if name in WHOLE else float(text)
    for value in (python_value(term), json_of(term, LABELS), in_parquet(term)):
        assert value == number
        assert type(value) is type(number)
    assert facets.is_number(term)


def test_a_year_is_a_number_to_calculate_with_and_none_to_add_up() -> None:
    year = Literal("2014", XSD + "gYear")
    assert python_value(year) == in_parquet(year) == 2014
    assert json_of(year, LABELS) == "2014"
    assert not facets.is_number(year)

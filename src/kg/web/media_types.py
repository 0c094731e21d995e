"""The media types of the formats, and the formats that an answer can be asked for by ending."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

#: of what a SELECT or ASK answers, the first one where a client takes anything
RESULTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "json": "application/sparql-results+json",
        "xml": "application/sparql-results+xml",
        "csv": "text/csv",
        "tsv": "text/tab-separated-values",
    }
)
#: of triples
GRAPHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "turtle": "text/turtle",
        "ntriples": "application/n-triples",
        "rdfxml": "application/rdf+xml",
        "jsonld": "application/ld+json",
    }
)
HTML: Final = "text/html"
JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SVG: Final = "image/svg+xml"
#: other names that clients use for the same
_ALSO: Final[Mapping[str, str]] = MappingProxyType(
    {"application/json": "json", "application/xml": "xml", "text/plain": "ntriples"}
)
_TEXT: Final = ("text/", "application/json", "application/problem+json")


def offered(formats: Mapping[str, str]) -> dict[str, str]:
    """Return the formats by media type, other names of theirs included."""
    by_type = {media_type: name for name, media_type in formats.items()}
    by_type.update((also, name) for also, name in _ALSO.items() if name in formats)
    return by_type


def with_charset(media_type: str) -> str:
    """Return the value of Content-Type: texts say that they are UTF-8."""
    return f"{media_type}; charset=utf-8" if media_type.startswith(_TEXT) else media_type

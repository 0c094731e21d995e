"""Write triples in the syntaxes that Oxigraph writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final

import pyoxigraph as ox

from kg.model import Triple
from kg.rdf.oxigraph import to_ox

_SYNTAXES: Final = {
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "n3": ox.RdfFormat.N3,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
SYNTAXES: Final = tuple(_SYNTAXES)


def write(
    triples: Iterable[Triple], syntax: str, output: BinaryIO, prefixes: Mapping[str, str]
) -> int:
    """Write triples in one of SYNTAXES, and return their number."""
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for triple in triples:
            count += 1
            yield ox.Triple(*map(to_ox, triple))  # type: ignore[arg-type]

    ox.serialize(counted(), output, format=_SYNTAXES[syntax], prefixes=dict(prefixes))
    return count

"""Write triples in the syntaxes that Oxigraph writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import pyoxigraph as ox

from kg.model import Triple
from kg.rdf.oxigraph import SYNTAXES, to_ox


def write(
    triples: Iterable[Triple], syntax: str, output: BinaryIO, prefixes: Mapping[str, str]
) -> int:
    """Write triples, and return their number.

    Args:
        triples: In any order; the syntax may write them in another.
        syntax: One of `kg.formats.GRAPHS`.
        output: Gets UTF-8.
        prefixes: Prefix → namespace.
    """
    count = 0

    def counted() -> Iterator[ox.Triple]:
        nonlocal count
        for triple in triples:
            count += 1
            yield ox.Triple(*map(to_ox, triple))  # type: ignore[arg-type]

    ox.serialize(counted(), output, format=SYNTAXES[syntax], prefixes=dict(prefixes))
    return count

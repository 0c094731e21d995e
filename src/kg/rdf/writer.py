"""Write triples in the syntaxes of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, TextIO

import pyoxigraph as ox

from kg.model import Triple
from kg.rdf.namespaces import PREFIXES
from kg.rdf.oxigraph import SYNTAXES, to_ox
from kg.rdf.terms import ntriples, turtle


def write_lines(triples: Iterable[Triple], syntax: str, output: TextIO) -> int:
    """Write triples one a line, as they come, and return their number.

    Args:
        triples: Read once.
        syntax: ntriples, or turtle with the prefixes of the project.
        output: Gets a text.
    """
    write_term = ntriples
    if syntax == "turtle":
        write_term = turtle
        for prefix, namespace in PREFIXES.items():
            output.write(f"@prefix {prefix}: <{namespace}> .\n")
        output.write("\n")
    count = 0
    for triple in triples:
        output.write(" ".join(map(write_term, triple)) + " .\n")
        count += 1
    return count


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

"""Triples in the syntaxes of RDF."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, TextIO

from kg.model import Triple
from kg.rdf import writer as rdf
from kg.rdf.namespaces import PREFIXES
from kg.rdf.terms import ntriples, turtle

LINES = ("ntriples", "turtle")  # one triple a line, as they come


def write_lines(triples: Iterable[Triple], format: str, output: TextIO) -> int:
    """Write triples one a line, in their order, and return their number."""
    write = ntriples
    if format == "turtle":
        write = turtle
        for prefix, namespace in PREFIXES.items():
            output.write(f"@prefix {prefix}: <{namespace}> .\n")
        output.write("\n")
    count = 0
    for triple in triples:
        output.write(" ".join(write(term) for term in triple) + " .\n")
        count += 1
    return count


def write_syntax(triples: Iterable[Triple], format: str, output: BinaryIO) -> int:
    """Write triples in another syntax, such as rdfxml or jsonld, and return their number."""
    return rdf.write(triples, format, output, PREFIXES)

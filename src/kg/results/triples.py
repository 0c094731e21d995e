"""Triples in the syntaxes of RDF."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO, TextIO

from kg.model import Iri, Literal, Term, Triple
from kg.rdf import iris
from kg.rdf import writer as rdf
from kg.rdf.namespaces import PREFIXES, XSD_STRING
from kg.results.exact import is_bare, ntriples

LINES = ("ntriples", "turtle")  # one triple a line, as they come
SYNTAXES = (*LINES, *rdf.SYNTAXES)


def write_lines(triples: Iterable[Triple], format: str, output: TextIO) -> int:
    """Write triples one a line, in their order, and return their number."""
    shown = ntriples
    if format == "turtle":
        shown = _turtle
        for prefix, namespace in PREFIXES.items():
            output.write(f"@prefix {prefix}: <{namespace}> .\n")
        output.write("\n")
    count = 0
    for triple in triples:
        output.write(" ".join(shown(term) for term in triple) + " .\n")
        count += 1
    return count


def write_syntax(triples: Iterable[Triple], format: str, output: BinaryIO) -> int:
    """Write triples in another syntax, such as rdfxml or jsonld, and return their number."""
    return rdf.write(triples, format, output, PREFIXES)


def _turtle(term: Term) -> str:
    if is_bare(term):
        return term.value
    if isinstance(term, Literal) and term.datatype != XSD_STRING and not term.language:
        quoted = ntriples(Literal(term.value))
        return f"{quoted}^^{_turtle(Iri(term.datatype))}"
    short = iris.shorten(term.value) if isinstance(term, Iri) else ""
    # A part of what Turtle allows after the colon; anything else stays in full.
    if re.fullmatch(r"[a-z0-9]+:([A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*)?", short):
        return short
    return ntriples(term)

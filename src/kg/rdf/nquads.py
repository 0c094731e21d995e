"""Write quads as lines of N-Quads, one at a time, and read them back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError
from kg.model import BNode, Iri, Literal, Quad, Term
from kg.rdf.namespaces import XSD_STRING
from kg.rdf.oxigraph import quad_from_ox

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


def line(quad: Quad) -> bytes:
    """Return the quad as a line of N-Quads, the line end included."""
    graph = "" if quad.graph is None else f" {_iri(quad.graph)}"
    return (
        f"{written(quad.subject)} {_iri(quad.predicate)} {written(quad.object)}{graph} .\n"
    ).encode()


def written(term: Term) -> str:
    """Return a term as N-Quads and SPARQL write it."""
    if isinstance(term, Iri):
        return _iri(term)
    if isinstance(term, BNode):
        return f"_:{term.value}"
    return _literal(term)


@lru_cache(maxsize=1 << 16)  # properties, classes, codes and graphs come again and again
def _iri(iri: Iri) -> str:
    return f"<{iri.value}>"


def _literal(literal: Literal) -> str:
    text = f'"{literal.value.translate(_ESCAPES)}"'
    if literal.language:
        return f"{text}@{literal.language}"
    return text if literal.datatype == XSD_STRING else f"{text}^^<{literal.datatype}>"


def read(path: Path) -> Iterator[Quad]:
    """Yield the quads of a file that was written so. Raises StoreError where it is damaged."""
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            yield quad_from_ox(quad)
    except (SyntaxError, OSError) as error:
        raise StoreError(f"{path} is damaged ({error}); the store is as it was") from error

"""Read RDF files. Nothing is fetched: no remote context, no entity, no import."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

import pyoxigraph as ox

from kg.errors import InputError, QueryError, StoreError
from kg.files.reading import decode, read_bytes
from kg.formats import GRAPH_INPUT, named_by
from kg.model import Located, Position, Quad
from kg.rdf import positions as places
from kg.rdf.oxigraph import SYNTAXES, quad_from_ox

_MOST_DEPTH = 1_000
_BASE = "https://w3id.org/helixkg/"
_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def is_rdf(path: Path) -> bool:
    """Return whether the name of the file says that it is RDF."""
    return named_by(path, GRAPH_INPUT) is not None


def _check_depth(data: bytes, shown: str) -> None:
    """Refuse XML that is nested beyond all use: its parser takes quadratic time."""
    parser = expat.ParserCreate()
    depth = 0

    def opened(name: str, attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise InputError.at(
                Position(shown, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
                f"the elements are nested more than {_MOST_DEPTH} deep",
            )

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    with contextlib.suppress(expat.ExpatError):  # Oxigraph says what is wrong, and where
        parser.Parse(data, True)


def read_rdf(path: Path, shown: str) -> list[Located]:
    """Return the quads of a file, each with the place of its object.

    Turtle, TriG, N-Triples and N-Quads have line and column; RDF/XML and JSON-LD the file alone.
    shown: the name of the file in messages.
    Raises InputError with line and column where the syntax breaks; nothing is returned then.
    """
    where, text = Position(shown), ""
    data = read_bytes(path, shown, "holds no triples")
    syntax = SYNTAXES[named_by(path, GRAPH_INPUT) or "turtle"]
    if syntax is ox.RdfFormat.RDF_XML:
        found = _DOCTYPE.search(data)
        if found:
            line = data.count(b"\n", 0, found.start()) + 1
            raise InputError.at(
                Position(shown, line),
                "a DOCTYPE with entities is not read; write the RDF/XML without it",
            )
        _check_depth(data, shown)
    else:
        text = decode(data, shown)  # Oxigraph would not say where the bad byte is
    try:
        quads = [quad_from_ox(quad) for quad in ox.parse(data, format=syntax, base_iri=_BASE)]
    except SyntaxError as error:
        place = Position(shown, error.lineno or 0, error.offset or 0)
        why = f"this does not parse: {error.msg}"
        if "LoadDocumentCallback" in why:
            why = "a remote @context is not fetched; write the context into the file"
        raise InputError.at(place, why) from error
    except (ValueError, OSError, QueryError) as error:
        raise InputError.at(where, f"this does not parse: {error}") from error
    if syntax in (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG):
        known = places.by_statement(text, shown, _BASE)
        return [Located(quad, known.of(quad)) for quad in quads]
    if syntax in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        lines = list(places.by_line(text, shown))
        if len(lines) == len(quads):
            return list(map(Located, quads, lines))
    return [Located(quad, where) for quad in quads]


def read_nquads(path: Path) -> Iterator[Quad]:
    """Yield the quads of a backup, as they are read.

    Raises:
        StoreError: The file is damaged.
    """
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            yield quad_from_ox(quad)
    except (SyntaxError, OSError) as error:
        raise StoreError(f"{path} is damaged ({error}); the store is as it was") from error

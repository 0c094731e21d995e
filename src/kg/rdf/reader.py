"""Read RDF files. Nothing is fetched: no remote context, no entity, no import."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.parsers import expat

import pyoxigraph as ox

from kg.errors import InputError, QueryError, StoreError, in_language
from kg.files.reading import decode, read_bytes
from kg.formats import GRAPH_INPUT, named_by
from kg.model import Located, Position, Quad
from kg.rdf import positions
from kg.rdf.namespaces import BASE, FACTS_GRAPH
from kg.rdf.oxigraph import SYNTAXES, quad_from_ox

_MOST_DEPTH: Final = 1_000
_DOCTYPE: Final = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def is_rdf(path: Path) -> bool:
    """Return whether the name of a file says that it is RDF."""
    return named_by(path, GRAPH_INPUT) is not None


def read_rdf(path: Path, shown: str) -> list[Located]:
    """Return the quads of a file, each with the position of its object.

    Turtle, TriG, N-Triples and N-Quads have line and column; RDF/XML and JSON-LD the file alone.

    Args:
        path: The file; its ending says the syntax.
        shown: Its name in messages.

    Raises:
        InputError: It is no RDF file, or cannot be read or parsed; with line and column where
            the syntax breaks.
    """
    syntax, text, quads = _read(path, shown)
    if syntax in ("turtle", "trig"):
        statements = positions.of_statements(text, shown, BASE)
        return [Located(quad, statements.of(quad)) for quad in quads]
    if syntax in ("ntriples", "nquads"):
        lines = list(positions.of_lines(text, shown))
        if len(lines) == len(quads):
            return list(map(Located, quads, lines))
    return [Located(quad, Position(shown)) for quad in quads]


def read_quads(path: Path, shown: str) -> list[Quad]:
    """Return the quads of a file without their positions, which take most of the time.

    Arguments and errors as in `read_rdf`.
    """
    return _read(path, shown)[2]


def _read(path: Path, shown: str) -> tuple[str, str, list[Quad]]:
    """Return the syntax of a file, its text unless it is RDF/XML, and its quads."""
    syntax = named_by(path, GRAPH_INPUT)
    if syntax is None:
        raise InputError.at(
            Position(shown), f"'{path.suffix}' is no ending of an RDF file, such as .ttl or .nq"
        )
    data = read_bytes(path, shown, in_language("holds no triples", "no contiene tripletas"))
    text = ""
    if syntax == "rdfxml":
        _check_xml(data, shown)
    else:
        text = decode(data, shown)  # Oxigraph would not say where the bad byte is
    return syntax, text, _parsed(data, syntax, shown)


def read_nquads(path: Path) -> Iterator[Quad]:
    """Yield the quads of a backup, one at a time.

    Raises:
        StoreError: The file is damaged.
    """
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            yield _with_plain_facts(quad_from_ox(quad))
    except (SyntaxError, OSError, MemoryError) as error:
        raise StoreError(f"{path} is damaged ({error}); the store is as it was") from error


def _with_plain_facts(quad: Quad) -> Quad:
    """Return a fact without the name of its graph, as `kg dump --facts-graph` gives it one."""
    is_named = quad.graph is not None and quad.graph.value == FACTS_GRAPH
    return quad._replace(graph=None) if is_named else quad


def _parsed(data: bytes, syntax: str, shown: str) -> list[Quad]:
    try:
        return [
            _with_plain_facts(quad_from_ox(quad))
            for quad in ox.parse(data, format=SYNTAXES[syntax], base_iri=BASE)
        ]
    except SyntaxError as error:
        position = Position(shown, error.lineno or 0, error.offset or 0)
        message = f"this does not parse: {error.msg}"
        if "LoadDocumentCallback" in message:
            message = "a remote @context is not fetched; write the context into the file"
        raise InputError.at(position, message) from error
    except MemoryError as error:  # of the buffer in which the parser collects a term
        raise InputError.at(Position(shown), too_long()) from error
    except (ValueError, OSError, QueryError) as error:
        raise InputError.at(Position(shown), f"this does not parse: {error}") from error


def too_long() -> str:
    """Return what is wrong where the parser says that its buffer is full."""
    return in_language(
        "a term is longer than 16 MB, the most that is read; keep it in a file of its own, and "
        "state its address",
        "un término mide más de 16 MB, lo máximo que se lee; guárdelo en su propio archivo e "
        "indique su dirección",
    )


def _check_xml(data: bytes, shown: str) -> None:
    """Refuse XML with entities, and XML that is nested too deep.

    Its parser takes time that grows with the square of the depth.
    """
    doctype = _DOCTYPE.search(data)
    if doctype:
        raise InputError.at(
            Position(shown, data.count(b"\n", 0, doctype.start()) + 1),
            "a DOCTYPE with entities is not read; write the RDF/XML without it",
        )
    parser = expat.ParserCreate()
    depth = 0

    def opened(name: str, attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MOST_DEPTH:
            raise InputError.at(
                Position(shown, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1),
                f"the elements are nested more than {_MOST_DEPTH:,} deep; nest them less",
            )

    def closed(name: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    with contextlib.suppress(expat.ExpatError):  # Oxigraph says what is wrong, and where
        parser.Parse(data, True)

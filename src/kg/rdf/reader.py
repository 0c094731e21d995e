"""Read RDF files. Nothing is fetched: no remote context, no entity, no import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.errors import InputError, QueryError, StoreError, in_language
from kg.files.reading import decode, read_bytes
from kg.formats import GRAPH_INPUT, named_by
from kg.model import Iri, Located, Position, Quad
from kg.rdf.namespaces import FACTS_GRAPH
from kg.rdf.oxigraph import SYNTAXES, quad_from_ox

_WITH_TOKENS: Final = ("turtle", "trig")
_OF_LINES: Final = ("ntriples", "nquads")
#: in messages of the engine: where it is, which stands before the message already
_POSITION: Final = re.compile(r"Parser error [^:]*: | \(line \d+\)$")
_NO_SCHEME: Final = "No scheme found"  # in a message of the engine
_NO_BASE: Final = "http://no-base.invalid/"


def is_rdf(path: Path) -> bool:
    """Return whether the name of a file says that it is RDF."""
    return named_by(path, GRAPH_INPUT) is not None


def read_rdf(path: Path, shown: str, base: str = "") -> list[Located]:
    """Return the quads of a file, each with the position of its object.

    Turtle, TriG, N-Triples and N-Quads have line and column; RDF/XML and JSON-LD the file alone.
    An empty file of these four has none.

    Args:
        path: The file; its ending says the syntax.
        shown: Its name in messages.
        base: The IRI against which relative IRIs are resolved; without one, and without one in the
            file, they are an error.

    Raises:
        InputError: It is no RDF file, cannot be read or parsed, or holds what RDF 1.1 does not
            know or a graph without a name; with line and column where the syntax has them.
    """
    from kg.rdf import positions

    syntax, text, quads = _read(path, shown, base)
    if syntax in _WITH_TOKENS:
        statements = positions.of_statements(text, shown, base)
        return [Located(quad, statements.of(quad)) for quad in quads]
    if syntax in _OF_LINES:
        lines = list(positions.of_lines(text, shown))
        if len(lines) == len(quads):
            return list(map(Located, quads, lines))
    return [Located(quad, Position(shown)) for quad in quads]


def read_quads(path: Path, shown: str, base: str = "") -> list[Quad]:
    """Return the quads of a file without their positions, which take most of the time.

    Arguments and errors as in `read_rdf`.
    """
    return _read(path, shown, base)[2]


def _read(path: Path, shown: str, base: str) -> tuple[str, str, list[Quad]]:
    """Return the syntax of a file, its text unless it is RDF/XML, and its quads."""
    syntax = named_by(path, GRAPH_INPUT)
    if syntax is None:
        raise InputError.at(
            Position(shown),
            in_language(
                f"'{path.suffix}' is no ending of an RDF file, such as .ttl or .nq",
                f"«{path.suffix}» no es la extensión de un archivo RDF, como .ttl o .nq",
            ),
        )
    text = if_empty = ""
    if syntax == "rdfxml":
        if_empty = in_language("holds no element", "no contiene ningún elemento")
    data = read_bytes(path, shown, if_empty)
    if syntax == "rdfxml":
        from kg.rdf import xml_bounds

        xml_bounds.check(data, shown, has_base=bool(base))
    else:
        text = decode(data, shown)  # Oxigraph would not say where the bad byte is
    return syntax, text, _parsed(data, syntax, shown, base, text)


def read_nquads(path: Path) -> Iterator[Quad]:
    """Yield the quads of a backup, one at a time.

    Raises:
        StoreError: The file is damaged.
    """
    try:
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS):
            yield _with_plain_facts(quad_from_ox(quad))
    except (SyntaxError, OSError, MemoryError) as error:
        raise StoreError(
            in_language(
                f"{path} is damaged ({error}); the store is as it was",
                f"{path} está dañado ({error}); el almacén está como estaba",
            )
        ) from error


def _with_plain_facts(quad: Quad) -> Quad:
    """Return a fact without the name of its graph, as `kg dump --facts-graph` gives it one."""
    is_named = quad.graph is not None and quad.graph.value == FACTS_GRAPH
    return quad._replace(graph=None) if is_named else quad


def _parsed(data: bytes, syntax: str, shown: str, base: str, text: str) -> list[Quad]:
    quads: list[Quad] = []
    # Of JSON-LD, the parser leaves out what has a relative IRI and no base.
    against = base or (_NO_BASE if syntax == "jsonld" else None)
    try:
        for quad in ox.parse(data, format=SYNTAXES[syntax], base_iri=against):
            quads.append(_with_plain_facts(quad_from_ox(quad)))
    except SyntaxError as error:
        position = Position(shown, error.lineno or 0, error.offset or 0)
        raise InputError.at(position, not_parsed(error, syntax)) from error
    except MemoryError as error:  # of the buffer in which the parser collects a term
        raise InputError.at(Position(shown), too_long()) from error
    except QueryError as error:
        raise InputError.at(_refused_at(text, syntax, shown, len(quads)), str(error)) from error
    except (ValueError, OSError) as error:
        raise InputError.at(
            Position(shown),
            in_language(f"this does not parse: {error}", f"no se puede analizar: {error}"),
        ) from error
    if against == _NO_BASE:
        _require_whole_iris(quads, text, shown)
    return quads


def not_parsed(error: SyntaxError, syntax: str) -> str:
    """Return what the engine says of a text of a syntax that does not parse, for the user."""
    if "LoadDocumentCallback" in error.msg:
        return in_language(
            "a remote @context is not fetched; write the context into the file",
            "un @context remoto no se descarga; escriba el contexto en el archivo",
        )
    if _NO_SCHEME in error.msg and syntax in _WITH_TOKENS:
        return in_language(
            "a relative IRI has no base; write it out, or say @base <…> . in the file",
            "un IRI relativo no tiene base; escríbalo completo, o diga @base <…> . en el archivo",
        )
    reason = _POSITION.sub("", error.msg)
    return in_language(f"this does not parse: {reason}", f"esto no es válido: {reason}")


def _refused_at(text: str, syntax: str, shown: str, number: int) -> Position:
    """Return where a term stands that is not read, in the statement with this number from 0."""
    from kg.rdf import positions

    if syntax in _WITH_TOKENS:
        return positions.of_unread(text, shown)
    if syntax in _OF_LINES:
        return positions.of_unread_in_line(text, shown, number)
    return Position(shown)


def _require_whole_iris(quads: Iterable[Quad], text: str, shown: str) -> None:
    """Raise InputError for the first IRI of a JSON-LD text that is relative."""
    from kg.rdf import positions, xml_bounds

    for quad in quads:
        for term in quad:
            if isinstance(term, Iri) and term.value.startswith(_NO_BASE):
                end = term.value.removeprefix(_NO_BASE)  # "../a" ends with "a"
                written = re.search(rf'"([^"]*{re.escape(end)})"', text)
                raise InputError.at(
                    positions.of_offset(text, shown, written.start() if written else -1),
                    xml_bounds.relative(written[1] if written else end, '"@base": "…" in @context'),
                )


def too_long() -> str:
    """Return what is wrong where the parser says that its buffer is full."""
    return in_language(
        "a term is longer than 16 MB, the most that is read; keep it in a file of its own, and "
        "state its address",
        "un término mide más de 16 MB, lo máximo que se lee; guárdelo en su propio archivo e "
        "indique su dirección",
    )

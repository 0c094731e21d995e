"""Load shapes from files: the project's own, and those that others have published."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError, ShapeError, in_language
from kg.files.reading import real
from kg.model import Iri, Position, Problem
from kg.rdf.oxigraph import to_ox
from kg.rdf.reader import read_rdf
from kg.validation.compiler import Compiler, compile_shapes
from kg.validation.data_graph import Graph, MemoryGraph, Statement, Term
from kg.validation.shapes import Shapes


def load(folder: Path, *, as_stored: bool) -> Shapes:
    """Return the compiled shapes of a folder of Turtle files, or of one file, all of them.

    Args:
        folder: The folder, or the file.
        as_stored: Whether the shapes will look at a store, which writes "4.0" as "4"; their own
            terms are then written so, too.

    Raises:
        ShapeError: A file does not parse, a shape is ill-formed, or none has a target.
    """
    quads: list[ox.Quad] = []
    files = _files(folder)
    for path in files:
        try:
            quads.extend(ox.parse(path=str(path), base_iri=_address(path)))
        except (SyntaxError, ValueError, OSError) as error:
            raise ShapeError(f"{path}: {error}") from error
    if as_stored:
        store = ox.Store()
        store.extend(quads)
        quads = list(store)
    graph = MemoryGraph((quad.subject, quad.predicate, quad.object) for quad in quads)  # type: ignore[misc]
    try:
        shapes = compile_shapes(graph)
    except ShapeError as error:
        raise _placed(error, files) from error
    if not shapes.declared:
        raise _no_target(folder)
    return shapes


def load_published(folder: Path, trial: Graph, *, strict: bool) -> Shapes:
    """Return those compiled shapes of a folder of Turtle files, or of one file, that can be judged.

    Args:
        folder: The folder, or the file.
        trial: An empty graph, on which their queries are tried.
        strict: Whether one that is refused is an error.

    Raises:
        ShapeError: A file does not parse, no shape has a target or none of these can be judged, or,
            if `strict`, one is refused.
    """
    statements: list[Statement] = []
    places: dict[Term, Position] = {}
    files = _files(folder)
    for path in files:
        try:
            located = read_rdf(path, str(path), _address(path))
        except InputError as error:
            raise ShapeError(str(error)) from error
        for quad, position in located:
            subject = to_ox(quad.subject)
            places.setdefault(subject, position)
            statements.append((subject, ox.NamedNode(quad.predicate.value), to_ox(quad.object)))
    compiler = Compiler(MemoryGraph(statements), trial, tolerant=True)
    try:
        shapes = compiler.compile()
    except ShapeError as error:
        raise _placed(error, files) from error
    refused = tuple(
        Problem(places.get(node, Position(str(folder))), compiler.why_refused(node))
        for node in compiler.refused
    )
    if refused and (strict or not shapes.judge_anything):
        raise ShapeError("\n".join(map(str, refused)))
    if not shapes.declared:
        raise _no_target(folder)
    return replace(shapes, refused=refused)


def base_of(path: Path, folder: Path) -> str:
    """Return the base of a file of data: its address where it is one of the shapes, else none."""
    is_both = real(path) in set(map(real, _files(folder)))
    return _address(path) if is_both else ""


def _files(folder: Path) -> list[Path]:
    """Return the Turtle files of a folder of shapes, or the one file."""
    return sorted(folder.glob("*.ttl")) if folder.is_dir() else [folder]


def _address(path: Path) -> str:
    """Return the IRI against which the relative ones in a file of shapes are resolved."""
    return real(path).as_uri()


def _no_target(folder: Path) -> ShapeError:
    return ShapeError(
        in_language(
            f"no shape with a target in {folder}; a validation without shapes proves nothing",
            f"ninguna forma con objetivo en {folder}; una validación sin formas no prueba nada",
        )
    )


def _placed(error: ShapeError, files: Iterable[Path]) -> ShapeError:
    """Return the error of a shape with the place where the file first says something of it."""
    for path in files if error.shape else ():
        with contextlib.suppress(InputError):  # only Turtle and its kin have places
            for quad, position in read_rdf(path, str(path), _address(path)):
                if isinstance(quad.subject, Iri) and quad.subject.value == error.shape:
                    return ShapeError(f"{position}: {error}", error.shape)
    return error

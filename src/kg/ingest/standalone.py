"""Validate RDF files with shapes of one's own, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Located, Problem, Report
from kg.rdf.reader import read_rdf
from kg.validation import PositionIndex, exact_graph, validator


def validate_files(files: Sequence[Path], shapes: Path) -> Report:
    """Return the report on what the files say together, graphs read as one.

    shapes: a folder of Turtle files, or one RDF file.
    Raises InputError with what cannot be read, ShapeError for an ill-formed shape.
    """
    located: list[Located] = []
    problems: list[Problem] = []
    for path in files:
        try:
            located.extend(read_rdf(path, str(path)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    graph = exact_graph(item.quad.triple for item in located)
    return validator(shapes, as_stored=False).validate(graph, PositionIndex(located))

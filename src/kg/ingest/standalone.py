"""Validate RDF files by themselves with other shapes, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Located, Problem, Report
from kg.rdf.reader import read_rdf
from kg.validation import PositionIndex, exact_graph, validator


def validate_files(files: Sequence[Path], shapes: Path) -> Report:
    """Return the report on what the files state together, all their graphs read as one.

    Args:
        files: RDF files.
        shapes: A folder of Turtle files, or one RDF file.

    Raises:
        InputError: With what cannot be read.
        ShapeError: A shape is ill-formed.
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

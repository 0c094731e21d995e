"""Validate RDF files by themselves with other shapes, without a store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kg.errors import InputError
from kg.model import Located, Problem, Report
from kg.rdf.reader import read_rdf
from kg.runtime.bounds import Bounds, asked
from kg.validation import PositionIndex, base_of, validate_elsewhere


def validate_files(
    files: Sequence[Path], shapes: Path, bounds: Bounds | None = None, *, strict: bool = False
) -> Report:
    """Return the report on what the files state together, all their graphs read as one.

    Args:
        files: RDF files.
        shapes: A folder of Turtle files, or one RDF file.
        bounds: What the SPARQL of the shapes may use; by default as on the command line.
        strict: Whether a shape that is ill-formed is an error; else the report names it.

    Raises:
        InputError: With what cannot be read.
        ShapeError: No shape can be judged, or, if `strict`, one cannot.
    """
    located: list[Located] = []
    problems: list[Problem] = []
    for path in files:
        try:
            located.extend(read_rdf(path, str(path), base_of(path, shapes)))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    triples = (item.quad.triple for item in located)
    index = PositionIndex(located)
    return validate_elsewhere(triples, shapes, index, bounds or asked(None, None), strict=strict)

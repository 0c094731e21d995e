"""What is validated and loaded: files, rdflib graphs, frames of pandas, polars and Arrow."""

from __future__ import annotations

import contextlib
import csv
import datetime
import math
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from kg.errors import InputError, NonConforming, UsageError, in_language
from kg.model import Position, Problem, Report, Violation

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import rdflib

    class ArrowTable(Protocol):
        """A table of pyarrow, or of another library that speaks Arrow."""

        def __arrow_c_stream__(self, requested_schema: object = None) -> object: ...

    #: what can be validated and loaded
    Data: TypeAlias = "str | Path | rdflib.Graph | pd.DataFrame | pl.DataFrame | ArrowTable"


class Files:
    """Files for what was given, and how they are called in messages.

    Attributes:
        paths: The files, in the order of what was given.
        shown: Path of a file that was written for this → what to call it.
    """

    def __init__(self, paths: Sequence[Path], shown: Mapping[str, str]) -> None:
        """Take the files and the names of those that were written."""
        self.paths, self.shown = tuple(paths), shown

    @contextlib.contextmanager
    def named(self) -> Iterator[None]:
        """Let errors call a written file what it is called; see `report` for reports."""
        try:
            yield
        except InputError as error:
            if self.shown:
                error.problems = tuple(map(self._problem, error.problems))
                error.args = ("\n".join(map(str, error.problems)),)
            raise
        except NonConforming as error:
            error.report = self.report(error.report)
            raise

    def report(self, report: Report) -> Report:
        """Return a report whose positions call a written file what it is called."""
        if not self.shown:
            return report
        return replace(report, results=[self._violation(item) for item in report.results])

    def problem(self, problem: Problem) -> Problem:
        """Return a problem or note with a position that a user knows."""
        return self._problem(problem)

    def _problem(self, problem: Problem) -> Problem:
        message = problem.message
        for path, name in self.shown.items():
            message = message.replace(path, name)
        return problem._replace(position=self._position(problem.position), message=message)

    def _violation(self, result: Violation) -> Violation:
        positions = tuple(map(self._position, result.positions))
        names = {Path(path).name: name for path, name in self.shown.items()}
        stated = tuple(
            item._replace(documents=tuple((names.get(d, d), at) for d, at in item.documents))
            for item in result.stated
        )
        return replace(result, positions=positions, stated=stated)

    def _position(self, position: Position) -> Position:
        return position._replace(file=self.shown.get(position.file, position.file))


@contextlib.contextmanager
def as_files(*groups: Iterable[object]) -> Iterator[tuple[Files, ...]]:
    """Give files for some groups of what can be loaded; those that are written go at the end.

    A graph is written as N-Triples, a dataset as N-Quads, a frame as CSV: its first row is line 2.

    Raises:
        UsageError: Something is nothing that can be loaded.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        inputs: list[Files] = []
        for number, group in enumerate(groups):
            paths, shown = [], {}
            for place, item in enumerate(group):
                path = _as_path(item)
                if path is None:
                    path, name = _written(item, folder / f"{number}-{place}")
                    shown[str(path)] = name
                paths.append(path)
            inputs.append(Files(paths, shown))
        with contextlib.ExitStack() as names:
            for files in inputs:
                names.enter_context(files.named())
            yield tuple(inputs)


def _as_path(item: object) -> Path | None:
    """Return the path that was given; None where it is no path."""
    if isinstance(item, os.PathLike):
        item = os.fspath(item)
    if isinstance(item, str) and not _is_rdflib_term(item):
        if not item or "\0" in item:
            raise UsageError(in_language(f"{item!r} is no path", f"{item!r} no es una ruta"))
        return Path(item)
    return None


def _is_rdflib_term(item: object) -> bool:
    rdflib = sys.modules.get("rdflib")
    return rdflib is not None and isinstance(item, rdflib.term.Identifier)


def _written(item: object, folder: Path) -> tuple[Path, str]:
    """Write what is no file into a new folder, and return the file and what to call it."""
    folder.mkdir()
    rdflib = sys.modules.get("rdflib")  # a graph cannot be there without it
    if rdflib is not None and isinstance(item, rdflib.Graph):
        is_dataset = isinstance(item, rdflib.ConjunctiveGraph)
        path = folder / ("dataset.nq" if is_dataset else "graph.nt")
        syntax = "nquads" if is_dataset else "nt"
        path.write_bytes(item.serialize(format=syntax, encoding="utf-8"))
        return path, "rdflib.Dataset" if is_dataset else "rdflib.Graph"
    header, rows = _table(item)
    path = folder / "frame.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([_cell(value) for value in row] for row in rows)
    return path, type(item).__name__


def _table(item: object) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Return header and rows of a frame.

    Raises:
        UsageError: It is none.
    """
    frame: Any = item
    module = type(item).__module__.partition(".")[0]
    if module == "pandas" and hasattr(item, "itertuples"):
        return [str(name) for name in frame.columns], frame.itertuples(index=False, name=None)
    if module == "polars" and hasattr(item, "iter_rows"):
        return list(frame.columns), frame.iter_rows()
    if module == "pyarrow" and hasattr(item, "to_pylist") and hasattr(item, "column_names"):
        columns = [column.to_pylist() for column in frame.columns]
        return list(frame.column_names), zip(*columns, strict=True)
    raise UsageError(
        in_language(
            f"a {type(item).__name__} cannot be loaded; give a path, an rdflib.Graph or Dataset, "
            "or a frame of pandas, polars or Arrow",
            f"un {type(item).__name__} no se puede cargar; dé una ruta, un rdflib.Graph o Dataset, "
            "o una tabla de pandas, polars o Arrow",
        )
    )


def _cell(value: object) -> str:
    """Return a value of a frame as a cell; what is missing is empty, 2018.0 is 2018."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, float) and math.isnan(value):
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "; ".join(map(_cell, value))
    return str(value)

"""The plan of a query, as the engine followed it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import QueryError
from kg.model import Binding
from kg.sparql import policy as guard
from kg.sparql.binding import bind
from kg.store import generations
from kg.store.base import Store

_SECONDS = 600


def plan(store: Store, query: str, bindings: Mapping[str, Binding] | None = None) -> list[str]:
    """Return the steps of the plan, indented, each with its rows and its time.

    The query is run once for it. Needs Oxigraph's command (pip install oxigraph), and a store in a
    folder. Raises QueryError where there is no plan to be had.
    """
    text = bind(query, bindings or {})
    guard.check(text)
    if not isinstance(store.location, Path):
        raise QueryError("an endpoint does not tell its plan; look into its own console")
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        raise QueryError("the plan comes from Oxigraph's command: pip install oxigraph")
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "plan.json"
        done = subprocess.run(  # noqa: S603  the arguments are ours
            [
                program,
                "query",
                "--location",
                str(generations.current(store.location)),
                "--explain-file",
                str(told),
                "--stats",
                "--results-file",
                str(Path(folder) / "rows"),
                "--results-format",
                "text/turtle" if _makes_triples(query) else "tsv",
            ],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
        if done.returncode or not told.exists():
            raise QueryError(done.stderr.decode("utf-8", "replace").strip())
        said = json.loads(told.read_text(encoding="utf-8"))
    return list(_steps(said["plan"], 0))


def _makes_triples(query: str) -> bool:
    quiet = guard.QUIET.sub(" ", query).upper()
    return "CONSTRUCT" in quiet or "DESCRIBE" in quiet


def _steps(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    rows = node.get("number of results")
    seconds = node.get("duration in seconds")
    told = f"{rows:>9,}" if rows is not None else " " * 9
    spent = f"{seconds * 1000:>10.1f} ms" if seconds is not None else " " * 13
    yield f"{told} {spent}  {'  ' * depth}{node['name']}"
    for child in node.get("children", ()):
        yield from _steps(child, depth + 1)

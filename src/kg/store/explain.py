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

from kg.errors import QueryError, in_language
from kg.model import Binding
from kg.runtime.processes import behind_walls
from kg.sparql import policy
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

_SECONDS = 600


def plan(store: Store, query: str, bindings: Mapping[str, Binding] | None = None) -> list[str]:
    """Return the steps of the plan, indented, each with its rows and its time.

    The query is run once for it, by Oxigraph's own command.

    Raises:
        QueryError: The store is not in a folder, the command is not installed (the message says
            how), or the query fails.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        raise QueryError(
            in_language(
                "only a store in a folder tells its plan; an endpoint may have it in its own "
                "console",
                "solo un almacén en una carpeta da su plan; un servidor quizá lo muestre en su "
                "propia consola",
            )
        )
    text = store.runnable(query, bindings)
    program = _program()
    if program is None:
        raise QueryError(
            in_language(
                "the plan comes from Oxigraph's command: pip install oxigraph",
                "el plan viene del comando de Oxigraph: pip install oxigraph",
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        explanation = Path(folder) / "plan.json"
        command = [
            program,
            "query",
            "--location",
            str(store.generation),
            "--explain-file",
            str(explanation),
            "--stats",
            "--results-file",
            str(Path(folder) / "rows"),
            "--results-format",
            "text/turtle" if policy.form(query) in ("CONSTRUCT", "DESCRIBE") else "tsv",
        ]
        try:
            process = subprocess.run(  # noqa: S603  the arguments are ours
                behind_walls(command, Path(folder)),
                input=text.encode(),
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise QueryError(
                in_language(
                    f"stopped after {_SECONDS} s without a plan; ask for less",
                    f"detenida tras {_SECONDS} s sin plan; pida menos",
                )
            ) from error
        if process.returncode or not explanation.exists():
            raise QueryError(process.stderr.decode("utf-8", "replace").strip())
        root = json.loads(explanation.read_text(encoding="utf-8"))["plan"]
    return list(_steps(root, 0))


def _program() -> str | None:
    """Return Oxigraph's command: of this environment, else of the path."""
    return shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )


def _steps(node: Mapping[str, Any], depth: int) -> Iterator[str]:
    rows = node.get("number of results")
    seconds = node.get("duration in seconds")
    count = f"{rows:>9,}" if rows is not None else " " * 9
    spent = f"{seconds * 1000:>10.1f} ms" if seconds is not None else " " * 13
    yield f"{count} {spent}  {'  ' * depth}{node['name']}"
    for child in node.get("children", ()):
        yield from _steps(child, depth + 1)

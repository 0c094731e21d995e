"""Measures which lines and branches of the package the tests reach, in each of their processes.

`KG_COVERAGE=FOLDER pytest …` has it begin before the package is imported, and leaves a file for
each process in the folder, which `coverage_floor.py` reads. The probes stay in the code: taking
them out looks into the variables of every running function, which keeps alive what these have let
go of, such as a store that must be closed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import slipcover

VARIABLE: Final = "KG_COVERAGE"
PACKAGE: Final = Path(__file__).parents[1] / "src" / "kg"
_LEFT_OUT: Final = f"{PACKAGE}/spark/*"  # its functions travel to the workers of Spark
_NO_CODE: Final = [r"@(abc\.)?abstractmethod", r"^\s*\.\.\.$", "raise NotImplementedError"]
_NEVER: Final = -1
_running: list[tuple[slipcover.Slipcover, Path]] = []


def begin() -> None:
    """Measure what is imported from now on, where the environment asks for it.

    Processes that a test begins are not measured: they would pay for the probes anew.
    """
    folder = os.environ.get(VARIABLE)
    if not folder:
        return
    if "PYTEST_XDIST_WORKER" in os.environ:
        del os.environ[VARIABLE]
    import slipcover

    measure = slipcover.Slipcover(branch=True, d_miss_threshold=_NEVER, exclude_also=_NO_CODE)
    matcher = slipcover.FileMatcher(sources=[PACKAGE], omit=[_LEFT_OUT])
    slipcover.ImportManager(measure, matcher).__enter__()
    _running.append((measure, Path(folder).resolve() / f"{os.getpid()}.json"))


def end() -> None:
    """Write what was reached, where it was measured."""
    for measure, file in _running:
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(measure.get_coverage()), encoding="utf-8")
    _running.clear()


def reached(folder: Path) -> dict[str, dict[str, Any]]:
    """Return file → what the processes that wrote into a folder reached of it, in all.

    Files that none of them imported are among them.
    """
    import slipcover

    everything = slipcover.Slipcover(
        branch=True, source=[str(PACKAGE)], omit=[_LEFT_OUT], exclude_also=_NO_CODE
    ).get_coverage()
    for file in sorted(folder.glob("*.json")):
        slipcover.merge_coverage(everything, json.loads(file.read_text(encoding="utf-8")))
    files: dict[str, dict[str, Any]] = everything["files"]
    return files

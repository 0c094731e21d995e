"""Hold branch coverage to its floor: 95 % of all files that can be seen, 85 % of each of them.

`make test` runs this after the tests; it reads what they left in `.coverage/`. What runs within
the processes of the tests is measured. Files that run in processes of their own stand in a list
with the reason; the share with them is printed beside. `src/kg/spark` is left out of the measuring:
its functions travel to the workers of Spark, and `make test-spark` runs them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests import measuring

WHOLE, FILE = 95.0, 85.0  # percent of lines and branches
#: files that run in processes where nothing is measured, or on another system
NOT_SEEN = {
    "src/kg/__main__.py": "begins the program in a process of its own",
    "src/kg/cli/mcp.py": "answers its client in a process of its own",
    "src/kg/runtime/processes.py": "begins processes and works in them",
    "src/kg/runtime/walls.py": "raises the walls in a process",
    "src/kg/cli/network_tables.py": "calls Spark; `make test-spark` runs it",
    "src/kg/cli/on_spark.py": "calls Spark; `make test-spark` runs it whole, `make test` in part",
    "src/kg/store/damage.py": "much of it speaks in the query process",
    "src/kg/store/file_lock.py": "has a branch for Windows",
    "src/kg/store/query_worker.py": "is what runs in the query process",
    "src/kg/store/update_process.py": "runs in a process behind walls",
    "src/kg/web/connection.py": "works in the process of a server, which a signal ends",
    "src/kg/web/running.py": "works in the process of a server, which a signal ends",
}


def main() -> int:
    """Print what is below the floor; return 1 where anything is, else 0."""
    files = measuring.reached(Path(".coverage"))
    shares = {name: _share([file]) for name, file in files.items()}
    below = {n: share for n, share in shares.items() if share < FILE and n not in NOT_SEEN}
    for name, share in sorted(below.items(), key=lambda item: item[1]):
        print(f"{name}: {share:.1f} % is covered, below {FILE:.0f} %")
    seen = _share([file for name, file in files.items() if name not in NOT_SEEN])
    print(
        f"coverage of lines and branches: {seen:.2f} % (floor {WHOLE:.0f} %); "
        f"{_share(list(files.values())):.2f} % with the {len(NOT_SEEN)} files that run where "
        "nothing is measured"
    )
    return 1 if below or seen < WHOLE else 0


def _share(files: list[dict[str, Any]]) -> float:
    """Return how many percent of the lines and branches of some files were reached."""
    summaries = [file["summary"] for file in files]
    reached: int = sum(s["covered_lines"] + s["covered_branches"] for s in summaries)
    missing: int = sum(s["missing_lines"] + s["missing_branches"] for s in summaries)
    return 100 * reached / (reached + missing) if reached + missing else 100


if __name__ == "__main__":
    sys.exit(main())

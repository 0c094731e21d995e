"""Change the code line by line and see whether a test fails: `make mutants`.

A mutant that no test notices shows a test that cannot fail. The rooms that decide what is true
are tried; each is copied into `build/mutants/<room>` and runs its own tests only. The survivors
are written there, each with its change, for people to read.

    python -m tests.mutants                          all rooms: some hours on two cores
    python -m tests.mutants sparql claims            some rooms
    python -m tests.mutants --sample 200 mapping     200 mutants of a room, drawn with a fixed seed
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "build" / "mutants"
ROOMS: Final = ("network/measures", "network/layout", "validation", "mapping", "sparql", "claims")
MOST_SURVIVORS: Final = 0.10  # of the mutants that a test ran against
COPIED: Final = ("src", "tests", "ontology", "data", "queries", "benchmarks", "docs")
#: tests that start processes, compare whole stores, run thousands of texts or very long ones: too
#: slow to run for each mutant
LEFT_OUT: Final = {
    "mapping": ["tests/mapping/test_small_tables.py"],
    "sparql": [
        "tests/sparql/test_engine_agrees.py",
        "tests/sparql/test_policy.py::test_nothing_that_is_allowed_reaches_the_network",
        "tests/sparql/test_policy.py::test_the_attacks_reach_the_network",
        "tests/sparql/test_policy.py::test_what_would_crash_the_process",
        "tests/sparql/test_policy.py::test_long_lists_are_no_rows",
        "tests/sparql/test_tokens.py::test_no_text_takes_long",
        "tests/sparql/test_tokens.py::test_long_texts_are_read_as_short_ones",
    ],
    "validation": [
        "tests/validation/test_w3c.py",
        "tests/validation/test_project.py",
        # a store of 100,000 statements
        "tests/validation/test_screening.py::test_exactly_the_planted_violations_are_found",
        "tests/validation/test_screening.py::test_nearly_all_nodes_are_decided_on_columns",
        "tests/validation/test_screening.py::test_a_report_that_is_too_long_to_hold_is_the_same",
        # the command in a process of its own
        "tests/validation/report/test_formats.py::test_text_names_the_property_and_suggests",
        "tests/validation/report/test_formats.py::test_json_and_csv_hold_the_same_results",
        "tests/validation/report/test_formats.py::test_sarif_has_a_rule_and_a_place_for_each",
        "tests/validation/report/test_formats.py::test_markdown_and_html_are_tables",
        "tests/validation/report/test_formats.py::test_turtle_is_the_report_of_shacl",
        "tests/validation/report/test_formats.py::test_the_ending_of_the_file_chooses",
    ],
}
CASES: Final = "20"  # random graphs, of the 2,000 that the tests try otherwise
#: exit codes of mutmut for a mutant
OUTCOMES: Final = {0: "survived", 1: "killed", 3: "killed", 5: "untested", 33: "untested"}
SEED: Final = 15
_NO_MUTANT: Final = "no mutant has this name"
_MUTANT: Final = re.compile(r"^\s*def (x\S+?__mutmut_\d+)\(", re.MULTILINE)
_SETTINGS = """

[tool.mutmut]
source_paths = ["src/"]
only_mutate = {mutated}
also_copy = {copied}
mutate_only_covered_lines = true
pytest_add_cli_args = ["-p", "no:cacheprovider", "-p", "no:xdist"]
pytest_add_cli_args_test_selection = {tests}
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the rooms; return 1 where more survive than may, else 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--sample", type=int, default=0, help="mutants of each room; 0: all")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(arguments)
    if unknown := set(options.rooms) - set(ROOMS):
        parser.error(f"no room {', '.join(sorted(unknown))}; there is {', '.join(ROOMS)}")
    os.environ["KG_CASES"] = CASES
    failed = False
    for room in options.rooms or ROOMS:
        counts = try_room(room, options.sample, options.processes)
        tried = counts["killed"] + counts["survived"]
        share = counts["survived"] / tried if tried else 1.0
        failed |= share > MOST_SURVIVORS
        others = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()) if name != "killed")
        print(f"{room}: {tried} tried, {counts['killed']} killed, {share:.1%} survive ({others})")
    return int(failed)


def try_room(room: str, sample: int, processes: int) -> Counter[str]:
    """Return outcome → number of mutants, and write the survivors of a room."""
    folder = FOLDER / room.replace("/", "-")
    prepare(folder, room)
    if sample:
        run(folder, [_NO_MUTANT], processes)  # makes the mutants, and stops
        names = names_of_mutants(folder)
        if sample < len(names):
            names = random.Random(SEED).sample(names, sample)
        run(folder, names, processes)
    else:
        run(folder, [], processes)
    counts: Counter[str] = Counter()
    survivors = []
    for name, outcome in outcomes(folder):
        counts[outcome] += 1
        if outcome == "survived":
            survivors.append(name)
    text = "\n".join(change(folder, name) for name in sorted(survivors))
    (FOLDER / f"{folder.name}.diff").write_text(text, encoding="utf-8")
    return counts


def prepare(folder: Path, room: str) -> None:
    """Copy the project, with the settings for a room."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("node_modules"))
    left_out = [option for path in LEFT_OUT.get(room, []) for option in ("--deselect", path)]
    settings = _SETTINGS.format(
        mutated=json.dumps([f"src/kg/{room}/*.py", f"src/kg/{room}/*/*.py"]),
        copied=json.dumps(
            [name for name in COPIED if name not in ("src", "tests")] + ["README.md"]
        ),
        tests=json.dumps([f"tests/{room}", *left_out]),
    )
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(project + settings, encoding="utf-8")
    shutil.copy(ROOT / "README.md", folder)


def run(folder: Path, names: Sequence[str], processes: int) -> None:
    """Run mutmut on the mutants of these names; on all where none is named."""
    program = Path(sys.executable).with_name("mutmut")
    done = subprocess.run(
        [program, "run", "--max-children", str(processes), *names],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    (folder / "run.log").write_bytes(done.stdout)
    if done.returncode and not names_of_mutants(folder):
        sys.exit(f"mutmut failed; see {folder / 'run.log'}")


def _environment() -> dict[str, str]:
    """Return the environment without a path to the code as it is, which would hide the mutants."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def names_of_mutants(folder: Path) -> list[str]:
    """Return the names of all mutants, which stand in the copies of the modules."""
    source = folder / "mutants" / "src"
    return [
        f"{'.'.join(path.relative_to(source).with_suffix('').parts)}.{function}"
        for path in sorted(source.rglob("*.py"))
        for function in _MUTANT.findall(path.read_text(encoding="utf-8"))
    ]


def outcomes(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each mutant with what became of it."""
    for path in sorted((folder / "mutants").rglob("*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        for name, code in codes.items():
            outcome = "untried" if code is None else OUTCOMES.get(code, "timed out or crashed")
            yield name, outcome


def change(folder: Path, name: str) -> str:
    """Return the change that a mutant is, as a diff."""
    program = Path(sys.executable).with_name("mutmut")
    shown = subprocess.run(
        [program, "show", name],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = shown.stdout.splitlines()
    return "\n".join(line for line in lines if not fnmatch.fnmatch(line, "[-+][-+][-+] *"))


if __name__ == "__main__":
    sys.exit(main())

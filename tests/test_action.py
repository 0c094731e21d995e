"""The action for other people's repositories, run on an example repository made here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

ACTION = ROOT / "action"
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <http://e/> .
e:S a sh:NodeShape ; sh:targetClass e:C ; sh:property [
  sh:path e:name ; sh:minCount 1 ; sh:message "name missing" ] .
"""

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None or sys.platform == "win32", reason="needs git and bash"
)


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An example repository: shapes, an old file that breaks one, and a good one."""
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "names.ttl").write_text(SHAPES)
    (tmp_path / "old.ttl").write_text("@prefix e: <http://e/> .\ne:o a e:C .\n")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def validate(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", ACTION / "validate.sh"],
        cwd=folder,
        env=os.environ | {"PATH": path, "SHAPES": "shapes", "KG_LANG": "en"} | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def results(folder: Path) -> list[tuple[str, int]]:
    """Return file and line of each result, as a code host annotates them."""
    report = json.loads((folder / "shacl.sarif").read_text("utf-8"))
    places = []
    for result in (result for run in report["runs"] for result in run.get("results", [])):
        place = result["locations"][0]["physicalLocation"]
        places.append((place["artifactLocation"]["uri"], place["region"]["startLine"]))
    return places


def test_only_what_the_change_touches_is_annotated(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "new name.ttl").write_text("@prefix e: <http://e/> .\n\ne:n a e:C .\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "second")
    done = validate(repository, BASE=base)
    assert done.returncode == 1, done.stderr
    assert results(repository) == [("new%20name.ttl", 3)]
    assert re.search(r"^(.+?):(\d+):(\d+): (.*)$", done.stdout, re.MULTILINE), "as in the README"


def test_without_a_base_every_file_but_the_shapes(repository: Path) -> None:
    done = validate(repository)
    assert done.returncode == 1
    assert results(repository) == [("old.ttl", 2)]
    assert "1 files against shapes" in done.stdout
    assert validate(repository, FAIL_ON="none").returncode == 0


def test_a_change_without_rdf_is_an_empty_report(repository: Path) -> None:
    done = validate(repository, BASE=git(repository, "rev-parse", "HEAD"))
    assert done.returncode == 0
    assert results(repository) == []


def test_the_action_and_the_hook_are_well_formed() -> None:
    command = ("-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions")
    done = subprocess.run(
        [sys.executable, *command, ACTION / "action.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"] == "kg validate"
    assert re.search(hook["files"], "a/b.ttl")
    assert not re.search(hook["files"], "a/b.csv")

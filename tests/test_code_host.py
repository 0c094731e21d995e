"""What a code host reads: workflows, templates, hooks; valid, with few rights, of real commands."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import kg
from tests.cli.hostile import commands
from tests.conftest import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
CHECKED = [
    *(("vendor.github-workflows", path) for path in WORKFLOWS),
    *(("vendor.github-issue-forms", GITHUB / "ISSUE_TEMPLATE" / f"{name}.yml")
      for name in ("fault", "data", "idea")),
    ("vendor.github-issue-config", GITHUB / "ISSUE_TEMPLATE" / "config.yml"),
    ("vendor.dependabot", GITHUB / "dependabot.yml"),
    ("vendor.citation-file-format", ROOT / "CITATION.cff"),
]  # fmt: skip


def schema(name: str, *files: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", name, *files],
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_file_fits_the_schema_of_its_kind() -> None:
    for name in {name for name, _ in CHECKED}:
        done = schema(name, *(path for other, path in CHECKED if other == name))
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_workflow_that_is_wrong_is_seen(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("on: push\njobs: {a: {steps: [{run: ls}]}}\n")
    assert schema("vendor.github-workflows", broken).returncode == 1


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_have_few_rights_bounds_and_known_targets(path: Path) -> None:
    text = path.read_text("utf-8")
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {"contents": "read"}, (
        "more is granted to the job that needs it"
    )
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 180, name
        for step in job["steps"]:
            for target in re.findall(r"\bmake ([\w-]+)", str(step.get("run", ""))):
                assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
            assert "${{ github.event" not in str(step.get("run", "")), (
                "text of strangers in a shell"
            )
            if "actions/checkout" in str(step.get("uses", "")):
                assert step["with"]["persist-credentials"] is False
    assert "password:" not in text, "releases use trusted publishing"


def test_every_python_and_three_systems_are_tried() -> None:
    matrix = yaml.safe_load((GITHUB / "workflows" / "tests.yml").read_text("utf-8"))["jobs"][
        "systems"
    ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    versions = [
        text.rpartition(" ")[2] for text in project["classifiers"] if re.search(r":: 3\.\d+$", text)
    ]
    assert matrix["strategy"]["matrix"]["python"] == versions
    assert len({name.split("-")[0] for name in matrix["strategy"]["matrix"]["system"]}) == 3


def test_hooks_and_pages_name_commands_that_exist() -> None:
    names = set(commands()) | {"query", "--version"}
    pages = [ROOT / ".pre-commit-config.yaml", *ROOT.glob("*.md"), *GITHUB.rglob("*.yml")]
    for path in pages:
        for command in re.findall(
            r"(?:bin/|`|run: )kg ([a-z]+(?: [a-z]+)?)", path.read_text("utf-8")
        ):
            first = command.split()[0]
            assert command in names or first in names, f"{path.name}: kg {command}"


def test_owners_cover_folders_that_exist() -> None:
    for line in (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines():
        if line.startswith("/"):
            assert (ROOT / line.split()[0].strip("/")).exists(), line


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert project["version"] == kg.__version__ == citation["version"]


def test_links_of_the_pages_at_the_top_lead_somewhere() -> None:
    for name in ("CONTRIBUTING", "GOVERNANCE", "CODE_OF_CONDUCT", "CHANGELOG"):
        path = ROOT / f"{name}.md"
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"

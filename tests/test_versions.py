"""The files that other tools read about the package: locked versions, the container."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

HADOLINT = shutil.which("hadolint", path=str(Path(sys.executable).parent))


def test_every_dependency_is_locked_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {
        re.split(r"[\[<>=!; ]", requirement)[0].lower()
        for group in (project["dependencies"], project["optional-dependencies"]["test"])
        for requirement in group
    } - {"helixkg"}
    locked = (ROOT / "requirements-dev.txt").read_text("utf-8")
    entries = re.findall(r"^([\w.-]+)==\S+(.*?)(?=^\S|\Z)", locked, re.MULTILINE | re.DOTALL)
    names = {name.lower() for name, _ in entries}
    assert asked <= names, "run `make lock`"
    assert all("--hash=sha256:" in hashes for _, hashes in entries)


def test_every_lower_bound_is_one_that_is_tested() -> None:
    """`make test-oldest` installs what pyproject.toml calls the oldest version."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    bounds = {
        match[1].lower(): match[2]
        for group in (
            project["dependencies"],
            *(extras[name] for name in extras.keys() - {"test", "mutants"}),
        )
        for requirement in group
        if (match := re.match(r"([\w.-]+)>=([\d.]+)", requirement))
    }
    oldest = {
        name.lower(): version
        for name, version in re.findall(
            r"^([\w.-]+)==(\S+)", (ROOT / "tests" / "oldest.txt").read_text("utf-8"), re.MULTILINE
        )
    }
    assert len(bounds) > 20
    for name, bound in bounds.items():
        if name != "pywin32":
            assert f"{oldest[name]}.".startswith(f"{bound}."), name


@pytest.mark.skipif(HADOLINT is None, reason="hadolint is not installed")
def test_the_container_file_is_clean() -> None:
    assert HADOLINT
    done = subprocess.run(
        [HADOLINT, ROOT / "Containerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")

"""The packages: complete, the same each time, small, and whole in an empty environment.

The wheel is installed with nothing but what it needs, and used in an empty folder with no checkout
near: questions, validation and the file for Gephi work; what needs an extra names it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable
from email.parser import HeaderParser
from pathlib import Path

import pytest

from kg.runtime.extras import EXTRAS
from tests.conftest import ROOT

EPOCH = "1764000000"
MOST_BYTES = 200_000_000
#: what every environment brings, and is no part of the package
OF_THE_ENVIRONMENT = ("pip", "setuptools", "pkg_resources", "_distutils_hack")


def build(folder: Path) -> tuple[Path, Path]:
    """Build the packages; return the wheel and the source."""
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT],
        check=True,
        capture_output=True,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH},
    )
    (wheel,) = folder.glob("helixkg-*.whl")
    (source,) = folder.glob("helixkg-*.tar.gz")
    return wheel, source


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source."""
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=True)
    subprocess.run(
        [folder / "bin" / "pip", "install", "--quiet", packages[0]], check=True, capture_output=True
    )
    return folder


@pytest.fixture
def kg(installed: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the installed command in an empty folder."""

    def run(*arguments: str, lang: str = "en") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [installed / "bin" / "kg", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            env={"LANG": "C.UTF-8", "KG_LANG": lang},
        )

    return run


Kg = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.full
def test_the_three_uses_need_no_extra(kg: Kg, tmp_path: Path) -> None:
    def output(*arguments: str) -> str:
        done = kg(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    output("build")
    assert "Jalisco" in output("query", "run", "clusters-in-state", "-p", "state", "jalisco")
    assert output("search", "claut").count("\n") > 1
    assert output("why", "claut-nuevo-leon")
    output("query", "run", "clusters-in-state", "-p", "state", "jalisco", "-f", "xlsx", "-o", "a")
    assert output("validate") is not None
    (tmp_path / "bad.ttl").write_text(
        "@prefix hx: <https://w3id.org/helixkg/def#> .\n<https://e/c> a hx:Cluster .\n"
    )
    refused = kg("validate", "bad.ttl")
    assert refused.returncode == 1
    assert "bad.ttl:2:1" in refused.stdout + refused.stderr
    for form in ("gexf", "graphml", "csv"):
        output("export", form, "-o", f"clusters-{form}")
    assert "<gexf" in (tmp_path / "clusters-gexf").read_text(encoding="utf-8")[:300]


@pytest.mark.full
@pytest.mark.parametrize(
    ("arguments", "extra"),
    [
        (("network", "degree"), "networks"),
        (("export", "gexf", "-o", "a.gexf", "--with", "betweenness"), "networks"),
        (("export", "gexf", "-o", "a.gexf", "--layout", "force"), "networks"),
        (("export", "parquet", "-o", "tables"), "parquet"),
        (("query", "run", "open-conflicts", "-f", "parquet", "-o", "a.parquet"), "parquet"),
        (("export", "png", "-o", "a.png", "--layout", "discs"), "pictures"),
        (("serve", "--check", "--port", "0"), "web"),
        (("mcp", "--check"), "mcp"),
    ],
)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_what_is_missing_names_the_extra_that_brings_it(
    kg: Kg, small_store_once: Path, arguments: tuple[str, ...], extra: str, lang: str
) -> None:
    done = kg(*arguments, "--store", str(small_store_once), lang=lang)
    assert done.returncode == 2
    assert f'pip install "helixkg[{extra}]"' in done.stderr
    assert ("instálelo" if lang == "es" else "install it") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.full
def test_the_installation_is_small(installed: Path, report_counts: Callable[[str], None]) -> None:
    (packages,) = installed.glob("lib/python*/site-packages")
    size = sum(
        path.stat().st_size
        for entry in packages.iterdir()
        if not entry.name.startswith(OF_THE_ENVIRONMENT)
        for path in (entry.rglob("*") if entry.is_dir() else [entry])
        if path.is_file()
    )
    report_counts(f"{size / 1e6:.0f} MB installed")
    assert size < MOST_BYTES


@pytest.mark.full
def test_the_packages_are_the_same_each_time(packages: tuple[Path, Path], tmp_path: Path) -> None:
    for first, second in zip(packages, build(tmp_path), strict=True):
        assert first.read_bytes() == second.read_bytes(), first.name


@pytest.mark.full
def test_the_checkers_of_the_index_find_nothing(packages: tuple[Path, Path]) -> None:
    for command in (
        ("twine", "check", "--strict", *map(str, packages)),
        ("check_wheel_contents", "--config", str(ROOT / "pyproject.toml"), str(packages[0])),
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_metadata_is_complete_and_every_extra_is_declared(packages: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(packages[0]) as wheel:
        names = wheel.namelist()
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        fields = HeaderParser().parsestr(wheel.read(metadata).decode())
    assert {*EXTRAS, "all", "test", "mutants"} == set(fields.get_all("Provides-Extra", []))
    required = "\n".join(fields.get_all("Requires-Dist", []))
    for extra in {*EXTRAS, "test"}:
        assert f"extra == '{extra}'" in required
    for package in ("scipy", "pyarrow", "vl-convert-python", "mcp", "starlette"):
        assert re.search(rf"^{package}>=\S+; extra == 'all'$", required, re.MULTILINE)
    assert fields["License-Expression"] == "Apache-2.0 AND CC-BY-4.0"
    classifiers = fields.get_all("Classifier", [])
    for minor in range(11, 15):
        assert f"Programming Language :: Python :: 3.{minor}" in classifiers
    assert "kg/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_holds_what_the_tests_and_the_documentation_need(
    packages: tuple[Path, Path],
) -> None:
    with tarfile.open(packages[1]) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    for needed in ("tests/conftest.py", "docs/architecture.md", "data/clusters.csv", "LICENSE"):
        assert needed in names
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]

"""What the tests share: a small folder of tables, and a store built from it once."""

from __future__ import annotations

import gc
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import hypothesis
import portalocker
import pytest
from click.testing import CliRunner
from xdist.scheduler import LoadFileScheduling

from kg.cli import main
from kg.errors import _chosen, set_language
from tests import measuring, servers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")  # how long a case takes is measured elsewhere

COUNTS = "counts"
#: what has one browser, or one session of Spark, for several files
TOGETHER = {"spark": r"/spark/", "browser": r"_(browser|page|notebook)\.py$"}
_OBJECTS = 50_000  # made, after which garbage is looked for; 700 where nobody says so
_LONGEST_BUILD = 300  # seconds that a process of `pytest -n` waits for the build of another
ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests" / "small"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def small_store_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small tables, built once; not to be written to."""
    return _built_once("small", SMALL, tmp_path_factory)


@pytest.fixture
def small_store(small_store_once: Path, tmp_path: Path) -> Path:
    """A store of the small tables for one test."""
    return Path(shutil.copytree(small_store_once, tmp_path / "kg-store"))


@pytest.fixture(scope="session")
def project_store_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the project's own tables, built once; not to be written to."""
    return _built_once("project", None, tmp_path_factory)


def _built_once(name: str, data: Path | None, factory: pytest.TempPathFactory) -> Path:
    """Return this process's copy of a store that one of the processes of `pytest -n` builds."""
    from kg import ingest

    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    store = shared / f"{name}-store"
    with portalocker.Lock(shared / f"{name}-store.lock", timeout=_LONGEST_BUILD):
        if not store.exists():
            in_the_making = factory.mktemp(name) / "store"
            ingest.build(data, in_the_making)
            in_the_making.rename(store)
            keep_beside(store)
    return Path(shutil.copytree(store, factory.mktemp(name) / "store"))


def keep_beside(store: Path) -> None:
    """Make what a store keeps beside a generation once, so that each copy of the store has it."""
    from kg import library
    from kg.library.asking.prepared import prepared
    from kg.network.cache import cached_network
    from kg.store import EmbeddedStore
    from kg.store.content_hash import content_hash

    opened = EmbeddedStore.open(store)
    content_hash(opened)
    cached_network(opened)
    prepared(library.read(ROOT / "queries"), opened)


@pytest.fixture
def project_store(project_store_once: Path, tmp_path: Path) -> Path:
    """A store of the project's own tables for one test."""
    return Path(shutil.copytree(project_store_once, tmp_path / "kg-store"))


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """The small tables for one test to spoil."""
    return Path(shutil.copytree(SMALL, tmp_path / "data"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, without a graphics card; skipped where there is none."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def kg(tmp_path: Path) -> Run:
    """Run `kg` as a user does, in an empty folder, and return what came back."""

    def run(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if k not in ("KG_STORE", "LC_ALL")}
        environment |= {"LANG": "C.UTF-8", "PYTHONUTF8": "1"}
        return subprocess.run(
            [sys.executable, "-m", "kg", *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            input=options.get("input"),
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture
def quick_kg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `kg` within this process, in an empty folder: the same answers, sooner.

    An exception that `kg` would end with a traceback fails the test.
    """
    monkeypatch.chdir(tmp_path)
    for name in ("KG_STORE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")

    def run(*arguments: str | Path, **options: str) -> subprocess.CompletedProcess[str]:
        # click 8.1 mixes both streams, unless it is told otherwise
        separate: dict[str, Any] = (
            {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
        )
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        result = CliRunner(**separate).invoke(WholeProgram(), input=options.get("input"))
        set_language(None)  # what --lang chose is for this command alone
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        errors = options.get("errors", "strict")
        return subprocess.CompletedProcess(
            sys.argv,
            result.exit_code,
            result.stdout_bytes.decode(errors=errors),
            result.stderr_bytes.decode(),
        )

    return run


@pytest.fixture
def report_counts(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Print at the end of the run how much a test tried, such as "4,000 calls, 0 tracebacks"."""
    return partial(record_property, COUNTS)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests counted."""
    for outcome in ("", "error"):  # a report of the end of a test has all that it counted
        for report in terminalreporter.stats.get(outcome, ()):
            if report.when != "teardown":
                continue
            for name, value in report.user_properties:
                if name == COUNTS:
                    terminalreporter.write_line(f"{report.nodeid}: {value}")


class WholeProgram(click.Command):
    """`kg` with its handling of errors, for click's test runner."""

    def __init__(self) -> None:
        super().__init__("kg")

    def main(self, *arguments: Any, **options: Any) -> Any:
        main()


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that it has been asked for."""
    with servers.listener() as listening:
        yield listening


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A test leaves the language of messages as it was, or fails itself instead of others."""
    before = _chosen.get()
    yield
    left = _chosen.get()
    set_language(before)
    assert left == before, "this test sets the language of all messages; use kg.errors.speaking"


class _FileByFile(LoadFileScheduling):  # type: ignore[misc]  # has no types
    """Lets one process of `pytest -n` run all tests of a file, which share what they set up.

    Files with few tests come first: these take long, and one that began last would run alone.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False  # which has it the other way round
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return next((group for group, files in TOGETHER.items() if re.search(files, file)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Say which process of `pytest -n` runs which tests."""
    return _FileByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of files with few tests first, where several processes share them."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        files = Counter(item.path for item in items)
        items.sort(key=lambda item: files[item.path])


def pytest_collection_finish() -> None:
    """Keep the collector of garbage off the ten thousand tests, which stay to the end.

    To look through them again and again takes a seventh of the time of all tests.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 100)


def pytest_sessionfinish() -> None:
    """Write what the tests of this process reached."""
    measuring.end()

"""Nothing at import needs POSIX, and the commands work without what only POSIX has.

A system without POSIX is simulated: the package cannot import its modules, and the names that
Windows does not have are gone. What only the real system shows is listed in docs/platforms.md.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, SMALL

POSIX_MODULES = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty")
#: what `os` and `signal` lack on Windows
POSIX_NAMES = {
    "os": ["chown", "fchmod", "fchown", "fork", "geteuid", "getuid", "killpg", "mkfifo", "uname"],
    "signal": ["SIGALRM", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGXCPU", "SIGXFSZ", "alarm"],
}
SIMULATED = f"""
import builtins, os, shutil, signal, sys
real, modules = builtins.__import__, {POSIX_MODULES!r}

def limited(name, globals=None, locals=None, fromlist=(), level=0):
    importer = (globals or {{}}).get("__name__", "")
    if name.partition(".")[0] in modules and importer.partition(".")[0] == "kg":
        raise ImportError(f"No module named {{name!r}}, as on Windows")
    return real(name, globals, locals, fromlist, level)

builtins.__import__ = limited
"""
#: removes the names while a module of the package is imported; other packages have them
WITHOUT_NAMES = f"""
for module, names in {POSIX_NAMES!r}.items():
    for name in names:
        if hasattr(sys.modules[module], name):
            delattr(sys.modules[module], name)
"""
IMPORT_ALL = (
    """
import importlib, pkgutil
# what the package stands on may use POSIX where it finds it
import click, networkx, numpy, openpyxl, oxrdflib, portalocker, pyarrow, pyoxigraph, pyshacl, rdflib
import rich, scipy, tantivy, yaml, httpx, SPARQLWrapper, subprocess, multiprocessing, threading
"""
    + WITHOUT_NAMES
    + """
import kg
for module in pkgutil.walk_packages(kg.__path__, "kg."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
        print(module.name)
"""
)
#: queries look at the platform to choose how their process starts
ON_WINDOWS = "import subprocess, click; sys.platform = 'win32'\n"
RUN = """
import json
from kg.cli import main
for command in json.loads(sys.argv[1]):
    sys.argv = ["kg", *command]
    try:
        main()
    except SystemExit as end:
        if end.code:
            print(f"{command} ends with {end.code}", file=sys.stderr)
            raise
"""


def run(code: str, *arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "KG_LANG": "en"}
    environment.pop("KG_STORE", None)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )


def test_every_module_is_imported_without_posix(tmp_path: Path) -> None:
    done = run(SIMULATED + IMPORT_ALL, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    modules = set(done.stdout.split())
    sources = (ROOT / "src" / "kg").rglob("*.py")
    expected = {
        ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        for path in sources
    } - {"kg", "kg.__main__"}
    assert modules == expected


def test_a_store_is_built_loaded_asked_and_checked_without_posix(tmp_path: Path) -> None:
    (tmp_path / "new.ttl").write_text(
        "@prefix hx: <https://w3id.org/helixkg/def#> .\n"
        "@prefix id: <https://w3id.org/helixkg/id/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'id:new a hx:Company ; skos:prefLabel "New"@en .\n'
    )
    commands = [
        ["build", str(SMALL)],
        ["load", "new.ttl"],
        ["search", "new"],
        ["export", "gexf", "-o", "out.gexf"],
        ["backup", "backup"],
        ["restore", "backup"],
        ["restore", "--previous"],
        ["check", "--quick"],
        ["build", str(SMALL), "--discard-loads"],
        ["dump", "-o", "dump.nq"],
        ["check", "--format", "json", "-o", "check.json"],
    ]
    done = run(SIMULATED + RUN, json.dumps(commands), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dump.nq").read_bytes().count(b"\n") > 5_000
    assert json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))["intact"]


def test_queries_are_answered_without_posix(tmp_path: Path) -> None:
    commands = [
        ["build", str(SMALL)],
        ["sparql", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"],
        ["query", "run", "clusters-in-state", "-p", "state", "nuevo-leon"],
    ]
    done = run(SIMULATED + ON_WINDOWS + RUN, json.dumps(commands), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "claut-nuevo-leon" in done.stdout


@pytest.mark.parametrize("shared", [True, False])
def test_locks_of_portalocker_exclude_as_flock_does(tmp_path: Path, shared: bool) -> None:
    """Readers on Windows take the way that writers take everywhere."""
    code = SIMULATED + (
        "from pathlib import Path; from kg.store.file_lock import try_lock, _flock\n"
        "assert _flock is None\n"
        "file = Path('lock').open('rb+'); print(try_lock(file, shared=sys.argv[1] == 'True'))"
    )
    from kg.store.file_lock import try_lock

    (tmp_path / "lock").write_bytes(b"")
    with (tmp_path / "lock").open("rb") as held:
        assert try_lock(held, shared=True)
        assert run(code, shared, folder=tmp_path).stdout == f"{shared}\n"
    with (tmp_path / "lock").open("rb+") as held:
        assert try_lock(held, shared=False)
        assert run(code, shared, folder=tmp_path).stdout == "False\n"
    assert run(code, shared, folder=tmp_path).stdout == "True\n"


def test_what_windows_refuses_for_a_moment_is_tried_again() -> None:
    from kg.store.patience import patiently

    tries: list[int] = []

    def refused_twice() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise PermissionError(13, "the file is used by another process")
        return "done"

    assert patiently(refused_twice, windows=True) == "done"
    tries.clear()
    with pytest.raises(PermissionError):
        patiently(refused_twice, windows=False)


def test_no_name_in_a_store_or_an_export_is_refused_by_windows(tmp_path: Path) -> None:
    from kg import ingest

    ingest.build(SMALL, tmp_path / "store")
    for path in (tmp_path / "store").rglob("*"):
        assert not set(path.name) & set('<>:"|?*\\'), path
        assert path.name.rstrip(". ") == path.name

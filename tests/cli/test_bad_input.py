"""Bad input: one clear message, the right exit code, no traceback, the store as it was."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run


@pytest.fixture
def kg(quick_kg: Run) -> Run:
    """Run `kg` within this process; `test_commands.py` starts it as a user does."""
    return quick_kg


def digest(store: Path) -> dict[str, str]:
    """Return the content of a store folder, file by file, without the lock."""
    return {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(store.rglob("*"))
        if path.is_file() and path.name != "LOCK"
    }


def refused(kg: Run, store: Path, *arguments: str | Path, code: int, says: str) -> str:
    """Run `kg`, and assert that it refuses as it should; return what it said."""
    before = digest(store)
    done = kg(*arguments, "--store", store)
    output = done.stdout + done.stderr
    assert done.returncode == code, output
    assert says in output
    assert "Traceback" not in output
    assert digest(store) == before
    return output


HEADER = "awardee,scheme,round,level,valid_from,expires,assessor,source,locator,certainty,listing\n"
ROW = 'claut-nuevo-leon,ecei-label,2,gold,,2021-06-23,,001,"§9",explicit,\n'


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (
            HEADER.replace("level", "levle") + ROW,
            2,
            "labels.csv:1:22: unknown column 'levle'; did you mean 'level'",
        ),
        (HEADER.replace(",source", "") + ROW, 2, "the column 'source' is missing"),
        (HEADER + ROW.replace("gold,", "gold,,"), 2, "labels.csv:2:"),
        (HEADER + ROW.replace("gold", "golden"), 2, "labels.csv:2:31 (level): 'golden'"),
        (
            HEADER + ROW.replace("claut-nuevo-leon", "claut-nuevo-lion"),
            2,
            "labels.csv:2:1 (awardee): the registry has no entity 'claut-nuevo-lion'; "
            "did you mean 'claut-nuevo-leon'?",
        ),
        (HEADER + ROW.replace("2021-06-23", "23/06/2021"), 2, "perhaps 2021-06-23"),
        (HEADER + ROW + ROW, 2, "labels.csv:3:1: the same key as line 2"),
        ("", 2, "labels.csv: the file is empty"),
        ("﻿", 2, "labels.csv: the file is empty"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "load"])
def test_tables(
    kg: Run, small_store: Path, tmp_path: Path, command: str, content: str, code: int, says: str
) -> None:
    table = tmp_path / "labels.csv"
    table.write_text(content, encoding="utf-8")
    refused(kg, small_store, command, table, code=code, says=says)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_broken_utf8(kg: Run, small_store: Path, tmp_path: Path, mark: bytes) -> None:
    table = tmp_path / "labels.csv"
    table.write_bytes(mark + HEADER.encode() + b"claut-nuevo-le\xf3n,\n")
    refused(kg, small_store, "load", table, code=2, says="labels.csv:2:15: byte 0xf3 is not UTF-8")


def test_turtle_that_breaks_in_line_500(kg: Run, small_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.ttl"
    lines = ["<http://example.org/s> <http://example.org/p> 1 ."] * 499
    path.write_text("\n".join([*lines, "<http://example.org/s> <oops"]), encoding="utf-8")
    refused(kg, small_store, "load", path, code=2, says=f"{path}:500:")


def test_a_file_that_does_not_exist(kg: Run, small_store: Path) -> None:
    refused(kg, small_store, "load", "none.ttl", code=2, says="none.ttl: there is no such file")


def test_a_directory_in_place_of_a_file(kg: Run, small_store: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    refused(kg, small_store, "load", "folder.ttl", code=2, says="folder.ttl: this is a directory")


def test_a_kind_of_file_that_is_not_read(kg: Run, small_store: Path, tmp_path: Path) -> None:
    (tmp_path / "new.docx").write_text("x")
    refused(kg, small_store, "load", "new.docx", code=2, says="no kind of file that is read")


def test_data_that_breaks_a_shape(kg: Run, small_store: Path, tmp_path: Path) -> None:
    table = tmp_path / "agreements.csv"
    header = (
        "id,name_es,name_en,acronym,type,signed,in_force_from,in_force_until,status,"
        "status_as_of,sector,under,replaces,source,locator,certainty,listing\n"
    )
    table.write_text(
        header + "eccp-promexico-mou,,,,,2014,,,,,,,,000,para. 9,explicit,\n", encoding="utf-8"
    )
    output = refused(kg, small_store, "load", table, code=1, says="C56")
    assert "agreements.csv:2:24" in output
    assert "nothing was changed" in output


def test_a_store_that_another_process_writes_to(kg: Run, small_store: Path, tmp_path: Path) -> None:
    code = (
        "import fcntl, sys, os\n"
        f"f = open({str(small_store / 'LOCK')!r}, 'a+')\n"
        "fcntl.flock(f, fcntl.LOCK_EX)\n"
        "f.truncate(0); f.write(f'process {os.getpid()} on here'); f.flush()\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    (tmp_path / "labels.csv").write_text(HEADER + ROW, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "held\n"
        refused(
            kg,
            small_store,
            "load",
            tmp_path / "labels.csv",
            code=2,
            says=f"is being written by process {other.pid}",
        )
        assert kg("stats", "--store", small_store).returncode == 0, "readers go on reading"
        other.stdin.close()


def test_a_disk_that_is_full(small_store: Path, tmp_path: Path) -> None:
    """A limit on the size of files is how a full disk feels to the store."""
    (tmp_path / "labels.csv").write_text(HEADER + ROW, encoding="utf-8")
    before = digest(small_store)

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    # without what measures coverage, which writes a file of its own
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "kg",
            "load",
            str(tmp_path / "labels.csv"),
            "--store",
            str(small_store),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        preexec_fn=limit,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 2, done.stderr
    assert "the store is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(small_store) == before


def test_a_place_that_is_read_only(kg: Run, small_store: Path) -> None:
    """/proc takes no files, not even root's."""
    done = kg("build", "--store", "/proc/kg-store")
    assert done.returncode == 2
    assert "/proc/kg-store" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_store(kg: Run, tmp_path: Path) -> None:
    done = kg("stats")
    assert done.returncode == 2
    assert "make one with: kg build" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["query", "run", "clusters-in-stat"], "clusters-in-state"),
        (["query", "run", "clusters-in-state", "-p", "stat", "nuevo-leon"], "stat"),
        (["query", "run", "clusters-in-state"], "state"),
        (
            ["query", "run", "clusters-in-state", "-p", "state", "Nuevo Lion"],
            "did you mean: Nuevo León?",
        ),
        (["query", "run", "clusters-in-state", "-p", "state", "x> } DELETE { ?s ?p ?o } #"], "x>"),
        (
            [
                "query",
                "run",
                "clusters-in-state",
                "-p",
                "state",
                "https://w3id.org/helixkg/id/x> . ?s ?p ?o } #",
            ],
            "x>",
        ),
        (["sparql", "SELECT ?s WHERE { ?s ?p }"], "does not parse"),
        (["sparql", "DELETE WHERE { ?s ?p ?o }"], "kg load"),
        (
            ["sparql", "SELECT ?s WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
            "SERVICE is not allowed",
        ),
        (["show", "no such thing"], "no such thing"),
        (["exprot", "gexf"], "Did you mean 'export'?"),
    ],
)
def test_wrong_use(kg: Run, small_store: Path, arguments: list[str], says: str) -> None:
    before = digest(small_store)
    done = kg(*arguments) if arguments[0] == "exprot" else kg(*arguments, "--store", small_store)
    assert done.returncode == 2, done.stdout + done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert digest(small_store) == before

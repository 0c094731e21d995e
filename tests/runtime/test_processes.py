"""Work in a process of its own, as a copy of this process and as a Python of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.runtime import frames
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Work
from kg.runtime.walled import Ended, WalledProcess

ECHO = "tests.runtime.work:echo"


def test_a_message_goes_and_comes() -> None:
    stream = io.BytesIO()
    frames.write(stream, b"a", b"")
    frames.write(stream, b"b", b"two\nlines")
    stream.seek(0)
    assert [frames.read(stream) for _ in range(3)] == [(b"a", b""), (b"b", b"two\nlines"), None]


@pytest.mark.parametrize("cut", [1, 4, 5, 8])
def test_a_message_that_breaks_off_is_none(cut: int) -> None:
    stream = io.BytesIO()
    frames.write(stream, b"a", b"content")
    assert frames.read(io.BytesIO(stream.getvalue()[:cut])) is None


def test_a_message_longer_than_any_is_refused() -> None:
    with pytest.raises(ValueError, match="a message of 4294967295 bytes"):
        frames.read(io.BytesIO(b"a\xff\xff\xff\xff"))


#: run as programs of their own, since a test runner has threads, and a copy needs a single one
_PROGRAM = """
import json, os, sys, threading
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Work
from kg.runtime.walled import Ended, WalledProcess
if sys.argv[1] == "spawned":
    threading.Thread(target=threading.Event().wait, daemon=True).start()
process = WalledProcess(Work(sys.argv[2], ("a", "b")), Bounds(20, 1 << 30))
kind = type(process._child).__name__
process.begin()
try:
    process.send(b"x", b"hello")
    print(json.dumps([kind, *(part.decode() for part in process.receive())]))
    process.end()
except Ended as error:
    print(json.dumps([kind, error.crashed, str(error)]))
"""


def started(how: str, function: str, folder: Path) -> list[object]:
    """Run the program in a folder, and return what it prints."""
    program = f"import sys; sys.path.append({str(Path(__file__).parents[2])!r})\n{_PROGRAM}"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, how, function],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answer: list[object] = json.loads(done.stdout)
    return answer


@pytest.mark.skipif(sys.platform != "linux", reason="a copy is made on Linux only")
def test_a_copy_of_a_process_with_one_thread_does_the_work(tmp_path: Path) -> None:
    assert started("forked", ECHO, tmp_path) == ["_Forked", "e", "a b hello"]
    kind, crashed, message = started("forked", "tests.runtime.work:fault", tmp_path)
    assert (kind, crashed) == ("_Forked", True)
    assert "crash (exit code 70)" in str(message)
    assert str(message).endswith("ValueError: on purpose")


def test_where_there_are_threads_a_python_of_its_own_does_the_work(tmp_path: Path) -> None:
    """It finds the package, and nothing that only the first Python was told of."""
    answer = started("spawned", "kg.runtime.frames:nothing_of_that_name", tmp_path)
    assert answer[:2] == ["_Spawned", True]
    assert "nothing_of_that_name" in str(answer[2])
    assert "No module named 'tests'" in str(started("spawned", ECHO, tmp_path)[2])


@pytest.mark.skipif(sys.platform == "win32", reason="the marker file is written by a shell path")
@pytest.mark.parametrize("how", ["forked", "spawned"])
def test_nothing_of_the_working_folder_is_imported(
    how: str, tmp_path: Path, small_store_once: Path
) -> None:
    mark = tmp_path / "imported"
    code = f"import pathlib; pathlib.Path({str(mark)!r}).write_text(__name__)\n"
    place = tmp_path / "place"
    (place / "kg" / "runtime").mkdir(parents=True)
    for name in ("resource", "sitecustomize", "usercustomize", "json", "kg/__init__", "pyoxigraph"):
        (place / f"{name}.py").write_text(code)
    threads = (
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()"
    )
    program = (
        f"{threads if how == 'spawned' else ''}\n"
        "import sys; from kg.cli import main\n"
        f"sys.argv = ['kg', 'sparql', 'ASK {{}}', '--store', {str(small_store_once)!r}]\n"
        "main()"
    )
    # what the query process itself would take from there; -P keeps the first Python from it
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=place, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "true\n"), done.stderr
    assert not mark.exists(), mark.read_text()


def test_a_python_of_its_own_takes_nothing_from_pythonpath(tmp_path: Path) -> None:
    (tmp_path / "resource.py").write_text("raise SystemExit('imported')")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit('imported')")
    code = (
        "import os\n"
        f"os.environ['PYTHONPATH'] = {str(tmp_path)!r}\n"
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "from kg.runtime.bounds import Bounds\n"
        "from kg.runtime.processes import Work\n"
        "from kg.runtime.walled import WalledProcess\n"
        "work = Work('kg.store.query_worker:answer_queries')\n"
        "process = WalledProcess(work, Bounds(20, 1 << 30))\n"
        "process.begin(); process.send(b'Q', b'ASK {}'); print(process.receive())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path.parent, capture_output=True, text=True
    )
    assert done.stdout == "(b'O', b'')\n", done.stderr


def test_a_process_that_is_gone_takes_no_request() -> None:
    process = WalledProcess(Work("kg.store.query_worker:answer_queries"), Bounds(20))
    process.end()
    with pytest.raises(Ended):
        process.send(b"Q", b"ASK {}")


#: starts work as `kg serve` does, from a thread, and prints the number of its process
_ORPHAN = """
import os, sys, threading, time
from kg.runtime import processes
from kg.runtime.processes import Work
def work(how):
    process = processes._Forked if how == "forked" else processes._Spawned
    child = process(Work("tests.runtime.work:compute"), None)
    child.answers.read(5)
    frames.write(child.requests, b"x", b"")
    print(child._id if how == "forked" else child._process.pid, flush=True)
    time.sleep(60)
from kg.runtime import frames
threading.Thread(target=work, args=(sys.argv[1],)).start()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="pipes cannot be looked at there")
@pytest.mark.parametrize("how", ["forked", "spawned"])
def test_work_ends_when_the_process_that_asked_is_killed(how: str) -> None:
    """In the middle of a computation, too: nothing is left that computes for nobody."""
    root = str(Path(__file__).parents[2])
    places = f"processes._places = lambda: [{root!r}, *places()]\n"
    program = f"import sys; sys.path.append({root!r})\n" + _ORPHAN.replace(
        "def work(how)", f"places = processes._places\n{places}def work(how)"
    )
    asking = subprocess.Popen([sys.executable, "-c", program, how], stdout=subprocess.PIPE)
    assert asking.stdout
    working = int(asking.stdout.readline())
    time.sleep(1)
    os.kill(working, 0)  # it computes
    asking.kill()
    asking.wait()
    asking.stdout.close()
    until = time.monotonic() + 30
    while is_running(working):
        assert time.monotonic() < until, "it goes on for nobody"
        time.sleep(0.1)


def is_running(number: int) -> bool:
    """Return whether a process is there, and no zombie that waits for its new parent."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{number}/stat")
    return not (status.is_file() and status.read_text().rpartition(")")[2].split()[0] == "Z")

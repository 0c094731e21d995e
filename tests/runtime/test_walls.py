"""Walls around a process: each is tried from inside, by asking for what it keeps away."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import pytest

from kg.runtime import walls

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are those of Linux")

#: what is tried: name → expression
TRIED = {
    "socket": "socket.socket()",
    "socket of another family": "socket.socket(socket.AF_UNIX)",
    "pair of sockets": "socket.socketpair()",
    "socket in a thread": "in_thread(socket.socket)",
    "io_uring": "call(425, 1, bytes(200))",
    "program": "os.execv('/bin/true', ['true'])",
    "process": "os.fork()",
    "process by subprocess": "subprocess.run(['/bin/true'])",
    "new process by clone3": "call(435, struct.pack('QQQQQQQQ', 0, 0, 0, 0, 17, 0, 0, 0), 64)",
    "signal to the parent": "os.kill(os.getppid(), 0)",
    "other process's memory": "call(310 if x86 else 270, os.getppid(), None, 0, None, 0, 0)",
    "trace of another process": "call(101 if x86 else 117, 16, os.getppid(), None, None)",
    "namespace": "call(272 if x86 else 97, 0x10000000)",
    "file to read": "open('/etc/passwd')",
    "file to write": "open('/tmp/kg-must-not-be', 'w')",
    "file beside": "open(inside.parent / 'beside.txt')",
    "names of a folder": "os.listdir(inside.parent)",
    "file above, by dots": "open(inside / '..' / 'beside.txt')",
    "file by a link": "open(inside / 'link')",
    "new file inside": "open(inside / 'new', 'w')",
    "old file inside, to write": "open(inside / 'file', 'a')",
    "removal inside": "os.unlink(inside / 'file')",
    "file inside": "open(inside / 'file').read()",
    "thread": "in_thread(lambda: 1)",
    "memory": "len(bytearray(1 << 22))",
}
_PROGRAM = """
import ctypes, json, os, platform, socket, struct, subprocess, sys, threading
from pathlib import Path
from kg.runtime import walls
inside, options = Path(sys.argv[1]), json.loads(sys.argv[2])
write = options.pop("write", False)
x86 = platform.machine() == "x86_64"
kernel = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if kernel.syscall(number, *arguments) < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
def in_thread(work):
    found = []
    def run():
        try: found.append(work())
        except OSError as error: found.append(error)
    thread = threading.Thread(target=run); thread.start(); thread.join()
    if isinstance(found[0], OSError): raise found[0]
standing = walls.raise_walls([inside], [inside] if write else [], **options)
result = {"standing": sorted(standing)}
for name, tried in json.loads(sys.argv[3]).items():
    try: eval(tried); result[name] = "done"
    except OSError as error: result[name] = "refused" if error.errno in (1, 13, 38) else str(error)
print(json.dumps(result))
"""


def inside(folder: Path, tried: dict[str, str], **options: bool) -> dict[str, object]:
    """Raise the walls around a new process, try things in it, and return what came of each."""
    import json

    folder.mkdir()
    (folder / "file").write_text("x")
    (folder / "link").symlink_to("/etc/passwd")
    (folder.parent / "beside.txt").write_text("x")
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, folder, json.dumps(options), json.dumps(tried)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    outcomes: dict[str, object] = json.loads(done.stdout)
    return outcomes


def test_each_thing_that_a_wall_keeps_away_is_refused(tmp_path: Path) -> None:
    outcomes = inside(tmp_path / "inside", TRIED)
    assert outcomes.pop("standing") == [walls.FILES, walls.PROGRAMS, walls.SOCKETS]
    allowed = {name for name, outcome in outcomes.items() if outcome == "done"}
    assert allowed == {"file inside", "thread", "memory"}
    assert {outcomes[name] for name in outcomes.keys() - allowed} == {"refused"}


def test_a_folder_to_write_to_is_the_only_one(tmp_path: Path) -> None:
    outcomes = inside(tmp_path / "inside", TRIED, write=True)
    now_allowed = ("new file inside", "old file inside, to write", "removal inside")
    assert {outcomes[name] for name in now_allowed} == {"done"}
    assert {outcomes[name] for name in ("file to write", "file by a link", "socket")} == {"refused"}


def test_a_wall_can_be_left_out(tmp_path: Path) -> None:
    tried = {name: TRIED[name] for name in ("socket", "process", "file to read")}
    outcomes = inside(tmp_path / "a", tried, network=True)
    assert outcomes == {
        "standing": ["files", "programs"],
        "socket": "done",
        "process": "refused",
        "file to read": "refused",
    }
    outcomes = inside(tmp_path / "b", {"socket": TRIED["socket"]}, programs=True)
    assert outcomes == {"standing": ["files", "sockets"], "socket": "refused"}


def test_a_processor_that_is_not_known_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and files are kept away all the same."""
    code = (
        "import platform, sys; platform.machine = lambda: 'riscv64'\n"
        "from kg.runtime import walls; print(sorted(walls.raise_walls()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['files']\n"


def test_the_filter_of_each_processor_is_well_formed() -> None:
    """The kernel of this machine takes one; of the other at least each jump stays inside."""
    import struct

    for machine in walls._MACHINES.values():  # noqa: SLF001
        program = walls._program(machine, {walls.SOCKETS, walls.PROGRAMS})  # noqa: SLF001
        steps = [struct.unpack("HBBI", program[n : n + 8]) for n in range(0, len(program), 8)]
        assert len(steps) < 4096
        for place, (_, if_true, if_false, _) in enumerate(steps[:-1]):
            assert place + 1 + max(if_true, if_false) < len(steps)
        refused = {*machine.sockets, *machine.programs}
        assert len(refused) == len(machine.sockets) + len(machine.programs)
        assert machine.clone not in refused
    assert platform.machine() in walls._MACHINES  # noqa: SLF001  or the tests above try nothing

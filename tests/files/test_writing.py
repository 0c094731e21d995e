"""Files appear whole or not at all, whatever stands at their path."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from kg.errors import UsageError
from kg.files.writing import replacing, replacing_text, write_text
from tests.conftest import ROOT

PACKAGE = ROOT / "src" / "kg"


def names(folder: Path) -> list[str]:
    """Return the names of everything in a folder, hidden files too."""
    return sorted(path.name for path in folder.iterdir())


class Broken(Exception):
    """What goes wrong in the block of a caller."""


def write(block: Callable[..., object], *paths: Path) -> None:
    """Run a block with the files that are to replace some paths."""
    with replacing(*paths) as outputs:
        block(*outputs)


def test_a_new_file_appears_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with replacing(path) as (output,):
        output.write(b"whole")
        output.flush()
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["new"]


def test_an_old_file_stays_until_the_end(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old and longer")
    with replacing(path) as (output,):
        output.write(b"new")
        output.flush()
        assert path.read_bytes() == b"old and longer"
    assert path.read_bytes() == b"new"
    assert names(tmp_path) == ["old"]


@pytest.mark.parametrize("error", [Broken, KeyboardInterrupt, UsageError])
def test_a_block_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, error: type[BaseException]
) -> None:
    (tmp_path / "old").write_bytes(b"old")

    def block(first: BinaryIO, second: BinaryIO) -> None:
        first.write(b"x" * 100_000)
        second.write(b"y")
        raise error

    with pytest.raises(error):
        write(block, tmp_path / "old", tmp_path / "made" / "deep" / "new")
    assert (tmp_path / "old").read_bytes() == b"old"
    assert names(tmp_path) == ["old"]


def test_folders_that_are_missing_are_made_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    write_text(tmp_path / "there" / "a" / "b" / "file", "text")
    assert (tmp_path / "there" / "a" / "b" / "file").read_text() == "text"
    with pytest.raises(Broken), replacing(tmp_path / "there" / "c" / "file"):
        raise Broken
    assert names(tmp_path / "there") == ["a"]


def test_a_folder_made_meanwhile_and_in_use_is_left(tmp_path: Path) -> None:

    def block(output: BinaryIO) -> None:
        (tmp_path / "made" / "theirs").touch()
        raise Broken

    with pytest.raises(Broken):
        write(block, tmp_path / "made" / "file")
    assert names(tmp_path / "made") == ["theirs"]


# ── Several files ────────────────────────────────────────────────────────────────────────────────


def test_several_files_are_replaced_together(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with replacing(tmp_path / "a", tmp_path / "b") as (first, second):
        first.write(b"1")
        second.write(b"2")
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"1", b"2")
    assert names(tmp_path) == ["a", "b"]


def test_where_the_last_cannot_be_replaced_the_first_comes_back(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def block(*outputs: BinaryIO) -> None:
        for output in outputs:
            output.write(b"new")
        (tmp_path / "c").mkdir()

    with pytest.raises(UsageError, match=r"cannot write .*a, .*b, .*c: Is a directory"):
        write(block, tmp_path / "a", tmp_path / "b", tmp_path / "c")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a", "c"]


@pytest.mark.parametrize("hard_links", [True, False])
def test_where_a_new_file_has_gone_the_others_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not hard_links:  # as on a memory stick
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o604)

    def block(first: BinaryIO, second: BinaryIO) -> None:
        first.write(b"new")
        second.write(b"x" * 10)
        second.flush()
        (unfinished,) = (path for path in tmp_path.iterdir() if path.stat().st_size == 10)
        unfinished.unlink()

    with pytest.raises(UsageError, match="No such file or directory"):
        write(block, tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o604
    assert names(tmp_path) == ["a"]


@pytest.mark.parametrize("hard_links", [True, False])
def test_no_second_name_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard_links: bool
) -> None:
    def refuse(path: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    if not hard_links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "b").write_bytes(b"old")
    with replacing(tmp_path / "a", tmp_path / "b") as (first, second):
        first.write(b"1")
        second.write(b"2")
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"1", b"2"]


def test_a_full_disk_is_noticed_before_anything_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")

    def block(first: BinaryIO, full: BinaryIO) -> None:
        first.write(b"new")
        full.write(b"x")  # in a buffer until it is closed

    with pytest.raises(UsageError, match="No space left on device; free some space there, or name"):
        write(block, tmp_path / "a", Path("/dev/full"))
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_full_disk_in_the_middle(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot write /dev/full: No space left"),
        replacing(Path("/dev/full")) as (output,),
    ):
        output.write(b"x" * 1_000_000)
    with pytest.raises(UsageError, match="No space left"):
        write_text(Path("/dev/full"), "x")


# ── Links ────────────────────────────────────────────────────────────────────────────────────────


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "file").write_bytes(b"old")
    (tmp_path / "middle").symlink_to("far/file")
    (tmp_path / "link").symlink_to(tmp_path / "middle")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "middle").is_symlink()
    assert (tmp_path / "far" / "file").read_bytes() == b"new"
    assert names(tmp_path / "far") == ["file"]


def test_a_link_to_what_is_not_there_yet(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "later" / "file")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "later" / "file").read_bytes() == b"new"


def test_links_in_a_circle_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(UsageError, match=r"cannot write .*a: Too many levels of symbolic links"):
        write_text(tmp_path / "a", "x")


def test_the_name_of_the_file_aside_cannot_be_guessed(tmp_path: Path) -> None:
    seen: set[str] = set()
    for _ in range(3):
        with replacing(tmp_path / "file"):
            seen |= {name for name in names(tmp_path) if name != "file"}
    assert len(seen) == 3
    assert all(len(name) > 16 and str(os.getpid()) not in name for name in seen)


def test_a_link_that_somebody_planted_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.urandom", lambda size: bytes(size))  # who knows the name, plants it
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / f".kg-{'00' * 8}.part").symlink_to(victim)
    with pytest.raises(UsageError, match=r"cannot write .*: File exists"):
        write_text(tmp_path / "file", "new")
    assert victim.read_bytes() == b"precious"
    assert not (tmp_path / "file").exists()


# ── Permissions and owners ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def umask() -> Iterator[None]:
    """A umask under which files are for the user and the group."""
    before = os.umask(0o027)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_new_file_has_the_permissions_that_the_umask_leaves(tmp_path: Path) -> None:
    write_text(tmp_path / "new", "x")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize("mode", [0o600, 0o664, 0o755, 0o444])
def test_the_permissions_of_the_old_file_stay(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "old"
    path.touch()
    path.chmod(mode)
    with replacing(path):
        (aside,) = set(tmp_path.iterdir()) - {path}
        assert stat.S_IMODE(aside.stat().st_mode) == mode  # a private text is never public
    assert stat.S_IMODE(path.stat().st_mode) == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_of_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.touch()
    os.chown(path, 12_345, 54_321)
    write_text(path, "new")
    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 54_321)


needs_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may be somebody else"
)


@pytest.fixture
def for_all() -> Iterator[Path]:
    """A folder like /tmp, where everybody may put files and remove their own."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o1777)
    yield folder
    shutil.rmtree(folder)


@contextlib.contextmanager
def somebody(number: int) -> Iterator[None]:
    """Be another user within the block."""
    os.seteuid(number)
    try:
        yield
    finally:
        os.seteuid(0)


@needs_root
def test_a_file_that_may_not_be_written_to_is_not_replaced(for_all: Path) -> None:
    mine = for_all / "mine"
    with somebody(12_345):
        mine.write_text("mine")
        mine.chmod(0o444)
        with pytest.raises(UsageError, match="mine: Permission denied"):
            write_text(mine, "x")
        assert names(for_all) == ["mine"]
        mine.chmod(0o644)
        write_text(mine, "new")
    assert mine.read_text() == "new"


@needs_root
@pytest.mark.parametrize("kind", ["link", "chain", "dangling", "file", "pipe"])
def test_what_a_stranger_put_into_a_folder_of_all_is_not_written_to(
    for_all: Path, tmp_path: Path, kind: str
) -> None:
    """As root and as a user; the folder is not the stranger's."""
    victim = tmp_path / "victim"
    victim.write_text("precious")
    planted = for_all / "out.csv"
    with somebody(12_345):
        if kind == "file":
            planted.write_text("theirs")
            planted.chmod(0o666)
        elif kind == "pipe":
            os.mkfifo(planted, 0o666)
        else:
            target = victim if kind == "link" else tmp_path / "later"
            planted.symlink_to(target)
    written = planted
    if kind == "chain":  # our own link, to the stranger's
        written = tmp_path / "ours"
        written.symlink_to(planted)
    for user in (0, 54_321):
        if user and kind == "chain":
            continue  # who may not look into the folder of root
        with somebody(user), pytest.raises(UsageError, match="belongs to somebody else, in a fold"):
            write_text(written, "secret")
    assert victim.read_text() == "precious"
    assert not (tmp_path / "later").exists()
    if kind == "file":
        assert planted.read_text() == "theirs"
    assert names(for_all) == ["out.csv"]


@needs_root
def test_ones_own_links_and_files_in_a_folder_of_all_are_written_to(
    for_all: Path, tmp_path: Path
) -> None:
    with somebody(12_345):
        (for_all / "mine").write_text("old")
        (for_all / "link").symlink_to(for_all / "mine")
        write_text(for_all / "link", "new")
        assert (for_all / "mine").read_text() == "new"
    (for_all / "owner's").write_text("old")  # the folder is root's, who can do everything there
    (for_all / "owner's").chmod(0o666)
    with somebody(12_345), pytest.raises(UsageError, match="Operation not permitted"):
        write_text(for_all / "owner's", "new")


# ── Pipes, devices, open files ───────────────────────────────────────────────────────────────────


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    write_text(pipe, "through")
    reader.join(30)
    assert received == [b"through"]
    assert pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


def test_a_link_to_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_text(tmp_path / "link", "through")
    reader.join(30)
    assert received == [b"through"]
    assert (tmp_path / "link").is_symlink()


def test_a_reader_that_has_gone_is_told_from_a_full_disk(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        with pytest.raises(BrokenPipeError), replacing(Path(f"/dev/fd/{writing}")) as (output,):
            output.write(b"x" * 1_000_000)
    finally:
        os.close(writing)


def test_a_device_stays_a_device() -> None:
    write_text(Path(os.devnull), "x")
    assert Path(os.devnull).is_char_device()


WRITER = """
import sys
from pathlib import Path
from kg.files.writing import write_text
write_text(Path(sys.argv[1]), "mine\\n")
"""


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_standard_output_that_is_a_file_is_gone_on_with(tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    (tmp_path / "log").write_text("before\n")
    script = f'"$0" -c "$1" {name} >> log; echo after >> log'
    subprocess.run(["bash", "-c", script, sys.executable, WRITER], cwd=tmp_path, check=True)
    assert (tmp_path / "log").read_text() == "before\nmine\nafter\n"
    assert names(tmp_path) == ["link", "log"]


def test_standard_output_that_is_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITER, "/dev/stdout"], capture_output=True, check=True
    )
    assert done.stdout == b"mine\n"


def test_an_open_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot write /dev/fd/987: Bad file descriptor"):
        write_text(Path("/dev/fd/987"), "x")


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    for path in (tmp_path, tmp_path / "link"):
        with pytest.raises(UsageError, match=f"^{path} is a folder; name a file$"):
            write_text(path, "x")
    assert names(tmp_path) == ["link"]


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(UsageError, match=r"file/new: Not a directory; name another place$"):
        write_text(tmp_path / "file" / "new", "x")
    assert (tmp_path / "file").read_text() == "mine"


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    write_text(tmp_path / ("x" * 255), "fits")
    with pytest.raises(UsageError, match="File name too long; name another place"):
        write_text(tmp_path / ("x" * 256), "does not")


def test_an_error_about_another_file_is_not_taken_for_one_of_writing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="elsewhere"), replacing(tmp_path / "file"):
        (tmp_path / "elsewhere").read_bytes()
    assert names(tmp_path) == []


def test_text_is_utf8_with_the_line_ends_it_has(tmp_path: Path) -> None:
    with replacing_text(tmp_path / "text") as output:
        output.write("León\r\n")
        output.write("b\n")
    assert (tmp_path / "text").read_bytes() == "León\r\nb\n".encode()


# ── One writer ───────────────────────────────────────────────────────────────────────────────────

#: who writes by another way, and why that is right
OTHERS = {
    "files/writing.py": "the writer",
    "store/": "files of the store, in folders of its own that become current at the end",
    "runtime/": "standard streams, pipes between processes, and settings of the kernel",
    "ingest/update.py": "a folder that only this process can see",
    "cli/as_of.py": "a folder that only this process can see",
    "graph/inputs.py": "a folder that only this process can see",
    "profiles/pdf.py": "a folder that only this process can see",
    "web/graph_store.py": "a folder that only this process can see",
    "web/running.py": "a folder that only this process can see",
    "publication/folder.py": "a folder beside that of the user, which takes its place at the end",
    "cli/ending.py": "/dev/null",
    "cli/on_spark.py": "a folder that only this process can see",
    "library/asking/prepared.py": "beside the store, in a folder that becomes current at the end",
    "library/links.py": "a table beside the store, in a folder that becomes current at the end",
    "spark/": "folders of Spark: temporary, or beside the target, whose place they take at the end",
}
WRITING_MODES = re.compile(r"[rwaxbt+]*[wax+][rwaxbt+]*")
WRITING_METHODS = {
    "write_text", "write_bytes", "touch", "mkstemp", "mkdtemp", "NamedTemporaryFile", "copyfile",
    "copy2", "copytree", "copyfileobj", "move", "rename", "symlink_to", "hardlink_to",
    "TemporaryDirectory",
}  # fmt: skip


def writes(call: ast.Call) -> bool:
    """Return whether a call writes a file."""
    function = ast.unparse(call.func)
    name = function.rpartition(".")[2]
    if name in ("open", "fdopen", "FileIO"):
        texts = [a.value for a in (*call.args, *(k.value for k in call.keywords))
                 if isinstance(a, ast.Constant) and isinstance(a.value, str)]  # fmt: skip
        return function == "os.open" or any(map(WRITING_MODES.fullmatch, texts))
    return isinstance(call.func, ast.Attribute) and name in WRITING_METHODS


def test_every_file_is_written_by_the_one_writer() -> None:
    writers = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        if not path.relative_to(PACKAGE).as_posix().startswith(tuple(OTHERS))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and writes(node)
    ]
    assert not writers


def test_the_search_finds_what_writes() -> None:
    for text in ("open('a', 'w')", "p.open('xb')", "p.write_text('')", "os.open(p, f)",
                 "open('a', mode='r+')", "shutil.move(a, b)", "gzip.open(p, 'at')"):  # fmt: skip
        (call,) = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call))
        assert writes(call), text
    for text in ("open('a.csv')", "p.open('rb')", "write_text(p, '')", "writer.write(x)"):
        (call,) = (n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call))
        assert not writes(call), text


def test_nothing_at_import_needs_posix() -> None:
    """On Windows `os` lacks some names; the module is imported and writes without them."""
    code = (
        "import os, sys, pathlib\n"
        "for name in ('O_CLOEXEC', 'fchmod', 'fchown', 'geteuid', 'getuid', 'mkfifo', 'chown'):\n"
        "    delattr(os, name)\n"
        "target = pathlib.Path(sys.argv[1])\n"  # made before os is another one
        "from kg.files import writing\n"
        "class Windows:\n"
        "    name = 'nt'\n"
        "    def __getattr__(self, name): return getattr(os, name)\n"
        "writing.os = Windows()\n"
        "for text in ('a', 'b'): writing.write_text(target, text)\n"
        "print(target.read_text())\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(folder) / "file")],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stdout) == (0, "b\n"), done.stderr

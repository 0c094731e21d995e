"""No call of any command ends with a traceback or an exit code that is not documented.

Each parameter of each command is given every wrong value of its kind (`tests.cli.hostile`), alone
and in pairs, in every wrong environment. The short form takes some of the calls
of each command; the long form (`make test-full`) takes all of them.
"""

from __future__ import annotations

import functools
import itertools
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import click
import pytest

from kg.runtime.visible import visible
from kg.store import EmbeddedStore
from tests.cli import hostile
from tests.conftest import ROOT, SMALL, Run
from tests.short_form import in_part, spread

DOCUMENTED: Final = (0, 1, 2, 3)
SECONDS: Final = 60  # of one call, after which it hangs
#: a number of triples is a size that somebody wants, not an error
ENDLESS: Final = {("generate", "triples"): {"9" * 400}, ("generate", "seed"): {"9" * 400}}
PAIRS: Final = 150  # of a command, in the long form
SOME: Final = 2  # calls of a command, in the short form
COMMANDS: Final = hostile.commands()
EACH: Final = [
    pytest.param(name, marks=pytest.mark.full) if name in hostile.SLOW else name
    for name in COMMANDS
]


class Hangs(BaseException):
    """A call has not ended."""


class Corpus:
    """A folder with files and stores that are wrong, and a good backup."""

    def __init__(self, folder: Path, good: Path) -> None:
        self.files, self.stores, self.backup = (folder / n for n in ("files", "stores", "backup"))
        self.names = hostile.write_files(self.files)
        hostile.write_stores(self.stores, good)
        EmbeddedStore.open(good).backup(self.backup)


class Place:
    """A folder with a store, files and damaged stores, in which a command is called."""

    def __init__(self, folder: Path, corpus: Corpus, good: Path) -> None:
        self.folder, self._corpus, self._good = folder, corpus, good
        self._number = 0
        (folder / "loop").symlink_to("loop")
        self.renew()

    def renew(self) -> None:
        """Put the store and the tables back as they were."""
        for name, source in (("store", self._good), ("data", SMALL)):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            shutil.copytree(source, self.folder / name)

    def arguments(self, texts: Sequence[str]) -> list[str]:
        """Return the arguments of a call with the places of this folder."""
        self._number += 1
        stores = self.folder / f"stores-{self._number}"
        for text in texts:
            if text.startswith("{stores}/"):
                _copy(self._corpus.stores / text[9:], stores / text[9:])
        places = {
            "{files}": self._corpus.files,
            "{stores}": stores,
            "{loop}": self.folder / "loop",
            "{store}": self.folder / "store",
            "{data}": self.folder / "data",
            "{backup}": self._corpus.backup,
            "{new}": self.folder / f"new-{self._number}",
        }
        return [
            re.sub(r"\{\w+\}", lambda match: str(places.get(match[0], match[0])), text)
            for text in texts
        ]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.exists():
        shutil.copyfile(source, target)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory, small_store_once: Path) -> Corpus:
    """Files and stores that are wrong; read only."""
    return Corpus(tmp_path_factory.mktemp("corpus"), small_store_once)


@pytest.fixture
def place(
    tmp_path: Path, corpus: Corpus, small_store_once: Path, monkeypatch: pytest.MonkeyPatch
) -> Place:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KG_TIMEOUT", "5")
    return Place(tmp_path, corpus, small_store_once)


def with_store(command: str, arguments: list[str]) -> list[str]:
    """Return the words of a call, with the good store where the command takes one."""
    takes_store = any(p.name == "store" for p in COMMANDS[command].params)
    store = ["--store", "{store}"] if takes_store and "--store" not in arguments else []
    return [*command.split(), *arguments, *store]


def given(command: str, parameter: click.Parameter, value: str) -> tuple[list[str], list[str]]:
    """Return the arguments of the working call with a value in its place, and the options."""
    call = hostile.CALLS[command]
    if isinstance(parameter, click.Option):
        name = max(parameter.opts, key=len)
        values = [value] * (1 if parameter.nargs == 1 else parameter.nargs)
        return call, [name] if parameter.is_flag else [name, *values]
    positional = [p.name for p in COMMANDS[command].params if isinstance(p, click.Argument)]
    place = positional.index(parameter.name)
    call = call or [value]
    while len(call) <= place:
        call = [*call, value]
    return [*call[:place], value, *call[place + 1 :]], []


def parameters(command: str) -> list[click.Parameter]:
    return [p for p in COMMANDS[command].params if p.name != "help"]


def values_of(command: str, parameter: click.Parameter, files: list[str]) -> list[str]:
    excluded = ENDLESS.get((command, parameter.name or ""), set())
    if isinstance(parameter, click.Option) and parameter.is_flag:
        return [] if (command, parameter.name) == ("query check", "write") else [""]
    return [v for v in hostile.bad_values(parameter, files) if v not in excluded]


def singles(command: str, files: list[str]) -> Iterator[list[str]]:
    """Yield the calls with one wrong value."""
    for parameter in parameters(command):
        for value in values_of(command, parameter, files):
            call, options = given(command, parameter, value)
            yield with_store(command, [*call, *options])


def some(calls: Iterator[list[str]], name: str, most: int) -> list[list[str]]:
    """Return some of the calls, the same each time."""
    all_calls = list(calls)
    return random.Random(zlib.crc32(name.encode())).sample(all_calls, min(most, len(all_calls)))


def pairs(command: str, files: list[str], most: int) -> Iterator[list[str]]:
    """Yield calls with two wrong values, by chance."""
    chance = random.Random(zlib.crc32(command.encode()))
    both = list(itertools.combinations(parameters(command), 2))
    for _ in range(most if both else 0):
        first, second = chance.choice(both)
        if isinstance(first, click.Argument) and isinstance(second, click.Argument):
            continue
        if isinstance(first, click.Option):
            first, second = second, first
        values = [values_of(command, parameter, files) for parameter in (first, second)]
        if not all(values):
            continue
        call, options = given(command, first, chance.choice(values[0]))
        _, more = given(command, second, chance.choice(values[1]))
        yield with_store(command, [*call, *options, *more])


def fault(code: int, out: str, err: str) -> str:
    """Return what is wrong with how a call ended, or an empty text."""
    if code not in DOCUMENTED:
        return f"exit code {code}: {err[-400:]}"
    if "Traceback" in err or "Exception ignored" in err:
        return f"a traceback: {err[-400:]}"
    if code and not (out or err).strip():
        return "nothing is said"
    if visible(err) != err:
        return f"a control character: {err[-300:]!r}"
    return ""


class Calls:
    """Calls commands in this process, and keeps what is wrong with how they end."""

    def __init__(self, kg: Run, place: Place) -> None:
        self._kg, self._place = kg, place
        self.number = 0
        self.faults: list[str] = []

    def __call__(self, texts: list[str], note: str = "", stdin: str = "") -> None:
        """Call a command and look at how it ends."""
        self.number += 1

        def hangs(*_: object) -> None:
            raise Hangs

        signal.signal(signal.SIGALRM, hangs)
        signal.alarm(SECONDS * 5 if "spark" in texts else SECONDS)  # its Java has to start
        try:
            done = self._kg(*self._place.arguments(texts), input=stdin, errors="ignore")
        finally:
            signal.alarm(0)
        if wrong := fault(done.returncode, done.stdout, done.stderr):
            short = " ".join(text[:80] for text in texts)
            self.faults.append(f"{note} kg {short!r}: {wrong}")
        assert os.name == "nt" or Path(os.devnull).is_char_device(), (
            f"{texts} replaced {os.devnull}"
        )
        if texts[0] in hostile.WRITERS:
            self._place.renew()


@pytest.fixture
def calls(quick_kg: Run, place: Place, report_counts: Callable[[str], None]) -> Iterator[Calls]:
    tried = Calls(quick_kg, place)
    yield tried
    report_counts(f"{tried.number:,} calls, {len(tried.faults)} faults")
    assert tried.number
    assert not tried.faults, "\n" + "\n".join(tried.faults)


def test_every_command_has_a_call() -> None:
    assert set(hostile.CALLS) == set(COMMANDS)


@pytest.mark.parametrize("command", spread(COMMANDS, 5))
def test_the_call_works(command: str, quick_kg: Run, place: Place) -> None:
    """Else the wrong values would be judged by nobody."""
    if command in hostile.SLOW:
        pytest.importorskip("pyspark", reason="pip install '.[spark]'")
    done = quick_kg(*place.arguments(with_store(command, hostile.CALLS[command])))
    expected = {"diff": (0, 1), "fmt": (0,)}.get(command, (0,))
    assert done.returncode in expected, done.stderr


@pytest.mark.parametrize("command", EACH)
def test_a_wrong_value(command: str, corpus: Corpus, calls: Calls) -> None:
    for texts in some(singles(command, corpus.names), command, SOME):
        calls(texts)


@pytest.mark.full
@pytest.mark.parametrize("command", COMMANDS)
def test_all_wrong_values(command: str, corpus: Corpus, calls: Calls) -> None:
    for texts in singles(command, corpus.names):
        calls(texts)


@pytest.mark.full
@pytest.mark.parametrize("command", COMMANDS)
def test_two_wrong_values(command: str, corpus: Corpus, calls: Calls) -> None:
    for texts in pairs(command, corpus.names, PAIRS):
        calls(texts)


# ── Environments ─────────────────────────────────────────────────────────────────────────────────


@functools.cache
def variables() -> list[str]:
    """Return every variable of the environment that the package reads."""
    text = "".join(path.read_text("utf-8") for path in (ROOT / "src" / "kg").rglob("*.py"))
    own = set(re.findall(r"\bKG_[A-Z_]+\b", text)) - {"KG_DEBUG"}
    return [*sorted(own), *SYSTEM_VARIABLES]


SYSTEM_VARIABLES: Final = [
    "LANG", "LC_ALL", "LC_MESSAGES", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "COLUMNS", "LINES",
    "TERM", "NO_COLOR", "PATH", "TZ", "HTTP_PROXY",
]  # fmt: skip
ENVIRONMENT_VALUES: Final = [
    None, "", " ", "abc", "-1", "0", "nan", "1e400", "9" * 400, "/nowhere", "/dev/null",
    "\x1b[31m", "caf\udce9", "http://[", "es_MX.UTF-8", "x" * 10_000,
]  # fmt: skip
SETTINGS: Final = [
    b"", b"\xff\xfe", b"a = [", b"[stores]\na = 1\n", b"[stores.a]\nurl = 1\npath = []\n",
    b'[stores.a]\npath = "a\\u0000b"\n', b"libraries = 3\n", b'libraries = ["missing"]\n',
    b"[x]\ny = 1\n", b'[stores."\\u001b[31m"]\nurl = "\\u001b[31m"\n',
]  # fmt: skip


@in_part(6)
def test_a_wrong_variable(calls: Calls, monkeypatch: pytest.MonkeyPatch, share: int) -> None:
    """Each variable with a value, before one command after the other."""
    names = itertools.cycle(c for c in COMMANDS if c not in hostile.SLOW)
    for number, variable in enumerate(variables()[::share]):
        value = ENVIRONMENT_VALUES[number % len(ENVIRONMENT_VALUES)]
        with_variable(calls, monkeypatch, variable, value, next(names))


@pytest.mark.full
@pytest.mark.parametrize("command", COMMANDS)
def test_all_wrong_variables(command: str, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command with every variable, every variable and every command with every value."""
    for variable, value in variables_with_values(zlib.crc32(command.encode())):
        with_variable(calls, monkeypatch, variable, value, command)
        if variable.startswith("KG_"):
            with_variable(
                calls, monkeypatch, variable, value, command, ["--store", "http://127.0.0.1:9/"]
            )


def variables_with_values(turn: int) -> Iterator[tuple[str, str | None]]:
    """Yield each variable with a quarter of the values, which changes with the turn."""
    for number, variable in enumerate(variables()):
        yield from ((variable, value) for value in ENVIRONMENT_VALUES[(number + turn) % 4 :: 4])


def test_the_commands_try_each_variable_with_each_value() -> None:
    tried = {pair for c in COMMANDS for pair in variables_with_values(zlib.crc32(c.encode()))}
    assert tried == set(itertools.product(variables(), ENVIRONMENT_VALUES))


def with_variable(
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str | None,
    command: str,
    options: Sequence[str] = (),
) -> None:
    takes_store = any(p.name == "store" for p in COMMANDS[command].params)
    with monkeypatch.context() as patch:
        if value is None:
            patch.delenv(variable, raising=False)
        else:
            patch.setenv(variable, value)
        arguments = [*hostile.CALLS[command], *(options if takes_store else ())]
        calls(with_store(command, arguments), note=f"{variable}={value!r:.40}")


@pytest.mark.parametrize("content", SETTINGS)
def test_wrong_settings(content: bytes, calls: Calls, tmp_path: Path) -> None:
    (tmp_path / "kg.toml").write_bytes(content)
    for command in ("stats", "query list", "query run", "dump", "trust"):
        calls(with_store(command, hostile.CALLS[command]))
        calls([*command.split(), *hostile.CALLS[command]], note="no --store")
    calls(["trust"])
    calls(["stats", "--store", "a"])


@in_part(16)
def test_a_folder_that_cannot_be_written_to(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, share: int
) -> None:
    """In the short form a sixteenth of the commands."""
    monkeypatch.chdir("/proc")
    for command in [c for c in COMMANDS if share == 1 or c not in hostile.SLOW][::share]:
        calls(with_store(command, hostile.CALLS[command]), note="in /proc")


# ── Standard streams ─────────────────────────────────────────────────────────────────────────────

STREAMS: Final = ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", "| true"]
ENCODINGS: Final = ["ascii", "latin-1", "utf-16", "nonsense"]


def stream_calls(commands: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for command, stream in itertools.product(commands, STREAMS):
        yield command, stream, "utf-8"
    for command, encoding in itertools.product(commands, ENCODINGS[:2]):
        yield command, "", encoding


def streams_are_survived(
    place: Place, calls: Iterable[tuple[str, str, str]], report_counts: Callable[[str], None]
) -> None:
    faults = []
    number = 0
    for command, stream, encoding in calls:
        number += 1
        words = place.arguments(with_store(command, hostile.CALLS[command]))
        done = subprocess.run(
            [
                "bash",
                "-c",
                f'set -o pipefail; "$@" {stream}',
                "sh",
                sys.executable,
                "-m",
                "kg",
                *words,
            ],
            capture_output=True,
            text=True,
            errors="backslashreplace",
            check=False,
            cwd=place.folder,
            env={**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C"},
            timeout=SECONDS,
        )
        silent = "2>" in stream
        wrong = fault(done.returncode, done.stdout or " " * silent, done.stderr)
        if wrong and not (silent and wrong == "nothing is said"):
            faults.append(f"kg {command} {stream} {encoding}: {wrong}")
        if command in hostile.WRITERS:
            place.renew()
    report_counts(f"{number:,} calls, {len(faults)} faults")
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_broken_streams(place: Place, report_counts: Callable[[str], None]) -> None:
    streams_are_survived(place, itertools.islice(stream_calls(["dump"]), 0, None, 3), report_counts)


@pytest.mark.full
@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
@pytest.mark.parametrize("command", COMMANDS)
def test_broken_streams_of_all_commands(
    command: str, place: Place, report_counts: Callable[[str], None]
) -> None:
    streams_are_survived(place, stream_calls([command]), report_counts)

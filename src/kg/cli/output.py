"""What all commands share: the store option, the language, output and progress."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TextIO, TypeVar

import click

from kg.formats import Formats, named_by

if TYPE_CHECKING:
    from kg.model import Progress
    from kg.store import Store

_Command = TypeVar("_Command", bound=Callable[..., object])
_LONG: Final = 10.0  # seconds left from which on the estimate is printed
_ESTIMATE_AFTER: Final = 5.0  # seconds after which the rest can be estimated


def store_option(command: _Command) -> _Command:
    """Add --store DIR, else KG_STORE, else ./kg-store."""
    return click.option(
        "--store",
        type=_Location(),
        default=Path("kg-store"),
        envvar="KG_STORE",
        show_default="./kg-store",
        show_envvar=True,
        help="Folder of the store, URL of a SPARQL endpoint, or a name from kg.toml.",
    )(command)


class _Location(click.ParamType):  # type: ignore[type-arg]
    """A folder, the address of an endpoint, or a name of kg.toml."""

    name = "folder|url|name"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        if isinstance(value, str):
            from kg.store import config

            if value.startswith(("http://", "https://")) or value in config.read().stores:
                return value
        return Path(value)


def wait_option(command: _Command) -> _Command:
    """Add --wait SECONDS."""
    return click.option(
        "--wait",
        type=click.FloatRange(min=0),
        default=0.0,
        metavar="SECONDS",
        help="Wait this long for another process that is writing to the store.",
    )(command)


def language_option(command: _Command) -> _Command:
    """Add --lang es|en, else the locale's."""
    return click.option(
        "--lang",
        type=click.Choice(["es", "en"]),
        default=None,
        help="Language of labels and messages.  [default: from the locale, else en]",
    )(command)


def output_option(command: _Command) -> _Command:
    """Add -o FILE."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        help="Write to this file instead of standard output.",
    )(command)


def language(chosen: str | None) -> str:
    """Return the chosen language, else Spanish where the locale is, else English."""
    if chosen:
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "es" if value.lower().startswith("es") else "en"
    return "en"


def open_store(
    location: Path | str,
    services: tuple[str, ...] = (),
    timeout: float | None = None,
    *,
    new: bool = False,
) -> Store:
    """Return the store in a folder, behind an address, or named in kg.toml."""
    from kg.store import config

    return config.open_store(location, services=frozenset(services), timeout=timeout, new=new)


def chosen_format(
    asked: str | None, output: Path | None, *kinds: Formats, otherwise: str = "table"
) -> str:
    """Return the format asked for, else that of the file's name, else the usual one."""
    if asked is not None or output is None or not output.suffix:
        return asked or otherwise
    name = named_by(output, *kinds)
    if name is None:
        raise click.UsageError(
            f"'{output.suffix}' is not the extension of a format for this answer; add -f"
        )
    return name


@contextlib.contextmanager
def text_output(path: Path | None) -> Iterator[TextIO]:
    """Yield a text stream; a file is replaced completely or not at all."""
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        sys.stdout.flush()  # before what follows on standard error
        return
    from kg.files.writing import replacing_text

    with replacing_text(path) as file:
        yield file


@contextlib.contextmanager
def binary_output(path: Path | None) -> Iterator[BinaryIO]:
    """Yield a byte stream; a file is replaced completely or not at all."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    from kg.files.writing import replacing

    with replacing(path) as (file,):
        yield file


def width() -> int | None:
    """Return the width of the terminal, None where output is piped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Yield a progress reporter: on a terminal, a bar with the time left.

    Without a terminal, a step with more than _LONG seconds left prints an estimate once.
    """
    if not sys.stderr.isatty():
        yield _announcing()
        return
    with contextlib.ExitStack() as shown:
        bar: Any = None  # until there is something to show: to import it takes 0.1 s
        tasks: dict[str, object] = {}

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = shown.enter_context(_bar())
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield show


def _bar() -> Any:
    from rich import progress as parts
    from rich.console import Console

    return parts.Progress(
        parts.TextColumn("{task.description}"),
        parts.BarColumn(),
        parts.TimeElapsedColumn(),
        parts.TextColumn("/"),
        parts.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _announcing() -> Progress:
    begun: dict[str, float] = {}
    announced: set[str] = set()

    def show(step: str, done: int, total: int) -> None:
        past = time.monotonic() - begun.setdefault(step, time.monotonic())
        if step in announced or past < _ESTIMATE_AFTER or not done:
            return
        announced.add(step)
        if (left := past / done * (total - done)) > _LONG:
            click.echo(f"{step}: about {left:,.0f} s", err=True)

    return show

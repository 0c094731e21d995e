"""Where results and messages go, in which format, and that no terminal obeys what is in them.

Text for people goes through `say`, `text_output` or `error_output`. Data formats are exact in files
and pipes; on a terminal they are made visible, too, as `ls` does with the names of files.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO, TextIO, cast

import click

from kg.errors import in_language
from kg.formats import GRAPHS, NETWORKS, PICTURES, PROFILES, RESULTS, Formats, named_by
from kg.runtime.visible import VisibleBytes, VisibleText, visible


def chosen_format(
    asked: str | None,
    output: Path | None,
    *kinds: Formats,
    otherwise: str = "table",
    excel: bool = False,
) -> str:
    """Return the format asked for, else that of the file's name, else the usual one.

    Args:
        asked: By -f.
        output: By -o.
        kinds: The formats that there are for the answer.
        otherwise: The usual one.
        excel: Whether --excel asks for CSV.
    """
    if excel:
        chosen = chosen_format(asked, output, *kinds, otherwise="csv")
        if chosen != "csv":
            raise click.UsageError(
                in_language(
                    f"--excel is for csv, not {chosen}; xlsx runs no formulas without it",
                    f"--excel es para csv, no {chosen}; xlsx no ejecuta fórmulas sin ella",
                )
            )
        return chosen
    if asked is not None:
        if not any(asked in formats for formats in kinds):
            names = ", ".join(name for formats in kinds for name in formats)
            raise click.UsageError(
                in_language(
                    f"{asked} is not a format for this answer; choose one of: {names}",
                    f"{asked} no es un formato para esta respuesta; elija uno de: {names}",
                )
            )
        return asked
    if output is None or not output.suffix:
        return otherwise
    name = named_by(output, *kinds)
    if name is None:
        raise click.UsageError(
            in_language(
                f"'{output.suffix}' is not the extension of a format for this answer; add -f",
                f"'{output.suffix}' no es la extensión de un formato para esta respuesta; añada -f",
            )
        )
    return name


def refuse_binary(format: str, formats: Formats, output: Path | None) -> None:
    """Check that no binary format goes to a terminal.

    Args:
        format: The format chosen.
        formats: Where it is one of.
        output: The file; None is standard output.

    Raises:
        UsageError: It would.
    """
    if formats[format].binary and output is None and sys.stdout.isatty():
        raise click.UsageError(
            in_language(
                f"{format} is a binary format; write it to a file with -o",
                f"{format} es un formato binario; escríbalo en un archivo con -o",
            )
        )


def is_for_people(format: str) -> bool:
    """Return whether a format is text to be read, not data to be read again."""
    return format in ("table", "text", "markdown")


def is_read(format: str) -> bool:
    """Return whether people read a format of an answer, so that it has words for its codes."""
    return format in ("table", "markdown", "html", "xlsx")


#: where the lines of `say` go in place of standard output
_said_to: ContextVar[TextIO | None] = ContextVar("_said_to", default=None)


def say(text: object = "", *, err: bool = False, bold: bool = False, dim: bool = False) -> None:
    """Print lines for people, to standard output or with `err` to standard error.

    This is the way of every text that is not the data asked for.
    """
    shown = visible(str(text))
    if bold or dim:
        shown = click.style(shown, bold=bold or None, dim=dim or None)
    output = None if err else _said_to.get()
    click.echo(shown, file=output, err=err, color=isinstance(output, _Paged) or None)


def confirm(change: str) -> None:
    """Ask whether to make a change, which is described, and go on only if it is to be.

    Raises:
        click.Abort: It is not.
    """
    question = visible(
        in_language(f"{change} Make this change? [y/N]: ", f"{change} ¿Hacer este cambio? [s/N]: ")
    )
    answer: str = click.prompt(
        question, default="n", show_default=False, prompt_suffix="", err=True
    )
    if answer.strip().lower() not in ("y", "yes", "s", "si", "sí"):
        raise click.Abort


@contextlib.contextmanager
def said_to(path: Path | None) -> Iterator[None]:
    """Let what is said go to a file, which is replaced completely or not at all.

    Args:
        path: None for standard output; on a terminal, what is longer than the screen is paged.

    Raises:
        UsageError: The file has the ending of a format that is no text.
    """
    if path is not None:
        _require_text(path)
        with text_output(path, for_people=True) as stream, _to(stream):
            yield
    elif sys.stdout.isatty():
        paged = _Paged()
        with _to(paged):
            yield
        paged.show()
    else:
        yield


def _require_text(path: Path) -> None:
    """Check that nobody takes the text in a file for something else."""
    name = named_by(path, RESULTS, GRAPHS, PROFILES, PICTURES, NETWORKS)
    if name not in (None, "table", "markdown"):
        raise click.UsageError(
            in_language(
                f"this is written as text, not as {name}; name a file such as {path.stem}.txt",
                f"esto se escribe como texto, no como {name}; nombre un archivo como "
                f"{path.stem}.txt",
            )
        )


@contextlib.contextmanager
def _to(stream: TextIO) -> Iterator[None]:
    token = _said_to.set(stream)
    try:
        yield
    finally:
        _said_to.reset(token)


class _Paged(io.StringIO):
    """Lines for a terminal, kept until all are said."""

    def show(self) -> None:
        """Print the lines, in the user's pager where they are more than the screen has."""
        text = self.getvalue()
        import shutil

        if text.count("\n") < shutil.get_terminal_size().lines:
            click.echo(text, nl=False)
            sys.stdout.flush()  # before what follows on standard error
            return
        os.environ.setdefault("LESS", "-RFX")  # colours, and no screen of its own
        click.echo_via_pager(text, color=True)


def error_output() -> TextIO:
    """Return standard error as a stream for long texts, such as a report."""
    return cast(TextIO, VisibleText(sys.stderr))


@contextlib.contextmanager
def text_output(path: Path | None, *, for_people: bool = False) -> Iterator[TextIO]:
    """Yield a text stream; a file is replaced completely or not at all.

    Args:
        path: None for standard output.
        for_people: Whether the text is not data, but a table, a report or the like. On a terminal,
            what is longer than the screen is paged.
    """
    if path is None:
        sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
        if for_people and sys.stdout.isatty():
            paged = _Paged()
            output = cast(TextIO, VisibleText(paged))
            yield output
            output.flush()
            paged.show()
            return
        is_shown = for_people or sys.stdout.isatty()
        output = cast(TextIO, VisibleText(sys.stdout)) if is_shown else sys.stdout
        yield output
        output.flush()  # before what follows on standard error
        return
    from kg.files.writing import replacing_text

    with replacing_text(path) as file:
        output = cast(TextIO, VisibleText(file)) if for_people else file
        yield output
        output.flush()


@contextlib.contextmanager
def binary_output(path: Path | None, *, is_text: bool = False) -> Iterator[BinaryIO]:
    """Yield a byte stream; a file is replaced completely or not at all.

    Args:
        path: None for standard output.
        is_text: Whether the bytes are text, such as CSV, which a terminal may show.
    """
    if path is None:
        shown = is_text and sys.stdout.isatty()
        output = cast(BinaryIO, VisibleBytes(sys.stdout)) if shown else sys.stdout.buffer
        yield output
        output.flush()
        return
    from kg.files.writing import replacing

    with replacing(path) as (file,):
        yield file


def width() -> int | None:
    """Return the width of the terminal, None where output is piped."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns

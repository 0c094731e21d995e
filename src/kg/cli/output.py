"""Where results go: standard output or a file, and in which format."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import click

from kg.formats import Formats, named_by


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

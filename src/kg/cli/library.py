"""The questions that a command knows: those of the library, and of folders of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from kg.library.catalogue import Catalogue

_Command = TypeVar("_Command", bound=Callable[..., object])


def library_option(command: _Command) -> _Command:
    """Add --library DIR."""
    return click.option(
        "--library",
        "folders",
        multiple=True,
        metavar="DIR",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="Add a folder of your own queries to the library (or name it in kg.toml).",
    )(command)


def library_queries(folders: tuple[Path, ...]) -> Catalogue:
    """Return the questions of the library and of some folders."""
    from kg import library
    from kg.files import content
    from kg.store import config

    return library.read(content.folder("queries"), *config.read().libraries, *folders)

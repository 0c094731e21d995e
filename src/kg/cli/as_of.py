"""The option --as-of: a command reads the graph as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.errors import in_language

_Command = TypeVar("_Command", bound=Callable[..., object])
_MOMENT = "kg.cli.as_of.moment"  # in the context of a command
_FOLDER = "kg.cli.as_of.folder"


def as_of_option(command: _Command) -> _Command:
    """Add --as-of DATE|LOAD."""
    return click.option(
        "--as-of",
        metavar="DATE|LOAD",
        default=None,
        expose_value=False,
        callback=_remember,
        help="Read the graph as it was at the end of a day, month or year (UTC), after a load (kg "
        "log), or before all loads: build.",
    )(command)


def _remember(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Keep --as-of for `dated`, so that no command has to pass it on."""
    ctx.meta[_MOMENT] = value


def refuse_as_of(ctx: click.Context) -> None:
    """Raise UsageError where a command that changes the store has --as-of."""
    if ctx.meta.get(_MOMENT) is not None:
        raise click.UsageError(
            in_language(
                "the past is not changed: leave out --as-of or --update",
                "el pasado no se cambia: omita --as-of o --update",
            )
        )


def dated(location: Path | str, opened: Callable[[], Any]) -> Path | str:
    """Return where the store is as --as-of of this command asks for it, else its location.

    Args:
        location: Of the store.
        opened: Opens it.

    Returns:
        The location, or a folder that goes when the command ends.

    Raises:
        UsageError: The store cannot say how it was then.
    """
    context = click.get_current_context(silent=True)
    moment = context.meta.get(_MOMENT) if context else None
    if context is None or moment is None:
        return location
    if _FOLDER in context.meta:  # the command opens its store twice
        copy: Path = context.meta[_FOLDER]
        return copy
    import shutil
    import tempfile

    from kg.claims import history
    from kg.claims.as_of import copy_as_of

    folder = Path(tempfile.mkdtemp(prefix="kg-as-of-"))
    context.find_root().call_on_close(lambda: shutil.rmtree(folder, ignore_errors=True))
    store = opened()
    later = copy_as_of(store, moment, folder / "kg-store")
    _tell(moment, len(later), as_built=len(later) == len(history.log(store)))
    context.meta[_FOLDER] = folder / "kg-store"
    return folder / "kg-store"


def _tell(moment: str, later: int, *, as_built: bool) -> None:
    """Say what is left out, and where a date may be older than the build."""
    from kg.cli.output import say

    built, construido = "", ""
    if as_built:
        built = "; this is the graph as it was built, and the store does not know when that was"
        construido = "; es el grafo tal como se construyó, y el almacén no sabe cuándo fue"
    say(
        in_language(
            f"as of {moment}: {later} later loads are left out{built}",
            f"a fecha de {moment}: se omiten {later} cargas posteriores{construido}",
        ),
        err=True,
    )

"""Options that many commands share: which store, which language, which file, how long to wait."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from kg.cli import bilingual
from kg.cli.as_of import dated
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.store import Store

_MOST: Final = 10**12  # of anything that is counted
_Command = TypeVar("_Command", bound=Callable[..., object])

_INSECURE = "kg.cli.options.insecure"  # in the context of a command


def store_option(command: _Command) -> _Command:
    """Add --store DIR, else KG_STORE, else ./kg-store; and --insecure."""
    command = click.option(
        "--insecure",
        is_flag=True,
        expose_value=False,
        callback=_remember_insecure,
        help="Send the login even where the connection to the endpoint is not encrypted.",
    )(command)
    return click.option(
        "--store",
        type=_Location(),
        default=Path("kg-store"),
        envvar="KG_STORE",
        show_default="./kg-store",
        show_envvar=True,
        help="Folder of the store, URL of a SPARQL endpoint, or a name from kg.toml.",
    )(command)


def _remember_insecure(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    """Keep --insecure for `open_store`, so that no command has to pass it on."""
    ctx.meta[_INSECURE] = value


class _Location(click.ParamType):  # type: ignore[type-arg]
    """A folder, the address of an endpoint, or a name of kg.toml."""

    name = "folder|url|name"

    def convert(
        self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path | str:
        if isinstance(value, str):
            from kg.store import config

            if "://" in value or config.is_name(value):
                return value
        return Path(value)


class FloatRange(click.FloatRange):
    """A range of numbers, in which "nan" is none."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number that a text stands for."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(in_language(f"{value!r} is no number", f"{value!r} no es un número"), param)
        return number


class IntRange(click.IntRange):
    """A range of whole numbers, in which those beyond counting are none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that a text stands for."""
        number: int = super().convert(value, param, ctx)
        if number > _MOST:
            self.fail(
                in_language(f"more than {_MOST:,} is too many", f"más de {_MOST:,} es demasiado"),
                param,
            )
        return number


#: seconds to wait; what the clock of a system can still hold
SECONDS = FloatRange(0, 1e8)


def wait_option(command: _Command) -> _Command:
    """Add --wait SECONDS."""
    return click.option(
        "--wait",
        type=SECONDS,
        default=0.0,
        metavar="SECONDS",
        help="Wait this long for another process that is writing to the store.",
    )(command)


def bounds_options(command: _Command) -> _Command:
    """Add --timeout SECONDS and --memory SIZE, of each query that a server answers."""
    command = click.option(
        "--memory",
        default=None,
        metavar="SIZE",
        help="Stop a query that needs more memory.  "
        "[default: KG_MEMORY, else half of the machine's]",
    )(command)
    return click.option(
        "--timeout",
        type=SECONDS,
        default=None,
        metavar="SECONDS",
        help="Stop a query after this time; 0 sets no limit.  [default: KG_TIMEOUT, else 300]",
    )(command)


def language_option(command: _Command) -> _Command:
    """Add --lang es|en, else KG_LANG, else the locale's."""
    return click.option("--lang", **bilingual.LANG)(command)


def warnings_option(command: _Command) -> _Command:
    """Add --warnings."""
    return click.option(
        "--warnings",
        is_flag=True,
        help="Also show the warnings of the shapes, not just count them.",
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


def excel_option(command: _Command) -> _Command:
    """Add --excel."""
    return click.option(
        "--excel",
        is_flag=True,
        help="CSV for a spreadsheet: accents are kept, and no cell is run as a formula.",
    )(command)


def language(chosen: str | None) -> str:
    """Return the chosen language, else Spanish where KG_LANG or the locale is, else English."""
    from kg.errors import user_language

    return chosen or user_language()


def open_store(
    location: Path | str,
    services: tuple[str, ...] = (),
    timeout: float | None = None,
    *,
    new: bool = False,
) -> Store:
    """Return the store in a folder, behind an address, or named in kg.toml; see `as_of_option`."""
    from kg.store import config

    def opened(place: Path | str) -> Store:
        return config.open_store(
            place, services=frozenset(services), timeout=timeout, new=new, insecure=_is_insecure()
        )

    return opened(dated(location, lambda: opened(location)))


def open_bounded(
    location: Path | str,
    services: tuple[str, ...] = (),
    timeout: float | None = None,
    memory: str | None = None,
) -> Store:
    """Return a store for queries of users: on this machine they have bounds, and walls."""
    from kg.runtime.bounds import asked
    from kg.store import config

    return config.open_store(
        dated(location, lambda: config.open_store(location, insecure=_is_insecure())),
        services=frozenset(services),
        timeout=timeout,
        bounds=asked(timeout, memory),
        insecure=_is_insecure(),
    )


def _is_insecure() -> bool:
    """Return whether a login may go unencrypted, as --insecure of this command says."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(_INSECURE))

"""Shared by kg export, network, paths and the like: which part of which network is meant."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from kg.cli.options import FloatRange, IntRange, language, language_option, open_store, store_option
from kg.cli.output import say
from kg.cli.progress import progress
from kg.errors import in_language

if TYPE_CHECKING:
    from kg.network import Network
    from kg.network.declared import Projection
    from kg.network.elements import LeftOut
    from kg.store import Store

    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # which takes no type in click 8.1

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Choice:
    """The network that the options describe."""

    store: Path | str
    lang: str | None
    projection: Projection

    def network(self, at: str | None = None) -> tuple[Network, Store]:
        """Return the network, and the store that it comes from.

        Args:
            at: A date in place of that of --at.
        """
        opened = open_store(self.store)
        projection = self.projection if at is None else replace(self.projection, at=at)
        chosen = language(self.lang)
        with progress() as show:
            network = projection.network(opened, chosen, show)
        say_left_out(network.left_out, projection.at)
        return network, opened


def say_left_out(left_out: LeftOut, at: str) -> None:
    """Say what was left out of a network, and how to have it.

    at: The date of the network, if it has one.
    """
    from kg.network import caveats

    for text in caveats.left_out(left_out, at):
        say(text, err=True)


def _repeatable(name: str, variable: str, help: str, metavar: str = "NAME") -> Any:
    return click.option(name, variable, multiple=True, metavar=metavar, help=help)


def _steps(*names: str) -> Any:
    return click.option(
        *names,
        type=IntRange(1),
        default=1,
        show_default=True,
        help="… within this many steps.",
    )


_FILE = click.option(
    "--projection",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read the options that choose the network from this file (TOML, or a manifest); "
    "options given here take precedence.",
)
_EGO = click.option(
    "--ego", default="", metavar="NAME", help="Keep only the surroundings of this entity …"
)


class _ProfileName(_Choice):
    """A profile; the names of dialects of GEXF, which earlier versions had, are taken and told."""

    _DIALECTS = ("gephi", "gephi-lite", "networkx")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self._DIALECTS:
            return super().convert(value, param, ctx)
        say(
            in_language(
                f"--profile {value} is no longer needed: one file of GEXF serves all",
                f"--profile {value} ya no hace falta: un mismo archivo GEXF sirve para todos",
            ),
            err=True,
        )
        return str(param.get_default(ctx)) if param and ctx else "actors"


def _profile(default: str) -> Any:
    return click.option(
        "--profile",
        type=_ProfileName(["actors", "full", "geo"]),
        default=default,
        show_default=True,
        help="What is a node: actors and what they do together, with places and sectors as "
        "attributes; full, everything; geo, what lies where.",
    )


_OPTIONS = (
    click.option(
        "--places",
        type=click.Choice(["", "attribute", "node"]),
        default="",
        metavar="attribute|node",
        help="Treat places as attributes of what lies in them, or as nodes.  [default: "
        "as the profile says]",
    ),
    _repeatable("--kind", "kind", "Keep only nodes of this kind, such as Cluster."),
    _repeatable("--helix", "helix", "Keep only nodes of this helix, such as academia."),
    _repeatable("--state", "state", "Keep only nodes in this state."),
    _repeatable("--country", "country", "Keep only nodes in this country."),
    _repeatable("--sector", "sector", "Keep only nodes of this sector (a code)."),
    _repeatable(
        "--relation", "relation", "Keep only edges of this kind, such as member or locatedIn."
    ),
    _repeatable("--source", "source", "Keep only edges that this document states.", "ID"),
    _repeatable("--certainty", "certainty", "Keep only edges of this certainty, such as explicit."),
    _repeatable("--without-kind", "without_kind", "Leave out nodes of this kind."),
    _repeatable("--without-relation", "without_relation", "Leave out edges of this kind."),
    click.option(
        "--at",
        default="",
        metavar="DATE",
        help="Keep only what existed on this day, in this month or year, or has no dates.",
    ),
    click.option("--linked", is_flag=True, help="Leave out nodes without edges."),
    click.option(
        "--with-proposed",
        is_flag=True,
        help="Include what is only proposed or planned; the column realisation marks such edges.",
    ),
    click.option(
        "--bipartite",
        default="",
        metavar="A:B",
        help="Keep only edges between two sides: Cluster:sector, Country,actor:Dialogue,Event …",
    ),
    click.option(
        "--one-mode",
        "one_mode",
        default="",
        metavar="A:B",
        help="Link nodes of side A that share nodes of side B.",
    ),
    click.option(
        "--weight",
        type=click.Choice(["count", "newman", "jaccard", "cosine"]),
        default="count",
        show_default=True,
        help="Weight of the links of --one-mode.",
    ),
    click.option(
        "--hub",
        type=IntRange(1),
        default=500,
        show_default=True,
        help="With --one-mode, ignore nodes shared by more than this many.",
    ),
    click.option(
        "--quotient",
        "quotient",
        default="",
        type=click.Choice(["", "helix", "kind", "country", "state", "sector"]),
        metavar="helix|kind|country|state|sector",
        help="Merge each group into one node, and all edges between two groups into one.",
    ),
    click.option(
        "--backbone",
        type=FloatRange(0, 1, min_open=True),
        default=None,
        metavar="ALPHA",
        help="Keep only edges whose weight is significant at this level, such as 0.05.",
    ),
    store_option,
    language_option,
)


def network_options(
    command: _Command, *, short_steps: bool = True, profile: str = "actors"
) -> _Command:
    """Add the options that choose a network; the command gets them as one argument `choice`.

    Args:
        command: The command to add them to.
        short_steps: Whether -k is short for --steps; False where the command has another -k.
        profile: The default of --profile, where no file is read.
    """

    @functools.wraps(command)
    def with_choice(*arguments: object, **parameters: Any) -> object:
        from kg.network.declared import Projection, read_projection

        file = parameters.pop("file")
        projection = read_projection(file) if file else Projection(profile=profile)
        options = {field.name: parameters.pop(field.name) for field in fields(Projection)}
        projection = replace(
            projection, **{name: value for name, value in options.items() if is_given(name)}
        )
        choice = Choice(parameters.pop("store"), parameters.pop("lang"), projection)
        return command(*arguments, choice=choice, **parameters)

    decorated: Callable[..., object] = with_choice
    steps = _steps("--steps", "-k") if short_steps else _steps("--steps")
    for option in reversed([_FILE, _profile(profile), _EGO, steps, *_OPTIONS]):
        decorated = option(decorated)
    return decorated  # type: ignore[return-value]


def is_given(parameter: str) -> bool:
    """Return whether a parameter of the running command was given, not left at its default."""
    source = click.get_current_context().get_parameter_source(parameter)
    return source not in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP, None)

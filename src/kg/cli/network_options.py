"""What kg export, network and the like share: which part of which network is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.output import language, language_option, open_store, progress, store_option

if TYPE_CHECKING:
    from kg.network import Network
    from kg.network.declared import Projection
    from kg.store import Store

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Choice:
    """A network as the options describe it."""

    store: Path | str
    lang: str | None
    projection: Projection

    def network(self, at: str | None = None) -> tuple[Network, Store]:
        """Return the network, and the store that it is of; at: another date than that of --at."""
        opened = open_store(self.store)
        wanted = self.projection if at is None else replace(self.projection, at=at)
        with progress() as show:
            return wanted.network(opened, language(self.lang), show), opened


def _several(name: str, variable: str, help: str, metavar: str = "NAME") -> Any:
    return click.option(name, variable, multiple=True, metavar=metavar, help=help)


_OPTIONS = (
    click.option(
        "--projection",
        "file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="A file that says which network (TOML, or a manifest); options go first.",
    ),
    click.option("--ego", default="", metavar="NAME", help="Only what lies around this entity …"),
    click.option(
        "--steps",
        "-k",
        "steps",
        type=click.IntRange(1),
        default=1,
        show_default=True,
        help="… within so many edges.",
    ),
    _several("--kind", "kind", "Only nodes of this kind, such as Cluster."),
    _several("--helix", "helix", "Only nodes of this helix, such as academia."),
    _several("--state", "state", "Only nodes in this state."),
    _several("--country", "country", "Only nodes in this country."),
    _several("--sector", "sector", "Only nodes of this sector (a code)."),
    _several("--relation", "relation", "Only edges of this kind, such as member or locatedIn."),
    _several("--source", "source", "Only edges that this document states.", "ID"),
    _several("--certainty", "certainty", "Only edges of this certainty, such as explicit."),
    click.option(
        "--at",
        default="",
        metavar="DATE",
        help="Only edges that hold on a day, in a month or a year; those without dates stay.",
    ),
    click.option("--linked", is_flag=True, help="Leave out nodes without an edge."),
    click.option(
        "--bipartite",
        default="",
        metavar="A:B",
        help="Only edges between two sides: Cluster:sector, Country,actor:Dialogue,Event …",
    ),
    click.option(
        "--one-mode",
        "one_mode",
        default="",
        metavar="A:B",
        help="The nodes of side A, linked where they share nodes of side B.",
    ),
    click.option(
        "--weight",
        type=click.Choice(["count", "newman", "jaccard", "cosine"]),
        default="count",
        show_default=True,
        help="Of the links of --one-mode.",
    ),
    click.option(
        "--hub",
        type=click.IntRange(1),
        default=500,
        show_default=True,
        help="Leave out what more nodes than this share.",
    ),
    click.option(
        "--quotient",
        "quotient",
        default="",
        type=click.Choice(["", "helix", "kind", "country", "state", "sector"]),
        metavar="helix|kind|country|state|sector",
        help="Groups as nodes, the edges between them as one with their number.",
    ),
    click.option(
        "--backbone",
        type=click.FloatRange(0, 1, min_open=True),
        default=None,
        metavar="ALPHA",
        help="Only edges whose weight is beyond chance, such as 0.05.",
    ),
    store_option,
    language_option,
)


def network_options(command: _Command, *, k: bool = True) -> _Command:
    """Add the options that choose a network; the command gets them as one `choice`.

    k: whether -k is short for --steps; else the command has another use for it.
    """

    def collected(*arguments: object, **given: Any) -> object:
        from kg.network.declared import Projection, read_projection

        file = given.pop("file")
        base = read_projection(file) if file else Projection()
        said = {field.name: given.pop(field.name) for field in fields(Projection)}
        plain = asdict(Projection())
        projection = replace(base, **{k: v for k, v in said.items() if v != plain[k]})
        choice = Choice(given.pop("store"), given.pop("lang"), projection)
        return command(*arguments, choice=choice, **given)

    collected.__doc__, collected.__name__ = command.__doc__, command.__name__
    collected.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for option in reversed(_OPTIONS):
        collected = option(collected)
    if not k:
        for made in collected.__click_params__:  # type: ignore[attr-defined]
            made.opts = [name for name in made.opts if (name, made.name) != ("-k", "steps")]
    return collected  # type: ignore[return-value]

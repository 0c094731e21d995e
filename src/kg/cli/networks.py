"""What kg export, network and the like share: which part of which network is meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.output import language, language_option, open_store, store_option

if TYPE_CHECKING:
    from kg.network import Network
    from kg.store import Store

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Choice:
    """A network as the options describe it."""

    store: Path | str
    lang: str | None
    ego: str
    steps: int
    kinds: tuple[str, ...]
    helices: tuple[str, ...]
    states: tuple[str, ...]
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    relations: tuple[str, ...]
    sources: tuple[str, ...]
    certainty: tuple[str, ...]
    at: str
    linked: bool
    bipartite: str
    one_mode: str
    weight: str
    hub: int
    by: str
    backbone: float | None

    def network(self, at: str | None = None) -> tuple[Network, Store]:
        """Return the network, and the store that it is of; at: another date than that of --at."""
        from kg import names
        from kg.namespaces import ID
        from kg.network import Selection, around, project

        opened = open_store(self.store)

        def ids(given: tuple[str, ...], kind: str) -> tuple[str, ...]:
            return tuple(str(names.resolve(opened, name, kind)).removeprefix(ID)
                         for name in given)

        found = Selection(
            self.kinds, self.helices, ids(self.countries, "Country"), ids(self.states, "State"),
            self.sectors, self.relations, self.sources, self.certainty,
            self.at if at is None else at,
        ).of(project(opened, language=language(self.lang)))
        if self.ego:
            found = around(found, node_named(found, opened, self.ego), self.steps)
        found = self._derived(found)
        if self.linked:
            found = Selection(isolated=False).of(found)
        return found, opened

    def _derived(self, network: Network) -> Network:
        from kg.network import derived

        if sum(map(bool, (self.bipartite, self.one_mode, self.by))) > 1:
            raise click.UsageError("choose one of --bipartite, --one-mode and --quotient")
        if self.bipartite:
            network = derived.bipartite(network, *derived.parsed_sides(self.bipartite))
        if self.one_mode:
            network = derived.one_mode(network, *derived.parsed_sides(self.one_mode),
                                       weight=self.weight, hub=self.hub)
        if self.by:
            network = derived.quotient(network, self.by)
        return network if self.backbone is None else derived.backbone(network, self.backbone)

    def rules(self) -> dict[str, object]:
        """Return the options that choose, for a manifest."""
        plain = {"store", "lang", "steps", "weight", "hub"}
        said = {field.name: getattr(self, field.name) for field in fields(self)
                if field.name not in plain}
        if self.ego:
            said["steps"] = self.steps
        if self.one_mode:
            said |= {"weight": self.weight, "hub": self.hub}
        return {"language": language(self.lang), **said}


def node_named(network: Network, store: Store, name: str) -> str:
    """Return the id of the node that a name means; what is no node of the network does not count.

    Raises UsageError where none is meant, AmbiguousName where several are.
    """
    from kg import names
    from kg.errors import AmbiguousName
    from kg.namespaces import ID

    there = {node.id for node in network.nodes}
    try:
        found = str(names.resolve(store, name)).removeprefix(ID)
    except AmbiguousName as error:
        fits = [iri for iri, _, _ in error.candidates if iri.removeprefix(ID) in there]
        if len(fits) != 1:
            raise
        found = fits[0].removeprefix(ID)
    if found not in there:
        raise click.UsageError(f"'{name}' ({found}) is not in this network; was it filtered out?")
    return found


def _several(name: str, variable: str, help: str, metavar: str = "NAME") -> Any:
    return click.option(name, variable, multiple=True, metavar=metavar, help=help)


_OPTIONS = (
    click.option("--ego", default="", metavar="NAME", help="Only what lies around this entity …"),
    click.option("-k", "steps", type=click.IntRange(1), default=1, show_default=True,
                 help="… within so many edges."),
    _several("--kind", "kinds", "Only nodes of this kind, such as Cluster."),
    _several("--helix", "helices", "Only nodes of this helix, such as academia."),
    _several("--state", "states", "Only nodes in this state."),
    _several("--country", "countries", "Only nodes in this country."),
    _several("--sector", "sectors", "Only nodes of this sector (a code)."),
    _several("--relation", "relations", "Only edges of this kind, such as member or locatedIn."),
    _several("--source", "sources", "Only edges that this document states.", "ID"),
    _several("--certainty", "certainty", "Only edges of this certainty, such as explicit."),
    click.option("--at", default="", metavar="DATE", help="Only edges that hold on a day, in a "
                 "month or a year; those without dates stay."),
    click.option("--linked", is_flag=True, help="Leave out nodes without an edge."),
    click.option("--bipartite", default="", metavar="A:B",
                 help="Only edges between two sides: Cluster:sector, "
                      "Country,actor:Dialogue,Event …"),
    click.option("--one-mode", "one_mode", default="", metavar="A:B",
                 help="The nodes of side A, linked where they share nodes of side B."),
    click.option("--weight", type=click.Choice(["count", "newman", "jaccard", "cosine"]),
                 default="count", show_default=True, help="Of the links of --one-mode."),
    click.option("--hub", type=click.IntRange(1), default=500, show_default=True,
                 help="Leave out what more nodes than this share."),
    click.option("--quotient", "by", default="",
                 type=click.Choice(["", "helix", "kind", "country", "state", "sector"]),
                 metavar="helix|kind|country|state|sector",
                 help="Groups as nodes, the edges between them as one with their number."),
    click.option("--backbone", type=click.FloatRange(0, 1, min_open=True), default=None,
                 metavar="ALPHA", help="Only edges whose weight is beyond chance, such as 0.05."),
    store_option,
    language_option,
)


def network_options(command: _Command) -> _Command:
    """Add the options that choose a network; the command gets them as one `choice`."""
    def collected(*arguments: object, **given: Any) -> object:
        names = {field.name for field in fields(Choice)}
        choice = Choice(**{name: given.pop(name) for name in names})
        return command(*arguments, choice=choice, **given)

    collected.__doc__, collected.__name__ = command.__doc__, command.__name__
    collected.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]
    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected  # type: ignore[return-value]

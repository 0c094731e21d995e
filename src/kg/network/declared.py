"""A network as it is declared, in a file or in options: which part, which form, which links."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from kg import names
from kg.errors import AmbiguousName, InputError, UsageError, in_language
from kg.files.reading import nested
from kg.model import Position, Progress, silent
from kg.network import Network, Selection, derive, ego_network, profiles, project
from kg.network.elements import LeftOut
from kg.network.foreign import no_nodes
from kg.network.select import are_of
from kg.network.spells import periods
from kg.rdf.namespaces import ID
from kg.store import Store

#: the fields of a projection that leave out nodes or edges
_NARROWING = (
    "ego",
    "kind",
    "helix",
    "state",
    "country",
    "sector",
    "relation",
    "source",
    "certainty",
    "without_kind",
    "without_relation",
    "at",
    "linked",
    "bipartite",
    "one_mode",
    "backbone",
)


@dataclass(frozen=True, slots=True)
class Projection:
    """Which network of the facts is meant; empty fields choose nothing.

    States, countries and the ego are named as on the command line: by id, IRI or name.

    Attributes:
        profile: what is a node at all; one of `profiles.PROFILES`. Kinds that another field names
            stay.
        places: where places are, one of `profiles.WHERE`; empty for what the profile says.
        kind: only such nodes.
        helix: only such nodes, by code.
        state: only nodes in these states.
        country: only nodes in these countries.
        sector: only such nodes, by code.
        relation: only such edges.
        source: only edges that these documents state, by id.
        certainty: only edges of this certainty.
        without_kind: no such nodes.
        without_relation: no such edges.
        at: only nodes that are there and edges that hold on a day, in a month or a year.
        ego: only what lies around this entity …
        steps: … within so many edges.
        bipartite: only edges between two sides, "Cluster:sector".
        one_mode: nodes of the first side, linked where they share nodes of the second.
        weight: of the links of one_mode; one of `derive.WEIGHTS`.
        hub: things that more nodes share are left out of one_mode.
        quotient: the column whose groups become nodes; one of `derive.GROUPS`.
        backbone: only edges beyond chance at this level, above 0 and at most 1.
        linked: whether nodes without an edge are left out.
        with_proposed: whether what is only proposed or planned is part of it.
    """

    profile: str = "actors"
    places: str = ""
    kind: tuple[str, ...] = ()
    helix: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    without_kind: tuple[str, ...] = ()
    without_relation: tuple[str, ...] = ()
    at: str = ""
    ego: str = ""
    steps: int = 1
    bipartite: str = ""
    one_mode: str = ""
    weight: str = "count"
    hub: int = derive.HUB
    quotient: str = ""
    backbone: float | None = None
    linked: bool = False
    with_proposed: bool = False

    def network(self, store: Store, language: str, progress: Progress = silent) -> Network:
        """Return the network of a store, with labels in a language.

        Raises:
            UsageError: a word fits nothing, or two forms are asked for at once.
            AmbiguousName: a name fits several entities.
        """
        full = project(store, language=language, progress=progress)
        ego = resolve_node(full, store, self.ego) if self.ego else ""
        chosen, kept, real = self._stages(full, store, ego, self.at)
        left_out = self._left_out(chosen, kept, real)
        if self.at:
            timeless = self._stages(full, store, ego, "")[-1]
            left_out = replace(
                left_out,
                ended=len(timeless.edges) - len(real.edges),
                undated=len(real.edges) - int(periods(real.edge_table).where(any).sum()),
            )
        left_out = self._unchosen(left_out, full, store, chosen)
        derived = self._derived(real, full)
        if self.linked:
            derived = Selection(isolated=False).apply_to(derived)
        return replace(derived, left_out=left_out)

    def _unchosen(self, left_out: LeftOut, full: Network, store: Store, chosen: Network) -> LeftOut:
        """Return what was left out, and with it what no option asks to leave out.

        full: The network before anything is chosen.  chosen: What is chosen of it.
        """
        if self._relations() != self.relation:
            every = replace(self._selection(store, self.at), relations=()).apply_to(full)
            left_out = replace(left_out, relation_ties=len(every.edges) - len(chosen.edges))
        resources = full.node_table["iri"].values()
        if any(iri.startswith(ID) for iri in resources):
            return left_out
        without = no_nodes(store, {*resources})
        return replace(left_out, nameless=without.nameless, blank=without.blank)

    def _selection(self, store: Store, at: str) -> Selection:
        return Selection(
            kinds=self.kind,
            helices=self.helix,
            countries=_ids(store, self.country, "Country"),
            states=_ids(store, self.state, "State"),
            sectors=self.sector,
            relations=self._relations(),
            sources=self.source,
            certainty=self.certainty,
            without_kinds=self.without_kind,
            without_relations=self.without_relation,
            at=at,
        )

    def _relations(self) -> tuple[str, ...]:
        return self.relation or profiles.PROFILES[self.profile].relations

    def _kinds_left_out(self, full: Network) -> tuple[str, ...]:
        """Return the kinds that the profile leaves out and no other field names.

        full: The network before anything is chosen; relations that are named say which kinds of it
        are meant.
        """
        if self.bipartite or self.one_mode:
            return ()  # which kinds are meant is said
        named = {*self.kind}
        if self.relation:
            ends = full.linked(are_of(full.edge_table, self.relation))
            named |= full.node_table["kind"].taken(ends).present()
        return profiles.kinds_left_out(self.profile, self.places, named)

    def _stages(
        self, full: Network, store: Store, ego: str, at: str
    ) -> tuple[Network, Network, Network]:
        """Return what is chosen, of this what the profile keeps, and of this what is real.

        ego: id of the node around which the last one lies; empty for all.  at: the date, if any.
        """
        chosen = self._selection(store, at).apply_to(full)
        kept = profiles.without_kinds(chosen, self._kinds_left_out(full), ego)
        real = kept if self.with_proposed else Selection(proposed=False).apply_to(kept)
        return chosen, kept, ego_network(real, ego, self.steps) if ego else real

    def _left_out(self, chosen: Network, kept: Network, real: Network) -> LeftOut:
        """Return what was left out from one stage to the next; see `_stages`.

        Around an ego only what has an edge with its surroundings counts.
        """
        lost, there = kept.left_out, {*real.ids}
        if self.ego:
            stays = {*kept.ids}
            is_outside = np.array([name not in stays for name in chosen.ids], bool)
            near = chosen.at_ends(np.array([name in there for name in chosen.ids], bool))
            lost = profiles.tally(chosen, is_outside & chosen.linked(near), near)
        proposed = 0
        if not self.with_proposed:
            at_real = kept.at_ends(np.array([name in there for name in kept.ids], bool))
            proposed = int((at_real & kept.edge_table["realisation"].where(bool)).sum())
        return replace(lost, proposed=proposed)

    def require_one_form(self) -> None:
        """Raise UsageError where two forms are asked for at once."""
        if sum(map(bool, (self.bipartite, self.one_mode, self.quotient))) > 1:
            raise UsageError(
                in_language(
                    "choose one of bipartite, one-mode and quotient",
                    "elija una de bipartite, one-mode y quotient",
                )
            )

    def _derived(self, network: Network, full: Network) -> Network:
        self.require_one_form()
        if self.bipartite:
            network = derive.bipartite(network, *derive.parse_sides(self.bipartite))
        if self.one_mode:
            network = derive.one_mode(
                network, *derive.parse_sides(self.one_mode), weight=self.weight, hub=self.hub
            )
        if self.quotient:
            labels = dict(zip(full.ids, full.node_table["label"].values(), strict=True))
            network = derive.quotient(network, self.quotient, labels)
        return network if self.backbone is None else derive.backbone(network, self.backbone)

    def narrowing(self) -> list[str]:
        """Return the options in force that keep only a part of the network, such as "--kind"."""
        return [f"--{name.replace('_', '-')}" for name in _NARROWING if getattr(self, name)]

    def rules(self) -> dict[str, Any]:
        """Return what is not as by default; `from_rules` makes the same projection of it."""
        defaults = _defaults()
        values = {name: getattr(self, name) for name in defaults}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
            if value != defaults[name]
        }

    @classmethod
    def from_rules(cls, rules: Mapping[str, object]) -> Projection:
        """Return the projection that names and values describe.

        Args:
            rules: field → value; "one-mode" may stand for "one_mode", one value for a list.

        Raises:
            UsageError: an unknown name, or a value of a wrong type.
        """
        defaults = _defaults()
        values: dict[str, Any] = {}
        for written, value in rules.items():
            name = written.replace("-", "_")
            if name not in defaults:
                raise UsageError(
                    in_language(
                        f"a network has no '{written}'; it has {', '.join(sorted(defaults))}",
                        f"una red no tiene «{written}»; tiene {', '.join(sorted(defaults))}",
                    )
                )
            if isinstance(defaults[name], tuple):
                value = tuple(value) if isinstance(value, list | tuple) else (value,)
            if not _fits(name, value, defaults[name]):
                raise UsageError(
                    in_language(
                        f"'{written}' cannot be {value!r}", f"«{written}» no puede ser {value!r}"
                    )
                )
            values[name] = value
        return Projection(**values)


def _defaults() -> dict[str, Any]:
    """Return field → value of a projection that chooses nothing."""
    return {field.name: getattr(Projection(), field.name) for field in fields(Projection)}


def _fits(name: str, value: Any, default: object) -> bool:
    """Return whether a value may stand in a field of this name and default."""
    if isinstance(value, tuple):
        return all(isinstance(part, str) for part in value)
    if name == "profile":
        return value in profiles.PROFILES
    if name == "places":
        return value in ("", *profiles.WHERE)
    if name == "backbone":
        return value is None or (type(value) in (int, float) and 0 < value <= 1)
    return type(value) is type(default)


def _ids(store: Store, written: Sequence[str], kind: str) -> tuple[str, ...]:
    """Return the ids of entities of a kind, as users name them."""
    return tuple(str(names.resolve(store, name, kind)).removeprefix(ID) for name in written)


def read_projection(path: Path) -> Projection:
    """Return the projection that a TOML file declares, or the one a manifest was made of.

    Args:
        path: the file; a manifest ends in .json.

    Raises:
        InputError: it cannot be read; the message names the file and the line where TOML or JSON
            breaks.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".json":
            with nested(str(path)):
                settings = tomllib.loads(text)
            return Projection.from_rules({k: v for k, v in settings.items() if k != "title"})
        with nested(str(path)):
            manifest = json.loads(text)
        rules = manifest.get("rules") if isinstance(manifest, dict) else None
        if not isinstance(rules, dict):
            raise UsageError(
                in_language(
                    'this is no manifest: it has no "rules"',
                    'esto no es un manifiesto: no tiene "rules"',
                )
            )
        return Projection.from_rules(
            {k: v for k, v in rules.items() if k not in ("language", "measures")}
        )
    except (OSError, UnicodeDecodeError, ValueError, UsageError) as error:
        line = getattr(error, "lineno", 0)
        raise InputError.at(Position(str(path), line), str(error)) from error


def resolve_node(network: Network, store: Store, name: str) -> str:
    """Return the id of the node that a name means; what is no node of the network does not count.

    Raises:
        UsageError: it means no node of the network.
        AmbiguousName: it means several.
    """
    ids = {*network.ids}
    try:
        entity = str(names.resolve(store, name)).removeprefix(ID)
    except AmbiguousName as error:
        candidates = [iri.removeprefix(ID) for iri, _, _ in error.candidates]
        nodes = [candidate for candidate in candidates if candidate in ids]
        if len(nodes) != 1:
            raise
        entity = nodes[0]
    if entity not in ids:
        raise UsageError(
            in_language(
                f"'{name}' ({entity}) is not in this network; was it filtered out?",
                f"«{name}» ({entity}) no está en esta red; ¿quedó fuera por un filtro?",
            )
        )
    return entity

"""A network as it is declared, in a file or in options: which part, which form, which links."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kg import names
from kg.errors import AmbiguousName, InputError, UsageError
from kg.model import Position, Progress, silent
from kg.network import Network, Selection, derive, ego_network, project
from kg.rdf.namespaces import ID
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Projection:
    """Which network of the facts is meant; empty fields choose nothing.

    kind, helix, state, country, sector: only such nodes.  relation, source, certainty: only such
    edges.  at: only edges that hold on a day, in a month or a year.  ego, steps: what lies around
    an entity.  bipartite, one_mode: two sides, "Cluster:sector".  weight, hub: of one_mode.
    quotient: groups as nodes.  backbone: only edges beyond chance.  linked: without lone nodes.
    States, countries and the ego are named as on the command line: by id, IRI or name.
    """

    kind: tuple[str, ...] = ()
    helix: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    relation: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
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

    def network(self, store: Store, language: str, progress: Progress = silent) -> Network:
        """Return the network of a store, with labels in a language.

        Raises UsageError where a word fits nothing, AmbiguousName where a name fits several.
        """

        def ids(given: Sequence[str], kind: str) -> tuple[str, ...]:
            return tuple(str(names.resolve(store, name, kind)).removeprefix(ID) for name in given)

        found = Selection(
            self.kind,
            self.helix,
            ids(self.country, "Country"),
            ids(self.state, "State"),
            self.sector,
            self.relation,
            self.source,
            self.certainty,
            self.at,
        ).apply_to(project(store, language=language, progress=progress))
        if self.ego:
            found = ego_network(found, resolve_node(found, store, self.ego), self.steps)
        found = self._derived(found)
        return Selection(isolated=False).apply_to(found) if self.linked else found

    def _derived(self, network: Network) -> Network:
        if sum(map(bool, (self.bipartite, self.one_mode, self.quotient))) > 1:
            raise UsageError("choose one of bipartite, one-mode and quotient")
        if self.bipartite:
            network = derive.bipartite(network, *derive.parse_sides(self.bipartite))
        if self.one_mode:
            network = derive.one_mode(
                network, *derive.parse_sides(self.one_mode), weight=self.weight, hub=self.hub
            )
        if self.quotient:
            network = derive.quotient(network, self.quotient)
        return network if self.backbone is None else derive.backbone(network, self.backbone)

    def rules(self) -> dict[str, Any]:
        """Return what is not as by default; `from_rules` makes the same projection of it."""
        plain = Projection()
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in said.items()
            if value != getattr(plain, name)
        }

    @classmethod
    def from_rules(cls, rules: Mapping[str, object]) -> Projection:
        """Return the projection that names and values describe; "one-mode" may be "one_mode".

        Lists may be given as one value. Raises UsageError for an unknown name or a value of a wrong
        type.
        """
        known = {field.name: getattr(Projection(), field.name) for field in fields(Projection)}
        given: dict[str, Any] = {}
        for said, value in rules.items():
            name = said.replace("-", "_")
            if name not in known:
                raise UsageError(f"a network has no '{said}'; it has {', '.join(sorted(known))}")
            if isinstance(known[name], tuple):
                value = tuple(value) if isinstance(value, list | tuple) else (value,)
                fits = all(isinstance(part, str) for part in value)
            elif name == "backbone":
                fits = value is None or (isinstance(value, int | float) and 0 < value <= 1)
            else:
                fits = type(value) is type(known[name])
            if not fits:
                raise UsageError(f"'{said}' cannot be {value!r}")
            given[name] = value
        return Projection(**given)


def read_projection(path: Path) -> Projection:
    """Return the projection that a TOML file declares, or the one a manifest was made of.

    Raises InputError naming the file, with the line where TOML or JSON breaks.
    """
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".json":
            return Projection.from_rules(
                {k: v for k, v in tomllib.loads(text).items() if k != "title"}
            )
        manifest = json.loads(text)
        rules = manifest.get("rules") if isinstance(manifest, dict) else None
        if not isinstance(rules, dict):
            raise UsageError('this is no manifest: it has no "rules"')
        return Projection.from_rules(
            {k: v for k, v in rules.items() if k not in ("language", "measures")}
        )
    except (OSError, UnicodeDecodeError, ValueError, UsageError) as error:
        line = getattr(error, "lineno", 0)
        raise InputError.at(Position(str(path), line), str(error)) from error


def resolve_node(network: Network, store: Store, name: str) -> str:
    """Return the id of the node that a name means; what is no node of the network does not count.

    Raises UsageError where none is meant, AmbiguousName where several are.
    """
    there = {node.id for node in network.nodes}
    try:
        found = str(names.resolve(store, name)).removeprefix(ID)
    except AmbiguousName as error:
        fits = [iri for iri, _, _ in error.candidates if iri.removeprefix(ID) in there]
        if len(fits) != 1:
            raise
        found = fits[0].removeprefix(ID)
    if found not in there:
        raise UsageError(f"'{name}' ({found}) is not in this network; was it filtered out?")
    return found

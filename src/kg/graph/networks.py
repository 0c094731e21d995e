"""The network of entities and relations: for networkx, measured, searched for paths, exported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, overload

from kg.errors import UsageError, in_language
from kg.export.exported import Exported
from kg.formats import NETWORKS
from kg.graph.answers import Row
from kg.graph.arguments import format_of
from kg.graph.handle import Handle
from kg.graph.links import Described, Links, PathBetween
from kg.graph.records import Records
from kg.graph.wording import face, in_python
from kg.model import Iri, Progress, silent
from kg.network import Network
from kg.network.declared import Projection, resolve_node
from kg.network.properties import with_columns

if TYPE_CHECKING:
    import networkx as nx

_Names = str | Sequence[str]


class Part(TypedDict, total=False):
    """Which part of the network is meant: the words of `kg.network.declared.Projection`."""

    profile: str
    places: str
    kind: _Names
    helix: _Names
    state: _Names
    country: _Names
    sector: _Names
    relation: _Names
    source: _Names
    certainty: _Names
    without_kind: _Names
    without_relation: _Names
    at: str | int
    ego: str
    steps: int
    bipartite: str
    weight: str
    hub: int
    quotient: str
    backbone: float | None
    linked: bool
    with_proposed: bool


class Form(Part, total=False):
    """The same, and which nodes are linked by what they share."""

    one_mode: str


class Measured(Records[Row]):
    """The rows of a measure: dicts from column to value, the largest first.

    Attributes:
        notes: What the measure rests on, and what was left out, a sentence each.
    """

    def __init__(
        self, columns: Sequence[str], rows: Iterable[Sequence[Any]], notes: Sequence[str]
    ) -> None:
        """Take a table."""
        items = (Row(zip(columns, row, strict=True)) for row in rows)
        super().__init__(items, columns, lambda item: [tuple(item.values())])
        self.notes = list(notes)


class Exports(Records[Exported]):
    """The files of an export, with what they hold.

    Attributes:
        notes: What the network leaves out and what its measures rest on, a sentence each.
    """

    def __init__(self, files: Iterable[Exported], notes: Sequence[str]) -> None:
        """Take the files."""
        names = tuple(field.name for field in fields(Exported))
        super().__init__(files, names, lambda item: [tuple(getattr(item, name) for name in names)])
        self.notes = list(notes)


class Networks(Handle):
    """Analyse the graph as a network."""

    @overload
    def network(
        self,
        *,
        one_mode: str,
        measures: _Names = (),
        lang: str | None = None,
        progress: Progress = silent,
        **part: Unpack[Part],
    ) -> nx.Graph[str]: ...

    @overload
    def network(
        self,
        *,
        measures: _Names = (),
        lang: str | None = None,
        progress: Progress = silent,
        **part: Unpack[Part],
    ) -> nx.MultiDiGraph[str]: ...

    @face
    def network(
        self,
        *,
        measures: _Names = (),
        lang: str | None = None,
        progress: Progress = silent,
        **part: Any,
    ) -> nx.Graph[str]:
        """Return entities and relations as a networkx graph, with evidence on the edges.

        Args:
            measures: Attributes that are added to the nodes: degree, betweenness, community …
            lang: The language of labels: `es` or `en`.
            progress: Is told the step, what is done and what there is to do.
            **part: Which part, as in `kind="Cluster"`, `at="2016"`, `ego="CONACYT"`, `steps=2`,
                `one_mode="Cluster:sector"`, `weight="newman"`; see
                `kg.network.declared.Projection`.

        Returns:
            A MultiDiGraph whose keys are edge ids; for `one_mode`, whose links have no direction, a
            Graph. Its attribute `graph["left_out"]` is the number of ties that were left out, since
            they are only proposed or planned; its `notes` say all that was left out, a sentence
            each, with the argument that adds it. Places are attributes unless `places="node"` or
            `profile="full"` is given. In a notebook it shows itself as a page.

        Raises:
            UsageError: A word fits nothing.

        Example:
            >>> network = g.network(kind="Cluster", one_mode="Cluster:sector", measures="degree")
            >>> network.is_directed(), network.nodes["claut-nuevo-leon"]["degree"] > 0
            (False, True)
        """
        from kg.export.notebook import showing
        from kg.network import caveats
        from kg.network.graphs import to_networkx, to_undirected
        from kg.network.measures import basis

        declared = _declared(part)
        names = _listed(measures)
        network = with_columns(
            self._network(declared, lang, progress),
            self.store,
            names,
            self._language(lang),
            progress,
        )
        graph = to_undirected(network) if declared.one_mode else to_networkx(network)
        graph.graph["left_out"] = network.left_out.proposed
        notes = [
            in_python(note)
            for note in (
                *caveats.left_out(network.left_out, declared.at),
                *caveats.without_edges(caveats.size(network), declared.narrowing()),
                *caveats.small_basis(names, basis.counts(network)),
            )
        ]
        return showing(graph, self.store, self._language(lang), notes)

    def _network(self, declared: Projection, lang: str | None, progress: Progress) -> Network:
        return declared.network(self.store, self._language(lang), progress)

    @face
    def measure(
        self,
        *measures: str,
        group: str = "helix",
        resolution: float = 1.0,
        with_date: str = "",
        limit: int | None = None,
        lang: str | None = None,
        progress: Progress = silent,
        **part: Unpack[Form],
    ) -> Measured:
        """Return measures of the nodes, or one measure of the whole network.

        Args:
            *measures: Of nodes: degree, in_degree, out_degree, strength, betweenness, pagerank,
                eigenvector, closeness, harmonic, core, clustering, constraint, effective_size,
                component, community, articulation, in_core, brokerage, helix_balance. Of the whole
                network, alone: summary, mixing, modularity, brokers, triple_helix, robustness,
                missing, bridges, compare (with two dates after it: "2014", "2018").
            group: The groups that mixing and brokers compare: helix, kind, country, state, sector.
            resolution: Of communities: above 1 more and smaller ones, below 1 fewer.
            with_date: For compare, where its dates are not named after it: the later one; `at` is
                the earlier one.
            limit: Only so many rows, the largest first; of missing, so many pairs (20).
            lang: The language of names: `es` or `en`.
            progress: Is told the step, what is done and what there is to do.
            **part: Which part of the network, as for `network`.

        Returns:
            Rows, with `notes` on what they rest on.

        Raises:
            UsageError: A measure or a word fits nothing.

        Example:
            >>> rows = g.measure("betweenness", helix="intermediary", limit=3)
            >>> [sorted(row) for row in rows][0]
            ['betweenness', 'id', 'kind', 'name']
        """
        from kg.network import caveats
        from kg.network.measures import basis, tables

        if not measures:
            raise UsageError(
                in_language(
                    "name a measure, such as betweenness; help(g.measure) lists them",
                    "indique una medida, como betweenness; help(g.measure) las lista",
                )
            )
        declared = _declared(part)
        dates = tables.dates(measures, declared.at, with_date)
        if dates:
            measures, declared = measures[:1], replace(declared, at=dates[0])
        network = self._network(declared, lang, progress)
        table = tables.measured(
            network,
            measures,
            options=tables.Options(group, 20 if limit is None else max(limit, 1), resolution),
            later=lambda: self._network(replace(declared, at=dates[1]), lang, progress),
            progress=progress,
        )
        rows = table.rows if limit is None else tables.first(table, measures, limit)
        notes = [
            *caveats.basis(caveats.size(network), declared.narrowing()),
            *caveats.small_basis(measures, basis.counts(network, table)),
            *caveats.left_out(network.left_out, declared.at),
        ]
        return Measured(table.columns, rows, [in_python(note) for note in notes])

    @face
    def paths(
        self,
        start: str | Iri,
        end: str | Iri,
        k: int = 3,
        *,
        max_length: int = 4,
        lang: str | None = None,
        **part: Unpack[Form],
    ) -> Records[PathBetween]:
        """Return how two entities are linked: the paths between them, the most telling first.

        A step costs 1; each entity in between adds log₁₀ of its number of ties, so that a path
        through a country ranks below one through a joint programme.

        Args:
            start: One entity.
            end: The other.
            k: How many paths at most.
            max_length: Steps that a path may have.
            lang: The language of names: `es` or `en`.
            **part: Which part of the network, as for `network`.

        Returns:
            Paths with `cost`, `steps` and `evidence`; none where there is no path.

        Raises:
            AmbiguousName: A name means several entities.
            UsageError: It means none, or none in this part of the network.

        Example:
            >>> path = g.paths("CONACYT", "claut-nuevo-leon", k=1)[0]
            >>> path.cost, path.evidence[0].source
            (1.0, '001')
        """
        from kg.network.paths import cheapest_paths

        described = self._described_network(part, lang)
        paths = cheapest_paths(
            described.network,
            self._node(described.network, start),
            self._node(described.network, end),
            limit=k,
            longest=max_length,
        )
        return PathBetween.records(
            PathBetween(float(path.cost), tuple(map(described.link, path.steps))) for path in paths
        )

    @face
    def common(
        self,
        first: str | Iri,
        second: str | Iri,
        *,
        lang: str | None = None,
        **part: Unpack[Form],
    ) -> Links:
        """Return the neighbours that two entities share, the most specific first.

        Each comes as two links: one from each of the two.

        Args:
            first: One entity.
            second: The other.
            lang: The language of names: `es` or `en`.
            **part: Which part of the network, as for `network`.

        Example:
            >>> len(g.common("CONACYT", "ProMéxico")) > 0
            True
        """
        from kg.network.paths import shared_neighbours, shared_steps

        described = self._described_network(part, lang)
        network = described.network
        ids = self._node(network, first), self._node(network, second)
        nodes = {node.id: node for node in network.nodes}
        shared = shared_neighbours(network, *ids)
        return Links(map(described.link, shared_steps(shared, nodes[ids[0]], nodes[ids[1]])))

    @face
    def neighbours(
        self, thing: str | Iri, *, lang: str | None = None, **part: Unpack[Form]
    ) -> Links:
        """Return the neighbours of an entity with the evidence for each tie.

        Args:
            thing: The entity.
            lang: The language of names: `es` or `en`.
            **part: Which part of the network, as for `network`.

        Example:
            >>> "Consejo Nacional de Ciencia y Tecnología" in {
            ...     link.end.label for link in g.neighbours("claut-nuevo-leon")
            ... }
            True
        """
        from kg.network.paths import neighbour_steps

        described = self._described_network(part, lang)
        node = self._node(described.network, thing)
        return Links(map(described.link, neighbour_steps(described.network, node)))

    def _described_network(self, part: Mapping[str, Any], lang: str | None) -> Described:
        # how two things are linked may go through places, which other measures leave out
        network = self._network(_declared({"profile": "full", **part}), lang, silent)
        return Described(network, self.store, self._language(lang))

    def _node(self, network: Network, thing: object) -> str:
        written = getattr(thing, "iri", getattr(thing, "value", thing))
        return resolve_node(network, self.store, str(written))

    @face
    def export(
        self,
        path: str | Path,
        format: str | None = None,
        *,
        measures: _Names = (),
        layout: str | None = None,
        like: str | Path | None = None,
        colour: str = "helix",
        size: str = "degree",
        layers: bool = False,
        manifest: str | Path | None = None,
        lang: str | None = None,
        progress: Progress = silent,
        **part: Unpack[Form],
    ) -> Exports:
        """Write the network for Gephi and other tools, and return the files with what they hold.

        Args:
            path: The file; its ending says the format. For csv, neo4j-csv and parquet a folder.
            format: gexf, graphml, csv, neo4j-csv, parquet, cx2, cyjs, graphology, d3, json, pajek,
                dot, html, svg, png or pdf, where the ending does not say it.
            measures: Columns that are added: betweenness, community …
            layout: force or discs; by default force for pictures and html.
            like: A file of an earlier export as gexf; nodes are placed as in it, with force.
            colour: Colour by helix, kind, country, state, sector, or a measure.
            size: Size by degree, or by a measure.
            layers: Write one file for each kind of relation.
            manifest: Write there how the network was made, with a hash of its content.
            lang: The language of labels: `es` or `en`.
            progress: Is told the step, what is done and what there is to do.
            **part: Which part of the network, as for `network`.

        Raises:
            UsageError: A word fits nothing, or a file cannot be written.

        Example:
            >>> [file.path.name for file in g.export("some.gexf", ego="CONACYT", measures="degree")]
            ['some.gexf']
        """
        from kg.export.drawing import Drawing, export_network

        target = Path(path)
        drawing = Drawing(
            measures=",".join(_listed(measures)),
            layout=layout,
            like=None if like is None else Path(like),
            colour=colour,
            size=size,
            layers=layers,
            manifest=None if manifest is None else Path(manifest),
        )
        notes: list[str] = []
        written = export_network(
            _declared(part),
            drawing,
            self.store,
            format_of(target, format, NETWORKS),
            target,
            self._language(lang),
            progress=progress,
            tell=lambda note: notes.append(in_python(note)),
        )
        return Exports(written, notes)


def _declared(part: Mapping[str, Any]) -> Projection:
    """Return the projection that keywords describe; a year may be a number."""
    rules = dict(part)
    if type(rules.get("at")) is int:
        rules["at"] = str(rules["at"])
    if type(rules.get("backbone")) is int:
        rules["backbone"] = float(rules["backbone"])
    return Projection.from_rules(rules)


def _listed(measures: _Names) -> tuple[str, ...]:
    """Return measures as a list; a text may hold several, with commas between."""
    if isinstance(measures, str):
        return tuple(filter(None, map(str.strip, measures.split(","))))
    return tuple(measures)

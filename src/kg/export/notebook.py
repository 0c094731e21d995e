"""Networks that show themselves in a notebook: networkx graphs with the page as their picture.

What is shown is the graph as it is at that moment: nodes that were taken away are not there, and
a measure that was added as an attribute can be chosen for colour and size.
"""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import networkx as nx

from kg.errors import MissingExtra, speaking
from kg.export.background import Background, background
from kg.export.display_labels import with_display_labels
from kg.export.html import write_html
from kg.network.caveats import size_in_words
from kg.network.elements import Edge, Network, Node
from kg.network.measures.columns import with_measures

if TYPE_CHECKING:
    from kg.store.base import Store

#: of more nodes, a notebook would wait for the layout and keep megabytes for every output
MOST_SHOWN: Final = 1_500
_HEIGHT: Final = 600  # pixels
_ROUNDS: Final = 150  # of the layout; enough for what is looked at once
_NODE_FIELDS: Final = frozenset(field.name for field in fields(Node)) - {"id"}
_EDGE_FIELDS: Final = frozenset(field.name for field in fields(Edge)) - {"id", "source", "target"}
_Element = TypeVar("_Element", Node, Edge)
_Describe = Callable[[Network], tuple[Network, Background]]


class _Shown:
    """What makes a networkx graph show itself."""

    _describe: _Describe | None = None
    _language: str = "es"
    _graph: Any
    _notes: tuple[str, ...] = ()
    _STATE: ClassVar = ("_describe", "_language", "_notes")

    @property
    def notes(self) -> list[str]:
        """What was left out of the network, and which argument adds it, a sentence each."""
        return list(self.shown_with("_notes"))

    def __repr__(self) -> str:
        graph: Any = self
        nodes, edges = graph.number_of_nodes(), graph.number_of_edges()
        return f"<{type(self).__name__} with {nodes:,} nodes and {edges:,} edges>"

    def _repr_html_(self) -> str:
        """Return the page of the graph in a frame, or how large it is where it is too large."""
        graph: Any = self
        spanish = self.shown_with("_language") == "es"
        with speaking("es" if spanish else "en"):
            size = size_in_words(graph.number_of_nodes(), graph.number_of_edges())
        lines = [size, *map(html.escape, self.notes)]
        summary = "".join(f"<p>{line}</p>" for line in lines)
        if graph.number_of_nodes() > MOST_SHOWN:
            return summary + f"<p>{html.escape(_too_many(spanish=spanish))}</p>"
        try:
            return summary + _frame(self._page())
        except MissingExtra as error:
            return summary + f"<p>{html.escape(str(error))}</p>"

    def _page(self) -> str:
        network = network_of(self)
        with_background = self.shown_with("_describe")
        network, beside = with_background(network) if with_background else (network, Background())
        output = io.BytesIO()
        write_html(_placed(network), output, self.shown_with("_language"), beside)
        return output.getvalue().decode()

    def shown_with(self, name: str) -> Any:
        """Return what the graph was given to show itself; a view of a part has the whole's."""
        own, whole = vars(self).get(name), vars(self).get("_graph")
        if own is None and isinstance(whole, _Shown):
            return whole.shown_with(name)
        return getattr(self, name)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: the graph, without the store behind it."""
        return {name: value for name, value in self.__dict__.items() if name != "_describe"}

    def copy(self, as_view: bool = False) -> Any:
        """Return a copy of the graph, as networkx does, which shows itself, too."""
        parent: Any = super()
        other = parent.copy(as_view)
        for name in self._STATE:
            setattr(other, name, self.shown_with(name))
        return other


class MultiDiGraph(_Shown, nx.MultiDiGraph):  # type: ignore[type-arg]
    """A `networkx.MultiDiGraph` that shows itself in a notebook."""


class Graph(_Shown, nx.Graph):  # type: ignore[type-arg]
    """A `networkx.Graph` that shows itself in a notebook."""


def showing(
    graph: nx.Graph[str], store: Store, language: str, notes: Sequence[str] = ()
) -> nx.Graph[str]:
    """Return a graph with the nodes and edges of another, which it takes over, that shows itself.

    Args:
        graph: A Graph or MultiDiGraph of networkx; not to be used any more.
        store: Where labels, facts and documents are looked up when it is shown.
        language: Of the page.
        notes: What was left out, told above the page.
    """
    shown: Any = MultiDiGraph() if graph.is_multigraph() else Graph()
    vars(shown).update(vars(graph))  # the same dictionaries: no node is copied
    shown._language = language  # noqa: SLF001
    shown._notes = tuple(notes)  # noqa: SLF001
    shown._describe = lambda network: (  # noqa: SLF001
        with_display_labels(network, store, language),
        background(network, store, language),
    )
    return shown  # type: ignore[no-any-return]


def network_of(graph: Any) -> Network:
    """Return the network that a networkx graph holds, as `g.network()` writes its attributes.

    Attributes of nodes that `g.network()` does not write become measures.
    """
    nodes = sorted(
        (_element(Node, _NODE_FIELDS, data, id=str(id)) for id, data in graph.nodes(data=True)),
        key=lambda node: node.id,
    )
    keyed = graph.edges(keys=True, data=True) if graph.is_multigraph() else None
    ties = keyed or ((a, b, data.get("id", ""), data) for a, b, data in graph.edges(data=True))
    directed = graph.is_directed()
    edges = [
        replace(
            _element(Edge, _EDGE_FIELDS, data, id=str(key), source=str(a), target=str(b)),
            directed=directed,
            strength=float(data.get("weight", 0) or 0),
        )
        for a, b, key, data in ties
    ]
    return Network(tuple(nodes), tuple(edges), measures=_added(graph))


def _element(
    kind: type[_Element], known: frozenset[str], data: Mapping[str, Any], **own: str
) -> _Element:
    """Return a node or an edge with the attributes of one in networkx; lists are one text there."""
    lists = {field.name for field in fields(kind) if "tuple" in str(field.type)}
    values: dict[str, Any] = dict(own)
    for name in known & data.keys():
        value = data[name]
        values[name] = tuple(filter(None, str(value).split("; "))) if name in lists else value
    if kind is Node:
        values = {"iri": "", "kind": "", **values}
        values["label"] = str(values.get("label") or own["id"])
    else:
        values.setdefault("kind", "")
        values.setdefault("relation", "")
    return kind(**values)


def _added(graph: Any) -> dict[str, dict[str, float | int | str]]:
    """Return the attributes of nodes that no column of networks is called like: numbers, texts."""
    added: dict[str, dict[str, float | int | str]] = {}
    for id, data in graph.nodes(data=True):
        for name in data.keys() - _NODE_FIELDS:
            if isinstance(data[name], int | float | str):
                added.setdefault(str(name), {})[str(id)] = data[name]
    return {name: added[name] for name in sorted(added)}


def _placed(network: Network) -> Network:
    """Return the network with communities and coordinates."""
    from kg.network.layout.force import force_coordinates

    network = with_measures(network, ["community"]) if network.nodes else network
    return replace(network, coordinates=force_coordinates(network, rounds=_ROUNDS))


def _frame(page: str) -> str:
    """Return a frame with a page, which reaches nothing of the notebook around it."""
    return (
        f'<iframe srcdoc="{html.escape(page)}" width="100%" height="{_HEIGHT}" title="HelixKG" '
        'sandbox="allow-scripts allow-downloads allow-popups" '
        'style="border:1px solid #ccd3da;border-radius:6px"></iframe>'
    )


def _too_many(*, spanish: bool) -> str:
    english = (
        f"More than {MOST_SHOWN:,} nodes are not drawn in a notebook; choose a part, such as "
        'g.network(ego="CONACYT", steps=2), or write the whole for Gephi: kg export gexf'
    )
    return (
        f"Más de {MOST_SHOWN:,} nodos no se dibujan en un cuaderno; elija una parte, p. ej. "
        'g.network(ego="CONACYT", steps=2), o escriba todo para Gephi: kg export gexf'
        if spanish
        else english
    )

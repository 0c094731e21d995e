"""A network as the data of its page: columns in which a value is the number of its text.

A text stands once, however many nodes and edges have it; that is a fifth of what graphology's
form takes. `page/data.js` reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np

from kg.export.background import Background, Figure, Statement
from kg.export.style import COLOURS, hexadecimal
from kg.network.elements import Network
from kg.network.frame import FLAT, Shown, edge_columns, node_columns
from kg.network.layout.discs import coordinates_of
from kg.rdf.namespaces import ID

Json = dict[str, object]
_Key = TypeVar("_Key")
#: columns of edges whose values are called otherwise → the column that calls them
_CALLED: Final[Mapping[str, str]] = {"kind": "relation"}
#: columns that have a form of their own
_APART: Final = frozenset(("iri", "evidence", "via", "relation"))


class _Numbers(dict[str, int]):
    """Text → its number, in the order in which texts were first seen."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


def page_data(network: Network, background: Background, language: str) -> Json:
    """Return the data of the page of a network.

    Args:
        network: what is shown.
        background: what is told beside it.
        language: es or en.

    Returns:
        What `json.dumps` takes. `nodes` and `edges` hold lists of equal length; `evidence` of an
        edge numbers `places`, whose first part numbers `documents`.
    """
    places = _Numbers()
    numbers = {id: number for number, id in enumerate(network.ids)}
    edges = _edges(network, places, background)
    entries = _described(background, numbers, places)
    documents = _Numbers()
    return {
        "language": language,
        "home": ID,
        "colour": network.colour,
        "size": network.size,
        "colours": {"helix": {name: hexadecimal(colour) for name, colour in COLOURS.items()}},
        "leftOut": _left_out(network),
        "described": background.described,
        "words": dict(background.words),
        "nodes": _nodes(network, background, numbers),
        "edges": edges,
        **entries,
        "places": [_place(graph, background, documents) for graph in places],
        "documents": [_document(id, background) for id in documents],
    }


def _left_out(network: Network) -> Json:
    """Return what the network left out, counted; kinds in words."""
    left, words = network.left_out, network.display_labels.get("kind", {})
    return {
        "proposed": left.proposed,
        "places": left.places,
        "placeTies": left.place_ties,
        "kinds": {words.get(kind, kind): count for kind, count in left.kinds.items()},
        "kindTies": left.kind_ties,
        "relationTies": left.relation_ties,
    }


def _nodes(network: Network, background: Background, numbers: Mapping[str, int]) -> Json:
    points = coordinates_of(network).tolist()
    words, table = network.display_labels, network.node_table
    return {
        "id": network.ids,
        "label": table["label"].values(),
        "iri": {
            number: iri
            for number, (id, iri) in enumerate(zip(network.ids, table["iri"].values(), strict=True))
            if iri != ID + id
        },
        "x": [round(x, 1) for x, _ in points],
        "y": [round(y, 1) for _, y in points],
        "names": {
            numbers[node]: names for node, names in background.names.items() if node in numbers
        },
        "columns": [
            _column(column, words.get(column.name, {}))
            for column in node_columns(network)
            if column.name not in _APART
        ],
    }


def _edges(network: Network, places: _Numbers, background: Background) -> Json:
    words = {**network.display_labels, "certainty": background.words}
    table, weights = network.edge_table, network.weights
    source, target = network.ends
    edges: Json = {
        "source": source.tolist(),
        "target": target.tolist(),
        "evidence": [[places[graph] for graph in graphs] for graphs in table["evidence"].values()],
        "columns": [
            _column(column, words.get(_CALLED.get(column.name, column.name), {}))
            for column in edge_columns(network)
            if column.name not in _APART
        ],
    }
    directed = table["directed"].array
    if not directed.all():
        edges["undirected"] = np.flatnonzero(~directed).tolist()
    if (weights != 1).any():
        edges["weight"] = [round(weight, 4) for weight in weights.tolist()]
    if network.derived:
        edges["via"] = list(map(list, table["via"].values()))
    return edges


def _column(column: Shown, words: Mapping[str, str]) -> Json:
    """Return a column: numbers as they are; texts and lists by the numbers of their values."""
    values = column.column.values()
    if column.type in (int, float):
        return {
            "name": column.name,
            "type": "number",
            "data": [_number(value) for value in values],
        }
    texts = _Numbers()
    lists = column.type is tuple or column.name in FLAT
    data: list[object] = []
    for value in values:
        parts = _parts(value)
        data.append([texts[part] for part in parts] if lists else _first(parts, texts))
    return {
        "name": column.name,
        "type": "list" if lists else "text",
        "values": list(texts),
        "words": [words.get(text, text) for text in texts],
        "data": data,
    }


def _number(value: object) -> object:
    return round(value, 6) if isinstance(value, float) else value if value != "" else None


def _parts(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        return map(str, value)
    return filter(None, str(value).split("; "))


def _first(parts: Iterable[str], texts: _Numbers) -> int:
    text = "; ".join(parts)
    return texts[text] if text else -1


def _described(background: Background, numbers: Mapping[str, int], places: _Numbers) -> Json:
    """Return facts and figures of nodes, whose properties and indicators have numbers."""
    properties = _Numbers()

    def fact(statement: Statement) -> list[object]:
        shown = [places[graph] for graph in statement.places]
        return [properties[statement.property], statement.value, shown, int(statement.disputed)]

    def figure(observation: Figure) -> list[object]:
        shown = [places[graph] for graph in observation.places]
        parts = (observation.value, observation.period, observation.details)
        return [properties[observation.indicator], *parts, shown, int(observation.disputed)]

    return {
        "facts": _by_number(background.facts, numbers, fact),
        "figures": _by_number(background.figures, numbers, figure),
        "properties": list(properties),
    }


def _by_number(
    by_node: Mapping[str, Sequence[_Key]],
    numbers: Mapping[str, int],
    form: Callable[[_Key], list[object]],
) -> dict[int, list[list[object]]]:
    return {
        numbers[node]: [form(item) for item in items]
        for node, items in by_node.items()
        if node in numbers
    }


def _place(graph: str, background: Background, documents: _Numbers) -> list[object]:
    """Return document, place in it, certainty and reason to infer of an evidence graph.

    Of one that nothing is known of, the IRI tells the first two.
    """
    place = background.places.get(graph)
    if place is None:
        id, _, locator = graph.partition("/evidence/")[2].partition("/")
        return [documents[id], locator or graph, "", ""]
    return [documents[place.source], place.locator, place.certainty, place.basis]


def _document(id: str, background: Background) -> list[str]:
    """Return id, title, date of issue and address of a document."""
    known = background.documents.get(id)
    return [id, known.title or id, known.issued, known.url] if known else [id, id, "", ""]

"""What tables of measures say to people; in data formats, names of columns and classes do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import user_language

if TYPE_CHECKING:
    from kg.network.measures.tables import Cell, Table
    from kg.store import Store

_HEADINGS: Final = {
    "after": "después",
    "articulation": "articulación",
    "before": "antes",
    "betweenness": "intermediación",
    "closeness": "cercanía",
    "clustering": "agrupamiento",
    "community": "comunidad",
    "component": "componente",
    "constraint": "restricción",
    "core": "núcleo k",
    "degree": "grado",
    "effective_size": "tamaño efectivo",
    "eigenvector": "vector propio",
    "expected": "esperadas",
    "gained": "ganadas",
    "harmonic": "armónica",
    "helix_balance": "equilibrio de hélices",
    "in_core": "en el núcleo",
    "in_degree": "grado de entrada",
    "kind": "clase",
    "label_propagation": "grupo por propagación",
    "lost": "perdidas",
    "measure": "medida",
    "name": "nombre",
    "one": "uno",
    "other": "otro",
    "out_degree": "grado de salida",
    "pagerank": "PageRank",
    "relation": "relación",
    "role": "papel",
    "score": "puntuación",
    "shared": "comparten",
    "sources": "fuentes",
    "strength": "fuerza",
    "such_as": "por ejemplo",
    "triads": "tríadas",
    "triangles": "triángulos",
    "undated": "sin fecha",
    "value": "valor",
}
_MEASURES: Final = {
    "E-I index": "índice E-I",
    "T in bits": "T en bits",
    "all relations": "todas las relaciones",
    "assortativity": "asortatividad",
    "clusters": "clústeres",
    "coordinator": "coordinador",
    "gatekeeper": "guardián",
    "itinerant": "itinerante",
    "liaison": "enlace",
    "representative": "representante",
    "communities": "comunidades",
    "density": "densidad",
    "edges": "aristas",
    "from": "desde",
    "in the core": "en el núcleo",
    "in the largest part": "en la parte mayor",
    "mean (R)": "media (R)",
    "mean clustering": "agrupamiento medio",
    "modularity": "modularidad",
    "modularity of these": "modularidad de estas",
    "nodes": "nodos",
    "parts": "partes",
    "ties (pairs that are linked)": "vínculos (pares unidos)",
    "to": "hasta",
    "resolution": "resolución",
    "runs, of which this is the best": "corridas, de las que esta es la mejor",
    "least modularity of a run": "menor modularidad de una corrida",
    "fewest communities of a run": "menos comunidades de una corrida",
    "most communities of a run": "más comunidades de una corrida",
    "two-mode clustering": "agrupamiento de dos modos",
}
#: first columns whose values are words
_WORDED: Final = ("measure", "relation", "role")
_REMOVED_SHARE: Final = " % gone"


def headings(columns: Iterable[str]) -> dict[str, str]:
    """Return what people call the columns of a table, where it is not their name."""
    if user_language() != "es":
        return {}
    return {column: _HEADINGS[column] for column in columns if column in _HEADINGS}


def in_words(
    table: Table, rows: Sequence[tuple[Cell, ...]], store: Store | None
) -> Iterator[tuple[Cell, ...]]:
    """Yield rows of a table as people read them: measures, and where a store says them kinds."""
    from kg.names import kind_words

    place = table.columns.index("kind") if "kind" in table.columns else -1
    kinds = kind_words(store, {str(row[place]) for row in rows}) if store and place >= 0 else {}
    for row in rows:
        if place < 0:
            yield (_measure(row[0]), *row[1:]) if table.columns[0] in _WORDED else row
        else:
            yield (*row[:place], _kind(row[place], kinds), *row[place + 1 :])


def _measure(name: Cell) -> Cell:
    text = str(name)
    if user_language() != "es":
        return name
    if text.endswith(_REMOVED_SHARE):
        return f"sin el {text.removesuffix(_REMOVED_SHARE)} %"
    return _MEASURES.get(text, name)


def _kind(name: Cell, kinds: Mapping[str, str]) -> Cell:
    return kinds.get(str(name), name)

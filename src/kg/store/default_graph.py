"""What the default graph of an endpoint holds: the facts, or the union of all graphs.

In a union, a claim that was rejected looks like a fact. Whether a server answers from one, no
header says; the content does. Evidence is described in the catalogue and nowhere else, so where a
pattern without GRAPH finds such a description, the default graph is no longer the facts alone.
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import KgWarning, MixedGraphs, in_language
from kg.model import Iri
from kg.rdf.namespaces import FACTS_GRAPH, HX, RDF_TYPE
from kg.sparql import facts_graph

if TYPE_CHECKING:
    from kg.store.base import Store

#: what the setting `facts` of a store may be: found out, a named graph, the default graph
SETTINGS: Final = ("auto", "graph", "default")

#: one request; each part ends at its first match
QUERY: Final = f"""SELECT ?found {{
  {{ SELECT ("facts" AS ?found) {{ GRAPH <{FACTS_GRAPH}> {{ ?s ?p ?o }} }} LIMIT 1 }} UNION
  {{ SELECT ("mixed" AS ?found) {{ ?evidence a <{HX}Evidence> }} LIMIT 1 }} UNION
  {{ SELECT ("evidence" AS ?found) {{ GRAPH ?graph {{ ?evidence a <{HX}Evidence> }} }} LIMIT 1 }}
}}"""


class Layout(NamedTuple):
    """Where an endpoint has the facts.

    Attributes:
        facts_graph: The graph that holds them; empty for the default graph.
        mixed: Whether the default graph has evidence in it, and no graph holds the facts alone.
        known: Whether the content told; an empty store does not.
    """

    facts_graph: str = ""
    mixed: bool = False
    known: bool = False


IN_GRAPH: Final = Layout(FACTS_GRAPH, known=True)


def layout_of(answer: bytes, setting: str) -> Layout:
    """Return what the answer to QUERY tells; an answer that is none tells nothing.

    Args:
        answer: In the JSON of SPARQL results.
        setting: "auto", or "default" to leave the facts in the default graph.
    """
    try:
        rows = json.loads(answer)["results"]["bindings"]
        places = {row["found"]["value"] for row in rows}
    except (ValueError, KeyError, TypeError):
        return Layout()
    if "facts" in places and setting == "auto":
        return IN_GRAPH
    return Layout(mixed="mixed" in places, known=bool(places))


def check(store: Store, query: str) -> None:
    """Refuse a query on evidence, or warn, where a store on this machine has all graphs merged.

    An endpoint is asked what it holds when it is queried; see `RemoteStore`.

    Raises:
        MixedGraphs: The default graph has evidence in it, and the query asks for a named graph.
    """
    location = str(store.location)
    if "://" in location:
        return
    if next(iter(store.quads(None, Iri(RDF_TYPE), Iri(HX + "Evidence"))), None) is not None:
        require_separate(query, location)
        warnings.warn(warning(location), KgWarning, stacklevel=2)


def require_separate(query: str, location: str) -> None:
    """Raise MixedGraphs for a query on evidence in a store that mixes it with the facts."""
    if facts_graph.names_graphs(query):
        raise MixedGraphs(
            in_language(
                f"{location}: {_mixed()}, so a question about evidence has no true answer here. "
                f"{_cure()}",
                f"{location}: {_mixed()}, así que una pregunta sobre la evidencia no tiene aquí "
                f"una respuesta correcta. {_cure()}",
            )
        )


def warning(location: str) -> str:
    """Return what is said of any other query there."""
    return in_language(
        f"{location}: {_mixed()}; rejected claims count as facts in this answer. {_cure()}",
        f"{location}: {_mixed()}; en esta respuesta, las afirmaciones rechazadas cuentan como "
        f"hechos. {_cure()}",
    )


def no_default_graph(location: str) -> str:
    """Return why content cannot be written with the facts in the default graph."""
    return in_language(
        f"{location}: {_mixed()}, so the facts need a graph of their own; "
        'write facts = "graph" for this store in kg.toml',
        f"{location}: {_mixed()}, así que los hechos necesitan un grafo propio; "
        'escriba facts = "graph" para este almacén en kg.toml',
    )


def _mixed() -> str:
    return in_language(
        "its default graph holds the evidence as well as the facts (a union of all graphs)",
        "su grafo por omisión contiene la evidencia además de los hechos (unión de los grafos)",
    )


def _cure() -> str:
    return in_language(
        "Load what kg dump --facts-graph writes, or run kg build there",
        "Cargue lo que escribe kg dump --facts-graph, o ejecute ahí kg build",
    )

"""What is a node and what an attribute: the profiles of a network.

A country with 200 ties is in the middle of every drawing and of every path, and says little of who
works with whom. So places are attributes of what lies in them unless they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from kg.network.elements import Edge, LeftOut, Network

#: kinds of places
PLACES: Final = ("Area", "Country", "State")
#: kinds that neither act nor are something that actors do together
_INSTRUMENTS: Final = ("DataSet", "LabelScheme", "LegalInstrument", "Platform")
_OF_PLACES: Final = ("homeCountry", "locatedIn", "partOfArea")


class Profile(NamedTuple):
    """Which kinds of nodes and edges a network has.

    Attributes:
        places: whether places are nodes.
        without: kinds of nodes that are left out beside them.
        relations: the only kinds of edges; empty is all.
    """

    places: bool
    without: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "actors": Profile(places=False, without=_INSTRUMENTS),
        "full": Profile(places=True),
        "geo": Profile(places=True, relations=_OF_PLACES),
    }
)
#: where places are: as nodes, or as attributes of what lies in them
WHERE: Final = ("attribute", "node")


def kinds_left_out(profile: str, places: str, named: Collection[str] = ()) -> tuple[str, ...]:
    """Return the kinds of nodes that a network leaves out, sorted.

    Args:
        profile: one of `PROFILES`.
        places: one of `WHERE`, or empty for what the profile says.
        named: kinds that are asked for by name, which stay.
    """
    chosen = PROFILES[profile]
    as_nodes = places == "node" if places else chosen.places
    return tuple(sorted({*chosen.without, *(() if as_nodes else PLACES)} - {*named}))


def without_kinds(network: Network, kinds: Collection[str], keep: str = "") -> Network:
    """Return a network without nodes of some kinds and their edges; `left_out` counts them.

    Args:
        network: the network.
        kinds: those that go; see `kinds_left_out`.
        keep: id of a node that stays whatever its kind; edges to it stay, too.
    """
    gone = {node.id: node.kind for node in network.nodes if node.kind in kinds and node.id != keep}
    return replace(
        network,
        nodes=tuple(node for node in network.nodes if node.id not in gone),
        edges=tuple(e for e in network.edges if e.source not in gone and e.target not in gone),
        left_out=tally(gone, network.edges),
    )


def tally(gone: Mapping[str, str], edges: Iterable[Edge]) -> LeftOut:
    """Return how many nodes of which kinds, and how many of some edges are lost with them.

    Args:
        gone: id → kind, of the nodes.
        edges: those that count where one of their ends is gone.
    """
    lost = [edge for edge in edges if edge.source in gone or edge.target in gone]
    at_places = sum(
        gone.get(edge.source) in PLACES or gone.get(edge.target) in PLACES for edge in lost
    )
    counts = Counter(gone.values())
    return LeftOut(
        places=sum(counts[kind] for kind in PLACES),
        place_ties=at_places,
        kinds={kind: counts[kind] for kind in sorted(counts) if kind not in PLACES},
        kind_ties=len(lost) - at_places,
    )

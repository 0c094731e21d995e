"""What is a node and what an attribute: the profiles of a network.

A country with 200 ties is in the middle of every drawing and of every path, and says little of who
works with whom. So places are attributes of what lies in them unless they are asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from kg.network.elements import LeftOut, Network

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
    is_left_out = network.node_table["kind"].where({*kinds}.__contains__)
    if keep in network.ids:
        is_left_out[network.ids.index(keep)] = False
    every = np.ones(len(network.edges), bool)
    part = network.part(~is_left_out, ~network.at_ends(is_left_out))
    return replace(part, left_out=tally(network, is_left_out, every))


def tally(network: Network, is_left_out: np.ndarray, edges: np.ndarray) -> LeftOut:
    """Return how many nodes of which kinds, and how many edges are lost with them.

    Args:
        network: the network that loses them.
        is_left_out: for each node whether it goes.
        edges: for each edge whether it counts where one of its ends goes.
    """
    kinds = network.node_table["kind"]
    lost = network.at_ends(is_left_out) & edges
    at_places = int((network.at_ends(is_left_out & kinds.where(PLACES.__contains__)) & lost).sum())
    counts = kinds.taken(is_left_out).counts()
    return LeftOut(
        places=sum(counts.get(kind, 0) for kind in PLACES),
        place_ties=at_places,
        kinds={kind: counts[kind] for kind in sorted(counts) if kind not in PLACES},
        kind_ties=int(lost.sum()) - at_places,
    )

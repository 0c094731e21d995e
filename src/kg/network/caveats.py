"""What is told beside a network and its measures: what they rest on, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kg.errors import in_language

if TYPE_CHECKING:
    from kg.network.elements import LeftOut, Network
    from kg.network.measures.tables import Table


class Size(NamedTuple):
    """How large a network is.

    Attributes:
        nodes: How many nodes it has.
        edges: How many edges.
        linked: How many nodes have an edge.
    """

    nodes: int
    edges: int
    linked: int


def size(network: Network) -> Size:
    """Return how large a network is."""
    linked = int((network.degree_counts > 0).sum())
    return Size(len(network.nodes), len(network.edges), linked)


def basis(size: tuple[int, int, int], narrowing: Sequence[str]) -> Iterator[str]:
    """Yield what a measure rests on: how many edges, how many nodes have none, and why.

    Args:
        size: Of the network: nodes, edges, nodes with an edge.
        narrowing: The options that keep only a part of it.
    """
    nodes, edges, linked = size
    alone = nodes - linked
    english = f"rests on {edges:,} {'edge' if edges == 1 else 'edges'} between {nodes:,} nodes"
    spanish = f"se apoya en {edges:,} {'arista' if edges == 1 else 'aristas'} entre {nodes:,} nodos"
    if alone:
        english += f"; {alone:,} of them have none"
        spanish += f"; {alone:,} de ellos no tienen ninguna"
    yield in_language(english, spanish)
    if not edges and narrowing:
        named = " ".join(narrowing)
        yield in_language(
            f"{named} leaves no edge, since both ends of an edge must be kept; leave it out, "
            "or link the nodes by what they share, such as --one-mode Cluster:sector",
            f"{named} no deja ninguna arista, pues ambos extremos deben quedar; omítala, o "
            "vincule los nodos por lo que comparten, p. ej. --one-mode Cluster:sector",
        )


def without_edges(network: Network, narrowing: Sequence[str]) -> Iterator[str]:
    """Yield that options leave no edge, which is seldom what somebody wants.

    Args:
        network: The network.
        narrowing: The options that keep only a part of it.
    """
    if network.edges or not narrowing:
        return
    nodes, named = len(network.nodes), ", ".join(narrowing)
    if not nodes:
        yield in_language(
            f"nothing is left; loosen or leave out {named}",
            f"no queda nada; afloje u omita {named}",
        )
        return
    yield in_language(
        f"no edge is left among {nodes:,} nodes; loosen or leave out {named}, or link the nodes by "
        "what they share, such as --one-mode Cluster:sector",
        f"no queda ninguna arista entre {nodes:,} nodos; afloje u omita {named}, o vincule los "
        "nodos por lo que comparten, p. ej. --one-mode Cluster:sector",
    )


def isolates(network: Network) -> Iterator[str]:
    """Yield how many nodes of a network with edges have none, and how to leave them out."""
    alone = int((network.degree_counts == 0).sum())
    if alone and network.edges:
        yield in_language(
            f"{alone:,} {'node has' if alone == 1 else 'nodes have'} no edge; --linked leaves "
            f"{'it' if alone == 1 else 'them'} out",
            f"{alone:,} {'nodo no tiene' if alone == 1 else 'nodos no tienen'} aristas; "
            f"--linked {'lo' if alone == 1 else 'los'} omite",
        )


def small_basis(
    network: Network, columns: Sequence[str], table: Table | None = None
) -> Iterator[str]:
    """Yield a sentence for measures that rest on too little; see `too_small`.

    Args:
        network: What was measured.
        columns: Names of measures, and of properties, which rest on nothing else.
        table: What the measures gave; None where the network has them as columns.
    """
    if not columns:
        return
    from kg.network.measures.basis import too_small
    from kg.network.measures.columns import MEASURES
    from kg.network.measures.tables import WHOLE

    measures = [name for name in columns if name in (*MEASURES, *WHOLE, "compare")]
    yield from map(str, too_small(network, measures, table))


def left_out(left_out: LeftOut, at: str) -> Iterator[str]:
    """Yield what was left out of a network, and how to have it.

    Args:
        left_out: What was.
        at: The date of the network, if it has one.
    """
    if left_out.places:
        places, ties = left_out.places, left_out.place_ties
        yield in_language(
            f"{places:,} places are attributes of what lies in them, not nodes ({ties:,} ties); "
            "--places node makes them nodes",
            f"{places:,} lugares son atributos de lo que hay en ellos, no nodos ({ties:,} "
            "vínculos); --places node los vuelve nodos",
        )
    if left_out.kinds:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in left_out.kinds.items())
        ties = left_out.kind_ties
        yield in_language(
            f"left out, as neither actors nor what they do together: {kinds} ({ties:,} ties); "
            "--profile full adds them",
            f"se omiten, por no ser actores ni lo que hacen juntos: {kinds} ({ties:,} vínculos); "
            "--profile full los agrega",
        )
    if left_out.proposed:
        ties = left_out.proposed
        yield in_language(
            f"{ties:,} ties that are only proposed or planned are left out; "
            "--with-proposed adds them",
            f"se omiten {ties:,} vínculos solo propuestos o planeados; --with-proposed los agrega",
        )
    if at:
        ended, undated = left_out.ended, left_out.undated
        yield in_language(
            f"at {at}: {ended:,} ties did not hold and are left out; {undated:,} have no date and "
            "are kept",
            f"en {at}: {ended:,} vínculos no existían y se omiten; {undated:,} no tienen fecha y "
            "se conservan",
        )

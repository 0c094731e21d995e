"""What is told beside a network and its measures: what they rest on, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import in_language

if TYPE_CHECKING:
    from kg.network.elements import LeftOut, Network
    from kg.network.measures.basis import CountOf


#: kinds that a profile leaves out → one and several of them, in English and Spanish
_OF_KINDS: Final = {
    "DataSet": (("data set", "data sets"), ("conjunto de datos", "conjuntos de datos")),
    "LabelScheme": (("label scheme", "label schemes"), ("esquema de sellos", "esquemas de sellos")),
    "LegalInstrument": (
        ("legal instrument", "legal instruments"),
        ("instrumento jurídico", "instrumentos jurídicos"),
    ),
    "Platform": (("platform", "platforms"), ("plataforma", "plataformas")),
}
#: where fewer than one node in so many has an edge, there are few edges
_FEW: Final = 10


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


def size_in_words(nodes: int, edges: int) -> str:
    """Return how large a network is, for people: "1 node, 2 edges"."""
    one_node, one_edge = nodes == 1, edges == 1
    return in_language(
        f"{nodes:,} {'node' if one_node else 'nodes'}, {edges:,} {'edge' if one_edge else 'edges'}",
        f"{nodes:,} {'nodo' if one_node else 'nodos'}, "
        f"{edges:,} {'arista' if one_edge else 'aristas'}",
    )


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
    yield from _few_edges(nodes, linked, narrowing)


def _few_edges(nodes: int, linked: int, narrowing: Sequence[str]) -> Iterator[str]:
    """Yield that options leave nearly all nodes without an edge, and what links them."""
    if not narrowing or "--one-mode" in narrowing or not 0 < linked * _FEW < nodes:
        return
    named = " ".join(narrowing)
    yield in_language(
        f"{named} leaves few edges, since both ends of an edge must be kept; to link the nodes by "
        "what they share, add --one-mode, such as --one-mode Cluster:sector",
        f"{named} deja pocas aristas, pues ambos extremos deben quedar; para vincular los nodos "
        "por lo que comparten, agregue --one-mode, p. ej. --one-mode Cluster:sector",
    )


def without_edges(size: tuple[int, int, int], narrowing: Sequence[str]) -> Iterator[str]:
    """Yield that options leave no edge, or hardly one, which is seldom what somebody wants.

    Args:
        size: Of the network: nodes, edges, nodes with an edge.
        narrowing: The options that keep only a part of it.
    """
    nodes, edges, linked = size
    if edges:
        yield from _few_edges(nodes, linked, narrowing)
    if edges or not narrowing:
        return
    named = ", ".join(narrowing)
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


def isolates(size: tuple[int, int, int]) -> Iterator[str]:
    """Yield how many nodes of a network with edges have none, and how to leave them out.

    Args:
        size: Of the network: nodes, edges, nodes with an edge.
    """
    nodes, edges, linked = size
    alone = nodes - linked
    if alone and edges:
        yield in_language(
            f"{alone:,} {'node has' if alone == 1 else 'nodes have'} no edge; --linked leaves "
            f"{'it' if alone == 1 else 'them'} out",
            f"{alone:,} {'nodo no tiene' if alone == 1 else 'nodos no tienen'} aristas; "
            f"--linked {'lo' if alone == 1 else 'los'} omite",
        )


def small_basis(columns: Sequence[str], count_of: CountOf) -> Iterator[str]:
    """Yield a sentence for measures that rest on too little; see `too_small`.

    Args:
        columns: Names of measures, and of properties, which rest on nothing else.
        count_of: Gives how many of a unit the measures rest on; see `kg.network.measures.basis`.
    """
    if not columns:
        return
    from kg.network.measures.basis import too_small
    from kg.network.measures.columns import MEASURES
    from kg.network.measures.tables import WHOLE

    measures = [name for name in columns if name in (*MEASURES, *WHOLE, "compare")]
    yield from map(str, too_small(measures, count_of))


def _not_taken(left_out: LeftOut) -> Iterator[str]:
    """Yield what a profile leaves out of the relations, and what of a graph is no node."""
    if left_out.relation_ties:
        ties = left_out.relation_ties
        yield in_language(
            f"{ties:,} ties do not say where something lies and are left out; "
            "--profile full adds them",
            f"{ties:,} vínculos no dicen dónde está algo y se omiten; --profile full los agrega",
        )
    if left_out.nameless:
        count = left_out.nameless
        yield in_language(
            "1 resource has neither a type nor a label and is no node; either makes it one"
            if count == 1
            else f"{count:,} resources have neither a type nor a label and are no nodes; either "
            "makes them nodes",
            "1 recurso no tiene tipo ni etiqueta y no es un nodo; con uno de los dos lo sería"
            if count == 1
            else f"{count:,} recursos no tienen tipo ni etiqueta y no son nodos; con uno de los "
            "dos lo serían",
        )
    if left_out.blank:
        count = left_out.blank
        yield in_language(
            "1 blank node is no node of the network; an IRI makes it one"
            if count == 1
            else f"{count:,} blank nodes are no nodes of the network; IRIs make them nodes",
            "1 nodo en blanco no es un nodo de la red; con un IRI lo sería"
            if count == 1
            else f"{count:,} nodos en blanco no son nodos de la red; con un IRI lo serían",
        )


def left_out(left_out: LeftOut, at: str) -> Iterator[str]:
    """Yield what was left out of a network, and how to have it.

    Args:
        left_out: What was.
        at: The date of the network, if it has one.
    """
    if left_out.places:
        places, at_places = left_out.places, _ties(left_out.place_ties)
        yield in_language(
            f"1 place is an attribute of what lies in it, not a node ({at_places}); "
            "--places node makes it one"
            if places == 1
            else f"{places:,} places are attributes of what lies in them, not nodes ({at_places}); "
            "--places node makes them nodes",
            f"1 lugar es atributo de lo que hay en él, no un nodo ({at_places}); "
            "--places node lo vuelve nodo"
            if places == 1
            else f"{places:,} lugares son atributos de lo que hay en ellos, no nodos "
            f"({at_places}); --places node los vuelve nodos",
        )
    if left_out.kinds:
        kinds = ", ".join(_of_kind(kind, count) for kind, count in left_out.kinds.items())
        of_kinds = _ties(left_out.kind_ties)
        yield in_language(
            f"left out, as neither actors nor what they do together: {kinds} ({of_kinds}); "
            "--profile full adds them",
            f"se omiten, por no ser actores ni lo que hacen juntos: {kinds} ({of_kinds}); "
            "--profile full los agrega",
        )
    yield from _not_taken(left_out)
    if left_out.proposed:
        ties = left_out.proposed
        yield in_language(
            "1 tie that is only proposed or planned is left out; --with-proposed adds it"
            if ties == 1
            else f"{ties:,} ties that are only proposed or planned are left out; "
            "--with-proposed adds them",
            "se omite 1 vínculo solo propuesto o planeado; --with-proposed lo agrega"
            if ties == 1
            else f"se omiten {ties:,} vínculos solo propuestos o planeados; "
            "--with-proposed los agrega",
        )
    if at:
        yield in_language(
            f"at {at}: {_did_not_hold(left_out.ended)}; {_have_no_date(left_out.undated)}",
            f"en {at}: {_did_not_hold(left_out.ended)}; {_have_no_date(left_out.undated)}",
        )


def _did_not_hold(ties: int) -> str:
    return in_language(
        f"{_ties(ties)} did not hold and {'is' if ties == 1 else 'are'} left out",
        f"{_ties(ties)} no {'existía y se omite' if ties == 1 else 'existían y se omiten'}",
    )


def _have_no_date(ties: int) -> str:
    return in_language(
        f"{ties:,} {'has no date and is' if ties == 1 else 'have no date and are'} kept",
        f"{ties:,} no "
        f"{'tiene fecha y se conserva' if ties == 1 else 'tienen fecha y se conservan'}",
    )


def _of_kind(kind: str, count: int) -> str:
    """Return how many of a kind there are in words: "12 legal instruments"."""
    english, spanish = _OF_KINDS.get(kind, ((kind, kind), (kind, kind)))
    return in_language(f"{count:,} {english[count != 1]}", f"{count:,} {spanish[count != 1]}")


def _ties(number: int) -> str:
    """Return how many ties, in words of the user's language."""
    return in_language(
        f"{number:,} {'tie' if number == 1 else 'ties'}",
        f"{number:,} {'vínculo' if number == 1 else 'vínculos'}",
    )

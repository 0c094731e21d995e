"""Measures as tables: of nodes, of the whole network, of two dates."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.model import Progress, silent

if TYPE_CHECKING:
    from kg.model import Literal
    from kg.network import Network

_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_MAX_SHARED = 5  # of the things that two nodes share, as many are named
_REMOVED = (0, 1, 2, 5, 10, 20, 30, 50)  # percent of the nodes

Cell = str | int | float


class Table(NamedTuple):
    """The heads of the columns, and the rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def terms(row: tuple[Cell, ...]) -> tuple[Literal | None, ...]:
    """Return a row as RDF terms; an empty text and a number that is undefined as None."""
    return tuple(map(_term, row))


def _term(value: Cell) -> Literal | None:
    from kg.model import Literal, text
    from kg.rdf.namespaces import XSD

    if isinstance(value, str):
        return text(value) if value else None
    if isinstance(value, int):
        return Literal(str(value), XSD + "integer")
    return None if math.isnan(value) else Literal(f"{value:.6g}", XSD + "double")


def of_nodes(
    network: Network,
    names: Sequence[str],
    progress: Progress = silent,
    *,
    resolution: float = 1.0,
) -> Table:
    """Return one row for each node, the largest value of the first measure first.

    resolution: Of the communities.
    """
    from kg.network.measures.columns import with_measures

    measured = with_measures(network, names, progress, resolution=resolution)
    columns = [name for name in measured.measures if name not in network.measures]
    values = [measured.measures[name] for name in columns]
    rows: list[tuple[Cell, ...]] = [
        (id, label, kind, *(column[id] for column in values))
        for id, label, kind in zip(
            *(network.node_table[name].values() for name in ("id", "label", "kind")), strict=True
        )
    ]
    rows.sort(key=lambda row: (-float(row[3]), row[0]))
    return Table(("id", "name", "kind", *columns), rows)


class Options(NamedTuple):
    """What measures of a whole network may be told.

    Attributes:
        group: The column of nodes whose groups mixing and brokers compare.
        limit: The number of pairs that "missing" names.
        resolution: Of the communities.
    """

    group: str = "helix"
    limit: int = 20
    resolution: float = 1.0


def dates(measures: Sequence[str], at: str, later: str) -> tuple[str, ...]:
    """Return the two dates that are to be compared; none where another measure is asked for.

    Args:
        measures: What is asked for: "compare" and two dates, or else measures.
        at: The earlier date, where it is not among the measures.
        later: The later one.

    Raises:
        UsageError: There are not two.
    """
    if not measures or measures[0] != "compare":
        return ()
    chosen = tuple(measures[1:]) or tuple(filter(None, (at, later)))
    if len(chosen) != 2 or not all(map(_DATE.fullmatch, chosen)):
        raise UsageError(
            in_language(
                "name two dates, each a year, month or day: kg network compare 2014 2018",
                "indique dos fechas, cada una un año, mes o día: kg network compare 2014 2018",
            )
        )
    return chosen


def first(table: Table, measures: Sequence[str], limit: int) -> list[tuple[Cell, ...]]:
    """Return the first rows of a table; all where they make one answer about the whole network."""
    is_whole = measures[0] == "compare" or (measures[0] in WHOLE and measures[0] != "bridges")
    return table.rows if is_whole else table.rows[:limit]


def of_whole(network: Network, measure: str, options: Options) -> Table:
    """Return the table of a measure of the whole network.

    Args:
        network: The network to measure.
        measure: One of `WHOLE`.
        options: What it is told.
    """
    return WHOLE[measure](network, options)


def measured(
    network: Network,
    measures: Sequence[str],
    *,
    options: Options | None = None,
    later: Callable[[], Network] | None = None,
    progress: Progress = silent,
) -> Table:
    """Return the table of some measures of nodes, or of one measure of the whole network.

    Args:
        network: The network to measure.
        measures: Names of measures of nodes, or one of `WHOLE`, or "compare".
        options: What they are told.
        later: For "compare": returns the network at the later date.
        progress: Is told how far it is.

    Raises:
        UsageError: A measure is unknown, or one of the whole network is not alone.
    """
    options = options or Options()
    whole = [name for name in measures if name == "compare" or name in WHOLE]
    if whole and len(measures) > 1:
        raise UsageError(
            in_language(
                f"'{whole[0]}' is a measure of the whole network and cannot be combined",
                f"«{whole[0]}» es una medida de la red completa y no se puede combinar",
            )
        )
    if not whole:
        return of_nodes(network, measures, progress, resolution=options.resolution)
    if whole == ["compare"]:
        if later is None:
            raise UsageError(
                in_language(
                    "name two dates, such as 2014 and 2018",
                    "indique dos fechas, p. ej. 2014 y 2018",
                )
            )
        return comparison(network, later())
    return of_whole(network, whole[0], options)


def _summary(network: Network, options: Options) -> Table:
    return Table(("measure", "value"), list(_summary_rows(network)))


def _summary_rows(network: Network) -> Iterator[tuple[Cell, ...]]:
    from kg.network.measures import centrality, structure
    from kg.network.measures.communities import communities
    from kg.network.measures.matrix import Matrix

    matrix = Matrix.from_network(network)
    size, ties = len(matrix.ids), matrix.ties.nnz // 2
    components = list(centrality.component(matrix).values())
    clustering = list(centrality.clustering(matrix).values())
    partition = communities(matrix)
    yield "nodes", size
    yield "edges", len(network.edges)
    yield "ties (pairs that are linked)", ties
    yield "density", 2 * ties / (size * (size - 1)) if size > 1 else 0.0
    yield "parts", max(components, default=0)
    yield "in the largest part", components.count(1)
    yield "mean clustering", sum(clustering) / size if size else 0.0
    yield (
        "two-mode clustering",
        (structure.two_mode_clustering(matrix) if structure.is_two_mode(matrix) else math.nan),
    )
    yield "communities", max(partition.numbers.values(), default=0)
    yield "modularity of these", partition.modularity
    yield "in the core", len(structure.core_periphery(matrix))


def _mixing(network: Network, options: Options) -> Table:
    from kg.network.measures.columns import node_groups
    from kg.network.measures.groups import assortativity, ei_index, modularity
    from kg.network.measures.matrix import Matrix

    matrix, groups = Matrix.from_network(network), node_groups(network, options.group)
    return Table(
        ("measure", "value"),
        [
            ("E-I index", ei_index(matrix, groups)),
            ("assortativity", assortativity(matrix, groups)),
            ("modularity", modularity(matrix, groups)),
        ],
    )


def _modularity(network: Network, options: Options) -> Table:
    from kg.network.measures.communities import communities
    from kg.network.measures.matrix import Matrix

    partition = communities(Matrix.from_network(network), resolution=options.resolution)
    return Table(
        ("measure", "value"),
        [
            ("communities", len(set(partition.numbers.values()))),
            ("modularity", partition.modularity),
            ("resolution", options.resolution),
            ("runs, of which this is the best", len(partition.runs)),
            ("least modularity of a run", min(partition.runs)),
            ("fewest communities of a run", min(partition.sizes)),
            ("most communities of a run", max(partition.sizes)),
        ],
    )


def _brokers(network: Network, options: Options) -> Table:
    from kg.network.measures.brokerage import ROLES, brokerage
    from kg.network.measures.columns import node_groups
    from kg.network.measures.matrix import Matrix

    roles = brokerage(Matrix.from_network(network), node_groups(network, options.group))
    return Table(
        ("role", "triads", "expected", "z"),
        [(role, roles.totals[role], roles.expected[role], roles.z[role]) for role in ROLES],
    )


def _triple_helix(network: Network, options: Options) -> Table:
    from kg.network.measures.columns import helix_presence
    from kg.network.measures.groups import triple_helix

    clusters = helix_presence(network)
    interval = triple_helix(clusters)
    return Table(
        ("measure", "value"),
        [
            ("clusters", len(clusters)),
            ("T in bits", interval.value),
            ("from", interval.low),
            ("to", interval.high),
        ],
    )


def _robustness(network: Network, options: Options) -> Table:
    from kg.network.measures.matrix import Matrix
    from kg.network.measures.structure import robustness

    falling = robustness(Matrix.from_network(network))
    size = len(falling.largest)
    rows: list[tuple[Cell, ...]] = [
        (f"{share} % gone", falling.largest[min(size - 1, size * share // 100)])
        for share in _REMOVED
        if size
    ]
    return Table(("measure", "value"), [*rows, ("mean (R)", falling.mean)])


def _missing(network: Network, options: Options) -> Table:
    """Return pairs with what they share, and the documents that state those ties."""
    from kg.network.measures.matrix import Matrix
    from kg.network.measures.structure import missing_links

    documents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in network.edges:
        documents[edge.source, edge.target] |= edge.documents
        documents[edge.target, edge.source] |= edge.documents
    rows: list[tuple[Cell, ...]] = []
    for pair in missing_links(Matrix.from_network(network), options.limit):
        stating: set[str] = set()
        for shared in pair.shared:
            stating |= documents[pair.first, shared] | documents[pair.second, shared]
        rows.append(
            (
                pair.first,
                pair.second,
                pair.score,
                len(pair.shared),
                "; ".join(pair.shared[:_MAX_SHARED]),
                "; ".join(sorted(stating)),
            )
        )
    return Table(("one", "other", "score", "shared", "such_as", "sources"), rows)


def _bridges(network: Network, options: Options) -> Table:
    from kg.network.measures.matrix import Matrix
    from kg.network.measures.structure import bridges

    return Table(("one", "other"), list(bridges(Matrix.from_network(network))))


#: measure of one whole network → its table
WHOLE: Final[Mapping[str, Callable[[Network, Options], Table]]] = {
    "summary": _summary,
    "mixing": _mixing,
    "modularity": _modularity,
    "brokers": _brokers,
    "triple_helix": _triple_helix,
    "robustness": _robustness,
    "missing": _missing,
    "bridges": _bridges,
}


def comparison(before: Network, after: Network) -> Table:
    """Return how many edges of each kind there were, were gained and were lost.

    Edges without a date that are in both networks, since nobody knows, are a column of their own.
    """
    old, new = ({edge.id: edge for edge in part.edges} for part in (before, after))
    undated = {name for name in old.keys() & new.keys() if not (new[name].start or new[name].end)}
    rows = []
    for kind in sorted({edge.kind for edge in (*old.values(), *new.values())}):
        there, here = ({name for name in edges if edges[name].kind == kind} for edges in (old, new))
        if there != here:
            rows.append(_compared(kind, there, here, undated))
    rows.sort(key=lambda row: (-float(row[3]) - float(row[4]), row[0]))
    rows.append(_compared("all relations", old.keys(), new.keys(), undated))
    return Table(("relation", "before", "after", "gained", "lost", "undated"), rows)


def _compared(kind: str, old: Set[str], new: Set[str], undated: Set[str]) -> tuple[Cell, ...]:
    counts = len(old - undated), len(new - undated), len(new - old), len(old - new)
    return kind, *counts, len(old & undated)

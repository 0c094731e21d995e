"""kg network"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.network_options import Choice, network_options
from kg.cli.output import (
    binary_output,
    chosen_format,
    output_option,
    progress,
    text_output,
    width,
)
from kg.formats import RESULTS

if TYPE_CHECKING:
    from kg.model import Literal
    from kg.network import Network
    from kg.network.measures.structure import Missing

#: measures of the whole network
_WHOLE = (
    "summary",
    "mixing",
    "modularity",
    "brokers",
    "triple_helix",
    "robustness",
    "missing",
    "bridges",
    "compare",
)


@click.command()
@click.argument("measures", nargs=-1, required=True)
@network_options
@click.option(
    "--group",
    type=click.Choice(["helix", "kind", "country", "state", "sector"]),
    default="helix",
    show_default=True,
    help="Whose groups mixing and brokers compare.",
)
@click.option(
    "--with-date",
    "other",
    default="",
    metavar="DATE",
    help="For compare: the date to compare --at with.",
)
@click.option(
    "-n",
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many rows, the largest first.",
)
@click.option("--all", "everything", is_flag=True, help="All rows.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(tuple(RESULTS)),
    default=None,
    help="Form of the result.  [default: table; from the name with -o]",
)
@output_option
def network(
    measures: tuple[str, ...],
    choice: Choice,
    group: str,
    other: str,
    limit: int,
    everything: bool,
    form: str | None,
    output: Path | None,
) -> None:
    """Measure a network: who is central, who brokers, how groups mix.

    \b
    Of nodes (several at once, sorted by the first):
      degree in_degree out_degree strength betweenness pagerank eigenvector closeness harmonic
      core clustering constraint effective_size component community articulation in_core
      brokerage (five roles by helix), helix_balance
    \b
    Of the whole (one at a time):
      summary      sizes, parts, density, clustering, modularity, core
      mixing       E-I index and assortativity of --group
      modularity   of the communities found
      brokers      roles of Gould and Fernandez: total, expected by chance, z
      triple_helix T(university, industry, government) over clusters, with interval
      robustness   how the network falls apart without its best connected
      missing      pairs without a tie that share most
      bridges      ties that hold parts together
      compare      edges gained and lost between --at and --with-date, where any were

    Formula and source of each: docs/measures.md.
    """
    from kg import results
    from kg.model import Solutions

    found, _ = choice.network()
    whole = [name for name in measures if name in _WHOLE]
    if whole and len(measures) > 1:
        raise click.UsageError(f"'{whole[0]}' stands alone; it is of the whole network")
    if whole == ["compare"]:
        columns, rows = _compared(choice, other)
    elif whole:
        columns, rows = _of_whole(found, whole[0], group, limit)
    else:
        columns, rows = _of_nodes(found, measures)
    shown = rows if everything or (whole and whole[0] != "bridges") else rows[:limit]
    answer = Solutions(columns, iter([tuple(map(_term, row)) for row in shown]))
    chosen = chosen_format(form, output, RESULTS)
    if RESULTS[chosen].binary:
        with binary_output(output) as stream:
            results.write_binary(answer, chosen, stream)
        return
    with text_output(output) as text:
        results.write(answer, chosen, text, width=None if output else width())
    if len(shown) < len(rows) and chosen == "table":
        click.echo(f"{len(shown)} of {len(rows):,}; --all shows the others", err=True)


_SHOWN = 5  # of the things that two nodes share
_Cell = str | int | float
_Table = tuple[tuple[str, ...], list[tuple[_Cell, ...]]]


def _term(value: _Cell) -> Literal | None:
    from kg.model import Literal, text
    from kg.rdf.namespaces import XSD

    if isinstance(value, str):
        return text(value) if value else None
    if isinstance(value, int):
        return Literal(str(value), XSD + "integer")
    return None if math.isnan(value) else Literal(f"{value:.6g}", XSD + "double")


def _of_nodes(network: Network, names: tuple[str, ...]) -> _Table:
    from kg.network.measures.columns import with_measures

    with progress() as show:
        found = with_measures(network, names, show)
    columns = [name for name in found.measures if name not in network.measures]
    values = [found.measures[name] for name in columns]
    rows = [
        (node.id, node.label, node.kind, *(column[node.id] for column in values))
        for node in found.nodes
    ]
    rows.sort(key=lambda row: (-float(row[3]), row[0]))
    return ("id", "name", "kind", *columns), rows


def _of_whole(network: Network, name: str, group: str, limit: int) -> _Table:
    from kg.network.measures import centrality, structure
    from kg.network.measures.brokerage import ROLES, brokerage
    from kg.network.measures.columns import helix_presence, node_groups
    from kg.network.measures.groups import assortativity, ei_index, modularity, triple_helix
    from kg.network.measures.matrix import Matrix

    matrix = Matrix.from_network(network)
    groups = node_groups(network, group)
    if name == "summary":
        return ("what", "value"), list(_summary(network))
    if name == "mixing":
        return ("what", "value"), [
            ("E-I index", ei_index(matrix, groups)),
            ("assortativity", assortativity(matrix, groups)),
            ("modularity", modularity(matrix, groups)),
        ]
    if name == "modularity":
        found = centrality.community(matrix)
        return ("what", "value"), [
            ("communities", len(set(found.values()))),
            ("modularity", modularity(matrix, found)),
        ]
    if name == "brokers":
        roles = brokerage(matrix, groups)
        return ("role", "triads", "expected", "z"), [
            (role, roles.totals[role], roles.expected[role], roles.z[role]) for role in ROLES
        ]
    if name == "triple_helix":
        units = helix_presence(network)
        interval = triple_helix(units)
        return ("what", "value"), [
            ("clusters", len(units)),
            ("T in bits", interval.value),
            ("from", interval.low),
            ("to", interval.high),
        ]
    if name == "robustness":
        return _falling(structure.robustness(matrix))
    if name == "missing":
        return _missing(network, structure.missing_links(matrix, limit))
    return ("one", "other"), list(structure.bridges(matrix))


def _missing(network: Network, found: Sequence[Missing]) -> _Table:
    """Return pairs with what they share, and the documents that state those ties."""
    documents: dict[tuple[str, str], set[str]] = defaultdict(set)
    for edge in network.edges:
        documents[edge.source, edge.target] |= edge.documents
        documents[edge.target, edge.source] |= edge.documents
    rows: list[tuple[_Cell, ...]] = []
    for pair in found:
        stating = {
            name
            for shared in pair.shared
            for end in (pair.first, pair.second)
            for name in documents[end, shared]
        }
        rows.append(
            (
                pair.first,
                pair.second,
                pair.score,
                len(pair.shared),
                "; ".join(pair.shared[:_SHOWN]),
                "; ".join(sorted(stating)),
            )
        )
    return ("one", "other", "score", "shared", "such_as", "sources"), rows


def _falling(found: object) -> _Table:
    from kg.network.measures.structure import Robustness

    assert isinstance(found, Robustness)
    size = len(found.largest)
    rows: list[tuple[_Cell, ...]] = [
        (f"{share} % gone", found.largest[min(size - 1, size * share // 100)])
        for share in (0, 1, 2, 5, 10, 20, 30, 50)
        if size
    ]
    return ("what", "value"), [*rows, ("mean (R)", found.mean)]


def _summary(network: Network) -> Iterator[tuple[_Cell, ...]]:
    from kg.network.measures import centrality, structure
    from kg.network.measures.groups import modularity
    from kg.network.measures.matrix import Matrix

    matrix = Matrix.from_network(network)
    size, ties = len(matrix.ids), matrix.ties.nnz // 2
    parts = list(centrality.component(matrix).values())
    local = list(centrality.clustering(matrix).values())
    communities = centrality.community(matrix)
    yield "nodes", size
    yield "edges", len(network.edges)
    yield "ties (pairs that are linked)", ties
    yield "density", 2 * ties / (size * (size - 1)) if size > 1 else 0.0
    yield "parts", max(parts, default=0)
    yield "in the largest part", parts.count(1)
    yield "mean clustering", sum(local) / size if size else 0.0
    yield (
        "two-mode clustering",
        (structure.two_mode_clustering(matrix) if structure.is_two_mode(matrix) else math.nan),
    )
    yield "communities", max(communities.values(), default=0)
    yield "modularity of these", modularity(matrix, communities)
    yield "in the core", len(structure.core_periphery(matrix))


def _compared(choice: Choice, other: str) -> _Table:
    if not (choice.projection.at and other):
        raise click.UsageError("name both dates: --at 2016 --with-date 2020")
    before, after = choice.network()[0], choice.network(other)[0]
    first, second = ({edge.id: edge for edge in part.edges} for part in (before, after))
    kinds = sorted({edge.kind for edge in (*first.values(), *second.values())})
    rows: list[tuple[_Cell, ...]] = []
    for kind in kinds:
        old = {name for name, edge in first.items() if edge.kind == kind}
        now = {name for name, edge in second.items() if edge.kind == kind}
        if old != now:
            rows.append((kind, len(old), len(now), len(now - old), len(old - now)))
    rows.sort(key=lambda row: (-float(row[3]) - float(row[4]), row[0]))
    rows.append(
        (
            "all relations",
            len(first),
            len(second),
            len(second.keys() - first.keys()),
            len(first.keys() - second.keys()),
        )
    )
    return ("relation", "before", "after", "gained", "lost"), rows

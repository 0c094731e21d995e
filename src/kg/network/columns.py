"""A part of a network as columns: the same nodes and edges that the objects would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kg.network.elements import WOULD_BE, LeftOut
from kg.network.profiles import PLACES

Tables = tuple[pa.Table, pa.Table, pa.Table]


def part(
    nodes: pa.Table, edges: pa.Table, ties: pa.Table, unwanted: Set[str], left_out: Set[str]
) -> tuple[Tables, LeftOut]:
    """Return nodes, edges and ties that are not only proposed or planned, without some kinds.

    Args:
        nodes: as `NetworkCache` has them; so are the other two.
        edges: between them.
        ties: the edges, joined.
        unwanted: kinds that are not meant, and not counted.
        left_out: kinds that are left out, and counted.
    """
    kinds = nodes["kind"].cast(pa.string())
    is_wanted = _not(_among(kinds, unwanted))
    gone = _and(_among(kinds, left_out), is_wanted)
    places = _and(_among(kinds, {*PLACES} & left_out), is_wanted)
    ids = nodes["id"]
    edges, ties = (
        table.filter(_and(*_ends(table, ids.filter(is_wanted)))) for table in (edges, ties)
    )
    lost = _or(*_ends(edges, ids.filter(gone)))
    at_places = _or(*_ends(edges, ids.filter(places)))
    is_real = pc.equal(edges["realisation"].cast(pa.string()), "")
    stays = _and(is_wanted, _not(gone), _not(_among(nodes["status"].cast(pa.string()), WOULD_BE)))
    kept_edges = edges.filter(_and(_not(lost), is_real))
    kept_ties = ties.filter(
        _and(
            _not(_or(*_ends(ties, ids.filter(gone)))),
            pc.equal(ties["realisation"].cast(pa.string()), ""),
        )
    )
    kept_nodes = _with_degrees(nodes.filter(stays), kept_edges)
    counts = Counter(kinds.filter(gone).to_pylist())
    kept_ids = ids.filter(stays)
    proposed = edges.filter(_and(_not(lost), _not(is_real)))
    counted = LeftOut(
        proposed=_count(_or(*_ends(proposed, kept_ids))),
        places=sum(counts[kind] for kind in PLACES),
        place_ties=_count(at_places),
        kinds={kind: counts[kind] for kind in sorted(counts) if kind not in PLACES},
        kind_ties=_count(lost) - _count(at_places),
    )
    return (kept_nodes, kept_edges, kept_ties), counted


def _with_degrees(nodes: pa.Table, edges: pa.Table) -> pa.Table:
    """Return the nodes with their degrees among these edges; a loop counts twice."""
    degrees = np.zeros(len(nodes), np.int32)
    for end in ("source", "target"):
        rows = pc.index_in(edges[end], nodes["id"].combine_chunks())
        degrees += np.bincount(rows.to_numpy(), minlength=len(nodes)).astype(np.int32)
    number = nodes.column_names.index("degree")
    return nodes.set_column(number, "degree", pa.array(degrees, pa.int32()))


def _ends(edges: pa.Table, ids: Any) -> tuple[Any, Any]:
    """Return for each end of the edges whether it is among some ids."""
    among = ids.combine_chunks()
    return pc.is_in(edges["source"], among), pc.is_in(edges["target"], among)


def _among(column: Any, values: Iterable[str]) -> Any:
    return pc.is_in(column, pa.array(sorted(values), pa.string()))


def _and(first: Any, *others: Any) -> Any:
    for other in others:
        first = pc.and_(first, other)
    return first


def _or(first: Any, second: Any) -> Any:
    return pc.or_(first, second)


def _not(flags: Any) -> Any:
    return pc.invert(flags)


def _count(flags: Any) -> int:
    return int(pc.sum(flags).as_py() or 0)

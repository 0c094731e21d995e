r"""Two tables with the column names that Gephi's spreadsheet import knows.

Plain UTF-8, no byte order mark: Gephi and pandas read UTF-8 as it is, while a mark would become
part of the first name ("\ufeffId") in a program that does not expect it, and the id column
would be lost. In Excel, open them with Data > From Text/CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from kg.errors import UsageError, in_language
from kg.export.row_text import Part, formed, listed, write_rows
from kg.export.xml_escape import legal
from kg.files.writing import replacing
from kg.network.columns import Coded, Column, Lists, Numbers
from kg.network.elements import Network
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS, Shown, edge_columns, node_columns

NODES, EDGES = "nodes.csv", "edges.csv"

NODE_HEADER = ("Id", "Label", *(column.name for column in NODE_COLUMNS))
#: `kind` has a column of its own in Gephi's form, "Kind"
EDGE_HEADER = (
    "Source",
    "Target",
    "Type",
    "Kind",
    "Id",
    "Label",
    "Weight",
    *(column.name for column in EDGE_COLUMNS if column.name != "kind"),
)

# What a cell may have to be quoted for, in one value and in many, a line each; few have it.
_UNSAFE = re.compile("[^ !#-+\\--\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|^ | $")
_UNSAFE_LINE = re.compile(_UNSAFE.pattern.replace("[^ ", "[^\n "), re.MULTILINE)
_QUOTED = re.compile(r'[",\r\n]|^[ \t]|[ \t]$')


def write_csv(network: Network, folder: Path) -> None:
    """Write nodes.csv and edges.csv into `folder`, which is made if it is missing.

    nodes: Id, Label, then the columns of a node.  edges: Source, Target, Type, Kind, Id, Label,
    Weight, then the columns of an edge. Lists are joined by "; ". LF line ends, quotes where
    needed; characters that XML does not allow are replaced as in the other formats.
    The same network gives the same bytes. Both files are replaced together, at the end.
    """
    require_folder(folder)
    with replacing(folder / NODES, folder / EDGES) as (nodes, edges):
        of_nodes = node_columns(network)
        nodes.write(row_of([*NODE_HEADER, *(c.name for c in of_nodes[len(NODE_COLUMNS) :])]))
        own = (network.node_table[name] for name in ("id", "label"))
        write_rows(nodes, len(network.nodes), _row([*own, *_columns(of_nodes)]))
        of_edges = [column for column in edge_columns(network) if column.name != "kind"]
        edges.write(row_of([*EDGE_HEADER, *(c.name for c in of_edges[len(EDGE_COLUMNS) - 1 :])]))
        write_rows(edges, len(network.edges), _row([*_own(network), *_columns(of_edges)]))


def _own(network: Network) -> Iterator[Column]:
    """Yield the columns of edges that Gephi has names of its own for."""
    table = network.edge_table
    yield table["source"]
    yield table["target"]
    yield Coded(table["directed"].array.astype(int), ("Undirected", "Directed"))
    yield table["kind"]
    yield table["id"]
    yield table["kind"]
    weights, codes = np.unique(network.weights, return_inverse=True)
    yield Coded(codes.reshape(-1), list(map(_number, weights.tolist())))


def _columns(shown: Iterable[Shown]) -> Iterator[Column]:
    return (column.column for column in shown)


def _row(columns: Sequence[Column]) -> Iterator[Part]:
    for number, column in enumerate(columns):
        yield _cells(column)
        yield "," if number < len(columns) - 1 else "\n"


def _cells(column: Column) -> Part:
    """Return a column as cells, lists joined by "; "; many values are looked at together."""
    if isinstance(column, Lists):
        if _are_safe(column.texts):
            return listed(column, str, "; ")
        column = column.joined()
    if isinstance(column, Coded | Numbers):
        return formed(column, lambda value: cell(str(value)))

    def part(start: int, end: int) -> list[str]:
        values = list(map(str, column.values(start, end)))
        return values if _are_safe(values) else list(map(cell, values))

    return part


def _are_safe(values: Sequence[str]) -> bool:
    """Return whether no value needs quotes."""
    lines = "\n".join(values)
    return lines.count("\n") < max(len(values), 1) and not _UNSAFE_LINE.search(lines)


def require_folder(folder: Path) -> None:
    """Raise UsageError where a file stands in place of the folder."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            in_language(
                f"{folder} is a file; this format needs a folder for its tables",
                f"{folder} es un archivo; este formato necesita una carpeta para sus tablas",
            )
        )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def row_of(values: Iterable[str]) -> bytes:
    """Return a row of CSV with its line end."""
    return (",".join(map(cell, values)) + "\n").encode()


def cell(value: str) -> str:
    """Return the value as RFC 4180 writes it.

    Python's own writer leaves a lone carriage return unquoted where lines end with LF, and
    every reader then sees a new row.
    """
    if not _UNSAFE.search(value):
        return value
    text = legal(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text

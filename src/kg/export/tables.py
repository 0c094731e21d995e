r"""Two tables with the column names that Gephi's spreadsheet import knows.

Plain UTF-8, no byte order mark: Gephi and pandas read UTF-8 as it is, while a mark would become
part of the first name ("\ufeffId") in a program that does not expect it, and the id column
would be lost. In Excel, open them with Data > From Text/CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import UsageError, in_language
from kg.export.xml_escape import legal
from kg.files.writing import replacing
from kg.network.elements import Network
from kg.network.frame import EDGE_COLUMNS, NODE_COLUMNS, edge_columns, flat_text, node_columns

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
        _write(nodes, _node_rows(network))
        _write(edges, _edge_rows(network))


def require_folder(folder: Path) -> None:
    """Raise UsageError where a file stands in place of the folder."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            in_language(
                f"{folder} is a file; this format needs a folder for its tables",
                f"{folder} es un archivo; este formato necesita una carpeta para sus tablas",
            )
        )


def _node_rows(network: Network) -> Iterator[list[str]]:
    columns = node_columns(network)
    yield [*NODE_HEADER, *(column.name for column in columns[len(NODE_COLUMNS) :])]
    for node in network.nodes:
        yield [node.id, node.label, *(flat_text(column.value_of(node)) for column in columns)]


def _edge_rows(network: Network) -> Iterator[list[str]]:
    columns = [column for column in edge_columns(network) if column.name != "kind"]
    yield [*EDGE_HEADER, *(column.name for column in columns[len(EDGE_COLUMNS) - 1 :])]
    for edge in network.edges:
        yield [
            edge.source,
            edge.target,
            _TYPES[edge.directed],
            edge.kind,
            edge.id,
            edge.kind,
            _number(edge.weight),
            *(flat_text(column.value_of(edge)) for column in columns),
        ]


_TYPES = {True: "Directed", False: "Undirected"}


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


def _write(output: BinaryIO, rows: Iterable[list[str]]) -> None:
    for row in rows:
        output.write(row_of(row))


def row_of(values: Iterable[str]) -> bytes:
    """Return a row of CSV with its line end."""
    return (",".join(map(cell, values)) + "\n").encode()


def cell(value: str) -> str:
    """Return the value as RFC 4180 writes it.

    Python's own writer leaves a lone carriage return unquoted where lines end with LF, and
    every reader then sees a new row.
    """
    text = legal(value)
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text

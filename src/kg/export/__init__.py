"""The network as a file that other programs read, one format a module.

Imported by `cli`; imports `network` and `files`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.files.writing import replacing
from kg.formats import NETWORKS
from kg.runtime.garbage import gc_paused

if TYPE_CHECKING:
    from kg.export.background import Background
    from kg.network.elements import Network

__all__ = ["Written", "export"]


class Written(NamedTuple):
    """How much a file holds.

    Attributes:
        nodes: All of the network.
        edges: Fewer than the network has where the format joins parallel ones of a kind.
    """

    nodes: int
    edges: int


_Writer = Callable[["Network", Path, str], int | None]


def _gexf(network: Network, path: Path, language: str) -> int:
    from kg.export.gexf import write_gexf

    with replacing(path) as (output,):
        return write_gexf(network, output)


def _graphml(network: Network, path: Path, language: str) -> None:
    from kg.export.graphml import write_graphml

    with replacing(path) as (output,):
        write_graphml(network, output)


def _csv(network: Network, path: Path, language: str) -> None:
    from kg.export.tables import write_csv

    write_csv(network, path)


def _neo4j(network: Network, path: Path, language: str) -> None:
    from kg.export.bulk import write_neo4j

    write_neo4j(network, path)


def _parquet(network: Network, path: Path, language: str) -> None:
    from kg.export.bulk import write_parquet

    write_parquet(network, path)


def _html(
    network: Network, path: Path, language: str, background: Background | None = None
) -> None:
    from kg.export.html import write_html

    with replacing(path) as (output,):
        write_html(network, output, language, background)


def _cx2(network: Network, path: Path, language: str) -> None:
    from kg.export.json_formats import write_cx2

    with replacing(path) as (output,):
        write_cx2(network, output)


def _cyjs(network: Network, path: Path, language: str) -> None:
    from kg.export.json_formats import write_cyjs

    with replacing(path) as (output,):
        write_cyjs(network, output)


def _graphology(network: Network, path: Path, language: str) -> None:
    from kg.export.json_formats import write_graphology

    with replacing(path) as (output,):
        write_graphology(network, output)


def _node_link(network: Network, path: Path, language: str) -> None:
    from kg.export.json_formats import write_node_link

    with replacing(path) as (output,):
        write_node_link(network, output)


def _d3(network: Network, path: Path, language: str) -> None:
    from kg.export.json_formats import write_node_link

    with replacing(path) as (output,):
        write_node_link(network, output, "links")


def _dot(network: Network, path: Path, language: str) -> None:
    from kg.export.text_formats import write_dot

    with replacing(path) as (output,):
        write_dot(network, output)


def _pajek(network: Network, path: Path, language: str) -> None:
    from kg.export.text_formats import write_pajek

    with replacing(path) as (output,):
        write_pajek(network, output)


def _svg(network: Network, path: Path, language: str) -> None:
    from kg.export.svg import write_svg

    with replacing(path) as (output,):
        write_svg(network, output, language)


def _png(network: Network, path: Path, language: str) -> None:
    from kg.export.picture import write_png

    with replacing(path) as (output,):
        write_png(network, output, language)


def _pdf(network: Network, path: Path, language: str) -> None:
    from kg.export.picture import write_pdf

    with replacing(path) as (output,):
        write_pdf(network, output, language)


#: name in `kg.formats.NETWORKS` → its writer, which imports its module when it is called, and
#: returns how many edges it wrote, where these are not all
_WRITERS: Final[Mapping[str, _Writer]] = MappingProxyType(
    {
        "csv": _csv,
        "cx2": _cx2,
        "cyjs": _cyjs,
        "d3": _d3,
        "dot": _dot,
        "gephi-csv": _csv,
        "gexf": _gexf,
        "graphml": _graphml,
        "graphology": _graphology,
        "html": _html,
        "json": _node_link,
        "neo4j-csv": _neo4j,
        "pajek": _pajek,
        "parquet": _parquet,
        "pdf": _pdf,
        "png": _png,
        "svg": _svg,
    }
)


def export(
    network: Network,
    format: str,
    path: Path,
    language: str = "en",
    background: Background | None = None,
) -> Written:
    """Write the network to `path`; what was there is replaced at the end.

    The same network gives the same bytes.

    Args:
        network: What to write.
        format: One of `kg.formats.NETWORKS`.
        path: A file; for csv, neo4j-csv and parquet a folder, which gets the tables.
        language: Of the words on a page of html and in the legend of a picture: es or en.
        background: For html, what is told beside the network: names, facts, figures, titles.

    Returns:
        How many nodes and edges the file holds.

    Raises:
        UsageError: The format is unknown, or the path cannot be written.
    """
    if format not in NETWORKS:
        raise UsageError(
            in_language(
                f"unknown format '{format}'; use one of: {', '.join(NETWORKS)}",
                f"formato desconocido «{format}»; use uno de: {', '.join(NETWORKS)}",
            )
        )
    write = partial(_html, background=background) if format == "html" else _WRITERS[format]
    with gc_paused():
        edges = write(network, path, language)
    return Written(len(network.nodes), len(network.edges) if edges is None else edges)

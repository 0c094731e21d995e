"""The network as a file that other programs read, one format a module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError
from kg.export.files import replacing

if TYPE_CHECKING:
    from kg.network.projection import Network

__all__ = ["FORMATS", "export"]


def _gexf(network: Network, path: Path, profile: str) -> None:
    from kg.export.gexf import PROFILES, write_gexf

    if profile not in PROFILES:
        raise UsageError(f"unknown profile '{profile}'; use one of: {', '.join(PROFILES)}")
    with replacing(path) as (output,):
        write_gexf(network, output, profile)


def _graphml(network: Network, path: Path, profile: str) -> None:
    from kg.export.graphml import write_graphml

    with replacing(path) as (output,):
        write_graphml(network, output)


def _csv(network: Network, path: Path, profile: str) -> None:
    from kg.export.tables import write_csv

    write_csv(network, path)


def _cyjs(network: Network, path: Path, profile: str) -> None:
    from kg.export.jsons import write_cyjs

    with replacing(path) as (output,):
        write_cyjs(network, output)


def _node_link(network: Network, path: Path, profile: str) -> None:
    from kg.export.jsons import write_node_link

    with replacing(path) as (output,):
        write_node_link(network, output)


def _pajek(network: Network, path: Path, profile: str) -> None:
    from kg.export.texts import write_pajek

    with replacing(path) as (output,):
        write_pajek(network, output)


def _dot(network: Network, path: Path, profile: str) -> None:
    from kg.export.texts import write_dot

    with replacing(path) as (output,):
        write_dot(network, output)


#: name of a format → what writes a network to a path; the modules are imported when called
FORMATS: Final[Mapping[str, Callable[[Network, Path, str], None]]] = MappingProxyType({
    "csv": _csv,
    "cyjs": _cyjs,
    "dot": _dot,
    "gexf": _gexf,
    "graphml": _graphml,
    "json": _node_link,
    "pajek": _pajek,
})


def export(network: Network, format: str, path: Path, profile: str = "gephi") -> None:
    """Write the network to `path` in one of `FORMATS`; what was there is replaced at the end.

    path: a file; for csv a folder, which gets nodes.csv and edges.csv.
    profile: for gexf, which program is to read it: gephi or networkx.
    The same network gives the same bytes.
    Raises UsageError for an unknown format, or a path that cannot be written.
    """
    if format not in FORMATS:
        raise UsageError(f"unknown format '{format}'; use one of: {', '.join(FORMATS)}")
    FORMATS[format](network, path, profile)

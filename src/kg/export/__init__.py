"""The network as a file that other programs read, one format a module.

Imported by `cli`; imports `network` and `files`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError
from kg.files.writing import replacing
from kg.formats import NETWORKS
from kg.runtime.garbage import gc_paused

if TYPE_CHECKING:
    from kg.network.elements import Network

__all__ = ["export"]


class Options(NamedTuple):
    """What a format may be told; each looks at what concerns it."""

    profile: str
    language: str


_Writer = Callable[["Network", Path, Options], None]


def _gexf(network: Network, path: Path, options: Options) -> None:
    from kg.export.gexf import PROFILES, write_gexf

    if options.profile not in PROFILES:
        raise UsageError(f"unknown profile '{options.profile}'; use one of: {', '.join(PROFILES)}")
    with replacing(path) as (output,):
        write_gexf(network, output, options.profile)


def _graphml(network: Network, path: Path, options: Options) -> None:
    from kg.export.graphml import write_graphml

    with replacing(path) as (output,):
        write_graphml(network, output)


def _csv(network: Network, path: Path, options: Options) -> None:
    from kg.export.tables import write_csv

    write_csv(network, path)


def _neo4j(network: Network, path: Path, options: Options) -> None:
    from kg.export.bulk import write_neo4j

    write_neo4j(network, path)


def _parquet(network: Network, path: Path, options: Options) -> None:
    from kg.export.bulk import write_parquet

    write_parquet(network, path)


def _html(network: Network, path: Path, options: Options) -> None:
    from kg.export.html import write_html

    with replacing(path) as (output,):
        write_html(network, output, options.language)


def _json(name: str) -> _Writer:
    def write(network: Network, path: Path, options: Options) -> None:
        from kg.export import json_formats as jsons

        with replacing(path) as (output,):
            getattr(jsons, f"write_{name}")(network, output)

    return write


def _picture(name: str) -> _Writer:
    def write(network: Network, path: Path, options: Options) -> None:
        from kg.export import picture, svg

        with replacing(path) as (output,):
            getattr(svg if name == "svg" else picture, f"write_{name}")(network, output)

    return write


def _text(name: str) -> _Writer:
    def write(network: Network, path: Path, options: Options) -> None:
        from kg.export import text_formats as texts

        with replacing(path) as (output,):
            getattr(texts, f"write_{name}")(network, output)

    return write


#: name in `kg.formats.NETWORKS` → its writer, which imports its module when it is called
_WRITERS: Final[Mapping[str, _Writer]] = MappingProxyType(
    {
        "csv": _csv,
        "cx2": _json("cx2"),
        "cyjs": _json("cyjs"),
        "d3": _json("node_link"),
        "dot": _text("dot"),
        "gephi-csv": _csv,
        "gexf": _gexf,
        "graphml": _graphml,
        "graphology": _json("graphology"),
        "html": _html,
        "json": _json("node_link"),
        "neo4j-csv": _neo4j,
        "pajek": _text("pajek"),
        "parquet": _parquet,
        "pdf": _picture("pdf"),
        "png": _picture("png"),
        "svg": _picture("svg"),
    }
)


def export(
    network: Network, format: str, path: Path, profile: str = "gephi", language: str = "en"
) -> None:
    """Write the network to `path`; what was there is replaced at the end.

    format: one of `kg.formats.NETWORKS`.
    path: a file; for csv, neo4j-csv and parquet a folder, which gets the tables.
    profile: for gexf, which program is to read it: gephi, gephi-lite or networkx.
    language: of the words on a page of html: es or en.
    The same network gives the same bytes.
    Raises UsageError for an unknown format, or a path that cannot be written.
    """
    if format not in NETWORKS:
        raise UsageError(f"unknown format '{format}'; use one of: {', '.join(NETWORKS)}")
    with gc_paused():
        _WRITERS[format](network, path, Options(profile, language))

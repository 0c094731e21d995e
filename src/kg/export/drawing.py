"""How a network is measured, drawn, split and written; what every face does with an export."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg.errors import UsageError, in_language
from kg.export import export
from kg.export.exported import Exported
from kg.files.writing import require_different, write_text
from kg.formats import NETWORKS
from kg.model import Progress, silent
from kg.network import caveats
from kg.network.elements import Network
from kg.network.measures import basis
from kg.network.properties import with_columns

if TYPE_CHECKING:
    from kg.network.declared import Projection
    from kg.store.base import Store

MOST_DRAWN: Final = 20_000  # nodes
_MOST_WEIGHED: Final = 3_000  # nodes, of which betweenness takes less than a second


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a network is measured, drawn and split.

    Attributes:
        measures: Columns that are added, with commas between: measures, or what entities have.
        layout: `force` or `discs`; by default force for what is looked at.
        like: A file of an earlier export as GEXF; nodes are placed as in it, with force.
        colour: The column that is shown as colour.
        size: The measure that is shown as size.
        layers: Whether each kind of relation gets a file.
        manifest: Where to write how the network was made.
    """

    measures: str = ""
    layout: str | None = None
    like: Path | None = None
    colour: str = "helix"
    size: str = "degree"
    layers: bool = False
    manifest: Path | None = None

    def drawn(
        self,
        network: Network,
        store: Store,
        format: str,
        language: str,
        progress: Progress = silent,
    ) -> Network:
        """Return a network with columns, and as far as the format shows them words and places.

        Raises:
            UsageError: A column is unknown, or there are too many nodes for a picture.
        """
        columns = self.columns() or (_page_measures(network) if format == "html" else ())
        network = with_columns(network, store, columns, language, progress)
        network = replace(network, colour=self.colour, size=self.size)
        is_drawn = NETWORKS[format].drawn
        if is_drawn:
            network = _labelled(network, store, language)
        if (self.layout or ("force" if is_drawn else "discs")) != "force":
            return network
        from kg.network.layout.earlier import earlier_coordinates
        from kg.network.layout.parts import part_coordinates

        before = earlier_coordinates(self.like) if self.like else {}
        places = part_coordinates(network, like=before, progress=progress)
        return replace(network, coordinates=places)

    def columns(self) -> tuple[str, ...]:
        """Return the columns that are added."""
        return tuple(filter(None, map(str.strip, self.measures.split(","))))

    def parts(self, network: Network, target: Path) -> dict[Path, Network]:
        """Return file → what is written there: one, or one for each kind of relation.

        Raises:
            UsageError: The layers have no name from which theirs could be made.
        """
        if not self.layers:
            return {target: network}
        from kg.network.derive import layers

        if not target.name:
            raise UsageError(
                in_language(
                    f"{target} is no file name; each layer gets a file, such as out.gexf",
                    f"{target} no es un nombre de archivo; cada capa recibe un archivo, como "
                    "out.gexf",
                )
            )
        return {
            target.with_name(f"{target.stem}-{kind}{target.suffix}"): layer
            for kind, layer in layers(network).items()
        }


def export_network(
    projection: Projection,
    drawing: Drawing,
    store: Store,
    format: str,
    target: Path,
    language: str,
    *,
    progress: Progress = silent,
    tell: Callable[[str], None] = lambda note: None,
) -> list[Exported]:
    """Write the network of a graph, and return the files with what they hold.

    Args:
        projection: Which part of it, in which form.
        drawing: How it is measured, drawn and split.
        store: Where it comes from.
        format: One of `kg.formats.NETWORKS`.
        target: A file; for csv, neo4j-csv and parquet a folder.
        language: Of labels and words: `es` or `en`.
        progress: Is told how far it is.
        tell: Is told what the network leaves out and what its measures rest on, a sentence each,
            before anything is written.

    Raises:
        UsageError: A word fits nothing, two outputs are the same file, or one cannot be written.
    """
    require_different(target, drawing.manifest)
    network = projection.network(store, language, progress)
    size = caveats.size(network)
    for note in (
        *caveats.left_out(network.left_out, projection.at),
        *caveats.without_edges(size, projection.narrowing()),
        *caveats.isolates(size),
    ):
        tell(note)
    network = drawing.drawn(network, store, format, language, progress)
    for note in caveats.small_basis(drawing.columns(), basis.counts(network)):
        tell(note)
    parts = drawing.parts(network, target)
    require_different(*parts, drawing.manifest)
    written = [_written(part, format, path, store, language) for path, part in parts.items()]
    if drawing.manifest is not None:
        rules = projection.rules()
        rules |= {"language": language, "measures": ",".join(drawing.columns())}
        _write_manifest(drawing.manifest, network, rules)
    return written


def _written(network: Network, format: str, path: Path, store: Store, language: str) -> Exported:
    about = None
    if format == "html":
        from kg.export.background import background

        about = background(network, store, language)
    return Exported(path, *export(network, format, path, language, about), len(network.edges))


def _page_measures(network: Network) -> Sequence[str]:
    """Return the measures that a page offers where none are asked for: those that take no wait."""
    quick = ("pagerank", "community")
    return quick if len(network.nodes) > _MOST_WEIGHED else ("betweenness", *quick)


def _labelled(network: Network, store: Store, language: str) -> Network:
    from kg.export.display_labels import with_display_labels

    if len(network.nodes) > MOST_DRAWN:
        raise UsageError(
            in_language(
                f"{len(network.nodes):,} nodes are too many for a picture or a page "
                f"(at most {MOST_DRAWN:,}); select a part with --ego, --kind, --sector, "
                "--linked …",
                f"{len(network.nodes):,} nodos son demasiados para una imagen o una página "
                f"(como máximo {MOST_DRAWN:,}); elija una parte con --ego, --kind, --sector, "
                "--linked …",
            )
        )
    return with_display_labels(network, store, language)


def _write_manifest(path: Path, network: Network, rules: Mapping[str, object]) -> None:
    from kg.network.manifest import network_manifest

    described = network_manifest(network, rules)
    write_text(path, json.dumps(described, ensure_ascii=False, indent=2) + "\n")

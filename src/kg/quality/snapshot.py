"""Read a snapshot of the graph to compare: from tables, a store, or a dump."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kg.claims.as_of import quads_as_of
from kg.errors import UsageError, in_language
from kg.ingest.assemble import assemble
from kg.model import Quad
from kg.rdf.reader import is_rdf, read_quads
from kg.store import EmbeddedStore


def read_snapshot(path: Path) -> Iterator[Quad]:
    """Yield all quads of a snapshot.

    Args:
        path: A folder of tables, the folder of a store, or an RDF file such as `kg dump` writes;
            `STORE@MOMENT` is a store as it was (`kg.claims.as_of`).

    Raises:
        InputError: A table or file cannot be read.
        UsageError: The path is none of these.
    """
    if not path.exists() and "@" in path.name:
        name, _, moment = path.name.rpartition("@")
        folder = path.with_name(name) if name else path.with_name("kg-store")
        yield from quads_as_of(EmbeddedStore.open(folder), moment)
        return
    if not path.exists():
        raise UsageError(in_language(f"{path} does not exist", f"{path} no existe"))
    if (path / "CURRENT").is_file():
        yield from EmbeddedStore.open(path).quads(every_graph=True)
    elif path.is_dir():
        yield from assemble(path).quads()
    elif is_rdf(path):
        yield from read_quads(path, str(path))
    else:
        raise UsageError(
            in_language(
                f"{path} is no data folder, no store and no dump (.nq)",
                f"{path} no es una carpeta de datos, un almacén ni un volcado (.nq)",
            )
        )

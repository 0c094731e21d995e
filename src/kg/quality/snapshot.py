"""Read a snapshot of the graph to compare: from tables, a store, or a dump."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kg.claims.as_of import quads_as_of
from kg.errors import UsageError, in_language
from kg.ingest.assemble import assemble
from kg.model import Quad
from kg.rdf.reader import is_rdf, read_quads
from kg.store import EmbeddedStore

#: a state of the graph: a store on this machine, or quads
Snapshot = EmbeddedStore | Iterable[Quad]


def quads_of(snapshot: Snapshot) -> Iterable[Quad]:
    """Return all quads of a snapshot."""
    if isinstance(snapshot, EmbeddedStore):
        return snapshot.quads(every_graph=True)
    return snapshot


def read_snapshot(path: Path) -> Snapshot:
    """Return a snapshot.

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
        return quads_as_of(EmbeddedStore.open(folder), moment)
    if not path.exists():
        raise UsageError(in_language(f"{path} does not exist", f"{path} no existe"))
    if (path / "CURRENT").is_file():
        return EmbeddedStore.open(path)
    if path.is_dir():
        return assemble(path).quads()
    if is_rdf(path):
        return read_quads(path, str(path))
    raise UsageError(
        in_language(
            f"{path} is no data folder, no store and no dump (.nq)",
            f"{path} no es una carpeta de datos, un almacén ni un volcado (.nq)",
        )
    )

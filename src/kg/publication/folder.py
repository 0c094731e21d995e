"""Write a graph as one folder for catalogues and archives, and read it back.

The same graph gives the same bytes: nothing in the folder depends on the day or the machine.
"""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg import names
from kg.errors import InputError, UsageError, in_language
from kg.files.reading import sha256
from kg.ingest import replay
from kg.model import Iri, Position, Quad, Solutions, Triple
from kg.publication import descriptions
from kg.publication.catalogue import PREFIXES, catalogue
from kg.publication.descriptions import Edition, Published
from kg.publication.tables import TABLES, as_terms
from kg.rdf import namespaces
from kg.rdf.namespaces import DCT, ONTOLOGY_GRAPH
from kg.rdf.reader import read_quads
from kg.store import EmbeddedStore

if TYPE_CHECKING:
    from kg.library import Query
    from kg.store import Store

NQUADS: Final = "helixkg.nq"
SUMS: Final = "SHA256SUMS"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([\w./-]+)")
_VERSION: Final = 16  # hexadecimal digits
_TITLES: Final = {
    ".nq": ("application/n-quads", "The whole graph with its evidence"),
    ".ttl": ("text/turtle", "RDF"),
    ".jsonld": ("application/ld+json", "JSON-LD context of the terms"),
    ".csv": ("text/csv", "Table"),
    ".parquet": ("application/vnd.apache.parquet", "Table"),
    ".trig": ("application/trig", "One nanopublication for each claim"),
}


def publish(
    store: Store,
    folder: Path,
    queries: Mapping[str, Query],
    *,
    url: str = "",
    nanopubs: bool = False,
) -> Edition:
    """Write the folder; what an earlier publication wrote there is replaced at the end.

    Args:
        store: the graph.
        folder: is made; it may hold an earlier publication and nothing else.
        queries: the questions of the library, by name.
        url: where the folder will be served; empty is under the identifier of the dataset.
        nanopubs: also write one nanopublication for each claim.

    Raises:
        UsageError: The folder holds something else.
        MissingExtra: The library of Parquet is not installed.
    """
    _require_ours(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".publication-", dir=folder.parent))
    try:
        edition = _write(store, staged, queries, url or f"{descriptions.IRI}/", nanopubs)
        staged.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        staged.replace(folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return edition


def quads_of(folder: Path) -> Iterator[Quad]:
    """Yield the quads of a published folder, after its hash is checked.

    Raises:
        InputError: A file is missing or is not as it was published.
    """
    sums = folder / SUMS
    if not sums.is_file():
        raise InputError.at(
            Position(str(folder)),
            in_language(
                f"is no folder that kg publish wrote: it has no {SUMS}",
                f"no es una carpeta escrita por kg publish: no tiene {SUMS}",
            ),
        )
    for line in sums.read_text("utf-8").splitlines():
        match = _LINE.fullmatch(line)
        path = folder / match[2] if match else sums
        if not match or not path.is_file() or sha256(path) != match[1]:
            raise InputError.at(
                Position(str(path)),
                in_language(
                    f"is not as {SUMS} says; copy or unpack the folder again",
                    f"no es como dice {SUMS}; copie o desempaque la carpeta de nuevo",
                ),
            )
    return iter(read_quads(folder / NQUADS, NQUADS))


def build_from(folder: Path, store: Path, *, discard_loads: bool = False) -> int:
    """Make a store of a published folder, byte for byte the same graph; return its quads.

    The hashes are checked, not the shapes: the graph was judged before it was published.

    Raises:
        InputError: A file is missing or is not as it was published; the store is as it was.
        StoreError: The store holds loads; it is as it was.
    """
    quads = list(quads_of(folder))
    if discard_loads:
        target = EmbeddedStore.unread(store)
    else:
        target = EmbeddedStore.open(store, new=True)
        replay.require_none(target)
    target.replace(quads)
    names.open_index(target)
    return len(quads)


def _require_ours(folder: Path) -> None:
    if folder.exists() and not (folder / SUMS).is_file() and any(folder.iterdir()):
        raise UsageError(
            in_language(
                f"{folder} holds something else; name a new folder",
                f"{folder} contiene otra cosa; indique una carpeta nueva",
            )
        )


def _write(
    store: Store, folder: Path, queries: Mapping[str, Query], url: str, nanopubs: bool
) -> Edition:
    _write_graph(store, folder, queries)
    _write_tables(store, folder)
    if nanopubs:
        from kg.claims.dumps import write_nanopubs

        with (folder / "nanopubs.trig").open("wb") as output:
            write_nanopubs(store, output)
    version = sha256(folder / NQUADS)[:_VERSION]
    edition = Edition(version, _day(store), url, tuple(_files(folder)))
    texts = {
        "datapackage.json": descriptions.as_json(descriptions.data_package(edition)),
        "csv-metadata.json": descriptions.as_json(descriptions.csvw(edition)),
        "ro-crate-metadata.json": descriptions.as_json(descriptions.ro_crate(edition)),
        "croissant.json": descriptions.as_json(descriptions.croissant(edition)),
        "CITATION.cff": descriptions.citation(edition),
        "README.md": _readme(edition),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content.encode())
    (folder / "catalogue.ttl").write_bytes(_turtle(catalogue(edition, store), PREFIXES))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = "".join(f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in files)
    (folder / SUMS).write_bytes(sums.encode())
    return edition


def _write_graph(store: Store, folder: Path, queries: Mapping[str, Query]) -> None:
    from kg.library.publish import as_rdf
    from kg.ontology import context, profile, terms

    with (folder / NQUADS).open("wb") as output:
        store.dump(output)
    facts = (quad.triple for quad in store.quads())
    (folder / "facts.ttl").write_bytes(_turtle(facts, namespaces.PREFIXES))
    questions = as_rdf(queries)
    (folder / "questions.ttl").write_bytes(_turtle(questions, namespaces.PREFIXES))
    entries = context.context(profile.project(), terms.declared())
    (folder / "context.jsonld").write_bytes(descriptions.as_json(entries).encode())


def _write_tables(store: Store, folder: Path) -> None:
    from kg.results.parquet import write_parquet

    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
    for table in TABLES:
        (folder / "csv" / f"{table.name}.csv").write_bytes(table.csv(store).encode())
        columns = tuple(column.name for column in table.columns)
        with (folder / "parquet" / f"{table.name}.parquet").open("wb") as output:
            write_parquet(Solutions(columns, map(as_terms, table.rows(store))), output)


def _turtle(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> bytes:
    """Return triples as Turtle, sorted, so that the same ones give the same bytes."""
    from kg.rdf.terms import ntriples
    from kg.rdf.writer import write

    output = io.BytesIO()
    ordered = sorted(set(triples), key=lambda triple: tuple(map(ntriples, triple)))
    write(ordered, "turtle", output, prefixes)
    return output.getvalue()


def _files(folder: Path) -> Iterator[Published]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        media_type, title = _TITLES[path.suffix]
        name = path.relative_to(folder).as_posix()
        content = path.read_bytes()
        yield Published(
            name,
            media_type,
            f"{title}: {name}",
            len(content),
            hashlib.sha256(content).hexdigest(),
        )


def _day(store: Store) -> str:
    """Return the newest day that the graph states of itself: of the ontology, evidence, loads."""
    days = {
        quad.object.value[:10]
        for predicate in (DCT + "modified", DCT + "created", namespaces.PROV + "endedAtTime")
        for graph in (ONTOLOGY_GRAPH, namespaces.CATALOGUE_GRAPH)
        for quad in store.quads(predicate=Iri(predicate), graph=Iri(graph))
    }
    return max(filter(re.compile(r"\d{4}-\d\d-\d\d").fullmatch, days), default="1970-01-01")


def _readme(edition: Edition) -> str:
    listed = "\n".join(f"| `{f.path}` | {f.media_type} | {f.size:,} |" for f in edition.files)
    return f"""# {descriptions.TITLE}

{descriptions.DESCRIPTION}

*{descriptions.DESCRIPCION}*

Edition `{edition.version}` of {edition.day}. CC BY 4.0: {descriptions.LICENCE}

| file | type | bytes |
|---|---|---:|
{listed}

`{SUMS}` has the hash of each file (`sha256sum -c {SUMS}`). `kg build --from .` makes a store of it
again, whose `kg dump` is `{NQUADS}`. The tables are described in `datapackage.json` (Frictionless),
`csv-metadata.json` (CSVW) and `croissant.json`, the folder in `ro-crate-metadata.json` and
`catalogue.ttl` (DCAT-AP, VoID). How to cite it: `CITATION.cff`.
"""

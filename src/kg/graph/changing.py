"""Changes to the graph, each judged first; the record of loads; backups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace as replaced
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg import ingest
from kg.claims import history
from kg.claims.history import Load
from kg.errors import UsageError, in_language
from kg.graph.handle import Handle
from kg.graph.inputs import Files, as_files
from kg.graph.records import Records
from kg.graph.reports import LOAD_COLUMNS, Changed, ValidationReport, load_rows
from kg.graph.wording import face
from kg.model import Progress, Quad, silent
from kg.results.frames import Tabular
from kg.runtime.bounds import asked
from kg.store import EmbeddedStore, Store

if TYPE_CHECKING:
    from kg.graph.inputs import Data
    from kg.mapping.custom import CustomMapping
    from kg.quality.difference import Difference
    from kg.quality.snapshot import Snapshot
    from kg.store.integrity import Examination


class Changing(Handle):
    """Validate, load and take away; nothing is changed that does not conform."""

    @face
    def validate(
        self,
        *data: Data,
        remove: Data | list[Data] | tuple[Data, ...] = (),
        replace: str = "",
        mapping: str | Path | None = None,
        strict: bool = False,
        shapes: str | Path | None = None,
        timeout: float | None = None,
        memory: str | None = None,
        progress: Progress = silent,
    ) -> ValidationReport:
        """Return the report on the graph, or on the graph as it would be with new data.

        Nothing is changed.

        Args:
            *data: Files of RDF and tables, rdflib graphs, frames of pandas, polars or Arrow.
            remove: What would be taken away.
            replace: The id of a source whose claims would all go first.
            mapping: The mapping that says how tables of one's own are read.
            strict: Refuse what would have to be guessed of such a table; with `shapes`, a shape
                that is ill-formed.
            shapes: A file or folder of shapes; the data alone is judged by them then.
            timeout: Seconds that the SPARQL of `shapes` may take.
            memory: What it may need, such as `2G`.
            progress: Is told the step, what is done and what there is to do.

        Returns:
            A report; it is true where it conforms.

        Raises:
            InputError: With every problem of all data.

        Example:
            >>> bool(g.validate())
            True
        """
        if shapes is not None:
            return self._validate_alone(data, Path(shapes), timeout, memory, strict=strict)
        if not data and not _listed(remove) and not replace:
            return ValidationReport.of(ingest.validate_store(self.store), self)
        with as_files(data, _listed(remove)) as (new, old):
            change = ingest.propose(
                self.store,
                new.paths,
                old.paths,
                replace,
                _custom(mapping, new, strict=strict),
                progress,
            )
            return ValidationReport.of(new.report(change.report), self)

    def _validate_alone(
        self,
        data: tuple[Data, ...],
        shapes: Path,
        timeout: float | None,
        memory: str | None,
        *,
        strict: bool,
    ) -> ValidationReport:
        """Return the report on data alone, by shapes of one's own."""
        if not data:
            raise UsageError(
                in_language(
                    "shapes= judges data alone; give files or graphs",
                    "shapes= juzga solo datos; dé archivos o grafos",
                )
            )
        with as_files(data) as (files,):
            report = ingest.validate_files(
                files.paths, shapes, asked(timeout, memory), strict=strict
            )
            return ValidationReport.of(files.report(report))

    @face
    def load(
        self,
        *data: Data,
        remove: Data | list[Data] | tuple[Data, ...] = (),
        replace: str = "",
        prune: bool = False,
        mapping: str | Path | None = None,
        strict: bool = False,
        fail_on: str = "violation",
        dry_run: bool = False,
        unchecked: bool = False,
        wait: float = 0.0,
        progress: Progress = silent,
    ) -> Changed:
        """Add data and take data away if the result conforms, and return what changed.

        The change is recorded (`log`), and this handle shows the graph with it.

        Args:
            *data: As for `validate`.
            remove: What is taken away.
            replace: The id of a source whose claims all go first.
            prune: With `remove` or `replace`: take away, too, what then rests on nothing.
            mapping: The mapping that says how tables of one's own are read.
            strict: Refuse what would have to be guessed of such a table.
            fail_on: The severity that stops the change: violation, warning, info or none.
            dry_run: Return what would change, and change nothing.
            unchecked: Load RDF as it is, fast: nothing is mapped, derived, validated or counted but
                the quads.
            wait: Seconds to wait for another writer.
            progress: Is told the step, what is done and what there is to do.

        Returns:
            What changed: `added` and `removed` count quads, facts and claims; `entities`, `report`,
            `notes`. It is true where anything changed.

        Raises:
            InputError: With every problem of all data; nothing is changed.
            NonConforming: The result breaks a shape; nothing is changed. It carries the report.
            StoreError: Another process is writing to the store.

        Example:
            >>> change = g.load("new.ttl", dry_run=True)
            >>> change.added.facts, change.report.conforms
            (1, True)
        """
        if not data and not _listed(remove) and not replace:
            raise UsageError(
                in_language(
                    "give data to load, or remove= or replace=",
                    "dé datos que cargar, o remove= o replace=",
                )
            )
        if prune and not _listed(remove) and not replace:
            raise UsageError(
                in_language("prune goes with remove or replace", "prune va con remove o replace")
            )
        if unchecked:
            refused = bool(_listed(remove)) or bool(replace) or mapping is not None or dry_run
            return self._load_unchecked(data, wait, progress, refused=refused)
        with as_files(data, _listed(remove)) as (new, old):
            custom = _custom(mapping, new, strict=strict)
            change = ingest.load(
                self.store,
                new.paths,
                fail_on,
                remove=old.paths,
                replace=replace,
                prune=prune,
                custom=custom,
                dry_run=dry_run,
                wait=wait,
                progress=progress,
            )
            change.report = new.report(change.report)
            change.notes = [new.problem(note) for note in change.notes]
        self._forget()
        return Changed.of(change)

    def _load_unchecked(
        self, data: tuple[Data, ...], wait: float, progress: Progress, *, refused: bool
    ) -> Changed:
        if refused:
            raise UsageError(
                in_language(
                    "unchecked=True only adds; leave out remove, replace, mapping and dry_run",
                    "unchecked=True solo agrega; quite remove, replace, mapping y dry_run",
                )
            )
        with as_files(data) as (files,):
            added = ingest.load_unchecked(self.store, files.paths, wait=wait, progress=progress)
        self._forget()
        return Changed(added=history.Tally(quads=added))

    @face
    def update(
        self,
        text: str,
        *,
        fail_on: str = "violation",
        dry_run: bool = False,
        wait: float = 0.0,
        timeout: float | None = None,
        memory: str | None = None,
        progress: Progress = silent,
    ) -> Changed:
        """Make the change that a SPARQL update describes, if the result conforms; as `load`.

        Args:
            text: The update; the prefixes of the project need not be declared.
            fail_on: The severity that stops the change.
            dry_run: Return what would change, and change nothing.
            wait: Seconds to wait for another writer.
            timeout: Seconds that the update may take.
            memory: What it may need, such as `2G`.
            progress: Is told the step, what is done and what there is to do.

        Raises:
            QueryError: The update does not parse, or may not run.
            InputError: It takes away what a document states; nothing is changed.
            NonConforming: The result breaks a shape; nothing is changed.

        Example:
            >>> new = "INSERT DATA { id:claugto hx:strategicPartner id:promexico }"
            >>> g.update(new, dry_run=True).added.facts
            1
        """
        from kg.graph.asking import warn
        from kg.library.own import own_text

        own = own_text(text, self._lang)
        warn(own.notes)
        with own.places_in_errors():
            change = ingest.update(
                self.store,
                own.text,
                fail_on,
                dry_run=dry_run,
                wait=wait,
                progress=progress,
                bounds=asked(timeout, memory),
            )
        self._forget()
        return Changed.of(change)

    def _forget(self) -> None:
        """Forget what was worked out of the state before a change."""
        self._counts = None
        vars(self).pop("_index", None)

    @face
    def log(self) -> Records[Load]:
        """Return the loads since the graph was built, the latest first.

        Example:
            >>> len(g.log())
            0
        """
        return Records(history.log(self.store), LOAD_COLUMNS, load_rows)

    @face
    def diff(self, old: str | Path | Handle) -> Differences:
        """Return what changed from another state to this one.

        Args:
            old: A folder of tables, a store, a dump (.nq), or another graph.

        Raises:
            InputError: It cannot be read.
            UsageError: It is none of these.

        Example:
            >>> bool(g.diff(g))
            False
        """
        from kg.quality.difference import compare

        return Differences(compare(_snapshot(old), _of_store(self.store)))

    @face
    def backup(self, folder: str | Path) -> Path:
        """Copy the graph into a new folder, compare each file with its checksum, and return it.

        Raises:
            StoreError: The folder is there already or cannot be written, or the graph is in memory.
        """
        target = Path(folder)
        self.store.backup(target)
        return target

    @face
    def restore(
        self,
        backup: str | Path | None = None,
        *,
        previous: bool = False,
        wait: float = 0.0,
        progress: Progress = silent,
    ) -> None:
        """Make a backup, or the state before this one, the content of the store, and show it.

        `kg.restore(store, …)` does the same with a store that is too damaged to be opened.

        Args:
            backup: The folder of a backup.
            previous: Take back the newest intact generation before the current one.
            wait: Seconds to wait for another writer.
            progress: Is told what is done, where the store is an endpoint.

        Raises:
            StoreError: The backup is damaged, or there is none; the store is as it was.
        """
        from kg.graph.keeping import restore_store

        store = self.store
        if isinstance(store, EmbeddedStore) and not isinstance(store.location, Path):
            raise UsageError(_of_folder("restore"))
        restore_store(store, backup, previous=previous, wait=wait, progress=progress)
        self._forget()
        self.refresh()

    @face
    def check(self, *, quick: bool = False, progress: Progress = silent) -> Examination:
        """Return whether the store is as it was written; `intact`, else `findings` with remedies.

        Args:
            quick: Compare the files with their checksums, and do not read the quads.
            progress: Is told what is done.

        Raises:
            UsageError: The graph is in memory, or behind an endpoint.
        """
        from kg.store import integrity

        location = self.store.location
        if not isinstance(location, Path):
            raise UsageError(_of_folder("check"))
        return integrity.check(location, quick=quick, progress=progress)

    @face
    def dump(self, path: str | Path, *, form: str = "nquads", facts_graph: bool = False) -> Path:
        """Write the whole graph to a file, and return its path; equal graphs give equal bytes.

        Args:
            path: The file.
            form: nquads; or reifiers, statements, nanopubs, schema-jsonld, for other tools.
            facts_graph: With nquads: write the facts in a graph of their own.

        Raises:
            UsageError: The form is unknown, or the file cannot be written.

        Example:
            >>> g.dump("all.nq").stat().st_size > 1_000_000
            True
        """
        from kg.graph.keeping import dump_store

        dump_store(self.store, Path(path), form, facts_graph=facts_graph)
        return Path(path)


class Differences(Tabular):
    """What changed from one state to another; true where anything did.

    Attributes:
        difference: Facts and claims that were added, removed and changed, as quads.
    """

    def __init__(self, difference: Difference) -> None:
        """Take what differs."""
        self.difference = difference

    def __bool__(self) -> bool:
        return not self.difference.empty()

    def __len__(self) -> int:
        return sum(1 for _ in self.cells())

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a frame: what, change, subject, predicate, before, after, graph."""
        return ("what", "change", "subject", "predicate", "before", "after", "graph")

    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each fact and claim that differs."""
        difference = self.difference
        for kind, added, removed, changed in (
            ("fact", difference.added_facts, difference.removed_facts, difference.changed_facts),
            (
                "claim",
                difference.added_claims,
                difference.removed_claims,
                difference.changed_claims,
            ),
        ):
            for quad in added:
                yield (kind, "added", *_ends(quad), None, quad.object.value, _graph(quad))
            for quad in removed:
                yield (kind, "removed", *_ends(quad), quad.object.value, None, _graph(quad))
            for item in changed:
                yield (
                    *(kind, "changed", item.subject, item.predicate),
                    *(item.before.value, item.after.value, item.graph or None),
                )

    def __repr__(self) -> str:
        return in_language(
            f"<Differences: {len(self):,} statements>", f"<Differences: {len(self):,} enunciados>"
        )


def _ends(quad: Quad) -> tuple[str, str]:
    return str(quad.subject), quad.predicate.value


def _graph(quad: Quad) -> str | None:
    return quad.graph.value if quad.graph else None


def _snapshot(old: str | Path | Handle) -> Snapshot:
    """Return another state."""
    from kg.quality.snapshot import read_snapshot

    if isinstance(old, Handle):
        return _of_store(old.store)
    if not isinstance(old, str | Path) or not str(old) or "\0" in str(old):
        raise UsageError(
            in_language(
                f"{old!r} is no data folder, no store, no dump and no graph",
                f"{old!r} no es una carpeta de datos, un almacén, un volcado ni un grafo",
            )
        )
    return read_snapshot(Path(old))


def _of_store(store: Store) -> Snapshot:
    return store if isinstance(store, EmbeddedStore) else store.quads(every_graph=True)


def _listed(data: Any) -> tuple[Any, ...]:
    """Return one thing, or several, as several."""
    return tuple(data) if isinstance(data, list | tuple) else (data,)


def _custom(mapping: str | Path | None, new: Files, *, strict: bool) -> CustomMapping | None:
    """Return how tables of one's own are read; of a frame, only what its columns mean."""
    if mapping is None:
        return None
    from kg.mapping.custom import read_mapping
    from kg.tables.spreadsheet import Dialect, is_table

    custom = read_mapping(Path(mapping), strict=strict)
    frames = [path for path in new.paths if str(path) in new.shown and is_table(path)]
    if not frames:
        return custom
    if any(is_table(path) for path in new.paths if path not in frames):
        raise UsageError(
            in_language(
                "give frames and files of tables one after the other: a mapping says how a file is "
                "written, which is not so of a frame",
                "dé las tablas en memoria y los archivos uno tras otro: un mapeo dice cómo está "
                "escrito un archivo, lo que no vale para una tabla en memoria",
            )
        )
    written = Dialect(delimiter=",", encoding="utf-8", skip_rows=custom.dialect.skip_rows)
    return replaced(custom, dialect=written)


def _of_folder(name: str) -> str:
    return in_language(
        f"{name} is for a store in a folder", f"{name} es para un almacén en una carpeta"
    )

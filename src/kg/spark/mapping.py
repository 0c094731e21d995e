"""A custom mapping applied to many files on Spark, with the rows and problems of `kg load`.

1. The workers read the rows of every file, and note what has to be looked up: each name, id and
   code once, and each name that may make a new entity.
2. This process looks each of them up in the store, once, in the order of files and rows, so that
   names that are nearly alike are seen as they are in a load.
3. What was found goes to the workers, which map the rows to quads.

If anything is wrong anywhere, nothing is written, and every problem is told with file and row.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote

from kg.errors import InputError, UnknownName, UsageError, in_language
from kg.ingest.incoming import map_rows, project_declarations, stated
from kg.mapping.context import Context, Entity, Source
from kg.mapping.custom import CustomMapping, Part
from kg.mapping.named import Names
from kg.mapping.stored import context_of
from kg.mapping.translate import ROWS, Translated, Translator, names_of
from kg.mapping.values import Wrong
from kg.model import Position, Problem, Quad
from kg.rdf import iris
from kg.rdf.columns import COLUMNS, quad_of_row, quad_row
from kg.rdf.terms import nquads
from kg.spark.workspace import Workspace, files_of, replacing_folder, shown, write_text
from kg.tables.curated import Row
from kg.tables.layout import Layout, read_layout
from kg.tables.records import Record
from kg.tables.spreadsheet import Records, is_table

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark import Broadcast
    from pyspark.sql import SparkSession

    from kg.store import Store

_Codes = dict[str, dict[str, str]]
MARKER: Final = "_helixkg-mapped.txt"
_QUADS: Final = ", ".join(f"{name} string" for name in COLUMNS)


class Mapped(NamedTuple):
    """What a mapping made of files.

    Attributes:
        rows: Of the tables.
        quads: Different ones.
        entities: New ones.
        skipped: Rows that the mapping says to skip.
        notes: What was guessed of the files.
    """

    rows: int
    quads: int
    entities: int
    skipped: int
    notes: tuple[Problem, ...]


class Asked(NamedTuple):
    """Something that rows ask for by name.

    Attributes:
        role: "subject", "entity", "code" or "id".
        kinds: Kinds of entities that are meant; of a code, its scheme.
        name: The name, id or label.
    """

    role: str
    kinds: tuple[str, ...]
    name: str


class Candidate(NamedTuple):
    """A row that may make a new entity.

    Attributes:
        file: Number of the file.
        line: Of the row.
        identifier: Of the entity.
        name: By which the row calls it.
        kinds: What a subject may be.
        kind: Of the entity.
        names: Language and text, as the row of the registry would have them.
        is_told: Whether the mapping says what the name means.
    """

    file: int
    line: int
    identifier: str
    name: str
    kinds: tuple[str, ...]
    kind: str
    names: tuple[tuple[str, str], ...]
    is_told: bool


@dataclass(slots=True)
class Answers:
    """What was looked up, for the workers.

    Attributes:
        looked_up: What was asked → an id or code, or what is wrong: message and what is near.
        entities: Id → entity that there was.
        replaced: Id → id of what took its place.
        near: Id that there is not → the nearest that there is.
        codes: Scheme → code → label.
        sources: Id → document.
        new: Id → file and line of the row that makes this entity.
        wrong: Id and name of a candidate → what is wrong with it.
    """

    looked_up: dict[Asked, str | tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)
    near: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    new: dict[str, Candidate] = field(default_factory=dict)
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)


# ── Names and context of the workers ─────────────────────────────────────────────────────────────


class _Noting:
    """In the place of `Names`: notes what is asked, and answers with anything."""

    def __init__(self) -> None:
        self.asked: set[Asked] = set()

    def subject(self, name: str, kinds: Sequence[str]) -> str:
        self.asked.add(Asked("subject", tuple(kinds), name))
        return ""

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        self.asked.add(Asked("entity", kinds, name))
        return ""

    def code(self, name: str, scheme: str) -> str:
        self.asked.add(Asked("code", (scheme,), name))
        return ""

    def add(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Nothing is kept: the driver decides in the order of rows."""

    def require_no_look_alike(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Nothing is decided here."""

    def unknown_subject(self, name: str, kinds: Sequence[str]) -> Wrong:
        self.asked.add(Asked("unknown", tuple(kinds), name))
        return Wrong("")


class _Answered:
    """In the place of `Names`: answers from what was looked up."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers

    def _answer(self, asked: Asked) -> str:
        answer = self.answers.looked_up[asked]
        if isinstance(answer, str):
            return answer
        raise UnknownName(*answer)

    def subject(self, name: str, kinds: Sequence[str]) -> str:
        answer = self.answers.looked_up[Asked("subject", tuple(kinds), name)]
        if isinstance(answer, str):
            return answer
        raise Wrong(answer[0], name, answer[1])

    def entity(self, name: str, kinds: tuple[str, ...]) -> str:
        return self._answer(Asked("entity", kinds, name))

    def code(self, name: str, scheme: str) -> str:
        return self._answer(Asked("code", (scheme,), name))

    def add(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        """Nothing is kept: the driver decided in the order of rows."""

    def require_no_look_alike(self, name: str, identifier: str, kinds: tuple[str, ...]) -> None:
        wrong = self.answers.wrong.get((identifier, name))
        if wrong is not None:
            raise Wrong(wrong, name)

    def unknown_subject(self, name: str, kinds: Sequence[str]) -> Wrong:
        answer = self.answers.looked_up[Asked("unknown", tuple(kinds), name)]
        assert not isinstance(answer, str)
        return Wrong(answer[0], name, answer[1])


class _NearAnswered(Context):
    """A context whose ids were looked up, and what unknown ones are near to."""

    near: Mapping[str, str] = MappingProxyType({})

    def near_entity(self, name: str) -> str:
        """Return the id nearest to a name, as it was found in the store."""
        return self.near.get(name, "")


def context_of_answers(answers: Answers, *, with_new: bool = False) -> Context:
    """Return what rows may refer to; if asked, with the entities that some rows make."""
    new = {name: Entity(name, item.kind, dict(item.names)) for name, item in answers.new.items()}
    context = _NearAnswered(
        entities={**answers.entities, **(new if with_new else {})},
        replaced=dict(answers.replaced),
        sources=dict(answers.sources),
        codes=answers.codes,
    )
    context.near = answers.near
    return context


# ── On the workers ───────────────────────────────────────────────────────────────────────────────


class _Reader(Translator):
    """A translator that notes what its rows ask for, and which would make an entity."""

    def __init__(self, number: int, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.number = number
        self.candidates: dict[tuple[Any, ...], Candidate] = {}
        self.ids: set[str] = set()

    def subject(self, row: Row, part: Part, name: str) -> str:
        """Note the entity that the name would make."""
        identifier = super().subject(row, part, name)
        subject = part.subject
        self.ids.add(identifier)
        if subject.new and identifier:
            new = self.registry_row(row, part, identifier)
            self.ids.add(new.cells["parent"])
            is_told = iris.fold(name) in subject.values
            names = tuple(sorted(names_of(new)))
            key = (identifier, name, subject.kinds, new.cells["kind"], names, is_told)
            self.candidates.setdefault(key, Candidate(self.number, row.line, *key))
        return identifier

    def known_names(self, identifier: str) -> Mapping[str, str] | None:
        """Return None: what there is, is not known yet."""
        return None

    def cell(self, row: Row, part: Part, name: str) -> str:
        """Note the ids that a cell holds."""
        text = super().cell(row, part, name)
        if part.declaration.columns[name].entity:
            self.ids.update(value.strip() for value in text.split(";"))
        return text


class _Writer(Translator):
    """A translator that knows which row makes which entity."""

    def __init__(self, number: int, answers: Answers, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.number, self.answers = number, answers
        self._line = 0

    def row(self, row: Row) -> list[list[Row]] | None:
        """Translate a row, after noting its line."""
        self._line = row.line
        return super().row(row)

    def subject(self, row: Row, part: Part, name: str) -> str:
        """Have the cells of the row find the entity also where another row makes it."""
        identifier = super().subject(row, part, name)
        if identifier in self.answers.new and part.subject.new:
            self.new.setdefault(identifier, self.registry_row(row, part, identifier))
        return identifier

    def known_names(self, identifier: str) -> Mapping[str, str] | None:
        """Return the names of an entity that there is, or that another row makes."""
        candidate = self.answers.new.get(identifier)
        if candidate is None:
            entity = self.stored.entities.get(identifier)
            return entity.names if entity else None
        return None if self._makes(candidate, self._line) else dict(candidate.names)

    def tables(self, records: Iterable[Record]) -> Translated:
        """Return the tables, with the entities that these rows make alone."""
        translated = super().tables(records)
        registry = translated.tables.pop("registry", None)
        if registry:
            rows = tuple(
                row
                for row in registry.rows
                if self._makes(self.answers.new.get(row.cells["id"]), row.line)
            )
            if rows:
                translated.tables["registry"] = replace(registry, rows=rows)
        return translated

    def _makes(self, candidate: Candidate | None, line: int) -> bool:
        return candidate is not None and (candidate.file, candidate.line) == (self.number, line)


@contextmanager
def _on_this_machine(path: str) -> Iterator[Path]:
    """Give a file as one of this machine; of another file system a copy."""
    if path.startswith("file:") or "://" not in path:
        yield Path(unquote(shown(path)) if path.startswith("file:") else path)
        return
    from pyarrow import fs

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.rpartition("/")[2]
        source, place = fs.FileSystem.from_uri(path)
        fs.copy_files(place, str(copy), source_filesystem=source)
        yield copy


def _layout_of(mapping: CustomMapping, path: Path, name: str) -> tuple[Layout, list[Problem]]:
    source = Records(path, name, mapping.dialect)
    layout = read_layout(
        iter(source), name, mapping.dialect, mapping.headers, is_workbook=source.is_workbook
    )
    if mapping.strict and source.notes:
        raise InputError(source.notes)
    return layout, source.notes


def _noted(number: int, path: str, mapping: CustomMapping, codes: _Codes) -> Iterator[list[Any]]:
    """Yield what the rows of a file ask for, as lists that JSON holds."""
    names = _Noting()
    context = Context(codes=codes)
    try:
        with _on_this_machine(path) as file:
            layout, _ = _layout_of(mapping, file, shown(unquote(path)))
            reader = _Reader(number, names, context, shown(unquote(path)), mapping, layout)
            while batch := list(islice(layout.records, ROWS)):
                reader.tables(batch)
    except InputError:
        return  # the second pass tells it
    yield from (["asked", *asked] for asked in names.asked)
    yield from (["asked", "id", (), name] for name in reader.ids if name)
    yield from (["candidate", *candidate] for candidate in reader.candidates.values())


def _mapped(number: int, path: str, mapping: CustomMapping, answers: Answers) -> Iterator[_Out]:
    """Yield quads, problems and numbers of rows of a file."""
    name = shown(unquote(path))
    try:
        with _on_this_machine(path) as file:
            layout, notes = _layout_of(mapping, file, name)
            context = context_of_answers(answers)
            writer = _Writer(number, answers, _Answered(answers), context, name, mapping, layout)
            while batch := list(islice(layout.records, ROWS)):
                translated = writer.tables(batch)
                assembled, problems = map_rows(
                    context_of_answers(answers, with_new=True),
                    translated.tables,
                    {**project_declarations(), **translated.declarations},
                )
                yield _Out(
                    [item.quad for item in stated(assembled)],
                    [*translated.problems, *problems],
                    translated.rows,
                    translated.skipped,
                )
            yield _Out([], [], 0, 0, notes)
    except InputError as error:
        yield _Out([], list(error.problems), 0, 0)


class _Out(NamedTuple):
    quads: list[Quad]
    problems: list[Problem]
    rows: int
    skipped: int
    notes: Sequence[Problem] = ()


def _first_pass(mapping: CustomMapping, codes: _Codes) -> Any:
    def noted(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        for number, path in _files(batches):
            texts = [json.dumps(item) for item in _noted(number, path, mapping, codes)]
            yield pa.record_batch([pa.array(texts, pa.string())], names=["noted"])

    return noted


def _second_pass(mapping: CustomMapping, answers: Broadcast[Answers]) -> Any:
    def mapped(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for number, path in _files(batches):
            for out in _mapped(number, path, mapping, answers.value):
                yield _record_batch(out)

    return mapped


def _files(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[int, str]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _record_batch(out: _Out) -> pa.RecordBatch:
    import pyarrow as pa

    rows: list[tuple[str | None, ...]] = [(*quad_row(quad), None) for quad in out.quads]
    empty = [None] * len(COLUMNS)
    rows += [(*empty, json.dumps(["problem", *_fields(item)])) for item in out.problems]
    rows += [(*empty, json.dumps(["note", *_fields(item)])) for item in out.notes]
    rows.append((*empty, json.dumps(["rows", out.rows, out.skipped])))
    columns = list(zip(*rows, strict=True))
    names = [*COLUMNS, "message"]
    return pa.record_batch([pa.array(column, pa.string()) for column in columns], names=names)


def _fields(problem: Problem) -> list[Any]:
    return [*problem.position, problem.message, problem.column, problem.value, problem.near]


# ── In this process ──────────────────────────────────────────────────────────────────────────────


def map_files(
    session: SparkSession,
    store: Store,
    paths: Sequence[str],
    mapping: CustomMapping,
    target: str,
    *,
    work: str = "",
) -> Mapped:
    """Map files to quads in a folder: as Parquet in `quads`, as N-Quads in `nquads`.

    Args:
        session: Of Spark.
        store: What names are looked up in; nothing is written to it.
        paths: Files and folders of tables.
        mapping: What their columns mean.
        target: The folder; what an earlier run wrote there is replaced at the end.
        work: Folder for what is kept between steps; empty for one on this machine.

    Raises:
        InputError: With the problems of all files; nothing is written.
        UsageError: A path is missing, or is no table.
    """
    from pyspark.sql import functions as f

    files = _tables(session, paths)
    with Workspace(session, work) as kept, replacing_folder(session, target, MARKER) as staging:
        parts = min(len(files), session.sparkContext.defaultParallelism * 4)
        listed = session.createDataFrame(list(enumerate(files)), "number int, path string")
        listed = listed.repartition(parts, "number")
        codes = context_of(store).codes
        noted = listed.mapInArrow(_first_pass(mapping, codes), "noted string").distinct()
        answers = _looked_up(store, mapping, (json.loads(row[0]) for row in noted.collect()))
        broadcast = session.sparkContext.broadcast(answers)
        mapped = kept.keep(
            listed.mapInArrow(_second_pass(mapping, broadcast), f"{_QUADS}, message string")
        )
        lines = mapped.filter("message IS NOT NULL").select("message").collect()
        messages = [json.loads(line[0]) for line in lines]
        _require_no_problem(messages)
        quads = kept.keep(
            mapped.filter("message IS NULL")
            .drop("message")
            .distinct()
            .orderBy("subject", "predicate")
        )
        quads.write.parquet(f"{staging}/quads")
        quads.mapInArrow(_as_lines, "value string").write.text(f"{staging}/nquads")
        rows, skipped = (sum(item[i] for item in messages if item[0] == "rows") for i in (1, 2))
        notes = tuple(_problem(item[1:]) for item in messages if item[0] == "note")
        counts = Mapped(rows, quads.filter(f.lit(True)).count(), len(answers.new), skipped, notes)
        write_text(session, f"{staging}/{MARKER}", f"{counts.quads} quads of {rows} rows\n")
        return counts


def _tables(session: SparkSession, paths: Sequence[str]) -> list[str]:
    files = [file for path in paths for file in files_of(session, path)]
    others = [file for file in files if not is_table(Path(file))]
    if others or not files:
        named = ", ".join(shown(file) for file in others[:3]) or ", ".join(paths)
        raise UsageError(
            in_language(
                f"{named}: no table (.csv, .tsv, .xlsx)",
                f"{named}: no es una tabla (.csv, .tsv, .xlsx)",
            )
        )
    return files


def _require_no_problem(messages: Iterable[list[Any]]) -> None:
    problems = sorted(
        (_problem(item[1:]) for item in messages if item[0] == "problem"),
        key=lambda problem: problem.position,
    )
    if problems:
        raise InputError(problems)


def _problem(parts: Sequence[Any]) -> Problem:
    file, line, column, message, name, value, near = parts
    return Problem(Position(file, line, column), message, name, value, tuple(near))


def _looked_up(store: Store, mapping: CustomMapping, noted: Iterable[list[Any]]) -> Answers:
    """Look up what was noted, each thing once, and decide which row makes which entity."""
    context = context_of(store)
    names = Names(store, mapping.source["id"])
    answers = Answers(codes=context.codes)
    asked, candidates = [], []
    for kind, *values in noted:
        if kind == "asked":
            asked.append(Asked(values[0], tuple(values[1]), values[2]))
        else:
            file, line, identifier, name, kinds, of_kind, texts, is_told = values
            texts = tuple((language, text) for language, text in texts)
            candidates.append(
                Candidate(file, line, identifier, name, tuple(kinds), of_kind, texts, is_told)
            )
    ids = {item.name for item in asked if item.role == "id"}
    for item in sorted(asked):
        if item.role != "id":
            answer = answers.looked_up[item] = _look_up(names, item)
            if isinstance(answer, str) and item.role != "code":
                ids.add(answer)
    for identifier in sorted(filter(None, ids)):
        _add_entity(answers, context, identifier)
    source = mapping.source["id"]
    if source in context.sources:
        answers.sources[source] = context.sources[source]
    for candidate in sorted(candidates, key=lambda item: (item.file, item.line)):
        _decide(answers, names, candidate)
    for identifier in sorted(ids - answers.entities.keys() - answers.new.keys()):
        near = context.near_entity(identifier)
        if near:
            answers.near[identifier] = near
    return answers


def _look_up(names: Names, asked: Asked) -> str | tuple[str, tuple[str, ...]]:
    """Return the id or code that is asked for, or what is wrong with the name."""
    role, kinds, name = asked
    try:
        if role == "subject":
            return names.subject(name, kinds)
        if role == "entity":
            return names.entity(name, kinds)
        if role == "code":
            return names.code(name, kinds[0])
        wrong = names.unknown_subject(name, kinds)
    except Wrong as error:
        wrong = error
    except UsageError as error:
        return str(error), tuple(error.near) if isinstance(error, UnknownName) else ()
    return str(wrong), wrong.near


def _add_entity(answers: Answers, context: Context, identifier: str) -> None:
    replaced = context.replaced.get(identifier)
    if replaced is not None:
        answers.replaced[identifier] = replaced
    entity = context.entities.get(replaced or identifier)
    if entity is not None:
        answers.entities[entity.id] = entity


def _decide(answers: Answers, names: Names, candidate: Candidate) -> None:
    """Enter the entity that a row makes, or what is wrong with its name; the first row counts."""
    identifier, name = candidate.identifier, candidate.name
    if identifier in answers.entities or identifier in answers.new:
        return
    if not candidate.is_told:
        if answers.looked_up.get(Asked("subject", candidate.kinds, name)) != "":
            return  # there is one, or the name is wrong
        try:
            names.require_no_look_alike(name, identifier, candidate.kinds)
        except Wrong as wrong:
            answers.wrong[identifier, name] = str(wrong)
            return
    names.add(name, identifier, candidate.kinds)
    answers.new[identifier] = candidate


def _as_lines(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield quads as lines of N-Quads; runs on the workers."""
    import pyarrow as pa

    for batch in batches:
        rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
        lines = [nquads(quad_of_row(row)).decode().removesuffix("\n") for row in rows]
        yield pa.record_batch([pa.array(lines, pa.string())], names=["value"])

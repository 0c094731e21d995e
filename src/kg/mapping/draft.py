"""Draft the mapping of a custom table from its header and its values; each guess says why."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from kg.errors import InputError, in_language
from kg.mapping.column import KINDS
from kg.mapping.guesses import PLACES, Guess, Known, Values, guess
from kg.model import Position
from kg.rdf import dates, iris
from kg.store import Store
from kg.tables.records import Record
from kg.tables.spreadsheet import Dialect, Records

_SAMPLE: Final = 5_000  # records that are looked at
_TITLES: Final = 20  # records among which the header is
#: words in the header of the subject, or in the name of the file → kind
_KINDS: Final = (
    (r"cl[uú]ster", "Cluster"),
    (r"empresa|compa[nñ][ií]a|company|firm|raz[oó]n social", "Company"),
    (r"universidad|instituto|plantel|university|school", "AcademicInstitution"),
    (r"centro de investigaci|research", "ResearchCentre"),
    (r"dependencia|secretar[ií]a|gobierno|agency", "PublicOrganisation"),
    (r"c[aá]mara|asociaci|chamber|association", "IndustryAssociation"),
    (r"programa|programme|program", "Programme"),
)
_NAMES: Final = re.compile(
    r"nombre|name|cl[uú]ster|empresa|raz[oó]n social|instituci|organi[sz]|denominaci|company"
)
_FOOTER: Final = re.compile(
    r"(?:(?:sub)?total(?:es)?|fuente|notas?|elaborad[oa]|source|notes?)\b[:.]?", re.IGNORECASE
)
#: helix of what is new, where the kind decides it
_HELIX: Final = {
    "Cluster": "intermediary",
    "IndustryAssociation": "intermediary",
    "Company": "industry",
    "AcademicInstitution": "academia",
    "ResearchCentre": "academia",
    "PublicOrganisation": "government",
}
_NAMES_THE_SUBJECT: Final = {"property": "skos:altLabel", "lang": "es"}


def draft(path: Path, store: Store | None = None, dialect: Dialect | None = None) -> str:
    """Return a first draft of a mapping for a file, from its header and values.

    Args:
        path: The file.
        store: Whose names tell what values are; None for none.
        dialect: What is known of how the file is written.

    Raises:
        InputError: The file is no table.
    """
    source = Records(path, str(path), dialect or Dialect())
    header, records = _header_and_records(source, path)
    footers = _footers(records)
    records = [record for record in records if not _begins_with(record, footers)]
    columns = _columns(header, records)
    known = Known(store)
    subject, kind, why = _subject(columns, path.name, known)
    lines = [
        *_comment(_intro(path.name)),
        "",
        *_file_section(source, header, footers),
        "[source]",
        f'id = "{iris.slug(path.name.split(".")[0]) or "source"}"',
        f"title = {_quoted(path.name)}",
        'type = "dataset"',
        "",
        "[subject]",
        *_comment(why),
        f"from = {_quoted(subject.name)}",
        f'kinds = ["{kind}"]',
        f"new = {_inline(_new(kind, subject.name))}",
        "",
        "[columns]",
    ]
    for column in columns:
        guessed = guess(column, kind, known)
        if column is subject:
            guessed = Guess(_NAMES_THE_SUBJECT, in_language("the subject's name", "el nombre"))
        lines.extend(_column(column, guessed))
    return "\n".join(lines) + "\n"


def _intro(name: str) -> str:
    return in_language(
        f"Mapping of {name}, guessed from its header and values: read each line, delete or correct "
        "it. What each word means is in docs/custom-tables.md. Next: kg mapping check THIS.toml "
        "FILE",
        f"Mapeo de {name}, supuesto por su encabezado y sus valores: lea cada línea, bórrela o "
        "corríjala. Qué significa cada palabra está en docs/custom-tables.md. Luego: kg mapping "
        "check ESTE.toml ARCHIVO",
    )


def _comment(text: str, width: int = 98) -> Iterator[str]:
    """Yield a text as lines of comment."""
    line = "#"
    for word in text.split():
        if len(line) + len(word) >= width:
            yield line
            line = "#"
        line += f" {word}"
    yield line


def _header_and_records(source: Records, path: Path) -> tuple[Record | None, list[Record]]:
    """Return the header of a table, None where it has none, and the records below it.

    Titles may stand above the header, in fewer cells; so it is the first record that has as many
    filled cells as any of the first 20. It is none if it looks like the rows below it.
    """
    sample = list(islice(source, _SAMPLE))
    if not sample:
        raise InputError.at(
            Position(str(path)), in_language("there is no header line", "no hay encabezado")
        )
    filled = [sum(map(bool, record.cells)) for record in sample[:_TITLES]]
    first = filled.index(max(filled))
    header, below = sample[first], sample[first + 1 :]
    if below and any(map(_is_data, header.cells)):
        return None, sample[first:]
    return header, below


def _footers(records: Sequence[Record]) -> list[str]:
    """Return how rows begin that are totals, sources and notes."""
    firsts = (next(filter(None, record.cells), "") for record in records)
    footers = (match[0] for match in map(_FOOTER.match, firsts) if match)
    return list(dict.fromkeys(footers))


def _begins_with(record: Record, beginnings: Sequence[str]) -> bool:
    first = next(filter(None, record.cells), "")
    return bool(beginnings) and first.startswith(tuple(beginnings))


def _is_data(text: str) -> bool:
    """Return whether a text is none that a header has: a date, a number, a web address."""
    return bool(
        dates.suggested(text)
        or dates.literal(text)
        or re.fullmatch(r"-?[0-9]+([.,][0-9]+)*", text)
        or text.startswith(("http://", "https://"))
    )


def _columns(header: Record | None, records: Sequence[Record]) -> list[Values]:
    """Return the columns of a table with their values; those without a header by their number."""
    width = len(header.cells) if header else max(len(record.cells) for record in records)
    names = header.cells if header else [""] * width
    columns = []
    for index, name in enumerate(names):
        cells = (record.cells[index] for record in records if index < len(record.cells))
        values = Counter(filter(None, cells))
        if name or values:
            is_unique = name and names.count(name) == 1
            columns.append(Values(name if is_unique else f"#{index + 1}", values))
    return columns


def _subject(columns: Sequence[Values], file: str, known: Known) -> tuple[Values, str, str]:
    """Return the column that names what the rows are about, its kind, and why it is that one."""

    def organisations(name: str) -> bool:
        return name in KINDS and name not in PLACES

    best, best_score, best_kind, best_share = columns[0], -1.0, "", 0.0
    for column in columns:
        texts = [value for value in column.counts if not _is_data(value)]
        if not texts:
            continue
        kind, share = known.best(texts, organisations)
        distinct = len(texts) / sum(column.counts.values())
        score = share + distinct / 2 + (0.5 if _NAMES.search(column.name.lower()) else 0)
        score -= known.best(texts, lambda name: not organisations(name))[1]
        if score > best_score:
            best, best_score, best_kind, best_share = column, score, kind, share
    by_word = next(
        (
            kind
            for pattern, kind in _KINDS
            for text in (best.name, file)
            if re.search(pattern, text.lower())
        ),
        "",
    )
    if best_kind:
        number = round(best_share * len(best.counts))
        return (
            best,
            best_kind,
            in_language(
                f"'{best.name}' names the rows: {number} of its {len(best.counts)} values are "
                f"known, most as {best_kind}",
                f"'{best.name}' nombra las filas: se conocen {number} de sus {len(best.counts)} "
                f"valores, la mayoría como {best_kind}",
            ),
        )
    return (
        best,
        by_word or "Cluster",
        in_language(
            f"'{best.name}' names the rows, as its header and its different values suggest; the "
            "kind is a guess",
            f"'{best.name}' nombra las filas, por su encabezado y sus valores distintos; la clase "
            "es una suposición",
        ),
    )


def _new(kind: str, name: str) -> Mapping[str, Any]:
    helix = {"helix": _HELIX[kind]} if kind in _HELIX else {}
    return {"kind": kind, **helix, "name_es": name}


def _file_section(source: Records, header: Record | None, footers: Sequence[str]) -> Iterator[str]:
    """Yield what is to be said of the file: where its header is, and what was guessed."""
    words: list[str] = [comment for note in source.notes for comment in _comment(note.message)]
    dialect = source.dialect
    for word in ("encoding", "sheet", "delimiter"):
        if getattr(dialect, word):
            words.append(f"{word} = {_quoted(getattr(dialect, word))}")
    if source.encoding and not dialect.encoding:
        words.append(f'encoding = "{source.encoding}"')
    if header is None:
        words += _comment(
            in_language(
                "the first line looks like the others: there is no header, so columns have numbers",
                "la primera línea se parece a las demás: no hay encabezado, así que las columnas "
                "llevan números",
            )
        )
        words.append("header = false")
    elif header.line > 1:
        words.append(f"header = {header.line}")
    if footers:
        words += _comment(in_language("rows that are no data", "filas que no son datos"))
        words.append(f"skip_rows = {_value(list(footers))}")
    if words:
        yield from ("[file]", *words, "")


def _column(column: Values, guessed: Guess) -> Iterator[str]:
    """Yield the lines of a column; those of one that is not understood are comments."""
    if guessed.words:
        yield from _comment(guessed.why)
        yield f"{_quoted(column.name)} = {_inline(guessed.words)}"
        return
    values = f": {column.shown}" if column.counts else ""
    yield from _comment(f"{guessed.why}{values}")
    if column.counts:
        yield f'# {_quoted(column.name)} = {{ property = "…", type = "text" }}'


def _inline(words: Mapping[str, Any]) -> str:
    """Return an inline table of TOML."""
    return "{ " + ", ".join(f"{word} = {_value(value)}" for word, value in words.items()) + " }"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _quoted(str(value))


def _quoted(text: str) -> str:
    """Return a string of TOML, whose escapes are those of JSON."""
    return json.dumps(text, ensure_ascii=False)

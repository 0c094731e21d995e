"""Tables of a known content, written in random dialects, with or without what spoils them."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import openpyxl
from hypothesis import strategies as st

STATES: Final = {"Nuevo León": "nuevo-leon", "Querétaro": "queretaro", "Sonora": "sonora"}
SECTORS: Final = {"Automotriz": "automotive", "Minería": "mining", "Tecnología médica": "medical"}
#: clusters that the store has: by name → id
KNOWN: Final = {"Clúster Minero de Sonora": "cluster-minero", "Clúster Médico": "cluster-medico"}
HEADERS: Final = ("Nombre", "Estado", "Sector", "Fundado", "Nota", "Empleados", "Página")
_WORDS: Final = (
    *("Clúster", "CLÚSTER", "Agrupación", "México", "MÉXICO", "Ñandú", "Único", "niño", "pingüino"),
    *(
        "Industria",
        "Región",
        "REGIÓN",
        "Óptica",
        "Álamos",
        "Ámbar",
        "económico",
        "más",
        "del",
        "año",
    ),
    *("«uno»", "L’Oréal", "A&B", "C+D", "“dos”", "N° 3", "¿qué?", "2007–2010", "5,5", 'el "gran"'),
)
_COLUMNS: Final = (
    '{Estado} = {{ property = "hx:locatedIn", entity = ["State"], by = "name" }}',
    '{Sector} = {{ property = "hx:sector", scheme = "sector", by = "name", list = true, '
    'separator = "/" }}',
    '{Fundado} = {{ property = "schema:foundingDate", type = "date"{dates} }}',
    '{Nota} = {{ property = "hx:acronym", type = "text" }}',
    '{Empleados} = {{ property = "schema:numberOfEmployees", type = "number"{numbers} }}',
    '{Página} = {{ property = "schema:url", type = "uri", prefix = "https://" }}',
)
Spoiled = Literal[
    "",
    "open quote",
    "bare delimiter",
    "cut row",
    "long row",
    "header twice",
    "header again",
    "bad byte",
    "formula",
]
SPOILS: Final[tuple[Spoiled, ...]] = (
    *("", "open quote", "bare delimiter", "cut row", "long row"),
    *("header twice", "header again", "bad byte", "formula"),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """What a row says, as the graph is to have it; "" and None are nothing."""

    name: str
    state: str = ""
    sectors: tuple[str, ...] = ()
    founded: datetime.date | None = None
    note: str = ""
    employees: Decimal | None = None
    host: str = ""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a table is written, and what its mapping says of it.

    Attributes:
        form: The ending of the file.
        delimiter: One character; declared or detected.
        encoding: Declared or detected.
        declares: Which words the mapping has.
        quoting: Of Python's csv module.
        line_end: Of lines.
        titles: Lines above the header; -1 is a table without header.
        decimal: The mark, and whether thousands have one.
        date: The format, and another in the mapping beside it.
        merged: Whether equal states that follow each other are merged in a workbook.
        short: Whether empty cells at the end are left out; the mapping may allow it.
        spoiled: What is wrong with the file.
        at: Which row and cell are spoiled.
    """

    form: str = "csv"
    delimiter: str = ","
    encoding: str = "utf-8"
    declares: frozenset[str] = frozenset()
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL
    line_end: str = "\n"
    titles: int = 0
    decimal: str = "."
    thousands: bool = False
    date: str = "%Y-%m-%d"
    other_date: str = ""
    merged: str = ""
    short: bool = False
    spoiled: Spoiled = ""
    at: int = 0


texts = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3).map(" ".join)
names = st.one_of(
    st.sampled_from(sorted(KNOWN)),
    st.tuples(texts, st.integers(100, 999)).map(lambda parts: f"{parts[0]} {parts[1]}"),
)
facts = st.builds(
    Fact,
    name=names,
    state=st.sampled_from(["", *STATES]),
    sectors=st.lists(st.sampled_from(sorted(SECTORS)), max_size=2, unique=True).map(tuple),
    founded=st.none() | st.dates(datetime.date(1990, 1, 1), datetime.date(2020, 12, 31)),
    note=st.just("") | texts,
    employees=st.none()
    | st.integers(0, 3_000_000).map(Decimal)
    | st.integers(0, 10**7).map(lambda number: Decimal(number) / 100),
    host=st.sampled_from(["", "www.a.mx", "b.com/x"]),
)
manners = st.builds(
    Manner,
    form=st.sampled_from(["csv", "tsv", "txt", "csv.gz", "xlsx", "xlsx"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"]),
    declares=st.sets(st.sampled_from(["delimiter", "encoding", "decimal", "date", "short"])).map(
        frozenset
    ),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    titles=st.integers(-1, 2),
    decimal=st.sampled_from([",", "."]),
    thousands=st.booleans(),
    date=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d de %B de %Y"]),
    other_date=st.sampled_from(["", "", "%d/%m/%Y", "%Y"]),
    merged=st.sampled_from(["", "fill", "first"]),
    short=st.booleans(),
    spoiled=st.sampled_from([""] * 8 + list(SPOILS)),
    at=st.integers(0, 50),
)


def mapping_of(manner: Manner) -> str:
    """Return the mapping for a table in a manner, in TOML."""
    names = {
        header: json.dumps(f"#{number}" if manner.titles < 0 else header, ensure_ascii=False)
        for number, header in enumerate(HEADERS, 1)
    }
    words = ["header = false" if manner.titles < 0 else f"header = {manner.titles + 1}"]
    if manner.form != "xlsx":
        for word in ("delimiter", "encoding"):
            if word in manner.declares:
                words.append(f"{word} = {json.dumps(getattr(manner, word))}")
        if "short" in manner.declares:
            words.append('short_rows = "allow"')
    elif manner.merged:
        words.append(f'merged = "{manner.merged}"')
    formats = [form for form in (manner.date, manner.other_date) if form]
    dates = f", formats = {json.dumps(formats)}" if "date" in manner.declares else ""
    numbers = f', decimal = "{manner.decimal}"' if "decimal" in manner.declares else ""
    columns = "\n".join(column.format(**names, dates=dates, numbers=numbers) for column in _COLUMNS)
    return (
        "[file]\n" + "\n".join(words) + '\n[source]\nid = "s"\ntitle = "S"\n'
        f'[subject]\nfrom = {names["Nombre"]}\nkinds = ["Cluster"]\n'
        f'new = {{ kind = "Cluster", name_es = {names["Nombre"]} }}\n[columns]\n{columns}\n'
    )


def write(folder: Path, rows: Sequence[Fact], manner: Manner) -> Path:
    """Write a table with a row for each fact, and return the file."""
    path = folder / f"table.{manner.form}"
    if manner.form == "xlsx":
        _write_workbook(path, rows, manner)
        return path
    data = _bytes(_lines(rows, manner), manner)
    path.write_bytes(gzip.compress(data) if manner.form.endswith("gz") else data)
    return path


_MONTHS: Final = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre"),
    *("octubre", "noviembre", "diciembre"),
)


def _date(date: datetime.date, form: str) -> str:
    return date.strftime(form.replace("%B", _MONTHS[date.month - 1]))


def _number(number: Decimal, manner: Manner) -> str:
    marks = {",": ".", ".": ","}
    grouped = f"{number:,f}" if manner.thousands else f"{number:f}"
    swapped = grouped.replace(",", "\0").replace(".", manner.decimal)
    return swapped.replace("\0", marks[manner.decimal])


def _cells(fact: Fact, manner: Manner) -> list[str]:
    return [
        fact.name,
        fact.state,
        " / ".join(fact.sectors),
        _date(fact.founded, manner.date) if fact.founded else "",
        fact.note,
        "" if fact.employees is None else _number(fact.employees, manner),
        fact.host,
    ]


def _above(manner: Manner) -> list[list[str]]:
    """Return the records above the first row: titles and the header."""
    if manner.titles < 0:
        return []
    header = list(HEADERS)
    if manner.spoiled == "header twice":
        header[2] = header[1]
    return [["Directorio", *[""] * (len(HEADERS) - 1)]] * manner.titles + [header]


def _lines(rows: Sequence[Fact], manner: Manner) -> list[str]:
    """Return the lines of a table, spoiled where its manner says so."""
    records = [_cells(fact, manner) for fact in rows]
    if manner.short:
        records = [_shortened(record) for record in records]
    lines = [_line(record, manner) for record in (*_above(manner), *records)]
    first = len(lines) - len(records)
    row = first + manner.at % len(records)
    cells = records[row - first]
    if manner.spoiled == "open quote":
        lines[row] = '"' + lines[row].lstrip('"')
    elif manner.spoiled == "bare delimiter" and len(cells) == len(HEADERS):
        bare = [f"{cells[0]}{manner.delimiter} S.A.", *cells[1:]]
        lines[row] = manner.delimiter.join(bare)
    elif manner.spoiled == "cut row" and len(cells) > 1 and "short" not in manner.declares:
        lines[row] = _line(cells[: 1 + manner.at % (len(cells) - 1)], manner)
    elif manner.spoiled == "long row" and len(cells) == len(HEADERS):
        lines[row] = _line([*cells, "x"], manner)
    elif manner.spoiled == "header again" and manner.titles >= 0:
        lines.insert(row, lines[first - 1])
    return lines


def _shortened(record: list[str]) -> list[str]:
    filled = max(index for index, cell in enumerate(record) if cell)
    return record[: filled + 1]


def _line(record: Sequence[str], manner: Manner) -> str:
    text = io.StringIO()
    csv.writer(
        text, delimiter=manner.delimiter, quoting=manner.quoting, lineterminator=""
    ).writerow(record)
    return text.getvalue()


def _bytes(lines: Sequence[str], manner: Manner) -> bytes:
    """Return the bytes of a table; a character that the encoding lacks is a question mark."""
    end = manner.line_end
    if manner.spoiled == "bad byte" and manner.encoding == "utf-8":
        at = manner.at % len(lines)
        encoded = [line.encode() for line in lines]
        encoded[at] = lines[at].encode("cp1252", "replace")
        return end.encode().join(encoded)
    return (end.join(lines) + end).encode(manner.encoding, "strict")


def _write_workbook(path: Path, rows: Sequence[Fact], manner: Manner) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for record in _above(manner):
        sheet.append([cell or None for cell in record])
    first = sheet.max_row + 1 if manner.titles >= 0 else 1
    as_text = "decimal" in manner.declares and bool(manner.at % 2)
    for fact in rows:
        cells: list[object] = [cell or None for cell in _cells(fact, manner)]
        if fact.founded and manner.date == "%Y-%m-%d":
            cells[3] = datetime.datetime.combine(fact.founded, datetime.time())
        if fact.employees is not None and not as_text:
            cells[5] = float(fact.employees)
        sheet.append(cells)
    if manner.spoiled == "formula":
        sheet.cell(first + manner.at % len(rows), 1 + manner.at % len(HEADERS), "=1+1")
    start = 0
    for row in range(1, len(rows) + 1):
        if row < len(rows) and rows[row].state == rows[start].state:
            continue
        if row - start > 1 and rows[start].state and manner.merged:
            sheet.merge_cells(None, first + start, 2, first + row - 1, 2)
        start = row
    book.save(path)


def expected(rows: Sequence[Fact], manner: Manner) -> set[tuple[str, str, str]]:
    """Return what a table says: the name of a subject, a property, a value."""
    claims: set[tuple[str, str, str]] = set()
    previous = ""
    for fact in rows:
        hidden = manner.form == "xlsx" and manner.merged == "first" and fact.state == previous
        previous = fact.state
        values: Mapping[str, Sequence[str]] = {
            "locatedIn": [STATES[fact.state]] if fact.state and not hidden else [],
            "sector": [SECTORS[sector] for sector in fact.sectors],
            "foundingDate": [fact.founded.isoformat()] if fact.founded else [],
            "acronym": [fact.note] if fact.note else [],
            "numberOfEmployees": [] if fact.employees is None else [_plain(fact.employees)],
            "url": [f"https://{fact.host}"] if fact.host else [],
        }
        claims |= {(fact.name, name, value) for name, texts in values.items() for value in texts}
    return claims


def _plain(number: Decimal) -> str:
    """Return a number as it counts, whatever zeros it is written with."""
    return f"{number.normalize():f}"

"""Tables for people: on a terminal, in Markdown, in a page of HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final, TextIO

from kg.model import Iri, Literal, Solutions, Term
from kg.rdf import iris
from kg.rdf.namespaces import XSD
from kg.results.labels import Labelling

_Row = tuple[Term | None, ...]

NUMBERS: Final = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "gYear", "int", "long", "short")
)
_SAMPLE: Final = 500  # rows that decide the widths of a table's columns
_GAP: Final = "  "


def shown(term: Term | None, labels: Labelling) -> str:
    """Return the text of a cell, without anything that would move a terminal's cursor."""
    if term is None:
        return ""
    text = str(term)
    if isinstance(term, Iri):
        text = labels.get(term.value) or iris.shorten(term.value)
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(char) == "Cc":
        return f"\\x{ord(char):02x}"
    if unicodedata.bidirectional(char) in (
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    ):
        return f"\\u{ord(char):04x}"
    return char


def write_markdown(solutions: Solutions, output: TextIO, labels: Labelling) -> int:
    """Write a table of Markdown; IRIs are links."""
    output.write("| " + " | ".join(solutions.variables) + " |\n")
    output.write("|" + " --- |" * len(solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("| " + " | ".join(_markdown_cell(term, labels) for term in row) + " |\n")
        count += 1
    return count


def _markdown_cell(term: Term | None, labels: Labelling) -> str:
    text = re.sub(r"([\\`*_\[\]|<>])", r"\\\1", shown(term, labels))
    if isinstance(term, Iri) and term.value.startswith(("http://", "https://")):
        target = re.sub(r"[()|\\]", lambda match: f"%{ord(match[0]):02X}", term.value)
        return f"[{text}]({target})"
    return text


_STYLE: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em;color:#222}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.35em .8em;border-bottom:1px solid #ddd}"
    "th{position:sticky;top:0;background:#f4f6f8}td.n{text-align:right}a{color:#0b5394}"
)


def write_html(solutions: Solutions, output: TextIO, labels: Labelling) -> int:
    """Write a page that needs no other file."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in solutions.variables)
    output.write(
        '<!doctype html>\n<html><head><meta charset="utf-8"><title>HelixKG</title>'
        f"<style>{_STYLE}</style></head>\n<body><table><thead><tr>{head}</tr></thead>"
        "<tbody>\n"
    )
    count = 0
    for row in solutions.rows:
        output.write(f"<tr>{''.join(_html_cell(term, labels) for term in row)}</tr>\n")
        count += 1
    output.write("</tbody></table></body></html>\n")
    return count


def _html_cell(term: Term | None, labels: Labelling) -> str:
    text = html.escape(shown(term, labels))
    if isinstance(term, Iri) and term.value.startswith(("http://", "https://")):
        return f'<td><a href="{html.escape(term.value)}">{text}</a></td>'
    kind = ' class="n"' if isinstance(term, Literal) and term.datatype in NUMBERS else ""
    return f"<td{kind}>{text}</td>"


def write_table(solutions: Solutions, output: TextIO, labels: Labelling, width: int | None) -> int:
    """Write a table for a terminal; the first rows decide the widths of its columns."""
    rows = iter(solutions.rows)
    sample = list(islice(rows, _SAMPLE))
    texts = [[shown(term, labels) for term in row] for row in sample]
    natural = [
        max([cell_width(name), *(cell_width(row[index]) for row in texts)])
        for index, name in enumerate(solutions.variables)
    ]
    widths = _fit(natural, width)
    right = [_is_number_column(sample, index) for index in range(len(natural))]
    _table_row(solutions.variables, widths, right, output)
    output.write(_GAP.join("─" * size for size in widths) + "\n")
    count = 0
    rest = ([shown(term, labels) for term in row] for row in rows)
    for cells in chain(texts, rest):
        _table_row(cells, widths, right, output)
        count += 1
    return count


def _is_number_column(rows: Sequence[_Row], index: int) -> bool:
    terms = [row[index] for row in rows if row[index] is not None]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype in NUMBERS for t in terms)


def _fit(natural: Sequence[int], width: int | None) -> list[int]:
    """Return column widths whose sum fits `width`: the widest columns give way first."""
    widths = [max(size, 1) for size in natural]
    if width is None or not widths:
        return widths
    room = max(width - len(_GAP) * (len(widths) - 1), len(widths) * 4)
    # Columns up to a cap keep their width; the cap is the largest for which all fit.
    low, high = 4, max(widths)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(min(size, cap) for size in widths) <= room:
            low = cap
        else:
            high = cap - 1
    spare = room - sum(min(size, low) for size in widths)
    fitted = []
    for size in widths:
        extra = min(max(size - low, 0), spare)
        spare = max(spare - extra, 0)
        fitted.append(min(size, low) + extra)
    return fitted


def _table_row(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], output: TextIO
) -> None:
    wrapped = [list(_wrap(cell, size)) for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped), default=0)):
        parts = []
        for lines, size, flush in zip(wrapped, widths, right, strict=True):
            text = lines[number] if number < len(lines) else ""
            blank = " " * (size - cell_width(text))
            parts.append(blank + text if flush else text + blank)
        output.write(_GAP.join(parts).rstrip() + "\n")


def _wrap(text: str, size: int) -> Iterator[str]:
    """Yield lines of at most `size` columns, broken at spaces, inside words where they must."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_width(joined) <= size:
            line = joined
            continue
        if line:
            yield line
        *full, line = _cut(word, size)
        yield from full
    yield line


def _cut(word: str, size: int) -> list[str]:
    pieces = [""]
    used = 0
    for char in word:
        columns = cell_width(char)
        if used + columns > size and pieces[-1]:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += columns
    return pieces


def cell_width(text: str) -> int:
    """Return how many columns of a terminal `text` takes.

    Wide characters take two, combining and format characters none.
    Source: Unicode Standard Annex 11 (East Asian Width).
    """
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width

"""Write solutions as a table for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Final, TextIO

from kg.model import Iri, Literal, Solutions, Term
from kg.results.about import About
from kg.results.display import NUMBER_TYPES, Labelling, display_text

_SAMPLE: Final = 500  # rows that decide the widths of the columns
_GAP: Final = "  "
_READABLE: Final = 10  # characters of a column of texts beside ids
_NARROWEST: Final = 4  # characters of a column, however narrow the terminal


def write_table(
    solutions: Solutions, output: TextIO, labels: Labelling, width: int | None, about: About
) -> int:
    """Write a table for a terminal, and return the number of rows.

    Texts are wrapped, ids never, so that they can be copied. Where the ids leave too little room
    for the texts, the rows are written one below the other, a line for each cell.

    Args:
        solutions: The first 500 rows decide the widths of the columns.
        output: Gets a text.
        labels: IRI → display label.
        width: Columns of the terminal; None sets no limit.
        about: What the columns are called.
    """
    heads = about.headed(solutions.variables)
    rows = iter(solutions.rows)
    sample = list(islice(rows, _SAMPLE))
    texts = [[display_text(term, labels) for term in row] for row in sample]
    natural = [
        max([cell_width(name), *(cell_width(row[index]) for row in texts)])
        for index, name in enumerate(heads)
    ]
    kept = [_id_width(sample, texts, index) for index in range(len(heads))]
    rest = ([display_text(term, labels) for term in row] for row in rows)
    widths = _widths(natural, kept, width)
    if widths is None:
        return _write_records(heads, chain(texts, rest), output)
    right = [_is_number_column(sample, index) for index in range(len(natural))]
    _table_row(heads, widths, right, output)
    output.write(_GAP.join("─" * size for size in widths) + "\n")
    count = 0
    for cells in chain(texts, rest):
        _table_row(cells, widths, right, output)
        count += 1
    return count


def _write_records(heads: Sequence[str], rows: Iterable[Sequence[str]], output: TextIO) -> int:
    """Write each row as lines of a heading and a cell, without empty ones; return their number."""
    widest = max(map(cell_width, heads))
    count = 0
    for cells in rows:
        output.write("\n" if count else "")
        for head, cell in zip(heads, cells, strict=True):
            if cell:
                output.write(f"{head}{' ' * (widest - cell_width(head))}{_GAP}{cell}\n")
        count += 1
    return count


def _id_width(
    rows: Sequence[tuple[Term | None, ...]], texts: Sequence[Sequence[str]], index: int
) -> int:
    """Return the width of the longest id of a column: an IRI that is shown as such."""
    return max(
        (
            cell_width(text[index])
            for row, text in zip(rows, texts, strict=True)
            if isinstance(row[index], Iri) and " " not in text[index]
        ),
        default=0,
    )


def _widths(natural: Sequence[int], kept: Sequence[int], width: int | None) -> list[int] | None:
    """Return the widths of columns; None where texts would be narrower than can be read.

    Args:
        natural: What each column needs for its longest cell.
        kept: What a column cannot go below, 0 for one of texts.
        width: Columns of the terminal; None sets no limit.
    """
    if width is None or not any(kept):
        return _fitted(natural, width)
    room = width - sum(kept) - len(_GAP) * sum(1 for size in kept if size)
    texts = [size for size, least in zip(natural, kept, strict=True) if not least]
    if room < sum(min(size, _READABLE) + len(_GAP) for size in texts) - len(_GAP):
        return None
    fitted = iter(_fitted(texts, room))
    return [least or next(fitted) for least in kept]


def _is_number_column(rows: Sequence[tuple[Term | None, ...]], index: int) -> bool:
    terms = [row[index] for row in rows if row[index] is not None]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype in NUMBER_TYPES for t in terms)


def _fitted(natural: Sequence[int], width: int | None) -> list[int]:
    """Return column widths whose sum fits `width`: the widest columns give way first.

    Natural widths of 5, 30 and 50 in 60 columns (56 without the gaps) become 5, 26 and 25: all
    columns up to a cap of 25 keep their width, and the one column that is left over goes to the
    first that is wider.
    """
    widths = [max(size, 1) for size in natural]
    if width is None or not widths:
        return widths
    room = max(width - len(_GAP) * (len(widths) - 1), len(widths) * _NARROWEST)
    # The largest cap for which all fit, by halving the range.
    low, high = _NARROWEST, max(widths)
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

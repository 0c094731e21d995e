"""Rows of nodes or edges as text, put together column by column.

A row is made of parts: some the same for all, others a column's values in the form of the file. A
text that many rows share is put into that form once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise, repeat
from typing import Any, BinaryIO, Final

import numpy as np

from kg.export.xml_escape import attribute, is_plain
from kg.network.columns import Coded, Column, Lists, Numbers

#: what stands in each row: a text, or a function from the first row and the one after the last to
#: the texts of these
Part = str | Callable[[int, int], Sequence[str]]
_ROWS: Final = 20_000  # put together at once


def write_rows(output: BinaryIO, size: int, parts: Iterable[Part], errors: str = "strict") -> None:
    """Write rows in their order.

    Args:
        output: where they go.
        size: how many there are.
        parts: what each is made of.
        errors: what becomes of lone surrogates, as `str.encode` takes it.
    """
    for text in row_texts(size, parts):
        output.write(text.encode("utf-8", errors))


def row_texts(size: int, parts: Iterable[Part]) -> Iterator[str]:
    """Yield some rows at a time as one text."""
    joined = tuple(_joined(parts))
    for start in range(0, size, _ROWS):
        end = min(start + _ROWS, size)
        columns = (
            repeat(part, end - start) if isinstance(part, str) else part(start, end)
            for part in joined
        )
        yield "".join(chain.from_iterable(zip(*columns, strict=True)))


def _joined(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the parts, texts next to each other as one."""
    before = ""
    for part in parts:
        if isinstance(part, str):
            before += part
            continue
        if before:
            yield before
        before = ""
        yield part
    if before:
        yield before


def formed(column: Column, form: Callable[[Any], str]) -> Part:
    """Return the values of a column as a part, each in a form."""
    if isinstance(column, Numbers):
        values, codes = np.unique(column.array, return_inverse=True)
        column = Coded(codes.reshape(-1), values.tolist())
    if isinstance(column, Coded):
        texts, codes = [form(text) for text in column.texts], column.codes
        return lambda start, end: [texts[code] for code in codes[start:end].tolist()]
    return lambda start, end: [form(value) for value in column.values(start, end)]


def listed(
    lists: Lists, form: Callable[[str], str], between: str, before: str = "", after: str = ""
) -> Part:
    """Return lists as a part: their texts in a form, joined; nothing where there are none.

    Args:
        lists: the column.
        form: of a text.
        between: what stands between two of them.
        before: what stands before the first.
        after: what stands after the last.
    """
    texts = [form(text) for text in lists.texts]

    def part(start: int, end: int) -> list[str]:
        bounds, codes = lists.flat(start, end)
        words = [texts[code] for code in codes.tolist()]
        return [
            f"{before}{between.join(words[begin:stop])}{after}" if begin < stop else ""
            for begin, stop in pairwise(bounds.tolist())
        ]

    return part


def quoted(column: Column) -> Part:
    """Return texts as values of attributes of XML, in quotes."""
    if isinstance(column, Coded):
        return formed(Coded(column.codes, _quoted(column.texts)), str)
    return lambda start, end: _quoted(column.values(start, end))


def _quoted(values: Sequence[str]) -> list[str]:
    if is_plain("".join(values)):
        return [f'"{value}"' for value in values]
    return list(map(attribute, values))

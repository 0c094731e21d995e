"""Answers that show themselves in a notebook: lists of rows with a table as their picture."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import Final

from kg.rdf import iris

_MOST_ROWS: Final = 100
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
_CELL: Final = "text-align:left;vertical-align:top"


class Answer(list[dict[str, str]]):
    """The rows of an answer, each a dict from column to text; a list in every other respect.

    Attributes:
        columns: Their names, which are there where no row is.
    """

    def __init__(self, columns: Sequence[str] = (), rows: Iterable[dict[str, str]] = ()) -> None:
        """Take the columns and the rows."""
        super().__init__(rows)
        self.columns = tuple(columns)

    def _repr_html_(self) -> str:
        """Return a table of the first rows, in which IRIs are links, and how many there are."""
        head = "".join(f'<th style="{_CELL}">{html.escape(name)}</th>' for name in self.columns)
        rows = "".join(
            f"<tr>{''.join(_cell(row.get(name, '')) for name in self.columns)}</tr>\n"
            for row in self[:_MOST_ROWS]
        )
        shown = f"{_MOST_ROWS:,} / " if len(self) > _MOST_ROWS else ""
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table>"
            f"<p>{shown}{len(self):,} × {len(self.columns)}</p>"
        )


def _cell(text: str) -> str:
    if re.fullmatch(r"https?://\S+", text):
        shown = html.escape(iris.shorten(text))
        return f'<td style="{_CELL}"><a href="{html.escape(text)}">{shown}</a></td>'
    align = "text-align:right" if _NUMBER.fullmatch(text) else _CELL
    return f'<td style="{align}">{html.escape(text)}</td>'

"""A profile as a workbook: every entry a row, its sources a sheet, nothing folded."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from kg.export.xml_escape import legal
from kg.profiles.document import Block, Group, Item, Picture, Profile

_WIDTHS: Final = {
    "profile": (26, 34, 70, 44, 14, 52),
    "sources": (10, 60, 60),
    "about": (24, 100),
}
_ID: Final = 6  # the column of ids, which are not wrapped
_MOST_CHARACTERS: Final = 32_767  # of a cell

_Row = Sequence[str | int]


def xlsx(profile: Profile) -> bytes:
    """Return the profile as a workbook of three sheets: entries, sources, and what it is of.

    Pictures have no place in it; the dates of the time line are rows.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    words = profile.words
    heads = [words[key] for key in ("section", "heading", "text", "note", "number", "id")]
    _sheet(book, words["profile"], "profile", [heads, *_entries(profile)], is_table=True)
    heads = [words[key] for key in ("number", "document", "place")]
    places = [
        (place.number, source.reference, str(place))
        for source in profile.sources
        for place in source.places
    ]
    _sheet(book, words["sources"], "sources", [heads, *places], is_table=True)
    _sheet(book, words["about"], "about", list(_about(profile)), is_table=False)
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _entries(profile: Profile) -> Iterator[_Row]:
    for section in profile.sections:
        for block in section.blocks:
            yield from _rows(profile, section.title, block)


def _rows(profile: Profile, title: str, block: Block) -> Iterator[_Row]:
    if isinstance(block, Picture):
        return
    heading = block.heading if isinstance(block, Group) else ""
    items: Sequence[Item] = block.items if isinstance(block, Group) else (block,)
    for item in items:
        yield title, heading, item.text, item.note, profile.cited(item), item.iri
    if isinstance(block, Group) and block.more:
        yield title, heading, profile.words["more"].format(n=f"{block.more:,}"), "", "", ""


def _about(profile: Profile) -> Iterator[_Row]:
    yield profile.words["profile"], profile.title
    yield profile.words["heading"], profile.kind
    for sentence in profile.colophon:
        yield profile.words["about"], sentence
    yield profile.words["note"], profile.words["numbers"]
    if profile.folded:
        yield profile.words["note"], profile.words["all"].format(n=f"{profile.folded:,}")


def _sheet(book: object, title: str, name: str, rows: Sequence[_Row], *, is_table: bool) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    assert isinstance(book, Workbook)
    sheet = book.create_sheet(title)
    for number, width in enumerate(_WIDTHS[name]):
        sheet.column_dimensions[chr(ord("A") + number)].width = width
    lines: dict[int, int] = {}  # of the row, as it is wrapped
    for y, row in enumerate(rows, start=1):
        for x, value in enumerate(row, start=1):
            cell = sheet.cell(y, x)
            cell.value = legal(value)[:_MOST_CHARACTERS] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # "=1+1" is a text
                if value.startswith(("http://", "https://")):
                    cell.hyperlink = value
            is_wrapped = x < _ID
            cell.alignment = Alignment(wrap_text=is_wrapped, vertical="top")
            if is_wrapped:
                needed = -(-len(str(value)) // int(_WIDTHS[name][x - 1] * 0.95))
                lines[y] = max(lines.get(y, 1), needed)
            if (is_table and y == 1) or (not is_table and x == 1):
                cell.font = Font(bold=True)
    for y, number in lines.items():
        sheet.row_dimensions[y].height = 14.5 * number + 1
    if is_table:
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1" if is_table else None

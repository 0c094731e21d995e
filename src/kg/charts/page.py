"""A picture as a page of its own: one file that needs no connection, with a table below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kg.export.xml_escape import attribute, content

_STYLE: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;color:#1d2733;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}svg{width:100%;height:auto}table{border-collapse:collapse;width:100%;"
    "margin-top:1.5rem}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;"
    "border-bottom:1px solid #d5dbe1}th{border-bottom:2px solid #55616e}"
    ".hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}"
    "@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}"
)


def html(
    picture: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], language: str
) -> str:
    """Return a page with a picture and the rows that it shows, for whoever cannot see it.

    Args:
        picture: SVG; it stands in the page as it is.
        title: Of the page.
        heads: The heads of the table.
        rows: Its cells.
        language: Of the page, es or en.
    """
    head = "".join(f'<th scope="col">{content(cell)}</th>' for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{content(cell)}</td>" for cell in row) + "</tr>\n" for row in rows
    )
    return (
        f"<!doctype html>\n<html lang={attribute(language)}>\n<head>\n"
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{content(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f'<h1 class="hidden">{content(title)}</h1>\n'
        f"{picture}<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
        "</main>\n</body>\n</html>\n"
    )

"""Write solutions as a table of Markdown, or as a page of HTML."""

from __future__ import annotations

import html
import re
from typing import Final, TextIO

from kg.model import Iri, Literal, Solutions, Term
from kg.results.display import NUMBER_TYPES, Labelling, display_text, is_link


def write_markdown(solutions: Solutions, output: TextIO, labels: Labelling) -> int:
    """Write a table of Markdown, in which IRIs are links, and return the number of rows."""
    output.write("| " + " | ".join(solutions.variables) + " |\n")
    output.write("|" + " --- |" * len(solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("| " + " | ".join(_markdown_cell(term, labels) for term in row) + " |\n")
        count += 1
    return count


def _markdown_cell(term: Term | None, labels: Labelling) -> str:
    text = re.sub(r"([\\`*_\[\]|<>])", r"\\\1", display_text(term, labels))
    if isinstance(term, Iri) and is_link(term):
        target = re.sub(r"[()|\\]", lambda match: f"%{ord(match[0]):02X}", term.value)
        return f"[{text}]({target})"
    return text


_STYLE: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em;color:#222}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.35em .8em;border-bottom:1px solid #ddd}"
    "th{position:sticky;top:0;background:#f4f6f8}td.n{text-align:right}a{color:#0b5394}"
)


def write_html(solutions: Solutions, output: TextIO, labels: Labelling) -> int:
    """Write a page that needs no other file, and return the number of rows."""
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
    text = html.escape(display_text(term, labels))
    if isinstance(term, Iri) and is_link(term):
        return f'<td><a href="{html.escape(term.value)}">{text}</a></td>'
    kind = ' class="n"' if isinstance(term, Literal) and term.datatype in NUMBER_TYPES else ""
    return f"<td{kind}>{text}</td>"

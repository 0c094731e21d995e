"""Write solutions as a table of Markdown, or as a page of HTML."""

from __future__ import annotations

import html
import re
from typing import Final, TextIO

from kg.model import Iri, Literal, Solutions, Term
from kg.results.about import About
from kg.results.display import NUMBER_TYPES, Labelling, display_text, is_link


def write_markdown(solutions: Solutions, output: TextIO, labels: Labelling, about: About) -> int:
    """Write a table of Markdown, in which IRIs are links, and return the number of rows."""
    if about.title:
        output.write(f"**{_markdown_text(about.title)}**\n\n")
    output.write("| " + " | ".join(map(_markdown_text, about.headed(solutions.variables))) + " |\n")
    output.write("|" + " --- |" * len(solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("| " + " | ".join(_markdown_cell(term, labels) for term in row) + " |\n")
        count += 1
    for note in about.notes():
        output.write(f"\n*{_markdown_text(note.text)}*\n")
    return count


def _markdown_cell(term: Term | None, labels: Labelling) -> str:
    text = _markdown_text(display_text(term, labels))
    if isinstance(term, Iri) and is_link(term):
        target = re.sub(r"[()|\\]", lambda match: f"%{ord(match[0]):02X}", term.value)
        return f"[{text}]({target})"
    return text


def _markdown_text(text: str) -> str:
    return re.sub(r"([\\`*_\[\]|<>])", r"\\\1", text)


_STYLE: Final = (
    "body{font:15px/1.45 system-ui,sans-serif;margin:2em;color:#222}table{border-collapse:collapse}"
    "th,td{text-align:left;vertical-align:top;padding:.35em .8em;border-bottom:1px solid #ddd}"
    "th{position:sticky;top:0;background:#f4f6f8}td.n{text-align:right}a{color:#0b5394}"
    "caption{text-align:left;font-size:1.2em;font-weight:600;padding:.4em .8em}"
    "footer{margin:1em .8em;color:#555}"
)


def write_html(solutions: Solutions, output: TextIO, labels: Labelling, about: About) -> int:
    """Write a page that needs no other file, and return the number of rows."""
    head = "".join(f"<th>{html.escape(name)}</th>" for name in about.headed(solutions.variables))
    title = html.escape(about.title)
    caption = f"<caption>{title}</caption>" if title else ""
    output.write(
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title or "HelixKG"}</title>'
        f"<style>{_STYLE}</style></head>\n<body><table>{caption}<thead><tr>{head}</tr></thead>"
        "<tbody>\n"
    )
    count = 0
    for row in solutions.rows:
        output.write(f"<tr>{''.join(_html_cell(term, labels) for term in row)}</tr>\n")
        count += 1
    notes = "".join(f"<p>{html.escape(note.text)}</p>" for note in about.notes())
    footer = f"<footer>{notes}</footer>" if notes else ""
    output.write(f"</tbody></table>{footer}</body></html>\n")
    return count


def _html_cell(term: Term | None, labels: Labelling) -> str:
    text = html.escape(display_text(term, labels))
    if isinstance(term, Iri) and is_link(term):
        return f'<td><a href="{html.escape(term.value)}">{text}</a></td>'
    kind = ' class="n"' if isinstance(term, Literal) and term.datatype in NUMBER_TYPES else ""
    return f"<td{kind}>{text}</td>"

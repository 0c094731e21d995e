"""Write a report for other programs and for the web: JSON, CSV, SARIF, Markdown, HTML."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from textwrap import indent
from typing import Any, TextIO
from urllib.parse import quote

from kg.model import Position, Report, Stated
from kg.rdf import iris
from kg.validation.report.rows import Labels, Row, Suggest, rows
from kg.validation.report.text import (
    cells,
    incomplete,
    not_judged,
    summary,
    titles,
    words_of,
    write_report,
)
from kg.validation.report.turtle import write_turtle

_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_COLUMNS = (
    "severity",
    "code",
    "file",
    "line",
    "column",
    "entity",
    "entity_iri",
    "property",
    "property_iri",
    "value",
    "expected",
    "message",
    "suggestion",
)


def write(
    form: str,
    report: Report,
    output: TextIO,
    *,
    language: str = "en",
    labels: Labels | None = None,
    suggest: Suggest | None = None,
    show_all: bool = False,
) -> None:
    """Write the report; only text leaves out results beyond the first of a code.

    Args:
        form: One of `kg.formats.REPORTS`.
        report: The report.
        output: Where it goes.
        language: en or es; others are written in English.
        labels: IRI → label of what the results name.
        suggest: From a result to what may have been meant.
        show_all: Write all results in text, too.
    """
    if form == "text":
        write_report(
            report, output, language=language, labels=labels, suggest=suggest, show_all=show_all
        )
    elif form == "turtle":
        words = words_of(language)
        comments = [*report.notes, *not_judged(report, words), incomplete(report, words)]
        write_turtle(report, output, filter(None, comments))
    else:
        _WRITERS[form](
            report,
            rows(report.results, language, {} if labels is None else labels, suggest),
            language,
            output,
        )


def _json(report: Report, table: Iterable[Row], language: str, output: TextIO) -> None:
    import json

    head = {
        "conforms": None if report.conforms and report.not_judged else report.conforms,
        "errors": report.count("violation"),
        "warnings": report.count("warning"),
        "notes": list(report.notes),
        "not_judged": [
            {"position": problem.position._asdict(), "message": problem.message}
            for problem in report.not_judged
        ],
    }
    output.write(json.dumps(head, ensure_ascii=False, indent=2)[:-2] + ',\n  "results": ')
    _array(
        (
            {
                "severity": row.severity,
                "code": row.code,
                "positions": [position._asdict() for position in row.positions],
                "entity": row.entity,
                "entity_iri": row.entity_iri,
                "property": row.path,
                "property_iri": row.path_iri,
                "value": row.value,
                "expected": row.expected,
                "message": row.message,
                "suggestion": row.suggestion,
                "component": row.component,
                "stated": [_stated(item) for item in row.stated],
            }
            for row in table
        ),
        output,
        "  ",
    )
    output.write("\n}\n")


def _stated(item: Stated) -> dict[str, Any]:
    """Return a statement that a result compares with others, and the documents that make it."""
    return {
        "subject_iri": str(item.subject),
        "property_iri": item.property,
        "value": item.value.value,
        "documents": [{"document": name, "place": place} for name, place in item.documents],
        "more_documents": item.more,
        "record": item.record,
    }


def _array(items: Iterable[Mapping[str, Any]], output: TextIO, margin: str) -> None:
    """Write a JSON array one item at a time."""
    import json

    start = "["
    for item in items:
        text = json.dumps(item, ensure_ascii=False, indent=2)
        output.write(f"{start}\n{indent(text, margin + '  ')}")
        start = ","
    output.write("[]" if start == "[" else f"\n{margin}]")


def _csv(report: Report, table: Iterable[Row], language: str, output: TextIO) -> None:
    import csv

    writer = csv.writer(output, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in table:
        position = row.positions[0] if row.positions else Position("")
        writer.writerow(
            (
                row.severity,
                row.code,
                position.file,
                position.line or "",
                position.column or "",
                row.entity,
                row.entity_iri,
                row.path,
                row.path_iri,
                row.value,
                row.expected,
                row.message,
                row.suggestion,
            )
        )


def _sarif(report: Report, table: Iterable[Row], language: str, output: TextIO) -> None:
    """SARIF 2.1.0, so that a code host shows each result in the diff."""
    import json
    from importlib.metadata import version

    rules: dict[str, str] = {}

    def results() -> Iterator[Mapping[str, Any]]:
        for row in table:
            rules[row.code or row.component] = row.rule if row.code else row.component
            yield _sarif_result(row)

    output.write(
        '{\n  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n'
        '  "version": "2.1.0",\n  "runs": [{\n    "columnKind": "unicodeCodePoints",\n'
        '    "results": '
    )
    _array(results(), output, "    ")
    tool = {
        "driver": {
            "name": "HelixKG",
            "version": version("helixkg"),
            "rules": [
                {"id": code, "shortDescription": {"text": text or code}}
                for code, text in sorted(rules.items())
            ],
        }
    }
    notes = [_sarif_note(note, None) for note in report.notes]
    notes += [_sarif_note(problem.message, problem.position) for problem in report.not_judged]
    invocation = {"executionSuccessful": True, "toolExecutionNotifications": notes}
    output.write(
        f',\n    "invocations": [{json.dumps(invocation, ensure_ascii=False)}]'
        f',\n    "tool": {json.dumps(tool, ensure_ascii=False)}\n  }}]\n}}\n'
    )


def _sarif_note(text: str, position: Position | None) -> dict[str, Any]:
    """Return what the report says beside its results; a position is that of a shape left out."""
    note: dict[str, Any] = {"level": "warning" if position else "note", "message": {"text": text}}
    if position:
        note["locations"] = [_sarif_location(position)]
    return note


def _sarif_result(row: Row) -> dict[str, Any]:
    entity = iris.shorten(row.entity_iri) if row.is_named else row.entity
    comparison = () if row.stated else (row.value, row.expected)
    detail = " · ".join(filter(None, (row.path, *comparison)))
    result: dict[str, Any] = {
        "ruleId": row.code or row.component,
        "level": _LEVELS[row.severity],
        "message": {"text": f"{row.message} — {entity}" + (f" · {detail}" if detail else "")},
    }
    if row.positions:
        result["locations"] = [_sarif_location(position) for position in row.positions]
    return result


def _sarif_location(position: Position) -> dict[str, Any]:
    uri = quote(
        position.file.replace("\\", "/"), safe="/:@"
    )  # a space is none of a URI's characters
    location: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if position.line:
        location["region"] = {"startLine": position.line}
        if position.column:
            location["region"]["startColumn"] = position.column
    return {"physicalLocation": location}


def _markdown(report: Report, table: Iterable[Row], language: str, output: TextIO) -> None:
    words = words_of(language)
    output.write(f"**{summary(report, words)}**\n")
    left_out = not_judged(report, words)
    if left_out:
        output.write("\n" + "".join(f"- {_markdown_cell(text)}\n" for text in left_out))
    if len(report.results):
        heads = list(titles(language))
        output.write(f"\n| {' | '.join(heads)} |\n|{'---|' * len(heads)}\n")
    for row in table:
        output.write("| " + " | ".join(map(_markdown_cell, cells(row, words))) + " |\n")


def _markdown_cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")


def _html(report: Report, table: Iterable[Row], language: str, output: TextIO) -> None:
    words = words_of(language)
    title = html.escape(f"HelixKG — {summary(report, words)}")
    output.write(
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">\n'
        f"<title>{title}</title>\n<style>\n"
        "body{font:15px/1.5 system-ui,sans-serif;margin:2rem;color:#1a1a1a;background:#fff}\n"
        "table{border-collapse:collapse;width:100%}th,td{padding:.4rem .6rem;text-align:left;"
        "vertical-align:top;border-bottom:1px solid #ddd}\n"
        "tr.violation td:first-child{border-left:4px solid #b3261e}"
        "tr.warning td:first-child{border-left:4px solid #b26a00}"
        "tr.info td:first-child{border-left:4px solid #5f6b7a}\n"
        "td.where{font-family:ui-monospace,monospace;font-size:13px;word-break:break-word}\n"
        f"</style></head><body>\n<h1>{title}</h1>\n"
    )
    left_out = not_judged(report, words)
    if left_out:
        items = "".join(f"<li>{html.escape(text)}</li>" for text in left_out)
        output.write(f"<ul>{items}</ul>\n")
    if len(report.results):
        heads = "".join(f"<th>{html.escape(head)}</th>" for head in titles(language))
        output.write(f"<table><thead><tr>{heads}</tr></thead><tbody>\n")
        for row in table:
            output.write(
                f'<tr class="{row.severity}">'
                + "".join(
                    f"<td{' class=where' if index == 2 else ''}>{html.escape(cell)}</td>"
                    for index, cell in enumerate(cells(row, words))
                )
                + "</tr>\n"
            )
        output.write("</tbody></table>\n")
    output.write("</body></html>\n")


_Writer = Callable[[Report, Iterable[Row], str, TextIO], None]
_WRITERS: Mapping[str, _Writer] = {
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
    "html": _html,
    "sarif": _sarif,
}

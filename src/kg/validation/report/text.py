"""Write a report that a person can act on, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from typing import Any, TextIO

from kg.model import SEVERITIES, Report, Severity
from kg.rdf import iris
from kg.validation.report.rows import Labels, Row, Suggest, rows

#: how many results of one code are shown before the rest is counted
SHOWN = 50
_PLACES = 4  # of one result
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "es": {
        "violation": "error",
        "warning": "aviso",
        "info": "nota",
        "more": "y {n} más de {code}",
        "conforms": "conforme",
        "fails": "no conforme",
        "value": "valor",
        "expected": "se espera",
        "suggestion": "¿quiso decir",
        "errors": ("{} error", "{} errores"),
        "warnings": ("{} aviso", "{} avisos"),
        "not_judged": "no se juzgó",
        "incomplete": (
            "incompleto: {} forma no se juzgó",
            "incompleto: {} formas no se juzgaron",
        ),
        "others": "las demás",
    },
    "en": {
        "violation": "error",
        "warning": "warning",
        "info": "note",
        "more": "{n} more of {code}",
        "conforms": "conforms",
        "fails": "does not conform",
        "value": "value",
        "expected": "expected",
        "suggestion": "did you mean",
        "errors": ("{} error", "{} errors"),
        "warnings": ("{} warning", "{} warnings"),
        "not_judged": "not judged",
        "incomplete": (
            "incomplete: {} shape was not judged",
            "incomplete: {} shapes were not judged",
        ),
        "others": "by the others",
    },
}


def write_report(
    report: Report,
    output: TextIO,
    *,
    language: str = "en",
    labels: Labels | None = None,
    suggest: Suggest | None = None,
    show_all: bool = False,
    least: Severity = "info",
) -> None:
    """Write one line a result and a total; beyond `SHOWN` of one code the rest is counted.

    Args:
        report: The report.
        output: Where it goes.
        language: en or es; others are written in English.
        labels: IRI → label of what the results name.
        suggest: From a result to what may have been meant.
        show_all: Write all results of a code.
        least: What is less severe is only counted.
    """
    words = words_of(language)
    severe = (r for r in report.results if SEVERITIES[r.severity] <= SEVERITIES[least])
    for (_, code), group in groupby(severe, key=lambda r: (r.severity, r.code)):
        results = iter(group)
        shown = results if show_all else islice(results, SHOWN)
        for row in rows(shown, language, {} if labels is None else labels, suggest):
            output.write(line(row, words) + "\n")
        left = sum(1 for _ in results)
        if left:
            output.write(f"… {words['more'].format(n=left, code=code)} (--all)\n")
    for text in not_judged(report, words):
        output.write(f"{text}\n")
    output.write(f"{summary(report, words)}\n")


def words_of(language: str) -> Mapping[str, Any]:
    """Return the words of a report in a language, else in English."""
    return _WORDS.get(language, _WORDS["en"])


def summary(report: Report, words: Mapping[str, Any]) -> str:
    """Return the last line: whether the graph conforms, with how many errors and warnings.

    That it conforms is not said where not all shapes were judged.
    """
    outcome = words["conforms"] if report.conforms else words["fails"]
    errors, warnings = report.count("violation"), report.count("warning")
    counts = (
        words["errors"][errors != 1].format(errors),
        words["warnings"][warnings != 1].format(warnings),
    )
    if not report.not_judged:
        return f"{outcome}: {', '.join(counts)}"
    left_out = incomplete(report, words)
    if report.conforms:
        return f"{left_out}; {words['others']}: {', '.join(counts)}"
    return f"{outcome}: {', '.join(counts)}; {left_out}"


def incomplete(report: Report, words: Mapping[str, Any]) -> str:
    """Return how many shapes were not judged, "" where all were."""
    count = len(report.not_judged)
    text: str = words["incomplete"][count != 1].format(count) if count else ""
    return text


def not_judged(report: Report, words: Mapping[str, Any]) -> list[str]:
    """Return each shape that was not judged, where it stands, and why."""
    return [
        f"{problem.position}: {words['not_judged']}: {problem.message}"
        for problem in report.not_judged
    ]


def line(row: Row, words: Mapping[str, Any]) -> str:
    """Return one result: positions, severity, code, message, IRI, property, value, suggestion.

    The message names the entity; where it does not, as those of other shapes, its label follows.
    What the message tells with its documents is not told again.
    """
    where = ", ".join(str(position) for position in row.positions[:_PLACES])
    short = iris.shorten(row.entity_iri)
    parts = [short if row.is_named else f"{row.entity} <{short}>"]
    if row.path:
        parts.append(iris.shorten(row.path_iri) if row.stated else row.path)
    if row.value and not row.stated:
        parts.append(f"{words['value']} {row.value}")
    if row.expected and not row.stated:
        parts.append(f"{words['expected']} {row.expected}")
    suggestion = f" — {words['suggestion']} «{row.suggestion}»?" if row.suggestion else ""
    prefix = f"{where}: " if where else ""
    code = f"{row.code}: " if row.code and not row.message.startswith(row.code) else ""
    text = f"{words[row.severity]}: {code}{row.message}"
    return f"{prefix}{text} — {' · '.join(parts)}{suggestion}"


def titles(language: str) -> Iterable[str]:
    """Return the headings of a table of results."""
    if language == "es":
        return (
            "Gravedad",
            "Código",
            "Dónde",
            "Entidad",
            "Propiedad",
            "Valor",
            "Se espera",
            "Mensaje",
            "Sugerencia",
        )
    return (
        "Severity",
        "Code",
        "Where",
        "Entity",
        "Property",
        "Value",
        "Expected",
        "Message",
        "Suggestion",
    )


def cells(row: Row, words: Mapping[str, Any]) -> tuple[str, ...]:
    """Return a result as the cells of a table with these headings."""
    return (
        words[row.severity],
        row.code,
        row.where,
        row.entity or iris.shorten(row.entity_iri),
        row.path,
        row.value,
        row.expected,
        row.message,
        row.suggestion,
    )

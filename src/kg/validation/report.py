"""Write a report that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import TextIO

from kg import iris
from kg.model import Iri, Report, Term, Violation

#: how many results of one code are shown before the rest is counted
SHOWN = 50
_WORDS = {
    "es": {"violation": "error", "warning": "aviso", "info": "nota", "more": "y {n} más de {code}",
           "conforms": "conforme", "fails": "no conforme", "value": "valor",
           "total": "{v} errores, {w} avisos"},
    "en": {"violation": "error", "warning": "warning", "info": "note", "more": "{n} more of {code}",
           "conforms": "conforms", "fails": "does not conform", "value": "value",
           "total": "{v} errors, {w} warnings"},
}


def write_report(
    report: Report,
    output: TextIO,
    *,
    language: str = "en",
    labels: Mapping[str, str] | None = None,
    show_all: bool = False,
) -> None:
    """Write one line a result and a total; beyond `SHOWN` of one code the rest is counted.

    labels: IRI → label of the entities that the results name.
    """
    words = _WORDS.get(language, _WORDS["en"])
    names = labels or {}
    for (_, code), group in groupby(report.results, key=lambda r: (r.severity, r.code)):
        results = list(group)
        shown = results if show_all else results[:SHOWN]
        for result in shown:
            output.write(line(result, language, names) + "\n")
        if len(results) > len(shown):
            more = words["more"].format(n=len(results) - len(shown), code=code)
            output.write(f"… {more} (--all)\n")
    verdict = words["conforms"] if report.conforms() else words["fails"]
    total = words["total"].format(v=report.count("violation"), w=report.count("warning"))
    output.write(f"{verdict}: {total}\n")


def line(result: Violation, language: str, labels: Mapping[str, str]) -> str:
    """Return one result: place, severity, entity, message, property and value."""
    words = _WORDS.get(language, _WORDS["en"])
    where = ", ".join(str(position) for position in result.positions[:4])
    focus = str(result.focus)
    entity = labels.get(focus, "")
    shown = f"{entity} <{iris.shorten(focus)}>" if entity else iris.shorten(focus)
    path = f" · {iris.shorten(result.path)}" if result.path else ""
    value = ""
    if result.value is not None and str(result.value) != focus:
        value = f" · {words['value']} {_short(result.value)}"
    if result.values:
        value = f" · {', '.join(_short(term) for term in result.values)}"
    prefix = f"{where}: " if where else ""
    return f"{prefix}{words[result.severity]}: {result.message(language)} — {shown}{path}{value}"


def _short(term: Term) -> str:
    return iris.shorten(term.value) if isinstance(term, Iri) else f"«{term.value[:80]}»"

"""The report of a validation, as Python users read it; and what a change did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Protocol, Self

from kg.claims.history import Load
from kg.errors import in_language
from kg.files.writing import replacing_text
from kg.formats import REPORTS
from kg.graph.arguments import check, format_of
from kg.ingest import Change
from kg.model import Report, Violation
from kg.rdf import iris
from kg.results.frames import Tabular, html_table
from kg.store import Store
from kg.validation import message_of

_SHOWN = 10
_COLUMNS = (
    *("code", "severity", "focus", "path", "value", "message"),
    *("file", "line", "column", "shape", "component"),
)


class _Graph(Protocol):
    """The handle on a graph, which reports do not import."""

    @property
    def store(self) -> Store: ...

    @property
    def is_closed(self) -> bool: ...


@dataclass(frozen=True, repr=False)
class ValidationReport(Report, Tabular):
    """The report of a validation: true where it conforms; a frame has a row for each result."""

    types: ClassVar[Mapping[str, type]] = {"line": int, "column": int}
    #: the graph that names what is in the report, as long as it is open
    graph: _Graph | None = field(default=None, compare=False)

    @classmethod
    def of(cls, report: Report, graph: _Graph | None = None) -> Self:
        """Return a report with frames.

        Args:
            report: The report.
            graph: The graph that it is about.
        """
        if isinstance(report, cls):
            return report
        given = {item.name: getattr(report, item.name) for item in fields(Report)}
        return cls(**given, graph=graph)

    def __bool__(self) -> bool:
        return self.conforms

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a frame: from code, severity and focus to file, line and column."""
        return _COLUMNS

    def cells(self) -> Iterator[tuple[Any, ...]]:
        """Yield a row for each result; where it has several positions, with the first."""
        for result in self.results:
            yield self._row(result)

    def _row(self, result: Violation) -> tuple[Any, ...]:
        at = result.positions[0] if result.positions else None
        return (
            result.code or None,
            result.severity,
            iris.shorten(str(result.focus)),
            iris.shorten(result.path) if result.path else None,
            None if result.value is None else iris.shorten(result.value.value),
            message_of(result, in_language("en", "es")),
            at.file if at else None,
            (at.line or None) if at else None,
            (at.column or None) if at else None,
            str(result.shape) if result.shape else None,
            iris.shorten(result.component) if result.component else None,
        )

    def save(self, path: str | Path, format: str | None = None, lang: str | None = None) -> Path:
        """Write it to a file, and return its path.

        The graph names what is in it, and suggests other names, as long as it is open.

        Args:
            path: The file; the ending says .txt, .json, .csv, .sarif, .md, .html or .ttl.
            format: The format, where the ending does not say it.
            lang: The language of its words: `es` or `en`; None is that of messages.

        Raises:
            UsageError: The format is unknown, or the file cannot be written.
        """
        from kg.names.suggest import namers
        from kg.validation import write

        check({"path": path, "format": format, "lang": lang}, needed=("path",))
        target = Path(path)
        chosen = format_of(target, format, REPORTS)
        language = lang or in_language("en", "es")
        is_open = self.graph is not None and not self.graph.is_closed
        labels, suggest = namers(self.graph.store if self.graph and is_open else None, language)
        with replacing_text(target) as text:
            write(chosen, self, text, language=language, labels=labels, suggest=suggest)
        return target

    def _summary(self) -> str:
        errors, warnings = self.count("violation"), self.count("warning")
        counted = in_language(
            f"{errors:,} violations, {warnings:,} warnings",
            f"{errors:,} infracciones, {warnings:,} avisos",
        )
        outcome = in_language("conforms", "conforme")
        if not self.conforms:
            outcome = in_language("does not conform", "no conforme")
        left = f"; {len(self.not_judged)} shapes not judged" if self.not_judged else ""
        left_es = f"; {len(self.not_judged)} formas sin juzgar" if self.not_judged else ""
        return f"{outcome}: {counted}{in_language(left, left_es)}"

    def _lines(self) -> Iterator[str]:
        for result in islice(self.results, _SHOWN):
            at = f"{result.positions[0]}: " if result.positions else ""
            focus = iris.shorten(str(result.focus))
            yield f"  {at}{focus}: {message_of(result, in_language('en', 'es'))}"
        if len(self.results) > _SHOWN:
            more = len(self.results) - _SHOWN
            yield in_language(f"  … {more:,} more", f"  … {more:,} más")

    def __repr__(self) -> str:
        return "\n".join((f"<ValidationReport {self._summary()}>", *self._lines()))

    def _repr_html_(self) -> str:
        colour = "#1a7f37" if self.conforms else "#b42318"
        head = f'<p style="color:{colour}"><b>{escape(self._summary())}</b></p>'
        if not len(self.results):
            return head
        shown = ("code", "severity", "focus", "message", "file", "line")
        places = [_COLUMNS.index(name) for name in shown]
        return head + html_table(shown, ([row[n] for n in places] for row in self.cells()))


LOAD_COLUMNS = (
    *("ended", "files", "facts_added", "facts_removed", "claims_added", "claims_removed"),
    "software",
)


def load_rows(load: Load) -> Iterator[tuple[Any, ...]]:
    """Yield the row of a load in a frame."""
    yield (
        load.ended,
        tuple(name for name, _ in load.files),
        load.facts_added,
        load.facts_removed,
        load.claims_added,
        load.claims_removed,
        load.software,
    )


class Changed(Change):
    """What a change adds to the graph and takes away; true where that is anything at all.

    `added` and `removed` count quads, and how many of them are facts and claims.
    """

    @classmethod
    def of(cls, change: Change) -> Changed:
        """Return a change that shows itself."""
        shown = cls(**{field.name: getattr(change, field.name) for field in fields(Change)})
        shown.report = ValidationReport.of(change.report)
        return shown

    def __repr__(self) -> str:
        added, removed = self.added, self.removed
        return in_language(
            f"<Change +{added.facts:,} −{removed.facts:,} facts, +{added.claims:,} "
            f"−{removed.claims:,} claims, {self.entity_count:,} new entities>",
            f"<Change +{added.facts:,} −{removed.facts:,} hechos, +{added.claims:,} "
            f"−{removed.claims:,} afirmaciones, {self.entity_count:,} entidades nuevas>",
        )

"""Questions and things as pictures: a map of the states, a time line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg import library, names
from kg.charts import map as maps
from kg.charts import moments, page, timeline
from kg.charts.scale import number
from kg.claims.profile import entity_profile
from kg.errors import UsageError, in_language, speaking
from kg.library.headings import heading

if TYPE_CHECKING:
    from kg.charts.timeline import Moment
    from kg.library import Query
    from kg.model import Binding, Iri
    from kg.store.base import Store


@dataclass(frozen=True, slots=True)
class Drawn:
    """A map or a time line as SVG, with its data as rows, from which its files are written.

    Attributes:
        title: What it shows.
        svg: The picture.
        heads: The columns of its data.
        rows: Its data.
        notes: What it leaves out, a sentence each.
        language: The language of its words.
    """

    title: str
    svg: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    language: str

    def written(self, form: str) -> bytes:
        """Return it as svg, as html with its data as a table below, or as png or pdf."""
        if form == "svg":
            return self.svg.encode()
        if form == "html":
            return page.html(self.svg, self.title, self.heads, self.rows, self.language).encode()
        from kg.export.picture import rendered

        return rendered(self.svg, form)


def map_of_answer(
    query: Query, store: Store, values: Mapping[str, str], language: str, column: str = ""
) -> Drawn:
    """Return the answer to a question as a map of the states.

    Args:
        query: The question, whose answer has a column with states and one with numbers.
        store: Where it is asked.
        values: Its parameters, as the user wrote them.
        language: Of the words on the map.
        column: The numbers; by default the first column with any.

    Raises:
        UsageError: A value does not fit, or the answer is no map.
    """
    bound = library.filled(query, store, values, language).bound
    data = maps.of_answer(library.select(query, store, bound), store, language, column)
    notes = _notes(query, store, bound, language)
    summary = query.summary(language)
    title = f"{summary}: {heading(column, language)}" if column else summary
    ranked = sorted(data.values.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = tuple((data.names[code], number(value)) for code, value in ranked)
    with speaking(language):
        heads = (in_language("State", "Estado"), heading(data.column, language))
        return Drawn(title, maps.svg(data, title, notes), heads, rows, tuple(notes), language)


def time_line_of_answer(
    query: Query, store: Store, values: Mapping[str, str], language: str, column: str = ""
) -> Drawn:
    """Return what has a date in the answer to a question; arguments as for `map_of_answer`."""
    bound = library.filled(query, store, values, language).bound
    answer = library.select(query, store, bound)
    dated, without = moments.of_answer(answer, store, language, column)
    with speaking(language):
        notes = [*moments.undated(without), *_notes(query, store, bound, language)]
    return _time_line(query.summary(language), dated, notes, language)


def time_line_around(entity: Iri, store: Store, language: str) -> Drawn:
    """Return what has a date around a thing.

    Raises:
        UsageError: Nothing has.
    """
    label = names.label_of(store, entity, language)
    dated = moments.around(store, entity_profile(store, entity), language)
    if not dated:
        raise UsageError(
            in_language(
                f"no document states a date around {label}",
                f"ningún documento indica una fecha en torno a {label}",
            )
        )
    with speaking(language):
        title = in_language(f"Time line: {label}", f"Línea de tiempo: {label}")
    return _time_line(title, [item.moment for item in dated], [], language)


def refuse_parameters(thing: object) -> UsageError:
    """Return the error that a thing takes no parameters, as a question does."""
    return UsageError(
        in_language(
            f"'{thing}' is a thing, no question; leave out the column and the parameters",
            f"«{thing}» es una cosa, no una pregunta; omita la columna y los parámetros",
        )
    )


def _time_line(title: str, dated: Sequence[Moment], notes: Sequence[str], language: str) -> Drawn:
    rows = tuple((m.start, m.end, m.label, m.kind) for m in sorted(dated, key=timeline.by_date))
    with speaking(language):
        heads = in_language("From,Until,What,Kind", "Desde,Hasta,Qué,Clase").split(",")
        drawn = timeline.svg(dated, title, notes)
    return Drawn(title, drawn, tuple(heads), rows, tuple(notes), language)


def _notes(query: Query, store: Store, bound: Mapping[str, Binding], language: str) -> list[str]:
    return [note.text for note in library.notes(query, store, bound, language)]

"""The questions of the library as pages, and their answers in every format."""

from __future__ import annotations

import io
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from kg import library, names, results
from kg.charts import map as maps
from kg.errors import AmbiguousName, KgError, UsageError, in_language
from kg.library import Parameter, Query
from kg.library.codes import Codes
from kg.library.headings import heading
from kg.model import XSD_STRING, Iri, Literal, Solutions, Term
from kg.rdf.iris import expand
from kg.rdf.namespaces import ID, SKOS, VOC
from kg.web import media_types, sparql
from kg.web.current import Snapshot
from kg.web.description import Describer, Value
from kg.web.facets import NONE, Facet, chosen_of, facets, is_number, narrowed
from kg.web.problems import Problem, of_error
from kg.web.render import PREFIX, address, graph_of, language_of, page, snapshot_of
from kg.web.texts import GROUPS, TEXTS

ROWS: Final = 200  # of a page
_MOST_PAGES: Final = 50
_MOST_COUNTED: Final = 5_000  # rows of an answer that are counted, and by which it is narrowed
_MOST_CHOICES: Final = 250  # of a parameter that lists its values
#: ending → media type, of the formats that an answer can be downloaded in
DOWNLOADS: Final[Mapping[str, str]] = {
    "csv": media_types.RESULTS["csv"],
    "json": media_types.RESULTS["json"],
    "xml": media_types.RESULTS["xml"],
    "tsv": media_types.RESULTS["tsv"],
    "xlsx": media_types.XLSX,
    "svg": media_types.SVG,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in a form.

    Attributes:
        name: Of the parameter.
        label: What to call it.
        value: What stands in it.
        required: Whether it needs a value.
        choices: Values that it may take, where they are few.
    """

    name: str
    label: str
    value: str
    required: bool
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A page of an answer.

    Attributes:
        columns: The names of the columns.
        rows: The values, None where there is none.
        previous: The address of the page before, empty on the first.
        next: The address of the page after, empty on the last.
        is_map: Whether it can be drawn on a map of the states.
        numeric: Whether each column has numbers.
        count: How many rows there are, in words.
        facets: The columns by which it can be narrowed, each with its heading.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    previous: str
    next: str
    is_map: bool
    numeric: tuple[bool, ...]
    count: str
    facets: tuple[tuple[str, Facet], ...]


def grouped(queries: Mapping[str, Query], language: str) -> list[tuple[str, list[Query]]]:
    """Return the questions by the name of their group."""
    groups: dict[str, list[Query]] = {}
    for query in queries.values():
        groups.setdefault(query.group, []).append(query)
    return [(GROUPS[language].get(name, name), members) for name, members in groups.items()]


def overview(request: Request) -> Response:
    """Return the page that lists all questions."""
    groups = grouped(graph_of(request).queries, language_of(request))
    return page(request, "questions", snapshot_of(request), groups=groups)


def question(request: Request) -> Response:
    """Return a question as a form with its answer, or the answer in a format."""
    name, dot, ending = request.path_params["name"].rpartition(".")
    if not dot:
        return _form(request, request.path_params["name"])
    if ending not in DOWNLOADS:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            in_language(
                f"no answer ends with .{ending}; there are: .{', .'.join(DOWNLOADS)}",
                f"ninguna respuesta termina en .{ending}; hay: .{', .'.join(DOWNLOADS)}",
            ),
        )
    return _download(request, question_named(request, name), ending)


def question_named(request: Request, name: str) -> Query:
    """Return a question by its name.

    Raises:
        Problem: There is none.
    """
    try:
        return graph_of(request).query(name)
    except UsageError as error:
        words = str(error).replace("`kg query list`", "/questions")
        raise Problem(HTTPStatus.NOT_FOUND, words) from error


def values_of(request: Request, query: Query, beside: Sequence[str] = ("page",)) -> dict[str, str]:
    """Return the values of parameters that an address gives, the language among them.

    Args:
        request: What was asked.
        query: The question.
        beside: What the address may hold besides.

    Raises:
        Problem: The question has no such parameter.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    values = {
        name: value
        for name, value in request.query_params.items()
        if name not in (*beside, "lang") and not name.startswith(PREFIX) and value.strip()
    }
    for name in values:
        if name not in known:
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                in_language(
                    f"'{query.name}' has no parameter '{name}'; it has: {', '.join(known)}",
                    f"«{query.name}» no tiene el parámetro «{name}»; tiene: {', '.join(known)}",
                ),
            )
    if "lang" in known:
        values["lang"] = language_of(request)
    return values


def run(snapshot: Snapshot, query: Query, values: Mapping[str, str]) -> Solutions:
    """Return the answer to a question on one state of the graph."""
    return library.run(query, snapshot.store, values, names.resolver(snapshot.store))


def notes(snapshot: Snapshot, query: Query, values: Mapping[str, str], language: str) -> list[str]:
    """Return what the answer to a question leaves out, in sentences."""
    bound = library.bind(query, values, names.resolver(snapshot.store))
    return [note.text for note in library.notes(query, snapshot.store, bound, language)]


def _form(request: Request, name: str) -> Response:
    query = question_named(request, name)
    language = language_of(request)
    snapshot = snapshot_of(request)
    values = values_of(request, query)
    table, problem, status = None, "", HTTPStatus.OK
    left_out: list[str] = []
    meant: list[tuple[str, str]] = []
    if all(parameter.name in values for parameter in query.parameters if parameter.required):
        try:
            answer = run(snapshot, query, values)
            table = _table(request, answer, query, snapshot)
            left_out = notes(snapshot, query, values, language)
        except KgError as error:
            found_wrong = of_error(error)
            problem, status = found_wrong.detail, found_wrong.status
            meant = _meant(request, values, error)
    asked = urlencode({**values, **_narrowing(request), "lang": language})
    return page(
        request,
        "question",
        snapshot,
        status,
        query=query,
        fields=_fields(query, values, snapshot, language),
        example=address(request, **query.example) if query.example else "",
        table=table,
        left_out=left_out,
        problem=problem,
        meant=meant,
        map_address=f"{request.url.path}.svg?{asked}",
        downloads=[
            (ending, f"{request.url.path}.{ending}?{asked}")
            for ending in DOWNLOADS
            if ending != "svg" or (table and table.is_map)
        ],
    )


def _meant(request: Request, values: Mapping[str, str], error: KgError) -> list[tuple[str, str]]:
    """Return what a name may mean that means several things: label and address of the answer."""
    if not isinstance(error, AmbiguousName):
        return []
    asked = [name for name, value in values.items() if value.strip() == error.name]
    return [
        (f"{label} ({kind})", address(request, **dict.fromkeys(asked, iri.removeprefix(ID))))
        for iri, label, kind in error.candidates
    ]


def _narrowing(request: Request) -> dict[str, str]:
    """Return the parameters of an address that narrow an answer."""
    return {PREFIX + name: key for name, key in chosen_of(request).items()}


def _table(request: Request, answer: Solutions, query: Query, snapshot: Snapshot) -> Table:
    """Return one page of an answer; the name of its first column is the text of the link.

    Raises:
        Problem: It is to be narrowed, and has no such column or too many rows to be counted.
    """
    language = language_of(request)
    describer = Describer(snapshot, language)
    codes, columns = Codes(query, snapshot.store, language), answer.variables
    chosen, start = chosen_of(request), (page_number(request) - 1) * ROWS

    def shown_as(place: int, term: Term | None) -> Value | None:
        """Return a value for people, with a word in place of a code."""
        if term is None:
            return None
        if isinstance(term, Literal) and term.datatype == XSD_STRING:
            term = term._replace(value=codes.word(columns[place], term.value))
        return describer.value(term)

    first = list(itertools.islice(answer.rows, max(_MOST_COUNTED, start + ROWS) + 1))
    is_counted = len(first) <= _MOST_COUNTED
    if chosen and not is_counted:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _too_many())
    rows = list(narrowed(Solutions(columns, iter(first)), chosen).rows)
    on_page = rows[start : start + ROWS]
    is_thing = bool(first) and isinstance(first[0][0], Iri)
    shown = [
        place for place, name in enumerate(columns) if not (is_thing and place and name == "name")
    ]
    by_column = facets(request, columns, first, chosen, shown_as)
    number = page_number(request)
    has_next = len(rows) > start + ROWS and number < _MOST_PAGES
    return Table(
        tuple(heading(columns[place], language) for place in shown),
        tuple(
            tuple(
                None if (term := row[place]) is None else shown_as(place, term) for place in shown
            )
            for row in on_page
        ),
        address(request, page=str(number - 1)) if number > 1 else "",
        address(request, page=str(number + 1)) if has_next else "",
        maps.is_map(on_page, snapshot.store),
        tuple(any(is_number(row[place]) for row in on_page) for place in shown),
        _counted(language, start, len(on_page), len(rows), len(first) if is_counted else 0, chosen),
        tuple(
            (heading(columns[facet.column], language), facet)
            for facet in (by_column if is_counted else ())
            if facet.column in shown
        ),
    )


def _counted(
    language: str, start: int, shown: int, count: int, total: int, chosen: Mapping[str, str]
) -> str:
    """Return how many rows there are: "12 of 40 rows", "rows 201 to 400 of 1,234".

    Args:
        language: Of the words.
        start: How many rows stand on the pages before.
        shown: How many stand on this page.
        count: How many the narrowed answer has.
        total: How many there are in all; 0 where they are too many to be counted.
        chosen: What the answer is narrowed to.
    """
    texts = TEXTS[language]
    if not total and count:
        return texts["rows-of-many"].format(start + 1, start + shown, _MOST_COUNTED)
    words = f"{count:,} {texts['row' if count == 1 else 'rows']}"
    if chosen:
        words = texts["rows-narrowed"].format(count, total)
    if shown < count:
        words = f"{words}, {texts['rows-shown'].format(start + 1, start + shown)}"
    return words


def _too_many() -> str:
    return in_language(
        f"the answer has more than {_MOST_COUNTED:,} rows, too many to be narrowed on a page; ask "
        "for less with the parameters of the question, or download it",
        f"la respuesta tiene más de {_MOST_COUNTED:,} filas, demasiadas para filtrarlas en una "
        "página; pida menos con los parámetros de la pregunta, o descárguela",
    )


def page_number(request: Request) -> int:
    """Return the number of the page that is asked for, from 1.

    Raises:
        Problem: It is no number of a page.
    """
    asked = request.query_params.get("page") or "1"
    if asked.isdecimal() and asked.isascii() and 1 <= int(asked[:9]) <= _MOST_PAGES:
        return int(asked)
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        in_language(
            f"page is a number from 1 to {_MOST_PAGES}; download the answer to have all of it",
            f"page es un número de 1 a {_MOST_PAGES}; descargue la respuesta para tenerla entera",
        ),
    )


def _fields(
    query: Query, values: Mapping[str, str], snapshot: Snapshot, language: str
) -> list[Field]:
    return [
        Field(
            parameter.name,
            parameter.label(language),
            values.get(parameter.name, parameter.default or ""),
            parameter.required,
            tuple(_choices(parameter, snapshot, language)),
        )
        for parameter in query.parameters
        if parameter.name != "lang"
    ]


def _choices(parameter: Parameter, snapshot: Snapshot, language: str) -> Sequence[str]:
    """Return the values that a parameter may take, none where they are too many to list."""
    if parameter.base_type == "concept" and parameter.kind:
        scheme = Iri(VOC + parameter.kind.partition(":")[2])
        members = snapshot.store.quads(predicate=Iri(SKOS + "inScheme"), object=scheme)
        things = {str(quad.subject) for quad in members}
    elif parameter.base_type == "entity" and parameter.kind:
        things = {name.iri.value for name in snapshot.index.of_kind(parameter.kind)}
    else:
        return ()
    if len(things) > _MOST_CHOICES:
        return ()
    labels = snapshot.labels(language)
    return sorted({labels.get(iri) or iri for iri in things})


def _download(request: Request, query: Query, ending: str) -> Response:
    snapshot = snapshot_of(request)
    values, chosen = values_of(request, query), chosen_of(request)
    headers = {"Content-Disposition": f'attachment; filename="{query.name}.{ending}"'}
    if ending in media_types.RESULTS:
        response = sparql.solutions_response(
            lambda: narrowed(run(snapshot, query, values), chosen), ending
        )
        response.headers.update(headers)
        return response
    answer = run(snapshot, query, values)
    rows = list(answer.rows)
    kept = list(narrowed(Solutions(answer.variables, iter(rows)), chosen).rows)
    answer = Solutions(answer.variables, iter(kept))
    language = language_of(request)
    remark = _remark(snapshot, query, language, chosen, len(kept), len(rows))
    if ending == "svg":
        drawn = maps.svg(
            maps.of_answer(answer, snapshot.store, language),
            query.summary(language),
            [*remark, *notes(snapshot, query, values, language)],
        )
        return Response(drawn, media_type=media_types.SVG)
    content = io.BytesIO()
    labels = snapshot.labels(language)
    bound = library.bind(query, values, names.resolver(snapshot.store))
    about = library.about(query, snapshot.store, values, bound, language)
    narrowing = tuple(results.Note("narrowed", sentence) for sentence in remark)
    rest = about.notes
    about = about._replace(notes=lambda: (*narrowing, *rest()))
    answer = Solutions(answer.variables, about.worded(answer.rows, answer.variables))
    results.write_binary(answer, "xlsx", content, labels=labels, about=about)
    return Response(content.getvalue(), headers=headers, media_type=media_types.XLSX)


def _remark(
    snapshot: Snapshot,
    query: Query,
    language: str,
    chosen: Mapping[str, str],
    count: int,
    total: int,
) -> list[str]:
    """Return the sentence that says what an answer is narrowed to: "Sector: … (12 of 40 rows)"."""
    if not chosen:
        return []
    codes, labels = Codes(query, snapshot.store, language), snapshot.labels(language)

    def shown(name: str, key: str) -> str:
        """Return what people read for the key of a value."""
        label = labels.get(iri) if (iri := expand(key)) else ""
        return TEXTS[language]["none"] if key == NONE else label or codes.word(name, key)

    parts = [f"{heading(name, language)}: {shown(name, key)}" for name, key in chosen.items()]
    narrowing = TEXTS[language]["rows-narrowed"].format(count, total)
    return [f"{'; '.join(parts)} ({narrowing})"]

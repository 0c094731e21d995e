"""The graph as JSON: questions, things, names, evidence.

What each address takes and gives is described by OpenAPI (`kg.web.openapi`).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg import names
from kg.claims import evidence
from kg.errors import in_language
from kg.library import Query
from kg.model import Iri, Literal, Term
from kg.names import Labels
from kg.names.searching import REASONS
from kg.rdf.iris import expand, is_absolute, local_name
from kg.rdf.namespaces import XSD
from kg.results.numbers import DECIMAL_TYPES, WHOLE_TYPES
from kg.web.description import Describer
from kg.web.openapi import document
from kg.web.problems import Problem
from kg.web.questions import notes, question_named, run, values_of
from kg.web.render import address, graph_of, language_of, snapshot_of
from kg.web.things import statement_json

SIZE: Final = 100  # of a page where nothing else is asked for
MOST: Final = 1_000  # of a page
_MOST_PAGES: Final = 10_000


def description(request: Request) -> Response:
    """Return the description of this interface, as OpenAPI."""
    base = str(request.base_url).rstrip("/")
    kinds = tuple(snapshot_of(request).kinds)
    return JSONResponse(document(graph_of(request).queries, kinds, base, language_of(request)))


def questions(request: Request) -> Response:
    """Return the questions of the library."""
    language = language_of(request)
    listed = [_question(query, language) for query in graph_of(request).queries.values()]
    _require_known(request, ())
    return JSONResponse({"questions": listed})


def question(request: Request) -> Response:
    """Return a page of the answer to a question."""
    query = question_named(request, request.path_params["name"])
    snapshot = snapshot_of(request)
    start, size = _window(request)
    _require_values(request)
    values = values_of(request, query, ("page", "size"))
    missing = [p.name for p in query.parameters if p.required and p.name not in values]
    if missing:
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language(
                f"'{query.name}' needs: {', '.join(missing)}",
                f"«{query.name}» necesita: {', '.join(missing)}",
            ),
        )
    answer = run(snapshot, query, values)
    rows = list(itertools.islice(answer.rows, start, start + size + 1))
    labels = snapshot.labels(language_of(request))
    shown = [
        {name: json_of(term, labels) for name, term in zip(answer.variables, row, strict=True)}
        for row in rows[:size]
    ]
    language = language_of(request)
    head = {
        "question": query.name,
        "title": query.summary(language),
        "columns": list(answer.variables),
        "rows": shown,
        "notes": notes(snapshot, query, values, language),
    }
    return _paged(request, head, has_next=len(rows) > size)


def entities(request: Request) -> Response:
    """Return a page of the things of a kind, or of all, by label."""
    _require_known(request, ("kind", "page", "size"))
    snapshot = snapshot_of(request)
    kind = request.query_params.get("kind", "")
    if kind and kind not in snapshot.kinds:
        known = ", ".join(snapshot.kinds)
        raise Problem(
            HTTPStatus.BAD_REQUEST,
            in_language(
                f"no thing is a '{kind}'; there are: {known}",
                f"nada es de la clase «{kind}»; hay: {known}",
            ),
        )
    named = snapshot.named(kind, language_of(request))
    start, size = _window(request)
    listed = [{"iri": iri, "label": label} for label, iri in named[start : start + size]]
    head = {"total": len(named), "entities": listed}
    return _paged(request, head, has_next=len(named) > start + size)


def search(request: Request) -> Response:
    """Return the things that a text may mean, the best first."""
    _require_known(request, ("q", "kind", "size"))
    text = _needed(request, "q")
    _, size = _window(request)
    snapshot = snapshot_of(request)
    language = language_of(request)
    labels = snapshot.labels(language)
    hits = snapshot.index.search(text, request.query_params.get("kind") or None, size)
    listed = [
        {
            "iri": hit.iri,
            "label": labels.get(hit.iri) or hit.name,
            "kinds": list(hit.kinds),
            "name": hit.name,
            "reason": REASONS[language][hit.reason],
        }
        for hit in hits
    ]
    return JSONResponse({"hits": listed})


def why(request: Request) -> Response:
    """Return the statements about a thing, each with the places that state it."""
    _require_known(request, ("subject", "property"))
    snapshot = snapshot_of(request)
    subject = names.resolve(snapshot.store, _needed(request, "subject"))
    given = request.query_params.get("property", "").strip()
    property_ = Iri(_property(given)) if given else None
    describer = Describer(snapshot, language_of(request))
    facts = evidence.why(snapshot.store, subject, property_)
    statements = [statement_json(describer.statement(fact)) for fact in facts]
    return JSONResponse({"subject": subject.value, "statements": statements})


def _property(given: str) -> str:
    """Return the IRI of a property: in full, or with a prefix of the project.

    Raises:
        Problem: It is neither.
    """
    iri = expand(given) or given
    if is_absolute(iri):
        return iri
    raise Problem(
        HTTPStatus.NOT_FOUND,
        in_language(
            f"'{given}' is no property; write it as hx:locatedIn, or as an IRI",
            f"«{given}» no es una propiedad; escríbala como hx:locatedIn, o como IRI",
        ),
    )


def json_of(term: Term | None, labels: Labels) -> object:
    """Return a term as JSON has it: a thing with its label, a number, a truth value, a text."""
    if term is None:
        return None
    if isinstance(term, Iri):
        return {"iri": term.value, "label": labels.get(term.value) or local_name(term.value)}
    if isinstance(term, Literal):
        if term.datatype == XSD + "boolean" and term.value in ("true", "false"):
            return term.value == "true"
        if term.datatype in WHOLE_TYPES:
            return json_number(term.value, int)
        if term.datatype in DECIMAL_TYPES:
            return json_number(term.value, float)
    return term.value


def json_number(text: str, convert: Callable[[str], float]) -> float | str:
    """Return a number, or the text where JSON has no such number."""
    try:
        value = convert(text)
    except ValueError:
        return text
    return value if math.isfinite(value) and len(text) < _LONGEST_NUMBER else text


_LONGEST_NUMBER: Final = 300


def _question(query: Query, language: str) -> Mapping[str, object]:
    return {
        "name": query.name,
        "group": query.group,
        "title": query.summary(language),
        "tags": list(query.tags),
        "columns": list(query.columns),
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "label": parameter.label(language),
                "required": parameter.required,
                "default": parameter.default,
                "list": parameter.many,
            }
            for parameter in query.parameters
        ],
        "example": dict(query.example),
    }


def _window(request: Request) -> tuple[int, int]:
    """Return where the page that is asked for starts, and how many items it has.

    Raises:
        Problem: A number is none.
    """
    page = _whole(request, "page", 1, _MOST_PAGES)
    size = _whole(request, "size", SIZE, MOST)
    return (page - 1) * size, size


def _whole(request: Request, name: str, usual: int, most: int) -> int:
    text = request.query_params.get(name, str(usual))
    if text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most:
        return int(text)
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        in_language(
            f"{name} is a whole number from 1 to {most:,}",
            f"{name} es un número entero de 1 a {most:,}",
        ),
    )


def _paged(request: Request, head: Mapping[str, object], *, has_next: bool) -> Response:
    """Return a page with the addresses of its neighbours, in the body and as Link."""
    page = _whole(request, "page", 1, _MOST_PAGES)
    links: dict[str, str | None] = {"next": None, "previous": None}
    if has_next and page < _MOST_PAGES:
        links["next"] = address(request, page=str(page + 1))
    if page > 1:
        links["previous"] = address(request, page=str(page - 1))
    relations = {"next": "next", "previous": "prev"}
    header = ", ".join(f'<{link}>; rel="{relations[n]}"' for n, link in links.items() if link)
    return JSONResponse(
        {**head, "page": page, **links}, headers={"Link": header} if header else None
    )


def _needed(request: Request, name: str) -> str:
    value = request.query_params.get(name, "").strip()
    if not value:
        raise Problem(HTTPStatus.BAD_REQUEST, in_language(f"{name} is missing", f"falta {name}"))
    return value


def _require_values(request: Request) -> None:
    """Raise Problem where a parameter is given without a value."""
    for name, value in request.query_params.items():
        if not value.strip():
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                in_language(
                    f"{name} is empty; leave it out, or give a value",
                    f"{name} está vacío; omítalo o dele un valor",
                ),
            )


def _require_known(request: Request, known: Sequence[str]) -> None:
    """Raise Problem where an address has a parameter that means nothing here, or is empty."""
    _require_values(request)
    for name in request.query_params:
        if name not in (*known, "lang"):
            there = ", ".join((*known, "lang"))
            raise Problem(
                HTTPStatus.BAD_REQUEST,
                in_language(
                    f"there is no parameter '{name}'; there are: {there}",
                    f"no hay parámetro «{name}»; hay: {there}",
                ),
            )

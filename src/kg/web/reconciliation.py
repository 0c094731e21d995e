"""The Reconciliation API, by which OpenRefine and others match names to entities.

Source: Reconciliation Service API 0.2, https://www.w3.org/community/reports/reconciliation/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import in_language
from kg.model import Iri, Literal, Term
from kg.names.kinds import class_of
from kg.ontology import profile, terms
from kg.rdf.iris import expand, fold, local_name, shorten
from kg.rdf.namespaces import HX, ID
from kg.results.numbers import DECIMAL_TYPES, WHOLE_TYPES
from kg.web import matching
from kg.web.api import json_number
from kg.web.current import Snapshot
from kg.web.description import Describer
from kg.web.matching import Asked, Candidate
from kg.web.problems import Problem
from kg.web.render import language_of, page, snapshot_of

_MOST: Final = 100  # candidates, suggestions, queries of a batch and values of a query
_MOST_CELLS: Final = 20_000  # of a data extension
_LONGEST: Final = 1_000  # letters of a name
_KEYS: Final = frozenset(("query", "type", "limit", "properties", "type_strict"))
#: a preview stands in a frame of the program that asks
_FRAMED: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors *"
)


async def service(request: Request) -> Response:
    """Answer a batch of queries or a data extension; without either, describe the service."""
    parameters = dict(request.query_params)
    if request.method == "POST":
        body = (await request.body()).decode("utf-8", "replace")
        parameters |= _fields(body)
    return await run_in_threadpool(_answer, request, parameters)


def _fields(body: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST))
    except ValueError as error:
        raise _wrong(f"fields: ≤ {_MOST}") from error


def _answer(request: Request, parameters: Mapping[str, str]) -> Response:
    snapshot = snapshot_of(request)
    if "queries" in parameters:
        batch = _object(parameters["queries"], "queries")
        if len(batch) > _MOST:
            raise _wrong(f"queries: 1 … {_MOST}")
        asked = {name: _asked(query) for name, query in batch.items()}
        language = language_of(request)
        return JSONResponse(
            {name: {"result": _results(snapshot, query, language)} for name, query in asked.items()}
        )
    if "extend" in parameters:
        return _extended(request, snapshot, _object(parameters["extend"], "extend"))
    return JSONResponse(manifest(snapshot, str(request.base_url).rstrip("/")))


def manifest(snapshot: Snapshot, base: str) -> dict[str, Any]:
    """Return the description of the service.

    Args:
        snapshot: The state of the graph.
        base: The address of the server, without a slash at its end.
    """

    def at(path: str) -> dict[str, str]:
        return {"service_url": base, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "HelixKG",
        "identifierSpace": ID,
        "schemaSpace": HX,
        "documentation": f"{base}/openapi.json",
        "view": {"url": f"{base}/id/{{{{id}}}}"},
        "preview": {
            "url": f"{base}/reconcile/preview?id={{{{id}}}}",
            "width": 430,
            "height": 300,
        },
        "defaultTypes": [{"id": kind, "name": kind} for kind in snapshot.kinds],
        "suggest": {
            "entity": at("/reconcile/suggest/entity"),
            "type": at("/reconcile/suggest/type"),
            "property": at("/reconcile/suggest/property"),
        },
        "extend": {"propose_properties": at("/reconcile/properties"), "property_settings": []},
    }


def suggest(request: Request) -> Response:
    """Suggest entities, types or properties whose names begin as somebody types."""
    prefix = request.query_params.get("prefix", "").strip()
    snapshot = snapshot_of(request)
    language = language_of(request)
    if request.path_params["what"] == "entity":
        suggestions = _suggested_entities(snapshot, prefix, language)
    elif request.path_params["what"] == "type":
        suggestions = [{"id": k, "name": _label(class_of(k), language)} for k in snapshot.kinds]
        suggestions = _beginning(suggestions, prefix)
    else:
        suggestions = _beginning(_properties(None, language), prefix)
    return JSONResponse({"result": suggestions[:_MOST]})


def properties(request: Request) -> Response:
    """Propose what can be fetched of the entities of a type."""
    kind = request.query_params.get("type", "")
    limit = request.query_params.get("limit", "")
    most = int(limit[:6]) if limit.isascii() and limit.isdecimal() and int(limit[:6]) else _MOST
    proposed = _properties(kind or None, language_of(request))[:most]
    answer: dict[str, Any] = {"properties": proposed, "limit": most}
    return JSONResponse({**answer, "type": kind} if kind else answer)


def preview(request: Request) -> Response:
    """Return a small page about an entity, for a frame."""
    snapshot = snapshot_of(request)
    describer = Describer(snapshot, language_of(request))
    iri = ID + request.query_params.get("id", "")
    about = describer.describe(iri, size=1)
    if about.is_empty:
        raise Problem(HTTPStatus.NOT_FOUND, iri)
    response = page(request, "preview", snapshot, about=about)
    response.headers["Content-Security-Policy"] = _FRAMED
    return response


def _asked(query: object) -> Asked:
    """Return what one query of a batch asks.

    Raises:
        Problem: It is no query of the specification.
    """
    if not isinstance(query, dict) or not query.keys() <= _KEYS:
        raise _wrong(f"queries: {', '.join(sorted(_KEYS))}")
    text, limit = query.get("query", ""), query.get("limit", 10)
    kinds = query.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    values = [_property(item) for item in _listed(query.get("properties", []))]
    if not isinstance(text, str) or not isinstance(limit, int | float):
        raise _wrong("query: text, limit: number")
    if not text.strip() and not values:
        raise _wrong("query, properties")
    if len(text) > _LONGEST or sum(max(len(given), 1) for _, given in values) > _MOST:
        raise _wrong(f"query: ≤ {_LONGEST:,}, properties: ≤ {_MOST}")
    return Asked(
        text.strip(),
        tuple(map(str, _listed(kinds))),
        query.get("type_strict", "any") != "should",
        tuple(values),
        min(max(int(limit), 1), _MOST),
    )


def _property(item: object) -> tuple[str, tuple[str, ...]]:
    if not isinstance(item, dict) or "pid" not in item or "v" not in item:
        raise _wrong("properties: [{pid, v}]")
    given = item["v"] if isinstance(item["v"], list) else [item["v"]]
    texts = (
        str(v.get("name") or v.get("id", "")) if isinstance(v, dict) else str(v) for v in given
    )
    return str(item["pid"]), tuple(text for text in texts if text)


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise _wrong("[…]")
    return value


def _results(snapshot: Snapshot, asked: Asked, language: str) -> list[dict[str, Any]]:
    candidates = matching.candidates(snapshot, asked)
    return [_result(snapshot, candidate, language) for candidate in candidates]


def _result(snapshot: Snapshot, candidate: Candidate, language: str) -> dict[str, Any]:
    name = snapshot.labels(language).get(candidate.iri) or candidate.name
    result: dict[str, Any] = {
        "id": candidate.iri.removeprefix(ID),
        "name": name,
        "score": candidate.score,
        "match": candidate.is_match,
        "type": [{"id": k, "name": _label(class_of(k), language)} for k in candidate.kinds],
        "features": [{"id": name, "value": value} for name, value in candidate.features],
    }
    if candidate.name and candidate.name != name:
        tag = matching.language_of(snapshot, candidate.iri, candidate.name)
        result["description"] = f"{candidate.name} ({tag})" if tag else candidate.name
    return result


def _suggested_entities(snapshot: Snapshot, prefix: str, language: str) -> list[dict[str, Any]]:
    candidates = matching.candidates(snapshot, Asked(prefix, limit=20)) if prefix else []
    return [
        {
            "id": candidate.iri.removeprefix(ID),
            "name": snapshot.labels(language).get(candidate.iri) or candidate.name,
            "description": candidate.name,
            "notable": list(candidate.kinds),
        }
        for candidate in candidates
    ]


def _beginning(items: Iterable[dict[str, Any]], prefix: str) -> list[dict[str, Any]]:
    """Return those whose id or name has a word that begins so."""
    wanted = fold(prefix)
    return [
        item
        for item in items
        if any(
            word.startswith(wanted)
            for text in (item["id"].rpartition(":")[2], item["name"])
            for word in (fold(text), *fold(text).split())
        )
    ]


def _properties(kind: str | None, language: str) -> list[dict[str, Any]]:
    """Return the properties of a kind, or of all, as the profile declares them."""
    declared, uses = terms.declared(), profile.project()
    of_kind = uses if kind is None else profile.of_class(uses, class_of(kind), declared)
    iris = dict.fromkeys(use.property for use in of_kind)
    return [{"id": shorten(iri), "name": _label(iri, language)} for iri in iris]


def _label(iri: str, language: str) -> str:
    term = terms.declared().get(iri)
    return term.label(language) if term else local_name(iri)


def _extended(request: Request, snapshot: Snapshot, asked: Mapping[str, Any]) -> Response:
    """Return values of properties of entities."""
    language = language_of(request)
    ids = [str(item) for item in _listed(asked.get("ids"))]
    wanted = [
        item.get("id", "") for item in _listed(asked.get("properties")) if isinstance(item, dict)
    ]
    if not all(isinstance(name, str) for name in wanted):
        raise _wrong("properties: [{id}]")
    if len(ids) * len(wanted) > _MOST_CELLS:
        raise _wrong(f"ids × properties ≤ {_MOST_CELLS:,}")
    rows = {
        name: {
            property_: [
                _cell(snapshot, quad.object, language)
                for quad in sorted(
                    snapshot.store.quads(Iri(ID + name), Iri(expand(property_) or property_)),
                    key=str,
                )
            ]
            for property_ in wanted
        }
        for name in ids
    }
    meta = [{"id": p, "name": _label(expand(p) or p, language)} for p in wanted]
    return JSONResponse({"meta": meta, "rows": rows})


def _cell(snapshot: Snapshot, term: Term, language: str) -> dict[str, Any]:
    if isinstance(term, Iri):
        label = snapshot.labels(language).get(term.value) or local_name(term.value)
        if term.value.startswith(ID):
            return {"id": term.value.removeprefix(ID), "name": label}
        return {"str": label}
    if isinstance(term, Literal):
        if term.datatype in WHOLE_TYPES and term.value.lstrip("+-").isdecimal():
            return {"int": int(term.value)}
        number = json_number(term.value, float) if term.datatype in DECIMAL_TYPES else None
        if isinstance(number, float):
            return {"float": number}
    return {"str": term.value}  # a date too: there it would need a time of the day


def _object(text: str, name: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()  # what can be answered
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise _wrong(f"{name}: JSON {{…}}")
    return value


def _wrong(form: str) -> Problem:
    return Problem(
        HTTPStatus.BAD_REQUEST,
        in_language(
            f"this is no request of the Reconciliation API 0.2; expected {form}",
            f"esto no es una solicitud de la Reconciliation API 0.2; se espera {form}",
        ),
    )

"""The interface for programs, described by OpenAPI 3.1: made of the headers of the questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final

from kg.errors import in_language
from kg.library import LANGUAGES, Parameter, Query
from kg.web import media_types

_Json = dict[str, Any]

_MOST: Final = 10**18 - 1  # of a whole number: what a value of a question may have
#: a letter of what counts as a value; `str.strip` takes these control characters away, too
_NOT_BLANK: Final = r"[^\s\u001c-\u001f\u0085]"
_NOT_ONLY_SEMICOLONS: Final = r"[^\s;\u001c-\u001f\u0085]"
#: type of a parameter → its values
_TYPES: Final[Mapping[str, _Json]] = {
    "entity": {"type": "string", "pattern": _NOT_BLANK},
    "concept": {"type": "string", "pattern": _NOT_BLANK},
    "date": {
        "type": "string",
        "pattern": "^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)?$",
    },
    "year": {"type": "string", "pattern": "^[0-9]{4}$"},
    "integer": {"type": "integer", "minimum": -_MOST, "maximum": _MOST},
    "string": {"type": "string"},
    "lang": {"type": "string", "enum": list(LANGUAGES)},
}
_LANGUAGE: Final[_Json] = {
    "name": "lang",
    "in": "query",
    "schema": {"type": "string", "enum": ["es", "en"]},
}
_THING: Final[_Json] = {"$ref": "#/components/schemas/Thing"}
_SCHEMAS: Final[_Json] = {
    "Thing": {
        "type": "object",
        "properties": {"iri": {"type": "string"}, "label": {"type": "string"}},
        "required": ["iri", "label"],
        "additionalProperties": False,
    },
    "Value": {
        "oneOf": [
            _THING,
            {"type": "number"},
            {"type": "boolean"},
            {"type": "string"},
            {"type": "null"},
        ]
    },
    "Named": {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "iri": {"type": "string"},
            "language": {"type": "string"},
        },
        "additionalProperties": False,
    },
    "Place": {
        "type": "object",
        "properties": {
            "document": {"type": "string"},
            "title": {"type": "string"},
            "place": {"type": "string"},
            "certainty": {"type": "string"},
            "reason": {"type": "string"},
        },
        "required": ["document", "title", "place", "certainty", "reason"],
        "additionalProperties": False,
    },
    "Statement": {
        "type": "object",
        "properties": {
            "subject": {"$ref": "#/components/schemas/Named"},
            "property": {"$ref": "#/components/schemas/Named"},
            "value": {"$ref": "#/components/schemas/Named"},
            "accepted": {"type": "boolean"},
            "conflicts": {"type": "array", "items": {"type": "string"}},
            "authority": {"type": "string"},
            "evidence": {"type": "array", "items": {"$ref": "#/components/schemas/Place"}},
        },
        "required": [
            "subject",
            "property",
            "value",
            "accepted",
            "conflicts",
            "authority",
            "evidence",
        ],
        "additionalProperties": False,
    },
    "Problem": {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        "required": ["type", "title", "status", "detail"],
    },
}


def document(
    queries: Mapping[str, Query], kinds: Sequence[str], server: str, language: str
) -> _Json:
    """Return the description of the interface.

    Args:
        queries: The questions of the library.
        kinds: The kinds of things.
        server: The address of the server, without a slash at its end.
        language: Of titles and descriptions, es or en.
    """
    fixed = _fixed(kinds)
    for path, operation in fixed.items():
        operation["get"]["operationId"] = path.rpartition("/")[2]
    paths = {**fixed, **{_path(name): _of(q, language) for name, q in queries.items()}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "HelixKG",
            "version": version("helixkg"),
            "description": in_language(
                "Industrial clusters in Mexico: who says what, and where. It only reads.",
                "Clústeres industriales de México: quién dice qué, y dónde. Solo se lee.",
            ),
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS},
    }


def _path(name: str) -> str:
    return f"/api/questions/{name}"


def _of(query: Query, language: str) -> _Json:
    """Return the operation that answers a question."""
    row = {
        "type": "object",
        "properties": {name: {"$ref": "#/components/schemas/Value"} for name in query.columns},
        "required": list(query.columns),
    }
    parameters = [
        _parameter(parameter, query, language)
        for parameter in query.parameters
        if parameter.name != "lang"
    ]
    body = _object(
        question={"const": query.name},
        title={"type": "string"},
        columns={"type": "array", "items": {"type": "string"}},
        rows={"type": "array", "items": row},
        notes={"type": "array", "items": {"type": "string"}},
        **_PAGE,
    )
    operation = _operation(query.summary(language), [*parameters, *_PAGING, _LANGUAGE], body)
    operation["get"]["operationId"] = query.name
    operation["get"]["tags"] = [query.group]
    if text := query.description(language):
        operation["get"]["description"] = text
    return operation


def _parameter(parameter: Parameter, query: Query, language: str) -> _Json:
    schema = dict(_TYPES[parameter.base_type])
    if parameter.many:
        schema = {"type": "string", "pattern": _NOT_ONLY_SEMICOLONS, "description": "a; b; c"}
    if parameter.required:
        schema.setdefault("pattern", _NOT_BLANK)
    if parameter.default is not None:
        is_number = schema.get("type") == "integer"
        schema["default"] = int(parameter.default) if is_number else parameter.default
    described: _Json = {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.label(language),
        "schema": schema,
    }
    if parameter.name in query.example:
        described["example"] = query.example[parameter.name]
    return described


_PAGING: Final[list[_Json]] = [
    {
        "name": "page",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 1},
    },
    {
        "name": "size",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 100},
    },
]
_PAGE: Final[_Json] = {
    "page": {"type": "integer"},
    "next": {"type": ["string", "null"]},
    "previous": {"type": ["string", "null"]},
}


def _object(**properties: _Json) -> _Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _operation(summary: str, parameters: Sequence[_Json], body: _Json) -> _Json:
    problem = {media_types.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {
                    "description": in_language("the answer", "la respuesta"),
                    "content": {media_types.JSON: {"schema": body}},
                },
                "default": {
                    "description": in_language("what is wrong", "qué está mal"),
                    "content": problem,
                },
            },
        }
    }


def _fixed(kinds: Sequence[str]) -> _Json:
    """Return the operations that are there whatever the library holds."""
    text: _Json = {"type": "string", "pattern": _NOT_BLANK}
    kind = {"name": "kind", "in": "query", "schema": {"type": "string", "enum": list(kinds)}}
    a_list: _Json = {"type": "array"}
    hit = _object(
        iri={"type": "string"},
        label={"type": "string"},
        kinds={"type": "array", "items": {"type": "string"}},
        name={"type": "string"},
        reason={"type": "string"},
    )
    statement = {"$ref": "#/components/schemas/Statement"}
    return {
        "/api/questions": _operation(
            in_language("All questions", "Todas las preguntas"),
            [_LANGUAGE],
            _object(questions={**a_list, "items": {"type": "object"}}),
        ),
        "/api/entities": _operation(
            in_language("Things, by kind", "Entidades, por clase"),
            [kind, *_PAGING, _LANGUAGE],
            _object(total={"type": "integer"}, entities={**a_list, "items": _THING}, **_PAGE),
        ),
        "/api/search": _operation(
            in_language("What a name may mean", "Qué puede significar un nombre"),
            [
                {"name": "q", "in": "query", "required": True, "schema": text},
                {"name": "kind", "in": "query", "schema": text},
                _PAGING[1],
                _LANGUAGE,
            ],
            _object(hits={**a_list, "items": hit}),
        ),
        "/api/why": _operation(
            in_language("Who states it, and where", "Quién lo afirma, y dónde"),
            [
                {"name": "subject", "in": "query", "required": True, "schema": text},
                {"name": "property", "in": "query", "schema": text},
                _LANGUAGE,
            ],
            _object(subject={"type": "string"}, statements={**a_list, "items": statement}),
        ),
    }

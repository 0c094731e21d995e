"""What goes wrong, as HTTP says it: problem details for programs, a page for people.

Source: RFC 9457.
"""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import (
    AmbiguousName,
    ContentError,
    EndpointError,
    InputError,
    KgError,
    QueryError,
    StoreError,
    UnknownName,
    UsageError,
)
from kg.runtime.walled import Ended
from kg.web import media_types, negotiation


class Problem(Exception):
    """An answer that says what is wrong.

    Attributes:
        status: The status code.
        detail: What is wrong, and how to do it right.
        headers: What the answer needs besides.
    """

    def __init__(
        self, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail
        self.headers = headers or {}


def of_error(error: KgError) -> Problem:
    """Return the problem that an error is to a client."""
    if isinstance(error.__cause__, Ended) or isinstance(error, StoreError | ContentError):
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error))
    if isinstance(error, EndpointError):
        return Problem(HTTPStatus.BAD_GATEWAY, str(error))
    if isinstance(error, UnknownName):
        return Problem(HTTPStatus.NOT_FOUND, str(error))
    if isinstance(error, AmbiguousName):
        return Problem(HTTPStatus.CONFLICT, str(error))
    if isinstance(error, QueryError | UsageError | InputError):
        return Problem(HTTPStatus.BAD_REQUEST, str(error))
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))


def as_json(problem: Problem) -> Response:
    """Return the details of a problem for programs."""
    body = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
    }
    return JSONResponse(body, problem.status.value, problem.headers, media_type=media_types.PROBLEM)


def wants_page(request: Request) -> bool:
    """Return whether a client is a browser rather than a program."""
    accept = request.headers.get("accept", "")
    return negotiation.media_type(accept, (media_types.JSON, media_types.HTML)) == media_types.HTML

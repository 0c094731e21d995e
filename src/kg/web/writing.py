"""Changes over HTTP, where the server was told to allow them: who may, and what a change was.

A change is judged and recorded as `kg load` does it; there is no other way in.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kg.errors import NonConforming, in_language, user_language
from kg.ingest import Change
from kg.store import Store, config
from kg.validation.report.rows import rows
from kg.validation.report.text import line, words_of
from kg.web.problems import Problem

LEAST_TOKEN: Final = 20  # characters
_WAIT: Final = 10.0  # seconds for another writer
_SHOWN: Final = 20  # results of the shapes that are told


class Writer:
    """Makes changes for clients that have the token.

    Attributes:
        wait: Seconds that a change waits for another writer.
    """

    wait = _WAIT

    def __init__(self, location: Path | str, token: str) -> None:
        """Take the place of the store, and what a client must send as its bearer token."""
        self._location = location
        self._token = token.encode()

    def require_token(self, request: Request) -> None:
        """Raise Problem where a request does not carry the token."""
        kind, _, sent = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and hmac.compare_digest(sent.strip().encode(), self._token):
            return
        raise Problem(
            HTTPStatus.UNAUTHORIZED,
            in_language(
                "changes need the token of this server; send it as Authorization: Bearer …",
                "los cambios necesitan la clave de este servidor; envíela como "
                "Authorization: Bearer …",
            ),
            {"WWW-Authenticate": "Bearer"},
        )

    def make(self, change: Callable[[Store], Change]) -> Change:
        """Make a change to the newest state of the store, and return it.

        Raises:
            Problem: The result breaks a shape; the details name the first results.
            KgError: What `kg.ingest.update` raises.
        """
        try:
            return change(config.open_store(self._location))
        except NonConforming as error:
            raise _refused(error) from error


def writer_of(request: Request) -> Writer:
    """Return who makes the changes of a request, which has the token.

    Raises:
        Problem: The server only reads, or the token is missing or wrong.
    """
    writer: Writer | None = request.app.state.writer
    if writer is None:
        raise Problem(
            HTTPStatus.FORBIDDEN,
            in_language(
                "this server only reads; change the graph with kg load, which validates the result",
                "este servidor solo lee; cambie el grafo con kg load, que valida el resultado",
            ),
        )
    writer.require_token(request)
    return writer


def change_answer(change: Change) -> Response:
    """Return the answer to a change that was made: what was added and removed."""
    return JSONResponse(
        {
            "added": change.added._asdict(),
            "removed": change.removed._asdict(),
            "entities": change.entity_count,
            "notes": [f"{note.position}: {note.message}" for note in change.notes],
        }
    )


def _refused(error: NonConforming) -> Problem:
    results = error.report.results
    words = words_of(user_language())
    messages = [line(row, words) for row in rows(results[:_SHOWN], user_language(), {})]
    if len(results) > _SHOWN:
        more = f"{len(results) - _SHOWN:,}"
        messages.append(in_language(f"… and {more} more", f"… y {more} más"))
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "\n".join((in_language("nothing was changed", "no se cambió nada"), *messages)),
    )

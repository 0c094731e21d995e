"""What has a date around a thing, as a picture."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.charts import moments
from kg.charts.questions import time_line_around
from kg.claims.profile import entity_profile
from kg.errors import UsageError, in_language
from kg.model import Iri
from kg.names.lookup import occurs
from kg.rdf.namespaces import BASE, HX
from kg.web import media_types
from kg.web.current import Snapshot
from kg.web.networks import policy_of
from kg.web.problems import Problem
from kg.web.render import language_of, snapshot_of

#: things whose page shows their time line: what comes of them has dates
_WITH_TIME_LINE: Final = frozenset((HX + "Dialogue",))


def time_line(request: Request) -> Response:
    """Return what has a date around a thing: drawn, or with `format=html` as a page with a table.

    Raises:
        Problem: There is no such thing, or it has no dates.
    """
    iri = Iri(BASE + request.path_params["rest"])
    store = snapshot_of(request).store
    if not occurs(store, iri):
        raise Problem(
            HTTPStatus.NOT_FOUND,
            in_language(f"nothing is said of {iri}", f"nada se dice de {iri}"),
        )
    try:
        drawn = time_line_around(iri, store, language_of(request))
    except UsageError as error:
        raise Problem(HTTPStatus.NOT_FOUND, str(error)) from error
    if request.query_params.get("format") == "html":
        text = drawn.written("html").decode()
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_of(text)})
    return Response(drawn.svg, media_type=media_types.SVG)


def path_of_time_line(snapshot: Snapshot, iri: str, classes: Iterable[str]) -> str:
    """Return the path of the time line that the page of a thing shows, empty where it has none."""
    if _WITH_TIME_LINE.isdisjoint(classes):
        return ""
    dated = moments.around(snapshot.store, entity_profile(snapshot.store, Iri(iri)), "en")
    return f"/time-line/{quote(iri.removeprefix(BASE))}" if dated else ""

"""Where a state lies: a map of all states on which it is marked."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from kg.charts import map as charts
from kg.errors import in_language
from kg.rdf.namespaces import BASE
from kg.web import media_types
from kg.web.current import Snapshot
from kg.web.problems import Problem
from kg.web.render import language_of, snapshot_of
from kg.web.texts import TEXTS


def locator(request: Request) -> Response:
    """Return the map of the states on which the one with this path is marked.

    Raises:
        Problem: There is no such state.
    """
    iri = BASE + request.path_params["rest"]
    snapshot, language = snapshot_of(request), language_of(request)
    code = snapshot.states.get(iri)
    if code is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            in_language(f"{iri} is no state of Mexico", f"{iri} no es una entidad federativa"),
        )
    names = charts.state_names(snapshot.store, language)
    title = TEXTS[language]["on-map"].format(names.get(code, code))
    return Response(charts.locator(code, names, title), media_type=media_types.SVG)


def path_of_locator(snapshot: Snapshot, iri: str) -> str:
    """Return the path of the map that the page of a state shows, empty for anything else."""
    return f"/map/{quote(iri.removeprefix(BASE))}" if iri in snapshot.states else ""

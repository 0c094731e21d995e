"""The profile of a thing: a page that prints well, and files of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg import profiles
from kg.errors import in_language
from kg.formats import PROFILES
from kg.model import Iri
from kg.names.lookup import occurs
from kg.rdf.namespaces import BASE
from kg.web.networks import policy_of
from kg.web.problems import Problem
from kg.web.render import language_of, snapshot_of

#: format → media type
_MEDIA_TYPES: Final = {
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "markdown": "text/markdown; charset=utf-8",
}
#: what the page of a thing links to
LINKED: Final = ("html", "pdf", "docx", "xlsx")


def profile(request: Request) -> Response:
    """Return the profile of a thing in the format that `format` asks for; a page without one.

    Raises:
        Problem: There is no such thing or format.
        MissingExtra: A library that the format needs is not installed.
    """
    iri = Iri(BASE + request.path_params["rest"])
    form = request.query_params.get("format", "html")
    if form not in PROFILES:
        raise Problem(HTTPStatus.BAD_REQUEST, _no_format(form))
    store = snapshot_of(request).store
    if not occurs(store, iri):
        raise Problem(HTTPStatus.NOT_FOUND, _nothing(iri.value))
    pages = None if form == "xlsx" else profiles.PAGES
    content = profiles.written(
        profiles.profile(store, iri, language_of(request), pages=pages), form
    )
    if form == "html":
        text = content.decode()
        return HTMLResponse(text, headers={"Content-Security-Policy": policy_of(text)})
    name = iri.value.rpartition("/")[2] + PROFILES[form].ending
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, media_type=_MEDIA_TYPES[form], headers=headers)


def _no_format(form: str) -> str:
    known = ", ".join(PROFILES)
    return in_language(
        f"there is no profile as '{form}'; there are: {known}",
        f"no hay perfil en «{form}»; hay: {known}",
    )


def _nothing(iri: str) -> str:
    return in_language(f"nothing is said of {iri}", f"nada se dice de {iri}")

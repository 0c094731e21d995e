"""Fill the templates of the pages."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse

from kg.rdf import iris
from kg.web import negotiation
from kg.web.current import SNAPSHOT, Current, Snapshot
from kg.web.marks import Marks
from kg.web.texts import TEXTS

_TEMPLATES: Final = jinja2.Environment(
    loader=jinja2.PackageLoader("kg.web"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
#: begins the parameters that narrow an answer, to values that may be words of one language
PREFIX: Final = "only."
#: path and text of the entries of the main menu
MENU: Final = (
    ("/questions", "questions"),
    ("/documents", "documents"),
    ("/conflicts", "conflicts"),
    ("/loads", "loads"),
    ("/ontology/classes.html", "ontology"),
    ("/sparql", "sparql"),
)


def graph_of(request: Request) -> Current:
    """Return the graph that is served."""
    graph: Current = request.app.state.graph
    return graph


def snapshot_of(request: Request) -> Snapshot:
    """Return the state of the graph that a request is answered from, from its begin to its end.

    Raises:
        StoreError: It cannot be opened.
    """
    snapshot: Snapshot | None = request.scope.get(SNAPSHOT)
    if snapshot is None:
        snapshot = request.scope[SNAPSHOT] = graph_of(request).snapshot()
    return snapshot


def language_of(request: Request) -> str:
    """Return "es" or "en": what the address says, else what the client prefers."""
    asked = request.query_params.get("lang", "")
    if asked in TEXTS:
        return asked
    return negotiation.language(request.headers.get("accept-language", ""))


def compile_templates() -> None:
    """Compile all templates, before somebody waits for a page."""
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)


def address(request: Request, **changes: str) -> str:
    """Return the address of this page with some parameters set; an empty value takes one away."""
    parameters = {**request.query_params, **changes}
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{request.url.path}?{query}" if query else str(request.url.path)


def _in_language(request: Request, language: str) -> str:
    """Return the address of this page in a language."""
    asked = request.query_params
    words = {name: "" for name in asked if name.startswith(PREFIX)}
    number = "" if words else asked.get("page", "")
    return address(request, **{**words, "page": number, "lang": language})


def page(
    request: Request, template: str, snapshot: Snapshot | None, status: int = 200, **values: object
) -> HTMLResponse:
    """Return a page.

    Args:
        request: What was asked.
        template: The name of the template, without its ending.
        snapshot: The state of the graph that it shows; None where it shows none.
        status: The status code.
        **values: What the template needs besides.
    """
    language = language_of(request)

    root = request.scope.get("root_path", "")
    asked = request.query_params.get("lang", "")

    def link(path: str) -> str:
        """Return the address of a path here, in the language that this address asks for."""
        place, mark, fragment = path.partition("#")
        joint = "&" if "?" in place else "?"
        return f"{root}{place}{f'{joint}lang={asked}' if asked else ''}{mark}{fragment}"

    def code(scheme: str, name: str) -> str:
        label = snapshot.labels(language).get(iris.concept(scheme, name)) if snapshot else None
        return label or name

    text = _TEMPLATES.get_template(f"{template}.html").render(
        request=request,
        root=root,
        link=link,
        asked_language=asked,
        language=language,
        other_language=_in_language(request, "en" if language == "es" else "es"),
        menu=MENU,
        t=TEXTS[language],
        code=code,
        mark=Marks(link, TEXTS[language], code),
        identity=snapshot.identity if snapshot else "",
        **values,
    )
    return HTMLResponse(text, status)

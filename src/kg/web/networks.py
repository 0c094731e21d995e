"""The network around a thing, on the page of `kg export html`, which needs scripts.

They stand in the page itself. The policy of the answer names each by its hash, so that these may
run and nothing else: no text of the data can become a script that has one of these hashes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from kg.errors import in_language
from kg.export.background import background
from kg.export.display_labels import with_display_labels
from kg.export.html import write_html
from kg.network.declared import Projection
from kg.network.layout.parts import part_coordinates
from kg.network.measures.columns import with_measures
from kg.web.problems import Problem
from kg.web.render import language_of, snapshot_of

_MOST_STEPS: Final = 3
_MOST_NODES: Final = 400
_MEASURES: Final = ("betweenness", "pagerank", "community")
_INLINE: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def network(request: Request) -> Response:
    """Return the page of the network within some steps of a thing.

    Raises:
        Problem: The steps are none, or there are too many nodes to draw.
        KgError: There is no such thing.
    """
    language = language_of(request)
    store = snapshot_of(request).store
    projection = Projection(ego=request.path_params["name"], steps=_steps(request))
    around = projection.network(store, language)
    if len(around.nodes) > _MOST_NODES:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, _too_many(len(around.nodes)))
    drawn = with_measures(with_display_labels(around, store, language), _MEASURES)
    drawn = replace(drawn, coordinates=part_coordinates(drawn))
    output = io.BytesIO()
    root = request.scope.get("root_path", "")
    write_html(drawn, output, language, background(drawn, store, language), root)
    text = output.getvalue().decode()
    return HTMLResponse(text, headers={"Content-Security-Policy": policy_of(text)})


def policy_of(page: str) -> str:
    """Return the policy under which exactly the scripts and styles of a page may run."""
    hashes: dict[str, list[str]] = {"script": [], "style": []}
    for element, text in _INLINE.findall(page):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        hashes[element].append(f"'sha256-{digest}'")
    return (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; "
        f"style-src {' '.join(hashes['style'])}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _steps(request: Request) -> int:
    asked = request.query_params.get("steps", "1")
    if asked.isascii() and asked.isdecimal() and 1 <= int(asked[:3]) <= _MOST_STEPS:
        return int(asked)
    raise Problem(
        HTTPStatus.BAD_REQUEST,
        in_language(
            f"steps is a number from 1 to {_MOST_STEPS}",
            f"steps es un número de 1 a {_MOST_STEPS}",
        ),
    )


def _too_many(count: int) -> str:
    return in_language(
        f"{count:,} things are too many for a page (at most {_MOST_NODES}); take fewer steps, or "
        "export the network for Gephi: kg export gexf",
        f"{count:,} entidades son demasiadas para una página (como máximo {_MOST_NODES}); dé menos "
        "pasos o exporte la red para Gephi: kg export gexf",
    )

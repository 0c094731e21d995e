"""A page to explore a network: one file that needs no connection, with sigma.js and graphology.

The page searches, filters by colour, relation, source and date, and shows for each node its facts
and, for each relation, the documents that state it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import BinaryIO, Final

from kg.export.json_formats import write_graphology
from kg.export.style import hexadecimal, network_style
from kg.network.elements import Network

_SCRIPTS: Final = ("graphology.umd.min.js", "sigma.min.js", "page.js")
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "title": "Network",
        "search": "Search",
        "all": "all",
        "relation": "Relation",
        "source": "Source",
        "date": "Year",
        "none": "without",
        "nodes": "nodes",
        "edges": "edges",
        "says": "says so",
        "facts": "Facts",
        "close": "Close",
        "always": "any year",
        "more": "more",
    },
    "es": {
        "title": "Red",
        "search": "Buscar",
        "all": "todas",
        "relation": "Relación",
        "source": "Fuente",
        "date": "Año",
        "none": "sin valor",
        "nodes": "nodos",
        "edges": "vínculos",
        "says": "lo dice",
        "facts": "Hechos",
        "close": "Cerrar",
        "always": "cualquier año",
        "more": "más",
    },
}


def write_html(network: Network, output: BinaryIO, language: str = "en") -> None:
    """Write the network as a page. The same network gives the same bytes."""
    words = _WORDS.get(language, _WORDS["en"])
    data = io.BytesIO()
    write_graphology(network, data)
    colours = network_style(network).legend
    legend = {name: hexadecimal(colour) for name, colour in colours.items()}
    settings = json.dumps(
        {
            "words": dict(words),
            "legend": legend,
            "colour": network.colour,
            "captions": {k: dict(v) for k, v in network.display_labels.items()},
        },
        ensure_ascii=False,
    )
    folder = files("kg.export") / "page"
    stylesheet = (folder / "page.css").read_text(encoding="utf-8")
    output.write(
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>HelixKG: '
        f"{words['title']}</title>\n<style>{stylesheet}</style></head><body>\n".encode()
    )
    output.write(
        b'<div id="graph"></div><aside id="panel"></aside><aside id="card" hidden></aside>'
        b'<aside id="hover" hidden></aside>'
        b'\n<script type="application/json" id="settings">'
        + _safe(settings.encode())
        + b'</script>\n<script type="application/json" id="network">'
    )
    output.write(_safe(data.getvalue()) + b"</script>\n")
    for name in _SCRIPTS:
        script = (folder / name).read_text(encoding="utf-8")
        output.write(f"<script>{script}</script>\n".encode())
    output.write(b"</body></html>\n")


def _safe(text: bytes) -> bytes:
    """Return JSON that cannot end the element it stands in."""
    return text.replace(b"<", b"\\u003c")

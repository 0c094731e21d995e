"""A page to explore a network: one file that needs no connection and no other library.

Its parts stand in `page/`: each script is a module of its own, and they are joined when a page is
written. `page/README.md` tells which does what.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import BinaryIO, Final

from kg.export.background import Background
from kg.export.page_data import page_data
from kg.network.elements import Network

_TITLES: Final = {"en": "Network", "es": "Red"}
#: the modules of the page, each after those that it imports
MODULES: Final = (
    "words",
    "text",
    "data",
    "names",
    "facets",
    "colours",
    "paths",
    "camera",
    "labels",
    "scene",
    "address",
    "elements",
    "save",
    "view",
    "pointer",
    "finder",
    "filters",
    "left",
    "legend",
    "evidence",
    "card",
    "route",
    "toolbar",
    "sheet",
    "main",
)
_IMPORT: Final = re.compile(r"^import \{[^}]*\} from \"\./\w+\.js\";\n", re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=const |function\*? |class )", re.MULTILINE)


def write_html(
    network: Network,
    output: BinaryIO,
    language: str = "en",
    background: Background | None = None,
    root: str | None = None,
) -> None:
    """Write the network as a page. The same network gives the same bytes.

    Args:
        network: what is shown.
        output: where it is written to.
        language: of the page's own words, es or en.
        background: what is told beside the network; without it, places are shown as codes.
        root: where the page is served, the path before those of entities and documents, to which
            it then links; None in a file.
    """
    chosen = language if language in _TITLES else "en"
    data = {**page_data(network, background or Background(), chosen), "root": root}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    output.write(_start(chosen).encode())
    output.write(_safe(text.encode("utf-8", "replace")))
    output.write(f"</script>\n<script>{script()}</script>\n</body></html>\n".encode())


def _start(language: str) -> str:
    stylesheet = (files("kg.export") / "page" / "page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>HelixKG: {_TITLES[language]}</title>\n<style>{stylesheet}</style></head><body>\n"
        '<main id="stage"></main><aside id="panel"></aside><aside id="card" hidden></aside>\n'
        '<script type="application/json" id="network">'
    )


@cache
def script() -> str:
    """Return the modules of the page as one script."""
    folder = files("kg.export") / "page"
    modules = ((folder / f"{name}.js").read_text(encoding="utf-8") for name in MODULES)
    return '(() => {\n"use strict";\n' + "\n".join(map(_joinable, modules)) + "})();\n"


def _joinable(module: str) -> str:
    """Return a module without what only a module may say: its imports, and what it exports."""
    return _EXPORT.sub("", _IMPORT.sub("", module))


def _safe(text: bytes) -> bytes:
    """Return JSON that cannot end the element it stands in."""
    return text.replace(b"<", b"\\u003c")

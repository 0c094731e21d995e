"""The picture of a network as PNG and PDF, made from its SVG by a library that brings its fonts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, Final

from kg.export.svg import write_svg
from kg.network.elements import Network
from kg.runtime.extras import extra

if TYPE_CHECKING:
    from types import ModuleType

_SCALE: Final = 2.0  # pixels of the PNG for each unit of the SVG: 2,000 wide


def write_png(network: Network, output: BinaryIO, language: str = "en") -> None:
    """Write the picture, 2,000 pixels wide; see `write_svg`.

    Raises:
        MissingExtra: The library that draws it is not installed.
    """
    output.write(rendered(_drawn(network, language), "png"))


def write_pdf(network: Network, output: BinaryIO, language: str = "en") -> None:
    """Write the picture as one page of PDF; see `write_svg`.

    Raises:
        MissingExtra: The library that draws it is not installed.
    """
    output.write(rendered(_drawn(network, language), "pdf"))


def rendered(svg: str, format: str) -> bytes:
    """Return a picture in SVG as `png` or `pdf`.

    Raises:
        MissingExtra: The library that draws it is not installed.
    """
    renderer = _renderer()
    is_png = format == "png"
    drawn: bytes = renderer.svg_to_png(svg, scale=_SCALE) if is_png else renderer.svg_to_pdf(svg)
    return drawn


def _drawn(network: Network, language: str) -> str:
    drawn = io.BytesIO()
    write_svg(network, drawn, language)
    return drawn.getvalue().decode()


def _renderer() -> ModuleType:
    with extra("pictures"):
        import vl_convert
    return vl_convert

"""Find the ontology, shapes, tables and queries of the project.

Installed from a wheel they are inside the package (`kg/content/`); in a checkout they are at its
top level, where people edit them.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import ContentError, in_language

_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder of some content.

    Args:
        name: data, ontology or queries.

    Raises:
        ContentError: It is not there.
    """
    installed = _PACKAGE / "content" / name
    if installed.is_dir():
        return installed
    checkout = _PACKAGE.parents[1] / name
    if checkout.is_dir():
        return checkout
    raise ContentError(
        in_language(
            f"the folder '{name}' of HelixKG is neither in {installed} nor in {checkout}; "
            "reinstall the package (pip install --force-reinstall helixkg)",
            f"la carpeta «{name}» de HelixKG no está en {installed} ni en {checkout}; "
            "reinstale el paquete (pip install --force-reinstall helixkg)",
        )
    )

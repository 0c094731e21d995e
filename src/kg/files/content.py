"""Where the ontology, shapes, tables and queries of the project are.

Installed from a wheel they lie inside the package (`kg/content/`); in a checkout they lie
at its top level, where people edit them.
"""

from __future__ import annotations

from pathlib import Path

from kg.errors import ContentError

_PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """Return the folder `data`, `ontology` or `queries`. Raises ContentError where it is not."""
    installed = _PACKAGE / "content" / name
    if installed.is_dir():
        return installed
    checkout = _PACKAGE.parents[1] / name
    if checkout.is_dir():
        return checkout
    raise ContentError(
        f"the folder '{name}' of HelixKG is neither in {installed} nor in {checkout}; "
        "reinstall the package (pip install --force-reinstall helixkg)"
    )

"""What is installed on request only: extras of the package, named where one is missing.

with extra("networks"):
    from scipy import sparse
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import MappingProxyType
from typing import Final

from kg.errors import MissingExtra

#: extra of pyproject.toml → the modules that it brings and `kg` imports
EXTRAS: Final = MappingProxyType(
    {
        "networks": ("graspologic_native", "scipy"),
        "parquet": ("pyarrow",),
        "frames": ("pandas", "polars", "pyarrow"),
        "pictures": ("scipy", "vl_convert"),
        "profile": ("docx", "typst", "vl_convert"),
        "spark": ("pandas", "pyarrow", "pyspark"),
        "web": ("jinja2", "prometheus_client", "python_multipart", "scipy", "starlette", "uvicorn"),
        "mcp": ("jinja2", "mcp", "mcp_types"),
    }
)


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Say which extra is missing where an import of one of its modules fails.

    Args:
        name: one of `EXTRAS`.

    Raises:
        MissingExtra: A module of the extra is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").partition(".")[0]
        if module not in EXTRAS[name]:
            raise  # something else is broken, which no extra mends
        raise MissingExtra(name, module) from error


def has_extra(name: str) -> bool:
    """Return whether all modules of an extra are installed; imports none of them."""
    return all(find_spec(module) is not None for module in EXTRAS[name])

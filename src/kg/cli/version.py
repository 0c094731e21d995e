"""kg --version, and with --verbose the versions of all that has one."""

from __future__ import annotations

import importlib.metadata
import platform
import re
from collections.abc import Iterator

from kg import __version__
from kg.cli.output import say
from kg.errors import in_language

#: packages whose version changes answers
_ENGINES = ("pyoxigraph", "pyshacl", "rdflib", "networkx", "numpy", "tantivy")


def show(*, verbose: bool) -> None:
    """Print the version, with `verbose` all of them."""
    say(f"kg {__version__}")
    if verbose:
        for name, version in _all():
            say(f"  {name:<16}{version}")


def _all() -> Iterator[tuple[str, str]]:
    """Yield the name and the version of each thing that has one; see docs/versions.md."""
    from kg.files.content import folder
    from kg.runtime.extras import EXTRAS, has_extra
    from kg.store.pointer import FORMAT

    ontology = (folder("ontology") / "helixkg.ttl").read_text("utf-8")
    stated = re.search(r'owl:versionInfo "([^"]+)"', ontology)
    yield in_language("ontology", "ontología"), stated[1] if stated else "?"
    yield in_language("store format", "formato"), str(FORMAT)
    yield "Python", f"{platform.python_version()} ({platform.platform(terse=True)})"
    for name in _ENGINES:
        yield name, importlib.metadata.version(name)
    extras = [name for name in EXTRAS if has_extra(name)]
    yield "extras", ", ".join(extras) or in_language("none", "ninguno")

"""A store of the small tables in memory, and a folder for files to load."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.store import EmbeddedStore

PREFIXES = """@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix voc: <https://w3id.org/helixkg/voc/> .
@prefix ev: <https://w3id.org/helixkg/evidence/> .
"""
Write = Callable[[str, str], Path]


@pytest.fixture
def memory(small_store_once: Path) -> EmbeddedStore:
    """The small tables in memory, for one test."""
    return EmbeddedStore.open(small_store_once).copy()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file to load; RDF gets the usual prefixes."""

    def written(name: str, text: str) -> Path:
        path = tmp_path / name
        prefixes = PREFIXES if path.suffix in (".ttl", ".trig") else ""
        path.write_text(prefixes + text, "utf-8")
        return path

    return written


def content(store: EmbeddedStore) -> set[str]:
    """Return what a store holds, apart from the log of loads."""
    return {
        str(quad)
        for quad in store.quads(every_graph=True)
        if not str(quad.subject).startswith("https://w3id.org/helixkg/load/")
    }

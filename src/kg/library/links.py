"""The links of a large store as columns of numbers, kept beside it.

A question about every link of the graph makes an engine read, as text, what it compares. Here each
term is read once and is a number from then on. The columns hold the facts whose object is an IRI;
they belong to one generation, are made of it when they are first asked for, and are checked against
their checksums before they are read (decision 50).
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from kg.store import EmbeddedStore, checksums

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kg.store.base import Store

    Numbers = NDArray[np.int64]

#: bytes of a generation from which its links are kept as columns
LARGE_STORE: int = 50_000_000
_ENDING: Final = ".links"
_TERMS: Final = "terms.txt"
_COLUMNS: Final = "columns.npy"
_LINKS: Final = "SELECT ?s ?p ?o WHERE { ?s ?p ?o FILTER(isIRI(?o)) }"


@dataclass(frozen=True)
class Links:
    """The facts whose object is an IRI.

    Attributes:
        terms: IRIs, and blank nodes as "_:label"; the number of a term is its place.
        columns: the numbers of subjects, properties and objects, a row each.
    """

    terms: Sequence[str]
    columns: NDArray[np.int32]

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {term: number for number, term in enumerate(self.terms)}

    def number(self, term: str) -> int:
        """Return the number of a term, -1 where it is in no link."""
        return self._numbers.get(term, -1)

    def pairs(self, predicate: str) -> tuple[Numbers, Numbers]:
        """Return the subjects and the objects of a property."""
        subjects, predicates, objects = self.columns
        rows = predicates == self.number(predicate)
        return subjects[rows].astype(np.int64), objects[rows].astype(np.int64)

    def through(self, first: str, second: str) -> tuple[Numbers, Numbers]:
        """Return the objects of two properties that a node has, paired: `?n first ?a ; second ?b`.

        Args:
            first: an IRI.
            second: an IRI.
        """
        nodes, ones = self.pairs(first)
        others, seconds = self.pairs(second)
        left, right = joined(nodes, others)
        return ones[left], seconds[right]

    def beginning(self, start: str) -> NDArray[np.bool_]:
        """Return for each term whether it is an IRI that begins so."""
        return np.fromiter((term.startswith(start) for term in self.terms), bool, len(self.terms))


def joined(ones: Numbers, others: Numbers) -> tuple[Numbers, Numbers]:
    """Return the places of equal numbers in two columns, each with each.

    Args:
        ones: a column.
        others: another.
    """
    order = np.argsort(others, kind="stable")
    ordered = others[order]
    first = np.searchsorted(ordered, ones, "left")
    lengths = np.searchsorted(ordered, ones, "right") - first
    left = np.repeat(np.arange(len(ones)), lengths)
    within = np.arange(len(left)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return left, order[np.repeat(first, lengths) + within]


def of_large_store(store: Store) -> Links | None:
    """Return the links of a store from the columns beside it, which are made now if need be.

    Returns:
        None for a store that is small, in memory, behind an address, or in a folder that cannot be
        written to.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return None
    if sum(entry.stat().st_size for entry in os.scandir(store.generation)) < LARGE_STORE:
        return None

    def make(folder: Path) -> None:
        _write(read(store), folder)

    folder = store.derived(_ENDING, make)
    if folder is not None and not checksums.intact(folder, store.identity):
        folder = store.derived(_ENDING, make, anew=True)
    return None if folder is None else opened(folder, store.identity)


def read(store: Store) -> Links:
    """Return the links of a store, read from it."""
    lines = io.BytesIO()
    answer = store.select(_LINKS)
    numbers: dict[str, int] = {}
    cells: list[int] = []
    if answer.serialize is None:
        for row in answer.rows:
            cells += (numbers.setdefault(_text(term), len(numbers)) for term in row)
    else:
        answer.serialize("tsv", lines)  # half the time of making terms
        for line in lines.getvalue().decode("utf-8").split("\n")[1:-1]:
            cells += (
                numbers.setdefault(cell if cell[0] == "_" else cell[1:-1], len(numbers))
                for cell in line.split("\t")
            )
    return Links(tuple(numbers), np.array(cells, np.int32).reshape(-1, 3).T)


def _text(term: Any) -> str:
    from kg.model import BNode

    return f"_:{term.value}" if isinstance(term, BNode) else str(term.value)


def _write(links: Links, folder: Path) -> None:
    (folder / _TERMS).write_text("\n".join(links.terms), encoding="utf-8", newline="\n")
    np.save(folder / _COLUMNS, links.columns, allow_pickle=False)


@lru_cache(maxsize=2)
def opened(folder: Path, identity: str) -> Links:
    """Return the links in a folder; identity: of the generation, as a folder may be made anew."""
    del identity
    text = (folder / _TERMS).read_text(encoding="utf-8")
    return Links(text.split("\n") if text else (), np.load(folder / _COLUMNS, allow_pickle=False))

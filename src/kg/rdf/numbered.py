"""Quads whose terms are numbered, so that what is asked of a term is asked once.

In a batch of a load a term stands in five quads on the average, and a property or a graph in
thousands. What writes a batch, counts it or judges it looks at numbers and, of each number, once
at the term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, overload

from kg.model import BNode, Iri, Quad, Term
from kg.rdf.terms import ntriples

_WHOLE: Final = slice(None)
_BLANK: Final = "_:"


class NumberedQuads(Sequence[Quad]):
    """Quads in their order, which do not change, with the numbers of their terms.

    Attributes:
        terms: By number, each once; None is the default graph.
        subjects: The number of the subject of each quad.
        predicates: The same of its property.
        objects: The same of its value.
        graphs: The same of its graph.
    """

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Number the terms of quads in the order in which they come."""
        self._quads = list(quads)
        self._numbers = _Numbers()
        self.terms = self._numbers.terms
        number = self._numbers.__getitem__
        columns = zip(*self._quads, strict=True) if self._quads else [()] * 4
        subjects, predicates, objects, graphs = columns
        self.subjects = list(map(number, _keys(subjects)))
        self.predicates = list(map(number, predicates))
        self.objects = list(map(number, _keys(objects)))
        self.graphs = list(map(number, graphs))

    @classmethod
    def of(cls, quads: Iterable[Quad]) -> NumberedQuads:
        """Return quads with their terms numbered, the same where they are already."""
        return quads if isinstance(quads, NumberedQuads) else cls(quads)

    def __len__(self) -> int:
        return len(self._quads)

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    @overload
    def __getitem__(self, index: int) -> Quad: ...
    @overload
    def __getitem__(self, index: slice) -> list[Quad]: ...
    def __getitem__(self, index: int | slice) -> Quad | list[Quad]:
        return self._quads[index]

    def number(self, term: Iri | BNode | None) -> int:
        """Return the number of a node, or of the default graph; -1 where no quad has it."""
        return self._numbers.get(f"{_BLANK}{term.value}" if isinstance(term, BNode) else term, -1)

    @cached_property
    def texts(self) -> list[str]:
        """The terms in canonical N-Triples, by number; the default graph has no text."""
        return ["" if term is None else ntriples(term) for term in self.terms]

    @property
    def has_blank_nodes(self) -> bool:
        """Whether a quad has a blank node as its subject or value."""
        return any(isinstance(term, BNode) for term in self.terms)

    def lines(self, part: slice = _WHOLE) -> list[str]:
        """Return quads as lines of canonical N-Quads, their line ends included.

        Args:
            part: Which of them, by default all.
        """
        texts = self.texts
        ends = {
            graph: f"{' ' * bool(texts[graph])}{texts[graph]} .\n" for graph in set(self.graphs)
        }
        return [
            f"{texts[subject]} {texts[predicate]} {texts[value]}{ends[graph]}"
            for subject, predicate, value, graph in zip(
                self.subjects[part],
                self.predicates[part],
                self.objects[part],
                self.graphs[part],
                strict=True,
            )
        ]


#: what a term is found by: a blank node by its text, as it is equal to an IRI that is named so
_Key = Term | str | None


class _Numbers(dict[_Key, int]):
    """The number of each term, given when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[Term | None] = []

    def __missing__(self, key: _Key) -> int:
        number = self[key] = len(self.terms)
        self.terms.append(BNode(key.removeprefix(_BLANK)) if isinstance(key, str) else key)
        return number


def _keys(terms: Sequence[Term]) -> Sequence[_Key]:
    if BNode not in set(map(type, terms)):
        return terms
    return [f"{_BLANK}{term.value}" if type(term) is BNode else term for term in terms]

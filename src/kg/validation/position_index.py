"""From a statement to the positions it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from kg.model import Iri, Located, Position


class PositionIndex:
    """Where each statement stands: by subject, predicate and object, in file order."""

    def __init__(self, located: Iterable[Located] = ()) -> None:
        """Index quads with their positions, once a position is asked for."""
        self._added: list[Iterable[Located]] = [located]
        self._only: frozenset[str] | None = None
        self._triples: dict[tuple[str, str, str], list[Position]] = {}
        self._pairs: dict[tuple[str, str], list[Position]] = {}
        self._subjects: dict[str, Position] = {}
        self._objects: dict[str, list[Position]] = {}

    def add(self, located: Iterable[Located]) -> None:
        """Add the positions of these quads, which must not change before one is asked for."""
        self._added.append(located)

    def about(self, subjects: Iterable[str]) -> PositionIndex:
        """Return an index of the same quads that finds what is about some subjects, and them.

        It needs memory for these alone, whatever the number of quads; where a position was asked
        for before, all quads are indexed already, and it is this index.
        """
        if self._subjects:
            return self
        part = PositionIndex()
        part._only = frozenset(subjects)
        self._added = [
            list(quads) if isinstance(quads, Iterator) else quads for quads in self._added
        ]
        part._added = list(self._added)
        return part

    def _index(self) -> None:
        """Index what was added since a position was asked for last."""
        added, self._added = self._added, []
        only = self._only
        for (subject, predicate, value, _graph), position in chain.from_iterable(added):
            s, p, o = str(subject), predicate.value, value.value
            if only is not None and s not in only and o not in only:
                continue
            self._triples.setdefault((s, p, o), []).append(position)
            self._pairs.setdefault((s, p), []).append(position)
            self._subjects.setdefault(s, position)
            if isinstance(value, Iri):
                self._objects.setdefault(o, []).append(position)

    def find(
        self, subject: str, predicate: str = "", value: str | None = None
    ) -> tuple[Position, ...]:
        """Return where a statement stands, each position once.

        Where it stands nowhere: where another statement of the property stands; else where the
        subject first stands; else where another statement mentions it.

        Args:
            subject: Its text: an IRI, or a blank node with `_:`.
            predicate: The IRI of the property; empty where it is not known.
            value: The text of the value; None where it is not known.
        """
        self._index()
        if value is not None and (subject, predicate, value) in self._triples:
            return tuple(dict.fromkeys(self._triples[subject, predicate, value]))
        if (subject, predicate) in self._pairs:
            return tuple(dict.fromkeys(self._pairs[subject, predicate]))
        if subject in self._subjects:
            return (self._subjects[subject],)
        return tuple(dict.fromkeys(self._objects.get(subject, ())))

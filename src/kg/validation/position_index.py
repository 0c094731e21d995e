"""From a statement to the places it was read from."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Iri, Located, Position


class PositionIndex:
    """Where each statement stands: by subject, predicate and object, in file order."""

    def __init__(self, located: Iterable[Located] = ()) -> None:
        self._triples: dict[tuple[str, str, str], list[Position]] = {}
        self._pairs: dict[tuple[str, str], list[Position]] = {}
        self._subjects: dict[str, Position] = {}
        self._objects: dict[str, list[Position]] = {}
        self.add(located)

    def add(self, located: Iterable[Located]) -> None:
        """Add the places of these quads."""
        for (subject, predicate, value, _graph), position in located:
            s, p, o = str(subject), predicate.value, value.value
            self._triples.setdefault((s, p, o), []).append(position)
            self._pairs.setdefault((s, p), []).append(position)
            self._subjects.setdefault(s, position)
            if isinstance(value, Iri):
                self._objects.setdefault(o, []).append(position)

    def find(
        self, subject: str, predicate: str = "", value: str | None = None
    ) -> tuple[Position, ...]:
        """Return the places of the statement, else of the property, the subject, the mention."""
        if value is not None and (subject, predicate, value) in self._triples:
            return tuple(dict.fromkeys(self._triples[subject, predicate, value]))
        if (subject, predicate) in self._pairs:
            return tuple(dict.fromkeys(self._pairs[subject, predicate]))
        if subject in self._subjects:
            return (self._subjects[subject],)
        return tuple(dict.fromkeys(self._objects.get(subject, ())))

"""From a statement to the positions it was read from."""

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
        """Add the positions of these quads."""
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
        """Return where a statement stands, each position once.

        Where it stands nowhere: where another statement of the property stands; else where the
        subject first stands; else where another statement mentions it.

        Args:
            subject: Its text: an IRI, or a blank node with `_:`.
            predicate: The IRI of the property; empty where it is not known.
            value: The text of the value; None where it is not known.
        """
        if value is not None and (subject, predicate, value) in self._triples:
            return tuple(dict.fromkeys(self._triples[subject, predicate, value]))
        if (subject, predicate) in self._pairs:
            return tuple(dict.fromkeys(self._pairs[subject, predicate]))
        if subject in self._subjects:
            return (self._subjects[subject],)
        return tuple(dict.fromkeys(self._objects.get(subject, ())))

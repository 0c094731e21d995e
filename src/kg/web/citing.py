"""References to copy: which document says this, where, in which version of the graph, on which day.

They are those of `kg why --cite apa`, a paragraph for each document.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

from kg.claims.evidence import Evidence
from kg.claims.references import Access, apa, origin, references_of, stated
from kg.errors import in_language
from kg.web.current import Snapshot
from kg.web.description import Statement
from kg.web.render import language_of, snapshot_of
from kg.web.texts import TEXTS

_SHOWN: Final = 12  # letters of a state, as at the foot of each page


class Citations:
    """Writes the references of one page."""

    def __init__(self, snapshot: Snapshot, language: str, address: str) -> None:
        """Take the state of the graph, the language, and the address at which it is served."""
        self._snapshot, self._language = snapshot, language
        if snapshot.identity and not snapshot.version:
            state = snapshot.identity[:_SHOWN]
            address = in_language(f"{address}, state {state}", f"{address}, estado {state}")
        self._access = Access(snapshot.version, address, datetime.date.today())
        self._written: dict[tuple[Evidence, ...], tuple[str, ...]] = {}  # places recur on a page

    def of_statement(self, statement: Statement) -> list[str]:
        """Return the references of one statement, one for each document."""
        words = self._in_words(statement)
        if statement.authority:
            words += f" ({statement.authority})"
        return self._cited(statement.evidence, words)

    def of_node(
        self, thing: str, statements: Sequence[Statement], evidence: tuple[Evidence, ...]
    ) -> list[str]:
        """Return the references of what is said of a thing through a node, such as a figure.

        Args:
            thing: The label of the thing whose page it is.
            statements: What the node says.
            evidence: The places that state it.
        """
        parts = (f"{each.property.text}: {each.value.text}" for each in statements)
        return self._cited(evidence, f"{thing}: {'; '.join(parts)}")

    def _in_words(self, statement: Statement) -> str:
        words = f"{statement.subject.text}, {statement.property.text}: {statement.value.text}"
        return words if statement.accepted else f"{words} [{TEXTS[self._language]['rejected']}]"

    def _cited(self, evidence: tuple[Evidence, ...], statement: str) -> list[str]:
        if evidence not in self._written:
            self._written[evidence] = tuple(self._sources(evidence))
        sentence = stated(statement, self._language)
        return [f"{source} {sentence}" for source in self._written[evidence]]

    def _sources(self, evidence: tuple[Evidence, ...]) -> list[str]:
        """Return the documents of some places in words; the graph alone where there are none."""
        store, documents = self._snapshot.store, self._snapshot.documents
        references = references_of(evidence, store, read=documents)
        if not references:
            graph = origin(self._access, self._language, short=True)
            return [f"{graph} {TEXTS[self._language]['no-document']}"]
        return [apa([each], self._access, self._language).rstrip("\n") for each in references]


def citations_of(request: Request) -> Citations:
    """Return what writes the references of the page that is asked for."""
    return Citations(snapshot_of(request), language_of(request), str(request.base_url))

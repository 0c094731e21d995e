"""SPARQL of one's own: checked, its functions replaced, its prefixes declared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import QueryError, in_language
from kg.ontology import terms
from kg.ontology.queries import require_declared, require_prefixes
from kg.rdf.namespaces import PREFIXES
from kg.sparql import functions, policy
from kg.sparql.prologue import ADDED_LINES, places_in, with_prefixes

if TYPE_CHECKING:
    from kg.store.base import Store

_KNOWN = {**PREFIXES, functions.PREFIX: functions.NAMESPACE}
_QUERIES = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


@dataclass(frozen=True, slots=True)
class OwnText:
    """A query or an update that a user wrote, as an engine takes it.

    Attributes:
        text: In plain SPARQL, with all prefixes.
        form: SELECT, ASK, CONSTRUCT, DESCRIBE, or what an update begins with.
        notes: Which terms may be misspelt, a sentence each.
        body: As the user wrote it.
        file: Where it was read, "" for a text.
    """

    text: str
    form: str
    notes: tuple[str, ...]
    body: str
    file: str

    def places_in_errors(self) -> AbstractContextManager[None]:
        """Let errors of the engine within name places in what the user wrote."""
        return places_in(self.file, added_lines=ADDED_LINES)

    def why_empty(self, store: Store) -> Iterator[str]:
        """Yield what in a query that found nothing cannot match, each with a way out."""
        from kg.library.why_empty import reasons

        return reasons(self.body, _called(self.file), PREFIXES, store)

    def unknown_terms(self, store: Store) -> Iterator[str]:
        """Yield the terms of other vocabularies that match nothing, though something is found."""
        from kg.library.why_empty import unknown_terms

        return unknown_terms(self.body, _called(self.file), PREFIXES, store)

    def require_query(self) -> None:
        """Refuse what is no query.

        Raises:
            QueryError: It is none.
        """
        if self.form not in _QUERIES:
            raise QueryError(
                in_language(
                    "a query is SELECT, ASK, CONSTRUCT or DESCRIBE; to change the store, use "
                    "kg load FILE or kg sparql --update, both of which validate the result",
                    "una consulta es SELECT, ASK, CONSTRUCT o DESCRIBE; para cambiar el almacén "
                    "use kg load ARCHIVO o kg sparql --update, que validan el resultado",
                )
            )


def _called(file: str) -> str:
    """Return what a text is called in messages."""
    return file or in_language("the query", "la consulta")


def own_text(
    body: str, language: str, *, file: str = "", services: frozenset[str] = frozenset()
) -> OwnText:
    """Return a query or an update of a user, as an engine takes it.

    The prefixes of the project need not be declared, and the functions of the library may be
    called.

    Args:
        body: What the user wrote.
        language: Of the names that functions give: `es` or `en`.
        file: Where it was read.
        services: Hosts that SERVICE may name.

    Raises:
        QueryError: It does not parse or may not run, a prefix is unknown, or a term of the project
            is misspelt.
    """
    shown = _called(file)
    with places_in(file):
        policy.check(body, services)
        require_prefixes(body, shown, _KNOWN)
        notes = tuple(require_declared(body, shown, PREFIXES, terms.declared))
        expanded = functions.expand(body, declared=_KNOWN, language=f'"{language}"')
        return OwnText(with_prefixes(expanded), policy.form(body), notes, body, file)

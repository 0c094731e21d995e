"""Terms in queries: a misspelt one matches nothing, so it is said before the query runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from kg.errors import QueryError, in_language
from kg.model import Position
from kg.ontology.terms import Terms, is_misspelling
from kg.rdf.iris import shorten
from kg.rdf.namespaces import HX
from kg.sparql.tokens import Token, declarations, position_at, tokenize, without_gaps


class Question(NamedTuple):
    """A question of the library, as far as it is told of terms.

    Attributes:
        name: As `kg query run` takes it.
        english: What it answers.
        spanish: The same.
        terms: The IRIs that its query names.
    """

    name: str
    english: str
    spanish: str
    terms: frozenset[str]


def require_declared(
    text: str, file: str, prefixes: Mapping[str, str], declared: Callable[[], Terms]
) -> list[str]:
    """Return what is to be said of a query whose terms are all declared or not the project's.

    That is a line for each term of a vocabulary that the project uses, written with http in place
    of https or the other way round: another graph may use it so.

    Args:
        text: A query or update, with its prologue.
        file: What to call it in messages.
        prefixes: Prefix → namespace, of those that need not be declared.
        declared: Returns the declared terms; called where the query has one that may be misspelt.

    Raises:
        QueryError: A term of the project's namespace is not declared; with place and suggestion.
    """
    notes = []
    for token, iri in _terms(text, prefixes):
        if not is_misspelling(iri) or iri in declared():
            continue
        near = declared().nearest(iri, of_class=iri.removeprefix(HX)[:1].isupper())
        english = f"{token.text} is not declared in the ontology"
        spanish = f"{token.text} no está declarado en la ontología"
        if near:
            english += f"; did you mean {shorten(near)}?"
            spanish += f"; ¿quiso decir {shorten(near)}?"
        position = Position(file, *position_at(text, token.start))
        message = f"{position}: {in_language(english, spanish)}"
        if iri.startswith(HX):
            raise QueryError(message)
        notes.append(message)
    return notes


def require_prefixes(text: str, file: str, prefixes: Mapping[str, str]) -> None:
    """Check that each prefix of a query is declared in it, or need not be.

    Args:
        text: A query or update, with its prologue.
        file: What to call it in messages.
        prefixes: Prefix → namespace, of those that need not be declared.

    Raises:
        QueryError: One is not; with place and suggestion.
    """
    tokens = without_gaps(tokenize(text))
    known = {*prefixes, *(name.prefix[:-1] for _, name, _ in declarations(tokens))}
    declaring = {name.start for _, name, _ in declarations(tokens)}
    for token in tokens:
        prefix = token.prefix.removesuffix(":")
        if not token.prefix or prefix in known or token.start in declaring:
            continue
        import difflib

        near = difflib.get_close_matches(prefix, known, n=1)
        english = f"the prefix {token.prefix} is not declared; "
        spanish = f"el prefijo {token.prefix} no está declarado; "
        if near:
            english += f"did you mean {near[0]}:?"
            spanish += f"¿quiso decir {near[0]}:?"
        else:
            english += f"write PREFIX {token.prefix} <…> first"
            spanish += f"escriba antes PREFIX {token.prefix} <…>"
        position = Position(file, *position_at(text, token.start))
        raise QueryError(f"{position}: {in_language(english, spanish)}")


def terms_of(text: str) -> frozenset[str]:
    """Return the IRIs that a query names, but for those of its prologue."""
    return frozenset(iri for _, iri in _terms(text, {}))


def _terms(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[Token, str]]:
    """Yield each name and IRI of a query, as it stands and in full, but for the prologue's."""
    namespaces = {f"{prefix}:": namespace for prefix, namespace in prefixes.items()}
    tokens = without_gaps(tokenize(text))
    prologue: set[int] = set()
    for _, name, iri in declarations(tokens):
        namespaces[name.prefix] = iri.iri
        prologue.update((name.start, iri.start))
    for token in tokens:
        full = "" if token.start in prologue else token.in_full(namespaces)
        if full:
            yield token, full

"""Why a query finds nothing: terms, graphs and texts in it that cannot match in this store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import in_language
from kg.model import Iri, Position
from kg.ontology.terms import VOCABULARIES, declared
from kg.rdf.iris import local_name, shorten
from kg.rdf.namespaces import BASE, XSD
from kg.rdf.terms import ntriples
from kg.sparql import functions
from kg.sparql.tokens import Kind, Token, closing, declarations, position_at, tokenize, without_gaps

if TYPE_CHECKING:
    from kg.store.base import Store

_COMPARED: Final = 5_000  # graphs or properties among which the nearest is looked for
_SHOWN: Final = 3  # of the texts that differ only in their language or datatype
#: datatypes and functions, which stand in no triple
_NO_NODES: Final = (XSD, functions.NAMESPACE)
_LITERALS: Final = (Kind.STRING, Kind.NUMBER)


def reasons(text: str, file: str, prefixes: Mapping[str, str], store: Store) -> Iterator[str]:
    """Yield what in a query without an answer cannot match, each with its place and a way out.

    Looked at are the graphs, the IRIs and the literals right behind a property. Nothing is said of
    variables, paths and filters.

    Args:
        text: A query that parses, with its prologue.
        file: What to call it in messages.
        prefixes: Prefix → namespace, of those that it need not declare.
        store: Where it found nothing.
    """
    return _placed(_Search(text, prefixes, store).reasons(), text, file)


def unknown_terms(text: str, file: str, prefixes: Mapping[str, str], store: Store) -> Iterator[str]:
    """Yield the terms of a query that no part of its answer can come from, each with its place.

    They are terms of vocabularies that the project uses, which neither the ontology declares nor
    the store has. Nothing is said of what a query or update writes, or asks of another server.

    Args:
        text: A query that parses, with its prologue.
        file: What to call it in messages.
        prefixes: Prefix → namespace, of those that it need not declare.
        store: Where it found something.
    """
    return _placed(_Search(text, prefixes, store).unknown_terms(), text, file)


def _placed(reasons: Iterable[tuple[Token, str]], text: str, file: str) -> Iterator[str]:
    """Yield reasons with the place of their token in a query."""
    for token, reason in reasons:
        yield f"{Position(file, *position_at(text, token.start))}: {reason}"


class _Search:
    """One query, searched for what cannot match."""

    def __init__(self, text: str, prefixes: Mapping[str, str], store: Store) -> None:
        self._store = store
        self._tokens = without_gaps(tokenize(text))
        self._namespaces = {f"{prefix}:": namespace for prefix, namespace in prefixes.items()}
        self._prologue: set[int] = set()
        for _, name, iri in declarations(self._tokens):
            self._namespaces[name.prefix] = iri.iri
            self._prologue.update((name.start, iri.start))
        self._in_graph = self._within("GRAPH")
        self._explained: set[str] = set()

    def _within(self, *words: str) -> set[int]:
        """Return where the tokens start that stand in the braces behind a word."""
        starts: set[int] = set()
        for index, token in enumerate(self._tokens):
            if token.word in words:
                opening = index
                while not self._tokens[opening].is_mark("{"):
                    opening += 1
                end = closing(self._tokens, opening)
                starts.update(inner.start for inner in self._tokens[opening:end])
        return starts

    def unknown_terms(self) -> Iterator[tuple[Token, str]]:
        """Yield the tokens of terms that are not declared and not in the store; each once."""
        left_out = self._prologue | self._within("CONSTRUCT", "INSERT", "DELETE", "SERVICE")
        before = None
        for token in self._tokens:
            iri = token.in_full(self._namespaces)
            is_datatype = before is not None and before.is_mark("^^")
            before = token
            if (
                iri.startswith(VOCABULARIES)
                and not is_datatype
                and token.start not in left_out
                and iri not in self._explained
                and iri not in declared()
            ):
                self._explained.add(iri)
                reason = self._of_absent(token, iri)
                if reason:
                    yield token, reason

    def reasons(self) -> Iterator[tuple[Token, str]]:
        """Yield the tokens that cannot match, each with the reason; the same one once."""
        for index, token in enumerate(self._tokens):
            iri = "" if token.start in self._prologue else token.in_full(self._namespaces)
            before = self._tokens[index - 1] if index else None
            if iri.startswith(_NO_NODES):
                continue
            if iri and iri not in self._explained:
                is_graph = before is not None and before.word == "GRAPH"
                reason = self._of_graph(token, iri) if is_graph else self._of_iri(token, iri)
            elif token.kind in _LITERALS and before is not None:
                reason = self._of_literal(index, before.in_full(self._namespaces))
            else:
                continue
            if reason:
                self._explained.add(iri)
                yield token, reason

    def _of_graph(self, token: Token, iri: str) -> str:
        if self._store.ask("ASK { GRAPH ?graph { ?s ?p ?o } }", {"graph": Iri(iri)}):
            return ""
        near = self._nearest(iri, "SELECT DISTINCT ?x { GRAPH ?x { ?s ?p ?o } }")
        return in_language(
            f"the store has no graph {token.text}{_did_you_mean(near)}",
            f"el almacén no tiene el grafo {token.text}{_did_you_mean(near)}",
        )

    def _of_iri(self, token: Token, iri: str) -> str:
        absent = self._of_absent(token, iri)
        if absent:
            return absent
        graph = "" if token.start in self._in_graph else self._only_graph(Iri(iri))
        return graph and in_language(
            f"{token.text} is only in named graphs, such as {graph}; "
            f"write GRAPH {graph} {{ … }} or GRAPH ?g {{ … }}",
            f"{token.text} solo está en grafos con nombre, como {graph}; "
            f"escriba GRAPH {graph} {{ … }} o GRAPH ?g {{ … }}",
        )

    def _of_absent(self, token: Token, iri: str) -> str:
        """Return that the store does not have an IRI, and which was perhaps meant; "" if it has."""
        from kg import names  # where something is in doubt, which is seldom

        if names.occurs(self._store, Iri(iri)):
            return ""
        near = self._nearest(iri, "SELECT DISTINCT ?x { ?s ?x ?o }")
        if not near:
            near = _near_term(iri) if iri.startswith(VOCABULARIES) else self._near_entity(iri)
        return in_language(
            f"{token.text} does not occur in the store{_did_you_mean(near)}",
            f"{token.text} no aparece en el almacén{_did_you_mean(near)}",
        )

    def _only_graph(self, node: Iri) -> str:
        """Return a named graph that a term is in, "" where it is in the default graph, too."""
        places: Sequence[tuple[Iri | None, ...]] = (
            (None, node, None),
            (None, None, node),
            (node, None, None),
        )
        if any(next(iter(self._store.quads(*place)), None) for place in places):
            return ""
        for place in places:
            for quad in self._store.quads(*place, every_graph=True):
                if quad.graph is not None:
                    return shorten(str(quad.graph))
        return ""

    def _of_literal(self, index: int, predicate: str) -> str:
        """Return why a literal behind a property matches nothing: its tag, or its datatype."""
        if not predicate:
            return ""
        token, written = self._tokens[index], self._written(index)
        head = "".join(f"PREFIX {p} <{n}>\n" for p, n in self._namespaces.items())
        if self._store.ask(f"{head}ASK {{ ?s <{predicate}> {written} }}"):
            return ""
        value = token.text if token.kind is Kind.STRING else f'"{token.text}"'
        alike = self._store.select(
            f"SELECT DISTINCT ?o {{ ?s <{predicate}> ?o FILTER(STR(?o) = {value}) }} LIMIT {_SHOWN}"
        )
        alternatives = ", ".join(
            sorted(ntriples(row[0]) for row in alike.rows if row[0] is not None)
        )
        return alternatives and in_language(
            f"{written} matches nothing, but {alternatives} would; "
            f"add the language or datatype, or FILTER(STR(?text) = {value})",
            f"{written} no coincide con nada, pero {alternatives} sí; "
            f"añada el idioma o el tipo de dato, o FILTER(STR(?texto) = {value})",
        )

    def _written(self, index: int) -> str:
        """Return a literal as it is written, with its language or datatype."""
        parts = [self._tokens[index].text]
        rest = self._tokens[index + 1 : index + 3]
        if rest and rest[0].kind is Kind.LANGUAGE:
            parts.append(rest[0].text)
        elif len(rest) == 2 and rest[0].is_mark("^^"):
            parts += [rest[0].text, rest[1].text]
        return "".join(parts)

    def _nearest(self, iri: str, every: str) -> str:
        import difflib

        rows = self._store.select(f"{every} LIMIT {_COMPARED}").rows
        known = [str(row[0]) for row in rows]
        near = difflib.get_close_matches(iri, known, n=1, cutoff=0.9)
        return shorten(near[0]) if near else ""

    def _near_entity(self, iri: str) -> str:
        if not iri.startswith(BASE):
            return ""
        from kg import names  # where something is in doubt, which is seldom

        index = names.open_index(self._store)
        word = iri.rpartition("/")[2].rpartition("#")[2].replace("-", " ")
        hits = index.search(word, None, 1) if index and word else []
        return shorten(hits[0].iri) if hits else ""


def _near_term(iri: str) -> str:
    """Return the declared class or property that is meant by another IRI, "" for none."""
    near = declared().nearest(iri, of_class=local_name(iri)[:1].isupper())
    return shorten(near) if near else ""


def _did_you_mean(near: str) -> str:
    return near and in_language(f"; did you mean {near}?", f"; ¿quiso decir {near}?")

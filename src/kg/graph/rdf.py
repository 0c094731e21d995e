"""The graph as rdflib sees it: to read, with the prefixes of the project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

import rdflib
from rdflib.store import Store as RdflibStore

from kg.errors import StoreError, in_language
from kg.model import BNode, Iri, Term, Triple
from kg.rdf.namespaces import PREFIXES


def graph_of(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return triples as an rdflib graph of its own, with the prefixes of the project bound."""
    graph = rdflib.Graph(bind_namespaces="none")
    bind(graph)
    for subject, predicate, value in triples:
        graph.add((_subject(subject), rdflib.URIRef(predicate.value), rdflib_term(value)))
    return graph


def bind(graph: rdflib.Graph) -> None:
    """Bind the prefixes of the project in a graph or dataset."""
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)


def rdflib_term(term: Term) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """Return a term as rdflib has it."""
    if isinstance(term, Iri | BNode):
        return _subject(term)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype))


def _subject(term: Iri | BNode) -> rdflib.URIRef | rdflib.BNode:
    return rdflib.URIRef(term.value) if isinstance(term, Iri) else rdflib.BNode(term.value)


class ReadOnlyStore(RdflibStore):
    """A store of rdflib's that is only read; prefixes can be bound, which changes no data."""

    context_aware = True
    graph_aware = True
    formula_aware = False
    transaction_aware = False

    def __init__(self, inner: RdflibStore) -> None:
        """Take the store that is read."""
        super().__init__()
        self._inner = inner
        self._prefixes: dict[str, rdflib.URIRef] = {}

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise StoreError(
            in_language(
                "this dataset is for reading: put what is new into an rdflib.Graph of its own, and "
                "g.load(graph) judges and adds it; g.update(…) runs a SPARQL update",
                "este conjunto de datos es de solo lectura: ponga lo nuevo en un rdflib.Graph "
                "propio, y g.load(graph) lo juzga y lo añade; g.update(…) ejecuta un SPARQL update",
            )
        )

    add = remove = update = remove_graph = _refuse
    commit = rollback = create = destroy = _refuse
    addN = _refuse  # noqa: N815  rdflib's name

    def add_graph(self, graph: rdflib.Graph) -> None:
        """Do nothing: rdflib asks for this where a named graph is looked at."""

    def triples(self, *given: Any, **named: Any) -> Any:
        """Yield the triples that fit, each with its graphs."""
        return self._inner.triples(*given, **named)

    def query(self, *given: Any, **named: Any) -> Any:
        """Return what the engine answers to a SPARQL query."""
        return self._inner.query(*given, **named)

    def contexts(self, *given: Any, **named: Any) -> Any:
        """Yield the graphs."""
        return self._inner.contexts(*given, **named)

    def __len__(self, context: Any = None) -> int:
        return int(self._inner.__len__(context))

    def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
        """Bind a prefix."""
        if override or prefix not in self._prefixes:
            self._prefixes[prefix] = rdflib.URIRef(namespace)

    def namespace(self, prefix: str) -> rdflib.URIRef | None:
        """Return the namespace of a prefix."""
        return self._prefixes.get(prefix)

    def prefix(self, namespace: rdflib.URIRef) -> str | None:
        """Return the prefix of a namespace."""
        for prefix, bound in self._prefixes.items():
            if bound == namespace:
                return prefix
        return None

    def namespaces(self) -> Any:
        """Yield prefixes and namespaces."""
        yield from self._prefixes.items()


def read_only(dataset: rdflib.Dataset) -> rdflib.Dataset:
    """Return a dataset over the same data that refuses to change it, with prefixes bound."""
    view = rdflib.Dataset(store=ReadOnlyStore(dataset.store))
    bind(view)
    return view

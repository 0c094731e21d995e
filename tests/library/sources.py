"""Query files that the tests of the library write."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import library
from kg.sparql import functions

#: the least that a header may hold
LEAST = ("summary: x", "summary_es: x", "columns: [a]")


def source(*lines: str, body: str = "SELECT ?a WHERE { ?a ?b ?value }") -> str:
    """Return a query file with these lines of header."""
    return "".join(f"#+ {line}\n" for line in lines) + body


def parsed(*lines: str, body: str = "SELECT ?a WHERE { ?a ?b ?value }") -> library.Query:
    """Return the query of such a file, find/x.rq."""
    return library.parse(source(*lines, body=body), Path("find/x.rq"))


def one_parameter(kind: str, extra: str = "") -> library.Query:
    """Return a query whose only row is the term that its parameter was bound to."""
    return parsed(
        "summary: x",
        "summary_es: x",
        "params:",
        f"  value: {{type: {kind}{extra}, en: Value, es: Valor}}",
        "columns: [bound]",
        body="SELECT ?bound WHERE { BIND(?value AS ?bound) }",
    )


def asked_nothing(text: str) -> ox.QuerySolutions:
    """Return the answer of an empty store to a query that may call functions.

    Oxigraph is told their names, which of them is an aggregate, and nothing of their meaning.
    """
    names = {name: ox.NamedNode(functions.NAMESPACE + name) for name in functions.FUNCTIONS}
    answer = ox.Store().query(
        text,
        custom_functions={
            iri: lambda *_: None
            for name, iri in names.items()
            if not functions.FUNCTIONS[name].is_aggregate
        },
        custom_aggregate_functions={
            iri: _Nothing for name, iri in names.items() if functions.FUNCTIONS[name].is_aggregate
        },
    )
    assert isinstance(answer, ox.QuerySolutions)
    return answer


class _Nothing:
    """An aggregate that Oxigraph accepts; nothing is aggregated here."""

    def accumulate(self, *_: object) -> None: ...

    def finish(self) -> None: ...

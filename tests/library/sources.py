"""Query files that the tests of the library write."""

from __future__ import annotations

from pathlib import Path

from kg import library

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

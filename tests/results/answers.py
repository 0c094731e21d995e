"""An answer of three rows with every kind of term, and a way to write it."""

from __future__ import annotations

import io

from kg import results
from kg.model import BNode, Iri, Literal, Solutions, Term, text
from kg.rdf.namespaces import ID, XSD

Row = tuple[Term | None, ...]

CLAUT = Iri(ID + "claut-nuevo-leon")

ROWS: tuple[Row, ...] = (
    (CLAUT, text('Clúster, "Automotriz"\nde NL', "es"), Literal("92", XSD + "integer")),
    (BNode("b1"), Literal("a\ttab \\ & <b> ] | \r"), None),
    (
        Iri("https://example.org/a(b)|c"),
        Literal("2019-06-23", XSD + "date"),
        Literal("1.50", XSD + "decimal"),
    ),
)

#: the display label of the first thing
LABELS = {CLAUT.value: "CLAUT | Nuevo León"}


def written(
    format: str,
    rows: tuple[Row, ...] = ROWS,
    names: tuple[str, ...] = ("thing", "name", "n"),
    width: int | None = None,
) -> str:
    """Return rows in a text format."""
    output = io.StringIO(newline="")
    count = results.write(Solutions(names, iter(rows)), format, output, labels=LABELS, width=width)
    assert count == len(rows)
    return output.getvalue()

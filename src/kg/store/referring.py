"""How many facts refer to a thing: a query that every engine answers, and what it tells."""

from __future__ import annotations

from typing import Final

from kg.model import Iri, Solutions
from kg.rdf.terms import sparql

#: facts that are counted of one thing: more would keep the reader of a page waiting
MOST_COUNTED: Final = 5_000


def referring_query(thing: Iri) -> str:
    """Return the query that counts the facts of which a thing is the value, by property."""
    facts = f"SELECT ?s ?p {{ ?s ?p {sparql(thing)} }} LIMIT {MOST_COUNTED + 1}"
    return f"SELECT ?p (COUNT(?s) AS ?n) {{ {{ {facts} }} }} GROUP BY ?p"


def counts(answer: Solutions) -> dict[str, int]:
    """Return what the query tells: the number of facts by the IRI of the property."""
    return {str(name): int(str(count)) for name, count in answer.rows if name is not None}

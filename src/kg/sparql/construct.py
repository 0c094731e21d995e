"""A CONSTRUCT made from the rows of a SELECT, for a server that cuts the one without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Solutions, Term, Triple, text
from kg.sparql.paging import closing
from kg.sparql.policy import QUIET

if TYPE_CHECKING:
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Template:
    """The SELECT to ask, and the triples to make of each row."""

    select: str
    triples: tuple[tuple[Node, Node, Node], ...]

    @classmethod
    def of(cls, query: str) -> Template | None:
        """Return the two parts of a CONSTRUCT, None for a DESCRIBE."""
        from rdflib.plugins.sparql import prepareQuery

        quiet = QUIET.sub(lambda match: " " * len(match.group()), query)
        start = re.search(r"\bCONSTRUCT\b\s*", quiet, re.IGNORECASE)
        if start is None:
            return None
        opening = quiet.find("{", start.end())
        end = closing(quiet, opening) + 1
        short = quiet[start.end() : opening].strip()  # CONSTRUCT WHERE { the template, too }
        where = query[opening if short else end :]
        full = f"{query[: start.end()]} {query[opening:end]} WHERE {where}" if short else query
        try:
            triples = prepareQuery(full).algebra.template
        except Exception as error:  # rdflib's parser has no error of its own
            raise QueryError(f"the query does not parse: {error}") from error
        where = re.sub(r"(?i)^\s*WHERE\b", "", where)
        return cls(f"{query[: start.start()]} SELECT * WHERE {where}", tuple(triples))

    def fill(self, solutions: Solutions) -> Iterator[Triple]:
        """Yield each triple once; those that lack a value, or are none, are left out.

        Source: SPARQL 1.1 Query Language, section 16.2.
        """
        seen: set[Triple] = set()
        for number, row in enumerate(solutions.rows):
            values = dict(zip(solutions.variables, row, strict=True))
            for parts in self.triples:
                made = [_term(part, values, number) for part in parts]
                if _is_triple(made):
                    triple = Triple(*made)  # type: ignore[arg-type]
                    if triple not in seen:
                        seen.add(triple)
                        yield triple


def _term(node: Node, values: dict[str, Term | None], row: int) -> Term | None:
    import rdflib

    if isinstance(node, rdflib.Variable):
        return values.get(str(node))
    if isinstance(node, rdflib.BNode):
        return BNode(f"r{row}{node}")
    if isinstance(node, rdflib.Literal):
        if node.datatype:
            return Literal(str(node), str(node.datatype))
        return text(str(node), node.language or "")
    return Iri(str(node))


def _is_triple(parts: Iterable[Term | None]) -> bool:
    subject, predicate, value = parts
    return isinstance(subject, Iri | BNode) and isinstance(predicate, Iri) and value is not None

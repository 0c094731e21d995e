"""A CONSTRUCT made from the rows of a SELECT, for a server that cuts the one without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.model import BNode, Iri, Literal, Solutions, Term, Triple, text
from kg.sparql.tokens import closing, does_not_parse, join, tokenize

if TYPE_CHECKING:
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Template:
    """The SELECT to ask, and the triples to make of each row."""

    select: str
    triples: tuple[tuple[Node, Node, Node], ...]

    @classmethod
    def of(cls, query: str) -> Template | None:
        """Return the two parts of a CONSTRUCT, None for a DESCRIBE.

        Raises:
            QueryError: The CONSTRUCT does not parse.
        """
        from rdflib.plugins.sparql import prepareQuery

        tokens = tokenize(query)
        words = [token.word for token in tokens]
        if "CONSTRUCT" not in words:
            return None
        start = words.index("CONSTRUCT")
        opening = next(
            (i for i in range(start, len(tokens)) if tokens[i].is_mark("{")), len(tokens)
        )
        template = tokens[opening : closing(tokens, opening) + 1]
        if "WHERE" in words[start:opening]:  # CONSTRUCT WHERE { the template, too }
            before, where = tokens[start + 1 : opening], tokens[opening:]
            query = f"{join(tokens[: start + 1])} {join(template)} {join([*before, *where])}"
        else:
            where = tokens[opening + len(template) :]
        try:
            triples = prepareQuery(query).algebra.template or ()
        except Exception as error:
            raise QueryError(does_not_parse(str(error))) from error
        body = next(index for index, token in enumerate(where) if token.is_mark("{"))
        return cls(f"{join(tokens[:start])} SELECT * WHERE {join(where[body:])}", tuple(triples))

    def fill(self, solutions: Solutions) -> Iterator[Triple]:
        """Yield each triple once; those that lack a value, or are none, are left out.

        Source: SPARQL 1.1 Query Language, section 16.2.
        """
        seen: set[Triple] = set()
        for number, row in enumerate(solutions.rows):
            values = dict(zip(solutions.variables, row, strict=True))
            for parts in self.triples:
                terms = [_term(part, values, number) for part in parts]
                if _is_triple(terms):
                    triple = Triple(*terms)  # type: ignore[arg-type]
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
        return text(str(node), (node.language or "").lower())
    return Iri(str(node))


def _is_triple(parts: Iterable[Term | None]) -> bool:
    subject, predicate, value = parts
    return isinstance(subject, Iri | BNode) and isinstance(predicate, Iri) and value is not None

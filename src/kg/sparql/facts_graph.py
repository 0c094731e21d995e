"""Let a query read the facts from a named graph, where the default graph is something else.

In some stores the default graph is the union of all graphs, so that a pattern without GRAPH finds
claims as well as facts. A dataset with FROM would cure that and lose all named graphs, since each
has to be listed; so the patterns are put into `GRAPH <facts> { … }`. What stands in a GRAPH of its
own reads that graph, there as before.

Source: SPARQL 1.1 Query Language, section 18.6: Graph(IRI, P) evaluates P, its groups, subqueries
and EXISTS with that active graph, in the same dataset.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.errors import in_language
from kg.rdf.terms import iri
from kg.sparql.tokens import Kind, Token, closing, refused_at, tokenize


def names_graphs(query: str) -> bool:
    """Return whether a query asks for a named graph."""
    return any(token.word == "GRAPH" for token in tokenize(query))


def within(query: str, graph: str) -> str:
    """Return the query with `graph` in place of the default graph.

    `GRAPH ?name` does not find that graph, as it does not find a default graph.

    Args:
        query: A query without FROM.
        graph: The IRI of the graph that holds the facts.

    Raises:
        QueryError: It is a DESCRIBE; what that answers from, no query can say.
    """
    tokens = tokenize(query)
    before = [""] * len(tokens)
    after = [""] * len(tokens)
    facts = iri(graph)
    for start in _outer_groups(query, tokens):
        end = closing(tokens, start)
        after[start] = f" GRAPH {facts} {{"
        before[end] = "} "
    # COALESCE: Oxigraph leaves ?name unbound where the group has nothing but another GRAPH
    for start, variable, opening in _graph_variables(tokens):
        before[start] = "{ "
        after[closing(tokens, opening)] = f" FILTER(COALESCE({variable} != {facts}, true)) }}"
    return "".join(
        b + token.text + a for b, token, a in zip(before, _with_where(tokens), after, strict=True)
    )


def _outer_groups(query: str, tokens: Sequence[Token]) -> Iterator[int]:
    """Yield where each outermost group of patterns opens: of WHERE, of EXISTS outside it."""
    word = ""  # the last one outside all braces
    template_seen = False
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.word == "DESCRIBE":
            raise refused_at(query, token.start, _no_describe())
        if token.word:
            word = token.word
        if token.is_mark("{"):
            is_template = word == "CONSTRUCT" and not template_seen
            template_seen = template_seen or is_template
            if not is_template and word != "VALUES":
                yield index
            index = closing(tokens, index)
        index += 1


def _graph_variables(tokens: Sequence[Token]) -> Iterator[tuple[int, str, int]]:
    """Yield each `GRAPH ?name {`: where it starts, the variable, where its group opens."""
    solid = [index for index, token in enumerate(tokens) if not token.is_gap]
    for place, start in enumerate(solid[:-2]):
        name, opening = solid[place + 1], solid[place + 2]
        if tokens[start].word == "GRAPH" and tokens[name].kind is Kind.VARIABLE:
            yield start, tokens[name].text, opening


def _with_where(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with the template that `CONSTRUCT WHERE { … }` leaves out."""
    result = list(tokens)
    solid = [index for index, token in enumerate(tokens) if not token.is_gap]
    words = [tokens[index].word for index in solid]
    for place in range(len(solid) - 2):
        if words[place : place + 2] == ["CONSTRUCT", "WHERE"]:
            opening = solid[place + 2]
            template = "".join(t.text for t in tokens[opening : closing(tokens, opening) + 1])
            where = solid[place + 1]
            result[where] = tokens[where]._replace(text=f"{template} WHERE")
            break
    return result


def _no_describe() -> str:
    return in_language(
        "the default graph of this store is not the facts alone, and DESCRIBE cannot be told to "
        "read another; ask with CONSTRUCT { … } WHERE { … }",
        "el grafo por omisión de este almacén no contiene solo hechos, y a DESCRIBE no se le puede "
        "indicar otro; pregunte con CONSTRUCT { … } WHERE { … }",
    )

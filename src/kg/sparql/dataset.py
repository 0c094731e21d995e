"""Give a query the dataset that a request names beside it.

Source: SPARQL 1.1 Protocol, section 2.1.4: what `default-graph-uri` and `named-graph-uri` name
takes the place of the dataset of the query. It is written into the query as FROM and FROM NAMED.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from kg.errors import QueryError, in_language
from kg.rdf.iris import is_absolute
from kg.rdf.terms import iri
from kg.sparql.tokens import Token, closing, declarations, refused_at, tokenize, without_gaps

_FORMS: Final = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
#: what the dataset stands before, in a query that has a pattern or, as some DESCRIBE, none
_AFTER: Final = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


class Dataset(NamedTuple):
    """The graphs that a query reads.

    Attributes:
        default: The graphs of which the default graph is the union.
        named: The graphs that GRAPH finds.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


#: whatever graphs the store has
WHOLE: Final = Dataset()


def of_update(update: str, dataset: Dataset) -> str:
    """Return an update whose patterns read a dataset; itself where that names no graph.

    Args:
        update: A SPARQL update.
        dataset: IRIs of graphs.

    Raises:
        QueryError: The update names a dataset of its own, with USING or WITH; a graph is named by
            no absolute IRI; a brace is not closed.

    Source: SPARQL 1.1 Protocol, section 2.2.3.
    """
    clauses = _clauses("USING", dataset)
    if not clauses:
        return update
    tokens = without_gaps(tokenize(update))
    text, end, index = "", 0, 0
    while index < len(tokens):
        token = tokens[index]
        if token.word in ("USING", "WITH"):
            raise refused_at(update, token.start, _two_datasets())
        if token.word == "WHERE":
            template = ""
            if index and tokens[index - 1].word == "DELETE":  # the pattern is what to delete, too
                last = tokens[closing(tokens, index + 1)]
                template = update[tokens[index + 1].start : last.end] + " "
            text += f"{update[end : token.start]}{template}{clauses} "
            end = token.start
        index = closing(tokens, index) + 1 if token.is_mark("{") else index + 1
    return text + update[end:]


def of_query(query: str, dataset: Dataset) -> str:
    """Return a query with a dataset; the text itself where the dataset names no graph.

    A text without a token, which no engine takes for a query, is returned as it is, too.

    Args:
        query: A query without FROM.
        dataset: IRIs of graphs.

    Raises:
        QueryError: A brace of the query is not closed, or a graph is named by no absolute IRI.
    """
    clauses = _clauses("FROM", dataset)
    tokens = without_gaps(tokenize(query))
    if not clauses or not tokens:
        return query
    place = _place(tokens)
    return f"{query[:place]} {clauses} {query[place:]}"


def _clauses(word: str, dataset: Dataset) -> str:
    """Return what names a dataset in a query (FROM) or an update (USING)."""
    for graph in dataset.default + dataset.named:
        if not is_absolute(graph):
            raise QueryError(
                in_language(
                    f"'{graph}' is no whole IRI; name a graph as https://…",
                    f"«{graph}» no es un IRI completo; nombre un grafo como https://…",
                )
            )
    clauses = [f"{word} {iri(graph)}" for graph in dataset.default]
    clauses += [f"{word} NAMED {iri(graph)}" for graph in dataset.named]
    return " ".join(clauses)


def _place(tokens: Sequence[Token]) -> int:
    """Return where the dataset of a query stands; tokens: without gaps."""
    form = next((token.word for token in tokens if token.word in _FORMS), "")
    index = rounds = 0
    while index < len(tokens):
        token = tokens[index]
        rounds += token.is_mark("(") - token.is_mark(")")
        if form == "CONSTRUCT" and token.is_mark("{"):  # the template
            index = closing(tokens, index)
            form = ""
        elif rounds == 0 and (token.is_mark("{") or token.word in _AFTER):
            return token.start
        index += 1
    return tokens[-1].end


def taken_out(query: str) -> tuple[str, Dataset]:
    """Return a query without its FROM clauses, and the dataset that they name.

    Raises:
        QueryError: A clause names no IRI in full.
    """
    tokens = without_gaps(tokenize(query))
    namespaces = {name.prefix: namespace.iri for _, name, namespace in declarations(tokens)}
    default: list[str] = []
    named: list[str] = []
    rest, end = "", 0
    for index, token in enumerate(tokens):
        if token.word != "FROM":
            continue
        following = tokens[index + 1 : index + 3]
        is_named = bool(following) and following[0].word == "NAMED"
        graph = following[is_named] if len(following) > is_named else token
        name = graph.in_full(namespaces)
        if not is_absolute(name):
            raise refused_at(query, graph.start, _name_it_in_full())
        (named if is_named else default).append(name)
        rest += query[end : token.start]
        end = graph.end
    return rest + query[end:], Dataset(tuple(default), tuple(named))


def _two_datasets() -> str:
    return in_language(
        "the update names its graphs with USING or WITH, and the request names others; leave out "
        "one of them",
        "la actualización nombra sus grafos con USING o WITH, y la solicitud nombra otros; quite "
        "unos de ellos",
    )


def _name_it_in_full() -> str:
    return in_language(
        "name a graph by its whole IRI: FROM <https://…>",
        "nombre un grafo con su IRI completo: FROM <https://…>",
    )

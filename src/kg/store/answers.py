"""Run a query on Oxigraph, and turn its answers and errors into those of the model."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import BinaryIO, Final, TypeVar

import pyoxigraph as ox

from kg.errors import QueryError, StoreError, in_language
from kg.model import Solutions, Term, Triple
from kg.rdf.oxigraph import from_ox, to_ox
from kg.sparql.tokens import does_not_parse
from kg.store import damage

_Item = TypeVar("_Item")

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples

_FORMATS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}


def run_query(
    engine: ox.Store, text: str, values: Mapping[str, Term] = MappingProxyType({})
) -> Answer:
    """Return the answer of a query that may run.

    Args:
        engine: The store to ask.
        text: The query.
        values: Terms that are joined to the answer, by name of their variables.

    Raises:
        QueryError: The query does not parse or cannot be run.
    """
    try:
        return engine.query(
            text, substitutions={ox.Variable(name): to_ox(term) for name, term in values.items()}
        )
    except SyntaxError as error:
        raise QueryError(does_not_parse(_message(error))) from error
    except ValueError as error:
        raise QueryError(
            in_language(
                f"the query cannot be run: {error}", f"la consulta no se puede ejecutar: {error}"
            )
        ) from error
    except (RuntimeError, OSError) as error:
        raise damage.of_engine(error) from error


def run_update(engine: ox.Store, text: str) -> None:
    """Run an update that may run.

    Raises:
        QueryError: The update does not parse or cannot be run.
    """
    try:
        engine.update(text)
    except SyntaxError as error:
        raise QueryError(
            in_language(
                f"the update does not parse: {_message(error)}",
                f"la actualización no es válida: {_message(error)}",
            )
        ) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(
            in_language(
                f"the update cannot be run: {error}",
                f"la actualización no se puede ejecutar: {error}",
            )
        ) from error


def solutions(answer: Answer) -> Solutions:
    """Return the answer of a SELECT. Raises QueryError for that of another query."""
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError(
            in_language("this needs a SELECT query", "esto necesita una consulta SELECT")
        )
    columns = tuple(variable.value for variable in answer.variables)
    owner = threading.get_ident()

    def write(format_: str, output: BinaryIO) -> None:
        _require_thread(owner)
        serialize(answer, format_, output)

    return Solutions(columns, rows(in_one_thread(answer), len(columns)), write)


def boolean(answer: Answer) -> bool:
    """Return the answer of an ASK. Raises QueryError for that of another query."""
    if not isinstance(answer, ox.QueryBoolean):
        raise QueryError(in_language("this needs an ASK query", "esto necesita una consulta ASK"))
    return bool(answer)


def triples(answer: Answer) -> Iterator[Triple]:
    """Return the answer of a CONSTRUCT or DESCRIBE. Raises QueryError for that of another query."""
    if not isinstance(answer, ox.QueryTriples):
        raise QueryError(
            in_language(
                "this needs a CONSTRUCT or DESCRIBE query",
                "esto necesita una consulta CONSTRUCT o DESCRIBE",
            )
        )
    return map(triple, in_one_thread(answer))


def in_one_thread(items: Iterable[_Item]) -> Iterator[_Item]:
    """Return what the engine yields, which ends the whole program where another thread asks for it.

    Raises:
        StoreError: Another thread asks for it.
    """
    return _of_thread(threading.get_ident(), items)


def _of_thread(owner: int, items: Iterable[_Item]) -> Iterator[_Item]:
    _require_thread(owner)
    for item in items:
        yield item
        _require_thread(owner)


def _require_thread(owner: int) -> None:
    if threading.get_ident() != owner:
        raise StoreError(
            in_language(
                "one thread asked and another one reads the answer; ask in the thread that reads, "
                "or make a list of the answer first",
                "un hilo preguntó y otro lee la respuesta; pregunte en el hilo que lee, o haga "
                "primero una lista de la respuesta",
            )
        )


def triple(engine_triple: ox.Triple | ox.Quad) -> Triple:
    """Return a triple of Oxigraph as one of the model."""
    return Triple(
        from_ox(engine_triple.subject),  # type: ignore[arg-type]
        from_ox(engine_triple.predicate),  # type: ignore[arg-type]
        from_ox(engine_triple.object),
    )


def rows(answer: Iterable[ox.QuerySolution], width: int) -> Iterator[tuple[Term | None, ...]]:
    """Yield the rows of a SELECT as tuples of terms, None where a variable has no value.

    Raises:
        QueryError: The query fails while it runs.
    """
    try:
        for row in answer:
            yield tuple(
                None if row[index] is None else from_ox(row[index]) for index in range(width)
            )
    except (ValueError, RuntimeError) as error:
        raise damage.of_engine(error) from error


def serialize(answer: ox.QuerySolutions, format_: str, output: BinaryIO) -> None:
    """Write the answer of a SELECT as the engine writes a format: csv, tsv, json or xml.

    Raises:
        QueryError: The query fails while it runs.
    """
    try:
        answer.serialize(output, format=_FORMATS[format_])
    except (ValueError, RuntimeError) as error:
        raise damage.of_engine(error) from error


#: what the engine's parser would have taken: a text in quotes, the characters of a class, words
_ALTERNATIVE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|\[(?:\'[^\']*\'|[^\]])*\]|[^,"\[]+')
_MOST_ALTERNATIVES: Final = 8


def _message(error: SyntaxError) -> str:
    """Return the engine's message, "error at 1:20: expected …", in a line that can be read.

    Of what it expected the classes of characters go away, and so do all words for tokens where one
    is a sentence ("Prefix not found"): it is the fault.
    """
    text = " ".join(str(error).removeprefix("error at ").split())
    place, expected, listed = text.partition(": expected one of ")
    if not expected:
        return text
    alternatives = [item.strip() for item in _ALTERNATIVE.findall(listed)]
    tokens = [item for item in alternatives if item and not item.startswith("[")]
    sentences = [item for item in tokens if " " in item and not item.startswith('"')]
    if sentences:
        return f"{place}: {'; '.join(sentences)}"
    more = ", …" if len(tokens) > _MOST_ALTERNATIVES else ""
    return f"{place}{expected}{', '.join(tokens[:_MOST_ALTERNATIVES])}{more}"

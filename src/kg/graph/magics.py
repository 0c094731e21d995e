"""The magics of IPython: `%%sparql` runs a cell as a query, `%kg` asks a question.

`%load_ext kg` makes them known. Both ask the graph `g` of the notebook, or the one that `-g` names,
and return what the methods return, so that `_` and `-o` hold an answer with frames.
"""

from __future__ import annotations

import shlex
from typing import Any, NamedTuple, NoReturn

from kg.errors import KgError, UsageError, in_language
from kg.graph.knowledge_graph import KnowledgeGraph


class _Line(NamedTuple):
    """What stands behind a magic.

    Attributes:
        graph: The name of the graph.
        output: The name that the answer gets, "" for none.
        values: Name → value of all words of the form name=value.
        words: The others.
    """

    graph: str
    output: str
    values: dict[str, str]
    words: list[str]


def load(ipython: Any) -> None:
    """Make the magics known to a shell of IPython."""

    def sparql(line: str, cell: str) -> Any:
        """Run the cell as SPARQL: `%%sparql [-g GRAPH] [-o NAME] [variable=value …]`."""

        def answer(graph: KnowledgeGraph, read: _Line) -> Any:
            if read.words:
                raise UsageError(_unknown(read.words[0]))
            return graph.sparql(cell, read.values)

        return _answered(ipython, line, answer)

    def ask(line: str) -> Any:
        """Ask a question of the library, or one in words: `%kg QUESTION [parameter=value …]`."""

        def answer(graph: KnowledgeGraph, read: _Line) -> Any:
            name, *more = read.words or [""]
            if name in graph.library and not more:
                return graph.run(name, read.values)
            return graph.ask(" ".join(read.words))

        return _answered(ipython, line, answer)

    ipython.register_magic_function(sparql, "cell", "sparql")
    ipython.register_magic_function(ask, "line", "kg")


def _answered(ipython: Any, line: str, answer: Any) -> Any:
    """Return what a magic answers, under the name that the line asks for, too."""
    try:
        read = _read(line)
        result = answer(_graph(ipython, read.graph), read)
    except KgError as error:
        _tell(error)
    if read.output:
        ipython.user_ns[read.output] = result
        return None
    return result


def _tell(error: KgError) -> NoReturn:
    """Raise an error that IPython tells in a line, without a traceback through this module."""
    from IPython.core.error import UsageError as CellError

    raise CellError(str(error)) from None


def _read(line: str) -> _Line:
    try:
        words = iter(shlex.split(line))
    except ValueError as error:
        raise UsageError(
            in_language(f"a quotation mark is missing: {line}", f"falta una comilla: {line}")
        ) from error
    named = {"-g": "g", "-o": ""}
    values: dict[str, str] = {}
    others: list[str] = []
    for word in words:
        name, equals, value = word.partition("=")
        if word in named:
            named[word] = next(words, "")
        elif equals and name.isidentifier():
            values[name] = value
        else:
            others.append(word)
    return _Line(named["-g"], named["-o"], values, others)


def _graph(ipython: Any, name: str) -> KnowledgeGraph:
    graph = ipython.user_ns.get(name)
    if not isinstance(graph, KnowledgeGraph):
        raise UsageError(
            in_language(
                f"'{name}' is no graph in this notebook; write {name or 'g'} = kg.open(…) first, "
                "or name one with -g",
                f"«{name}» no es un grafo de este cuaderno; escriba antes {name or 'g'} = "
                "kg.open(…), o nombre uno con -g",
            )
        )
    return graph


def _unknown(word: str) -> str:
    return in_language(
        f"'{word}' is no variable=value; the query stands in the lines below",
        f"«{word}» no es variable=valor; la consulta va en las líneas de abajo",
    )

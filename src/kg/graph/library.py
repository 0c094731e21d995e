"""The questions of the library, as Python shows and calls them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from kg import library
from kg.errors import UsageError, in_language
from kg.graph.wording import face
from kg.library import Parameter, Query
from kg.library.binding import expected
from kg.library.values import values_of
from kg.results.frames import html_table
from kg.results.values import written

if TYPE_CHECKING:
    from kg.graph.answers import Answer
    from kg.store import Store

_SHOWN: Final = 12  # allowed values on a card


class Library(Mapping[str, "Question"]):
    """The questions of the library by name: `g.library["clusters-in-state"]`."""

    def __init__(self, queries: Mapping[str, Query], make: Callable[[Query], Question]) -> None:
        """Take the queries, and what makes a question of one."""
        self._queries, self._make = queries, make

    @face
    def __getitem__(self, name: str) -> Question:
        return self._make(library.find(self._queries, name))

    def get(self, name: object, default: Any = None) -> Any:
        """Return a question by its name, `default` where there is none."""
        return self[name] if isinstance(name, str) and name in self else default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._queries

    def __iter__(self) -> Iterator[str]:
        return iter(self._queries)

    def __len__(self) -> int:
        return len(self._queries)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def _rows(self) -> Iterator[tuple[str, str, str]]:
        for name, query in self._queries.items():
            needed = ", ".join(p.name for p in query.parameters if p.required)
            yield name, needed, query.summary_en

    def __repr__(self) -> str:
        lines = (f"  {name}({needed})  {summary}" for name, needed, summary in self._rows())
        return "\n".join((f"<Library of {len(self)} questions>", *lines))

    def _repr_html_(self) -> str:
        return html_table(("name", "needs", "answers"), self._rows(), most=len(self))


class Question:
    """A question of the library: what it asks, what it takes, what comes back. It can be called.

    Attributes:
        query: The query as its file has it.
    """

    def __init__(
        self,
        query: Query,
        store: Store,
        lang: str,
        ask: Callable[[Query, Mapping[str, Any]], Answer],
    ) -> None:
        """Take a query, the store where values are looked up, and what runs it."""
        self.query, self._store, self._lang, self._ask = query, store, lang, ask
        self.__doc__ = repr(self)

    @property
    def name(self) -> str:
        """Its name, such as `clusters-in-state`."""
        return self.query.name

    @property
    def summary(self) -> str:
        """What it asks, in one line."""
        return self.query.summary(self._lang)

    @property
    def description(self) -> str:
        """What a row is, and what is left out."""
        return self.query.description(self._lang)

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it takes: name, type, labels, default."""
        return self.query.parameters

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its answer."""
        return self.query.columns

    @property
    def example(self) -> Mapping[str, str]:
        """A value for each parameter that needs one."""
        return self.query.example

    @property
    def text(self) -> str:
        """Its SPARQL, as plain SPARQL 1.1 that runs anywhere."""
        return self.query.plain

    def __call__(self, **parameters: Any) -> Answer:
        """Return its answer; the parameters are those that it shows."""
        return self._ask(self.query, parameters)

    @face
    def values(self, parameter: str) -> dict[str, str]:
        """Return value → name of all that a parameter may be.

        Raises:
            UsageError: There is no such parameter, or it takes a text, a date or any entity.
        """
        chosen = library.parameter(self.query, parameter)
        rows = values_of(chosen, self._store, self._lang).rows
        return {str(value): str(name or "") for value, name in rows}

    def _allowed(self, parameter: Parameter) -> str:
        """Return what a parameter may be, in few words."""
        if parameter.kind is None:
            return expected(parameter)
        values = list(self.values(parameter.name))
        more = f", … ({len(values):,})" if len(values) > _SHOWN else ""
        return ", ".join(values[:_SHOWN]) + more

    def _taken(self) -> Iterator[tuple[str, str, str, str]]:
        for parameter in self.parameters:
            default = "needed" if parameter.required else (parameter.default or "may be left out")
            kind = f"list of {parameter.type}" if parameter.many else parameter.type
            yield parameter.name, kind, default, self._allowed(parameter)

    def __repr__(self) -> str:
        lines = [f"{self.name}: {self.summary}", *filter(None, [self.description])]
        lines += [
            f"  {name}: {kind} ({default}) – {allowed}"
            for name, kind, default, allowed in self._taken()
        ]
        given = ", ".join(f"{name}={value!r}" for name, value in self.example.items())
        return "\n".join(
            (
                *lines,
                f"  → {', '.join(self.columns)}",
                f'  g.query("{self.name}"' + (f", {given})" if given else ")"),
            )
        )

    def _repr_html_(self) -> str:
        table = html_table(("parameter", "type", "default", "allowed"), self._taken())
        return (
            f"<p><b>{escape(self.name)}</b>: {escape(self.summary)}</p>"
            f"<p>{escape(self.description)}</p>{table}"
            f"<p>→ {escape(', '.join(self.columns))}</p>"
        )


def as_written(query: Query, parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters as the library takes them: each a text; those that are None are left out.

    A name that Python keeps for itself may end in an underscore: `from_`.

    Raises:
        UsageError: A value is nothing that a parameter takes, or the name is unknown.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    texts: dict[str, str] = {}
    for given, value in parameters.items():
        name = given[:-1] if given.endswith("_") and given not in known else given
        if name in texts:
            raise UsageError(in_language(f"{name} is given twice", f"{name} se da dos veces"))
        if name not in known:
            raise UsageError(_unknown(query, name, list(known)))
        if value is None:
            continue
        many = isinstance(value, list | set | frozenset) or type(value) is tuple
        if many and not known[name].many:
            raise UsageError(
                in_language(
                    f"'{query.name}' takes one {name}, not several: {value!r}",
                    f"«{query.name}» toma un solo {name}, no varios: {value!r}",
                )
            )
        texts[name] = written(value, name)
    return texts


def _unknown(query: Query, name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    spanish = f"¿quiso decir «{near[0]}»? " if near else ""
    listed = ", ".join(known)
    return in_language(
        f"'{query.name}' has no parameter '{name}'; {hint}it takes: {listed or 'none'}",
        f"«{query.name}» no tiene el parámetro «{name}»; {spanish}toma: {listed or 'ninguno'}",
    )

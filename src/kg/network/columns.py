"""Columns of nodes and edges: what a network is, from the store to the file.

A network of ten million edges as objects takes gigabytes. As columns, a text that many rows share
stands once, and a part of a network is made by numpy. `Rows` shows columns as the objects that
callers know, made when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeVar, overload

import numpy as np

from kg.runtime.garbage import gc_paused

Item = TypeVar("Item")
#: fields of text in which nearly all rows differ
_UNIQUE: Final = frozenset(("id", "iri", "label"))


class Column(Protocol):
    """The values of some rows."""

    def __len__(self) -> int:
        """Return the number of rows."""

    def taken(self, rows: np.ndarray) -> Column:
        """Return some rows, by their numbers or by a flag for each row."""

    def values(self, start: int = 0, end: int | None = None) -> list[Any]:
        """Return the values of the rows from `start` to before `end`."""


class Plain:
    """Values of any type, one after the other."""

    __slots__ = ("_items",)

    def __init__(self, items: Sequence[Any]) -> None:
        """Take the values."""
        self._items = items

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._items)

    def taken(self, rows: np.ndarray) -> Plain:
        """Return some rows."""
        items = self._items
        return Plain([items[row] for row in numbers_of(rows)])

    def values(self, start: int = 0, end: int | None = None) -> list[Any]:
        """Return some values."""
        return list(self._items[start:end])


class Numbers:
    """Numbers, or flags."""

    __slots__ = ("array",)

    def __init__(self, array: np.ndarray) -> None:
        """Take the numbers."""
        self.array = array

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.array)

    def taken(self, rows: np.ndarray) -> Numbers:
        """Return some rows."""
        return Numbers(self.array[rows])

    def values(self, start: int = 0, end: int | None = None) -> list[Any]:
        """Return some values."""
        values: list[Any] = self.array[start:end].tolist()
        return values


class Coded:
    """Texts, or other things, that many rows share.

    Attributes:
        codes: The number of each row's text, shape (n,).
        texts: Each text once; not all need occur.
    """

    __slots__ = ("codes", "texts")

    def __init__(self, codes: np.ndarray, texts: Sequence[Any]) -> None:
        """Take the numbers and the texts."""
        self.codes = codes
        self.texts = texts

    @classmethod
    def of(cls, values: Iterable[str]) -> Coded:
        """Return texts as a column, numbered as they first occur."""
        numbers: dict[str, int] = {}
        codes = [numbers.setdefault(value, len(numbers)) for value in values]
        return cls(np.array(codes, np.int32), list(numbers))

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.codes)

    def taken(self, rows: np.ndarray) -> Coded:
        """Return some rows."""
        return Coded(self.codes[rows], self.texts)

    def values(self, start: int = 0, end: int | None = None) -> list[Any]:
        """Return some texts."""
        return list(map(self.texts.__getitem__, self.codes[start:end].tolist()))

    def where(self, test: Callable[[Any], bool]) -> np.ndarray:
        """Return for each row whether its text passes a test, shape (n,)."""
        flags: np.ndarray = _passing(self.texts, test)[self.codes]
        return flags

    def present(self) -> set[str]:
        """Return the texts that occur."""
        return {*self.counts()}

    def counts(self) -> dict[str, int]:
        """Return each text that occurs → in how many rows."""
        counts = np.bincount(self.codes, minlength=len(self.texts))
        codes = np.flatnonzero(counts)
        return {
            self.texts[code]: count
            for code, count in zip(codes.tolist(), counts[codes].tolist(), strict=True)
        }


class Lists:
    """Lists of texts that many rows share.

    Attributes:
        starts: Where each row's list begins in `codes`, shape (n,).
        ends: Where it ends.
        codes: The number of each text.
        texts: Each text once; not all need occur.
    """

    __slots__ = ("codes", "ends", "starts", "texts")

    def __init__(
        self, starts: np.ndarray, ends: np.ndarray, codes: np.ndarray, texts: Sequence[str]
    ) -> None:
        """Take where lists begin and end, the numbers and the texts."""
        self.starts = starts
        self.ends = ends
        self.codes = codes
        self.texts = texts

    @classmethod
    def of(cls, values: Iterable[Sequence[str]]) -> Lists:
        """Return lists as a column."""
        lists = list(values)
        flat = Coded.of(text for texts in lists for text in texts)
        bounds = np.concatenate([[0], np.cumsum([len(texts) for texts in lists], dtype=np.int64)])
        return cls(bounds[:-1], bounds[1:], flat.codes, flat.texts)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts)

    def taken(self, rows: np.ndarray) -> Lists:
        """Return some rows."""
        return Lists(self.starts[rows], self.ends[rows], self.codes, self.texts)

    def values(self, start: int = 0, end: int | None = None) -> list[tuple[str, ...]]:
        """Return some lists."""
        bounds, codes = self.flat(start, end)
        parts = list(map(self.texts.__getitem__, codes.tolist()))
        return [tuple(parts[begin:stop]) for begin, stop in pairwise(bounds.tolist())]

    def flat(self, start: int = 0, end: int | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the bounds of some lists, shape (n + 1,), and the numbers in them."""
        starts, ends = self.starts[start:end], self.ends[start:end]
        lengths = ends - starts
        bounds = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        places = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)
        return bounds, self.codes[places]

    def where(self, test: Callable[[str], bool]) -> np.ndarray:
        """Return for each row whether one of its texts passes a test, shape (n,)."""
        passing = np.concatenate([[0], np.cumsum(_passing(self.texts, test)[self.codes])])
        flags: np.ndarray = passing[self.ends] > passing[self.starts]
        return flags

    def present(self) -> set[str]:
        """Return the texts that occur."""
        return Coded(self.flat()[1], self.texts).present()

    def first(self) -> Coded:
        """Return the first text of each list; empty where there is none."""
        texts = [*self.texts, ""]
        codes = np.full(len(self), len(self.texts), np.int32)
        some = self.ends > self.starts
        codes[some] = self.codes[self.starts[some]]
        return Coded(codes, texts)

    def joined(self, separator: str = "; ") -> Coded:
        """Return each list as one text."""
        known: dict[tuple[str, ...], str] = {}
        return Coded.of(
            known.get(texts) or known.setdefault(texts, separator.join(texts))
            for texts in self.values()
        )


def _passing(texts: Sequence[Any], test: Callable[[Any], bool]) -> np.ndarray:
    return np.fromiter(map(test, texts), bool, len(texts))


def numbers_of(rows: np.ndarray) -> list[int]:
    """Return the numbers of rows, which may be given as a flag for each row."""
    numbers: list[int] = (np.flatnonzero(rows) if rows.dtype == bool else rows).tolist()
    return numbers


class Table(Mapping[str, Any]):
    """Columns of equal length, by name."""

    __slots__ = ("_columns", "size")

    def __init__(self, columns: Mapping[str, Column], size: int) -> None:
        """Take the columns and the number of their rows."""
        self._columns = MappingProxyType({**columns})
        self.size = size

    def __getitem__(self, name: str) -> Any:
        """Return a column."""
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Return the number of columns."""
        return len(self._columns)

    def taken(self, rows: np.ndarray) -> Table:
        """Return some rows, by their numbers or by a flag for each row."""
        size = int(rows.sum()) if rows.dtype == bool else len(rows)
        return Table({name: column.taken(rows) for name, column in self.items()}, size)

    def changed(self, **columns: Column) -> Table:
        """Return the table with some columns in place of its own."""
        return Table({**self, **columns}, self.size)


class Rows(Sequence[Item], Generic[Item]):
    """Nodes or edges: a table, seen as objects."""

    __slots__ = ("_items", "_kind", "_table")

    def __init__(
        self, kind: type[Item], table: Table | None = None, items: Iterable[Item] | None = None
    ) -> None:
        """Take the class of the objects, and either a table or the objects themselves."""
        self._kind = kind
        self._table = table
        self._items = None if items is None else tuple(items)

    @property
    def table(self) -> Table:
        """The columns, by the names of the fields; made when they are first asked for."""
        if self._table is None:
            self._table = _table_of(self._kind, self._items or ())
        return self._table

    @property
    def items(self) -> tuple[Item, ...]:
        """The objects; made when they are first asked for."""
        if self._items is None:
            table = self.table
            columns = [table[field.name].values() for field in fields(self._kind)]  # type: ignore[arg-type]
            with gc_paused():
                self._items = tuple(map(self._kind, *columns))
        return self._items

    def taken(self, rows: np.ndarray) -> Rows[Item]:
        """Return some rows, by their numbers or by a flag for each row."""
        return Rows(self._kind, self.table.taken(rows))

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.table.size if self._items is None else len(self._items)

    @overload
    def __getitem__(self, index: int) -> Item: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Item, ...]: ...

    def __getitem__(self, index: int | slice) -> Item | tuple[Item, ...]:
        """Return one object, or several."""
        return self.items[index]

    def __iter__(self) -> Iterator[Item]:
        """Yield the objects."""
        return iter(self.items)

    def __eq__(self, other: object) -> bool:
        """Return whether these are the same objects."""
        if isinstance(other, Rows):
            return self is other or self.items == other.items
        return isinstance(other, tuple) and self.items == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Return the objects as Python writes a tuple."""
        return repr(self.items)


#: type of a field, as its class says it → how objects' values become a column
_COLUMN_OF: Final[Mapping[str, Callable[[list[Any]], Column]]] = {
    "str": Coded.of,
    "tuple[str, ...]": Lists.of,
    "int": lambda values: Numbers(np.array(values, np.int64)),
    "float": lambda values: Numbers(np.array(values, np.float64)),
    "bool": lambda values: Numbers(np.array(values, bool)),
}


def _table_of(kind: type, items: Sequence[Any]) -> Table:
    columns: dict[str, Column] = {}
    for field in fields(kind):
        values = [getattr(item, field.name) for item in items]
        column_type = Plain if field.name in _UNIQUE else _COLUMN_OF[str(field.type)]
        columns[field.name] = column_type(values)
    return Table(columns, len(items))


def paired(first: Coded, second: Coded, make: Callable[[Any, Any], Any]) -> Coded:
    """Return for each row what two texts make; each different pair is made once."""
    width = max(len(second.texts), 1)
    keys, codes = np.unique(
        first.codes.astype(np.int64) * width + second.codes, return_inverse=True
    )
    texts = [make(first.texts[key // width], second.texts[key % width]) for key in keys.tolist()]
    return Coded(codes.reshape(-1), texts)


def chosen(is_first: np.ndarray, first: Any, second: Any) -> Column:
    """Return a column that has some rows of one column and the others of another of its class.

    is_first: for each row whether it is that of the first.
    """
    if isinstance(first, Numbers):
        return Numbers(np.where(is_first, first.array, second.array))
    texts = [*first.texts, *second.texts]
    if isinstance(first, Coded):
        codes = np.where(is_first, first.codes, second.codes + len(first.texts))
        return Coded(codes, texts)
    codes = np.concatenate([first.codes, second.codes + len(first.texts)])
    starts, ends = (
        np.where(is_first, of_first, of_second + len(first.codes))
        for of_first, of_second in ((first.starts, second.starts), (first.ends, second.ends))
    )
    return Lists(starts, ends, codes, texts)


def stacked(first: Table, second: Table) -> Table:
    """Return the rows of one table, then those of another with the same columns."""
    rows = np.arange(first.size + second.size)
    is_first = rows < first.size
    columns: dict[str, Column] = {}
    for name, column in first.items():
        other = second[name]
        if isinstance(column, Coded | Lists | Numbers):
            ends = (np.minimum(rows, max(first.size - 1, 0)), np.maximum(rows - first.size, 0))
            if not (first.size and second.size):
                columns[name] = column if first.size else other
                continue
            columns[name] = chosen(is_first, column.taken(ends[0]), other.taken(ends[1]))
        else:
            columns[name] = Plain([*column.values(), *other.values()])
    return Table(columns, len(rows))

"""What rows have together, group by group: all their texts, the least and the greatest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from kg.network.columns import Coded, Lists


class Groups:
    """Some rows, each in one of some groups; no group is empty.

    Attributes:
        of: the number of each row's group, shape (n,).
        count: how many groups there are.
    """

    def __init__(self, of: np.ndarray, count: int) -> None:
        """Take the groups of the rows."""
        self.of = of
        self.count = count
        self._order = np.argsort(of, kind="stable")
        self.sizes = np.bincount(of, minlength=count)
        self._starts = np.cumsum(self.sizes) - self.sizes

    def rows(self, group: int) -> np.ndarray:
        """Return the numbers of a group's rows, in their order."""
        start = self._starts[group]
        rows: np.ndarray = self._order[start : start + self.sizes[group]]
        return rows

    def first(self) -> np.ndarray:
        """Return the number of the first row of each group."""
        rows: np.ndarray = self._order[self._starts]
        return rows

    def least(self, values: np.ndarray) -> np.ndarray:
        """Return the least value of each group."""
        return self._reduced(np.minimum, values)

    def greatest(self, values: np.ndarray) -> np.ndarray:
        """Return the greatest value of each group."""
        return self._reduced(np.maximum, values)

    def total(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of the values of each group, added up in the order of the rows."""
        return np.bincount(self.of, values, minlength=self.count)

    def _reduced(self, function: np.ufunc, values: np.ndarray) -> np.ndarray:
        if not self.count:
            return values[:0]
        reduced: np.ndarray = function.reduceat(values[self._order], self._starts)
        return reduced


class Ranked(NamedTuple):
    """Texts by their rank in alphabetical order.

    Attributes:
        ranks: of each row's text, shape (n,).
        texts: in order.
    """

    ranks: np.ndarray
    texts: list[str]


def ranked(column: Coded) -> Ranked:
    """Return a column whose numbers are in the order of the texts."""
    order, texts = _sorted(column.texts)
    return Ranked(order[column.codes], texts)


def _sorted(texts: Sequence[str]) -> tuple[np.ndarray, list[str]]:
    """Return the rank of each text, and the texts in order."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.empty(len(texts), np.int64)
    ranks[order] = np.arange(len(texts))
    return ranks, [texts[number] for number in order]


def distinct(numbers: np.ndarray) -> np.ndarray:
    """Return each number once, in order.

    `np.unique` looks them up in a table of hashes, which takes ten times as long where most differ.
    """
    ordered = np.sort(numbers)
    is_new = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=is_new[1:])
    once: np.ndarray = ordered[is_new]
    return once


def united(lists: Lists, groups: Groups, counts: Callable[[str], bool] = lambda _: True) -> Lists:
    """Return the texts of each group's lists, sorted, each once.

    counts: whether a text is wanted.
    """
    ranks, texts = _sorted(lists.texts)
    wanted = np.fromiter(map(counts, lists.texts), bool, len(texts))
    bounds, codes = lists.flat()
    width = max(len(texts), 1)
    of_text = np.repeat(groups.of, np.diff(bounds)).astype(np.int64)
    keys = distinct((of_text * width + ranks[codes])[wanted[codes]])
    sizes = np.bincount(keys // width, minlength=groups.count)
    ends = np.cumsum(sizes)
    return Lists(ends - sizes, ends, (keys % width).astype(np.int32), texts)

"""The name that comes nearest to a misspelt one, found by an index and few comparisons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

#: of so many names or fewer, each is compared
FEW: Final = 100
#: of more names, so many are compared: those that share most pieces with the text
COMPARED: Final = 50
#: names that are looked at for that, those with rare pieces first
_LOOKED_AT: Final = 2_000
_LENGTH: Final = 3  # letters of a piece


class NearNames:
    """Names, each with what it stands for; made once, and asked as often as something is wrong."""

    def __init__(self, names: Iterable[tuple[str, str]] = ()) -> None:
        """Take names with their meanings; of a name that comes twice, the last one counts."""
        self._meanings: dict[str, str] = {}
        self._names_with: defaultdict[str, list[str]] = defaultdict(list)
        for name, meaning in names:
            self.add(name, meaning)

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self._meanings)

    def add(self, name: str, meaning: str) -> None:
        """Add a name, or give it another meaning."""
        if name not in self._meanings:
            for piece in _pieces(name):
                self._names_with[piece].append(name)
        self._meanings[name] = meaning

    def nearest(self, text: str, cutoff: float) -> str:
        """Return what the name nearest to a text stands for, "" where none is near.

        Args:
            text: Perhaps a misspelt name.
            cutoff: How alike they must be, from 0 to 1, as difflib measures it.
        """
        return next(iter(self.close(text, cutoff, 1)), "")

    def close(self, text: str, cutoff: float, most: int) -> list[str]:
        """Return what the names nearest to a text stand for, the nearest first, each once.

        Args:
            text: Perhaps a misspelt name.
            cutoff: How alike they must be, from 0 to 1, as difflib measures it.
            most: Names at most.
        """
        import difflib

        close = difflib.get_close_matches(text, self._candidates(text), most, cutoff)
        return list(dict.fromkeys(self._meanings[name] for name in close))

    def _candidates(self, text: str) -> list[str]:
        """Return the names that are worth a comparison."""
        if len(self._meanings) <= FEW:
            return list(self._meanings)
        lists = sorted(
            (self._names_with[piece] for piece in _pieces(text) if piece in self._names_with),
            key=len,
        )
        shared: Counter[str] = Counter()
        left = _LOOKED_AT
        for names in lists:
            shared.update(names[:left])
            left -= min(left, len(names))
        return [name for name, _ in shared.most_common(COMPARED)]


def _pieces(name: str) -> dict[str, None]:
    """Return the runs of letters in a name, each once, in order; its ends count as letters."""
    marked = f"^{name}$"
    starts = range(len(marked) - _LENGTH + 1)
    return dict.fromkeys(marked[start : start + _LENGTH] for start in starts)

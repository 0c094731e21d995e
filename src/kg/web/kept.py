"""Pages that were made, kept in memory for those who ask for them again.

A page says what one state of the graph says, so it holds as long as that state is the newest. The
first page of a new state takes the place of all of an older one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, NamedTuple

#: bytes of all pages of one process together
MOST_BYTES: Final = 16_000_000
#: bytes of a page that is worth its place
_MOST_OF_ONE: Final = 500_000
#: bytes that a page takes besides its text
_BESIDE: Final = 1_000


class Page(NamedTuple):
    """An answer as it was sent.

    Attributes:
        headers: Its headers.
        body: Its text, in bytes.
    """

    headers: list[tuple[bytes, bytes]]
    body: bytes


class Kept:
    """The pages of one state of the graph; where there are too many, the longest unasked go.

    Attributes:
        bytes: What they take.
        hits: How often one of them was asked for again.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Start with none.

        Args:
            most: Bytes that all of them may take together.
        """
        self._most = most
        self._state = ""
        self._pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.bytes = self.hits = 0

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)

    def get(self, state: str, key: Hashable) -> Page | None:
        """Return a page of a state of the graph, None where it has not been made or has gone."""
        if state != self._state or key not in self._pages:
            return None
        self._pages.move_to_end(key)
        self.hits += 1
        return self._pages[key]

    def put(self, state: str, key: Hashable, page: Page) -> None:
        """Keep a page of the newest state of the graph."""
        if len(page.body) > _MOST_OF_ONE:
            return
        if state != self._state:
            self._pages.clear()
            self._state, self.bytes = state, 0
        self._drop(key)
        self._pages[key] = page
        self.bytes += _size(page)
        while self.bytes > self._most:
            self._drop(next(iter(self._pages)))

    def _drop(self, key: Hashable) -> None:
        page = self._pages.pop(key, None)
        if page is not None:
            self.bytes -= _size(page)


def _size(page: Page) -> int:
    return len(page.body) + _BESIDE

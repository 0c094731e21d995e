"""Values, evidence and references as markup: what stands on a page most often.

A page has hundreds of them, which templates would write at several times the cost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

from kg.claims.evidence import Evidence
from kg.web.description import Value

_WEB: Final = ("https://", "http://")


class Marks:
    """Writes values and evidence for one page; every text in them is escaped."""

    def __init__(
        self, link: Callable[[str], str], texts: Mapping[str, str], code: Callable[[str, str], str]
    ) -> None:
        """Take what belongs to the page.

        Args:
            link: From a path of this server to the address that a link of the page has.
            texts: The words of the language of the page.
            code: From a scheme and a code to its word.
        """
        self._link, self._texts, self._code = link, texts, code
        self._places: dict[Evidence, str] = {}  # most of a page is stated in few places

    def value(self, item: Value) -> Markup:
        """Return a value, as a link where it has a page, or is an address."""
        shown = escape(item.text)
        if item.path:
            return Markup(f'<a href="{escape(self._link(item.path))}">{shown}</a>')
        for address in (item.iri, item.text):
            if address.startswith(_WEB):
                return Markup(f'<a href="{escape(address)}" rel="noopener nofollow">{shown}</a>')
        language = f' lang="{escape(item.language)}"' if item.language else ""
        return Markup(f"<span{language}>{shown}</span>")

    def certainty(self, item: Evidence) -> Markup:
        """Return how certain a place is, where it does not say so outright."""
        if item.certainty == "explicit":
            return Markup()
        word = self._code("certainty", item.certainty)
        if item.basis:
            word = f"{word}: {self._code('inference-basis', item.basis).lower()}"
        return Markup(f' <span class="mark">{escape(word)}</span>')

    def conflicts(self, ids: Iterable[str]) -> Markup:
        """Return links to the contradictions of which something is a part."""
        word = escape(self._texts["conflict"])
        links = (escape(self._link(f"/conflicts#{name}")) for name in ids)
        return Markup(
            "".join(f' <a class="mark conflict" href="{link}">{word}</a>' for link in links)
        )

    def evidence(self, items: Iterable[Evidence], authority: str = "") -> Markup:
        """Return the places that state something, or else whose word it is."""
        shown = "; ".join(map(self._place, items))
        shown = shown or escape(authority or self._texts["registry"])
        return Markup(f'<small class="evidence">{shown}</small>')

    def citation(self, references: Iterable[str]) -> Markup:
        """Return references to copy, which show when somebody asks for them."""
        paragraphs = "".join(f"<p>{escape(reference)}</p>" for reference in references)
        word = escape(self._texts["cite"])
        return Markup(
            f'<details class="cite"><summary>{word}</summary><div>{paragraphs}</div></details>'
        )

    def _place(self, item: Evidence) -> str:
        if item not in self._places:
            link = escape(self._link(f"/source/{quote(item.source)}"))
            self._places[item] = (
                f'<a href="{link}" title="{escape(item.title)}">{escape(item.source)}</a> '
                f"{escape(item.locator)}{self.certainty(item)}"
            )
        return self._places[item]

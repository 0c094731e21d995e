"""A profile in the format asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from kg.profiles.document import Profile
from kg.profiles.html import html
from kg.profiles.markdown import markdown
from kg.profiles.pdf import pdf
from kg.profiles.word import docx
from kg.profiles.workbook import xlsx

#: format → what writes it; the names are those of `kg.formats.PROFILES`
WRITERS: Final[Mapping[str, Callable[[Profile], str | bytes]]] = {
    "html": html,
    "pdf": pdf,
    "docx": docx,
    "xlsx": xlsx,
    "markdown": markdown,
}


def written(profile: Profile, format: str) -> bytes:
    """Return a profile as a file: html, pdf, docx, xlsx or markdown.

    Raises:
        MissingExtra: A library that the format needs is missing.
    """
    content = WRITERS[format](profile)
    return content.encode() if isinstance(content, str) else content

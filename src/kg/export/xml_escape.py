"""Text for an XML 1.0 document."""

from __future__ import annotations

import re

# What production [2] of XML 1.0 (Char) leaves out: control characters, surrogates, U+FFFE, U+FFFF.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Nearly all values need no work.
_PLAIN = re.compile("[ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]*")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_CONTENT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
# A parser turns a plain tab or line end in an attribute into a space (XML 1.0, section 3.3.3).
_ATTRIBUTE = _CONTENT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


def is_plain(text: str) -> bool:
    """Return whether nothing in a text has to be escaped."""
    return _PLAIN.fullmatch(text) is not None


def legal(text: str) -> str:
    """Return `text` with each character that XML 1.0 does not allow replaced by U+FFFD."""
    return _ILLEGAL.sub(_REPLACEMENT, text)


def content(text: str) -> str:
    """Return `text` as the content of an element."""
    return text if is_plain(text) else legal(text).translate(_CONTENT)


def attribute(text: str) -> str:
    """Return `text` as the value of an attribute, in quotes."""
    if is_plain(text):
        return f'"{text}"'
    return f'"{legal(text).translate(_ATTRIBUTE)}"'

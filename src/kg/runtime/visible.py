"""Make visible what a terminal would obey: control characters and changes of direction.

A terminal that receives an escape sequence moves its cursor, changes its title or answers as if
the user had typed. Text from documents, tables, file names and servers may hold such sequences.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import Final, TextIO

#: C0 and C1 without tab and line feed, DEL, the line ends of Unicode, embeddings, overrides and
#: isolates of direction, and what of a file name was not UTF-8
_OBEYED: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""Return a text that no terminal obeys; a tab and the end of a line stay.

    >>> visible("\x1b[31mred\u202e")
    '\\x1b[31mred\\u202e'
    """
    if text.isprintable():
        return text
    return _OBEYED.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


class VisibleText:
    """Writes to another text stream what a terminal does not obey."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._held = ""  # a carriage return, until it is known whether a line ends there

    def isatty(self) -> bool:
        """Return whether the other stream is a terminal."""
        return self._output.isatty()

    def write(self, text: str) -> int:
        """Write a text; the line ends of CSV become those of a terminal."""
        whole = self._held + text
        self._held = "\r" if whole.endswith("\r") else ""
        whole = whole.removesuffix(self._held).replace("\r\n", "\n")
        self._output.write(visible(whole))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts one after the other."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write what is held back, too."""
        held, self._held = self._held, ""
        self._output.write(visible(held))
        self._output.flush()


class VisibleBytes:
    """Writes bytes of UTF-8 to a text stream, as `VisibleText` does."""

    def __init__(self, output: TextIO) -> None:
        self._text = VisibleText(output)
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Write bytes, which may end within a character."""
        content = bytes(data)
        self._text.write(self._decoder.decode(content))
        return len(content)

    def flush(self) -> None:
        """Write what is held back, too."""
        self._text.flush()

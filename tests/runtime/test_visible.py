"""What a terminal would obey is made visible; every other character stays."""

from __future__ import annotations

import io
import sys
import unicodedata

import pytest

from kg.runtime.visible import VisibleBytes, VisibleText, visible

CHANGES_DIRECTION = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def is_obeyed(char: str) -> bool:
    """Say after the tables of Unicode, not after a list, whether a terminal obeys a character."""
    return char not in "\t\n" and (
        unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}
        or unicodedata.bidirectional(char) in CHANGES_DIRECTION
    )


def test_every_character_of_unicode() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        shown = visible(f"a{char}b")
        if is_obeyed(char):
            assert shown == (f"a\\x{code:02x}b" if code < 256 else f"a\\u{code:04x}b")
        else:
            assert shown == f"a{char}b"


@pytest.mark.parametrize(
    ("pieces", "shown"),
    [
        (["a\r\nb\r\n"], "a\nb\n"),
        (["a\r", "\nb"], "a\nb"),
        (["a\r", "b"], "a\\x0db"),
        (["a\r"], "a\\x0d"),
        (["\x1b", "[2J"], "\\x1b[2J"),
        (["\r\r\n"], "\\x0d\n"),
    ],
)
def test_a_stream_in_pieces(pieces: list[str], shown: str) -> None:
    text, data = io.StringIO(newline=""), io.StringIO(newline="")
    output = VisibleText(text)
    output.writelines(pieces)
    output.flush()
    binary = VisibleBytes(data)
    for piece in pieces:
        binary.write(piece.encode())
    binary.flush()
    assert text.getvalue() == data.getvalue() == shown


def test_bytes_that_end_within_a_character_and_bytes_that_are_none() -> None:
    text = io.StringIO()
    output = VisibleBytes(text)
    for byte in "ñ\x9b".encode() + b"\xff\x1b":
        output.write(bytes([byte]))
    output.flush()
    assert text.getvalue() == "ñ\\x9b\\xff\\x1b"

"""Messages between two processes: a letter, a length, the bytes."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

_HEAD: Final = struct.Struct(">cI")
MOST: Final = 1 << 30  # bytes of one message; more is no message of ours


def write(output: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one message, and let it go.

    Args:
        output: Where it goes.
        kind: One letter.
        content: What it says, of `MOST` bytes or less.
    """
    output.write(_HEAD.pack(kind, len(content)))
    output.write(content)
    output.flush()


def read(source: BinaryIO) -> tuple[bytes, bytes] | None:
    """Return the letter and the content of the next message, None where there is none.

    Raises:
        ValueError: The message is longer than any of ours.
    """
    head = source.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length = _HEAD.unpack(head)
    if length > MOST:
        raise ValueError(f"a message of {length} bytes")
    content = source.read(length)
    return (kind, content) if len(content) == length else None

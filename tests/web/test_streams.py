"""What a writer writes is read while it writes."""

from __future__ import annotations

import threading
from typing import BinaryIO

import pytest

from kg.errors import QueryError, in_language, set_language
from kg.web.streams import written_by


def test_all_that_is_written_is_read() -> None:
    def write(output: BinaryIO) -> None:
        for number in range(50_000):
            output.write(b"%d\n" % number)

    assert b"".join(written_by(write)).split() == [b"%d" % number for number in range(50_000)]


def test_what_comes_first_is_read_before_the_end() -> None:
    may_go_on = threading.Event()

    def write(output: BinaryIO) -> None:
        output.write(b"a" * (1 << 17))
        assert may_go_on.wait(10)
        output.write(b"b")

    pieces = written_by(write)
    assert next(pieces).startswith(b"a")
    may_go_on.set()
    assert b"".join(pieces).endswith(b"b")


def test_an_error_comes_after_what_was_written_before() -> None:
    def write(output: BinaryIO) -> None:
        output.write(b"rows")
        output.flush()
        raise QueryError("over")

    pieces = written_by(write)
    assert next(pieces) == b"rows"
    with pytest.raises(QueryError, match="over"):
        next(pieces)


def test_a_writer_ends_when_nobody_reads_any_more() -> None:
    ended = threading.Event()

    def write(output: BinaryIO) -> None:
        try:
            while True:
                output.write(b"more" * 10_000)
        finally:
            ended.set()

    pieces = written_by(write)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert ended.wait(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "answer"]


def test_a_writer_speaks_the_language_of_its_reader() -> None:
    set_language("es")
    try:
        said = written_by(lambda output: output.write(in_language("yes", "sí").encode()))
        assert b"".join(said).decode() == "sí"
    finally:
        set_language(None)

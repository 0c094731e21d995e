"""What a writer writes is read while it writes."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import pytest
from starlette.types import Message, Scope

from kg.errors import QueryError, StoreError, in_language, set_language
from kg.model import Solutions, Term, text
from kg.web.sparql import solutions_response
from kg.web.streams import PIECE, written_by


def test_all_that_is_written_is_read() -> None:
    def write(output: BinaryIO) -> None:
        for number in range(50_000):
            output.write(b"%d\n" % number)

    assert b"".join(written_by(write)).split() == [b"%d" % number for number in range(50_000)]


def test_all_pieces_but_the_last_are_whole() -> None:
    def write(output: BinaryIO) -> None:
        for length in (1, PIECE - 1, 3, PIECE + 5, 2 * PIECE, 7):
            output.write(b"x" * length)
            output.flush()

    lengths = [len(piece) for piece in written_by(write)]
    assert lengths == [PIECE] * 4 + [15]


def test_a_short_answer_is_sent_whole() -> None:
    def short() -> Solutions:
        return Solutions(("a",), iter([(text("x"),)]))

    def long() -> Solutions:
        return Solutions(("a",), iter([(text("x" * PIECE),)]))

    assert "content-length" in solutions_response(short, "json").headers
    assert "content-length" not in solutions_response(long, "json").headers


def test_a_short_answer_that_fails_is_no_half_answer() -> None:
    def rows() -> Iterator[tuple[Term | None, ...]]:
        yield (text("x"),)
        raise QueryError("over")

    with pytest.raises(QueryError, match="over"):
        solutions_response(lambda: Solutions(("a",), rows()), "json")


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
    pieces.close()
    assert ended.wait(10)
    assert not [thread for thread in threading.enumerate() if thread.name == "answer"]


def test_a_writer_ends_with_its_client_without_the_collector() -> None:
    def serialize(_format: str, output: BinaryIO) -> None:
        while True:
            output.write(b"more" * 10_000)

    async def leave_after_the_first_piece() -> list[threading.Thread]:
        has_some = asyncio.Event()

        async def send(message: Message) -> None:
            if message.get("body"):
                has_some.set()

        async def receive() -> Message:
            await has_some.wait()
            return {"type": "http.disconnect"}

        response = solutions_response(lambda: Solutions(("a",), iter(()), serialize), "csv")
        scope: Scope = {"type": "http", "asgi": {"spec_version": "2.3"}}
        await response(scope, receive, send)
        return [thread for thread in threading.enumerate() if thread.name == "answer"]

    gc.disable()
    try:
        with ThreadPoolExecutor(1) as pool:  # this thread may have a loop, of a browser
            assert not pool.submit(asyncio.run, leave_after_the_first_piece()).result()
    finally:
        gc.enable()


def test_a_reader_who_takes_nothing_is_given_up() -> None:
    ended = threading.Event()

    def write(output: BinaryIO) -> None:
        try:
            while True:
                output.write(b"more" * 10_000)
        finally:
            ended.set()

    pieces = written_by(write, patience=0.3)
    next(pieces)
    assert ended.wait(10)  # without another read
    with pytest.raises(StoreError, match="broken off, since it was read too slowly"):
        list(pieces)


def test_a_writer_speaks_the_language_of_its_reader() -> None:
    set_language("es")
    try:
        pieces = written_by(lambda output: output.write(in_language("yes", "sí").encode()))
        assert b"".join(pieces).decode() == "sí"
    finally:
        set_language(None)

"""What a query may use: amounts of memory, seconds, where they come from."""

from __future__ import annotations

import sys

import pytest

from kg.errors import UsageError
from kg.runtime import bounds
from kg.runtime.bounds import Bounds, asked, memory_in_bytes


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("2G", 2 << 30),
        ("2g", 2 << 30),
        ("2 GiB", 2 << 30),
        ("1.5GB", 3 << 29),
        ("500M", 500 << 20),
        ("100000k", 100_000 << 10),
        ("1t", 1 << 40),
        ("134217728", 1 << 27),
        ("0", None),
        ("0%", None),
    ],
)
def test_an_amount_of_memory_is_read(text: str, size: int | None) -> None:
    assert memory_in_bytes(text) == size


@pytest.mark.parametrize(
    "text",
    ["", "much", "-1G", "2X", "1,5G", "٢G", "G", "%", "9" * 400, "9999999t", "1001%", "9e9G"],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is no amount of memory; write 2G, 500M"):
        memory_in_bytes(text)


def test_too_little_is_refused() -> None:
    with pytest.raises(UsageError, match="3M of memory are too little to start; write 64M"):
        memory_in_bytes("3M")


@pytest.mark.skipif(sys.platform == "win32", reason="the machine does not say")
def test_a_share_is_of_the_machine() -> None:
    machine = bounds.memory_of_machine()
    assert machine is not None
    assert memory_in_bytes("25%") == machine // 4
    assert bounds.usual_memory() == machine // 2


def test_seconds_come_from_the_option_else_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KG_TIMEOUT", raising=False)
    assert asked(None, "1G") == Bounds(300, 1 << 30)
    assert asked(0, "0") == Bounds(None, None)
    assert asked(7.5, "1G").seconds == 7.5
    monkeypatch.setenv("KG_TIMEOUT", "9")
    assert asked(None, "1G").seconds == 9
    monkeypatch.setenv("KG_TIMEOUT", "0")
    assert asked(None, "1G").seconds is None


def test_memory_comes_from_the_option_else_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_MEMORY", "2G")
    assert asked(1, None).memory == 2 << 30
    assert asked(1, "1G").memory == 1 << 30
    monkeypatch.setenv("KG_MEMORY", "")
    assert asked(1, None).memory == bounds.usual_memory()
    monkeypatch.setenv("KG_MEMORY", "lots")
    with pytest.raises(UsageError, match="KG_MEMORY: 'lots' is no amount of memory"):
        asked(1, None)


@pytest.mark.parametrize("text", ["abc", "-1", "inf", "nan"])
def test_what_is_no_number_of_seconds_is_refused(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_TIMEOUT", text)
    with pytest.raises(UsageError, match=f"KG_TIMEOUT is '{text}'; it must be a number of seconds"):
        asked(None, None)
    monkeypatch.setenv("KG_LANG", "es")
    with pytest.raises(UsageError, match="debe ser un número de segundos"):
        asked(None, None)

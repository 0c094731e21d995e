"""The progress of long steps: a bar on a terminal, else one line."""

from __future__ import annotations

import io
import sys

import pytest

from kg.cli.progress import progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of one hand, to be set by the test."""
    hand = [0.0]
    monkeypatch.setattr("kg.cli.progress.time.monotonic", lambda: hand[0])
    return hand


def lines_of(
    clock: list[float], capsys: pytest.CaptureFixture[str], rate: float, steps: int
) -> list[str]:
    """Return what is said of 100 steps at a number of seconds each."""
    with progress() as show:
        for done in range(steps):
            clock[0] = done * rate
            show("betweenness", done, 100)
    return capsys.readouterr().err.splitlines()


def test_a_long_step_says_once_how_long_it_takes(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines_of(clock, capsys, 0.5, 101) == ["betweenness: about 45 s"]


def test_a_step_that_is_soon_done_says_nothing(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    # After 5 seconds 9.3 are left, which is not above 10.
    assert lines_of(clock, capsys, 0.143, 101) == []


def test_nothing_is_said_before_it_can_be_estimated(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines_of(clock, capsys, 0.5, 10) == []
    assert lines_of(clock, capsys, 0.5, 11) == ["betweenness: about 45 s"]


def test_nothing_done_is_no_ground_for_an_estimate(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with progress() as show:
        show("waiting", 0, 10)
        clock[0] = 60.0
        show("waiting", 0, 10)
    assert capsys.readouterr().err == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar_for_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as show:
        show("reading", 1, 10)
        show("judging", 3, 10)
        show("reading", 10, 10)
    assert "reading" in terminal.getvalue()
    assert "judging" in terminal.getvalue()


def test_a_terminal_without_steps_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress():
        pass
    assert terminal.getvalue() == ""

"""The garbage collector is paused, and afterwards as it was."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kg.runtime.garbage import gc_paused


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """The collector on, with Python's thresholds, and as it was after the test."""
    was_on, thresholds = gc.isenabled(), gc.get_threshold()
    gc.enable()
    gc.set_threshold(700, 10, 10)
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)
    (gc.enable if was_on else gc.disable)()


def test_paused_within_and_on_afterwards() -> None:
    with gc_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_on_again_after_an_error(error: type[BaseException]) -> None:
    with pytest.raises(error), gc_paused():
        raise error
    assert gc.isenabled()


def test_one_pause_within_another() -> None:
    with gc_paused():
        with gc_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with gc_paused():
        pass
    assert not gc.isenabled()


def test_what_was_made_within_counts_as_old() -> None:
    with gc_paused():
        values = [[number] for number in range(5_000)]
    assert len(values) == 5_000
    assert sum(gc.get_count()) < 5_000  # the young generations do not hold them
    assert gc.get_freeze_count() == 0


def test_what_others_froze_stays_frozen() -> None:
    """In a process without other threads, which might free some of it meanwhile."""
    script = """if True:
        import gc
        from kg.runtime.garbage import gc_paused
        gc.freeze()
        before = gc.get_freeze_count()
        with gc_paused():
            values = [[number] for number in range(5_000)]
        assert gc.get_freeze_count() == before > 0
    """
    subprocess.run([sys.executable, "-c", script], check=True)

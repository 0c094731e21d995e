"""The progress of long steps, on standard error."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from kg.cli.output import say
from kg.errors import in_language
from kg.runtime.visible import visible

if TYPE_CHECKING:
    from kg.model import Progress

_LONG_STEP: Final = 10.0  # seconds left of a step that are worth a message
_ESTIMATED_AFTER: Final = 5.0  # seconds after which the rest can be estimated


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Yield a progress reporter: on a terminal, a bar with the time left.

    Without a terminal, a step with more than _LONG_STEP seconds left prints an estimate once.
    """
    if not sys.stderr.isatty():
        yield _announcing()
        return
    with contextlib.ExitStack() as open_bars:
        bar: Any = None  # until there is something to show: to import it takes 0.1 s
        tasks: dict[str, object] = {}

        def show(step: str, done: int, total: int) -> None:
            nonlocal bar
            if bar is None:
                bar = open_bars.enter_context(_bar())
            if step not in tasks:
                tasks[step] = bar.add_task(visible(step), total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield show


def _bar() -> Any:
    from rich import progress as parts
    from rich.console import Console

    return parts.Progress(
        parts.TextColumn("{task.description}", markup=False),
        parts.BarColumn(),
        parts.TimeElapsedColumn(),
        parts.TextColumn("/"),
        parts.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _announcing() -> Progress:
    start_times: dict[str, float] = {}
    announced: set[str] = set()

    def show(step: str, done: int, total: int) -> None:
        elapsed = time.monotonic() - start_times.setdefault(step, time.monotonic())
        if step in announced or elapsed < _ESTIMATED_AFTER or not done:
            return
        announced.add(step)
        if (left := elapsed / done * (total - done)) > _LONG_STEP:
            say(
                in_language(f"{step}: about {left:,.0f} s", f"{step}: unos {left:,.0f} s"), err=True
            )

    return show

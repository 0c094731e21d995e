"""What `make test` tries of a long list of cases; `make test-full` tries them all.

The cases of such a list go over the same lines of the package with other values. A part of them
finds that the lines are wrong, and nearly always within minutes; all of them find the odd value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest

_FULL: Final = pytest.mark.full


def spread(cases: Iterable[Any], one_in: int) -> list[Any]:
    """Return parameters of a test: the first case of so many belongs to the short form.

    Args:
        cases: Values of one parameter, or tuples of those of several.
        one_in: How many there are to one of the short form.
    """
    return [case if number % one_in == 0 else in_full(case) for number, case in enumerate(cases)]


def in_full(case: Any) -> Any:
    """Return a parameter of a test, a value or a tuple of several, for the long form alone."""
    return pytest.param(*case if isinstance(case, tuple) else [case], marks=_FULL)


def in_part(one_in: int) -> pytest.MarkDecorator:
    """Give a test that goes through its cases itself the parameter `share`.

    Args:
        one_in: Of the short form; in the long one, `share` is 1.
    """
    return pytest.mark.parametrize("share", [one_in, pytest.param(1, marks=_FULL)])

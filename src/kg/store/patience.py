"""Try again what Windows refuses for a moment: to replace or remove a file that somebody reads."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Final, TypeVar

_Result = TypeVar("_Result")

_TRIES: Final = 40
_PAUSE: Final = 0.05  # seconds between two tries


def patiently(action: Callable[[], _Result], *, windows: bool = os.name == "nt") -> _Result:
    """Do something and return its result; on Windows, try for two seconds.

    Args:
        action: What to do.
        windows: Whether a refusal may pass, as it does there. Elsewhere it stands.
    """
    for _ in range(_TRIES - 1 if windows else 0):
        try:
            return action()
        except PermissionError:
            time.sleep(_PAUSE)
    return action()

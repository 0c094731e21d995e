"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from kg.errors import UsageError


@contextlib.contextmanager
def replacing(*paths: Path) -> Iterator[tuple[BinaryIO, ...]]:
    """Open a new file beside each path; when the block ends well, they take its place.

    If the block fails, the paths are as they were. Folders that are missing are made. A path
    that is no regular file, such as a pipe, is written to directly.
    Raises UsageError where the system refuses to write.
    """
    try:
        with contextlib.ExitStack() as stack:
            moves: list[tuple[Path, Path]] = []
            outputs: list[BinaryIO] = []
            for path in paths:
                if path.is_dir():
                    raise UsageError(f"{path} is a folder; name a file")
                if path.exists() and not path.is_file():
                    outputs.append(stack.enter_context(path.open("wb")))
                    continue
                target = path.resolve()  # a link stays a link
                target.parent.mkdir(parents=True, exist_ok=True)
                aside = target.with_name(f".{target.name}.{os.getpid()}.part")
                stack.callback(aside.unlink, missing_ok=True)
                outputs.append(stack.enter_context(aside.open("wb")))
                moves.append((aside, target))
            yield tuple(outputs)
            for output in outputs:
                output.close()  # a full disk is noticed here, before anything is replaced
            for aside, target in moves:
                aside.replace(target)
    except OSError as error:
        names = ", ".join(map(str, paths))
        raise UsageError(
            f"cannot write {names}: {error.strerror or error}; name another place"
        ) from error

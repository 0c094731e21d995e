"""What a workspace of Spark leaves behind: nothing of its own, and all that is somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import UsageError
from kg.spark.workspace import Workspace


def test_what_else_is_in_the_folder_stays(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("mine", "utf-8")
    with Workspace(spark, f"{tmp_path}/") as first, Workspace(spark, str(tmp_path)) as second:
        kept = first.keep(spark.range(3))
        second.keep(spark.range(4))
        assert len(list(tmp_path.iterdir())) == 3, "each has a folder of its own"
        assert kept.count() == 3
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_a_workspace_that_fails_leaves_the_folder_as_it_was(spark: Any, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), Workspace(spark, str(tmp_path)) as work:
        work.keep(spark.range(3))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder_and_stays(spark: Any, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is not a folder"):
        Workspace(spark, str(file))
    assert file.read_text("utf-8") == "mine"

"""What a workspace of Spark leaves behind: nothing of its own, and all that is somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.errors import StoreError, UsageError
from kg.spark.workspace import Workspace, located, replacing_folder


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


@pytest.mark.parametrize(
    "path",
    [
        "*",
        "a?",
        "[x]",
        "{x}",
        "a\\b",
        "\x1b[31m",
        "\udce9",
        " a",
        "a ",
        "a:b",
        "http://[",
        "s3a://b/*",
    ],
)
def test_what_spark_would_read_as_a_pattern_is_refused(path: str) -> None:
    with pytest.raises(UsageError, match="no path that Spark can read"):
        located(path)


@pytest.mark.parametrize(
    "path", ["s3a://bucket/tables", "hdfs://host:8020/data/x", "hdfs:///data", "file:/data/x"]
)
def test_addresses_stay_as_they_are(path: str) -> None:
    assert located(path) == path


@pytest.mark.parametrize("name", ["ñandú", "with a space", "x/a-b_c.d"])
def test_paths_of_this_machine_are_made_full(name: str) -> None:
    assert located(name) == str(Path.cwd() / name)


def test_a_folder_that_cannot_be_made_is_told(spark: Any, tmp_path: Path) -> None:
    for path in (f"{tmp_path}/{'x' * 300}", "/proc/x"):
        with pytest.raises(StoreError, match="cannot be made"):
            Workspace(spark, path)
        with (
            pytest.raises(StoreError, match="cannot be made"),
            replacing_folder(spark, path, "_marker"),
        ):
            pytest.fail("nothing is to be written there")
    with (
        pytest.raises(UsageError, match="/ is there"),
        replacing_folder(spark, "/", "_marker"),
    ):
        pytest.fail("nothing is to be written there")

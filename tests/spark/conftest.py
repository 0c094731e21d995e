"""One session of Spark for all tests here; skipped, and said so, where there is none to be had.

`make test` runs the short ones, `make test-spark` all.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.runtime.extras import has_extra

if TYPE_CHECKING:
    from kg.spark.workspace import Workspace

#: what makes many small steps quick: no code is compiled for a step, few parts, little memory
SETTINGS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.defaultJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.memory": "1g",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """A session of Spark on this machine."""
    if not has_extra("spark"):
        pytest.skip("Spark is not installed: pip install 'helixkg[spark]'")
    from kg.spark.session import has_java, open_session

    if not has_java():
        pytest.skip("there is no Java; on Debian: apt-get install openjdk-17-jre-headless")
    session = open_session("local[2]", settings=SETTINGS)
    yield session
    session.stop()


@pytest.fixture
def work(spark: Any, tmp_path: Path) -> Iterator[Workspace]:
    """A folder for what is kept between steps."""
    from kg.spark.workspace import Workspace

    with Workspace(spark, str(tmp_path / "work")) as opened:
        yield opened

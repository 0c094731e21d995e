"""A session of Spark: on this machine, or on the cluster that an address names."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import StoreError, in_language
from kg.runtime.extras import extra

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

#: where nothing else is asked for: all cores of this machine
LOCAL: Final = "local[*]"
_CORES: Final = re.compile(r"local(?:-cluster)?\[(\d+|\*)")
_PARTITIONS_OF_A_CORE: Final = 4
_SETTINGS: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    # The keys of a hub are split: of a join here, of what is salted in kg.spark.links.
    "spark.sql.adaptive.skewJoin.enabled": "true",
    # Parts that a failed task left behind are never part of a table.
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "1",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "50000",
    "spark.sql.parquet.compression.codec": "zstd",
}


def open_session(
    master: str = LOCAL, *, memory: str = "", settings: Mapping[str, str] | None = None
) -> SparkSession:
    """Return the session of Spark of this process, begun now if need be.

    Settings that the user's own `spark-defaults.conf` or `spark-submit` makes stay.

    Args:
        master: Address of the cluster, as Spark writes it: `local[2]`, `spark://host:7077`, `yarn`.
        memory: Of the driver, such as "3g"; empty for what Spark is set to.
        settings: Others of Spark's, by name.

    Raises:
        MissingExtra: Spark is not installed.
        StoreError: There is no Java, or the cluster does not answer.
    """
    with extra("spark"):
        import pandas  # noqa: F401  Spark hands it to every function that works on batches
        import pyarrow  # noqa: F401
        from pyspark.sql import SparkSession
    # What is used of pandas is stable; Spark warns of each newer version.
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")
    running = running_session()
    if running is not None:
        return running
    _require_java()
    # The workers run what runs here: another Python would lack the package.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.master(master).appName("HelixKG")
    for name, value in {**_SETTINGS, **_of_machine(master, memory), **(settings or {})}.items():
        builder = builder.config(name, value)
    log = Path(tempfile.mkdtemp(prefix="helixkg-spark-")) / "spark.log"
    try:
        with _errors_into(log):
            session = builder.getOrCreate()
    except Exception as error:
        raise StoreError(
            in_language(
                f"Spark does not start at {master}: {message_of(error)} (its log: {log})",
                f"Spark no arranca en {master}: {message_of(error)} (su bitácora: {log})",
            )
        ) from error
    shutil.rmtree(log.parent, ignore_errors=True)
    return session


def running_session() -> SparkSession | None:
    """Return the session of this process, None where none was begun."""
    module = sys.modules.get("pyspark.sql")
    return None if module is None else module.SparkSession.getActiveSession()


@contextmanager
def _errors_into(log: Path) -> Iterator[None]:
    """Have what Spark begins in the block write into a file what it would write to the terminal.

    What fails comes back as an exception; what is left are warnings about the machine.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _of_machine(master: str, memory: str) -> dict[str, str]:
    """Return the settings that depend on where Spark runs."""
    settings = {"spark.driver.memory": memory} if memory else {}
    quiet = Path(__file__).with_name("log4j2.properties").as_uri()
    settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={quiet}"
    match = _CORES.match(master)
    if match:
        cores = os.cpu_count() or 1 if match[1] == "*" else int(match[1])
        settings["spark.sql.shuffle.partitions"] = str(_PARTITIONS_OF_A_CORE * cores)
        settings["spark.driver.bindAddress"] = settings["spark.driver.host"] = "127.0.0.1"
    return settings


def has_java() -> bool:
    """Return whether there is a Java to run Spark."""
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java") or (home and (Path(home) / "bin" / "java").exists()))


def _require_java() -> None:
    if not has_java():
        raise StoreError(
            in_language(
                "Spark needs Java 17 or newer, and there is none here; on Debian: "
                "apt-get install openjdk-17-jre-headless, or set JAVA_HOME",
                "Spark necesita Java 17 o más nuevo, y aquí no hay; en Debian: "
                "apt-get install openjdk-17-jre-headless, o defina JAVA_HOME",
            )
        )


def message_of(error: Exception) -> str:
    """Return in one line what Spark says of a failure, without the lines of its program."""
    text = str(error)
    with suppress(AttributeError):
        java: Any = getattr(error, "java_exception", None)
        text = java.getMessage() if java is not None else text
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__

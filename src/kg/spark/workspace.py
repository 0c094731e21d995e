"""Folders of Spark: what is kept between steps, and tables that appear whole or not at all.

A path is one of Hadoop's: a folder of this machine, `hdfs://…` or `s3a://…`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from kg.errors import StoreError, UsageError, in_language
from kg.spark.session import message_of

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame, SparkSession


#: an address of Hadoop's: of its scheme, its machine or bucket, its path
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[\w.@:-]*(?:/[^\s*?\[\]{}\\\x00-\x1f\x7f]*)?")
#: what Hadoop takes for a pattern or an address, and what no file of a table is called
_NOT_IN_PATHS: Final = re.compile(
    r"[*?\[\]{}\\\x00-\x1f\x7f\ud800-\udfff]|^\s|\s$|^$|^(?!file:)[^/]*:"
)


class Workspace:
    """A folder in which the results of steps are kept as Parquet, until it is closed.

    What is kept is computed once: a long chain of steps would be computed anew for each of them,
    and a machine that is lost takes nothing with it that only it had.

    Attributes:
        session: Of Spark.
    """

    def __init__(self, session: SparkSession, folder: str = "") -> None:
        """Keep nothing yet.

        Args:
            session: Of Spark.
            folder: Seen by all machines of the cluster, in which the workspace makes one of its
                own; what else is in it stays. Empty for a temporary one of this machine.

        Raises:
            UsageError: The folder is a file, or no path that Spark can read.
            StoreError: A folder cannot be made there.
        """
        self.session = session
        self._is_temporary = not folder
        if folder:
            place = _required_folder(session, folder)
            self._folder = f"{place}/helixkg-work-{uuid.uuid4().hex[:12]}"
            make_folder(session, self._folder)
        else:
            self._folder = tempfile.mkdtemp(prefix="helixkg-spark-")
        self._count = 0

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_temporary:
            shutil.rmtree(self._folder, ignore_errors=True)
        else:
            delete(self.session, self._folder)

    def keep(self, frame: DataFrame) -> DataFrame:
        """Compute a table, and return it as it lies in the folder."""
        self._count += 1
        path = f"{self._folder}/{self._count:04}"
        frame.write.parquet(path)
        return self.session.read.schema(frame.schema).parquet(path)

    def ranked(self, frame: DataFrame, name: str, *order: Column) -> DataFrame:
        """Return a table with a column of whole numbers from 0, in an order.

        Nothing is collected but how many rows each part of the sorted table has.
        """
        from pyspark.sql import functions as f

        numbered = self.keep(
            frame.orderBy(*order).withColumn("_n", f.monotonically_increasing_id())
        )
        part = f.shiftright("_n", 33)  # Spark puts the number of the part in front
        sizes = numbered.groupBy(part.alias("_p")).count().orderBy("_p").collect()
        before, offsets = 0, []
        for row in sizes:
            offsets.append((row["_p"], before))
            before += row["count"]
        if len(offsets) <= 1:
            return numbered.withColumnRenamed("_n", name)
        starts = self.session.createDataFrame(offsets, "_p long, _start long")
        index = f.col("_n").bitwiseAND(f.lit((1 << 33) - 1))
        return (
            numbered.withColumn("_p", part)
            .join(f.broadcast(starts), "_p")
            .withColumn(name, f.col("_start") + index)
            .drop("_p", "_n", "_start")
        )


def located(path: str) -> str:
    """Return a path of this machine in full: Java's folder may be another than this process's.

    Raises:
        UsageError: Spark would read the path as a pattern, or not at all.
    """
    if not _is_readable(path):
        characters = "* ? [ ] { } \\ :"
        raise UsageError(
            in_language(
                f"{path!r} is no path that Spark can read; name a folder without any of "
                f"{characters}, control characters and spaces at its ends, or an address such as "
                "s3a://bucket/folder",
                f"{path!r} no es una ruta que Spark pueda leer; indique una carpeta sin "
                f"{characters}, caracteres de control ni espacios en los extremos, o una dirección "
                "como s3a://cubo/carpeta",
            )
        )
    return path if "://" in path or path.startswith("file:") else str(Path(path).absolute())


def _is_readable(path: str) -> bool:
    if "://" in path:
        return bool(_ADDRESS.fullmatch(path))
    rest = Path(path).as_posix().removeprefix(Path(path).drive)  # of "C:\\data" on Windows
    return not _NOT_IN_PATHS.search(rest)


def _required_folder(session: SparkSession, path: str) -> str:
    """Return a path in full, without "/" at its end; raise UsageError where a file lies there."""
    place = located(path)
    if exists(session, place) and not is_folder(session, place):
        raise UsageError(
            in_language(
                f"{path} is not a folder; name one for what is kept between steps",
                f"{path} no es una carpeta; indique una para lo que se guarda entre pasos",
            )
        )
    return place.rstrip("/")


def _file_system(session: SparkSession, path: str) -> tuple[Any, Any]:
    """Return Hadoop's file system of a path, and its form of the path."""
    context = session.sparkContext
    java: Any = context._jvm  # noqa: SLF001  the only way to the file systems of Hadoop
    place = java.org.apache.hadoop.fs.Path(path)
    return place.getFileSystem(context._jsc.hadoopConfiguration()), place  # noqa: SLF001


def exists(session: SparkSession, path: str) -> bool:
    """Return whether there is a file or folder."""
    system, place = _file_system(session, path)
    return bool(system.exists(place))


def is_folder(session: SparkSession, path: str) -> bool:
    """Return whether there is a folder."""
    system, place = _file_system(session, path)
    return bool(system.exists(place) and system.getFileStatus(place).isDirectory())


def make_folder(session: SparkSession, path: str) -> None:
    """Make a folder, with those above it.

    Raises:
        StoreError: The file system refuses.
    """
    try:
        system, place = _file_system(session, path)
        is_made = system.mkdirs(place)
        reason = ""
    except Exception as error:  # noqa: BLE001  whatever Java says of it
        is_made, reason = False, f": {message_of(error)}"
    if not is_made:
        raise StoreError(
            in_language(
                f"the folder {path} cannot be made{reason}; name another",
                f"la carpeta {path} no se puede crear{reason}; indique otra",
            )
        )


def delete(session: SparkSession, path: str) -> None:
    """Delete a file, or a folder with all in it, if it is there."""
    system, place = _file_system(session, path)
    system.delete(place, True)


def rename(session: SparkSession, old: str, new: str) -> None:
    """Give a folder another name.

    Raises:
        StoreError: The file system refuses.
    """
    system, place = _file_system(session, old)
    if not system.rename(place, _file_system(session, new)[1]):
        raise StoreError(
            in_language(f"{old} cannot be renamed to {new}", f"{old} no se puede renombrar a {new}")
        )


@contextmanager
def replacing_folder(session: SparkSession, target: str, marker: str) -> Iterator[str]:
    """Give a new folder beside a path; when the block ends well, it takes its place.

    If the block fails, the path is as it was, and the new folder is gone. Where a folder can be
    renamed at once (HDFS, a disk), readers see the old content or the new; S3 copies file by file.

    Args:
        session: Of Spark.
        target: The path.
        marker: A file that only such a folder has: no other folder is ever replaced.

    Raises:
        UsageError: At the path lies something else, or Spark cannot read it.
        StoreError: No folder can be made beside it.
    """
    target = located(target).rstrip("/")
    folder = target or "/"
    is_there = exists(session, folder)
    if is_there and not exists(session, f"{target}/{marker}") and not _is_empty(session, folder):
        raise UsageError(
            in_language(
                f"{folder} is there and is no folder that this command made; name another, "
                "or remove it",
                f"{folder} ya existe y no es una carpeta que este comando haya hecho; "
                "indique otra, o quítela",
            )
        )
    staging = f"{target}.staging-{uuid.uuid4().hex[:12]}"
    make_folder(session, staging)
    try:
        yield staging
        old = f"{target}.old-{uuid.uuid4().hex[:12]}"
        if is_there:
            rename(session, target, old)
        try:
            rename(session, staging, target)
        except BaseException:
            if is_there:
                rename(session, old, target)
            raise
        if is_there:
            delete(session, old)
    except BaseException:
        delete(session, staging)
        raise


def _is_empty(session: SparkSession, path: str) -> bool:
    system, place = _file_system(session, path)
    return is_folder(session, path) and not system.listStatus(place)


def write_text(session: SparkSession, path: str, text: str) -> None:
    """Write a small file."""
    system, place = _file_system(session, path)
    stream = system.create(place, True)
    try:
        stream.write(bytearray(text.encode()))
    finally:
        stream.close()


def files_of(session: SparkSession, path: str) -> list[str]:
    """Return the paths of the files in a folder and those below it, sorted; a file itself.

    Hidden files, and what Spark writes beside tables, are left out.

    Raises:
        UsageError: There is no such path.
    """
    system, place = _file_system(session, located(path))
    if not system.exists(place):
        raise UsageError(in_language(f"{path} is not there", f"{path} no existe"))
    if system.getFileStatus(place).isFile():
        return [located(path)]
    files = []
    waiting = [place]
    while waiting:
        for status in system.listStatus(waiting.pop()):
            name = status.getPath().getName()
            if name.startswith(("_", ".")):
                continue
            if status.isDirectory():
                waiting.append(status.getPath())
            else:
                files.append(status.getPath().toString())
    return sorted(files)


def shown(path: str) -> str:
    """Return a path as messages show it: of a file of this machine without `file:`."""
    return str(Path("/" + path.removeprefix("file:").lstrip("/"))) if path[:5] == "file:" else path

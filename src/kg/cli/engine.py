"""Options of the commands that run on Spark, and the session that they begin."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.cli.network_options import is_given
from kg.errors import in_language

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Spark:
    """Where Spark runs, and what it may use; the fields are options."""

    master: str
    driver_memory: str
    work: str
    tables: str = ""
    parts: str = ""

    @contextmanager
    def session(self) -> Iterator[SparkSession]:
        """Give a session of Spark, which ends with the block if it was begun for it."""
        from kg.spark.session import open_session, running_session

        was_running = running_session() is not None
        session = open_session(self.master, memory=self.driver_memory)
        try:
            yield session
        finally:
            if not was_running:
                session.stop()


_OPTIONS = (
    click.option(
        "--master",
        default="local[*]",
        show_default=True,
        metavar="URL",
        help="Where Spark runs: local[2], spark://host:7077, yarn, k8s://…",
    ),
    click.option(
        "--driver-memory",
        default="",
        metavar="SIZE",
        help="Spark's memory on this machine, such as 3g.  [default: Spark's own setting]",
    ),
    click.option(
        "--work",
        default="",
        metavar="PATH",
        help="Folder for intermediate results; on a cluster, one that all machines can "
        "see.  [default: a temporary folder on this machine]",
    ),
)


_ENGINE = click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Compute in this process, or on Spark, which may run on many machines.",
)
_TABLES = click.option(
    "--tables",
    default="",
    metavar="PATH",
    help="With --engine spark: the tables that kg tables made, instead of a store.",
)
_PARTS = click.option(
    "--parts",
    default="",
    metavar="PATH",
    help="With --engine spark: folder for what is made, in parts: the quads of a mapping as "
    "N-Quads and Parquet, or the results of shapes; no store is changed.",
)
_NAMES = ("master", "driver_memory", "work")


def engine_options(command: _Command) -> _Command:
    """Add the choice of an engine for networks; the command gets `spark`, None for the local."""
    return _with_engine(command, "tables", _TABLES)


def engine_and_parts(command: _Command) -> _Command:
    """Add the choice of an engine for mappings; the command gets `spark`, None for the local."""
    return _with_engine(command, "parts", _PARTS)


def _with_engine(command: _Command, place: str, place_option: Any) -> _Command:

    @functools.wraps(command)
    def with_engine(*arguments: object, **parameters: Any) -> object:
        engine = parameters.pop("engine")
        given = {name: parameters.pop(name) for name in (place, *_NAMES)}
        if engine == "local":
            _refuse_without_spark(given)
        spark = Spark(**given) if engine == "spark" else None
        return command(*arguments, spark=spark, **parameters)

    decorated: Callable[..., object] = with_engine
    for option in reversed((_ENGINE, place_option, *_OPTIONS)):
        decorated = option(decorated)
    return decorated  # type: ignore[return-value]


def _refuse_without_spark(names: Iterable[str]) -> None:
    given = [f"--{name.replace('_', '-')}" for name in names if is_given(name)]
    if given:
        options = ", ".join(given)
        raise click.UsageError(
            in_language(
                f"{options}: only with --engine spark", f"{options}: solo con --engine spark"
            )
        )


def spark_options(command: _Command) -> _Command:
    """Add the options of Spark; the command gets them as one argument `spark`."""

    @functools.wraps(command)
    def with_spark(*arguments: object, **parameters: Any) -> object:
        spark = Spark(**{name: parameters.pop(name) for name in _NAMES})
        return command(*arguments, spark=spark, **parameters)

    decorated: Callable[..., object] = with_spark
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated  # type: ignore[return-value]

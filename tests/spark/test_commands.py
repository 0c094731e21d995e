"""The commands on Spark: the rows and notes of the local engine, and what is refused by name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.conftest import Run

pytestmark = pytest.mark.full


@pytest.fixture
def tables(spark: Any, quick_kg: Run, small_store: Path, tmp_path: Path) -> Path:
    """Tables of the small store, made by the command from its dump."""
    done = quick_kg("dump", "-o", "dump.nq", "--store", small_store)
    done = quick_kg("tables", "dump.nq", "-o", tmp_path / "tables", "--lang", "es")
    assert done.returncode == 0, done.stderr
    assert "nodos" in done.stderr
    return tmp_path / "tables"


def test_network_and_export_print_what_the_local_engine_prints(
    quick_kg: Run, tables: Path, small_store: Path, tmp_path: Path
) -> None:
    description = json.loads((tables / "_helixkg-tables.json").read_text())
    assert description["nodes"] == pq.read_table(tables / "nodes").num_rows
    on_tables = ("--engine", "spark", "--tables", tables)
    part = ("--profile", "full", "--all", "-f", "csv")
    here = quick_kg("network", "degree", "core", *part, "--store", small_store)
    there = quick_kg("network", "degree", "core", *part, *on_tables)
    assert there.stdout == here.stdout
    assert there.stderr == here.stderr
    for options in (
        ("--with", "degree"),
        ("--one-mode", "Cluster:sector"),
        ("--kind", "Cluster", "--with", "core,clustering"),
    ):
        for name in ("here", "there"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
        local = quick_kg("export", "csv", "-o", "here", *options, "--store", small_store)
        on_spark = quick_kg("export", "csv", "-o", "there", *options, *on_tables)
        *notes, _size = local.stderr.splitlines()
        assert on_spark.stderr.splitlines()[:-1] == notes, "what is left out, what rests on little"
        for name in ("nodes", "edges"):
            whole = (tmp_path / "here" / f"{name}.csv").read_text("utf-8").splitlines()
            parts = sorted((tmp_path / "there" / f"{name}.csv").glob("part-*"))
            lines = [part.read_text("utf-8").splitlines() for part in parts]
            assert {head for head, *_ in lines} == {whole[0]}
            assert [line for _, *rows in lines for line in rows] == whole[1:]


def test_parquet_with_measures_has_the_columns_of_the_local_engine(
    quick_kg: Run, tables: Path, small_store: Path, tmp_path: Path
) -> None:
    with_degree = ("--with", "degree,component", "--with-proposed")
    quick_kg("export", "parquet", "-o", "here", *with_degree, "--store", small_store)
    done = quick_kg(
        *("export", "parquet", "-o", "there", *with_degree, "--engine", "spark"),
        *("--store", small_store),
    )
    assert done.returncode == 0, done.stderr
    for name in ("nodes", "edges"):
        here = pq.read_table(tmp_path / "here" / f"{name}.parquet")
        there = pq.read_table(tmp_path / "there" / f"{name}.parquet")
        assert there.column_names == here.column_names
        assert there.to_pylist() == here.to_pylist()


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["network", "betweenness"], "'betweenness' does not run on Spark"),
        (["network", "degree", "--group", "kind"], "--group: not with --engine spark"),
        (["export", "gexf"], "gexf is one file"),
        (["export", "csv", "--layers"], "--layers: not with --engine spark"),
        (["network", "degree", "--state", "atlantis"], "no State 'atlantis' in these tables"),
        (["validate"], "on Spark there is no store"),
    ],
)
def test_what_spark_does_not_do_is_said(
    spark: Any, quick_kg: Run, small_store: Path, command: list[str], message: str
) -> None:
    done = quick_kg(*command, "--engine", "spark", "--store", small_store)
    assert done.returncode == 2
    assert message in done.stderr


def test_validate_names_what_is_wrong_and_what_is_not_judged(
    spark: Any, quick_kg: Run, small_store: Path, tmp_path: Path
) -> None:
    quick_kg("dump", "-o", "dump.nq", "--store", small_store)
    (tmp_path / "new.nt").write_text(
        "<https://w3id.org/helixkg/id/claut-nuevo-leon> <https://schema.org/foundingDate> "
        '"20190"^^<http://www.w3.org/2001/XMLSchema#gYear> .\n',
        "utf-8",
    )
    done = quick_kg("validate", "dump.nq", "new.nt", "--engine", "spark", "--parts", "found")
    assert done.returncode == 1
    assert "C17\tviolation\thttps://w3id.org/helixkg/id/claut-nuevo-leon" in done.stdout
    assert "not judged here" in done.stderr
    assert "C64 (" in done.stderr
    assert "C17" in pq.read_table(tmp_path / "found" / "results")["code"].to_pylist()


def test_tables_of_another_version_are_refused(
    spark: Any, quick_kg: Run, tables: Path, tmp_path: Path
) -> None:
    shutil.rmtree(tables / "edges")
    shutil.copytree(tables / "nodes", tables / "edges")
    done = quick_kg("network", "degree", "--engine", "spark", "--tables", tables)
    assert done.returncode == 2
    assert "lack" in done.stderr
    done = quick_kg("network", "degree", "--engine", "spark", "--tables", tmp_path)
    assert "make them with: kg tables" in done.stderr

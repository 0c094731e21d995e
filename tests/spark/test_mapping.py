"""A mapping on Spark: the quads, the problems and the refusals of `kg load`, from many files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from kg.errors import InputError
from kg.ingest.incoming import batches
from kg.mapping.custom import read_mapping
from kg.model import Quad
from kg.rdf.columns import quad_of_row
from kg.store import EmbeddedStore
from tests.conftest import Run

MAPPING = """
[source]
id = "census"
title = "A census of clusters"

[subject]
from = "Nombre"
kinds = ["Cluster"]
new = { kind = "Cluster", name_es = "Nombre" }

[columns.Sector]
property = "hx:sector"
scheme = "sector"
by = "name"
separator = "/"
list = true

[columns.Estado]
property = "hx:locatedIn"
entity = ["State"]
by = "name"

[columns.Fundado]
property = "schema:foundingDate"
type = "date"
formats = ["%d/%m/%Y"]
"""
HEAD = "Nombre,Sector,Estado,Fundado\n"
FILES = {
    "a.csv": HEAD + 'Clúster del Norte Grande,Automotriz,Nuevo León,01/02/2010\n"Otro, mayor",,,\n',
    "b.csv": HEAD + "Clúster del Norte Grande,Aeroespacial/Automotriz,Estado de México,\n",
}
WRONG = {
    "c.csv": HEAD + "Clúster Tercero,Nada de nada,Nuevo León,30/30/2010\nClúster Cuarto,a\n",
    "d.csv": "Otra\n",
}


def written(folder: Path, files: dict[str, str]) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return [str(folder)]


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "census.toml"
    path.write_text(MAPPING, "utf-8")
    return path


def local(store: EmbeddedStore, files: list[Path], mapping: Path) -> tuple[set[Quad], set[str]]:
    """Return the quads and the problems of a load, each file written before the next is read."""
    quads: set[Quad] = set()
    problems: set[str] = set()
    for batch in batches(store, files, read_mapping(mapping)):
        mapped = [item.quad for item in batch.located]
        quads.update(mapped)
        problems.update(map(str, batch.problems))
        store.commit([quad for quad in mapped if not store.holds(quad)])
    return quads, problems


@pytest.mark.full
def test_the_quads_are_those_of_a_load(
    spark: Any, small_store: Path, mapping: Path, tmp_path: Path
) -> None:
    from kg.spark.mapping import map_files

    folder = written(tmp_path / "in", FILES)
    store = EmbeddedStore.open(small_store)
    report = map_files(spark, store, folder, read_mapping(mapping), str(tmp_path / "out"))
    table = pq.read_table(tmp_path / "out" / "quads")
    quads = [quad_of_row(tuple(row.values())) for row in table.to_pylist()]
    files = sorted((tmp_path / "in").iterdir())
    expected, problems = local(store.local(store), files, mapping)
    assert not problems
    assert {*quads} == expected
    assert len(quads) == report.quads == len(expected)
    assert (report.rows, report.entities) == (3, 2)
    lines = [
        line
        for path in (tmp_path / "out" / "nquads").glob("part-*")
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(lines) == report.quads


def test_problems_of_all_files_are_told_and_nothing_is_written(
    spark: Any, quick_kg: Run, small_store: Path, mapping: Path, tmp_path: Path
) -> None:
    from kg.spark.mapping import map_files

    folder = written(tmp_path / "in", {**FILES, **WRONG})
    store = EmbeddedStore.open(small_store)
    with pytest.raises(InputError) as raised:
        map_files(spark, store, folder, read_mapping(mapping), str(tmp_path / "out"))
    _, problems = local(store.local(store), sorted((tmp_path / "in").iterdir()), mapping)
    assert {*map(str, raised.value.problems)} == problems
    assert len(problems) >= 4
    assert {path.name for path in tmp_path.iterdir()} >= {"in", "census.toml"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("out")]
    done = quick_kg("load", *folder, "--engine", "spark", "--store", small_store)
    assert done.returncode == 2
    assert "--parts FOLDER" in done.stderr
    done = quick_kg("load", *folder, "--master", "local", "--store", small_store)
    assert "--master: only with --engine spark" in done.stderr

"""Tables that Spark makes of files: those that are kept beside a store, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kg.errors import InputError, UsageError
from kg.network import cache
from kg.network.projection import read_full_network
from kg.rdf.columns import COLUMNS
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.network.test_cache import quads as hostile_quads


def local_tables(store: EmbeddedStore, folder: Path) -> dict[str, pa.Table]:
    """Return the tables that are kept beside a store."""
    folder.mkdir()
    cache.write_tables(read_full_network(store), folder)
    return {path.stem: pa.ipc.open_file(str(path)).read_all() for path in sorted(folder.iterdir())}


def dumped(store: EmbeddedStore, folder: Path, parts: int = 1) -> str:
    """Write a store as N-Quads in some files, each line with a fair chance for each."""
    folder.mkdir()
    whole = folder / "whole"
    with whole.open("wb") as file:
        store.dump(file)
    lines = whole.read_bytes().splitlines(keepends=True)
    whole.unlink()
    for number in range(parts):
        (folder / f"part-{number}.nq").write_bytes(b"".join(lines[number::parts]))
    return str(folder)


def assert_same(folder: str, expected: dict[str, pa.Table]) -> None:
    for name, table in expected.items():
        written = pq.read_table(f"{folder}/{name}")
        assert written.column_names == table.column_names, name
        assert written.num_rows == table.num_rows, name
        for number, (row, expected_row) in enumerate(
            zip(written.to_pylist(), table.to_pylist(), strict=True)
        ):
            assert row == expected_row, (name, number)


@pytest.mark.full
def test_of_small_data_in_parts_the_tables_are_those_beside_the_store(
    spark: Any, small_store: Path, tmp_path: Path
) -> None:
    from kg.spark.tables import make_tables

    store = EmbeddedStore.open(small_store)
    folder, target = dumped(store, tmp_path / "in", parts=3), str(tmp_path / "made")
    counts = make_tables(spark, [folder], target)
    expected = local_tables(store, tmp_path / "local")
    assert_same(target, expected)
    assert counts == tuple(expected[name].num_rows for name in counts._fields)


@pytest.mark.full
def test_of_the_project_the_tables_are_those_beside_the_store(
    spark: Any, project_store: Path, tmp_path: Path
) -> None:
    from kg.spark.tables import make_tables

    store = EmbeddedStore.open(project_store)
    target = str(tmp_path / "made")
    make_tables(spark, [dumped(store, tmp_path / "in")], target)
    assert_same(target, local_tables(store, tmp_path / "local"))


@pytest.mark.full
def test_parquet_of_quads_and_a_graph_of_the_facts_are_read_alike(
    spark: Any, tmp_path: Path
) -> None:
    from kg.rdf.namespaces import FACTS_GRAPH
    from kg.spark.quads import read_quads
    from kg.spark.tables import make_tables

    store = EmbeddedStore.create(tmp_path / "store", hostile_quads())
    lines = tmp_path / "facts.nq"
    with lines.open("wb") as file:
        store.dump(file, facts_graph=FACTS_GRAPH)
    read_quads(spark, [str(lines)]).write.parquet(str(tmp_path / "quads"))
    make_tables(spark, [str(tmp_path / "quads")], str(tmp_path / "made"))
    assert_same(str(tmp_path / "made"), local_tables(store, tmp_path / "local"))


@pytest.mark.full
def test_a_foreign_graph_gives_the_same_tables(spark: Any, tmp_path: Path) -> None:
    from kg.ingest.bulk import load_unchecked
    from kg.spark.tables import make_tables

    file = tmp_path / "foreign.nt"
    file.write_text(
        "<http://e/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://e/Firm> .\n"
        '<http://e/a> <http://xmlns.com/foaf/0.1/name> "A\\u00F1o\\n"@es .\n'
        '<http://e/b> <http://www.w3.org/2000/01/rdf-schema#label> "B" .\n'
        '<http://e/b> <http://xmlns.com/foaf/0.1/name> "other" .\n'
        "<http://e/a> <http://e/knows> <http://e/b> .\n"
        "<http://e/Firm> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://www.w3.org/2002/07/owl#Class> .\n"
        "<http://e/a> <http://e/knows> _:x .\n",
        "utf-8",
    )
    store = EmbeddedStore.create(tmp_path / "store", [])
    load_unchecked(store, [file])
    store = EmbeddedStore.open(tmp_path / "store")
    make_tables(spark, [str(file)], str(tmp_path / "made"))
    assert_same(str(tmp_path / "made"), local_tables(store, tmp_path / "local"))


def test_a_line_that_is_no_quad_is_named_and_nothing_is_written(spark: Any, tmp_path: Path) -> None:
    from kg.spark.tables import make_tables

    file = tmp_path / "with space.nq"
    file.write_text("<http://e/a> <http://e/p> <http://e/b> .\n\n# a comment\n<http://e/a> no\n")
    with pytest.raises(InputError, match=r"with space\.nq:4: "):
        make_tables(spark, [str(tmp_path)], str(tmp_path / "made"))
    assert [path.name for path in tmp_path.iterdir()] == ["with space.nq"]


def test_what_is_no_input_and_what_is_in_the_way_is_refused(
    spark: Any, quick_kg: Run, tmp_path: Path
) -> None:
    from kg.spark.quads import read_quads

    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("x")
    with pytest.raises(UsageError, match=r"a\.txt: only \.nq"):
        read_quads(spark, [str(tmp_path / "notes")])
    with pytest.raises(UsageError, match="is not there"):
        read_quads(spark, [str(tmp_path / "nowhere")])
    pq.write_table(pa.table({"subject": ["a"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=f"missing: {COLUMNS[1]}"):
        read_quads(spark, [str(tmp_path / "a.parquet")])
    (tmp_path / "a.nq").write_text("<http://e/a> <http://e/p> <http://e/b> .\n")
    done = quick_kg("tables", tmp_path / "a.nq", "-o", tmp_path / "notes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no folder that this command made" in done.stderr
    assert (tmp_path / "notes" / "a.txt").read_text() == "x"

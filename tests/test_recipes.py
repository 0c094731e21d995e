"""What the recipes for contributors say to write is accepted as it stands."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT, Run

#: the first cells of an example row in data/README.md → its table
ROWS = {
    "cluster-vino-queretaro,Cluster,": "registry",
    "005,": "sources",
    "006,": "sources",
    "cluster-vino-queretaro,Clúster": "clusters",
    "cluster-vino-queretaro,,": "clusters",
}


def test_the_rows_of_a_cluster_with_two_sources_conform(
    quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    recipe = (ROOT / "data" / "README.md").read_text("utf-8")
    rows = re.findall(r"^       (\S.*,.*)$", recipe, re.MULTILINE)
    tables: dict[str, list[str]] = {}
    for row in rows:
        table = next(name for start, name in ROWS.items() if row.startswith(start))
        header = (ROOT / "data" / f"{table}.csv").read_text("utf-8").partition("\n")[0]
        tables.setdefault(table, [header]).append(row)
    assert {name: len(lines) - 1 for name, lines in tables.items()} == {
        "registry": 1,
        "sources": 2,
        "clusters": 2,
    }
    for name, lines in tables.items():
        (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
    files = [f"{name}.csv" for name in tables]
    done = quick_kg("validate", *files, "--store", project_store_once)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_next_free_code_is_free() -> None:
    recipe = (ROOT / "ontology" / "README.md").read_text("utf-8")
    named = re.search(r"next free code is C(\d\d)", recipe)
    assert named
    sources = [*(ROOT / "ontology" / "shapes").glob("*.ttl"), *(ROOT / "src" / "kg").rglob("*.py")]
    used = {
        int(code) for path in sources for code in re.findall(r'"C(\d\d)"', path.read_text("utf-8"))
    }
    assert int(named[1]) == max(used) + 1

"""What the version before wrote is read by this one: a store of format 1, and tables.

`upgrade/format-1.tar.xz` was made by the commit before format 2, with its small tables. A change
of the store's format adds such a file (docs/versions.md).
"""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from tests.conftest import Run

ARCHIVE = Path(__file__).parent / "upgrade" / "format-1.tar.xz"
DUMP = "f7e11dc723f00a97f51683cb92e6537a0870c828728fa37c72a40c0c64cf7915"


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A folder with `kg-store` and `data` of the version before."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    return tmp_path


def test_a_store_is_read_and_says_what_it_lacks(quick_kg: Run, before: Path) -> None:
    done = quick_kg("check", "--store", before / "kg-store")
    assert done.returncode == 0, done.stderr
    assert DUMP in done.stdout, "the same statements as when it was made"
    assert "format        1" in done.stdout
    assert "claut-nuevo-leon" in quick_kg("dump", "--store", before / "kg-store").stdout


def test_a_store_is_changed_and_has_the_new_format_then(quick_kg: Run, before: Path) -> None:
    (before / "more.ttl").write_text(
        "@prefix id: <https://w3id.org/helixkg/id/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'id:nuevo-leon skos:altLabel "N. L."@es .\n'
    )
    loaded = quick_kg("load", before / "more.ttl", "--store", before / "kg-store")
    assert loaded.returncode == 0, loaded.stderr
    checked = quick_kg("check", "--store", before / "kg-store")
    assert checked.returncode == 0
    assert "format        2" in checked.stdout


def test_tables_are_built_and_each_old_term_is_named(quick_kg: Run, before: Path) -> None:
    built = quick_kg("build", before / "data", "--store", before / "new")
    assert built.returncode == 0, built.stderr
    assert "hx:status voc:status/uncertain → hx:realisation voc:realisation/uncertain" in (
        built.stderr
    )

"""Tables, a store and a dump of the same data are the same snapshot."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.quality.difference import compare
from kg.quality.snapshot import quads_of, read_snapshot
from kg.store import EmbeddedStore
from tests.conftest import SMALL


def test_each_form_is_read(small_store_once: Path, tmp_path: Path) -> None:
    store = EmbeddedStore.open(small_store_once)
    with (tmp_path / "all.nq").open("wb") as file:
        store.dump(file)
    expected = set(store.quads(every_graph=True))
    assert set(quads_of(read_snapshot(small_store_once))) == expected
    assert compare(store, read_snapshot(small_store_once)).empty()
    for path in (SMALL, tmp_path / "all.nq"):
        assert compare(expected, read_snapshot(path)).empty()


def test_anything_else_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("")
    with pytest.raises(UsageError, match=r"a\.txt is no data folder, no store and no dump"):
        read_snapshot(path)

"""Backups: complete, apart from the store, and checked before they take its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.model import Iri, Quad, text
from kg.store import EmbeddedStore
from tests.conftest import Run


def quads(count: int) -> list[Quad]:
    return [
        Quad(Iri(f"http://e/s{number}"), Iri("http://e/p"), text(f"value {number} " * 20))
        for number in range(count)
    ]


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    return EmbeddedStore.create(tmp_path / "store", quads(500))


def test_a_backup_is_restored_into_any_store(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "deep" / "backup")
    store.replace(quads(3))
    for folder in (tmp_path / "store", tmp_path / "new"):
        restored = EmbeddedStore.restore(folder, tmp_path / "deep" / "backup")
        assert set(restored.quads()) == set(quads(500))
        assert set(EmbeddedStore.open(folder).quads()) == set(quads(500))
        restored.commit(quads(501)[500:])
        assert len(list(restored.quads())) == 501
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["backup"]


def test_a_backup_shares_no_file_with_the_store(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "backup")
    files = list((tmp_path / "backup").iterdir())
    assert any(path.suffix == ".sst" for path in files)
    assert all(path.stat().st_nlink == 1 for path in files)


def test_a_backup_does_not_overwrite(store: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(StoreError, match="there is there already; name a folder that is not"):
        store.backup(tmp_path / "there")
    with pytest.raises(StoreError, match="a store in memory has no backup; dump it instead"):
        store.copy().backup(tmp_path / "new")


def test_a_backup_that_fails_leaves_nothing(store: EmbeddedStore, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"the backup to .*file/backup failed: "):
        store.backup(tmp_path / "file" / "backup")
    assert (tmp_path / "file").read_text() == ""


def test_a_damaged_backup_is_refused(store: EmbeddedStore, tmp_path: Path) -> None:
    store.backup(tmp_path / "backup")
    for path in (tmp_path / "backup").glob("*.sst"):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 0xFF
        path.write_bytes(data)
    store.replace(quads(3))
    with pytest.raises(StoreError, match=r"the backup .* is damaged .*; the store is as it was"):
        EmbeddedStore.restore(tmp_path / "store", tmp_path / "backup")
    assert set(EmbeddedStore.open(tmp_path / "store").quads()) == set(quads(3))
    assert not list((tmp_path / "store").glob(".new-*"))


@pytest.mark.parametrize("missing", ["CURRENT", "MANIFEST-*"])
def test_a_folder_without_a_part_is_no_backup(
    store: EmbeddedStore, tmp_path: Path, missing: str
) -> None:
    store.backup(tmp_path / "backup")
    for path in (tmp_path / "backup").glob(missing):
        path.unlink()
    with pytest.raises(StoreError, match="is no backup; kg backup DIR makes one"):
        EmbeddedStore.restore(tmp_path / "new", tmp_path / "backup")
    assert not (tmp_path / "new").exists()


def test_the_commands_back_up_and_restore(kg: Run, small_store: Path) -> None:
    before = kg("dump", "--store", small_store).stdout
    assert kg("backup", "backup", "--store", small_store).returncode == 0
    again = kg("backup", "backup", "--store", small_store)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert kg("restore", "backup", "--store", "elsewhere").returncode == 0
    assert kg("dump", "--store", "elsewhere").stdout == before
    refused = kg("restore", "kg-store", "--store", "elsewhere")
    assert refused.returncode == 2
    assert "is no backup" in refused.stderr

"""What is kept beside a store for ranking: the same as what is read, and made anew where it is not.

The words of the library are the same whether they are read or kept; nothing that is kept outlives
a change of the library, of the store or of the file.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from kg import library
from kg.errors import ContentError
from kg.library import Query
from kg.library.asking import ranked
from kg.library.asking.prepared import prepared
from kg.store import EmbeddedStore
from tests.queries.golden import LIBRARY

QUESTION = "which clusters are there in Jalisco"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Some questions of the library, to change."""
    return Path(shutil.copytree(LIBRARY / "find", tmp_path / "queries" / "find"))


def kept(store: Path) -> Path:
    return store / "gen-000001.asking" / "prepared.json"


def test_what_is_kept_is_what_is_read(small_store: Path) -> None:
    queries = library.read(LIBRARY)
    opened = EmbeddedStore.open(small_store)
    computed, reopened = prepared(queries, opened), prepared(queries, opened)
    assert kept(small_store).exists()
    assert computed == reopened == prepared(dict(queries), opened)
    assert all(type(profile.phrases[0]) is frozenset for profile in reopened.profiles)
    assert len(reopened.profiles) > 50
    assert reopened.codes


def test_it_is_not_made_anew_without_need(small_store: Path, folder: Path) -> None:
    queries, opened = library.read(folder.parent), EmbeddedStore.open(small_store)
    prepared(queries, opened)
    before = kept(small_store).stat()
    assert "clusters-in-state" in matching(QUESTION, queries, opened)
    after = kept(small_store).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_question_that_changes_is_read_again(small_store: Path, folder: Path) -> None:
    opened = EmbeddedStore.open(small_store)
    assert not matching("zanahorias", library.read(folder.parent), opened)
    path = folder / "clusters-in-state.rq"
    path.write_text(path.read_text().replace("#+ summary:", "#+ summary: zanahorias", 1))
    assert matching("zanahorias", library.read(folder.parent), opened) == ["clusters-in-state"]
    path.unlink()
    assert not matching("zanahorias", library.read(folder.parent), opened)


def matching(text: str, queries: Mapping[str, Query], store: EmbeddedStore) -> list[str]:
    return [match.name for match in ranked(text, queries, store)]


@pytest.mark.parametrize("content", [b"", b"\n", b"{}", b"0" * 64 + b"\n[[], [], {}]"])
def test_a_damaged_file_is_made_anew(small_store: Path, folder: Path, content: bytes) -> None:
    queries, opened = library.read(folder.parent), EmbeddedStore.open(small_store)
    prepared(queries, opened)
    whole = kept(small_store).read_bytes()
    kept(small_store).write_bytes(content)
    assert prepared(queries, opened) == prepared(dict(queries), opened)
    assert kept(small_store).read_bytes() == whole


def test_a_flipped_bit_is_noticed(small_store: Path, folder: Path) -> None:
    queries, opened = library.read(folder.parent), EmbeddedStore.open(small_store)
    prepared(queries, opened)
    whole = bytearray(kept(small_store).read_bytes())
    anew = prepared(dict(queries), opened)
    for place in range(0, len(whole), len(whole) // 6):
        flipped = bytearray(whole)
        flipped[place] ^= 1
        kept(small_store).write_bytes(flipped)
        assert prepared(queries, opened) == anew, place


def test_a_store_in_memory_has_none(folder: Path) -> None:
    ready = prepared(library.read(folder.parent), EmbeddedStore.in_memory())
    assert len(ready.profiles) == len(list(folder.iterdir()))


def test_an_ill_formed_question_is_told_also_where_others_are_kept(
    small_store: Path, folder: Path
) -> None:
    opened = EmbeddedStore.open(small_store)
    prepared(library.read(folder.parent), opened)
    path = folder / "clusters-in-state.rq"
    path.write_text("#+ summary: [")
    with pytest.raises(ContentError, match=r"clusters-in-state\.rq:1"):
        prepared(library.read(folder.parent), opened)

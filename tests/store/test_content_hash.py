"""The version of the data: a hash of the statements, not of the files that hold them."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from kg.model import Iri, Literal, Quad
from kg.store import EmbeddedStore
from kg.store.content_hash import content_hash
from kg.store.integrity import check

FIRST = Quad(Iri("https://example.org/a"), Iri("https://example.org/p"), Literal("one"))
SECOND = Quad(Iri("https://example.org/b"), Iri("https://example.org/p"), Literal("two"))


def written(folder: Path, *loads: list[Quad]) -> EmbeddedStore:
    """Return a store that was written in several loads."""
    store = EmbeddedStore.create(folder, loads[0])
    for quads in loads[1:]:
        store.commit(add=quads)
    return EmbeddedStore.open(folder)


def test_it_is_the_hash_of_the_dump(tmp_path: Path) -> None:
    store, dumped = written(tmp_path / "kg", [FIRST, SECOND]), io.BytesIO()
    store.dump(dumped)
    assert content_hash(store) == hashlib.sha256(dumped.getvalue()).hexdigest()


def test_equal_statements_have_one_hash_however_they_came(tmp_path: Path) -> None:
    first = written(tmp_path / "one", [FIRST, SECOND])
    second = written(tmp_path / "other", [SECOND], [FIRST])
    assert first.identity != second.identity
    assert content_hash(first) == content_hash(second)
    less = written(tmp_path / "less", [FIRST])
    assert content_hash(less) != content_hash(first)


def test_it_is_kept_and_a_damaged_one_is_made_anew(tmp_path: Path) -> None:
    store = written(tmp_path / "kg", [FIRST])
    right = content_hash(store)
    (kept,) = (tmp_path / "kg").glob("*.hash/statements.sha256")
    assert kept.read_text() == right + "\n"
    kept.write_text("0" * 64 + "\n")
    assert content_hash(store) == right
    assert kept.read_text() == right + "\n"


def test_the_check_of_a_store_knows_it(tmp_path: Path) -> None:
    content_hash(written(tmp_path / "kg", [FIRST]))
    assert not list(check(tmp_path / "kg").findings)


@pytest.mark.parametrize("add", [[], [FIRST]])
def test_a_store_in_memory_has_none(add: list[Quad]) -> None:
    store = EmbeddedStore.in_memory()
    store.commit(add=add)
    assert content_hash(store) == ""


def test_of_a_large_store_it_is_not_made_in_passing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = written(tmp_path / "kg", [FIRST, SECOND])
    monkeypatch.setattr("kg.store.content_hash._MOST", 1)
    assert content_hash(store) == ""
    assert not list((tmp_path / "kg").glob("*.hash"))

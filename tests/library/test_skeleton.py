"""The skeleton of a query of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library
from kg.errors import UsageError
from kg.library.skeleton import write_skeleton


@pytest.mark.parametrize(
    ("name", "path"),
    [("near-2", "mine/near-2.rq"), ("ports/near", "ports/near.rq"), ("2-ports/9", "2-ports/9.rq")],
)
def test_it_is_a_query_that_fits_its_header(name: str, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "here"
    assert write_skeleton(folder, name) == folder / path
    (query,) = library.read(folder).values()
    assert query.plain
    assert query.columns == ("cluster", "name")


@pytest.mark.parametrize("name", ["../evil", "a/b/c", "Near", "-near", "near me", "", "a/", "é"])
def test_a_name_that_does_not_fit_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not fit a query; use lower case, digits"):
        write_skeleton(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_exists_is_kept(tmp_path: Path) -> None:
    path = write_skeleton(tmp_path, "near")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"near\.rq exists; choose another name"):
        write_skeleton(tmp_path, "near")
    assert path.read_text(encoding="utf-8") == "mine"

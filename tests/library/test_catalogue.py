"""The catalogue: folders of queries, their order, and how a query is found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library
from kg.errors import ContentError, UsageError
from tests.library.sources import LEAST, parsed, source


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / f"{name}.rq"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source(*LEAST), encoding="utf-8")


def test_a_library_is_in_the_order_of_its_groups(tmp_path: Path) -> None:
    write(tmp_path, "own/c", "network/a", "find/z", "find/b", "about/d")
    assert list(library.read(tmp_path)) == ["b", "z", "a", "d", "c"]


def test_a_second_library_comes_after_the_first(tmp_path: Path) -> None:
    write(tmp_path / "one", "time/z")
    write(tmp_path / "two", "find/a", "b")
    queries = library.read(tmp_path / "one", tmp_path / "two")
    assert [(query.name, query.group) for query in queries.values()] == [
        ("z", "time"),
        ("a", "find"),
        ("b", "two"),
    ]
    assert queries["b"].path == tmp_path / "two" / "b.rq"
    assert queries["b"].source == source(*LEAST)


def test_a_library_refuses_a_name_in_two_groups(tmp_path: Path) -> None:
    write(tmp_path, "find/same", "time/same")
    with pytest.raises(ContentError, match=r"same\.rq: .* also in .*find/same\.rq; rename one"):
        library.read(tmp_path)


def test_a_library_says_which_file_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "find").mkdir()
    (tmp_path / "find" / "bad.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"bad\.rq: cannot be read"):
        library.read(tmp_path)["bad"]
    with pytest.raises(ContentError, match=r"no folder of queries at .*nowhere"):
        library.read(tmp_path / "nowhere")


def test_one_bad_file_does_not_keep_the_others_from_running(tmp_path: Path) -> None:
    write(tmp_path, "find/good")
    (tmp_path / "find" / "bad.rq").write_text("#+ summary: [", encoding="utf-8")
    queries = library.read(tmp_path)
    assert library.find(queries, "good").name == "good"
    assert (list(queries), len(queries)) == (["bad", "good"], 2)
    with pytest.raises(ContentError, match=r"bad\.rq:1:\d+: the header is not valid YAML"):
        list(queries.values())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("one-clusters", "did you mean 'clusters-one'"),
        ("cluster-one", "did you mean 'clusters-one'"),
        ("CLUSTERS-ONE", "did you mean 'clusters-one'"),
        ("zzz", "unknown query 'zzz'; `kg query list` shows all"),
        ("time/clusters-one", "did you mean 'clusters-one'"),
    ],
)
def test_an_unknown_query_gets_the_nearest(name: str, message: str) -> None:
    queries = {"clusters-one": library.parse(source(*LEAST), Path("find/clusters-one.rq"))}
    with pytest.raises(UsageError) as caught:
        library.find(queries, name)
    assert message in str(caught.value)


def test_a_query_is_found_with_or_without_its_group() -> None:
    query = parsed(*LEAST)
    assert library.find({"x": query}, "x") is library.find({"x": query}, "find/x") is query

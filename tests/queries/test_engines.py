"""The library behind real servers: the same rows as from the store in a folder."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import library, names
from kg.errors import KgError, UsageError
from kg.files import content
from kg.model import Literal, Term
from kg.store import EmbeddedStore
from kg.store.remote import RemoteStore
from tests import servers
from tests.short_form import in_full, in_part


def _plain(term: Term | None) -> str:
    """Return a term as text: parts of a joined list in their order, an empty text as none."""
    if isinstance(term, Literal):
        return "; ".join(sorted(term.value.split("; ")))
    return "" if term is None else str(term)


def _examples(query: library.Query) -> list[dict[str, str]]:
    """Return values for the parameters: those of the example, and without what is optional."""
    needed = {
        p.name: query.example.get(p.name) or p.default or ""
        for p in query.parameters
        if p.required or p.default
    }
    example = {**needed, **query.example}
    return [needed] if example == needed else [example, needed]


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.full)])
def fresh(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A server of its own: on one that other tests used, Virtuoso once joined a list otherwise."""
    if request.param == "oxigraph":
        with servers.oxigraph(tmp_path / "server") as address:
            yield address
        return
    if servers.virtuoso_program() is None:
        pytest.skip("Virtuoso is not installed (Debian: apt install virtuoso-opensource-7)")
    monkeypatch.setenv("KG_USER", "dba")
    monkeypatch.setenv("KG_PASSWORD", "dba")
    with servers.virtuoso(tmp_path, rows=1_000) as address:
        monkeypatch.setenv("KG_LOGIN_FOR", address)
        yield address


@pytest.mark.parametrize("data", ["project", in_full("small")])
@in_part(20)
def test_every_question_has_the_same_answer(
    fresh: str, data: str, share: int, request: pytest.FixtureRequest
) -> None:
    """Of two stores, since an engine may lose a row with the one and not with the other."""
    local = EmbeddedStore.open(request.getfixturevalue(f"{data}_store_once"))
    remote = RemoteStore.at(fresh)
    remote.replace(local.quads(every_graph=True))
    asked, different = 0, []
    # An engine may lose a label: in one language alone, that may be the label that is not shown.
    languages = ("es", "en") if share == 1 else ("en",)
    for query in [*library.read(content.folder("queries")).values()][::share]:
        texts = (query.plain, *map(query.companion, query.caveats))
        spoken = languages if any(p.name == "lang" for p in query.parameters) else ("",)
        for values, text, language in itertools.product(_examples(query), texts, spoken):
            values = values | ({"lang": language} if language else {})
            try:
                bound = library.bind(query, values, names.resolver(local))
            except UsageError:  # the small store has not what the example names
                assert data == "small"
                continue
            asked += 1
            expected = sorted([*map(_plain, row)] for row in local.select(text, bound).rows)
            try:
                actual = sorted([*map(_plain, row)] for row in remote.select(text, bound).rows)
            except KgError as error:
                different.append(f"{query.name} {language}: {error}")
                continue
            if actual != expected:
                different.append(f"{query.name} {language}")
    assert asked > 150 // share
    assert not different, "\n".join(different)

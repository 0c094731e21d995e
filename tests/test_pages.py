"""Every command of the README and of docs/ gives what the page shows, in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import pages
from tests.conftest import ROOT
from tests.short_form import in_full


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project's tables as `kg build` builds them in each language, once asked for."""
    return {lang: tmp_path_factory.mktemp(lang) for lang in pages.LOCALES}


def _in_one_language() -> list[Any]:
    """Return the pages; the short form tries the two READMEs, and each other page in one language.

    The pages of a folder take turns.
    """
    both = pages.with_commands()
    translated = [page for page in both if page.parent != ROOT]
    turns = sorted({pages.without_language(page) for page in translated})
    return [
        page
        if page not in translated
        or (turns.index(pages.without_language(page)) % 2 == 0) == (pages.language(page) == "en")
        else in_full(page)
        for page in both
    ]


@pytest.mark.parametrize("page", _in_one_language(), ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_give_what_the_page_shows(
    page: Path, built: dict[str, Path], tmp_path: Path
) -> None:
    lang = pages.language(page)
    if not (built[lang] / "kg-store").exists():
        pages.build(built[lang], lang)
    assert pages.rewritten(page, tmp_path, built[lang]) == page.read_text("utf-8"), (
        f"python -m tests.pages {page.relative_to(ROOT)} writes what the commands show now"
    )

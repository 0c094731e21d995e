"""Every command of the README and of docs/ gives what the page shows, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import pages
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The project's tables as `kg build` builds them in each language, once asked for."""
    return {lang: tmp_path_factory.mktemp(lang) for lang in pages.LOCALES}


@pytest.mark.parametrize(
    "page", pages.with_commands(), ids=lambda page: str(page.relative_to(ROOT))
)
def test_the_commands_give_what_the_page_shows(
    page: Path, built: dict[str, Path], tmp_path: Path
) -> None:
    lang = pages.language(page)
    if not (built[lang] / "kg-store").exists():
        pages.build(built[lang], lang)
    assert pages.rewritten(page, tmp_path, built[lang]) == page.read_text("utf-8"), (
        f"python -m tests.pages {page.relative_to(ROOT)} writes what the commands show now"
    )

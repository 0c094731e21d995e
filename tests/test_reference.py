"""The reference says what the code does: formats, variables, exit codes."""

from __future__ import annotations

import re

import pytest

import kg
from kg import errors
from tests import reference


@pytest.mark.parametrize("lang", reference.PAGES)
def test_the_tables_of_formats_are_those_of_the_code(lang: str) -> None:
    assert reference.PAGES[lang].read_text("utf-8") == reference.rewritten(lang), "make goldens"


@pytest.mark.parametrize("lang", reference.PAGES)
def test_the_page_of_settings_names_every_variable_and_exit_code(lang: str) -> None:
    page = reference.PAGES[lang].with_name("settings.md")
    assert reference.settings(page) == reference.settings_of_the_code()
    text = page.read_text("utf-8")
    kinds = [item for item in vars(errors).values() if isinstance(item, type)]
    codes = {kind.exit_code for kind in kinds if issubclass(kind, errors.KgError)}
    assert all(f"| {code} |" in text for code in codes | {0, 70, 130})


@pytest.mark.parametrize("lang", reference.PAGES)
def test_the_page_of_errors_names_every_error_with_its_exit_code(lang: str) -> None:
    text = reference.PAGES[lang].with_name("errors.md").read_text("utf-8")
    public = [*vars(errors).values(), *(getattr(kg, name) for name in kg.__all__)]
    kinds = [item for item in public if isinstance(item, type)]
    wanted = {
        (kind.__name__, str(kind.exit_code))
        for kind in kinds
        if issubclass(kind, errors.KgError) and kind is not errors.KgError
    }
    assert set(re.findall(r"^\| `(\w+)` \| (\d+) \|", text, re.MULTILINE)) == wanted

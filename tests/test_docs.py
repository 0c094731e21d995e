"""Each page for users is in English and in Spanish, and both show the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
#: pages for those who write code, which are in English
FOR_CONTRIBUTORS = {"architecture.md"}
#: folders of pages for users, beside the pages that lie in docs/ itself
FOLDERS = ("tutorials", "how-to", "explanation", "reference")


def names(folder: Path) -> list[str]:
    """The pages for users below a folder, relative to it."""
    files = [
        *folder.glob("*.md"),
        *(page for name in FOLDERS for page in (folder / name).glob("*.md")),
    ]
    return sorted(
        path.relative_to(folder).as_posix() for path in files if path.name not in FOR_CONTRIBUTORS
    )


PAGES = names(DOCS)
FENCED = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
#: what is the same in both languages: names of commands, options, files, terms and values
CODE = re.compile(r"`([^`\n]+)`")
OPTION = re.compile(r"(?<![\w-])--[a-z][\w-]*")
LINK = re.compile(r"\]\(([^)#:]+)(?:#([^)]+))?\)")
#: a question in the words of the page's language
ASKED = re.compile(r'(?<=kg ask )"[^"]*"')
#: words of code that are written in the language of the page
CAPITALS = re.compile(r"[A-ZÁÉÍÓÚÑ]{2,}")


def page(name: str, language: str) -> str:
    folder = DOCS / "es" if language == "es" else DOCS
    return (folder / name).read_text(encoding="utf-8")


def without_code(text: str) -> str:
    return FENCED.sub("", text)


def test_no_page_is_in_one_language_only() -> None:
    assert PAGES
    assert names(DOCS / "es") == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_both_have_the_same_sections_tables_and_commands(name: str) -> None:
    def skeleton(language: str) -> list[str]:
        text = without_code(page(name, language))
        return re.findall(r"^(#+ |\||    (?=\S)|!\[|- )", text, re.MULTILINE)

    def blocks(language: str) -> list[tuple[str, list[str]]]:
        fenced = FENCED.findall(page(name, language))
        return [
            (kind, re.findall(r"^((?:\$ |kg ).*?)(?: +#.*)?$", ASKED.sub("…", text), re.MULTILINE))
            for kind, text in fenced
        ]

    assert skeleton("en") == skeleton("es")
    assert blocks("en") == blocks("es")


@pytest.mark.parametrize("name", PAGES)
def test_both_name_the_same_options_and_code(name: str) -> None:
    def named(language: str) -> list[str]:
        text = without_code(page(name, language))
        # a word in capitals stands for a value, and is translated
        code = {CAPITALS.sub("…", span) for span in CODE.findall(text)}
        return sorted(code | set(OPTION.findall(text)))

    only = set(named("en")) ^ set(named("es"))
    assert {words for words in only if " " not in words} == set()
    assert set(OPTION.findall(page(name, "en"))) == set(OPTION.findall(page(name, "es")))


@pytest.mark.parametrize("name", PAGES)
def test_links_of_the_spanish_page_lead_to_the_same_pages(name: str) -> None:
    def targets(language: str, folder: Path) -> list[str]:
        paths, folder = [], (folder / name).parent
        for target, _ in LINK.findall(page(name, language)):
            path = (folder / target).resolve()
            assert path.exists(), target
            paths.append(path.relative_to(ROOT.resolve()).as_posix().replace("docs/es/", "docs/"))
        return sorted(paths)

    assert targets("en", DOCS) == targets("es", DOCS / "es")


@pytest.mark.parametrize("name", PAGES)
def test_links_to_a_section_lead_to_one(name: str) -> None:
    for language in ("en", "es"):
        text = page(name, language)
        headings = {
            re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings

"""Parts of the reference that are made from the code: `python -m tests.reference` renews them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kg import formats
from tests.conftest import ROOT

PAGES: Final = {
    "en": ROOT / "docs" / "reference" / "formats.md",
    "es": ROOT / "docs" / "es" / "reference" / "formats.md",
}
MARKED: Final = re.compile(r"(<!-- formats (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
WORDS: Final = {
    "en": ("format", "file", "folder", "text", "binary"),
    "es": ("formato", "archivo", "carpeta", "texto", "binario"),
}


def rewritten(lang: str) -> str:
    """Return the page of formats with its tables as the code has them."""
    return MARKED.sub(
        lambda match: match[1] + _table(match[2], lang) + match[3], PAGES[lang].read_text("utf-8")
    )


def _table(group: str, lang: str) -> str:
    named: formats.Formats = getattr(formats, group)
    name, file, folder, text, binary = WORDS[lang]
    lines = [f"| {name} | {file} | |", "|---|---|---|"]
    for item in named.values():
        endings = ", ".join(f"`{ending}`" for ending in item.endings) or folder
        lines.append(f"| `{item.name}` | {endings} | {binary if item.binary else text} |")
    return "\n" + "\n".join(lines) + "\n\n"


def renew() -> None:
    """Write the tables anew."""
    for lang, page in PAGES.items():
        page.write_text(rewritten(lang), "utf-8")


def settings(page: Path) -> set[str]:
    """Return the environment variables that a page names."""
    return set(re.findall(r"KG_[A-Z_]+", page.read_text("utf-8")))


def settings_of_the_code() -> set[str]:
    """Return the environment variables that the package reads."""
    sources = (ROOT / "src" / "kg").rglob("*.py")
    return {
        name for path in sources for name in re.findall(r'"(KG_[A-Z_]+)"', path.read_text("utf-8"))
    }


if __name__ == "__main__":
    renew()

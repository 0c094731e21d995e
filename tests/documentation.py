"""Make the documentation site: `make docs`, or `python -m tests.documentation [FOLDER]`.

The pages are those of the repository, in its own layout, so that every link works in both places.
The reference is made from the code: the help of each command in both languages, the errors, the
questions, and the ontology. MkDocs checks every link and ends with an error where one is broken.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import yaml

from kg import errors, library
from kg.files import content
from kg.library.in_ontology import questions
from kg.ontology import pages as ontology
from tests.cli.hostile import commands
from tests.conftest import ROOT

#: what of the repository the pages link to
COPIED = ("docs", "data/README.md", "data/mapping", "ontology/README.md", "queries/README.md")
COPIED_TOO = (
    "tests/README.md",
    "tests/mutants.md",
    "benchmarks",
    "action/README.md",
    "LICENSE",
    "Makefile",
    "Containerfile",
)
#: folders of pages for users below docs/ and docs/es/, with their titles
PARTS = {
    "tutorials": ("Tutorials", "Tutoriales"),
    "how-to": ("How to", "Tareas"),
    "reference": ("Reference", "Referencia"),
    "explanation": ("Explanation", "Explicación"),
}
#: pages of people who work on the code, which are in English alone
ENGLISH_ONLY = {"architecture.md"}
#: pages that are called something else on the site, where their name is taken
MOVED = {"README.md": "index.md", "ontology/README.md": "ontology/add.md"}
#: folders that pages link to, with what their list is called
LISTED = {
    "docs/decisions": "Decisions",
    "docs/reading": "How each document was read",
    "data/mapping": "What the columns of the tables mean",
}
LINK = re.compile(r"(?<=\]\()([^)#:\s]+)")
SKIPPED = shutil.ignore_patterns("*.py", "__pycache__", "*.json")


def sources(folder: Path) -> None:
    """Put all pages into a folder, as they lie in the repository."""
    for name in (*COPIED, *COPIED_TOO, *(path.name for path in ROOT.glob("*.md"))):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target, ignore=SKIPPED)
        else:
            shutil.copy2(ROOT / name, target)
    for old, new in MOVED.items():
        (folder / old).rename(folder / new)
    for part in LISTED:
        (folder / part / "index.md").write_text(listing(folder / part), "utf-8")
    for page in folder.rglob("*.md"):
        page.write_text(LINK.sub(partial(_moved, page, folder), page.read_text("utf-8")), "utf-8")
    for lang, place in (("en", "docs/reference"), ("es", "docs/es/reference")):
        (folder / place).mkdir(parents=True, exist_ok=True)
        (folder / place / "commands.md").write_text(of_commands(lang), "utf-8")
        (folder / place / "questions.md").write_text(of_questions(lang), "utf-8")
        (folder / place / "ontology.md").write_text(of_ontology(lang), "utf-8")
    for name, text in ontology.pages(ontology.project(questions())):
        (folder / "ontology" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "ontology" / name).write_text(text, "utf-8")


def _moved(page: Path, folder: Path, link: re.Match[str]) -> str:
    """Return the target of a link as it is called on the site."""
    target = (page.parent / link[0]).resolve()
    if not target.is_relative_to(folder.resolve()):
        return link[0]
    name = target.relative_to(folder.resolve()).as_posix()
    if name in MOVED:
        return os.path.relpath(folder / MOVED[name], page.parent)
    return f"{link[0].rstrip('/')}/index.md" if name in LISTED else link[0]


def listing(folder: Path) -> str:
    """Return a page that lists what lies in a folder."""
    part = next(name for name in LISTED if folder.as_posix().endswith(name))
    files = sorted(path for path in folder.iterdir() if path.suffix in (".md", ".toml"))
    entries = [
        f"- [{_title(path) if path.suffix == '.md' else path.name}]({path.name})" for path in files
    ]
    return f"# {LISTED[part]}\n\n" + "\n".join(entries) + "\n"


def of_commands(lang: str) -> str:
    """Return a page with the help of each command."""
    lines = ["# Commands" if lang == "en" else "# Comandos"]
    errors.set_language(lang)
    for name, command in sorted(commands().items()):
        context = click.Context(command, info_name=f"kg {name}", **command.context_settings)
        lines += ["", f"## kg {name}", "", "```text", command.get_help(context), "```"]
    errors.set_language(None)
    return "\n".join(lines) + "\n"


def of_questions(lang: str) -> str:
    """Return a page with the questions of the library."""
    lines = ["# Questions" if lang == "en" else "# Preguntas"]
    group = ""
    for query in library.read(content.folder("queries")).values():
        if query.group != group:
            group = query.group
            lines += ["", f"## {group}", ""]
        summary = query.summary_en if lang == "en" else query.summary_es
        given = " ".join(f"-p {name} {value!r}" for name, value in query.example.items())
        lines.append(f"- **{summary}**  \n  `kg query run {query.name} {given}".rstrip() + "`")
    return "\n".join(lines) + "\n"


def of_ontology(lang: str) -> str:
    """Return a page that leads to those of the ontology."""
    above = "../../ontology" if lang == "en" else "../../../ontology"
    entries = [
        f"- [{ontology.title(name, lang)}]({above}/{lang}/{name}.html)" for name in ontology.PAGES
    ]
    return f"# {'Ontology' if lang == 'en' else 'Ontología'}\n\n" + "\n".join(entries) + "\n"


def untranslated(docs: Path) -> list[str]:
    """Return the pages for users that are in one language only."""

    def pages(folder: Path) -> set[str]:
        files = [folder.glob("*.md"), *((folder / part).glob("*.md") for part in PARTS)]
        return {page.relative_to(folder).as_posix() for some in files for page in some}

    return sorted((pages(docs) ^ pages(docs / "es")) - ENGLISH_ONLY)


def _title(page: Path) -> str:
    first = page.read_text("utf-8").partition("\n")[0]
    return first.removeprefix("# ").replace("`", "")


def navigation(folder: Path) -> list[dict[str, object]]:
    """Return the table of contents."""

    def pages(pattern: str) -> Iterator[dict[str, object]]:
        for page in sorted(folder.glob(pattern)):
            yield {_title(page): page.relative_to(folder).as_posix()}

    def parts(docs: str, language: int) -> list[dict[str, object]]:
        return [{PARTS[part][language]: list(pages(f"{docs}/{part}/*.md"))} for part in PARTS]

    return [
        {"HelixKG": "index.md"},
        *parts("docs", 0),
        {"More": list(pages("docs/*.md"))},
        {"Español": [{"HelixKG": "LÉEME.md"}, *parts("docs/es", 1), *pages("docs/es/*.md")]},
        {
            "Contribute": [
                *(list(pages("[CGS]*.md"))),
                *pages("*/README.md"),
                {"The ontology": "ontology/add.md"},
            ]
        },
        {"Decisions": list(pages("docs/decisions/*.md"))},
        {"Documents read": list(pages("docs/reading/*.md"))},
    ]


def build(site: Path) -> None:
    """Build the site, with the pages of the ontology in it.

    Raises:
        subprocess.CalledProcessError: A link is broken.
        ValueError: A page for users is in one language only.
    """
    work = ROOT / "out" / "documentation"
    shutil.rmtree(work, ignore_errors=True)
    sources(work / "pages")
    if missing := untranslated(work / "pages" / "docs"):
        raise ValueError(f"in one language only: {', '.join(missing)}")
    settings = {
        "site_name": "HelixKG",
        "site_url": "https://w3id.org/helixkg/docs/",
        "docs_dir": "pages",
        "theme": {"name": "material", "features": ["navigation.tabs", "content.code.copy"]},
        "plugins": [{"search": {"lang": ["en", "es"]}}],
        "markdown_extensions": ["tables", "toc", "pymdownx.highlight", "pymdownx.superfences"],
        "extra": {
            "alternate": [
                {"name": "English", "link": "./", "lang": "en"},
                {"name": "Español", "link": "./LÉEME/", "lang": "es"},
            ]
        },
        "nav": navigation(work / "pages"),
        "validation": {
            "unrecognized_links": "warn",
            "omitted_files": "ignore",
            "anchors": "warn",
        },
    }
    (work / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir"]
    subprocess.run([*command, site.resolve()], check=True, cwd=work)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "out" / "site")
    build(target)
    print(f"{target}: built")

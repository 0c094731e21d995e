"""The commands kg explain and kg ontology: what can be said, and what each term means."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command, Group
from kg.cli.options import language, language_option, output_option
from kg.cli.output import said_to, say, text_output
from kg.errors import in_language


@click.command(cls=Command)
@click.argument("name", nargs=-1, required=True)
@output_option
@language_option
def explain(name: tuple[str, ...], output: Path | None, lang: str | None) -> None:
    """Explain a class, a property or the code of a constraint.

    For a class, what its things may and must have, and the properties whose values they are; for a
    property, which classes have it, its values, and the columns of tables that state it; for a
    code, what it asks. For each, an example that passes and one that fails; for terms, the
    questions that use them.

    NAME is a term such as hx:Cluster, its label in Spanish or English, or a code such as C17.
    """
    from kg.library.in_ontology import questions
    from kg.mapping.explanation import stated_in_tables
    from kg.ontology import profile, terms
    from kg.ontology.explain import Users
    from kg.ontology.explain import explain as lines

    users = Users(stated_in_tables, questions)
    explanation = lines(" ".join(name), language(lang), profile.project(), terms.declared(), users)
    with said_to(output):
        for line in explanation:
            say(line)


@click.group(cls=Group)
def ontology() -> None:
    """Publish the ontology: pages for people, a context for JSON-LD."""


@ontology.command()
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder for the pages; files of the same names are replaced.",
)
def pages(folder: Path) -> None:
    """Write pages of the classes, properties, code lists and constraints, in both languages."""
    from kg.files.writing import write_text
    from kg.library.in_ontology import questions
    from kg.ontology import pages as ontology_pages

    number = 0
    for name, text in ontology_pages.pages(ontology_pages.project(questions())):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
        number += 1
    say(
        in_language(
            f"{folder}: {number} pages written; open {folder / 'index.html'}",
            f"{folder}: {number} páginas escritas; abra {folder / 'index.html'}",
        ),
        err=True,
    )


@ontology.command()
@output_option
def context(output: Path | None) -> None:
    """Write the JSON-LD context: short names for the classes and properties."""
    import json

    from kg.ontology import profile, terms
    from kg.ontology.context import context as context_of

    entries = context_of(profile.project(), terms.declared())
    with text_output(output) as stream:
        stream.write(json.dumps(entries, ensure_ascii=False, indent=2) + "\n")

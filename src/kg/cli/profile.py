"""The command kg profile: all that is said of one thing, on paper if wanted."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.cite import cite_evidence, cite_option
from kg.cli.options import language, language_option, open_store, output_option, store_option
from kg.cli.output import (
    binary_output,
    chosen_format,
    is_for_people,
    refuse_binary,
    say,
    text_output,
)
from kg.formats import PROFILES


@click.command(cls=Command)
@click.argument("name", nargs=-1, required=True)
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(tuple(PROFILES)),
    default=None,
    help="Format of the profile.  [default: from the extension of -o, else markdown]",
)
@click.option("--all", "everything", is_flag=True, help="Show long lists to their end.")
@cite_option
@output_option
@store_option
@language_option
def profile(
    name: tuple[str, ...],
    format_: str | None,
    everything: bool,
    form: str | None,
    output: Path | None,
    store: Path | str,
    lang: str | None,
) -> None:
    """Write a printable profile of a thing.

    What it is, key figures, members and partners, its network, a map, a time line, contradictions,
    what is not known, and the sources with numbers.  NAME is a cluster, organisation, state,
    country, sector, dialogue, programme, document or any other thing.

    It takes one or two pages of A4: long lists show the entries that most passages state and
    count the others. --all and an .xlsx file have them all.

    \b
    kg profile claut-nuevo-leon -o claut.pdf --lang es
    kg profile automotive -o automotive.docx
    kg profile 001 -o briefing.html
    """
    from kg import names, profiles
    from kg.claims.evidence import Evidence

    chosen = language(lang)
    form_ = chosen_format(format_, output, PROFILES, otherwise="markdown")
    refuse_binary(form_, PROFILES, output)
    opened = open_store(store)
    entity = names.resolve(opened, " ".join(name))
    pages = None if everything or form or form_ == "xlsx" else profiles.PAGES
    document = profiles.profile(opened, entity, chosen, pages=pages)
    if form:
        cited: list[Evidence] = [
            place for part in document.sections for item in part.items() for place in item.evidence
        ]
        cite_evidence(cited, opened, form, output, chosen)
        return
    content = profiles.written(document, form_)
    if is_for_people(form_):
        with text_output(output, for_people=True) as text:
            text.write(content.decode())
    else:
        with binary_output(output, is_text=not PROFILES[form_].binary) as stream:
            stream.write(content)
    if document.folded:
        say(document.words["all"].format(n=f"{document.folded:,}"), err=True)

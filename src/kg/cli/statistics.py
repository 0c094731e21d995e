"""The command kg stats: what the store holds, in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, output_option, store_option
from kg.cli.output import said_to, say
from kg.errors import in_language


@click.command(cls=Command)
@output_option
@store_option
@language_option
def stats(output: Path | None, store: Path | str, lang: str | None) -> None:
    """Count facts, claims, evidence and entities."""
    from kg.quality.statistics import counted
    from kg.rdf.iris import local_name

    counts = counted(open_bounded(store), language(lang))
    totals = (
        (in_language("facts", "hechos"), counts.facts),
        (in_language("claims", "afirmaciones"), counts.claims),
        (in_language("evidence", "evidencia"), counts.evidence),
    )
    wide = max(28, *(len(label) + 1 for label in counts.names.values())) if counts.names else 28
    with said_to(output):
        for name, number in totals:
            say(f"{name:<28}{number:>8,}")
        for iri, number in counts.kinds.items():
            say(f"{counts.names.get(iri, local_name(iri)):<{wide}}{number:>8,}")

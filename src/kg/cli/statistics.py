"""The command kg stats: what the store holds, in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, store_option
from kg.cli.output import say


@click.command(cls=Command)
@store_option
@language_option
def stats(store: Path | str, lang: str | None) -> None:
    """Count facts, claims, evidence and entities."""
    from kg import names
    from kg.model import Iri, Literal

    opened = open_bounded(store)
    chosen = language(lang)
    counts = {
        "facts": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        "claims": "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        'FILTER(STRSTARTS(STR(?g), "https://w3id.org/helixkg/evidence/")) }',
        "evidence": "SELECT (COUNT(?e) AS ?n) WHERE { GRAPH "
        "<https://w3id.org/helixkg/graph/catalogue> "
        "{ ?e a <https://w3id.org/helixkg/def#Evidence> } }",
    }
    for name, text in counts.items():
        row = next(opened.select(text).rows)
        say(f"{name:<28}{int(row[0].value) if row[0] else 0:>8,}")
    classes = list(
        opened.select(
            "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) ?c"
        ).rows
    )
    labels = names.labels_of(opened, [r[0] for r in classes if isinstance(r[0], Iri)], chosen)
    for cls, count in classes:
        if cls is not None and isinstance(count, Literal):
            label = labels.get(cls.value, cls.value.rsplit("#")[-1].rsplit("/")[-1])
            say(f"{label:<28}{int(count.value):>8,}")

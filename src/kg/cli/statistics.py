"""The command kg stats: what the store holds, in numbers."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import language, language_option, open_bounded, store_option
from kg.cli.output import say
from kg.errors import in_language


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
        in_language("facts", "hechos"): "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        in_language(
            "claims", "afirmaciones"
        ): "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        'FILTER(STRSTARTS(STR(?g), "https://w3id.org/helixkg/evidence/")) }',
        in_language("evidence", "evidencia"): "SELECT (COUNT(?e) AS ?n) WHERE { GRAPH "
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
    wide = max(28, *(len(label) + 1 for label in labels.values())) if labels else 28
    for cls, count in classes:
        if cls is not None and isinstance(count, Literal):
            label = labels.get(cls.value, cls.value.rsplit("#")[-1].rsplit("/")[-1])
            say(f"{label:<{wide}}{int(count.value):>8,}")

"""The command kg explain."""

from __future__ import annotations

import click

from kg.cli.options import language, language_option
from kg.cli.output import say


@click.command()
@click.argument("name", nargs=-1, required=True)
@language_option
def explain(name: tuple[str, ...], lang: str | None) -> None:
    """Explain a class, a property or the code of a constraint.

    For a class, what its things may and must have; for a property, which classes have it, its
    values, an example that passes and one that fails; for a code, what it asks, with examples.

    NAME is a term such as hx:Cluster, its label in Spanish or English, or a code such as C17.
    """
    from kg.ontology import profile, terms
    from kg.ontology.explain import explain as lines

    for line in lines(" ".join(name), language(lang), profile.project(), terms.declared()):
        say(line)

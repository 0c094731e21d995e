"""The command kg shapes test: try the shapes on their examples."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Group
from kg.cli.output import say
from kg.errors import in_language


@click.group(cls=Group)
def shapes() -> None:
    """Work on the shapes: constraints on what may be said."""


@shapes.command("test")
@click.option(
    "--ontology",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder with shapes/, examples/, helixkg.ttl and profile.csv.  [default: the project's]",
)
@click.pass_context
def run_examples(ctx: click.Context, folder: Path | None) -> None:
    """Try each shape on its examples: one that conforms, and one that breaks this shape alone."""
    from kg.files import content
    from kg.ontology import profile, terms
    from kg.ontology.explain import named_shapes
    from kg.validation import examples

    folder = folder or content.folder("ontology")
    declared = terms.read(folder / "helixkg.ttl", str(folder / "helixkg.ttl"))
    uses = profile.read(folder / "profile.csv", str(folder / "profile.csv"), declared)
    faulty = 0
    for fault in examples.faults(folder, uses, declared):
        faulty += 1
        say(fault, err=True)
    say(
        in_language(
            f"{len(named_shapes(folder))} shapes, {faulty} faults",
            f"{len(named_shapes(folder))} formas, {faulty} fallas",
        ),
        err=True,
    )
    ctx.exit(1 if faulty else 0)

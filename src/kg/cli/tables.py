"""The command kg fmt."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.output import say
from kg.errors import in_language


@click.command(cls=Command)
@click.argument(
    "data", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("data")
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a table would change.")
@click.pass_context
def fmt(ctx: click.Context, data: Path, check: bool) -> None:
    """Rewrite the tables in DATA in canonical form.

    That is their canonical order and quoting. DATA is ./data by default. Where the folder
    `ontology` lies beside it, the shapes made from its profile are written, too.
    """
    from kg import mapping
    from kg.files import content
    from kg.files.writing import write_text
    from kg.mapping import canonical

    folder = data / "mapping"
    declarations = mapping.declarations(
        folder if folder.is_dir() else content.folder("data") / "mapping"
    )
    files = [
        (f.path, f.text) for f in canonical.format_folder(data, declarations) if not f.unchanged
    ]
    changed = [*files, *_made_shapes(data.absolute().parent / "ontology")]
    for path, text in changed:
        if not check:
            write_text(path, text)
        state = (
            in_language("not in canonical form", "no está en forma canónica")
            if check
            else in_language("rewritten", "reescrito")
        )
        say(f"{path}: {state}", err=True)
    ctx.exit(1 if check and changed else 0)


def _made_shapes(folder: Path) -> list[tuple[Path, str]]:
    """Return the file of shapes with the text that the profile makes, where it has another."""
    profile_file = folder / "profile.csv"
    if not profile_file.is_file():
        return []
    from kg.ontology import profile, shapes, terms

    declared = terms.read(folder / "helixkg.ttl", str(folder / "helixkg.ttl"))
    rows = profile.read(profile_file, str(profile_file), declared)
    text = shapes.turtle(rows, declared, shapes.by_hand(folder / "shapes"))
    path = folder / "shapes" / shapes.PROFILE_SHAPES
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return []
    return [(path, text)]

"""The command kg fmt."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import say


@click.command()
@click.argument(
    "data", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("data")
)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a table would change.")
@click.pass_context
def fmt(ctx: click.Context, data: Path, check: bool) -> None:
    """Rewrite the tables in DATA in canonical form.

    That is their canonical order and quoting.  DATA is ./data by default.
    """
    from kg import mapping
    from kg.files import content
    from kg.files.writing import write_text
    from kg.mapping import canonical

    folder = data / "mapping"
    declarations = mapping.declarations(
        folder if folder.is_dir() else content.folder("data") / "mapping"
    )
    changed = [f for f in canonical.format_folder(data, declarations) if not f.unchanged]
    for item in changed:
        if not check:
            write_text(item.path, item.text)
        say(f"{item.path}: {'not in canonical form' if check else 'rewritten'}", err=True)
    ctx.exit(1 if check and changed else 0)

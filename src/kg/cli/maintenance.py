"""The commands kg log, kg backup, kg restore."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import open_store, output_option, store_option, wait_option
from kg.cli.output import say, text_output
from kg.cli.progress import progress
from kg.errors import in_language


@click.command(cls=Command)
@click.option("--json", "as_json", is_flag=True, help="Print JSON: everything that is recorded.")
@output_option
@store_option
def log(as_json: bool, output: Path | None, store: Path | str) -> None:
    """List the loads since the store was built, latest first."""
    from kg.claims import history

    loads = history.log(open_store(store))
    with text_output(output, for_people=not as_json) as stream:
        if as_json:
            json.dump([load._asdict() for load in loads], stream, ensure_ascii=False, indent=2)
            stream.write("\n")
            return
        facts, claims = in_language("facts", "hechos"), in_language("claims", "afirmaciones")
        for load in loads:
            files = ", ".join(f"{name} ({digest[:8]})" for name, digest in load.files)
            stream.write(
                f"{load.ended[:19]}Z  +{load.facts_added} −{load.facts_removed} {facts}, "
                f"+{load.claims_added} −{load.claims_removed} {claims}  {files}\n"
            )
    if not loads:
        say(
            in_language(
                f"{store}: nothing has been loaded since it was built",
                f"{store}: no se ha cargado nada desde que se construyó",
            ),
            err=True,
        )


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def backup(folder: Path, store: Path | str) -> None:
    """Copy the store into a new FOLDER.

    Other processes may keep writing to the store.  Each file is compared with its checksum.
    """
    open_store(store).backup(folder)
    say(in_language(f"{folder}: written", f"{folder}: escrita"), err=True)


@click.command(cls=Command)
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option(
    "--previous", is_flag=True, help="Go back to the newest intact generation before this one."
)
@wait_option
@store_option
def restore(folder: Path | None, previous: bool, wait: float, store: Path | str) -> None:
    """Restore the store from the backup in FOLDER, or with --previous from its older generation.

    The backup is checked first.  If it is damaged, nothing is changed.
    """
    from kg.store import restoring

    if (folder is None) != previous:
        raise click.UsageError(
            in_language(
                "name the folder of a backup, or give --previous",
                "nombre la carpeta de una copia o use --previous",
            )
        )
    with progress() as show:
        opened = restoring.restore(
            store, folder, connect=lambda: open_store(store), wait=wait, progress=show
        )
    if folder is None:
        generation = getattr(opened, "generation", None)
        name = generation.name if generation else ""
        say(
            in_language(
                f"{store}: {name} is current again", f"{store}: {name} vuelve a ser la actual"
            ),
            err=True,
        )
        return
    say(
        in_language(f"{store}: restored from {folder}", f"{store}: restaurado desde {folder}"),
        err=True,
    )

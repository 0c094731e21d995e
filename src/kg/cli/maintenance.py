"""The commands kg log, kg backup, kg restore."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kg.cli.options import open_store, output_option, store_option, wait_option
from kg.cli.output import say, text_output
from kg.cli.progress import progress


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON: everything that is recorded.")
@output_option
@store_option
def log(as_json: bool, output: Path | None, store: Path | str) -> None:
    """List the loads since the store was built, the latest first."""
    from kg.claims import history

    loads = history.log(open_store(store))
    with text_output(output, for_people=not as_json) as stream:
        if as_json:
            json.dump([load._asdict() for load in loads], stream, ensure_ascii=False, indent=2)
            stream.write("\n")
            return
        for load in loads:
            files = ", ".join(f"{name} ({digest[:8]})" for name, digest in load.files)
            stream.write(
                f"{load.ended[:19]}Z  +{load.facts_added} −{load.facts_removed} facts, "
                f"+{load.claims_added} −{load.claims_removed} claims  {files}\n"
            )
    if not loads:
        say(f"{store}: nothing has been loaded since it was built", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@store_option
def backup(folder: Path, store: Path | str) -> None:
    """Copy the store into a new FOLDER.

    Other processes may keep writing to the store.
    """
    open_store(store).backup(folder)
    say(f"{folder}: written", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@wait_option
@store_option
def restore(folder: Path, wait: float, store: Path | str) -> None:
    """Restore the store from the backup in FOLDER."""
    from kg.store import EmbeddedStore
    from kg.store.remote import RemoteStore

    if isinstance(store, Path):
        EmbeddedStore.restore(store, folder, wait=wait)
    else:
        opened = open_store(store)
        if isinstance(opened, RemoteStore):
            with progress() as show:
                opened.restore(folder, show)
        elif isinstance(opened.location, Path):
            EmbeddedStore.restore(opened.location, folder, wait=wait)
    say(f"{store}: restored from {folder}", err=True)

"""The command kg trust."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command


@click.command(cls=Command)
@click.argument("file", type=click.Path(path_type=Path), default=Path("kg.toml"))
@click.option("--remove", is_flag=True, help="Stop trusting the file.")
@click.option("--list", "as_list", is_flag=True, help="List the trusted files.")
def trust(file: Path, remove: bool, as_list: bool) -> None:
    """Trust a kg.toml outside your own settings folder.

    FILE is ./kg.toml unless you name another. A kg.toml in the current folder may have come
    with a download. Until you trust it, its stores cannot name logins, nor take the names of
    your own stores. A file that changes must be trusted again.
    """
    from kg.cli.output import say
    from kg.errors import in_language
    from kg.store import config
    from kg.store import trust as trusted

    if as_list:
        for name in trusted.files():
            say(name)
        return
    path = file / config.NAME if file.is_dir() else file
    if remove:
        if not trusted.remove(path):
            raise click.UsageError(
                in_language(f"{path} was not trusted", f"{path} no era de confianza")
            )
        say(in_language(f"{path}: no longer trusted", f"{path}: ya no es de confianza"))
        return
    settings = config.File.read(path)
    trusted.add(path, settings.content)
    for name, store in settings.stores.items():
        values = ", ".join(f"{key} = {value!r}" for key, value in store.items())
        say(f"  {name!r}: {values}")
    say(in_language(f"{path}: trusted", f"{path}: es de confianza"))

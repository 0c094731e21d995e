"""The command kg publish."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.bilingual import Command
from kg.cli.options import language_option, open_store, store_option
from kg.cli.output import say
from kg.errors import in_language


@click.command(cls=Command)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--url",
    default="",
    metavar="URL",
    help="Address at which the folder will be served.  [default: the identifier of the dataset]",
)
@click.option("--nanopubs", is_flag=True, help="Also write one nanopublication for each claim.")
@store_option
@language_option
def publish(folder: Path, url: str, nanopubs: bool, store: Path | str, lang: str | None) -> None:
    """Write the graph as one folder for catalogues and archives.

    DIR gets the graph as N-Quads and Turtle, four tables as CSV and Parquet, the questions, and
    what catalogues read: DCAT-AP and VoID, a Frictionless data package, CSVW, RO-Crate, Croissant,
    CITATION.cff, and a hash of each file.  The same graph gives the same folder.  kg build --from
    DIR makes a store of it again.
    """
    from kg.cli.library import library_queries
    from kg.publication.folder import publish as write

    if url and not (url.isascii() and url.startswith(("https://", "http://")) and " " not in url):
        raise click.UsageError(
            in_language(
                f"--url is an address such as https://example.org/helixkg/, not '{url}'",
                f"--url es una dirección como https://example.org/helixkg/, no «{url}»",
            )
        )
    address = f"{url.rstrip('/')}/" if url else ""
    edition = write(open_store(store), folder, library_queries(()), url=address, nanopubs=nanopubs)
    say(
        in_language(
            f"{folder}: edition {edition.version} of {edition.day}, {len(edition.files)} files",
            f"{folder}: edición {edition.version} de {edition.day}, {len(edition.files)} archivos",
        ),
        err=True,
    )

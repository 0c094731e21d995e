"""Bring the catalogue of help up to date: `python -m tests.spanish`.

The entries are taken from the commands themselves and, with Babel, from the source of click. New
ones are added without a translation, for somebody who writes Spanish; those that nothing shows any
more go. Then the .po is compiled. Run it also where git finds a conflict in the .mo.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from kg.errors import DOMAIN, FOLDER
from tests.commands import of_commands

PO = FOLDER / "es" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
#: where the click library shows a wording; entries of other versions of it are kept
CLICK = "click"
#: what the system says of files, which the command line translates
SYSTEM = "system"
KEPT = {CLICK, SYSTEM}


def of_click() -> Iterator[str | tuple[str, ...]]:
    """Yield the entries of the click library; those of a number as a pair."""
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2)}
    for _, _, message, _, _ in extract_from_dir(Path(click.__file__).parent, keywords=keywords):
        yield message


def read() -> Catalog:
    """Return the catalogue as it stands in the .po."""
    with PO.open("rb") as file:
        return read_po(file, locale="es", domain=DOMAIN)


def renewed(old: Catalog) -> Catalog:
    """Return a catalogue with the entries that there are now and the translations so far."""
    new = Catalog(
        locale="es",
        domain=DOMAIN,
        project="HelixKG",
        version="1",
        copyright_holder="The HelixKG developers",
        msgid_bugs_address=" ",
        last_translator="The HelixKG developers",
        language_team="es",
        header_comment=old.header_comment,
        creation_date=old.creation_date,
        revision_date=old.creation_date,
        fuzzy=False,
    )
    for entry in of_commands():
        new.add(entry)
    for click_entry in of_click():
        new.add(click_entry, auto_comments=[CLICK])
    for message in old:
        if message.id and message.id not in new and KEPT.intersection(message.auto_comments):
            new.add(message.id, auto_comments=message.auto_comments)
    for message in new:
        known = old.get(message.id if isinstance(message.id, str) else message.id[0])
        if message.id and known and known.string:
            message.string = known.string
    return new


def untranslated(catalogue: Catalog) -> list[Message]:
    """Return the entries that have no Spanish."""
    return [
        message
        for message in catalogue
        if message.id
        and not all(message.string if isinstance(message.string, tuple) else [message.string])
    ]


def as_po(catalogue: Catalog) -> bytes:
    """Return the text of a catalogue, in one order."""
    text = io.BytesIO()
    write_po(text, catalogue, sort_output=True, width=100, omit_header=False)
    return text.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """Return what Python reads of a catalogue."""
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


if __name__ == "__main__":
    catalogue = renewed(read())
    PO.write_bytes(as_po(catalogue))
    MO.write_bytes(compiled(read()))
    for missing in untranslated(catalogue):
        print(f"no Spanish yet: {missing.id!r}", file=sys.stderr)

"""The catalogue of wordings for what click writes: help, and click's own words.

The msgids are the English texts as they stand in the code; `locale/es/LC_MESSAGES/helixkg.po` has
the Spanish ones. `python -m tests.spanish` brings the catalogue up to date. A text is looked up
when it is shown, so that a command has its help in one place, and no catalogue is read in English.
"""

from __future__ import annotations

import gettext
import inspect
import os
import re
from collections.abc import Iterator, Sequence
from typing import Final

from kg.errors import DOMAIN, FOLDER, set_language, translated, user_language

_LANGUAGES: Final = ("es", "en")
_AS_IT_STANDS: Final = "\b\n"  # click's mark for a paragraph that is not to be wrapped
_CAPITALS: Final = re.compile(r"[A-Z]{2,}(?: RANGE)?")


def speak(language: str | None) -> None:
    """Set the language of all that is said, click's words included.

    Args:
        language: `es` or `en`; None leaves it to KG_LANG or the locale.
    """
    set_language(language)
    # The click library asks Python's gettext, which knows the language from this variable only.
    os.environ["LANGUAGE"] = user_language()
    gettext.bindtextdomain(DOMAIN, FOLDER)
    gettext.textdomain(DOMAIN)


def asked_for(arguments: Sequence[str]) -> str | None:
    """Return the language that --lang of a command line asks for, None where it has none.

    It is looked for before anything is parsed, because `--help` or an error may come first.
    """
    language = None
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == "--lang":
            language = value if equals else "".join(arguments[number + 1 : number + 2])
    return language if language in _LANGUAGES else None


def paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a help text: click's mark or nothing, and the entry of the catalogue.

    Where the lines of a paragraph break in the code makes no difference.
    """
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith(_AS_IT_STANDS):
            yield _AS_IT_STANDS, paragraph.removeprefix(_AS_IT_STANDS).strip("\n")
        else:
            yield "", " ".join(paragraph.split())


def translated_help(text: str) -> str:
    """Return a help text in the language of the user."""
    if user_language() != "es":
        return text
    return "\n\n".join(mark + translated(entry) for mark, entry in paragraphs(text))


def translated_metavar(text: str) -> str:
    """Return what stands for a value, such as FILE or [DATA], in the language of the user."""
    if user_language() != "es":
        return text
    whole = translated(text)
    if whole != text:
        return whole
    return _CAPITALS.sub(lambda part: translated(part.group()), text)


def parts_of_metavar(text: str) -> list[str]:
    """Return the entries of the catalogue for what stands for a value: its words in capitals."""
    return _CAPITALS.findall(text)

"""The columns of the code lists, and of the table that has their titles."""

from __future__ import annotations

from typing import Final

_LABELS: Final = ("en", "es", "fr")
_DEFINITIONS: Final = ("definition_en", "definition_es")
_CLASSIFICATIONS: Final = ("nace2", "naics2022", "seeds")

#: the columns that a code list must have
REQUIRED: Final = ("code", "broader", *_LABELS, *_CLASSIFICATIONS)
#: those that it may have
OPTIONAL: Final = (
    *_DEFINITIONS,
    "scope_en",
    "scope_es",
    "related",
    "exact_match",
    "close_match",
    "related_match",
    "nace21_close",
    "nace21_broad",
    "replaced_by",
)
#: all of them, as they stand in a file
COLUMNS: Final = ("code", "broader", *_LABELS, *OPTIONAL, *_CLASSIFICATIONS)

#: the columns that the table of titles must have
TITLES_REQUIRED: Final = ("code", *_LABELS)
#: those that it may have
TITLES_OPTIONAL: Final = (*_DEFINITIONS, "version", "license", "history_en", "history_es")
#: all of them, as they stand in a file
TITLES: Final = (*TITLES_REQUIRED, *TITLES_OPTIONAL)

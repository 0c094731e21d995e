"""References to documents, as text."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.claims.references import FORMS, Reference, access
from kg.errors import UsageError, in_language

if TYPE_CHECKING:
    from kg.store import Store


def cited(references: Sequence[Reference], store: Store, form: str, lang: str | None) -> str:
    """Return references in a form: `apa`, `bibtex` or `csl-json`.

    Args:
        references: What is cited.
        store: The graph, whose version they name.
        form: The form.
        lang: The language of their words; None is Spanish.

    Raises:
        UsageError: The form is unknown.
    """
    if form not in FORMS:
        raise UsageError(
            in_language(
                f"form is one of {', '.join(FORMS)}, not '{form}'",
                f"form es uno de {', '.join(FORMS)}, no '{form}'",
            )
        )
    return FORMS[form](references, access(store, datetime.date.today()), lang or "es").rstrip("\n")

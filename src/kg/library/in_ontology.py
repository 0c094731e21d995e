"""Which terms of the ontology each question uses, for the pages of the ontology."""

from __future__ import annotations

from functools import cache

from kg.files import content
from kg.library.catalogue import read
from kg.ontology.queries import Question, terms_of


@cache
def questions() -> tuple[Question, ...]:
    """Return the project's questions with the terms that they name, but for the checks.

    Raises:
        ContentError: The questions that come with the package are missing, or one is faulty.
    """
    return tuple(
        Question(query.name, query.summary_en, query.summary_es, terms_of(query.source))
        for query in read(content.folder("queries")).values()
        if query.group != "checks"
    )

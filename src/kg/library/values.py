"""The values that a parameter of a query may take in a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError, in_language
from kg.library.binding import expected
from kg.library.parameters import Parameter
from kg.model import Solutions, text
from kg.names.kinds import class_of
from kg.names.listing import things_of
from kg.rdf.iris import local_name
from kg.rdf.namespaces import VOC

if TYPE_CHECKING:
    from kg.store.base import Store


def values_of(parameter: Parameter, store: Store, language: str) -> Solutions:
    """Return the values and names of what a parameter may take, by name.

    Args:
        parameter: Of a kind of entity, or of codes of a scheme.
        store: Where they are.
        language: Of the names.

    Raises:
        UsageError: It takes a text, a date or an entity of any kind, which cannot be listed.
    """
    kind = parameter.kind
    if kind is None:
        expectation = expected(parameter)
        raise UsageError(
            in_language(
                f"{parameter.name} takes {expectation}; kg search finds entities",
                f"{parameter.name} toma {expectation}; kg search busca entidades",
            )
        )
    iri = VOC + kind.removeprefix("concept:") if kind.startswith("concept:") else class_of(kind)
    rows = (
        (text(local_name(thing.value)), text(name))
        for thing, name in things_of(iri, store, language)
    )
    return Solutions(("value", "name"), rows)

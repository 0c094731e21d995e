"""The JSON-LD context of the terms: short names for the classes and properties of the profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kg.ontology.profile import Use, classes
from kg.ontology.terms import Terms
from kg.rdf.iris import local_name, shorten
from kg.rdf.namespaces import PREFIXES, RDF_LANGSTRING, XSD_STRING


def context(uses: Sequence[Use], terms: Terms) -> dict[str, Any]:
    """Return the context as JSON has it: {"@context": {…}}.

    A term's short name is the last part of its IRI, or its CURIE where two would share it. A
    property of texts with language has a map of languages, one of things or codes their IRIs,
    one of a single datatype that datatype; of dates each value says which it is.
    """
    names: dict[str, list[str]] = {}
    properties = list(dict.fromkeys(use.property for use in uses))
    for iri in [*classes(uses), *_subclasses(uses, terms), *properties]:
        known = names.setdefault(local_name(iri), [])
        if iri not in known:
            known.append(iri)
    entries: dict[str, Any] = {**PREFIXES, "id": "@id", "type": "@type"}
    for name, iris in sorted(names.items()):
        for iri in iris:
            is_free = len(iris) == 1 and name not in entries
            entries[name if is_free else shorten(iri)] = _entry(iri, uses)
    return {"@context": entries}


def _subclasses(uses: Sequence[Use], terms: Terms) -> list[str]:
    return sorted(
        {below for cls in classes(uses) for below in terms.subclasses(cls)} - set(classes(uses))
    )


def _entry(iri: str, uses: Sequence[Use]) -> str | dict[str, str]:
    """Return what the context says of a term."""
    rows = [use for use in uses if use.property == iri]
    if not rows:
        return shorten(iri)
    entry = {"@id": shorten(iri)}
    datatypes = {datatype for use in rows for datatype in use.values.datatypes}
    if all(use.values.classes or use.values.scheme for use in rows):
        entry["@type"] = "@id"
    elif datatypes == {RDF_LANGSTRING}:
        entry["@container"] = "@language"
    elif len(datatypes) == 1 and XSD_STRING not in datatypes:
        entry["@type"] = shorten(datatypes.pop())
    return entry

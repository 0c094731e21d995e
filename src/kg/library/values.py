"""The values that a parameter of a query may take in a store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError, in_language
from kg.library.binding import expected
from kg.library.parameters import Parameter
from kg.model import Iri, Literal, Solutions
from kg.names.kinds import class_of
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, PREF_LABEL, SKOS, VOC
from kg.sparql import functions

if TYPE_CHECKING:
    from kg.store.base import Store

_CODES = f"""
SELECT (hxf:localName(?thing) AS ?value) (hxf:label(?label) AS ?name)
WHERE {{ ?thing <{SKOS}inScheme> ?scheme ; <{PREF_LABEL}> ?label }}
GROUP BY ?thing ORDER BY ?name ?value"""
_ENTITIES = f"""
SELECT (hxf:localName(?thing) AS ?value) (hxf:label(?label) AS ?name)
WHERE {{
  {{ ?thing a ?class ; <{PREF_LABEL}> ?label }}
  UNION {{ GRAPH <{CATALOGUE_GRAPH}> {{ ?thing a ?class ; <{DCT}title> ?label }} }}
}}
GROUP BY ?thing ORDER BY ?name ?value"""


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
        what = expected(parameter)
        raise UsageError(
            in_language(
                f"{parameter.name} takes {what}; kg search finds entities",
                f"{parameter.name} toma un valor de tipo {parameter.type}; kg search busca "
                "entidades",
            )
        )
    scheme = kind.removeprefix("concept:")
    text, wanted = (
        (_CODES, {"scheme": Iri(VOC + scheme)})
        if kind.startswith("concept:")
        else (_ENTITIES, {"class": Iri(class_of(kind))})
    )
    declared = {functions.PREFIX: functions.NAMESPACE}
    query = functions.expand(text, declared=declared, language="?lang")
    return store.select(query, {**wanted, "lang": Literal(language)})

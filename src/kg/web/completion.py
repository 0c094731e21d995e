"""What the editor of queries completes: prefixes, classes and properties, in the form of Yasqe."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from kg.ontology import terms
from kg.rdf.namespaces import PREFIXES
from kg.sparql import functions


def completion(request: Request) -> JSONResponse:
    """Return the terms that the ontology declares, and the prefixes that queries here know."""
    declared = terms.declared()
    prefixes = {**PREFIXES, functions.PREFIX: functions.NAMESPACE}
    return JSONResponse(
        {
            "prefixes": [f"{prefix}: <{namespace}>" for prefix, namespace in prefixes.items()],
            "class": sorted(iri for iri, term in declared.items() if term.is_class),
            "property": sorted(iri for iri, term in declared.items() if term.is_property),
        }
    )

"""Where things are on this server: the path of an IRI, the IRI of a path.

An IRI of the project keeps its path, so that a server at its host answers it: that of
`https://w3id.org/helixkg/id/claut` is `/id/claut`.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

from kg.claims.profile import NARY_NODES
from kg.rdf.namespaces import BASE, ID, SOURCE, VOC

#: how IRIs begin that have pages: entities, concepts, documents, figures and the like
WITH_PAGES: Final = (ID, VOC, SOURCE, *NARY_NODES)


def path_of(iri: str) -> str:
    """Return the path of the page about an IRI, empty where there is none."""
    if not iri.startswith(WITH_PAGES):
        return ""
    return "/" + quote(iri.removeprefix(BASE), safe="/~@:!$&'()*+,;=-._")


def iri_of(path: str) -> str:
    """Return the IRI that a path of this server is about."""
    return BASE + unquote(path.removeprefix("/"))

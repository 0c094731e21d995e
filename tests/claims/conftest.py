"""A store with a few claims, facts and descriptions of evidence."""

from __future__ import annotations

import pytest

from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore

GRAPH = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix qb: <http://purl.org/linked-data/cube#> .
@prefix src: <https://w3id.org/helixkg/source/> .
@prefix hxr: <https://w3id.org/helixkg/> .
id:claut a hx:Cluster ; skos:prefLabel "Clúster"@es ; skos:altLabel "Cluster"@en ;
  hx:acronym "CLAUT" ; hx:locatedIn id:leon .
<https://w3id.org/helixkg/membership/m1> a org:Membership ; org:organization id:claut ;
  org:member id:amia ; qb:dataSet id:set .
<https://w3id.org/helixkg/voc/sector/auto> skos:related id:claut .
id:amia hx:partner id:claut ; hx:locatedIn id:leon .
<http://elsewhere/x> hx:partner id:claut .
<https://w3id.org/helixkg/graph/registry> {
  id:claut a hx:Cluster ; skos:prefLabel "Clúster"@es .
}
<https://w3id.org/helixkg/evidence/001/p-1> {
  id:claut hx:locatedIn id:leon ; hx:acronym "CLAUT" .
  id:amia hx:partner id:claut .
}
<https://w3id.org/helixkg/evidence/002/p-9--inferred> {
  id:claut hx:locatedIn id:leon , id:jalisco ; hx:acronym "CLT" .
}
<https://w3id.org/helixkg/evidence/003/p-7> { id:claut hx:locatedIn id:puebla . }
<https://w3id.org/helixkg/graph/catalogue> {
  <https://w3id.org/helixkg/evidence/001/p-1> dct:source src:001 ; hx:locator "p. 1" ;
    hx:certainty <https://w3id.org/helixkg/voc/certainty/explicit> .
  <https://w3id.org/helixkg/evidence/002/p-9--inferred> dct:source src:002 ; hx:locator "p. 9" ;
    hx:certainty <https://w3id.org/helixkg/voc/certainty/inferred> .
  <https://w3id.org/helixkg/evidence/004/p-1> hx:locator "no source" .
  <https://w3id.org/helixkg/evidence/005/p-1> dct:source src:005 .
  src:001 dct:title "First report" .
  src:002 dct:title "Second report" .
}
"""


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The graph above, in memory."""
    path = tmp_path_factory.mktemp("claims") / "graph.trig"
    path.write_text(GRAPH, "utf-8")
    loaded = EmbeddedStore.in_memory()
    loaded.replace(located.quad for located in read_rdf(path, path.name))
    return loaded

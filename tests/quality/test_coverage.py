"""What the facts rest on, and what entities lack."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.quality.coverage import measure_coverage
from kg.rdf.namespaces import ID
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore

GRAPH = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix src: <https://w3id.org/helixkg/source/> .
id:full a hx:Cluster ; skos:prefLabel "Todo"@es , "All"@en ; hx:locatedIn id:leon ;
  hx:sector <http://e/auto> ; hx:helix <http://e/industry> .
id:bare a hx:Cluster .
id:firm a hx:Company ; skos:prefLabel "Firma"@mul .
id:leon a hx:State ; skos:prefLabel "León"@es ; <https://schema.org/sameAs>
  <http://www.wikidata.org/entity/Q1> , <https://ror.org/03ayjn504> .
<http://elsewhere/x> a hx:Cluster .
<https://w3id.org/helixkg/evidence/001/p-1> { id:full hx:locatedIn id:leon . }
<https://w3id.org/helixkg/evidence/001/p-2> {
  id:full hx:locatedIn id:leon ; hx:sector <http://e/auto> .
}
<https://w3id.org/helixkg/evidence/002/p-1> {
  id:full hx:sector <http://e/auto> ; hx:helix <http://e/industry> , <http://e/rejected> .
}
<https://w3id.org/helixkg/evidence/003/p-1> { id:full hx:helix <http://e/industry> . }
<https://w3id.org/helixkg/graph/catalogue> {
  src:001 hx:sourceType <https://w3id.org/helixkg/voc/source-type/dataset> .
  src:002 hx:sourceType <https://w3id.org/helixkg/voc/source-type/promotional-book> .
  src:003 hx:sourceType <https://w3id.org/helixkg/voc/source-type/opinion-post> .
}
"""


@pytest.fixture
def store(tmp_path: Path) -> EmbeddedStore:
    """The graph above, in memory."""
    path = tmp_path / "graph.trig"
    path.write_text(GRAPH, "utf-8")
    loaded = EmbeddedStore.in_memory()
    loaded.replace(located.quad for located in read_rdf(path, path.name))
    return loaded


def test_facts_are_counted_by_the_documents_that_state_them(store: EmbeddedStore) -> None:
    """locatedIn: 001 twice; sector: 001 and 002; helix: 002 and 003, both promotional."""
    counts = measure_coverage(store)
    assert (counts.facts, counts.single_source, counts.promotional_only) == (3, 1, 1)


def test_what_entities_lack_is_listed_by_gap(store: EmbeddedStore) -> None:
    missing = {
        gap: [iri.removeprefix(ID) for iri in entities]
        for gap, entities in measure_coverage(store).missing.items()
    }
    assert missing == {
        "place": ["bare"],
        "sector": ["bare"],
        "helix": ["bare", "firm"],
        "wikidata": ["bare", "firm", "full"],
        "ror": ["firm"],
        "geonames": ["leon"],
        "eu-country": [],
        "label-es": ["bare"],
        "label-en": ["bare", "leon"],
    }
    assert list(missing) == [
        *("place", "sector", "helix"),
        *("wikidata", "ror", "geonames", "eu-country"),
        *("label-es", "label-en"),
    ]


def test_an_empty_store_has_no_facts_and_no_gaps() -> None:
    counts = measure_coverage(EmbeddedStore.in_memory())
    assert (counts.facts, counts.single_source, counts.promotional_only) == (0, 0, 0)
    assert not any(counts.missing.values())

"""A code list becomes a concept scheme."""

from __future__ import annotations

from kg.claims.vocabulary import describe
from kg.rdf.namespaces import VOCABULARY_GRAPH
from tests.claims.rows import row, shown


def test_a_code_list_is_a_scheme_of_concepts() -> None:
    first = row(code="auto", en="Cars", es="Autos", fr="Voitures", nace2="29; C29.1 30")
    second = row(code="parts", en="Parts", broader="auto", naics2022="3363")
    statements = list(describe("sector", {"en": "Sector", "es": "Sector"}, [first, second]))
    assert shown(statements[:10], first) == [
        "voc:sector rdf:type skos:ConceptScheme @code",
        'voc:sector skos:prefLabel "Sector"@en @code',
        'voc:sector skos:prefLabel "Sector"@es @code',
        "voc:sector/auto rdf:type skos:Concept @code",
        "voc:sector/auto skos:inScheme voc:sector @code",
        'voc:sector/auto skos:prefLabel "Cars"@en @en',
        'voc:sector/auto skos:prefLabel "Autos"@es @es',
        'voc:sector/auto skos:prefLabel "Voitures"@fr @fr',
        "voc:sector/auto skos:topConceptOf voc:sector @code",
        'voc:sector/auto skos:notation "29"^^hx:nace2 @nace2',
    ]
    assert shown(statements[10:12]) == [
        'voc:sector/auto skos:notation "C29.1"^^hx:nace2',
        'voc:sector/auto skos:notation "30"^^hx:nace2',
    ]
    assert shown(statements[12:], second) == [
        "voc:sector/parts rdf:type skos:Concept @code",
        "voc:sector/parts skos:inScheme voc:sector @code",
        'voc:sector/parts skos:prefLabel "Parts"@en @en',
        "voc:sector/parts skos:broader voc:sector/auto @broader",
        'voc:sector/parts skos:notation "3363"^^hx:naics2022 @naics2022',
    ]
    assert {str(quad.graph) for quad, _ in statements} == {VOCABULARY_GRAPH}


def test_a_role_is_a_role_of_the_organization_ontology_too() -> None:
    member = row(code="member")
    statements = shown(describe("role", {}, [member]), member)
    assert "voc:role/member rdf:type org:Role @code" in statements
    assert not any("org:Role" in s for s in shown(describe("roles", {}, [row(code="member")])))


def test_an_empty_list_is_no_scheme() -> None:
    assert list(describe("sector", {"en": "Sector"}, [])) == []

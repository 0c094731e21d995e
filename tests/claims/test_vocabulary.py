"""A code list becomes a concept scheme."""

from __future__ import annotations

from kg.claims.vocabulary import describe
from kg.rdf.namespaces import VOCABULARY_GRAPH
from tests.claims.rows import row, shown


def test_a_code_list_is_a_scheme_of_concepts() -> None:
    title = row(code="sector", en="Sector", es="Sector")
    first = row(code="auto", en="Cars", es="Autos", fr="Voitures", nace2="29; C29.1 30")
    second = row(code="parts", en="Parts", broader="auto", naics2022="3363")
    statements = list(describe(title, [first, second]))
    assert shown(statements[:3], title) == [
        "voc:sector rdf:type skos:ConceptScheme @code",
        'voc:sector skos:prefLabel "Sector"@en @en',
        'voc:sector skos:prefLabel "Sector"@es @es',
    ]
    assert shown(statements[3:10], first) == [
        "voc:sector/auto rdf:type skos:Concept @code",
        "voc:sector/auto skos:inScheme voc:sector @code",
        'voc:sector/auto skos:prefLabel "Cars"@en @en',
        'voc:sector/auto skos:prefLabel "Autos"@es @es',
        'voc:sector/auto skos:prefLabel "Voitures"@fr @fr',
        "voc:sector/auto skos:topConceptOf voc:sector @code",
        'voc:sector/auto hx:classificationCode "29"^^hx:nace2 @nace2',
    ]
    assert shown(statements[10:13]) == [
        'voc:sector/auto hx:classificationCode "C29.1"^^hx:nace2',
        'voc:sector/auto hx:classificationCode "30"^^hx:nace2',
        "voc:sector skos:hasTopConcept voc:sector/auto",
    ]
    assert shown(statements[13:], second) == [
        "voc:sector/parts rdf:type skos:Concept @code",
        "voc:sector/parts skos:inScheme voc:sector @code",
        'voc:sector/parts skos:prefLabel "Parts"@en @en',
        "voc:sector/parts skos:broader voc:sector/auto @broader",
        "voc:sector/auto skos:narrower voc:sector/parts @broader",
        'voc:sector/parts hx:classificationCode "3363"^^hx:naics2022 @naics2022',
    ]
    assert {str(quad.graph) for quad, _ in statements} == {VOCABULARY_GRAPH}


def test_what_documents_a_list_and_its_codes() -> None:
    title = row(
        code="status",
        definition_en="Where it stands.",
        version="0.2.0",
        license="https://example.org/licence",
        history_es="Dividida.",
    )
    code = row(
        code="active",
        definition_es="En marcha.",
        scope_en="Not of laws.",
        related="in-force",
        close_match="phase/now",
        exact_match="a/b; c/d",
    )
    statements = list(describe(title, [code]))
    assert shown(statements[1:5], title) == [
        'voc:status skos:definition "Where it stands."@en @definition_en',
        'voc:status skos:historyNote "Dividida."@es @history_es',
        'voc:status owl:versionInfo "0.2.0" @version',
        "voc:status dct:license https://example.org/licence @license",
    ]
    assert shown(statements[7:-1], code) == [
        'voc:status/active skos:definition "En marcha."@es @definition_es',
        'voc:status/active skos:scopeNote "Not of laws."@en @scope_en',
        "voc:status/active skos:topConceptOf voc:status @code",
        "voc:status/active skos:related voc:status/in-force @related",
        "voc:status/in-force skos:related voc:status/active @related",
        "voc:status/active skos:exactMatch voc:a/b @exact_match",
        "voc:a/b skos:exactMatch voc:status/active @exact_match",
        "voc:status/active skos:exactMatch voc:c/d @exact_match",
        "voc:c/d skos:exactMatch voc:status/active @exact_match",
        "voc:status/active skos:closeMatch voc:phase/now @close_match",
        "voc:phase/now skos:closeMatch voc:status/active @close_match",
    ]


def test_a_code_leads_to_the_class_of_nace_that_is_published() -> None:
    title, code = row(code="sector"), row(code="solar", nace21_close="35.12", nace21_broad="D 35")
    assert shown(list(describe(title, [code]))[-4:-1], code) == [
        "voc:sector/solar skos:closeMatch http://data.europa.eu/ux2/nace2.1/3512 @nace21_close",
        "voc:sector/solar skos:broadMatch http://data.europa.eu/ux2/nace2.1/D @nace21_broad",
        "voc:sector/solar skos:broadMatch http://data.europa.eu/ux2/nace2.1/35 @nace21_broad",
    ]


def test_a_code_that_was_replaced_stays_and_is_no_top_concept() -> None:
    title, old = row(code="status"), row(code="proposed", replaced_by="realisation/proposed")
    statements = shown(describe(title, [old]))
    assert statements[-2:] == [
        'voc:status/proposed owl:deprecated "true"^^xsd:boolean',
        "voc:status/proposed dct:isReplacedBy voc:realisation/proposed",
    ]
    assert not any("opConcept" in statement for statement in statements)


def test_a_role_is_a_role_of_the_organization_ontology_too() -> None:
    member = row(code="member")
    statements = shown(describe(row(code="role"), [member]), member)
    assert "voc:role/member rdf:type org:Role @code" in statements
    others = shown(describe(row(code="roles"), [row(code="member")]))
    assert not any("org:Role" in statement for statement in others)


def test_an_empty_list_is_no_scheme() -> None:
    assert list(describe(row(code="sector", en="Sector"), [])) == []

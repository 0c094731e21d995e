"""A row of registry.csv becomes the description of an entity."""

from __future__ import annotations

from kg.claims.registry import complete_nodes, declare_datasets, describe
from kg.model import Iri, Located, Position, Quad, text
from kg.rdf.namespaces import BASE, HX, QB, RDF_TYPE, REGISTRY_GRAPH
from tests.claims.rows import row, shown


def test_an_entity_has_its_class_names_and_codes() -> None:
    entity = row(
        id="nuevo-leon",
        kind="State",
        name_es="Nuevo León",
        name_en="New Leon",
        name_fr="Nouveau-Léon",
        name_mul="NL",
        helix="government",
        level="subnational",
        iso="MX-NLE",
        parent="mexico",
    )
    statements = list(describe([entity]))
    assert shown(statements, entity) == [
        "id:nuevo-leon rdf:type hx:State @kind",
        'id:nuevo-leon skos:prefLabel "Nuevo León"@es @name_es',
        'id:nuevo-leon skos:prefLabel "New Leon"@en @name_en',
        'id:nuevo-leon skos:prefLabel "Nouveau-Léon"@fr @name_fr',
        'id:nuevo-leon skos:prefLabel "NL"@mul @name_mul',
        "id:nuevo-leon hx:helix voc:helix/government @helix",
        "id:nuevo-leon hx:governmentLevel voc:government-level/subnational @level",
        'id:nuevo-leon skos:notation "MX-NLE"^^hx:iso3166-2 @iso',
        "id:nuevo-leon hx:partOfArea id:mexico @parent",
    ]
    assert {str(quad.graph) for quad, _ in statements} == {REGISTRY_GRAPH}


def test_the_code_of_a_country_has_a_datatype_of_its_own() -> None:
    (_, code) = describe([row(id="mexico", kind="Country", iso="MX")])
    assert shown([code]) == ['id:mexico skos:notation "MX"^^hx:iso3166-1-alpha2']


def test_ids_of_other_data_sets_become_their_iris() -> None:
    ids = {"wikidata": "Q96", "ror": "03ayjn504", "geonames": "3996063", "eu_country": "MEX"}
    same = shown(list(describe([row(id="mexico", kind="Country", **ids)]))[1:])
    assert [statement.removeprefix("id:mexico schema:sameAs ") for statement in same] == [
        "http://www.wikidata.org/entity/Q96",
        "https://ror.org/03ayjn504",
        "https://sws.geonames.org/3996063/",
        "http://publications.europa.eu/resource/authority/country/MEX",
    ]
    (_, broken) = describe([row(id="mexico", kind="Country", wikidata="Q 9>6")])
    assert shown([broken]) == [
        "id:mexico schema:sameAs http://www.wikidata.org/entity/Q%209%3E6"  # C64 refuses it
    ]


def test_empty_cells_state_nothing() -> None:
    assert shown(describe([row(id="a", kind="Cluster")])) == ["id:a rdf:type hx:Cluster"]


def test_a_replaced_entity_is_only_a_reference() -> None:
    replaced = row(id="old", kind="Cluster", name_es="Viejo", replaced_by="new")
    other = row(id="new", kind="Cluster")
    assert shown(describe([replaced, other]), replaced) == [
        "id:old dct:isReplacedBy id:new @replaced_by",
        "id:new rdf:type hx:Cluster @kind",
    ]


def test_only_nodes_that_are_facts_are_completed_and_once() -> None:
    def default(node: str, line: int) -> Located:
        quad = Quad(Iri(node), Iri(HX + "occurrence"), text("1"), Iri(REGISTRY_GRAPH))
        return Located(quad, Position("observations.csv", line, 4))

    first, again, rejected = (
        default("http://e/a", 2),
        default("http://e/a", 3),
        default("http://e/b", 4),
    )
    facts = [
        Quad(Iri("http://e/a"), Iri(RDF_TYPE), Iri(QB + "Observation")),
        Quad(Iri("http://e/b"), Iri(HX + "rawValue"), text("7")),
    ]
    assert list(complete_nodes([first, again, rejected], facts)) == [first]


def test_each_data_set_is_described_once_where_it_is_first_named() -> None:
    def claim(name: str, line: int, property_: str = QB + "dataSet") -> Located:
        quad = Quad(Iri(f"http://e/o{line}"), Iri(property_), Iri(f"{BASE}dataset/{name}"))
        return Located(quad, Position("observations.csv", line, 4))

    claims = [
        claim("002-b-flow", 2),
        claim("001-area", 3),
        claim("002-b-flow", 4),
        claim("c", 5, "http://e/p"),
        Located(Quad(Iri("http://e/o"), Iri("http://e/p"), text("x")), Position("o.csv", 6)),
    ]
    declared = list(declare_datasets(claims))
    assert shown(declared) == [
        "kg:dataset/001-area rdf:type qb:DataSet",
        "kg:dataset/001-area qb:structure hx:dsdArea",
        "kg:dataset/001-area dct:source src:001",
        "kg:dataset/002-b-flow rdf:type qb:DataSet",
        "kg:dataset/002-b-flow qb:structure hx:dsdFlow",
        "kg:dataset/002-b-flow dct:source src:002-b",
    ]
    assert [position.line for _, position in declared] == [3, 3, 3, 2, 2, 2]
    assert {str(quad.graph) for quad, _ in declared} == {REGISTRY_GRAPH}

"""The network that `project` reads from the facts."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kg.model import BNode, Iri, Literal, Quad, Term, text
from kg.network import Edge, Network, Node, project
from kg.rdf.namespaces import (
    EVIDENCE,
    HX,
    ID,
    M8G,
    ONTOLOGY_GRAPH,
    ORG,
    PREF_LABEL,
    RDF_TYPE,
    RDFS,
    SCHEMA,
    VOC,
    XSD,
)
from kg.store import EmbeddedStore

TABLE = EVIDENCE + "001/annex-table-6"
OTHER_PAGE = EVIDENCE + "001/s3-1"
SECOND = EVIDENCE + "003/s1-2"


def fact(subject: str, predicate: str, value: Term | str) -> Quad:
    """Return a quad of the facts; `value` as text is an entity."""
    term = Iri(ID + value) if isinstance(value, str) else value
    return Quad(Iri(ID + subject), Iri(predicate), term)


def claimed(quad: Quad, *graphs: str) -> list[Quad]:
    """Return the fact and the same triple in each evidence graph."""
    return [quad, *(quad._replace(graph=Iri(graph)) for graph in graphs)]


def entity(slug: str, kind: str = HX + "Cluster", **labels: str) -> list[Quad]:
    """Return the facts that make an entity; labels by language."""
    return [
        fact(slug, RDF_TYPE, Iri(kind)),
        *(fact(slug, PREF_LABEL, text(label, language)) for language, label in labels.items()),
    ]


def nary(path: str, kind: str, properties: dict[str, Term], *graphs: str) -> list[Quad]:
    """Return the facts and claims of an n-ary node."""
    node = Iri("https://w3id.org/helixkg/" + path)
    quads = [Quad(node, Iri(RDF_TYPE), Iri(kind))]
    quads += [Quad(node, Iri(name), value) for name, value in properties.items()]
    return [copy for quad in quads for copy in claimed(quad, *graphs)]


def network(*groups: Iterable[Quad], language: str = "es") -> Network:
    """Return the projection of a store that holds these quads."""
    store = EmbeddedStore.in_memory()
    store.commit(add=[quad for group in groups for quad in group])
    return project(store, language=language)


def node(within: Network, slug: str) -> Node:
    """Return the node with this id."""
    return next(node for node in within.nodes if node.id == slug)


PLACES = [
    *entity("mexico", HX + "Country"),
    *entity("canada", HX + "Country"),
    *entity("nuevo-leon", HX + "State"),
    *entity("monterrey", HX + "Area"),
    fact("nuevo-leon", HX + "partOfArea", "mexico"),
    fact("monterrey", HX + "partOfArea", "nuevo-leon"),
]


def test_a_node_has_all_its_columns() -> None:
    projected = network(
        PLACES,
        entity("claut", es="Clúster Automotriz"),
        [
            fact("claut", HX + "helix", Iri(VOC + "helix/intermediary")),
            fact("claut", HX + "status", Iri(VOC + "status/active")),
            fact("claut", HX + "sector", Iri(VOC + "sector/it")),
            fact("claut", HX + "sector", Iri(VOC + "sector/automotive")),
            fact("claut", HX + "locatedIn", "monterrey"),
        ],
    )
    assert node(projected, "claut") == Node(
        id="claut",
        iri=ID + "claut",
        label="Clúster Automotriz",
        kind="Cluster",
        helix="intermediary",
        country=("mexico",),
        state=("nuevo-leon",),
        sector=("automotive", "it"),
        status="active",
        area=("monterrey",),
    )


def test_a_node_has_its_technologies_and_its_dates() -> None:
    def dated(slug: str, **dates: str) -> list[Quad]:
        names = {"signedOn": HX, "inForceFrom": HX}
        return [
            *entity(slug, HX + "Agreement"),
            *(
                fact(slug, names.get(name, SCHEMA) + name, Literal(value, XSD + "gYear"))
                for name, value in dates.items()
            ),
        ]

    projected = network(
        dated("nafta", signedOn="1992", inForceFrom="1994", endDate="2020"),
        dated("promexico", foundingDate="2007", dissolutionDate="2019"),
        dated("later", startDate="2014"),
        [fact("later", HX + "technology", Iri(VOC + "technology/robotics"))],
    )
    dates = {
        name: (node(projected, name).start, node(projected, name).end)
        for name in ("nafta", "later")
    }
    assert dates == {"nafta": ("1992", "2020"), "later": ("2014", "")}
    assert node(projected, "promexico").end == "2019"
    assert node(projected, "later").technology == ("robotics",)


def test_a_participation_has_the_dates_of_what_is_taken_part_in() -> None:
    projected = network(
        entity("claut"),
        entity("fair", SCHEMA + "Event"),
        [fact("fair", SCHEMA + "startDate", Literal("2016-05", XSD + "gYearMonth"))],
        nary(
            "participation/1",
            HX + "Participation",
            {HX + "participant": Iri(ID + "claut"), HX + "participatesIn": Iri(ID + "fair")},
            TABLE,
        ),
    )
    (edge,) = projected.edges
    assert (edge.start, edge.end, edge.dated_by) == ("2016-05", "2016-05", "fair")


@pytest.mark.parametrize(
    ("labels", "language", "expected"),
    [
        ({"es": "Uno", "en": "One"}, "es", "Uno"),
        ({"es": "Uno", "en": "One"}, "en", "One"),
        ({"es": "Uno", "en": "One"}, "EN", "One"),
        ({"es": "Uno", "en": "One"}, "fr", "Uno"),
        ({"en": "One", "fr": "Un"}, "es", "One"),
        ({"fr": "Un", "mul": "1"}, "es", "Un"),
        ({"mul": "1"}, "es", "1"),
        ({"de": "Eins"}, "es", "Eins"),
        ({"es": "  ", "en": "One"}, "es", "One"),
        ({"es": " "}, "es", "thing"),
        ({}, "es", "thing"),
    ],
)
def test_the_label_is_in_the_language_or_the_nearest_and_never_empty(
    labels: dict[str, str], language: str, expected: str
) -> None:
    projected = network(entity("thing", **labels), language=language)
    assert [node.label for node in projected.nodes] == [expected]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (HX + "Cluster", "Cluster"),
        (M8G + "PublicOrganisation", "PublicOrganisation"),
        (SCHEMA + "Event", "Event"),
        (ORG + "Organization", "Organization"),
    ],
)
def test_the_kind_is_the_local_name_of_the_class(kind: str, expected: str) -> None:
    assert network(entity("thing", kind)).nodes[0].kind == expected


def test_of_several_classes_the_narrowest_is_the_kind() -> None:
    subclass = Quad(
        Iri(HX + "State"), Iri(RDFS + "subClassOf"), Iri(HX + "Area"), Iri(ONTOLOGY_GRAPH)
    )
    projected = network(entity("jalisco", HX + "Area"), entity("jalisco", HX + "State"), [subclass])
    assert projected.nodes[0].kind == "State"


def test_helixkgs_own_class_goes_before_a_foreign_one() -> None:
    projected = network(entity("thing", ORG + "Organization"), entity("thing", HX + "Company"))
    assert projected.nodes[0].kind == "Company"


@pytest.mark.parametrize(
    ("facts", "country", "state"),
    [
        ([], (), ()),
        ([fact("thing", HX + "locatedIn", "mexico")], ("mexico",), ()),
        ([fact("thing", HX + "locatedIn", "nuevo-leon")], ("mexico",), ("nuevo-leon",)),
        ([fact("thing", HX + "locatedIn", "monterrey")], ("mexico",), ("nuevo-leon",)),
        ([fact("thing", HX + "homeCountry", "canada")], ("canada",), ()),
        (
            [
                fact("thing", HX + "locatedIn", "nuevo-leon"),
                fact("thing", HX + "locatedIn", "canada"),
            ],
            ("canada", "mexico"),
            ("nuevo-leon",),
        ),
        (
            [
                fact("thing", HX + "locatedIn", "nuevo-leon"),
                fact("thing", HX + "homeCountry", "canada"),
            ],
            ("mexico",),
            ("nuevo-leon",),
        ),
    ],
)
def test_country_and_state_follow_the_areas_and_else_the_home_country(
    facts: list[Quad], country: tuple[str, ...], state: tuple[str, ...]
) -> None:
    described = node(network(PLACES, entity("thing"), facts), "thing")
    assert (described.country, described.state) == (country, state)


@pytest.mark.parametrize(
    ("slug", "country", "state"),
    [
        ("mexico", ("mexico",), ()),
        ("nuevo-leon", ("mexico",), ("nuevo-leon",)),
        ("monterrey", ("mexico",), ("nuevo-leon",)),
    ],
)
def test_a_place_is_in_itself(slug: str, country: tuple[str, ...], state: tuple[str, ...]) -> None:
    place = node(network(PLACES), slug)
    assert (place.country, place.state) == (country, state)


def test_areas_that_are_part_of_each_other_end() -> None:
    projected = network(PLACES, [fact("mexico", HX + "partOfArea", "monterrey")])
    assert node(projected, "monterrey").country == ("mexico",)


def test_a_relation_of_two_documents_is_one_edge_that_names_its_evidence() -> None:
    located = claimed(fact("a", HX + "locatedIn", "b"), SECOND, TABLE, OTHER_PAGE)
    assert network(entity("a"), entity("b"), located).edges == (
        Edge(
            id="a|hx:locatedIn|b",
            source="a",
            target="b",
            kind="locatedIn",
            relation="hx:locatedIn",
            evidence=(TABLE, OTHER_PAGE, SECOND),
            sources=2,
            certainty="explicit",
        ),
    )


@pytest.mark.parametrize(
    ("graphs", "certainty", "sources"),
    [
        ([TABLE], "explicit", 1),
        ([TABLE + "--inferred"], "inferred", 1),
        ([TABLE + "--layout-ambiguous"], "layout-ambiguous", 1),
        ([TABLE + "--layout-ambiguous", SECOND + "--inferred"], "inferred", 2),
        ([TABLE + "--inferred", TABLE], "explicit", 1),
        ([SECOND + "--machine-suggested"], "", 0),
        ([TABLE + "--inferred", SECOND + "--machine-suggested"], "inferred", 1),
        ([], "", 0),
    ],
)
def test_an_edge_has_the_certainty_of_its_best_evidence(
    graphs: list[str], certainty: str, sources: int
) -> None:
    located = claimed(fact("a", HX + "locatedIn", "b"), *graphs)
    (edge,) = network(entity("a"), entity("b"), located).edges
    assert (edge.certainty, edge.sources, edge.weight) == (certainty, sources, max(1, sources))


def test_graphs_that_are_no_evidence_are_not_counted() -> None:
    located = claimed(fact("a", HX + "locatedIn", "b"), "https://w3id.org/helixkg/graph/facts")
    (edge,) = network(entity("a"), entity("b"), located).edges
    assert edge.evidence == ()


def test_a_claim_that_is_no_fact_is_no_edge() -> None:
    rejected = fact("a", HX + "locatedIn", "b")._replace(graph=Iri(TABLE))
    assert network(entity("a"), entity("b"), [rejected]).edges == ()


def test_concepts_untyped_things_and_texts_are_neither_nodes_nor_edges() -> None:
    projected = network(
        entity("a"),
        [
            fact("a", HX + "locatedIn", "nothing-known"),
            fact("a", HX + "sector", Iri(VOC + "sector/it")),
            fact("a", SCHEMA + "url", Literal(ID + "a", XSD + "anyURI")),
            fact("a", HX + "acronym", text(ID + "a")),
        ],
    )
    assert [node.id for node in projected.nodes] == ["a"]
    assert projected.edges == ()


MEMBER: dict[str, Term] = {
    ORG + "member": Iri(ID + "a"),
    ORG + "organization": Iri(ID + "b"),
    ORG + "role": Iri(VOC + "role/affiliate-partner"),
    SCHEMA + "startDate": Literal("2016", XSD + "gYear"),
    SCHEMA + "endDate": Literal("2018-05-01", XSD + "date"),
}


@pytest.mark.parametrize(
    ("quads", "expected"),
    [
        (
            nary("membership/a--b--affiliate-partner--2016", ORG + "Membership", MEMBER, TABLE),
            Edge(
                "membership/a--b--affiliate-partner--2016",
                "a",
                "b",
                "affiliate-partner",
                "org:Membership",
                "2016",
                "2018-05-01",
                (TABLE,),
                1,
                "explicit",
            ),
        ),
        (
            nary(
                "participation/a--b--party",
                HX + "Participation",
                {
                    HX + "participant": Iri(ID + "a"),
                    HX + "participatesIn": Iri(ID + "b"),
                    HX + "participationRole": Iri(VOC + "role/party"),
                },
                TABLE + "--inferred",
                SECOND + "--inferred",
            ),
            Edge(
                "participation/a--b--party",
                "a",
                "b",
                "party",
                "hx:Participation",
                "",
                "",
                (TABLE + "--inferred", SECOND + "--inferred"),
                2,
                "inferred",
            ),
        ),
        (
            nary(
                "award/a--b",
                HX + "LabelAward",
                {
                    HX + "awardee": Iri(ID + "a"),
                    HX + "labelScheme": Iri(ID + "b"),
                    HX + "labelLevel": Iri(VOC + "label-level/gold"),
                    SCHEMA + "expires": Literal("2019-06-23", XSD + "date"),
                },
                TABLE,
            ),
            Edge(
                "award/a--b",
                "a",
                "b",
                "gold",
                "hx:LabelAward",
                "",
                "2019-06-23",
                (TABLE,),
                1,
                "explicit",
            ),
        ),
        (
            nary(
                "award/a--b",
                HX + "LabelAward",
                {
                    HX + "awardee": Iri(ID + "a"),
                    HX + "labelScheme": Iri(ID + "b"),
                },
            ),
            Edge("award/a--b", "a", "b", "label", "hx:LabelAward"),
        ),
    ],
)
def test_an_nary_node_is_one_edge_and_no_node(quads: list[Quad], expected: Edge) -> None:
    projected = network(entity("a"), entity("b"), quads)
    assert projected.edges == (expected,)
    assert [node.id for node in projected.nodes] == ["a", "b"]


def test_relations_between_the_same_two_are_parallel_edges() -> None:
    again = {**MEMBER, SCHEMA + "startDate": Literal("2020", XSD + "gYear")}
    projected = network(
        entity("a"),
        entity("b"),
        [fact("a", HX + "strategicPartner", "b"), fact("a", ORG + "linkedTo", "b")],
        nary("membership/a--b--affiliate-partner--2016", ORG + "Membership", MEMBER),
        nary("membership/a--b--affiliate-partner--2020", ORG + "Membership", again),
    )
    assert [edge.kind for edge in projected.edges] == [
        "strategicPartner",
        "linkedTo",
        "affiliate-partner",
        "affiliate-partner",
    ]
    assert len({edge.id for edge in projected.edges}) == 4


def test_blank_nodes_give_edges_whose_ids_do_not_depend_on_their_labels() -> None:
    def loaded(labels: str) -> Network:
        quads = [
            Quad(BNode(label), Iri(name), value)
            for label, year in zip(labels, ("2016", "2017"), strict=True)
            for name, value in {
                RDF_TYPE: Iri(ORG + "Membership"),
                **MEMBER,
                SCHEMA + "startDate": Literal(year, XSD + "gYear"),
            }.items()
        ]
        return network(entity("a"), entity("b"), quads)

    assert loaded("xy") == loaded("yx")
    assert [edge.id for edge in loaded("xy").edges] == [
        "a|org:Membership|b",
        "a|org:Membership|b 2",
    ]


def test_a_node_that_has_two_roles_against_the_shapes_loses_none() -> None:
    two = nary("membership/a--b", ORG + "Membership", MEMBER)
    two.append(two[0]._replace(predicate=Iri(ORG + "role"), object=Iri(VOC + "role/lead")))
    projected = network(entity("a"), entity("b"), two)
    assert [(edge.id, edge.kind) for edge in projected.edges] == [
        ("membership/a--b", "affiliate-partner"),
        ("membership/a--b 2", "lead"),
    ]


def test_the_order_of_the_quads_does_not_matter() -> None:
    quads = [*PLACES, *entity("a"), *entity("b"), *claimed(fact("a", HX + "locatedIn", "b"), TABLE)]
    assert network(quads) == network(reversed(quads))


def test_an_empty_store_gives_an_empty_network() -> None:
    assert network() == Network((), ())


def test_degrees_count_both_ends() -> None:
    projected = network(PLACES, [fact("mexico", HX + "complements", "mexico")])
    assert projected.degrees() == {"mexico": 3, "canada": 0, "nuevo-leon": 2, "monterrey": 1}


@pytest.mark.parametrize("end", [ORG + "member", ORG + "organization"])
def test_an_nary_node_with_an_end_that_is_no_entity_is_no_edge(end: str) -> None:
    broken = nary("membership/a--x", ORG + "Membership", {**MEMBER, end: Iri(ID + "x")})
    assert network(entity("a"), entity("b"), broken).edges == ()

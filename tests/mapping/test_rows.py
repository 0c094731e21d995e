"""Rows become claims in the graph of their evidence, or problems with the position of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from kg.mapping.context import Context, Entity, Source
from kg.mapping.declaration import Declaration, declared
from kg.mapping.rows import MappedTable, columns_of, map_table
from kg.model import Iri, Literal, Position, Problem, Quad, text
from kg.rdf.namespaces import (
    BASE,
    EVIDENCE,
    HX,
    ID,
    LISTING,
    ORG,
    PREF_LABEL,
    QB,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    VOC,
    XSD,
)
from kg.tables.curated import Row, Table

GRAPH = Iri(EVIDENCE + "001/s3-2")
EVIDENCE_CELLS = {
    "source": "001",
    "locator": "§3.2",
    "certainty": "explicit",
    "basis": "",
    "listing": "",
}
ALT_LABEL = Iri(SKOS + "altLabel")


@pytest.fixture
def context() -> Context:
    """A cluster, a phase, a state, one merged entity; a source with a listing; code lists."""
    return Context(
        entities={
            "claut": Entity("claut", "Cluster", {"es": "Clúster", "mul": "CLAUT"}),
            "phase-1": Entity("phase-1", "Phase", {"es": "Fase 1"}),
            "jalisco": Entity("jalisco", "State", {"mul": "Jalisco"}),
        },
        replaced={"old-claut": "claut"},
        sources={"001": Source("001", "One")},
        listings={"table-6": "001"},
        codes={
            "certainty": {"explicit": "Explicit", "inferred": "Inferred"},
            "inference-basis": {"name": "The name tells it"},
            "sector": {"ict": "ICT", "energy": "Energy"},
            "axis": {"energy": "Energy"},
        },
    )


def declaration(columns: dict[str, Any], **more: Any) -> Declaration:
    data = {"key": ["id"], "subject": {"column": "id", "kinds": ["Cluster", "Phase"]}}
    return declared("t", {**data, "columns": columns, **more})


def mapped(
    context: Context, table: Declaration, *rows: dict[str, str], problems: Sequence[Problem] = ()
) -> MappedTable:
    """Map rows from line 2; the n-th column begins at 10 n."""
    columns = columns_of(table)
    starts = {name: 10 * number for number, name in enumerate(columns, 1)}
    blank = dict.fromkeys(columns, "") | (EVIDENCE_CELLS if table.claims else {})
    read = [Row("t.csv", line, blank | cells, starts) for line, cells in enumerate(rows, 2)]
    return map_table(Table("t.csv", columns, tuple(read), tuple(problems)), table, context)


def quads(outcome: MappedTable) -> list[Quad]:
    assert not outcome.problems
    return [claim.quad for claim in outcome.claims]


def problems_of(outcome: MappedTable) -> list[str]:
    return [str(problem) for problem in outcome.problems]


def test_columns_stand_in_their_order_the_evidence_last() -> None:
    columns: dict[str, Any] = {"b": {}, "a": {}}
    evidence = ("source", "locator", "certainty", "basis", "listing")
    assert columns_of(declaration(columns)) == ("id", "b", "a", *evidence)
    assert columns_of(declaration(columns, subject={})) == ("b", "a", *evidence)
    assert columns_of(declaration(columns, claims=False)) == ("id", "b", "a")


def test_a_row_becomes_claims_about_its_subject(context: Context) -> None:
    table = declaration(
        {
            "sector": {"property": "hx:sector", "scheme": "sector", "list": True},
            "founded": {"property": "schema:foundingDate", "type": "date"},
            "note": {"type": "text"},
        }
    )
    outcome = mapped(context, table, {"id": "claut", "sector": "ict; energy", "note": "x"})
    subject = Iri(ID + "claut")
    assert quads(outcome) == [
        Quad(subject, Iri(HX + "sector"), Iri(VOC + "sector/ict"), GRAPH),
        Quad(subject, Iri(HX + "sector"), Iri(VOC + "sector/energy"), GRAPH),
    ]
    assert [claim.position for claim in outcome.claims] == [Position("t.csv", 2, 20)] * 2
    (evidence,) = outcome.evidences
    assert evidence == (GRAPH.value, "001", "§3.2", "explicit", "", "", Position("t.csv", 2, 60))


def test_certainty_and_reason_are_in_the_name_of_the_graph(context: Context) -> None:
    table = declaration({"note": {"property": "hx:ocrVariant", "type": "text"}})
    row = {"id": "claut", "note": "x"}
    inferred = row | {"certainty": "inferred"}
    outcome = mapped(
        context, table, row, inferred, inferred | {"basis": "name"}, row | {"locator": "§4"}
    )
    assert [str(quad.graph) for quad in quads(outcome)] == [
        GRAPH.value,
        GRAPH.value + "--inferred",
        GRAPH.value + "--name--inferred",
        EVIDENCE + "001/s4",
    ]
    assert [evidence.iri for evidence in outcome.evidences] == [
        str(quad.graph) for quad in quads(outcome)
    ]


def test_a_merged_subject_is_its_successor(context: Context) -> None:
    table = declaration({"note": {"property": "hx:ocrVariant", "type": "text"}})
    (quad,) = quads(mapped(context, table, {"id": "old-claut", "note": "x"}))
    assert quad.subject == Iri(ID + "claut")


@pytest.mark.parametrize(
    ("name", "predicate", "term"),
    [
        ("Clúster", PREF_LABEL, text("Clúster", "es")),
        ("CLAUT", PREF_LABEL, text("CLAUT", "mul")),
        ("Clúster Automotriz", ALT_LABEL.value, text("Clúster Automotriz", "es")),
    ],
)
@pytest.mark.parametrize("identifier", ["claut", "old-claut"])
def test_the_display_name_is_the_preferred_label(
    context: Context, identifier: str, name: str, predicate: str, term: Literal
) -> None:
    table = declaration({"name": {"property": "skos:altLabel", "lang": "es"}})
    (quad,) = quads(mapped(context, table, {"id": identifier, "name": name}))
    assert (quad.predicate.value, quad.object) == (predicate, term)


def test_an_inverse_column_is_the_subject_of_its_statement(context: Context) -> None:
    table = declaration({"of": {"property": "hx:hasPhase", "entity": ["*"], "inverse": True}})
    (quad,) = quads(mapped(context, table, {"id": "phase-1", "of": "claut"}))
    assert quad == Quad(Iri(ID + "claut"), Iri(HX + "hasPhase"), Iri(ID + "phase-1"), GRAPH)


def test_a_column_states_what_the_kind_of_its_subject_asks_for(context: Context) -> None:
    table = declaration(
        {
            "of": {
                "property": "dct:isPartOf",
                "entity": ["*"],
                "for_kind": {"Phase": {"property": "hx:hasPhase", "inverse": True}},
            }
        }
    )
    outcome = mapped(
        context, table, {"id": "claut", "of": "jalisco"}, {"id": "phase-1", "of": "claut"}
    )
    first, second = quads(outcome)
    assert (first.subject.value, first.object.value) == (ID + "claut", ID + "jalisco")
    assert (second.subject.value, second.object.value) == (ID + "claut", ID + "phase-1")
    assert second.predicate.value == HX + "hasPhase"


def test_two_rows_of_one_key_are_one_too_many(context: Context) -> None:
    table = declaration({"note": {"property": "hx:ocrVariant", "type": "text"}})
    row = {"id": "claut", "note": "x"}
    outcome = mapped(context, table, row, row | {"listing": "table-6"}, row | {"locator": "§4"})
    assert problems_of(outcome) == [
        "t.csv:3:10: the same key as line 2 (id, source, locator, certainty, basis); "
        "merge the two rows"
    ]
    assert len(outcome.claims) == 2
    decided = declaration({"a": {"type": "text"}}, claims=False)
    outcome = mapped(context, decided, {"id": "x"}, {"id": "y"}, {"id": "x"})
    assert problems_of(outcome) == ["t.csv:4:10: the same key as line 2 (id); merge the two rows"]


def test_a_row_with_a_problem_makes_no_claims_and_is_read_to_its_end(context: Context) -> None:
    table = declaration(
        {
            "note": {"property": "hx:ocrVariant", "type": "text", "required": True},
            "sector": {"property": "hx:sector", "scheme": "sector", "list": True},
            "founded": {"property": "schema:foundingDate", "type": "date"},
        }
    )
    outcome = mapped(
        context,
        table,
        {"id": "clautt", "sector": "ict;;enrgy", "founded": "soon", "source": "002"},
        {"id": "claut", "note": "good"},
    )
    assert problems_of(outcome) == [
        "t.csv:2:20 (note): the cell is empty; a value is required here",
        "t.csv:2:50 (source): unknown source '002'; add it to sources.csv",
        "t.csv:2:10 (id): the registry has no entity 'clautt'; did you mean 'claut'?",
        "t.csv:2:30 (sector): an empty item in the list; remove the extra ';'",
        "t.csv:2:30 (sector): 'enrgy' is no code of 'sector'; did you mean 'energy'. "
        "The codes are in vocabularies/sector.csv",
        "t.csv:2:40 (founded): 'soon' is no date; write 2022, 2022-12 or 2022-12-19",
    ]
    assert [claim.position.line for claim in outcome.claims] == [3]
    assert len(outcome.evidences) == 1


def test_problems_of_form_come_first(context: Context) -> None:
    form = Problem(Position("t.csv", 9), "a quote")
    table = declaration({"note": {"required": True}})
    outcome = mapped(context, table, {"id": "claut"}, problems=[form])
    assert outcome.problems[0] == form
    assert len(outcome.problems) == 2


def test_a_wrong_text_is_wrong_in_every_row(context: Context) -> None:
    table = declaration({"sector": {"property": "hx:sector", "scheme": "sector"}})
    row = {"id": "claut", "sector": "enrgy"}
    outcome = mapped(context, table, row, row | {"locator": "§4"})
    assert [problem.position.line for problem in outcome.problems] == [2, 3]
    assert not outcome.claims


def test_a_text_after_a_wrong_cell_is_still_read_in_the_next_row(context: Context) -> None:
    table = declaration(
        {
            "founded": {"property": "schema:foundingDate", "type": "date"},
            "sector": {"property": "hx:sector", "scheme": "sector"},
        }
    )
    outcome = mapped(
        context,
        table,
        {"id": "claut", "founded": "soon", "sector": "ict"},
        {"id": "claut", "founded": "2007", "sector": "ict", "locator": "§4"},
    )
    assert len(outcome.problems) == 1
    assert [claim.quad.object for claim in outcome.claims] == [
        Literal("2007", XSD + "gYear"),
        Iri(VOC + "sector/ict"),
    ]


def test_an_empty_subject_is_a_problem(context: Context) -> None:
    table = declaration({"note": {"property": "hx:ocrVariant", "type": "text"}})
    outcome = mapped(context, table, {"note": "x"})
    assert problems_of(outcome) == ["t.csv:2:10 (id): the cell is empty; a value is required here"]


def test_a_subject_of_another_kind_is_a_problem(context: Context) -> None:
    table = declaration({"note": {"property": "hx:ocrVariant", "type": "text"}})
    outcome = mapped(context, table, {"id": "jalisco", "note": "x"})
    assert problems_of(outcome) == [
        "t.csv:2:10 (id): 'jalisco' is a State; this column takes Cluster or Phase"
    ]


def test_tables_without_claims_are_only_checked(context: Context) -> None:
    table = declaration({"kind": {"type": "kind", "required": True}}, claims=False)
    outcome = mapped(
        context, table, {"id": "a", "kind": "Cluster"}, {"id": "b"}, {"id": "c", "kind": "x"}
    )
    assert not outcome.claims
    assert not outcome.evidences
    assert [problem.position.line for problem in outcome.problems] == [3, 4]


FACTS = {
    "key": ["subject", "property", "value", "lang"],
    "columns": {
        "subject": {"entity": ["*"], "concept": True, "required": True},
        "property": {"type": "property", "required": True},
        "value": {"type": "text", "required": True},
        "lang": {"type": "language"},
    },
    "properties": {
        "alt_name": {"property": "skos:altLabel", "lang": True},
        "located_in": {"property": "hx:locatedIn", "entity": ["State"]},
    },
}


def test_a_row_of_facts_has_the_value_that_its_property_asks_for(context: Context) -> None:
    outcome = mapped(
        context,
        declared("facts", FACTS),
        {"subject": "claut", "property": "alt_name", "value": "El clúster", "lang": "es"},
        {"subject": "claut", "property": "alt_name", "value": "CLAUT", "lang": "es"},
        {"subject": "axis/energy", "property": "located_in", "value": "jalisco"},
    )
    assert [tuple(quad)[:3] for quad in quads(outcome)] == [
        (Iri(ID + "claut"), ALT_LABEL, text("El clúster", "es")),
        (Iri(ID + "claut"), Iri(PREF_LABEL), text("CLAUT", "mul")),
        (Iri(VOC + "axis/energy"), Iri(HX + "locatedIn"), Iri(ID + "jalisco")),
    ]
    assert {claim.position.column for claim in outcome.claims} == {30}


def test_a_wrong_row_of_facts_says_which_cell_is_wrong(context: Context) -> None:
    outcome = mapped(
        context,
        declared("facts", FACTS),
        {"subject": "claut", "property": "name", "value": "x"},
        {"subject": "claut", "property": "alt_name", "value": "x"},
        {"subject": "claut", "property": "located_in", "value": "mexico"},
        {"property": "alt_name", "value": "x", "lang": "es"},
        {"subject": "claut", "property": "alt_name", "value": "x", "lang": "Spanish"},
    )
    assert problems_of(outcome) == [
        "t.csv:2:20 (property): unknown property 'name'; did you mean 'alt_name'?",
        "t.csv:3:30 (value): the text needs its language in the column 'lang'",
        "t.csv:4:30 (value): the registry has no entity 'mexico'; add it to registry.csv",
        "t.csv:5:10 (subject): the cell is empty; a value is required here",
        "t.csv:6:40 (lang): 'Spanish' is no language code; write es, en, fr …",
    ]


OBSERVATIONS: dict[str, Any] = {
    "key": ["indicator", "entity"],
    "node": {
        "path": "observation",
        "from": ["source", "indicator", "entity|area", "period", "counterpart", "product"],
        "class": "qb:Observation",
        "dataset": True,
    },
    "columns": {
        "indicator": {"type": "text", "required": True},
        "entity": {"property": "hx:refEntity", "entity": ["*"], "concept": True},
        "area": {"property": "sdmxd:refArea", "entity": ["State"]},
        "period": {"type": "period"},
        "counterpart": {"type": "text"},
        "product": {"type": "text"},
    },
}


@pytest.mark.parametrize(
    ("cells", "key", "dataset"),
    [
        ({"entity": "claut"}, "001--count--claut", "001-entity"),
        ({"entity": "old-claut"}, "001--count--claut", "001-entity"),
        ({"area": "jalisco", "period": "2019/2020"}, "001--count--jalisco--2019-2020", "001-area"),
        (
            {"entity": "claut", "product": "Autos, new"},
            "001--count--claut--_--_--autos-new",
            "001-entity",
        ),
        ({"area": "jalisco", "counterpart": "c.d"}, "001--count--jalisco--_--c.d", "001-flow"),
    ],
)
def test_an_observation_is_a_node_of_a_dataset(
    context: Context, cells: dict[str, str], key: str, dataset: str
) -> None:
    table = declared("observations", OBSERVATIONS)
    outcome = mapped(context, table, {"indicator": "count", "listing": "table-6"} | cells)
    node = Iri(f"{BASE}observation/{key}")
    first, second, third, *rest = quads(outcome)
    assert first == Quad(node, Iri(RDF_TYPE), Iri(QB + "Observation"), GRAPH)
    assert second == Quad(node, Iri(QB + "dataSet"), Iri(f"{BASE}dataset/{dataset}"), GRAPH)
    assert third == Quad(node, Iri(HX + "listing"), Iri(LISTING + "table-6"), GRAPH)
    assert {quad.subject for quad in rest} == {node}
    assert [claim.position.column for claim in outcome.claims[:3]] == [10, 10, 110]


def test_an_empty_cell_with_a_default_is_no_claim(context: Context) -> None:
    columns = OBSERVATIONS["columns"] | {
        "product": {"property": "hx:rawLabel", "type": "text", "default": "all"}
    }
    table = declared("observations", OBSERVATIONS | {"columns": columns})
    empty = mapped(context, table, {"indicator": "count", "entity": "claut"})
    node = Iri(f"{BASE}observation/001--count--claut")
    quad = Quad(node, Iri(HX + "rawLabel"), text("all"), Iri(REGISTRY_GRAPH))
    assert [default.quad for default in empty.defaults] == [quad]
    assert not any(claim.quad.predicate == quad.predicate for claim in empty.claims)
    filled = mapped(context, table, {"indicator": "count", "entity": "claut", "product": "x"})
    assert filled.defaults == []
    assert quads(filled)[-1].object == text("x")


def test_an_observation_outside_a_listing_says_nothing_of_one(context: Context) -> None:
    table = declared("observations", OBSERVATIONS)
    outcome = mapped(context, table, {"indicator": "count", "entity": "claut"})
    assert not any("listing" in quad.predicate.value for quad in quads(outcome))


PARTICIPATIONS = {
    "key": ["actor", "object"],
    "variants": "node",
    "node": {
        "membership": {
            "path": "membership",
            "from": ["actor", "object"],
            "class": "org:Membership",
        },
        "participation": {"path": "part", "from": ["actor", "object"], "class": "hx:Participation"},
    },
    "columns": {
        "node": {"type": "variant", "required": True},
        "actor": {
            "entity": ["*"],
            "for_variant": {
                "membership": {"property": "org:member"},
                "participation": {"property": "hx:participant"},
            },
        },
        "object": {"entity": ["*"]},
    },
}


def test_a_variant_chooses_the_node_and_its_properties(context: Context) -> None:
    table = declared("participations", PARTICIPATIONS)
    row = {"actor": "claut", "object": "jalisco"}
    outcome = mapped(
        context,
        table,
        row | {"node": "membership"},
        row | {"node": "participation", "locator": "§4"},
    )
    assert [
        (quad.subject.value, quad.predicate.value, quad.object.value) for quad in quads(outcome)
    ] == [
        (BASE + "membership/claut--jalisco", RDF_TYPE, ORG + "Membership"),
        (BASE + "membership/claut--jalisco", ORG + "member", ID + "claut"),
        (BASE + "part/claut--jalisco", RDF_TYPE, HX + "Participation"),
        (BASE + "part/claut--jalisco", HX + "participant", ID + "claut"),
    ]


def test_an_unknown_variant_lists_the_variants(context: Context) -> None:
    table = declared("participations", PARTICIPATIONS)
    outcome = mapped(context, table, {"node": "partaking", "actor": "claut", "object": "zzz"})
    assert problems_of(outcome) == [
        "t.csv:2:10 (node): 'partaking' is none of membership, participation",
        "t.csv:2:30 (object): the registry has no entity 'zzz'; add it to registry.csv",
    ]

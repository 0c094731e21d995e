"""Constraints in SPARQL: what their solutions say, and components that a shapes graph declares."""

from __future__ import annotations

import pytest

from kg.errors import ShapeError
from kg.model import Iri
from kg.rdf.namespaces import CATALOGUE_GRAPH, SH
from kg.store import EmbeddedStore
from kg.validation import checked_graph
from tests.validation.judge import E, compiled, graph, quads, shown, validate

X = "e:x a e:T ; e:p 1, 2 . e:y a e:T ; e:p 3 . "
PREFIX = "e:prefixes sh:declare [ sh:prefix 'e' ; sh:namespace 'http://example.org/' ] . "
S = PREFIX + "e:S sh:targetClass e:T ; sh:sparql [ sh:prefixes e:prefixes ; {} ] {} ."


def results_of(shapes: str, data: str = X) -> list[tuple[str, str, str, str]]:
    """Return focus node, path, value and messages of each result."""
    return sorted(
        (
            str(r.focus).removeprefix(E),
            r.path.removeprefix(E),
            shown(r),
            " | ".join(f"{text}@{language}" if language else text for language, text in r.messages),
        )
        for r in validate(shapes, data).results
    )


def test_each_solution_is_a_result_with_its_value() -> None:
    shapes = S.format(
        "sh:select 'SELECT $this ?value { $this e:p ?value FILTER (?value > 1) }'", ""
    )
    assert results_of(shapes) == [("x", "", "2", ""), ("y", "", "3", "")]
    (result, _) = validate(shapes, X).results
    assert result.component == SH + "SPARQLConstraintComponent"


@pytest.mark.parametrize("columns", [False, True])
def test_a_statement_in_two_graphs_of_a_store_gives_one_result(columns: bool) -> None:
    shapes = S.format(
        "sh:select 'SELECT $this ?value { $this e:p ?value FILTER (?value > 1) }'", ""
    )
    store = EmbeddedStore.in_memory()
    facts = quads(X)
    store.replace([*facts, *(quad._replace(graph=Iri(CATALOGUE_GRAPH)) for quad in facts)])
    report = compiled(shapes).validate(checked_graph(store), columns=columns)
    assert [shown(result) for result in report.results] == ["2", "3"]


def test_each_message_of_a_value_is_a_result() -> None:
    select = "sh:select 'SELECT $this ?value ?n { $this e:p ?n BIND (0 AS ?value) }'"
    message = " ; sh:message '{?n} is not {?value}'"
    assert results_of(S.format(select + message, "")) == [
        ("x", "", "0", "1 is not 0"),
        ("x", "", "0", "2 is not 0"),
        ("y", "", "0", "3 is not 0"),
    ]


def test_without_a_value_a_node_shape_reports_the_focus_node_and_a_property_shape_none() -> None:
    select = "sh:select 'SELECT $this { $this e:p 3 }'"
    assert results_of(S.format(select, "")) == [("y", "", "y", "")]
    assert results_of(S.format(select, "; sh:path e:p")) == [("y", "p", "-", "")]


def test_a_solution_may_name_the_path_and_the_message() -> None:
    select = (
        "sh:select 'SELECT $this ?path ?message "
        '{ $this e:p 3 BIND (e:q AS ?path) BIND ("so it is"@en AS ?message) }\''
    )
    assert results_of(S.format(select + " ; sh:message 'not this one'", "")) == [
        ("y", "q", "y", "so it is@en")
    ]


def test_messages_are_filled_with_the_solution() -> None:
    select = "sh:select 'SELECT $this ?value ?n { $this e:p ?value BIND (?value + 1 AS ?n) }'"
    message = '; sh:message "{?value} then {$n} of {$this}, {?none}"@en , "así {?n}"@es , e:no'
    (y,) = [row for row in results_of(S.format(select + message, "")) if row[0] == "y"]
    assert y[3] == f"3 then 4 of {E}y, {{?none}}@en | así 4@es"


def test_without_messages_of_its_own_a_constraint_has_those_of_the_shape() -> None:
    select = "sh:select 'SELECT $this { $this e:p 3 }'"
    assert results_of(S.format(select, "; sh:message 'of the shape'")) == [
        ("y", "", "y", "of the shape")
    ]


def test_path_stands_for_the_path_of_the_shape() -> None:
    select = "sh:select 'SELECT $this ?value { $this $PATH ?value FILTER (?value > 2) }'"
    assert results_of(S.format(select, "; sh:path e:p")) == [("y", "p", "3", "")]
    with pytest.raises(ShapeError, match="without sh:path"):
        compiled(S.format(select, ""))


def test_the_current_shape_is_bound() -> None:
    select = "sh:select 'SELECT $this { $this e:p 3 FILTER ($currentShape = e:S) }'"
    assert len(results_of(S.format(select, ""))) == 1
    assert len(results_of(S.format(select.replace("e:S)", "e:Q)"), ""))) == 0


def test_a_deactivated_constraint_finds_nothing() -> None:
    select = "sh:select 'SELECT $this { $this e:p 3 }' ; sh:deactivated "
    assert results_of(S.format(select + "true", "")) == []
    assert len(results_of(S.format(select + "false", ""))) == 1
    next_one = (
        "true ] ; sh:sparql [ sh:prefixes e:prefixes ; sh:select 'SELECT $this { $this e:p 1 }'"
    )
    assert [row[0] for row in results_of(S.format(select + next_one, ""))] == ["x"]


def test_literals_are_focus_nodes_of_a_query_too() -> None:
    shapes = PREFIX + (
        "e:S sh:targetObjectsOf e:p ; sh:sparql [ sh:prefixes e:prefixes ; "
        "sh:select 'SELECT $this { ?x e:p $this FILTER ($this > 2) }' ] ."
    )
    assert results_of(shapes) == [("3", "", "3", "")]


def test_prefixes_are_found_along_imports_each_once() -> None:
    shapes = """
    e:a sh:declare [ sh:prefix "e" ; sh:namespace "http://example.org/" ] ; owl:imports e:b .
    e:b owl:imports e:a ; sh:declare [ sh:prefix "f" ; sh:namespace "http://example.org/" ] ,
        [ sh:prefix "no namespace" ] .
    e:S sh:targetClass e:T ;
        sh:sparql [ sh:prefixes e:a ; sh:select "SELECT $this { $this f:p 3 }" ] .
    """
    assert len(results_of(shapes)) == 1


@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        ("sh:message 'no query'", "a constraint in SPARQL needs sh:select"),
        ("sh:select e:query", "sh:select takes a string, not <http://example.org/query>"),
        ("sh:select 'SELECT', 'SELECT'", "sh:select stands 1 times"),
        ("sh:select 'SELECT $this { $this none:p 1 }'", "its query does not parse"),
        ("sh:select 'SELECT $this { VALUES ?x { 1 } }'", "VALUES may not stand"),
        ("sh:select 'SELECT (1 AS $this) { ?s ?p ?o }'", "AS $this would bind again"),
        ("sh:select 'SELECT $this { $this ?p $shapesGraph }'", "$shapesGraph is not offered"),
        (
            "sh:select 'SELECT $this { { SELECT ?v { $this e:p ?v } } }'",
            "a subquery must select $this",
        ),
    ],
)
def test_a_query_that_is_not_allowed_is_refused(constraint: str, message: str) -> None:
    if "1 times" in message:
        constraint = "sh:select 'SELECT 1', 'SELECT 2'"
        message = "sh:select stands 2 times; once is allowed"
    with pytest.raises(ShapeError) as error:
        compiled(S.format(constraint, ""))
    assert f"shape <{E}S>: " in str(error.value)
    assert message in str(error.value)


COMPONENT = (
    PREFIX
    + """
e:AtMost a sh:ConstraintComponent ;
    sh:parameter [ sh:path e:limit ] , [ sh:path e:unit ; sh:optional true ] ;
    sh:{} [ sh:prefixes e:prefixes ; {} ] .
"""
)
ASK = "sh:ask 'ASK { FILTER ($value <= $limit) }' ; sh:message '{$value} over {$limit}{?unit}'"
SELECT = (
    "sh:select 'SELECT $this ?value { $this $PATH ?value FILTER (?value > $limit) }' ; "
    "sh:message '{?value} over {$limit}'"
)
USE = "e:S sh:targetClass e:T ; sh:property [ sh:path e:p ; e:limit 2 {} ] ."


def test_an_ask_validator_looks_at_each_value() -> None:
    shapes = COMPONENT.format("validator", ASK) + USE.format("")
    assert results_of(shapes) == [("y", "p", "3", "3 over 2{?unit}")]
    (result,) = validate(shapes, X).results
    assert (result.component, result.expected) == (E + "AtMost", ())
    shapes = COMPONENT.format("validator", ASK) + USE.format("; e:unit ' m'")
    assert results_of(shapes) == [("y", "p", "3", "3 over 2 m")]


def test_a_select_validator_finds_solutions() -> None:
    shapes = COMPONENT.format("propertyValidator", SELECT) + USE.format("")
    assert results_of(shapes) == [("y", "p", "3", "3 over 2")]


def test_the_validator_for_the_kind_of_shape_goes_first() -> None:
    ask = "sh:ask 'ASK { FILTER (false) }'"
    other = f"] ; sh:propertyValidator [ sh:prefixes e:prefixes ; {SELECT}"
    both = COMPONENT.format("validator", ask + other)
    assert results_of(both + USE.format("")) == [("y", "p", "3", "3 over 2")]
    node = "e:N sh:targetClass e:T ; e:limit 0 ."
    assert [row[0] for row in results_of(both + node)] == ["x", "y"]


def test_a_validator_of_node_shapes_is_for_them_alone() -> None:
    ask = "sh:ask 'ASK { FILTER (false) }' ; sh:message 'never'"
    other = f"] ; sh:validator [ sh:prefixes e:prefixes ; {ASK}"
    both = COMPONENT.format("nodeValidator", ask + other)
    node = "e:N sh:targetNode 1 ; e:limit 5 ."
    assert results_of(both + USE.format("") + node) == [
        ("1", "", "1", "never"),
        ("y", "p", "3", "3 over 2{?unit}"),
    ]


def test_an_ask_validator_knows_the_focus_node() -> None:
    ask = "sh:ask 'ASK { $this e:p $value, $limit }' ; sh:message '{$this} lacks {$limit}'"
    assert results_of(COMPONENT.format("validator", ask) + USE.format("")) == [
        ("y", "p", "3", f"{E}y lacks 2")
    ]


def test_a_component_works_where_its_required_parameters_are_given() -> None:
    shapes = COMPONENT.format("validator", ASK)
    unused = "e:S sh:targetClass e:T ; sh:property [ sh:path e:p ; e:unit 'm' ] ."
    assert results_of(shapes + unused) == []


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (
            COMPONENT.format("nodeValidator", ASK) + USE.format(""),
            f"shape <{E}S>: its component <http://example.org/AtMost> has no validator",
        ),
        (
            COMPONENT.format("validator", ASK) + USE.format(", 3"),
            "<http://example.org/limit> stands more than once; a component with several "
            "parameters takes one value of each",
        ),
        (
            "e:C a sh:ConstraintComponent ; sh:parameter [ sh:path 'x' ] . e:S sh:targetNode e:x .",
            "a parameter takes an IRI as sh:path",
        ),
    ],
)
def test_a_component_that_cannot_be_used_is_refused(shapes: str, message: str) -> None:
    with pytest.raises(ShapeError) as error:
        compiled(shapes)
    assert message in str(error.value)


def test_a_component_with_one_parameter_makes_a_constraint_of_each_value() -> None:
    shapes = PREFIX + (
        "e:Not a sh:ConstraintComponent ; sh:parameter [ sh:path e:not ] ; sh:validator "
        "[ sh:prefixes e:prefixes ; sh:ask 'ASK { FILTER ($value != $not) }' ] . "
        "e:S sh:targetClass e:T ; sh:property [ sh:path e:p ; e:not 1, 3 ] ."
    )
    assert [row[:3] for row in results_of(shapes)] == [("x", "p", "1"), ("y", "p", "3")]


def test_a_change_anywhere_may_break_a_component() -> None:
    validator = compiled(COMPONENT.format("validator", ASK) + USE.format(""))
    change = validator.validate_change(graph(X), quads("e:a e:b e:c ."))
    assert change.notes == (
        f"{E}S: all its targets were checked: its constraint component is written in SPARQL",
    )
    assert [shown(r) for r in change.results] == ["3"]


def test_parameters_are_no_shapes() -> None:
    shapes = COMPONENT.format("validator", ASK) + "e:named a sh:Parameter ; sh:path e:limit ."
    assert compiled(shapes + USE.format("")).shapes.declared == 1

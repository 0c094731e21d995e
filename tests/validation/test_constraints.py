"""Each component of SHACL Core: what it allows up to its limit, and what it says beyond it.

Every case is validated node by node and with screening on columns.
"""

from __future__ import annotations

import pytest

from kg.rdf.namespaces import SH
from tests.validation.judge import E, shown, validate, values_reported


@pytest.mark.parametrize(
    ("constraint", "values", "broken"),
    [
        ("sh:minCount 0", "", []),
        ("sh:minCount 1", "", ["-"]),
        ("sh:minCount 1", "1", []),
        ("sh:minCount 2", "1", ["-"]),
        ("sh:minCount 2", "1, 2", []),
        ("sh:minCount 2", "1, 2, 3", []),
        ("sh:maxCount 0", "", []),
        ("sh:maxCount 0", "1", ["-"]),
        ("sh:maxCount 1", "1", []),
        ("sh:maxCount 1", "1, 2", ["-"]),
        ("sh:maxCount 3", "1, 2, 3", []),
        ("sh:maxCount 3", "1, 2, 3, 4", ["-"]),
    ],
)
def test_counts(constraint: str, values: str, broken: list[str]) -> None:
    assert values_reported(constraint, values) == broken


@pytest.mark.parametrize(
    ("constraint", "values", "broken"),
    [
        ("sh:minLength 3", '"", "ab", "abc", "abcd"', ["", "ab"]),
        ("sh:minLength 0", '""', []),
        ("sh:minLength 0", "_:b", ["_:b"]),
        ("sh:minLength 21", "e:a, <http://example.org/long>", ["a"]),
        ("sh:minLength 2", "7, 42", ["7"]),
        ("sh:maxLength 3", '"", "abc", "abcd"', ["abcd"]),
        ("sh:maxLength 5", '"ñandú", "ñandúes"', ["ñandúes"]),
        ("sh:maxLength 0", '"", "a"', ["a"]),
        ("sh:maxLength 99", "_:b", ["_:b"]),
        ("sh:maxLength 20", "e:a, <http://example.org/long>", ["long"]),
        ("sh:maxLength 1", "7, 42", ["42"]),
    ],
)
def test_lengths_in_characters(constraint: str, values: str, broken: list[str]) -> None:
    assert values_reported(constraint, values) == broken


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ("sh:minExclusive 5", ["4", "4.9", "5", "5.0"]),
        ("sh:minInclusive 5", ["4", "4.9"]),
        ("sh:maxExclusive 5", ["5", "5.0", "5.1", "6"]),
        ("sh:maxInclusive 5", ["5.1", "6"]),
    ],
)
def test_bounds_of_numbers(constraint: str, broken: list[str]) -> None:
    assert values_reported(constraint, "4, 4.9, 5, 5.0, 5.1, 6") == broken


@pytest.mark.parametrize(
    "parameter", ["minExclusive", "minInclusive", "maxExclusive", "maxInclusive"]
)
def test_what_cannot_be_compared_breaks_a_bound(parameter: str) -> None:
    values = 'e:a, _:b, "5", true, "five"^^xsd:integer, "2020-01-01"^^xsd:date'
    broken = ["2020-01-01", "5", "_:b", "a", "five", "true"]
    assert values_reported(f"sh:{parameter} 5", values) == broken


def test_bounds_of_dates() -> None:
    values = ", ".join(f'"2020-01-0{day}"^^xsd:date' for day in (1, 2, 3))
    limit = '"2020-01-02"^^xsd:date'
    assert values_reported(f"sh:minExclusive {limit}", values) == ["2020-01-01", "2020-01-02"]
    assert values_reported(f"sh:minInclusive {limit}", values) == ["2020-01-01"]
    assert values_reported(f"sh:maxExclusive {limit}", values) == ["2020-01-02", "2020-01-03"]
    assert values_reported(f"sh:maxInclusive {limit}", values) == ["2020-01-03"]


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ('sh:pattern "^ab"', ["ABC", "_:b", "cab", "x\nab", "x\nab\n"]),
        ('sh:pattern "^ab" ; sh:flags "i"', ["_:b", "cab", "x\nab", "x\nab\n"]),
        ('sh:pattern "^ab" ; sh:flags "m"', ["ABC", "_:b", "cab"]),
        ('sh:pattern "x.ab"', ["ABC", "_:b", "abc", "cab", "x\nab", "x\nab\n"]),
        ('sh:pattern "x.ab" ; sh:flags "s"', ["ABC", "_:b", "abc", "cab"]),
        ('sh:pattern "X.AB" ; sh:flags "si"', ["ABC", "_:b", "abc", "cab"]),
        ('sh:pattern "ab$"', ["ABC", "_:b", "abc", "x\nab\n"]),
        ('sh:pattern "(ab$|bc)"', ["ABC", "_:b", "x\nab\n"]),
        ('sh:pattern "\\\\p{Lu}"', ["_:b", "abc", "cab", "x\nab", "x\nab\n"]),
    ],
)
def test_patterns_with_flags(constraint: str, broken: list[str]) -> None:
    values = r'"abc", "ABC", "cab", "x\nab", "x\nab\n", _:b'
    assert values_reported(constraint, values) == broken


def test_a_pattern_looks_at_iris_and_numbers() -> None:
    assert values_reported('sh:pattern "^http.*a$"', "e:a, e:b") == ["b"]
    assert values_reported('sh:pattern "^[0-9]$"', "7, 42") == ["42"]


@pytest.mark.parametrize(
    ("constraint", "broken"),
    [
        ('sh:languageIn ( "en" )', ["dos", "plain", "seven", "un"]),
        ('sh:languageIn ( "EN" "es" )', ["plain", "seven", "un"]),
        ('sh:languageIn ( "en-US" )', ["dos", "lift", "plain", "seven", "un"]),
        ('sh:languageIn ( "e" )', ["dos", "elevator", "lift", "plain", "seven", "un"]),
        ('sh:languageIn ( "*" )', ["plain", "seven"]),
    ],
)
def test_language_ranges(constraint: str, broken: list[str]) -> None:
    values = '"lift"@en, "elevator"@en-us, "dos"@es, "un"@fr, "plain", "seven"^^e:number'
    assert values_reported(constraint, values) == broken


@pytest.mark.parametrize(
    ("values", "results"),
    [
        ('"a"@es, "b"@en, "c", "d"', 0),
        ('"a"@es, "b"@ES', 1),
        ('"a"@es, "b"@es-mx', 0),
        ('"a"@es, "b"@es, "c"@es', 1),
        ('"a"@es, "b"@es, "a"@en, "b"@en', 2),
    ],
)
def test_a_language_used_twice_is_one_result(values: str, results: int) -> None:
    assert values_reported("sh:uniqueLang true", values) == ["-"] * results
    assert values_reported("sh:uniqueLang false", values) == []
    assert values_reported('sh:uniqueLang "1"^^xsd:boolean', values) == []


def test_equals_reports_what_only_one_of_two_properties_has() -> None:
    more = "e:x e:q 2, 3 ."
    assert values_reported("sh:equals e:q", "1, 2", more) == ["1", "3"]
    assert values_reported("sh:equals e:q", "2, 3", more) == []
    assert values_reported("sh:equals e:q", "", more) == ["2", "3"]


def test_disjoint_reports_shared_values() -> None:
    more = "e:x e:q 2, 3 . e:y e:q 1 ."
    assert values_reported("sh:disjoint e:q", "1, 2", more) == ["2"]
    assert values_reported("sh:disjoint e:q", "1", more) == []
    shapes = "e:S sh:targetClass e:Thing ; sh:disjoint e:q ."
    assert list(map(shown, validate(shapes, "e:x a e:Thing ; e:q e:x, e:y .").results)) == ["x"]


@pytest.mark.parametrize(
    ("constraint", "values", "broken"),
    [
        ("sh:lessThan e:q", "3, 4", ["4"]),
        ("sh:lessThan e:q", "4, 5", ["4", "5", "5"]),
        ("sh:lessThanOrEquals e:q", "4, 5", ["5"]),
        ("sh:lessThanOrEquals e:q", "6", ["6", "6"]),
        ("sh:lessThan e:q", '"1"', ["1", "1"]),
        ("sh:lessThan e:r", "9", []),
    ],
)
def test_each_pair_of_two_properties_is_in_order(
    constraint: str, values: str, broken: list[str]
) -> None:
    assert values_reported(constraint, values, "e:x e:q 4, 5 .") == broken


TRUTH = [
    ("sh:not [ sh:class e:A ]", ["a", "ab"]),
    ("sh:and ( [ sh:class e:A ] [ sh:class e:B ] )", ["a", "b", "none"]),
    ("sh:or ( [ sh:class e:A ] [ sh:class e:B ] )", ["none"]),
    ("sh:xone ( [ sh:class e:A ] [ sh:class e:B ] )", ["ab", "none"]),
    ("sh:node [ sh:class e:A ; sh:class e:B ]", ["a", "b", "none"]),
    ("sh:xone ( [ sh:class e:A ] [ sh:class e:A ] )", ["a", "ab", "b", "none"]),
    ("sh:and ( )", []),
    ("sh:or ( )", ["a", "ab", "b", "none"]),
    ("sh:xone ( )", ["a", "ab", "b", "none"]),
]


@pytest.mark.parametrize(("constraint", "broken"), TRUTH)
def test_combinations_of_shapes(constraint: str, broken: list[str]) -> None:
    values = "e:a, e:b, e:ab, e:none"
    more = "e:a a e:A . e:b a e:B . e:ab a e:A, e:B ."
    assert values_reported(constraint, values, more) == broken


@pytest.mark.parametrize(("constraint", "broken"), TRUTH)
def test_combinations_of_shapes_that_columns_leave_undecided(
    constraint: str, broken: list[str]
) -> None:
    kind = "[ sh:property [ sh:path ( e:has e:type ) ; sh:hasValue {} ] ]"
    for cls in ("e:A", "e:B"):
        constraint = constraint.replace(f"[ sh:class {cls} ]", kind.format(cls))
    constraint = constraint.replace(
        "[ sh:class e:A ; sh:class e:B ]",
        "[ sh:property [ sh:path ( e:has e:type ) ; sh:hasValue e:A ] , "
        "[ sh:path ( e:has e:type ) ; sh:hasValue e:B ] ]",
    )
    values = "e:a, e:b, e:ab, e:none"
    more = "e:a e:has [ e:type e:A ] . e:b e:has [ e:type e:B ] . e:ab e:has [ e:type e:A, e:B ] ."
    assert values_reported(constraint, values, more) == broken


@pytest.mark.parametrize(
    ("counts", "values", "components"),
    [
        ("sh:qualifiedMinCount 1", "e:b", ["QualifiedMinCount"]),
        ("sh:qualifiedMinCount 1", "e:a1, e:b", []),
        ("sh:qualifiedMinCount 2", "e:a1, e:b", ["QualifiedMinCount"]),
        ("sh:qualifiedMinCount 2", "e:a1, e:a2", []),
        ("sh:qualifiedMinCount 0", "e:b", []),
        ("sh:qualifiedMaxCount 0", "e:b", []),
        ("sh:qualifiedMaxCount 0", "e:a1", ["QualifiedMaxCount"]),
        ("sh:qualifiedMaxCount 1", "e:a1, e:b", []),
        ("sh:qualifiedMaxCount 1", "e:a1, e:a2", ["QualifiedMaxCount"]),
        ("sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1", "e:a1", []),
        ("sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1", "e:b", ["QualifiedMinCount"]),
        ("sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1", "e:a1, e:a2", ["QualifiedMaxCount"]),
    ],
)
@pytest.mark.parametrize(
    "shape",
    ["[ sh:class e:A ]", "[ sh:property [ sh:path ( rdf:type rdf:type ) ; sh:hasValue e:Kind ] ]"],
    ids=["decided", "undecided"],
)
def test_qualified_counts(shape: str, counts: str, values: str, components: list[str]) -> None:
    shapes = (
        "e:S sh:targetClass e:Thing ; "
        f"sh:property [ sh:path e:p ; sh:qualifiedValueShape {shape} ; {counts} ] ."
    )
    data = f"e:x a e:Thing ; e:p {values} . e:a1 a e:A . e:a2 a e:A . e:b a e:B . e:A a e:Kind ."
    results = validate(shapes, data).results
    assert [r.component for r in results] == [f"{SH}{c}ConstraintComponent" for c in components]
    assert all(r.value is None for r in results)


def test_a_value_of_two_disjoint_siblings_counts_for_neither() -> None:
    hand = (
        "e:Hand sh:targetClass e:Thing ; sh:property "
        "[ sh:path e:digit ; sh:qualifiedValueShape [ sh:class e:Thumb ] ;"
        "  sh:qualifiedMinCount 1 {0} ] , "
        "[ sh:path e:digit ; sh:qualifiedValueShape [ sh:class e:Finger ] ;"
        "  sh:qualifiedMaxCount 1 {0} ] ."
    )
    disjoint = "; sh:qualifiedValueShapesDisjoint true"
    both = "e:x a e:Thing ; e:digit e:a . e:a a e:Thumb, e:Finger ."
    assert [r.component for r in validate(hand.format(disjoint), both).results] == [
        f"{SH}QualifiedMinCountConstraintComponent"
    ]
    assert not validate(hand.format(""), both).results
    assert not validate(hand.format("; sh:qualifiedValueShapesDisjoint false"), both).results
    fingers = (
        "e:x a e:Thing ; e:digit e:t, e:a, e:b . e:t a e:Thumb . e:a a e:Finger . e:b a e:Finger ."
    )
    assert [r.component for r in validate(hand.format(disjoint), fingers).results] == [
        f"{SH}QualifiedMaxCountConstraintComponent"
    ]


def test_a_closed_shape_names_each_other_property() -> None:
    shapes = (
        "e:S sh:targetClass e:Thing ; sh:closed {} ; {} sh:property [ sh:path e:p ] , "
        "[ sh:path [ sh:inversePath e:q ] ] ."
    )
    data = "e:x a e:Thing ; e:p 1 ; e:q 2, 3 ."
    results = validate(shapes.format("true", ""), data).results
    assert [(r.path.removeprefix(E), shown(r)) for r in results] == [
        ("q", "2"),
        ("q", "3"),
        ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "Thing"),
    ]
    ignored = "sh:ignoredProperties ( rdf:type e:q ) ;"
    assert not validate(shapes.format("true", ignored), data).results
    assert len(validate(shapes.format("true", "sh:ignoredProperties ( ) ;"), data).results) == 3
    assert not validate(shapes.format("false", ""), data).results


def test_has_value_wants_one_of_the_values_to_be_it() -> None:
    assert values_reported("sh:hasValue 1", "1, 2") == []
    assert values_reported("sh:hasValue 1", "2, 3") == ["-"]
    assert values_reported("sh:hasValue 1", "1.0, 01") == ["-"], "the very term"
    assert values_reported("sh:hasValue e:nowhere", "2") == ["-"], "a term the graph does not have"
    shape = "e:S sh:targetObjectsOf e:p ; sh:hasValue e:a ."
    results = validate(shape, "e:x e:p e:a, e:b .").results
    assert [str(r.focus) for r in results] == [E + "b"]


def test_in_allows_the_members_of_the_list() -> None:
    values = '1, 1.0, 2, e:a, e:b, "a", "a"@es'
    assert values_reported('sh:in ( 1 e:a "a" )', values) == ["1.0", "2", "a", "b"]
    assert values_reported("sh:in ( )", "1") == ["1"]


def test_a_class_includes_the_classes_below_it() -> None:
    more = (
        "e:a a e:A . e:b a e:B . e:c a e:C . e:d a e:D . "
        "e:C rdfs:subClassOf e:B . e:B rdfs:subClassOf e:A . e:A rdfs:subClassOf e:Top . "
        "e:D rdfs:subClassOf e:D ."
    )
    values = "e:a, e:b, e:c, e:d, e:untyped, 1"
    assert values_reported("sh:class e:A", values, more) == ["1", "d", "untyped"]
    assert values_reported("sh:class e:B", values, more) == ["1", "a", "d", "untyped"]
    assert values_reported("sh:class e:C", values, more) == ["1", "a", "b", "d", "untyped"]
    assert values_reported("sh:class e:A ; sh:class e:C", "e:b", more) == ["b"]


def test_a_datatype_is_itself_in_a_form_that_it_has() -> None:
    values = '1, "1"^^xsd:int, "one"^^xsd:integer, "1", "a"@es, e:a, _:b'
    assert values_reported("sh:datatype xsd:integer", values) == ["1", "1", "_:b", "a", "a", "one"]
    assert values_reported("sh:datatype xsd:string", '"a", "b"@es') == ["b"]
    assert values_reported("sh:datatype rdf:langString", '"a", "b"@es') == ["a"]
    assert values_reported("sh:datatype e:mine", '"x"^^e:mine, "x"^^e:other') == ["x"]


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("IRI", ["1", "_:b"]),
        ("BlankNode", ["1", "a"]),
        ("Literal", ["_:b", "a"]),
        ("BlankNodeOrIRI", ["1"]),
        ("BlankNodeOrLiteral", ["a"]),
        ("IRIOrLiteral", ["_:b"]),
    ],
)
def test_node_kinds(kind: str, broken: list[str]) -> None:
    assert values_reported(f"sh:nodeKind sh:{kind}", "1, e:a, _:b") == broken


@pytest.mark.parametrize(
    ("constraint", "component", "expected"),
    [
        ("sh:class e:A", "Class", ("class", E + "A")),
        ("sh:datatype xsd:date", "Datatype", ("datatype", "http://www.w3.org/2001/XMLSchema#date")),
        ("sh:nodeKind sh:BlankNodeOrIRI", "NodeKind", ("nodeKind", "BlankNode", "NamedNode")),
        ("sh:minCount 3", "MinCount", ("minCount", "3")),
        ("sh:maxCount 1", "MaxCount", ("maxCount", "1")),
        ("sh:minExclusive 9", "MinExclusive", ("minExclusive", "9")),
        ("sh:minInclusive 9", "MinInclusive", ("minInclusive", "9")),
        ("sh:maxExclusive 0", "MaxExclusive", ("maxExclusive", "0")),
        ("sh:maxInclusive 0", "MaxInclusive", ("maxInclusive", "0")),
        ("sh:minLength 9", "MinLength", ("minLength", "9")),
        ("sh:maxLength 0", "MaxLength", ("maxLength", "0")),
        ('sh:pattern "z"', "Pattern", ("pattern", "z")),
        ('sh:languageIn ( "es" "en" )', "LanguageIn", ("languageIn", "es", "en")),
        ("sh:equals e:q", "Equals", ("equals", E + "q")),
        ("sh:disjoint e:r", "Disjoint", ("disjoint", E + "r")),
        ("sh:lessThan e:q", "LessThan", ("lessThan", E + "q")),
        ("sh:lessThanOrEquals e:q", "LessThanOrEquals", ("lessThanOrEquals", E + "q")),
        ("sh:hasValue 9", "HasValue", ("hasValue", "9")),
        ("sh:in ( 9 8 )", "In", ("in", "8", "9")),
        ("sh:node [ sh:class e:A ]", "Node", ()),
        ("sh:not [ sh:nodeKind sh:Literal ]", "Not", ()),
        ("sh:and ( [ sh:class e:A ] )", "And", ()),
        ("sh:or ( [ sh:class e:A ] )", "Or", ()),
        ("sh:xone ( [ sh:class e:A ] )", "Xone", ()),
    ],
)
def test_a_result_names_its_component_and_what_was_expected(
    constraint: str, component: str, expected: tuple[str, ...]
) -> None:
    shapes = f"e:S sh:targetClass e:Thing ; sh:property [ sh:path e:p ; {constraint} ] ."
    results = validate(shapes, "e:x a e:Thing ; e:p 1, 2 ; e:q 0 ; e:r 1, 2 .").results
    assert {(r.component, r.expected) for r in results} == {
        (f"{SH}{component}ConstraintComponent", expected)
    }
    assert {r.path for r in results} == {E + "p"}


def test_unique_language_and_closed_name_their_component() -> None:
    shapes = "e:S sh:targetClass e:Thing ; sh:closed true ; sh:property [ sh:path e:p ; {} ] ."
    data = 'e:x a e:Thing ; e:p "a"@es, "b"@es ; e:q 1 .'
    results = validate(shapes.format("sh:uniqueLang true"), data).results
    assert {(r.component.removeprefix(SH), r.expected) for r in results} == {
        ("ClosedConstraintComponent", ()),
        ("UniqueLangConstraintComponent", ()),
    }

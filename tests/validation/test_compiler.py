"""Shapes that SHACL does not define are refused by name; what is not compiled goes to pySHACL."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ShapeError
from kg.model import Iri, Literal, Report, Triple, text
from kg.rdf.namespaces import RDF_TYPE
from kg.validation import exact_graph, validator

E = "http://example.org/"
PREFIXES = """@prefix e: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
TYPED = Triple(Iri(E + "x"), Iri(RDF_TYPE), Iri(E + "Thing"))
NAMED = Triple(Iri(E + "x"), Iri(E + "name"), text("x"))


@pytest.fixture
def report(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Judge triples with shapes written in the test."""

    def judge(shapes: str, *triples: Triple) -> Report:
        file = tmp_path / "shapes.ttl"
        file.write_text(PREFIXES + shapes, "utf-8")
        return validator(file, as_stored=False).validate(exact_graph(triples))

    yield judge
    validator.cache_clear()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "sh:property [ sh:path e:p ; sh:mincount 1 ]",
            "shape <http://example.org/S>: SHACL has no term sh:mincount; "
            "did you mean sh:minCount?",
        ),
        ("sh:nodeKind sh:Iri", "SHACL has no term sh:Iri; did you mean sh:IRI?"),
        (
            "sh:property [ sh:path e:p ; sh:minCount 1 ; sh:minCount 2 ]",
            "sh:minCount stands 2 times",
        ),
        (
            'sh:property [ sh:path e:p ; sh:minCount "one" ]',
            "sh:minCount takes an xsd:integer, not «one»",
        ),
        ("sh:minCount 1", "sh:minCount needs a property shape"),
        ('sh:class "Thing"', "sh:class takes an IRI, not «Thing»"),
        ("sh:in e:a", "sh:in takes a list, ( … ), not <http://example.org/a>"),
        ("sh:property [ sh:minCount 1 ]", "sh:property takes a shape with sh:path"),
        (
            "sh:property [ sh:path ( e:p ) ; sh:minCount 1 ]",
            "a sequence path takes two parts or more",
        ),
        ("sh:property [ sh:path [ ] ; sh:minCount 1 ]", "sh:path holds no path"),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:C ] ]",
            "sh:qualifiedValueShape needs sh:qualifiedMinCount or sh:qualifiedMaxCount",
        ),
        ('sh:pattern "("', "sh:pattern is no regular expression"),
        ('sh:closed "yes"', "sh:closed takes true or false, not «yes»"),
        ("sh:node e:S", "it refers to itself"),
        ('sh:sparql [ sh:select "SELECT $this WHERE { ?a ?b }" ]', "its query does not parse"),
        (
            'sh:sparql [ sh:select "SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }" ]',
            "MINUS may not stand in a SPARQL constraint",
        ),
        (
            'sh:sparql [ sh:select "SELECT $this { SERVICE <http://x/> { $this ?p ?o } }" ]',
            "SERVICE may not stand in a SPARQL constraint",
        ),
        ("sh:property [ sh:path e:p ; sh:minLength 1.0 ]", "sh:minLength takes an xsd:integer"),
        ("sh:maxLength 'a'", "sh:maxLength takes an xsd:integer, not «a»"),
        ("sh:nodeKind e:IRI", "sh:nodeKind takes one of IRI, BlankNode, Literal"),
        ("sh:nodeKind 'IRI'", "sh:nodeKind takes one of IRI, BlankNode, Literal"),
        ("sh:minInclusive e:one", "sh:minInclusive takes a literal, not <http://example.org/one>"),
        ("sh:pattern e:a", "sh:pattern takes a string, not <http://example.org/a>"),
        ("sh:pattern 'a' ; sh:flags e:i", "sh:flags takes a string, not <http://example.org/i>"),
        ("sh:pattern 'a' ; sh:flags 'i', 'x'", "sh:flags stands 2 times; once is allowed"),
        ("sh:languageIn ( e:es )", "sh:languageIn takes a string"),
        ("sh:languageIn 'es'", "sh:languageIn takes a list, ( … ), not «es»"),
        ("sh:datatype 'integer'", "sh:datatype takes an IRI, not «integer»"),
        ("sh:equals 'p'", "sh:equals takes an IRI, not «p»"),
        ("sh:disjoint [ ]", "sh:disjoint takes an IRI, not [ … ]"),
        ("sh:property [ sh:path e:p ; sh:lessThan 'p' ]", "sh:lessThan takes an IRI, not «p»"),
        ("sh:lessThan e:p", "sh:lessThan needs a property shape, one with sh:path"),
        ("sh:lessThanOrEquals e:p", "sh:lessThanOrEquals needs a property shape"),
        ("sh:uniqueLang true", "sh:uniqueLang needs a property shape"),
        ("sh:maxCount 1", "sh:maxCount needs a property shape"),
        (
            "sh:qualifiedValueShape [ ] ; sh:qualifiedMinCount 1",
            "sh:qualifiedValueShape needs a property shape",
        ),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:C ] ; "
            "sh:qualifiedMinCount 'a' ]",
            "sh:qualifiedMinCount takes an xsd:integer, not «a»",
        ),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:C ] ; "
            "sh:qualifiedMaxCount 'a' ]",
            "sh:qualifiedMaxCount takes an xsd:integer, not «a»",
        ),
        (
            "sh:property [ sh:path e:p ; sh:qualifiedValueShape [ sh:class e:C ] ; "
            "sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint 'a' ]",
            "sh:qualifiedValueShapesDisjoint takes true or false, not «a»",
        ),
        ("sh:closed true ; sh:ignoredProperties ( 'p' )", "sh:ignoredProperties takes an IRI"),
        ("sh:closed true ; sh:ignoredProperties e:p", "sh:ignoredProperties takes a list"),
        ("sh:closed true, false", "sh:closed stands 2 times; once is allowed"),
        ("sh:in ( 1 ), ( 2 )", "sh:in stands 2 times; once is allowed"),
        ("sh:in [ rdf:first 1 ]", "sh:in takes a list, ( … ), not [ … ]"),
        ("sh:in e:l . e:l rdf:first 1 ; rdf:rest e:l", "sh:in takes a list, ( … ), not <http"),
        ("sh:node 'text'", "a literal is no shape"),
        ("sh:severity 'bad'", "sh:severity takes an IRI, not «bad»"),
        ("sh:deactivated 'perhaps'", "sh:deactivated takes true or false, not «perhaps»"),
        ("sh:targetSubjectsOf 'p'", "sh:targetSubjectsOf takes an IRI, not «p»"),
        ("sh:targetObjectsOf [ ]", "sh:targetObjectsOf takes an IRI, not [ … ]"),
        ("sh:property [ sh:path e:p, e:q ]", "sh:path stands 2 times; once is allowed"),
        ("sh:property [ sh:path 'p' ]", "sh:path holds no path: «p»"),
        ("sh:property [ sh:path ( ) ]", "sh:path holds no path"),
        (
            "sh:property [ sh:path [ sh:alternativePath ( e:p ) ] ]",
            "an alternative path takes two options or more",
        ),
        (
            "sh:property [ sh:path [ sh:zeroOrMorePath e:p ; sh:inversePath e:p ] ]",
            "sh:path holds no path: [ … ]",
        ),
        ("sh:node [ sh:node e:S ]", "it refers to itself; SHACL leaves open what that means"),
        ("sh:property [ sh:node [ ] ; sh:path e:p ; sh:xyzzy 1 ]", "SHACL has no term sh:xyzzy"),
        ("e:p sh:Violatoin", "SHACL has no term sh:Violatoin; did you mean sh:Violation?"),
        (f"sh:hasValue '{'a' * 61}' ; sh:datatype '{'a' * 61}'", f"not «{'a' * 60}»"),
        ("sh:js [ ]", "sh:js is not executed here"),
        ("sh:rule [ ]", "sh:rule is not executed here"),
    ],
)
def test_an_ill_formed_shape_is_refused_by_name(report, body: str, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError) as error:
        report(f"e:S a sh:NodeShape ; sh:targetClass e:Thing ; {body} .", TYPED)
    assert f": shape <{E}S>: " in str(error.value)
    assert message in str(error.value)


def test_a_mistake_far_below_names_the_shape_around_it(report) -> None:  # type: ignore[no-untyped-def]
    deep = "sh:property [ sh:path e:p ; sh:node [ sh:not [ sh:minLength 'a' ] ] ]"
    with pytest.raises(ShapeError, match=f"shape <{E}S>: sh:minLength takes"):
        report(f"e:S sh:targetClass e:Thing ; {deep} .", TYPED)


def test_a_class_of_targets_may_be_a_blank_node(report) -> None:  # type: ignore[no-untyped-def]
    assert not report("e:S sh:targetClass [ ] ; sh:in ( ) .", TYPED).results


def test_a_shape_outside_the_standard_needs_an_iri(report) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match="a shape with sh:target needs an IRI"):
        report("[] a sh:NodeShape ; sh:target [ ] .", TYPED)


@pytest.mark.parametrize(("deactivated", "results"), [("0", 1), ("1", 0)])
def test_numbers_and_booleans_in_their_other_forms(  # type: ignore[no-untyped-def]
    report, deactivated: str, results: int
) -> None:
    shapes = (
        f"e:S sh:targetClass e:Thing ; sh:deactivated '{deactivated}'^^xsd:boolean ;"
        "sh:property [ sh:path e:name ; sh:minCount '+1'^^xsd:integer ] ."
    )
    assert len(report(shapes, TYPED).results) == results


@pytest.mark.parametrize(
    "shapes", ["", "e:S a sh:NodeShape ; sh:property [ sh:path e:p ; sh:minCount 1 ] ."]
)
def test_a_set_of_shapes_without_a_target_is_refused(report, shapes: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match="no shape with a target"):
        report(shapes, TYPED)


def test_a_target_in_sparql_goes_to_pyshacl(report) -> None:  # type: ignore[no-untyped-def]
    shapes = """
        e:S a sh:NodeShape ; sh:property [ sh:path e:age ; sh:minCount 1 ] ;
            sh:target [ a sh:SPARQLTarget ;
                sh:select "SELECT ?this { ?this <http://example.org/name> ?n }" ] .
        e:T a sh:NodeShape ; sh:targetClass e:Thing ;
            sh:property [ sh:path e:name ; sh:minCount 1 ] .
    """
    validated = report(shapes, TYPED, NAMED)
    assert [str(result.focus) for result in validated.results] == [E + "x"]
    assert validated.notes == (
        f"<{E}S>: checked by pySHACL over the whole graph, because of sh:target",
    )
    assert len(report(shapes, TYPED).results) == 1, "e:T is judged by the compiled shapes"


def test_terms_are_compared_as_they_were_written(report) -> None:  # type: ignore[no-untyped-def]
    number = Iri("http://www.w3.org/2001/XMLSchema#decimal")
    shapes = """e:S a sh:NodeShape ; sh:targetClass e:Thing ;
        sh:property [ sh:path e:n ; sh:in ( 4.0 ) ] ."""
    for written, results in (("4.0", 0), ("4", 1)):
        literal = Literal(written, number.value)
        value = Triple(Iri(E + "x"), Iri(E + "n"), literal)
        assert len(report(shapes, TYPED, value).results) == results


CYCLES = [
    "sh:path _:p ; sh:minCount 1 ] . _:p sh:inversePath _:p",
    "sh:path _:p ; sh:minCount 1 ] . _:p sh:zeroOrMorePath [ sh:inversePath _:p ]",
    "sh:path _:p ; sh:minCount 1 ] . _:p sh:alternativePath ( e:a _:p )",
    "sh:path _:p ; sh:minCount 1 ] . _:p rdf:first e:a ; rdf:rest ( _:p )",
]


@pytest.mark.parametrize("body", CYCLES)
def test_a_path_that_is_part_of_itself_is_refused_by_name(report, body: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match=rf"\.ttl:\d+:\d+: shape <{E}S>: sh:path is part of its"):
        report(f"e:S sh:targetClass e:Thing ; sh:property [ {body} .", TYPED)


def test_paths_and_shapes_that_nest_too_deep_are_refused(report) -> None:  # type: ignore[no-untyped-def]
    path = "[ sh:inversePath " * 500 + "e:p" + " ]" * 500
    with pytest.raises(ShapeError, match="sh:path nests deeper than 100 paths"):
        report(f"e:S sh:targetClass e:Thing ; sh:property [ sh:path {path} ] .", TYPED)
    shape = "[ sh:not " * 500 + "[ sh:minLength 1 ]" + " ]" * 500
    with pytest.raises(ShapeError, match="more than 100 shapes stand in one another"):
        report(f"e:S sh:targetClass e:Thing ; sh:not {shape} .", TYPED)


SERVICE = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"
QUERY = f"SELECT ?this {{ {SERVICE} }}"
NODE = "sh:nodeKind sh:IRI . e:p"
INJECTION = f"http://x> SELECT $this {{ {SERVICE} #"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            f'sh:target [ sh:select "{QUERY}" ]',
            "SERVICE is not allowed: queries do not reach the network",
        ),
        ('sh:target [ sh:select "SELECT ?this FROM <urn:g> {}" ]', "FROM is not allowed"),
        (
            f'sh:target [ a e:T ] . e:T a sh:SPARQLTargetType ; sh:select "{QUERY}"',
            "SERVICE is not",
        ),
        (f'sh:nodeKind sh:IRI . e:f a sh:SPARQLFunction ; sh:select "{QUERY}"', "SERVICE is not"),
        (f'sh:nodeKind sh:IRI . e:f a sh:SPARQLFunction ; sh:ask "ASK {{ {SERVICE} }}"', "SERVICE"),
        ("sh:nodeKind sh:IRI . e:f sh:select 'SELECT * { ?x <urn:a> \"a }'", "does not parse"),
        ('sh:nodeKind sh:IRI . e:f sh:select "SERVICE:x"', "begins like a keyword"),
        ('sh:nodeKind sh:IRI . e:f sh:construct "CONSTRUCT WHERE { ?s ?p ?o }"', "sh:construct is"),
        ('sh:nodeKind sh:IRI . e:f sh:update "LOAD <http://x>"', "sh:update is not executed here"),
        ("sh:nodeKind sh:IRI . e:f sh:jsLibraryURL 'http://x/a.js'", "sh:jsLibraryURL is not"),
        ("sh:nodeKind sh:IRI . e:f a sh:JSFunction", "a sh:JSFunction is not executed here"),
        (
            f'{NODE} sh:declare [ sh:prefix "a" ; sh:namespace "{INJECTION}" ]',
            "is no prefix",
        ),
        (
            f'{NODE} sh:declare [ sh:prefix "a: <x> #" ; sh:namespace "x" ]',
            "is no prefix",
        ),
    ],
)
def test_what_would_be_executed_is_checked_wherever_it_stands(  # type: ignore[no-untyped-def]
    report, body: str, message: str
) -> None:
    with pytest.raises(ShapeError) as error:
        report(f"e:S a sh:NodeShape ; sh:targetClass e:Thing ; {body} .", TYPED)
    assert message in str(error.value)

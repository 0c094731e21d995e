"""Shapes that others have published: what is not understood is named, the rest is judged."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import ShapeError
from kg.ingest import validate_files
from kg.model import Report
from kg.validation import Validator
from kg.validation.compiler import Compiler, compile_shapes
from kg.validation.data_graph import MemoryGraph
from kg.validation.shapes import Shapes
from tests.conftest import Run
from tests.validation.cases import case

E = "http://example.org/"
PREFIXES = """@prefix e: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""
DATA = "e:x a e:Thing ; e:n 1 ."
#: breaks at e:x, in a shape beside the one that is not understood
OTHER = "e:O sh:targetClass e:Thing ; sh:property [ sh:path e:n ; sh:maxCount 0 ] ."


@pytest.fixture
def judge(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Judge e:x with shapes written in the test."""

    def judged(shapes: str, *, strict: bool = False, data: str = DATA) -> Report:
        (tmp_path / "shapes.ttl").write_text(PREFIXES + shapes, "utf-8")
        (tmp_path / "data.ttl").write_text(PREFIXES + data, "utf-8")
        return validate_files([tmp_path / "data.ttl"], tmp_path / "shapes.ttl", strict=strict)

    return judged


def reasons(report: Report) -> list[str]:
    """Return where each shape stands that was not judged, from its line on, and why."""
    return [str(problem).rpartition("shapes.ttl:")[2] for problem in report.not_judged]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sh:targetClas e:C", "SHACL has no term sh:targetClas; did you mean sh:targetClass?"),
        ("sh:pattern '('", "sh:pattern is no regular expression"),
        ("sh:in e:a", "sh:in takes a list, ( … ), not <http://example.org/a>"),
        ("sh:targetSubjectsOf 'p'", "sh:targetSubjectsOf takes an IRI, not «p»"),
        ("sh:node e:S", "it refers to itself"),
        ("sh:not [ sh:minLength 'a' ]", "sh:minLength takes an xsd:integer, not «a»"),
        ("sh:or ( [ sh:minLength 'a' ] )", "sh:minLength takes an xsd:integer, not «a»"),
        ("sh:rule [ a sh:TripleRule ]", "sh:rule is not executed here"),
        ('sh:sparql [ sh:select "SELECT $this { SERVICE <http://x/> {} }" ]', "SERVICE is not"),
        ('sh:sparql [ sh:select "SELECT $this { ?a ?b }" ]', "its query does not parse"),
    ],
)
def test_one_shape_is_named_with_its_place_and_the_rest_judged(judge, body, reason) -> None:  # type: ignore[no-untyped-def]
    shapes = f"e:S a sh:NodeShape ; sh:targetClass e:Thing ; {body} .\n{OTHER}"
    report = judge(shapes)
    (message,) = reasons(report)
    assert message.startswith(f"3:7: shape <{E}S>: ")
    assert reason in message
    assert len(report.results) == 1
    with pytest.raises(ShapeError) as error:
        judge(shapes, strict=True)
    assert str(error.value).rpartition("shapes.ttl:")[2] == message


def test_of_a_shape_the_property_alone_that_is_not_understood_is_left_out(judge) -> None:  # type: ignore[no-untyped-def]
    report = judge(
        "e:S sh:targetClass e:Thing ;\n sh:property [ sh:path e:n ; sh:maxCount 0 ] ;\n"
        " sh:property [ sh:path e:n ; sh:maxcount 0 ] ;\n sh:property e:P .\n"
        "e:P sh:path e:m ; sh:mincount 1 ."
    )
    assert reasons(report) == [
        f"5:24: shape <{E}S>: SHACL has no term sh:maxcount; did you mean sh:maxCount? — at its "
        f"property <{E}n>; the rest of the shape can be judged",
        f"7:13: shape <{E}P>: SHACL has no term sh:mincount; did you mean sh:minCount?",
    ]
    assert len(report.results) == 1


def test_a_shape_that_no_other_term_makes_one_is_named(judge) -> None:  # type: ignore[no-untyped-def]
    shapes = f"e:S sh:targetclass e:Thing ; sh:propertyy [ sh:mincount 1 ] .\n{OTHER}"
    (message,) = reasons(judge(shapes))
    assert message.startswith(f"3:20: shape <{E}S>: SHACL has no term sh:targetclass;")


REFERENCES = [
    "sh:node e:Part",
    "sh:not e:Part",
    "sh:and ( e:Part )",
    "sh:xone ( e:Part e:Part )",
    "sh:property [ sh:path e:n ; sh:qualifiedValueShape e:Part ; sh:qualifiedMinCount 1 ]",
]


@pytest.mark.parametrize("body", REFERENCES)
@pytest.mark.parametrize("first", [True, False])
def test_who_refers_to_a_shape_with_a_part_left_out_is_left_out(judge, body, first) -> None:  # type: ignore[no-untyped-def]
    """Else sh:not of the rest would find what is right."""
    refers = f"e:S a sh:NodeShape ; sh:targetClass e:Thing ; {body} .\n"
    part = "e:Part a sh:NodeShape ; sh:property [ sh:path e:n ; sh:maxcount 0 ] .\n"
    report = judge((refers + part if first else part + refers) + OTHER)
    assert [str(result.shape) for result in report.results] != []
    assert len(report.results) == 1
    about = [reason for reason in reasons(report) if f"shape <{E}S>" in reason]
    assert len(about) == 1
    assert f"it refers to <{E}Part>, of which not all is understood" in about[0]
    assert len(report.not_judged) == 2


def test_where_siblings_exclude_each_other_all_count_or_none(judge) -> None:  # type: ignore[no-untyped-def]
    def qualified(body: str) -> str:
        return (
            f"sh:property [ sh:path e:n ; sh:qualifiedValueShape [ {body} ] ; "
            "sh:qualifiedMinCount 1 ; sh:qualifiedValueShapesDisjoint true ]"
        )

    good, bad = qualified("sh:in ( 1 )"), qualified("sh:minlength 1")
    report = judge(f"e:S sh:targetClass e:Thing ; {good} ; {bad} .\n{OTHER}")
    assert len(report.not_judged) == 1
    assert [str(result.path) for result in report.results] == [E + "n"]


def test_a_closed_shape_is_judged_without_a_property_only_if_its_path_is_known(judge) -> None:  # type: ignore[no-untyped-def]
    """Else e:n, which the property was to allow, would be one too many."""
    closed = "e:S sh:targetClass e:Thing ; sh:closed true ; sh:property [ sh:path rdf:type ] ;"
    closed = f"@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n{closed}"
    report = judge(f"{closed} sh:property [ sh:paht e:n ; sh:minCount 1 ] .\n{OTHER}")
    assert [result.component.rpartition("#")[2] for result in report.results] == [
        "MaxCountConstraintComponent"
    ]
    assert len(report.not_judged) == 1
    report = judge(f"{closed} sh:property [ sh:path e:m ; sh:mincount 1 ] .\n{OTHER}")
    assert len(report.results) == 2
    assert len(report.not_judged) == 1


def test_a_component_that_is_ill_formed_refuses_all(judge) -> None:  # type: ignore[no-untyped-def]
    """Which shapes use it, nobody knows."""
    with pytest.raises(ShapeError, match=rf"shapes.ttl:3:7: shape <{E}C>: a parameter takes an"):
        judge(f"e:C a sh:ConstraintComponent ; sh:parameter [ sh:path 1 ] .\n{OTHER}")


@pytest.mark.parametrize(
    "shapes",
    [
        "e:S sh:targetClass e:Thing ; sh:in e:a .",
        "e:S sh:targetClass e:Thing ; sh:property [ sh:path e:n ; sh:maxcount 0 ] .",
    ],
)
def test_where_nothing_can_be_judged_there_is_no_report(judge, shapes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ShapeError, match=rf"shapes.ttl:3:\d+: shape <{E}S>: "):
        judge(shapes)


def test_pyshacl_gets_no_graph_with_what_is_refused(judge) -> None:  # type: ignore[no-untyped-def]
    foreign = 'e:F a sh:NodeShape ; sh:target [ sh:select "SELECT ?this { ?this ?p ?o }" ] .\n'
    report = judge(foreign + "e:S sh:targetClass e:Thing ; sh:rule [ ] .\n" + OTHER)
    assert len(report.results) == 1
    assert report.notes == ()
    about = [reason for reason in reasons(report) if f"shape <{E}F>" in reason]
    assert about[0].endswith("sh:target is judged by pySHACL, which takes all shapes or none")
    assert len(report.not_judged) == 2


def test_imports_are_named_and_not_followed(judge) -> None:  # type: ignore[no-untyped-def]
    report = judge(f"e:graph owl:imports e:far, e:near . e:near a owl:Ontology .\n{OTHER}")
    (note,) = report.notes
    assert f"owl:imports <{E}far> is not followed" in note
    assert not report.not_judged


def test_relative_iris_are_resolved_against_the_file_of_shapes(judge, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    address = (tmp_path / "shapes.ttl").as_uri()
    report = judge("<#S> sh:targetNode e:x ; sh:property [ sh:path e:n ; sh:maxCount 0 ] .")
    assert len(report.results) == 1
    report = judge("<#S> sh:targetClass e:Thing ; sh:in ( <> ) .", data=f"<{address}> a e:Thing .")
    assert report.conforms
    (message,) = reasons(judge(f"<#S> sh:targetClass e:Thing ; sh:in e:a .\n{OTHER}"))
    assert message.startswith(f"3:21: shape <{address}#S>: ")


def test_data_has_that_base_only_where_it_is_the_same_file(tmp_path: Path) -> None:
    both = tmp_path / "both.ttl"
    both.write_text(f"{PREFIXES}<x> a e:Thing ; e:n 1 .\n{OTHER}", "utf-8")
    (result,) = validate_files([both], both).results
    assert str(result.focus) == (tmp_path / "x").as_uri()
    with pytest.raises(Exception, match=r"both\.ttl:3:1: a relative IRI has no base"):
        other = tmp_path / "shapes.ttl"
        other.write_text(PREFIXES + OTHER, "utf-8")
        validate_files([both], other)


@pytest.mark.parametrize(
    ("data", "code", "last"),
    [
        (DATA, 1, "does not conform: 1 error, 0 warnings; incomplete: 1 shape was not judged"),
        (
            "e:x e:n 1 .",
            0,
            "incomplete: 1 shape was not judged; by the others: 0 errors, 0 warnings",
        ),
    ],
)
def test_the_command_says_it_in_its_last_line(  # type: ignore[no-untyped-def]
    quick_kg: Run, tmp_path: Path, data, code, last
) -> None:
    shapes = f"{PREFIXES}{OTHER}\ne:S sh:targetClass e:T ; sh:in 1 ."
    (tmp_path / "shapes.ttl").write_text(shapes, "utf-8")
    (tmp_path / "data.ttl").write_text(PREFIXES + data, "utf-8")
    call = ("validate", "data.ttl", "--shapes", "shapes.ttl")
    done = quick_kg(*call)
    place = f"shapes.ttl:4:20: not judged: shape <{E}S>: sh:in takes a list, ( … ), not «1»"
    assert done.returncode == code
    assert done.stdout.splitlines()[-2:] == [place, last]
    assert done.stderr == ""
    done = quick_kg(*call, "-o", "report.csv")
    assert done.stderr.splitlines() == [place, f"report.csv: {last}"]
    done = quick_kg(*call, "--format", "csv")
    assert done.stderr.splitlines() == [place, "incomplete: 1 shape was not judged"]
    done = quick_kg(*call, "--strict", "--lang", "es")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"shapes.ttl:4:20: forma <{E}S>: sh:in toma una lista, ( … ), no «1»" in done.stderr


def test_leaving_out_what_is_misspelt_never_invents_a_result() -> None:
    """Random shapes, in each of which one term of SHACL gets a letter too many."""
    judged = 0
    for seed in range(150):
        chosen = case(seed)
        data = MemoryGraph(tuple(triple) for triple in chosen.after)
        terms = list(re.finditer(r"(?<=sh:)[A-Za-z]+", chosen.shapes))
        term = random.Random(seed).choice(terms)
        spoilt = f"{chosen.shapes[: term.end()]}x{chosen.shapes[term.end() :]}"
        all_of_them = counted(compile_shapes(as_graph(chosen.shapes)), data)
        compiler = Compiler(as_graph(spoilt), tolerant=True)
        shapes = compiler.compile()
        results = counted(shapes, data)
        assert compiler.refused, seed
        assert not results - all_of_them, (seed, term[0])
        judged += results.total()
    assert judged > 150, "the rest is judged"


def as_graph(shapes: str) -> MemoryGraph:
    """Return the statements of shapes in Turtle."""
    parsed = ox.parse(shapes.encode(), format=ox.RdfFormat.TURTLE)
    return MemoryGraph((quad.subject, quad.predicate, quad.object) for quad in parsed)


def counted(shapes: Shapes, data: MemoryGraph) -> Counter[tuple[str, str, str, str]]:
    """Return what the results say, without the shape, whose name may be blank."""
    return Counter(
        (str(result.focus), result.path_turtle, str(result.value), result.component)
        for result in Validator(shapes).validate(data).results
    )

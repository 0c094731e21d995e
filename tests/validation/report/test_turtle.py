"""The report in RDF, as SHACL defines it."""

from __future__ import annotations

import io

import rdflib
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHN

from kg.model import Report
from kg.validation.report.turtle import write_turtle
from tests.validation.report.results import BARE, CLEAN, FULL, MANY, REPORT, E


def parsed(report: Report) -> rdflib.Graph:
    output = io.StringIO()
    write_turtle(report, output)
    return rdflib.Graph().parse(data=output.getvalue(), format="turtle")


def test_a_clean_report_conforms_and_has_no_results() -> None:
    graph = parsed(CLEAN)
    (node,) = graph.subjects(RDF.type, SHN.ValidationReport)
    assert graph.value(node, SHN.conforms) == rdflib.Literal(True)
    assert len(graph) == 2


def test_any_result_is_one_that_does_not_conform() -> None:
    for result in (FULL, BARE, MANY):
        graph = parsed(Report((result,)))
        assert list(graph.objects(None, SHN.conforms)) == [rdflib.Literal(False)]


def test_each_field_of_a_result_is_written() -> None:
    graph = parsed(REPORT)
    assert len(list(graph.subjects(RDF.type, SHN.ValidationResult))) == 3
    full = graph.value(None, SHN.focusNode, rdflib.URIRef(E + "x"))
    assert graph.value(full, SHN.resultSeverity) == SHN.Violation
    assert graph.value(full, SHN.sourceConstraintComponent) == SHN.ClassConstraintComponent
    assert graph.value(full, SHN.resultPath) == rdflib.URIRef(E + "p")
    assert graph.value(full, SHN.value) == rdflib.Literal('a "b" & c|d\ne')
    assert graph.value(full, SHN.sourceShape) == rdflib.URIRef(E + "S")
    assert set(graph.objects(full, SHN.resultMessage)) == {
        rdflib.Literal("C1 wrong: so", lang="en"),
        rdflib.Literal("C1 mal: así", lang="es"),
    }


def test_what_a_result_does_not_have_is_not_written() -> None:
    graph = parsed(Report((BARE,)))
    (result,) = graph.subjects(RDF.type, SHN.ValidationResult)
    assert isinstance(graph.value(result, SHN.focusNode), rdflib.BNode)
    assert set(graph.predicates(result)) == {
        RDF.type,
        SHN.focusNode,
        SHN.resultSeverity,
        SHN.sourceConstraintComponent,
    }


def test_a_path_and_a_shape_without_an_iri_are_written_as_they_are() -> None:
    graph = parsed(Report((MANY,)))
    (path,) = graph.objects(None, SHN.resultPath)
    assert graph.value(path, SHN.inversePath) == rdflib.URIRef(E + "q")
    (shape,) = graph.objects(None, SHN.sourceShape)
    assert isinstance(shape, rdflib.BNode)
    assert list(graph.objects(None, SHN.resultMessage)) == [rdflib.Literal("C3 note")]

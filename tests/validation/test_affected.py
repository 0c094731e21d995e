"""What a change affects, against pySHACL: the old report brought up to date is the new report.

The evaluator is compared with pySHACL, never with itself. More cases: `KG_CASES=20000`.
"""

from __future__ import annotations

import os
from collections import Counter

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH as SHN

from kg.rdf.namespaces import SH, XSD_STRING
from kg.validation.affected import Triggers
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import StoreGraph, Term
from kg.validation.paths import Path, Step
from tests.validation.cases import Case, case

BATCH = 50
CASES = int(os.environ.get("KG_CASES", "2000"))
Key = tuple[str, str, str, str, str, str]


def rdflib_term(term: Term) -> rdflib.term.Node:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    if term.datatype.value == XSD_STRING:  # pySHACL tells "a" from "a"^^xsd:string
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def name(term: object) -> str:
    if term is None:
        return ""
    if isinstance(term, (ox.NamedNode, ox.BlankNode, ox.Literal)):
        term = rdflib_term(term)
    assert isinstance(term, rdflib.term.Identifier)
    return term.n3()


def reference(triples: tuple[ox.Triple, ...], shapes: str) -> Counter[Key]:
    """Return what pySHACL reports."""
    data = rdflib.Graph()
    for t in triples:
        subject, predicate, value = t
        data.add((rdflib_term(subject), rdflib_term(predicate), rdflib_term(value)))
    _, report, text = pyshacl.validate(
        data, shacl_graph=rdflib.Graph().parse(data=shapes, format="turtle")
    )
    assert isinstance(report, rdflib.Graph), text
    found: Counter[Key] = Counter()
    for node in report.objects(None, SHN.result):  # not sh:detail
        path = report.value(node, SHN.resultPath)
        shape = report.value(node, SHN.sourceShape)
        found[
            name(report.value(node, SHN.focusNode)),
            "" if path is None else name(path) if isinstance(path, rdflib.URIRef) else "path",
            name(report.value(node, SHN.value)),
            str(report.value(node, SHN.sourceConstraintComponent)).removeprefix(SH),
            name(shape) if isinstance(shape, rdflib.URIRef) else "shape",
            str(report.value(node, SHN.resultSeverity)).removeprefix(SH),
        ] += 1
    return found


def updated(change: Case) -> Counter[Key]:
    """Return the report before the change with what it affects checked again."""
    graph = ox.Store()
    graph.load(change.shapes.encode(), format=ox.RdfFormat.TURTLE)
    shapes = compile_shapes(StoreGraph(graph))
    store = ox.Store()
    store.extend(ox.Quad(*t) for t in change.before)
    view = StoreGraph(store)
    report = {
        (shape, node): list(shape.results(node, view))
        for shape in shapes.shapes
        for node in shape.focus_nodes(view)
    }
    for t in change.removed:
        store.remove(ox.Quad(*t))
    store.extend(ox.Quad(*t) for t in change.added)
    view = StoreGraph(store)
    pairs = Triggers(shapes).pairs(
        view, [tuple(t) for t in change.added], [tuple(t) for t in change.removed]
    )
    for shape, nodes in pairs.items():
        for node in nodes:
            report.pop((shape, node), None)
            if shape.is_target(node, view):
                report[shape, node] = list(shape.results(node, view))
    found: Counter[Key] = Counter()
    for results in report.values():
        for result in results:
            found[
                name(result.focus),
                path_of(result.path),
                name(result.value),
                result.component.removeprefix(SH),
                name(result.shape.node) if isinstance(result.shape.node, ox.NamedNode) else "shape",
                result.shape.severity.value.removeprefix(SH),
            ] += 1
    return found


def path_of(path: Path | None) -> str:
    """Return the property of a path of one step, else that there is a path."""
    if path is None:
        return ""
    return name(path.predicate) if isinstance(path, Step) and not path.inverse else "path"


@pytest.mark.parametrize("batch", range(CASES // BATCH))
def test_the_report_before_brought_up_to_date_is_the_report_after(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        change = case(seed)
        assert updated(change) == reference(change.after, change.shapes), f"seed {seed}"

"""What a change affects, against pySHACL: the old report brought up to date is the new report.

The evaluator is compared with pySHACL, never with itself. More cases: `KG_CASES=20000`.
"""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH as SHN

from kg.rdf.namespaces import SH, XSD_STRING
from kg.validation.affected import Triggers
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import MemoryGraph, StoreGraph, Term
from kg.validation.paths import Path, Step
from tests.validation.cases import BATCH, CASES, SHORT, Case, case
from tests.validation.judge import E, compiled, graph, quads, statements

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
    counts: Counter[Key] = Counter()
    for node in report.objects(None, SHN.result):  # not sh:detail
        path = report.value(node, SHN.resultPath)
        shape = report.value(node, SHN.sourceShape)
        counts[
            name(report.value(node, SHN.focusNode)),
            "" if path is None else name(path) if isinstance(path, rdflib.URIRef) else "path",
            name(report.value(node, SHN.value)),
            str(report.value(node, SHN.sourceConstraintComponent)).removeprefix(SH),
            name(shape) if isinstance(shape, rdflib.URIRef) else "shape",
            str(report.value(node, SHN.resultSeverity)).removeprefix(SH),
        ] += 1
    return counts


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
    counts: Counter[Key] = Counter()
    for results in report.values():
        for result in results:
            counts[
                name(result.focus),
                path_of(result.path),
                name(result.value),
                result.component.removeprefix(SH),
                name(result.shape.node) if isinstance(result.shape.node, ox.NamedNode) else "shape",
                result.shape.severity.value.removeprefix(SH),
            ] += 1
    return counts


def path_of(path: Path | None) -> str:
    """Return the property of a path of one step, else that there is a path."""
    if path is None:
        return ""
    return name(path.predicate) if isinstance(path, Step) and not path.inverse else "path"


@pytest.mark.parametrize(
    "batch",
    [
        pytest.param(batch, marks=pytest.mark.full) if batch >= SHORT else batch
        for batch in range(CASES // BATCH)
    ],
)
def test_the_report_before_brought_up_to_date_is_the_report_after(batch: int) -> None:
    for seed in range(batch * BATCH, (batch + 1) * BATCH):
        change = case(seed)
        assert updated(change) == reference(change.after, change.shapes), f"seed {seed}"


S = "e:S sh:targetClass e:T ; "
P = S + "sh:property [ sh:path e:p ; {} ] ."
X = "e:x a e:T ; e:p e:v . "


@pytest.mark.parametrize(
    ("shapes", "before", "added", "removed", "focus"),
    [
        (P.format("sh:minCount 1"), X, "", "e:x e:p e:v .", ["x"]),
        (P.format("sh:maxCount 1"), X, "e:x e:p e:w .", "", ["x"]),
        (P.format("sh:maxCount 1"), X, "e:y e:p e:w .", "", []),
        (P.format("sh:maxCount 0"), "e:x e:p e:v .", "e:x a e:T .", "", ["x"]),
        # a type of the value, and a class above it
        (P.format("sh:class e:A"), X + "e:v a e:A .", "", "e:v a e:A .", ["x"]),
        (
            P.format("sh:class e:A"),
            X + "e:v a e:B . e:B rdfs:subClassOf e:C . e:C rdfs:subClassOf e:A .",
            "",
            "e:C rdfs:subClassOf e:A .",
            ["x"],
        ),
        # other properties of the focus node
        (P.format("sh:equals e:q"), X + "e:x e:q e:v .", "e:x e:q e:w .", "", ["x"]),
        (P.format("sh:disjoint e:q"), X, "e:x e:q e:v .", "", ["x"]),
        (P.format("sh:lessThan e:q"), "e:x a e:T ; e:p 5 .", "e:x e:q 4 .", "", ["x"]),
        # what stands at the value
        (P.format("sh:node [ sh:class e:A ]"), X + "e:v a e:A .", "", "e:v a e:A .", ["x"]),
        (
            P.format("sh:node [ sh:property [ sh:path e:q ; sh:maxCount 0 ] ]"),
            X,
            "e:v e:q 1 .",
            "",
            ["x"],
        ),
        (
            P.format("sh:property [ sh:path e:q ; sh:maxCount 0 ]"),
            X,
            "e:v e:q 1 .",
            "",
            ["v"],
        ),
        (P.format("sh:not [ sh:class e:A ]"), X, "e:v a e:A .", "", ["x"]),
        (P.format("sh:or ( [ sh:class e:A ] )"), X + "e:v a e:A .", "", "e:v a e:A .", ["x"]),
        (
            P.format("sh:qualifiedValueShape [ sh:class e:A ] ; sh:qualifiedMaxCount 0"),
            X,
            "e:v a e:A .",
            "",
            ["x"],
        ),
        (P.format("sh:closed true"), X, "e:v e:q 1 .", "", ["x"]),
        (
            S + "sh:closed true ; sh:ignoredProperties ( rdf:type e:p ) .",
            X,
            "e:x e:q 1 .",
            "",
            ["x"],
        ),
        # paths
        (
            S + "sh:property [ sh:path ( e:p [ sh:inversePath e:q ] ) ; sh:maxCount 0 ] .",
            X,
            "e:w e:q e:v .",
            "",
            ["x"],
        ),
        (
            S + "sh:property [ sh:path [ sh:zeroOrMorePath e:p ] ; sh:maxCount 3 ] .",
            X + "e:v e:p e:w .",
            "e:w e:p e:u .",
            "",
            ["x"],
        ),
        (
            S + "sh:property [ sh:path ( e:p e:q ) ; sh:minCount 1 ] .",
            X + "e:v e:q 1 .",
            "",
            "e:x e:p e:v . e:v e:q 1 .",
            ["x"],
        ),
        # a chain that hung together only by what was removed with it
        (
            S + "sh:property [ sh:path ( e:p e:q e:r ) ; sh:minCount 1 ] .",
            X + "e:v e:q e:w . e:w e:r 1 .",
            "",
            "e:v e:q e:w . e:w e:r 1 .",
            ["x"],
        ),
        # targets
        ("e:S sh:targetSubjectsOf e:p ; sh:in ( ) .", "", "e:x e:p e:v .", "", ["x"]),
        ("e:S sh:targetObjectsOf e:p ; sh:in ( ) .", "", "e:x e:p e:v .", "", ["v"]),
        (
            "e:S sh:targetClass e:T ; sh:in ( ) .",
            "e:x a e:U .",
            "e:U rdfs:subClassOf e:T .",
            "",
            ["x"],
        ),
        (S + "sh:in ( ) .", "e:x a e:T .", "", "e:x a e:T .", []),
        # declared paths of a query
        (
            S + "sh:sparql [ hx:reads ( e:p [ sh:inversePath e:q ] ) ; sh:select "
            '"SELECT $this { $this <http://example.org/p> ?v . ?w <http://example.org/q> ?v }" ] .',
            X,
            "e:w e:q e:v .",
            "",
            ["x"],
        ),
    ],
)
def test_what_a_change_breaks_is_among_what_it_affects(
    shapes: str, before: str, added: str, removed: str, focus: list[str]
) -> None:
    validator = compiled(shapes)
    kept = [s for s in statements(before) if s not in statements(removed)]
    after = MemoryGraph([*kept, *statements(added)])
    change = validator.validate_change(after, quads(added), quads(removed))
    assert [str(r.focus).removeprefix(E) for r in change.results] == focus
    assert change.results == validator.validate(after).results
    assert change.notes == ()


@pytest.mark.parametrize("wrap", ["sh:node {} .", "sh:not {} .", "sh:property {} ."])
def test_a_shape_is_as_little_local_as_those_it_refers_to(wrap: str) -> None:
    query = "sh:sparql [ sh:select 'SELECT $this { $this <http://example.org/bad> ?v }' ]"
    shapes = f"e:S sh:targetClass e:T ; {wrap.format('e:N')} e:N sh:path e:p ; {query} ."
    if "property" not in wrap:
        shapes = shapes.replace("sh:path e:p ;", "")
    validator = compiled(shapes)
    reason = "its SPARQL constraint does not declare what it reads"
    assert [(str(shape), why) for shape, why in validator.triggers.not_local] == [(E + "S", reason)]
    change = validator.validate_change(graph(X), quads("e:a e:b e:c ."))
    assert change.checked == 1

"""Validate with pySHACL, the reference implementation, over the whole graph."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ShapeError
from kg.model import BNode, Iri, Literal, Report, Severity, Term, Triple, Violation
from kg.namespaces import HX, SH
from kg.validation.positions import PositionIndex

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation", SH + "Warning": "warning", SH + "Info": "info",
}


def validate(
    triples: Iterable[Triple], shapes_folder: Path, index: PositionIndex | None = None
) -> Report:
    """Return the report on `triples`, sorted: severity, code, focus node, value.

    triples: facts, catalogue and the subclass axioms of the ontology.
    index: where statements stand; results without it have no positions.
    Raises ShapeError where a shape file does not parse or holds no shape.
    """
    import pyshacl
    import rdflib

    shapes = load_shapes(shapes_folder)
    data = rdflib.Graph()
    for triple in triples:
        data.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    logging.getLogger("pyshacl.validate").setLevel(logging.ERROR)
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True, meta_shacl=False)
    sh = rdflib.Namespace(SH)
    code = rdflib.URIRef(HX + "code")
    results = []
    for node in report.objects(None, sh.result):  # not what stands below sh:detail
        shape = report.value(node, sh.sourceShape)
        focus = _term(report.value(node, sh.focusNode))
        path = report.value(node, sh.resultPath)
        found = report.value(node, sh.value)
        value = None if found is None else _term(found)
        predicate = str(path) if isinstance(path, rdflib.URIRef) else ""
        if not predicate and shape is not None:
            predicate = _inverse(shapes, shape)
        severity = _SEVERITIES[str(report.value(node, sh.resultSeverity))]
        # pySHACL drops the language of the messages of SPARQL constraints; the shape has it.
        written = list(shapes.objects(shape, sh.message)) if shape is not None else []
        messages = tuple(sorted(
            (m.language or "", str(m)) for m in written or report.objects(node, sh.resultMessage)
            if isinstance(m, rdflib.Literal)
        ))
        component = str(report.value(node, sh.sourceConstraintComponent) or "")
        subject = report.value(node, sh.focusNode)
        too_many = component.endswith("MaxCountConstraintComponent") and path is not None
        results.append(Violation(
            code=str(shapes.value(shape, code) or ""),
            severity=severity,
            focus=focus,
            path=predicate,
            value=value,
            messages=messages,
            component=component,
            values=tuple(sorted(_term(v) for v in data.objects(subject, path)))
            if too_many else (),
            positions=() if index is None else index.find(
                str(focus), predicate, None if value is None else value.value),
        ))
    order = {"violation": 0, "warning": 1, "info": 2}
    results.sort(key=lambda r: (order[r.severity], r.code, str(r.focus), str(r.value)))
    return Report(tuple(results), checked=len(data))


def load_shapes(folder: Path) -> rdflib.Graph:
    """Return the shapes of a folder in one graph. Raises ShapeError where there are none."""
    import rdflib
    from rdflib.namespace import RDF

    shapes = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        try:
            shapes.parse(path, format="turtle")
        except Exception as error:
            raise ShapeError(f"{path}: {error}") from error
    sh = rdflib.Namespace(SH)
    if not any(shapes.subjects(RDF.type, sh.NodeShape)) and not any(
        shapes.subjects(RDF.type, sh.PropertyShape)
    ):
        raise ShapeError(f"no shapes in {folder}; a validation without shapes proves nothing")
    return shapes


def _inverse(shapes: rdflib.Graph, shape: Node) -> str:
    """Return the property of a shape whose path is an inverse, for the message."""
    import rdflib

    sh = rdflib.Namespace(SH)
    path = shapes.value(shape, sh.path)
    return "" if path is None else str(shapes.value(path, sh.inversePath) or "")


def _rdflib(term: Term) -> Node:
    import rdflib

    if isinstance(term, Iri):
        return rdflib.URIRef(term.value)
    if isinstance(term, BNode):
        return rdflib.BNode(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype), normalize=False)


def _term(node: Node | None) -> Term:
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return Iri(str(node))
    if isinstance(node, rdflib.Literal):
        language = node.language or ""
        datatype = str(node.datatype) if node.datatype else Literal("").datatype
        return Literal(str(node), datatype, language)
    return BNode(str(node))

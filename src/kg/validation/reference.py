"""Validate with pySHACL: the reference in tests, and the engine of what is not compiled."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.model import BNode, Iri, Literal, Severity, Term, Triple, Violation
from kg.rdf.namespaces import HX, SH
from kg.validation.shapes import Shapes

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_SEVERITIES: dict[str, Severity] = {
    SH + "Violation": "violation",
    SH + "Warning": "warning",
    SH + "Info": "info",
}
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "target")


def validate(
    triples: Iterable[Triple], shapes: Shapes, only: Iterable[str] | None = None
) -> list[Violation]:
    """Return what pySHACL finds over the whole graph.

    triples: facts, catalogue and the subclass axioms of the ontology.
    only: the IRIs of the shapes whose targets count; the others serve where they are referred to.
    """
    import pyshacl
    import rdflib

    written = rdflib.Graph()
    written.parse(data=shapes.turtle(), format="turtle")
    if only is not None:
        kept = frozenset(only)
        for name in _TARGETS:
            for node, target in list(written.subject_objects(rdflib.URIRef(SH + name))):
                if str(node) not in kept:
                    written.remove((node, rdflib.URIRef(SH + name), target))
    data = rdflib.Graph()
    for triple in triples:
        data.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    logging.getLogger("pyshacl.validate").setLevel(logging.ERROR)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=written, inplace=True, meta_shacl=False, advanced=only is not None
    )
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
            predicate = _inverse(written, shape)
        severity = _SEVERITIES.get(str(report.value(node, sh.resultSeverity)), "violation")
        # pySHACL drops the language of the messages of SPARQL constraints; the shape has it.
        own = list(written.objects(shape, sh.message)) if shape is not None else []
        messages = tuple(
            sorted(
                (m.language or "", str(m))
                for m in own or report.objects(node, sh.resultMessage)
                if isinstance(m, rdflib.Literal)
            )
        )
        component = str(report.value(node, sh.sourceConstraintComponent) or "")
        subject = report.value(node, sh.focusNode)
        too_many = component.endswith("MaxCountConstraintComponent") and path is not None
        results.append(
            Violation(
                code=str(written.value(shape, code) or ""),
                severity=severity,
                severity_iri=str(report.value(node, sh.resultSeverity)),
                focus=focus,
                path=predicate,
                value=value,
                messages=messages,
                component=component,
                values=tuple(sorted(_term(v) for v in data.objects(subject, path)))
                if too_many
                else (),
            )
        )
    return results


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

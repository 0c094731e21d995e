"""Validate with pySHACL: the reference in tests, and the engine of what is not compiled."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kg.errors import ShapeError
from kg.model import BNode, Iri, Literal, Term, Triple, Violation, text
from kg.rdf.namespaces import HX, SH
from kg.runtime.bounds import Bounds
from kg.runtime.processes import Channel, Work
from kg.runtime.walled import Ended, WalledProcess
from kg.store.cells import from_cell, to_cell
from kg.validation.results import SEVERITIES
from kg.validation.shapes import Shapes
from kg.validation.vocabulary import TARGETS

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

_TARGETS = (*TARGETS, "target")


def validate(
    triples: Iterable[Triple], shapes: Shapes, only: Iterable[str] | None = None
) -> list[Violation]:
    """Return what pySHACL finds over the whole graph.

    Args:
        triples: Facts, the catalogue and the subclass axioms of the ontology.
        shapes: The shapes.
        only: The IRIs of the shapes whose targets count; None counts all. The other shapes serve
            where these refer to them.
    """
    return _validated(triples, shapes.turtle(), only)


def _validated(
    triples: Iterable[Triple], shapes: str, only: Iterable[str] | None
) -> list[Violation]:
    import pyshacl
    import rdflib

    shapes_graph = rdflib.Graph()
    shapes_graph.parse(data=shapes, format="turtle")
    if only is not None:
        _remove_targets(shapes_graph, frozenset(only))
    data = rdflib.Graph()
    for triple in triples:
        data.add((_rdflib(triple.subject), _rdflib(triple.predicate), _rdflib(triple.object)))
    logging.getLogger("pyshacl.validate").setLevel(logging.ERROR)
    _, report, _ = pyshacl.validate(
        data, shacl_graph=shapes_graph, inplace=True, meta_shacl=False, advanced=only is not None
    )
    # not what stands below sh:detail
    results = report.objects(None, rdflib.URIRef(SH + "result"))
    return [_violation(node, report, data, shapes_graph) for node in results]


def validate_walled(
    triples: Iterable[Triple], shapes: Shapes, only: Iterable[str], bounds: Bounds
) -> list[Violation]:
    """Return what `validate` returns, found in a process of its own: see `kg.runtime.walls`.

    Args:
        triples: As for `validate`.
        shapes: The shapes.
        only: The IRIs of the shapes whose targets count.
        bounds: What the validation may use.

    Raises:
        ShapeError: It fails, takes too long or needs too much.
    """
    modules = tuple({*filter(os.path.isdir, sys.path), sys.prefix, sys.base_prefix})
    work = Work("kg.validation.reference:answer", read=modules, imports=("pyshacl",))
    process = WalledProcess(work, bounds)
    content = {
        "triples": [[to_cell(term) for term in triple] for triple in triples],
        "shapes": shapes.turtle(),
        "only": list(only),
    }
    try:
        process.begin()
        process.send(b"V", json.dumps(content).encode())
        kind, answer = process.receive()
    except Ended as error:
        raise ShapeError(str(error)) from error
    finally:
        process.end()
    if kind != b"R":
        raise ShapeError(f"pySHACL: {answer.decode()}")
    return [_violation_of(result) for result in json.loads(answer)]


def answer(arguments: Sequence[str], channel: Channel) -> None:
    """Validate what is sent; the work of the process that `validate_walled` starts."""
    for _, request in channel:
        content = json.loads(request)
        triples = (Triple(*map(from_cell, row)) for row in content["triples"])  # type: ignore[arg-type]
        try:
            violations = _validated(triples, content["shapes"], content["only"])
        except Exception as error:  # noqa: BLE001  pySHACL and rdflib raise what they like
            channel.send(b"!", f"{type(error).__name__}: {error}".encode())
            continue
        channel.send(b"R", json.dumps([_as_json(violation) for violation in violations]).encode())


def _as_json(violation: Violation) -> dict[str, object]:
    """Return the parts of a violation that pySHACL fills."""
    return {
        "code": violation.code,
        "severity": violation.severity,
        "severity_iri": violation.severity_iri,
        "focus": to_cell(violation.focus),
        "path": violation.path,
        "value": to_cell(violation.value),
        "messages": violation.messages,
        "component": violation.component,
        "values": [to_cell(value) for value in violation.values],
    }


def _violation_of(result: dict[str, Any]) -> Violation:
    focus = from_cell(result["focus"])
    assert focus is not None, "each result has a focus node"
    return Violation(
        code=result["code"],
        severity=result["severity"],
        severity_iri=result["severity_iri"],
        focus=focus,
        path=result["path"],
        value=from_cell(result["value"]),
        messages=tuple((language, text) for language, text in result["messages"]),
        component=result["component"],
        values=tuple(term for cell in result["values"] if (term := from_cell(cell))),
    )


def _remove_targets(shapes_graph: rdflib.Graph, kept: frozenset[str]) -> None:
    """Remove the targets of all other shapes, which may still be referred to."""
    import rdflib

    for name in _TARGETS:
        predicate = rdflib.URIRef(SH + name)
        for node, target in list(shapes_graph.subject_objects(predicate)):
            if str(node) not in kept:
                shapes_graph.remove((node, predicate, target))


def _violation(
    result: Node, report: rdflib.Graph, data: rdflib.Graph, shapes_graph: rdflib.Graph
) -> Violation:
    """Return a result of pySHACL's report in the project's terms."""
    import rdflib

    sh = rdflib.Namespace(SH)
    shape = report.value(result, sh.sourceShape)
    focus = report.value(result, sh.focusNode)
    path = report.value(result, sh.resultPath)
    value = report.value(result, sh.value)
    severity = str(report.value(result, sh.resultSeverity))
    component = str(report.value(result, sh.sourceConstraintComponent) or "")
    predicate = str(path) if isinstance(path, rdflib.URIRef) else ""
    if not predicate and shape is not None:
        predicate = _written(shapes_graph, shape)
    # pySHACL drops the language of the messages of SPARQL constraints; the shape has it.
    of_shape = list(shapes_graph.objects(shape, sh.message)) if shape is not None else []
    messages = of_shape or report.objects(result, sh.resultMessage)
    too_many = component.endswith("MaxCountConstraintComponent") and path is not None
    return Violation(
        code=str(shapes_graph.value(shape, rdflib.URIRef(HX + "code")) or ""),
        severity=SEVERITIES.get(severity, "violation"),
        severity_iri=severity,
        focus=_term(focus),
        path=predicate,
        value=None if value is None else _term(value),
        messages=tuple(
            sorted((m.language or "", str(m)) for m in messages if isinstance(m, rdflib.Literal))
        ),
        component=component,
        values=tuple(sorted(_term(v) for v in data.objects(focus, path))) if too_many else (),
    )


def _written(shapes: rdflib.Graph, shape: Node) -> str:
    """Return the path of a shape as a message names it, "" where it is of another form.

    That is the property of an inverse, and the properties of alternatives as SPARQL writes them.
    """
    import rdflib
    from rdflib.collection import Collection

    sh = rdflib.Namespace(SH)
    path = shapes.value(shape, sh.path)
    if path is None:
        return ""
    alternatives = shapes.value(path, sh.alternativePath)
    if alternatives is not None:
        return f"({'|'.join(f'<{member}>' for member in Collection(shapes, alternatives))})"
    return str(shapes.value(path, sh.inversePath) or "")


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
        if node.language or not node.datatype:
            return text(str(node), node.language or "")
        return Literal(str(node), str(node.datatype))
    return BNode(str(node))

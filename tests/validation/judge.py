"""Validate small graphs with small shapes, both written in Turtle in a test."""

from __future__ import annotations

import pyoxigraph as ox

from kg.model import Quad, Report, Violation
from kg.rdf.namespaces import RDF, RDFS, SH, XSD
from kg.rdf.oxigraph import from_ox
from kg.validation import Validator
from kg.validation.compiler import compile_shapes
from kg.validation.data_graph import MemoryGraph, Statement

E = "http://example.org/"
PREFIXES = f"""@prefix e: <{E}> . @prefix sh: <{SH}> . @prefix rdf: <{RDF}> .
@prefix rdfs: <{RDFS}> . @prefix xsd: <{XSD}> . @prefix hx: <https://w3id.org/helixkg/def#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
"""


def statements(turtle: str) -> list[Statement]:
    """Return the statements of a text, each term as it was written."""
    parsed = ox.parse((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return [(q.subject, q.predicate, q.object) for q in parsed]


def quads(turtle: str) -> list[Quad]:
    """Return the statements of a text as facts."""
    return [
        Quad(from_ox(s), from_ox(p), from_ox(o))  # type: ignore[arg-type]
        for s, p, o in statements(turtle)
    ]


def graph(turtle: str) -> MemoryGraph:
    """Return the graph of a text."""
    return MemoryGraph(statements(turtle))


def compiled(shapes: str) -> Validator:
    """Return the validator of shapes."""
    return Validator(compile_shapes(graph(shapes)))


def validate(shapes: str, data: str) -> Report:
    """Return the report, which is the same node by node and with screening on columns."""
    validator = compiled(shapes)
    report = validator.validate(graph(data), columns=False)
    screened = validator.validate(graph(data), columns=True)
    assert report.results == screened.results
    assert screened.checked <= report.checked
    return report


def shown(result: Violation) -> str:
    """Return the value of a result in short, `-` where it has none."""
    if result.value is None:
        return "-"
    return str(result.value).removeprefix(E)


def values_reported(constraint: str, values: str, more: str = "") -> list[str]:
    """Return which values of `e:p` at `e:x` break a constraint, sorted.

    Args:
        constraint: Parameters of a property shape.
        values: The values in Turtle, with commas.
        more: More statements.
    """
    shapes = f"e:S sh:targetClass e:Thing ; sh:property [ sh:path e:p ; {constraint} ] ."
    data = "e:x a e:Thing . " + (f"e:x e:p {values} . " if values else "") + more
    return sorted(map(shown, validate(shapes, data).results))

"""Try shapes on their examples: one that conforms, one that breaks exactly this shape.

A shape `Cnn-name` written by hand has `valid/Cnn-name.ttl` and `invalid/Cnn-name.ttl`; for a shape
that the profile makes they are made, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from kg.errors import InputError, in_language
from kg.model import Iri, Position, Triple
from kg.ontology.explain import named_shapes
from kg.ontology.profile import Use
from kg.ontology.shapes import PROFILE_SHAPES
from kg.ontology.terms import Terms
from kg.rdf.namespaces import RDFS, SHAPE
from kg.rdf.oxigraph import quad_from_ox
from kg.validation.check import exact_graph, validator


def faults(folder: Path, uses: Sequence[Use], terms: Terms) -> Iterator[str]:
    """Yield what is wrong with the examples of the shapes in a folder.

    Args:
        folder: An ontology: `shapes` and `examples` in it.
        uses: Its profile.
        terms: Its terms; examples are seen with their subclass axioms.

    Raises:
        InputError: An example cannot be read.
        ShapeError: A shape is ill-formed.
    """
    subclasses = [
        Triple(Iri(term.iri), Iri(RDFS + "subClassOf"), Iri(parent))
        for term in terms.values()
        if term.is_class
        for parent in term.parents
    ]
    shapes = named_shapes(folder)
    generated = {shape.name for shape in shapes if shape.file.name == PROFILE_SHAPES}

    def reported(text: str, file: str) -> set[str]:
        graph = exact_graph([*_parsed(text, file), *subclasses])
        report = validator(folder / "shapes").validate(graph)
        return {str(result.shape).removeprefix(SHAPE) for result in report.results}

    for shape in shapes:
        texts = shape.examples(uses, terms)
        if not texts:
            yield f"{shape.file}: " + in_language(
                f"{shape.name} has no examples; write valid/{shape.name}.ttl and "
                f"invalid/{shape.name}.ttl",
                f"{shape.name} no tiene ejemplos; escriba valid/{shape.name}.ttl e "
                f"invalid/{shape.name}.ttl",
            )
            continue
        for kind, text in zip(("valid", "invalid"), texts, strict=True):
            results = reported(text, f"{kind}/{shape.name}.ttl")
            expected = set() if kind == "valid" else {shape.name}
            if shape.file.name != PROFILE_SHAPES:
                # The generated ones say of the same mistake what they say of all properties.
                results -= generated
            elif kind == "invalid":
                results &= expected
            if results != expected:
                yield _fault(f"{kind}/{shape.name}.ttl", results, expected)


def _parsed(text: str, file: str) -> list[Triple]:
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.TURTLE))
    except SyntaxError as error:
        place = Position(file, error.lineno or 0, error.offset or 0)
        raise InputError.at(
            place,
            in_language(f"this does not parse: {error.msg}", f"no se puede analizar: {error.msg}"),
        ) from error
    return [quad_from_ox(quad).triple for quad in quads]


def _fault(file: str, results: set[str], expected: set[str]) -> str:
    given = ", ".join(sorted(results))
    wanted = ", ".join(sorted(expected))
    return f"{file}: " + in_language(
        f"gives results of {given or 'nothing'}; expected: {wanted or 'nothing'}",
        f"da resultados de {given or 'nada'}; se esperaba: {wanted or 'nada'}",
    )

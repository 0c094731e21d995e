"""The shapes that the profile makes: as the profile says, and each proven by a pair of examples."""

from __future__ import annotations

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph

from kg import validation
from kg.files import content
from kg.ingest.ontology import read_ontology
from kg.ontology import examples, profile, terms
from kg.ontology import shapes as made_shapes
from kg.ontology.explain import named_shapes
from kg.rdf.oxigraph import quad_from_ox
from kg.store import EmbeddedStore
from tests.ontology.common import ONTOLOGY, SH, SHAPE, ontology, shapes

USES = profile.project()
TERMS = terms.declared()
FILE = ONTOLOGY / "shapes" / "profile.ttl"
MADE = Graph().parse(FILE)
NAMES = sorted(str(shape).removeprefix(str(SHAPE)) for shape in MADE.subjects(SH.severity, None))

SHAPES = {shape.name: shape for shape in named_shapes(ONTOLOGY)}
WARNINGS = {name for name in NAMES if MADE.value(SHAPE[name], SH.severity) == SH.Warning}
#: what shapes that are written by hand say of the same mistake
HAND_WRITTEN = {
    str(shape).removeprefix(str(SHAPE)) for shape in shapes().subjects(SH.severity, None)
} - set(NAMES)


def row(name: str) -> tuple[str, profile.Use]:
    """Return the code of a made shape, and the row of the profile from which it comes."""
    use = SHAPES[name].row(USES)
    assert use is not None
    return SHAPES[name].code, use


def test_the_file_is_what_the_profile_says() -> None:
    assert FILE.read_text(encoding="utf-8") == made_shapes.turtle(USES, TERMS), "run `kg fmt`"


def found(text: str) -> set[str]:
    """Return the names of the shapes of which something in a document is a violation."""
    store = EmbeddedStore.in_memory()
    quads = [quad_from_ox(quad) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    store.replace([*(located.quad for located in read_ontology()), *quads])
    report = validation.validator(content.folder("ontology") / "shapes").validate(
        validation.checked_graph(store)
    )
    return {
        str(result.shape).removeprefix(str(SHAPE))
        for result in report.results
        if result.severity == "violation"
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_right_and_a_wrong_example_of_each_shape(name: str) -> None:
    code, use = row(name)
    assert found(examples.right(use, use.classes[0], USES, TERMS)) == set()
    breaks = found(examples.wrong(code, use, USES, TERMS))
    assert name in breaks
    assert breaks <= {name} | HAND_WRITTEN


def test_pyshacl_finds_the_same() -> None:
    """All right examples in one graph, and all wrong ones in another."""
    for is_right in (True, False):
        graph = Graph()
        for triple in ontology().triples((None, RDFS.subClassOf, None)):
            graph.add(triple)
        for number, name in enumerate(NAMES):
            code, use = row(name)
            text = (
                examples.right(use, use.classes[0], USES, TERMS)
                if is_right
                else examples.wrong(code, use, USES, TERMS)
            )
            # each example has things of its own
            own = text.replace("<id/", f"<id/n{number}-").replace("<node/", f"<node/n{number}-")
            graph.parse(data=own, format="turtle")
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inplace=True)
        reported = {
            str(report.value(result, SH.sourceShape)).removeprefix(str(SHAPE))
            for result in report.subjects(RDF.type, SH.ValidationResult)
            if report.value(result, SH.resultSeverity) == SH.Violation
        }
        assert reported & set(NAMES) == (set() if is_right else set(NAMES) - WARNINGS)

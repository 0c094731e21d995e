"""The shapes that the profile makes: as the profile says, and as pySHACL understands them.

That each finds its wrong example and not its right one, tests/validation/test_examples.py tries.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyshacl
import pytest
from rdflib import RDF, RDFS, Graph

from kg.ontology import examples, profile, terms
from kg.ontology import shapes as made_shapes
from kg.ontology.explain import named_shapes
from tests.ontology.common import ONTOLOGY, SH, SHAPE, ontology, shapes

USES = profile.project()
TERMS = terms.declared()
FILE = ONTOLOGY / "shapes" / "profile.ttl"
PROFILE_SHAPES = Graph().parse(FILE)
NAMES = sorted(
    str(shape).removeprefix(str(SHAPE)) for shape in PROFILE_SHAPES.subjects(SH.severity, None)
)
SHAPES = {shape.name: shape for shape in named_shapes(ONTOLOGY)}
WARNINGS = {name for name in NAMES if PROFILE_SHAPES.value(SHAPE[name], SH.severity) == SH.Warning}


def row(name: str) -> tuple[str, profile.Use]:
    """Return the code of a made shape, and the row of the profile from which it comes."""
    use = SHAPES[name].row(USES)
    assert use is not None
    return SHAPES[name].code, use


def test_the_file_is_what_the_profile_says() -> None:
    others = made_shapes.by_hand(ONTOLOGY / "shapes")
    assert FILE.read_text("utf-8") == made_shapes.turtle(USES, TERMS, others), "run `kg fmt`"


def test_an_id_that_another_replaced_needs_no_class() -> None:
    rule = FILE.read_text(encoding="utf-8").partition("shape:C58-is-replaced-by ")[2]
    assert "[ sh:path rdf:type ; sh:maxCount 0 ]" in rule.partition("sh:message")[0]


@pytest.mark.full
def test_pyshacl_finds_the_same() -> None:
    require_the_same(NAMES[::30])


@pytest.mark.full
def test_pyshacl_finds_the_same_of_all() -> None:
    require_the_same(NAMES)


def require_the_same(names: Sequence[str]) -> None:
    """Put all right examples in one graph, all wrong ones in another, and let pySHACL look."""
    for is_right in (True, False):
        graph = Graph()
        for triple in ontology().triples((None, RDFS.subClassOf, None)):
            graph.add(triple)
        for number, name in enumerate(names):
            code, use = row(name)
            text = (
                examples.right(use, use.classes[0], USES, TERMS)
                if is_right
                else examples.wrong(code, use, USES, TERMS)
            )
            # each example has things of its own
            spaces = ("id", "node", *(["voc"] if "concept-scheme" in name else []))
            own = re.sub(f"<({'|'.join(spaces)})/", rf"<\1/n{number}-", text)
            graph.parse(data=own, format="turtle")
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inplace=True)
        reported = {
            str(report.value(result, SH.sourceShape)).removeprefix(str(SHAPE))
            for result in report.subjects(RDF.type, SH.ValidationResult)
            if report.value(result, SH.resultSeverity) == SH.Violation
        }
        assert reported & set(names) == (set() if is_right else set(names) - WARNINGS)


def test_each_shape_of_a_property_has_what_a_form_needs() -> None:
    tried = {"made": 0, "by hand": 0}
    for shape, path in shapes().subject_objects(SH.path):
        if not str(shape).startswith(str(SHAPE)):
            continue  # a part of another one
        assert len(list(shapes().objects(shape, SH.group))) == 1, shape
        assert len(list(shapes().objects(shape, SH.order))) == 1, shape
        for text in (SH.name, SH.description):
            languages = [getattr(value, "language", "") for value in shapes().objects(shape, text)]
            assert sorted(languages) == ["en", "es"], (shape, text)
        tried["made" if (shape, SH.path, path) in PROFILE_SHAPES else "by hand"] += 1
    assert tried["made"] > 200
    assert tried["by hand"] > 50

"""The shapes: well formed, worded in two languages, and each proven by a pair of examples."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import QB, RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import RDFS, SKOS
from rdflib.term import Node

from tests.ontology.common import (
    EXAMPLES,
    HX,
    ONTOLOGY,
    SH,
    SHAPE,
    SHAPE_FILES,
    example,
    ontology,
    shapes,
)
from tests.short_form import spread

#: the constraints that are shapes; the others are audits or table checks
CODES = {
    f"C{number:02}"
    for number in (
        2,
        3,
        6,
        7,
        8,
        12,
        13,
        16,
        17,
        18,
        20,
        21,
        22,
        23,
        24,
        25,
        27,
        28,
        29,
        30,
        31,
        32,
        33,
        34,
        35,
        36,
        37,
        38,
        39,
        40,
        41,
        42,
        43,
        44,
        45,
        46,
        47,
        48,
        53,
        54,
        55,
        56,
        58,
        59,
        60,
        64,
        65,
        66,
        67,
        68,
        69,
        70,
        71,
        72,
        73,
        74,
        75,
    )
}


def examples(kind: str) -> list[Path]:
    """Return the files of the examples that are valid, or invalid."""
    return sorted((EXAMPLES / kind).glob("*.ttl"))


def named() -> list[URIRef]:
    nodes = {
        shape
        for kind in (SH.NodeShape, SH.PropertyShape)
        for shape in shapes().subjects(RDF.type, kind)
    }
    return sorted(shape for shape in nodes if isinstance(shape, URIRef))


@cache
def generated_names() -> set[str]:
    """Return the names of the shapes that the profile makes; they have tests of their own."""
    graph = Graph().parse(ONTOLOGY / "shapes" / "profile.ttl")
    return {str(shape).removeprefix(str(SHAPE)) for shape in graph.subjects(SH.severity, None)}


@cache
def hand_written() -> Graph:
    """Return the shapes that the profile does not make; not to be changed."""
    graph = Graph()
    for path in SHAPE_FILES:
        if path.name != "profile.ttl":
            graph.parse(path)
    return graph


def validate(data: Graph) -> dict[str, set[str]]:
    """Return code → names of the shapes written by hand that report something, by pySHACL."""
    _, report, _ = pyshacl.validate(data, shacl_graph=hand_written(), inplace=True)
    by_code: dict[str, set[str]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceShape)
        code = str(shapes().value(shape, HX.code))
        by_code.setdefault(code, set()).add(str(shape).removeprefix(str(SHAPE)))
    return by_code


def test_every_result_comes_from_a_named_shape() -> None:
    anonymous = [
        node
        for kind in (SH.NodeShape, SH.PropertyShape)
        for node in shapes().subjects(RDF.type, kind)
        if not isinstance(node, URIRef)
    ]
    assert anonymous == []
    assert len(named()) > 100


@pytest.mark.parametrize("shape", named(), ids=lambda s: str(s).removeprefix(str(SHAPE)))
def test_shape_has_code_severity_target_and_messages(shape: URIRef) -> None:
    graph = shapes()
    name = str(shape).removeprefix(str(SHAPE))
    assert re.fullmatch(r"C\d\d(-[a-z0-9]+)*", name)
    code = name[:3]
    assert list(graph.objects(shape, HX.code)) == [Literal(code)]
    severities = list(graph.objects(shape, SH.severity))
    assert len(severities) == 1
    assert severities[0] in {SH.Violation, SH.Warning}
    assert any(
        graph.objects(shape, target)
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    )
    messages = [m for m in graph.objects(shape, SH.message) if isinstance(m, Literal)]
    assert sorted(m.language or "" for m in messages) == ["en", "es"]
    assert all(str(m).startswith(code + " ") and ":" in str(m) for m in messages)


def test_all_codes_are_covered() -> None:
    assert {str(code) for code in shapes().objects(None, HX.code)} == CODES


@pytest.mark.parametrize("path", SHAPE_FILES, ids=lambda p: p.stem)
def test_shape_file_parses_with_both_libraries(path: Path) -> None:
    with_rdflib = Graph().parse(path)
    with path.open("rb") as stream:
        quads = list(pyoxigraph.parse(stream, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(quads) == len(with_rdflib) > 0


def test_only_terms_that_shacl_declares() -> None:
    shacl = Graph().parse(Path(pyshacl.__file__).parent / "assets" / "shacl.ttl")
    declared = {s for s in shacl.subjects(RDF.type, None) if str(s).startswith(str(SH))}
    used = {
        term
        for triple in shapes()
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(str(SH))
    }
    assert used
    assert used - declared == set()


def test_every_hx_term_in_the_shapes_is_declared() -> None:
    declared = set(ontology().subjects(RDF.type, None))
    used: set[Node] = {
        term
        for triple in shapes()
        for term in triple
        if isinstance(term, URIRef) and str(term).startswith(str(HX))
    }
    used |= {
        HX[name]
        for text in shapes().objects(None, SH.select)
        for name in re.findall(r"\bhx:([\w-]+)", str(text))
    }
    assert used - declared == set()


def test_queries_stay_cheap_and_portable() -> None:
    texts = [str(text) for text in shapes().objects(None, SH.select)]
    assert texts
    for text in texts:
        assert not re.search(r"\b(GRAPH|VALUES|MINUS|SERVICE)\b", text, re.IGNORECASE)
        assert text.split("{", 1)[1].strip().startswith("$this")
    for constraint in shapes().objects(None, SH.sparql):
        assert shapes().value(constraint, SH.prefixes) == SHAPE.prefixes


def test_prefixes_are_declared_once() -> None:
    names = [
        str(shapes().value(node, SH.prefix))
        for node in shapes().objects(SHAPE.prefixes, SH.declare)
    ]
    assert len(names) == len(set(names)) > 0


def test_coded_properties_have_their_shape() -> None:
    wanted = {
        (prop, scheme)
        for names_list in (HX.valuesFrom, QB.codeList)
        for prop, scheme in ontology().subject_objects(names_list)
    }
    judged = set()
    for shape in named():
        if shapes().value(shape, HX.code) == Literal("C55"):
            path = shapes().value(shape, SH.path)
            assert path is not None
            members = [shapes().value(shape, SH["and"]), shapes().value(shape, SH["or"])]
            for head in filter(None, members):
                for member in shapes().items(head):
                    inner = shapes().value(member, SH.property)
                    assert shapes().value(inner, SH.path) == SKOS.inScheme
                    scheme = shapes().value(inner, SH.hasValue)
                    assert scheme is not None
                    judged.add((path, scheme))
    assert judged == wanted


def test_no_property_is_counted_twice() -> None:
    """Otherwise one mistake would be reported under two codes."""
    single = {
        shapes().value(shape, SH.path)
        for shape in named()
        if shapes().value(shape, HX.code) == Literal("C56")
    }
    elsewhere = {
        shapes().value(shape, SH.path)
        for shape in shapes().subjects(SH.maxCount, None)
        if shapes().value(shape, HX.code) != Literal("C56")
    }
    assert single & elsewhere == set()


def test_each_shape_has_a_pair_of_examples() -> None:
    names = {str(shape).removeprefix(str(SHAPE)) for shape in named()} - generated_names()
    for kind in ("valid", "invalid"):
        assert {path.stem for path in examples(kind)} == names


@pytest.mark.parametrize("path", spread(examples("valid"), 8), ids=lambda p: p.stem)
def test_valid_example_conforms(path: Path) -> None:
    assert validate(example(path)) == {}


@pytest.mark.parametrize("path", spread(examples("invalid"), 6), ids=lambda p: p.stem)
def test_invalid_example_breaks_exactly_its_shape(path: Path) -> None:
    assert validate(example(path)) == {path.stem[:3]: {path.stem}}


def test_custom_datatypes_are_declared() -> None:
    for datatype in shapes().objects(None, SH.datatype):
        assert (
            str(datatype).startswith(str(XSD))
            or datatype == RDF.langString
            or (datatype, RDF.type, RDFS.Datatype) in ontology()
        )

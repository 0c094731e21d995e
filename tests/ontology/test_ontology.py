"""The ontology: declared, labelled in two languages, licensed, consistent."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import owlrl
import pycountry
import pyoxigraph
import pytest
from rdflib import DCTERMS, OWL, QB, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from kg import ingest
from kg.model import Iri
from kg.rdf.namespaces import CATALOGUE_GRAPH
from kg.rdf.terms import ntriples
from tests.ontology.common import EXAMPLES, HX, ONTOLOGY, SH, SHAPE, ontology, shapes

DEF = URIRef("https://w3id.org/helixkg/def")
VOC = "https://w3id.org/helixkg/voc/"
ID = Namespace("https://w3id.org/helixkg/id/")
ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")
VOCABULARIES = ONTOLOGY.parent / "data" / "vocabularies"
TYPES = (
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    RDFS.Datatype,
    URIRef("http://purl.org/linked-data/cube#DataStructureDefinition"),
)
SHARED = {str(RDF), str(RDFS), str(OWL), "http://www.w3.org/2001/XMLSchema#"}


def terms() -> list[URIRef]:
    declared = {term for kind in TYPES for term in ontology().subjects(RDF.type, kind)}
    return sorted(term for term in declared if isinstance(term, URIRef))


def own() -> list[URIRef]:
    return [term for term in terms() if term.startswith(str(HX))]


def text_in(term: Node, prop: URIRef, language: str) -> list[str]:
    return [
        str(o)
        for o in ontology().objects(term, prop)
        if isinstance(o, Literal) and o.language == language
    ]


def test_header() -> None:
    graph = ontology()
    assert (DEF, RDF.type, OWL.Ontology) in graph
    version = graph.value(DEF, OWL.versionInfo)
    assert graph.value(DEF, OWL.versionIRI) == URIRef(f"{DEF}/{version}")
    assert graph.value(DEF, DCTERMS.license) == URIRef(
        "https://creativecommons.org/licenses/by/4.0/"
    )
    assert text_in(DEF, DCTERMS.title, "es")
    assert text_in(DEF, DCTERMS.title, "en")


def test_parses_with_pyoxigraph() -> None:
    with (ONTOLOGY / "helixkg.ttl").open("rb") as stream:
        quads = list(pyoxigraph.parse(stream, format=pyoxigraph.RdfFormat.TURTLE))
    assert len(quads) == len(ontology())


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_term_has_one_label(language: str) -> None:
    wrong = [term for term in terms() if len(text_in(term, RDFS.label, language)) != 1]
    assert wrong == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_own_term_has_a_comment(language: str) -> None:
    assert [term for term in own() if len(text_in(term, RDFS.comment, language)) != 1] == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_two_own_terms_share_a_label(language: str) -> None:
    """Classes start with a capital; so a class and a property may read alike."""
    count = Counter(label for term in own() for label in text_in(term, RDFS.label, language))
    assert [label for label, n in count.items() if n > 1] == []


def test_no_axioms_on_foreign_terms() -> None:
    allowed = {
        RDF.type,
        RDFS.label,
        SKOS.altLabel,
        HX.valuesFrom,
        HX.edgeSource,
        HX.edgeTarget,
        HX.edgeKind,
    }
    for term in set(terms()) - set(own()):
        statements = set(ontology().predicate_objects(term))
        statements.discard((RDFS.range, RDFS.Resource))  # as SDMX publishes it; excludes nothing
        assert {predicate for predicate, _ in statements} <= allowed, term


def test_nothing_is_functional() -> None:
    assert list(ontology().subjects(RDF.type, OWL.FunctionalProperty)) == []


def test_terms_of_axioms_are_declared() -> None:
    known = set(terms())
    for prop in (
        RDFS.subClassOf,
        RDFS.subPropertyOf,
        RDFS.domain,
        RDFS.range,
        HX.edgeSource,
        HX.edgeTarget,
        HX.edgeKind,
    ):
        for value in ontology().objects(None, prop):
            assert value in known or str(value).startswith(tuple(SHARED)), value
    for used in set(ontology().predicates()):
        assert used in known or str(used).startswith(tuple(SHARED)), used


def test_examples_use_declared_terms_only() -> None:
    known = set(terms())
    for path in sorted(EXAMPLES.glob("*/*.ttl")):
        graph = Graph().parse(path)
        used = set(graph.predicates()) | set(graph.objects(None, RDF.type))
        unknown = [t for t in used if t not in known and not str(t).startswith(tuple(SHARED))]
        assert unknown == [], path.name


def test_value_schemes_exist() -> None:
    named = {*ontology().objects(None, HX.valuesFrom), *ontology().objects(None, QB.codeList)}
    schemes = {str(scheme).removeprefix(VOC) for scheme in named}
    assert schemes == {path.stem for path in VOCABULARIES.glob("*.csv")}


@pytest.mark.parametrize("path", sorted(VOCABULARIES.glob("*.csv")), ids=lambda p: p.stem)
def test_code_list_is_sorted_and_labelled(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    codes = [row["code"] for row in rows]
    assert codes == sorted(set(codes))
    assert all(row[language] for row in rows for language in ("en", "es", "fr"))
    assert {row["broader"] for row in rows} - {""} <= set(codes)


def closure(extra: Graph) -> Graph:
    graph = Graph()
    for triple in ontology():
        graph.add(triple)
    for triple in extra:
        graph.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def clashes(graph: Graph) -> set[tuple[Node, Node, Node]]:
    """Return individuals of two disjoint classes."""
    clashing = set()
    for axiom in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        head = graph.value(axiom, OWL.members)
        assert head is not None
        members = list(Collection(graph, head))
        for number, first in enumerate(members):
            for second in members[number + 1 :]:
                for individual in graph.subjects(RDF.type, first):
                    if (individual, RDF.type, second) in graph:
                        clashing.add((individual, first, second))
    return clashing


def test_consistent_with_an_individual_of_each_class() -> None:
    extra = Graph()
    for term in own():
        if (term, RDF.type, OWL.Class) in ontology():
            extra.add((ID["a-" + term.removeprefix(str(HX)).lower()], RDF.type, term))
    extra.add((ID["a-cluster"], HX.locatedIn, ID["a-state"]))
    extra.add((ID["a-state"], HX.partOfArea, ID["a-country"]))
    extra.add((ID["a-labelaward"], HX.awardee, ID["a-cluster"]))
    extra.add((ID["a-labelaward"], HX.labelScheme, ID["a-labelscheme"]))
    extra.add((ID["a-initiative"], HX.hasPhase, ID["a-phase"]))
    graph = closure(extra)
    assert list(graph.subjects(RDF.type, ERROR)) == []
    assert clashes(graph) == set()
    # and the closure did conclude something
    assert (ID["a-state"], RDF.type, HX.Area) in graph


def test_a_planted_clash_is_found() -> None:
    extra = Graph()
    extra.add((ID.mou, RDF.type, HX.Agreement))
    extra.add((ID.somewhere, HX.locatedIn, ID.mou))  # so the agreement would be an area
    graph = closure(extra)
    assert any(graph.subjects(RDF.type, ERROR))
    assert (ID.mou, HX.PolicyInstrument, HX.Area) in clashes(graph)


def built() -> Graph:
    """Return the facts and the catalogue of the project."""
    graphs = (None, Iri(CATALOGUE_GRAPH))
    quads = ingest.assemble(ONTOLOGY.parent / "data").quads()
    lines = (" ".join(map(ntriples, q.triple)) + " .\n" for q in quads if q.graph in graphs)
    return Graph().parse(data="".join(lines), format="nt")


@pytest.mark.full
def test_owlrl_finds_the_built_graph_consistent() -> None:
    graph = closure(built())
    assert len(graph) > 50_000
    assert list(graph.subjects(RDF.type, ERROR)) == []
    assert clashes(graph) == set()


@pytest.mark.full
def test_owlrl_finds_contradictions_that_are_planted_in_the_built_graph() -> None:
    extra = built()
    extra.add((ID["claut-nuevo-leon"], HX.locatedIn, ID["eccp-promexico-mou"]))
    extra.add((ID["accenture"], HX.partOfArea, ID.mexico))
    graph = closure(extra)
    assert any(graph.subjects(RDF.type, ERROR))
    assert {str(individual) for individual, _, _ in clashes(graph)} >= {
        str(ID["eccp-promexico-mou"])
    }


def test_the_codes_of_places_are_those_of_iso() -> None:
    countries = re.compile(str(shapes_pattern("C20-assigned", 2)))
    assigned = {country.alpha_2 for country in pycountry.countries}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for_users = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
    for code in (first + second for first in letters for second in letters):
        allowed = code in assigned or bool(for_users.fullmatch(code))
        assert bool(countries.fullmatch(code)) == allowed, code
    states = re.compile(str(shapes_pattern("C21-assigned", 1)))
    of_mexico = {state.code for state in pycountry.subdivisions if state.country_code == "MX"}
    assert {code for code in of_mexico if not states.fullmatch(code)} == set()
    assert states.pattern.count("|") + 1 == len(of_mexico) == 32


def shapes_pattern(name: str, member: int) -> Node | None:
    """Return the pattern in a member of the alternatives of a shape."""
    head = shapes().value(SHAPE[name], SH["or"])
    assert head is not None
    return shapes().value(list(shapes().items(head))[member], SH.pattern)

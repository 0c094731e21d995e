"""The project's own shapes: the same verdict as pySHACL, and the same after any small change."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
import rdflib
from rdflib.paths import Path as SparqlPath
from rdflib.plugins.sparql.algebra import traverse
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.plugins.sparql.processor import prepareQuery

from kg import ingest
from kg.model import Iri, Quad, Triple, Violation
from kg.rdf.namespaces import HX, SH
from kg.rdf.oxigraph import from_ox
from kg.store import EmbeddedStore
from kg.validation import checked_graph, reference, validator
from tests.short_form import spread

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "ontology" / "shapes"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    """The project's own graph."""
    built = EmbeddedStore.in_memory()
    built.replace(ingest.assemble(ROOT / "data").quads())
    return built


def key(result: Violation) -> tuple[object, ...]:
    return (
        result.code,
        result.severity,
        result.focus,
        result.path,
        result.value,
        result.component,
        result.messages,
        result.values,
    )


@pytest.mark.parametrize("part_of", [80, pytest.param(5, marks=pytest.mark.full)])
def test_the_report_is_that_of_pyshacl(store: EmbeddedStore, part_of: int) -> None:
    """Of some of the entities, which lacks so much that most shapes find something."""
    source = random.Random(3)
    subjects = sorted({str(quad.subject) for quad in store.quads() if quad.graph is None})
    chosen = set(source.sample(subjects, len(subjects) // part_of))
    part = EmbeddedStore.in_memory()
    part.replace(q for q in store.quads() if q.graph is not None or str(q.subject) in chosen)
    mine = validator(SHAPES)
    triples = [
        Triple(from_ox(s), Iri(p.value), from_ox(o))  # type: ignore[arg-type]
        for s, p, o in checked_graph(part)
    ]
    theirs = reference.validate(triples, mine.shapes)
    ours = mine.validate(checked_graph(part)).results
    assert sorted(map(repr, map(key, ours))) == sorted(map(repr, map(key, theirs)))
    assert len({result.code for result in ours}) > (10 if part_of == 5 else 5)


def test_every_sparql_constraint_declares_all_that_it_reads() -> None:
    graph = rdflib.Graph()
    for file in SHAPES.glob("*.ttl"):
        graph.parse(file)
    sh, hx = rdflib.Namespace(SH), rdflib.Namespace(HX)
    seen = 0
    for shape, constraint in graph.subject_objects(sh.sparql):
        declared = set()
        wave = list(graph.objects(constraint, hx.reads))
        assert wave, shape
        while wave:
            node = wave.pop()
            if isinstance(node, rdflib.URIRef):
                declared.add(node)
            else:
                wave += [
                    value
                    for name, value in graph.predicate_objects(node)
                    if value != rdflib.RDF.nil
                ]
        used: set[object] = set()

        def collect(node: object, used: set[object] = used) -> None:
            if isinstance(node, CompValue) and node.name == "BGP":
                for _, predicate, _ in node.triples:
                    used.update(_properties(predicate))

        query = str(graph.value(constraint, sh.select)).replace("$", "?")
        prefixes = {
            str(graph.value(d, sh.prefix)): str(graph.value(d, sh.namespace))
            for d in graph.objects(None, sh.declare)
        }
        traverse(prepareQuery(query, initNs=prefixes).algebra, visitPost=collect)
        assert used, shape
        assert used <= declared, f"{shape} reads {used - declared} and does not declare it"
        seen += 1
    assert seen >= 10


def _properties(predicate: object) -> set[rdflib.URIRef]:
    if isinstance(predicate, rdflib.URIRef):
        return {predicate}
    assert isinstance(predicate, SparqlPath), predicate
    return {rdflib.URIRef(i) for i in re.findall(r"<([^>]+)>", predicate.n3())}


@pytest.fixture(scope="module")
def before(store: EmbeddedStore) -> set[tuple[object, ...]]:
    """What is reported before any change."""
    return set(map(key, validator(SHAPES).validate(checked_graph(store)).results))


@pytest.mark.parametrize("seed", spread(range(12), 6))
def test_a_change_is_judged_as_the_whole_graph_is(
    store: EmbeddedStore, before: set[tuple[object, ...]], seed: int
) -> None:
    source = random.Random(seed)
    facts = sorted(quad for quad in store.quads() if isinstance(quad.subject, Iri))
    removed = source.sample(facts, 25)
    swapped = source.sample(facts, 25)  # new facts: another subject's value of the same property
    by_property: dict[Iri, list[Quad]] = {}
    for quad in facts:
        by_property.setdefault(quad.predicate, []).append(quad)
    added = [
        quad._replace(object=source.choice(by_property[quad.predicate]).object) for quad in swapped
    ]
    mine = validator(SHAPES)
    trial = store.copy()
    trial.commit(added, removed)
    graph = checked_graph(trial)
    change = mine.validate_change(graph, added, removed)
    assert not change.notes
    after = set(map(key, mine.validate(graph, columns=True).results))
    affected = set(map(key, change.results))
    assert after - before <= affected <= after

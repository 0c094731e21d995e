"""The figures are a valid RDF Data Cube: the constraints IC-1 to IC-21 of the recommendation.

Each constraint is a query in `data_cube/` that returns what breaks it. A small valid cube, broken
once for each constraint, proves that the query finds something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import ingest
from kg.model import BNode, Iri, Literal, Quad, Term
from kg.rdf import dates
from kg.rdf.namespaces import (
    HX,
    ONTOLOGY_GRAPH,
    QB,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SDMXD,
    VOCABULARY_GRAPH,
)
from kg.synthetic import output

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "data_cube"
CONSTRAINTS = sorted(FOLDER.glob("IC-*.rq"))
#: the facts, and what the graph says of entities, codes and its own terms
GRAPHS = (None, *map(Iri, (REGISTRY_GRAPH, VOCABULARY_GRAPH, ONTOLOGY_GRAPH)))
PREFIXES = (
    "PREFIX qb: <http://purl.org/linked-data/cube#> PREFIX : <http://example.org/> "
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
#: constraint → an update that breaks it in the small cube, and what then breaks it
PLANTED = {
    "IC-01": ("INSERT DATA { :one qb:dataSet :scales }", "one"),
    "IC-02": ("DELETE DATA { :data qb:structure :structure }", "data"),
    "IC-03": ("DELETE WHERE { ?c qb:measure :value }", "structure"),
    "IC-04": ("DELETE WHERE { :year rdfs:range ?r }", "year"),
    "IC-05": ("DELETE WHERE { :state qb:codeList ?l }", "state"),
    "IC-06": ("INSERT { ?c qb:componentRequired false } WHERE { ?c qb:dimension :year }", "year"),
    "IC-07": ("INSERT DATA { :stray a qb:SliceKey }", "stray"),
    "IC-08": ("INSERT DATA { :by-state qb:componentProperty :colour }", "by-state"),
    "IC-09": ("DELETE DATA { :slice qb:sliceStructure :by-state }", "slice"),
    "IC-10": ("DELETE DATA { :slice :state :jalisco }", "slice"),
    "IC-11": ('DELETE DATA { :two :year "2018" }', "two"),
    "IC-12": ("DELETE DATA { :two :state :sonora } ; INSERT DATA { :two :state :jalisco }", "two"),
    "IC-13": ('DELETE DATA { :data :unit "t" }', "two"),
    "IC-14": ("DELETE DATA { :two :value 2 }", "two"),
    "IC-15": ("DELETE DATA { :four :weight 4 }", "four"),
    "IC-16": ("INSERT DATA { :four :value 5 }", "four"),
    "IC-17": ("DELETE DATA { :four qb:dataSet :scales }", "three"),
    "IC-18": ("INSERT DATA { :slice qb:observation :three }", "three"),
    "IC-19": ("DELETE WHERE { :sonora ?p ?o }", "two"),
    "IC-20": ("DELETE DATA { :mexico :contains :north }", "two"),
    "IC-21": ("DELETE DATA { :north :within :mexico }", "two"),
}


def engine_term(term: Term) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term as the engine has it."""
    if isinstance(term, Iri):
        return ox.NamedNode(term.value)
    if isinstance(term, BNode):
        return ox.BlankNode(term.value)
    if term.language:
        return ox.Literal(term.value, language=term.language)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))


def normalised(quads: Iterable[Quad]) -> ox.Store:
    """Return one graph of facts and descriptions, with what the recommendation adds to it."""
    store = ox.Store()
    for subject, predicate, value, graph in quads:
        if graph in GRAPHS:
            store.add(
                ox.Quad(engine_term(subject), engine_term(predicate), engine_term(value))  # type: ignore[arg-type]
            )
    store.update((FOLDER / "normalise.ru").read_text())
    return store


def hierarchy_steps(store: ox.Store) -> list[str]:
    """Return the properties that the hierarchical code lists name, as they are or inverted."""
    query = (
        "SELECT DISTINCT ?step { ?list <http://purl.org/linked-data/cube#parentChildProperty>"
        "/<http://www.w3.org/2002/07/owl#inverseOf>? ?step FILTER(ISIRI(?step)) }"
    )
    return [row["step"].value for row in store.query(query)]  # type: ignore[union-attr]


def culprits(store: ox.Store, constraint: Path) -> set[str]:
    """Return what breaks a constraint."""
    query = constraint.read_text(encoding="utf-8")
    queries = (
        [query.replace("{step}", step) for step in hierarchy_steps(store)]
        if "{step}" in query
        else [query]
    )
    return {row["culprit"].value for text in queries for row in store.query(text)}  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def built() -> list[Quad]:
    """All that the project's tables say."""
    return list(ingest.assemble(ROOT / "data").quads())


@pytest.fixture(scope="module")
def cube(built: list[Quad]) -> ox.Store:
    """The project's figures, normalised."""
    return normalised(built)


def test_there_is_a_query_for_each_constraint() -> None:
    assert [path.stem for path in CONSTRAINTS] == list(PLANTED)
    assert len(PLANTED) == 21


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda path: path.stem)
def test_the_figures_meet_the_constraint(constraint: Path, cube: ox.Store) -> None:
    assert culprits(cube, constraint) == set()


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=lambda path: path.stem)
def test_the_constraint_finds_a_planted_fault(constraint: Path) -> None:
    def small(update: str = "") -> ox.Store:
        store = ox.Store()
        store.load(path=str(FOLDER / "cube.ttl"), format=ox.RdfFormat.TURTLE)
        if update:
            store.update(PREFIXES + update)
        store.update((FOLDER / "normalise.ru").read_text())
        return store

    assert culprits(small(), constraint) == set()
    update, expected = PLANTED[constraint.stem]
    assert "http://example.org/" + expected in culprits(small(update), constraint)


def test_generated_figures_meet_the_constraints() -> None:
    store = normalised(item for item in output.quads(25_000, seed=1) if isinstance(item, Quad))
    assert store.query("ASK { ?figure a <http://purl.org/linked-data/cube#Observation> }")
    assert {path.stem: culprits(store, path) for path in CONSTRAINTS} == {
        path.stem: set() for path in CONSTRAINTS
    }


def test_all_that_a_figure_has_is_in_its_structure(cube: ox.Store) -> None:
    query = """PREFIX qb: <http://purl.org/linked-data/cube#>
        SELECT DISTINCT ?property {
            ?figure a qb:Observation ; qb:dataSet/qb:structure ?structure ; ?property ?value .
            FILTER NOT EXISTS { ?structure qb:component/qb:componentProperty ?property }
            FILTER(?property NOT IN (qb:dataSet, <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>))
        }"""
    assert [row["property"].value for row in cube.query(query)] == []  # type: ignore[union-attr]


def test_every_data_set_names_its_document(built: list[Quad]) -> None:
    facts = {quad[:3] for quad in built if quad.graph is None}
    sets = {s for s, p, o in facts if p.value == RDF_TYPE and o == Iri(QB + "DataSet")}
    sources = {s: o for s, p, o in facts if p.value == "http://purl.org/dc/terms/source"}
    assert len(sets) > 5
    assert all(
        re.fullmatch(r".*/source/00\d", str(sources[dataset]))
        and str(dataset).rpartition("/")[2].startswith(str(sources[dataset]).rpartition("/")[2])
        for dataset in sets
    )


def test_every_period_is_typed(built: list[Quad]) -> None:
    periods = [quad.object for quad in built if quad.predicate.value == SDMXD + "refPeriod"]
    assert len(periods) > 400
    assert [p for p in periods if not isinstance(p, Literal) or dates.period(p.value) != p] == []


def test_no_figure_has_a_deprecated_indicator(built: list[Quad]) -> None:
    deprecated = {quad.subject for quad in built if quad.predicate.value.endswith("owl#deprecated")}
    used = {quad.object for quad in built if quad.predicate.value == HX + "indicator"}
    assert any(str(indicator).endswith("/share.other") for indicator in deprecated)
    assert used & deprecated == set()

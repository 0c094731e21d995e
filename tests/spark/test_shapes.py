"""Shapes on Spark: what `kg validate` finds of the same codes, and by name what is left to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kg.files import content
from kg.model import Literal
from kg.store import EmbeddedStore
from kg.validation.check import Validator, checked_graph, validator

FOLDER = content.folder("ontology") / "shapes"
WRONG = """
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix org: <http://www.w3.org/ns/org#> .
id:claut-nuevo-leon schema:foundingDate "20190"^^xsd:gYear , "2019-02-30"^^xsd:date , "2019" ;
    skos:altLabel "two  blanks"@es , "ends in a break\\n"@es , "<b>markup</b>"@es , "ok"@xx ;
    hx:sector <https://w3id.org/helixkg/voc/sector/no-such> , id:nuevo-leon ;
    hx:locatedIn "Nuevo León" ;
    hx:signedOn "2012"^^xsd:gYear .
id:new-one a hx:Cluster .
id:a-membership a org:Membership .
"""


def results(validated: Any) -> set[tuple[str, str, str]]:
    """Return code, subject and value of what a report names."""
    keys = set()
    for result in validated.results:
        value = result.value
        text = "" if value is None else value.value if isinstance(value, Literal) else str(value)
        keys.add((result.code, str(result.focus), text))
    return keys


@pytest.mark.full
def test_what_breaks_a_local_shape_is_what_kg_validate_finds(
    spark: Any, small_store: Path, tmp_path: Path
) -> None:
    from kg.ingest.bulk import load_unchecked
    from kg.spark.quads import read_quads
    from kg.spark.shapes import judge, read_shapes
    from kg.spark.workspace import Workspace

    (tmp_path / "wrong.ttl").write_text(WRONG, "utf-8")
    store = EmbeddedStore.open(small_store)
    load_unchecked(store, [tmp_path / "wrong.ttl"])
    store = EmbeddedStore.open(small_store)
    report = validator(FOLDER).validate(checked_graph(store))
    with (tmp_path / "all.nq").open("wb") as file:
        store.dump(file)
    shapes = read_shapes(FOLDER)
    judged = {shape.code for shape in shapes.local} - shapes.others.keys()
    expected = {row for row in results(report) if row[0] in judged}
    assert {"C17", "C55", "C58", "C59", "C60", "C67", "C68"} <= judged
    assert shapes.others["C56"] == 1, "that of clusterForm counts those values that fit a shape"
    with Workspace(spark, str(tmp_path / "work")) as work:
        rows = judge(read_quads(spark, [str(tmp_path / "all.nq")]), shapes, work).collect()
    judged_rows = {
        (row["code"], row["subject"], row["value"]) for row in rows if row["code"] in judged
    }
    assert {row[:2] for row in judged_rows} == {row[:2] for row in expected}
    with_values = {"C17", "C55", "C59", "C67", "C68"}
    assert {row for row in judged_rows if row[0] in with_values} == {
        row for row in expected if row[0] in with_values
    }
    assert {row[0] for row in judged_rows} >= {"C17", "C55", "C58", "C59", "C60", "C67", "C68"}


@pytest.mark.full
def test_every_shape_with_a_target_is_judged_or_named(spark: Any) -> None:
    from rdflib import Graph, URIRef

    from kg.rdf.namespaces import SH
    from kg.spark.shapes import read_shapes

    shapes = read_shapes(FOLDER)
    graph = Graph()
    for path in FOLDER.glob("*.ttl"):
        graph.parse(path)
    targets = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode", "target")
    with_target = {node for name in targets for node in graph.subjects(URIRef(SH + name)) if node}
    judged = {shape.iri for shape in shapes.local}
    assert len(judged) + sum(shapes.others.values()) == len(with_target)
    profile = Graph().parse(FOLDER / "profile.ttl")
    mechanical = {str(node) for node in profile.subjects(URIRef(SH + "severity"))}
    assert mechanical <= judged, sorted(mechanical - judged)[:5]
    assert shapes.others
    assert isinstance(validator(FOLDER), Validator)

"""Every property and class that data and queries use is declared in the ontology."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg import ingest
from kg.model import Iri
from kg.rdf.iris import shorten
from kg.rdf.namespaces import BASE, HX, ONTOLOGY_GRAPH, OWL, PREFIXES, RDF, RDF_TYPE, RDFS

ROOT = Path(__file__).parents[2]
BUILT_IN = (RDF, RDFS, OWL)


@pytest.fixture(scope="module")
def assembled() -> ingest.Assembled:
    """All that the project's tables say."""
    return ingest.assemble(ROOT / "data")


def declared(assembled: ingest.Assembled) -> set[str]:
    return {
        str(located.quad.subject)
        for located in assembled.descriptions
        if located.quad.graph == Iri(ONTOLOGY_GRAPH) and located.quad.predicate.value == RDF_TYPE
    }


def test_what_the_data_uses_is_declared(assembled: ingest.Assembled) -> None:
    used = set()
    for quad in assembled.quads():
        if quad.graph != Iri(ONTOLOGY_GRAPH):
            used.add(quad.predicate.value)
            if quad.predicate.value == RDF_TYPE:
                used.add(quad.object.value)
    missing = {shorten(i) for i in used - declared(assembled) if not i.startswith(BUILT_IN)}
    assert not missing


def test_datatypes_of_notations_are_declared(assembled: ingest.Assembled) -> None:
    used = {getattr(quad.object, "datatype", "") for quad in assembled.quads()}
    assert {i for i in used if i.startswith(HX)} <= declared(assembled)


@pytest.mark.parametrize("path", sorted((ROOT / "queries").rglob("*.rq")), ids=lambda p: p.stem)
def test_what_a_query_uses_is_declared(path: Path, assembled: ingest.Assembled) -> None:
    text = "\n".join(
        line
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", "PREFIX"))
    )
    prefixes = dict(re.findall(r"PREFIX\s+([\w-]*):\s*<([^>]+)>", path.read_text(encoding="utf-8")))
    assert prefixes
    assert all(PREFIXES.get(p, ns) == ns for p, ns in prefixes.items()), (
        "a prefix means another thing"
    )
    known = declared(assembled)
    for prefix, name in re.findall(r"(?<![\w<?$:/-])([\w-]+):(\w+)", re.sub(r'"[^"]*"', "", text)):
        iri = prefixes[prefix] + name
        if iri.startswith(BASE) and not iri.startswith(HX):
            continue  # an entity, a code or a graph: tests on the library look at those
        assert iri.startswith((*BUILT_IN, "http://www.w3.org/2001/XMLSchema#")) or iri in known, iri

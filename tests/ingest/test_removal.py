"""What goes when files or a source are taken away, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError, UsageError
from kg.ingest import load
from kg.ingest.removal import claims_of_source, statements
from kg.model import Iri, Quad
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, ID
from kg.store import EmbeddedStore
from tests.ingest.conftest import Write

CLAUT = Iri(ID + "claut-nuevo-leon")
PARTNER = "id:claut-nuevo-leon hx:strategicPartner id:amia .\n"
NEW = "id:claut-nuevo-leon hx:strategicPartner id:promexico .\n"


def problems(store: EmbeddedStore, *files: Path) -> list[str]:
    with pytest.raises(InputError) as raised:
        statements(store, files)
    return [problem.message for problem in raised.value.problems]


def graphs(quads: list[Quad]) -> list[str]:
    return sorted({"" if quad.graph is None else quad.graph.value for quad in quads})


def test_nothing_is_taken_away_without_files(memory: EmbeddedStore) -> None:
    assert statements(memory, []) == []


def test_a_loaded_file_goes_with_its_claim_and_description(
    memory: EmbeddedStore, write: Write
) -> None:
    new = write("new.ttl", NEW)
    before = set(memory.quads(every_graph=True))
    load(memory, [new])
    removed = set(statements(memory, [new]))
    left = set(memory.quads(every_graph=True)) - removed - before
    assert not [q for q in left if q.graph is None or str(q.graph).startswith(EVIDENCE)]
    evidence = {q.graph for q in removed if str(q.graph).startswith(EVIDENCE)}
    assert len(evidence) == 1
    assert not [q for q in left if q.subject in evidence], "the place has no claim any more"


def test_what_a_document_states_stays(memory: EmbeddedStore, write: Write) -> None:
    assert problems(memory, write("gone.ttl", PARTNER)) == [
        "001 still says so; reload that source with --replace, or reject its claim in conflicts.csv"
    ]


def test_what_is_not_there_is_named(memory: EmbeddedStore, write: Write) -> None:
    file = write(
        "gone.ttl", 'id:claut-nuevo-leon hx:acronym "NONE" ; hx:strategicPartner id:mexico .'
    )
    assert sorted(problems(memory, file)) == [
        "this is not in the store: id:claut-nuevo-leon hx:acronym «NONE»",
        "this is not in the store: id:claut-nuevo-leon hx:strategicPartner id:mexico",
    ]
    claim = write("claim.trig", f"<{EVIDENCE}001/p-1> {{ {NEW} }}")
    assert (
        "this is not in the store: id:claut-nuevo-leon hx:strategicPartner id:promexico"
        in problems(memory, claim)
    )


def test_a_named_claim_takes_along_the_fact_that_rests_on_it_alone(
    memory: EmbeddedStore, write: Write
) -> None:
    (claim,) = (
        quad
        for quad in memory.quads(CLAUT, Iri(HX + "strategicPartner"), every_graph=True)
        if quad.graph is not None
    )
    removed = statements(memory, [write("gone.trig", f"<{claim.graph}> {{ {PARTNER} }}")])
    assert set(removed) == {claim, claim._replace(graph=None)}


def test_a_fact_stays_while_another_claim_states_it(memory: EmbeddedStore, write: Write) -> None:
    """The acronym stands in two places of document 001."""
    claims = [
        quad
        for quad in memory.quads(CLAUT, Iri(HX + "acronym"), every_graph=True)
        if quad.graph is not None
    ]
    assert len(claims) == 2
    first = f'<{claims[0].graph}> {{ id:claut-nuevo-leon hx:acronym "CLAUT" . }}\n'
    second = f'<{claims[1].graph}> {{ id:claut-nuevo-leon hx:acronym "CLAUT" . }}\n'
    assert statements(memory, [write("one.trig", first)]) == [claims[0]]
    both = statements(memory, [write("both.trig", first + second)])
    assert set(both) == {*claims, claims[0]._replace(graph=None)}


def test_a_place_without_claims_loses_its_description(memory: EmbeddedStore, write: Write) -> None:
    graph = EVIDENCE + "001/s3-2-note-74"
    all_claims = "".join(
        f"<{q.subject}> <{q.predicate}> "
        + (f"<{q.object}>" if isinstance(q.object, Iri) else f'"{q.object}"^^<{q.object.datatype}>')  # type: ignore[union-attr]
        + " .\n"
        for q in memory.quads(graph=Iri(graph))
    )
    removed = statements(memory, [write("gone.trig", f"<{graph}> {{ {all_claims} }}")])
    assert graphs(removed) == ["", graph, CATALOGUE_GRAPH]
    described = [q for q in removed if q.graph == Iri(CATALOGUE_GRAPH)]
    assert {q.subject for q in described} == {Iri(graph)}


def test_quads_of_other_graphs_are_not_taken_away(memory: EmbeddedStore, write: Write) -> None:
    catalogue = write("c.trig", f'<{CATALOGUE_GRAPH}> {{ <http://e/s> <http://e/p> "x" . }}')
    assert statements(memory, [catalogue]) == []


def test_all_that_rests_on_one_source_goes(memory: EmbeddedStore) -> None:
    removed = claims_of_source(memory, "001")
    claims = [q for q in removed if q.graph is not None and q.graph.value.startswith(EVIDENCE)]
    every = [
        q for q in memory.quads(every_graph=True) if str(q.graph).startswith(f"{EVIDENCE}001/")
    ]
    assert set(claims) == set(every)
    facts = {q for q in removed if q.graph is None}
    assert facts == {
        q
        for q in memory.quads()
        if any(q._replace(graph=c.graph) == c for c in claims)
        and not any(
            str(other.graph).startswith(f"{EVIDENCE}000/")
            for other in memory.quads(q.subject, q.predicate, q.object, every_graph=True)
        )
        and not any(
            str(other.graph).endswith("/graph/registry")
            for other in memory.quads(q.subject, q.predicate, q.object, every_graph=True)
        )
    }


@pytest.mark.parametrize("source", ["999", "00", "no source", "x> <y", ""])
def test_a_source_without_claims_is_an_error(memory: EmbeddedStore, source: str) -> None:
    with pytest.raises(UsageError, match="kg sources lists the sources"):
        claims_of_source(memory, source)

"""An RDF file becomes claims: of the documents it names, else of itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kg.ingest.rdf_file import FILE_EVIDENCE, FILE_SOURCE, read_rdf_claims
from kg.model import BNode, Iri, Quad, Term, text
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SOURCE,
    VOC,
)
from kg.store import EmbeddedStore
from tests.ingest.conftest import Write

EMPTY = EmbeddedStore.in_memory()
S, P = Iri("http://e/s"), Iri("http://e/p")


def quads(path: Path, store: EmbeddedStore = EMPTY) -> list[Quad]:
    return [quad for quad, _ in read_rdf_claims(store, path)]


def test_bare_triples_are_facts_and_claims_of_the_file(write: Write) -> None:
    path = write("Mi Archivo.ttl", '<http://e/s> <http://e/p> "x" .')
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    name = f"mi-archivo-{digest[:8]}"
    graph, source = Iri(f"{FILE_EVIDENCE}{name}/file"), Iri(FILE_SOURCE + name)

    def described(subject: Iri, predicate: str, value: Term) -> Quad:
        return Quad(subject, Iri(predicate), value, Iri(CATALOGUE_GRAPH))

    assert quads(path) == [
        Quad(S, P, text("x")),
        Quad(S, P, text("x"), graph),
        described(source, RDF_TYPE, Iri(HX + "SourceDocument")),
        described(source, DCT + "title", text("Mi Archivo.ttl")),
        described(source, HX + "sourceType", Iri(VOC + "source-type/dataset")),
        described(source, HX + "sha256", text(digest)),
        described(graph, RDF_TYPE, Iri(HX + "Evidence")),
        described(graph, DCT + "source", source),
        described(graph, HX + "locator", text("file")),
        described(graph, HX + "certainty", Iri(VOC + "certainty/explicit")),
    ]
    assert FILE_SOURCE.startswith(SOURCE)
    assert FILE_EVIDENCE.startswith(EVIDENCE)


def test_positions_are_lines_of_the_file(write: Write) -> None:
    path = write("a.ttl", '<http://e/s> <http://e/p> "x" .')
    located = list(read_rdf_claims(EMPTY, path))
    assert {position.file for _, position in located} == {str(path)}
    assert [position.line for _, position in located[:3]] == [5, 5, 0]


def test_claims_of_documents_are_facts_too(write: Write) -> None:
    path = write("a.trig", 'ev:001\\/p-1 { <http://e/s> <http://e/p> "x" . }')
    graph = Iri(EVIDENCE + "001/p-1")
    assert quads(path) == [Quad(S, P, text("x"), graph), Quad(S, P, text("x"))]


def test_a_suggestion_of_a_machine_is_only_a_claim(write: Write) -> None:
    path = write("a.trig", 'ev:001\\/p-1--machine-suggested { <http://e/s> <http://e/p> "x" . }')
    (claim,) = quads(path)
    assert claim.graph == Iri(EVIDENCE + "001/p-1--machine-suggested")


def test_the_registry_is_fact_and_other_graphs_are_not(write: Write) -> None:
    path = write(
        "a.trig",
        f'<{REGISTRY_GRAPH}> {{ <http://e/s> <http://e/p> "x" . }}\n'
        '<http://e/g> { <http://e/s> <http://e/p> "y" . }',
    )
    assert quads(path) == [
        Quad(S, P, text("x"), Iri(REGISTRY_GRAPH)),
        Quad(S, P, text("x")),
        Quad(S, P, text("y"), Iri("http://e/g")),
    ]


def test_a_fact_that_a_graph_of_the_file_states_is_no_claim_of_the_file(write: Write) -> None:
    path = write(
        "a.trig",
        '<http://e/s> <http://e/p> "x" . ev:001\\/p-1 { <http://e/s> <http://e/p> "x" . }',
    )
    assert {quad.graph for quad in quads(path)} == {None, Iri(EVIDENCE + "001/p-1")}


def test_blank_nodes_are_named_after_their_file(write: Write) -> None:
    path = write("a.ttl", "_:b <http://e/p> [ <http://e/p> _:b ] .")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    first = quads(path)
    assert first == quads(path)
    labels = {t.value for q in first for t in (q.subject, q.object) if isinstance(t, BNode)}
    assert labels == {f"f{digest[:8]}n0", f"f{digest[:8]}n1"}
    other = write("b.ttl", "_:b <http://e/p> [ <http://e/q> _:b ] .")
    assert not labels & {q.subject.value for q in quads(other)}


def test_blank_nodes_of_the_store_keep_their_labels(write: Write) -> None:
    store = EmbeddedStore.in_memory()
    held = Quad(BNode("b1"), P, text("x"))
    store.replace([held])
    path = write("a.nt", '_:b1 <http://e/p> "x" .\n_:b1 <http://e/p> "new" .\n')
    facts = [quad for quad in quads(path, store) if quad.graph is None]
    assert [quad.subject == BNode("b1") for quad in facts] == [store.holds(quad) for quad in facts]
    assert {quad.object.value for quad in facts} == {"x", "new"}


def test_named_nodes_keep_their_names(write: Write) -> None:
    path = write("a.ttl", "id:a <http://e/p> id:b .")
    assert quads(path)[0] == Quad(Iri(ID + "a"), P, Iri(ID + "b"))

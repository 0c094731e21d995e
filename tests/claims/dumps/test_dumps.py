"""Dumps of claims, read back by other parsers: each is in once, and what is no fact says so."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from kg.claims.dumps import WRITERS
from kg.claims.evidence import is_suggestion
from kg.model import Iri, Quad, text
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, HX, PROV, RDF, SOURCE, VOC
from kg.rdf.terms import ntriples
from kg.store import EmbeddedStore, Store
from kg.store.remote import RemoteStore
from tests import servers
from tests.conftest import Run

ADMS_STATUS = "http://www.w3.org/ns/adms#status"
NP = "http://www.nanopub.org/nschema#"
WIKIBASE = "http://wikiba.se/ontology#"
E = "http://example.org/"
#: a claim: its triple as text, its evidence, what became of it
Claims = Counter[tuple[str, str, str]]


def _quad(subject: str, value: str, graph: str = "") -> Quad:
    return Quad(Iri(E + subject), Iri(E + "p"), text(value), Iri(graph) if graph else None)


FIRST, SECOND = EVIDENCE + "001/p-1--explicit", EVIDENCE + "003/table-2--explicit"
SUGGESTED = EVIDENCE + "003/p-9--machine-suggested"


@pytest.fixture(scope="module")
def few() -> EmbeddedStore:
    """A fact of two documents, one that was suggested too, a rejected and a suggested claim."""
    store = EmbeddedStore.in_memory()
    store.replace(
        [
            _quad("a", "two documents say so"),
            _quad("a", "two documents say so", FIRST),
            _quad("a", "two documents say so", SECOND),
            _quad("b", 'a "fact" \\ too\n'),
            _quad("b", 'a "fact" \\ too\n', FIRST),
            _quad("b", 'a "fact" \\ too\n', SUGGESTED),
            _quad("c", "rejected", FIRST),
            _quad("c", "rejected", SECOND),
            _quad("d", "suggested", SUGGESTED),
            *(
                Quad(Iri(e), Iri(p), o, Iri(CATALOGUE_GRAPH))
                for e in (FIRST, SECOND, SUGGESTED)
                for p, o in (
                    (DCT + "source", Iri(SOURCE + e.removeprefix(EVIDENCE)[:3])),
                    (HX + "locator", text("p. 1")),
                    (HX + "certainty", Iri(VOC + "certainty/" + e.rpartition("--")[2])),
                )
            ),
        ]
    )
    return store


@pytest.fixture(scope="module")
def project(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@pytest.fixture(params=["few", pytest.param("project", marks=pytest.mark.full)])
def store(request: pytest.FixtureRequest) -> EmbeddedStore:
    opened: EmbeddedStore = request.getfixturevalue(request.param)
    return opened


def _claims(store: EmbeddedStore) -> Claims:
    """Return the claims of a store, as its own model has them."""
    claims: Claims = Counter()
    for quad in store.quads(every_graph=True):
        if quad.graph is None or not quad.graph.value.startswith(EVIDENCE):
            continue
        is_fact = store.holds(quad._replace(graph=None))
        state = "" if is_fact else "suggested" if is_suggestion(quad.graph) else "rejected"
        claims[" ".join(map(ntriples, quad.triple)), quad.graph.value, state] += 1
    return claims


def _written(store: Store, form: str) -> bytes:
    output = io.BytesIO()
    counts = WRITERS[form](store, output)
    assert counts.claims == counts.by_state.total()
    return output.getvalue()


def _state(status: str) -> str:
    return {
        "": "",
        VOC + "resolution/rejected": "rejected",
        VOC + "certainty/machine-suggested": "suggested",
    }[status]


def _loaded(data: bytes, syntax: ox.RdfFormat) -> ox.Store:
    loaded = ox.Store()
    for quad in ox.parse(data, format=syntax):
        assert quad not in loaded, f"twice: {quad}"
        loaded.add(quad)
    return loaded


@pytest.mark.parametrize("syntax", [ox.RdfFormat.N_TRIPLES, ox.RdfFormat.TURTLE])
def test_reifiers_hold_every_claim_once(few: EmbeddedStore, syntax: ox.RdfFormat) -> None:
    _check_reifiers(few, syntax)


@pytest.mark.full
def test_reifiers_of_the_project(project: EmbeddedStore) -> None:
    _check_reifiers(project, ox.RdfFormat.N_TRIPLES)


def _check_reifiers(store: EmbeddedStore, syntax: ox.RdfFormat) -> None:
    loaded = _loaded(_written(store, "reifiers"), syntax)
    claims: Claims = Counter()
    for reifier, _, term, _ in loaded.quads_for_pattern(
        None, ox.NamedNode(RDF + "reifies"), None, None
    ):
        assert isinstance(term, ox.Triple)
        assert isinstance(reifier, ox.NamedNode)
        status = _only_value(loaded, reifier, ADMS_STATUS)
        evidence = _only_value(loaded, reifier, PROV + "wasDerivedFrom") or reifier.value
        assert (ox.Quad(*term) in loaded) == (not status), "a fact is asserted, nothing else"
        claims[str(term), evidence, _state(status)] += 1
        for described in (DCT + "source", HX + "locator", HX + "certainty"):
            assert _only_value(loaded, ox.NamedNode(evidence), described)
    assert claims == _claims(store)


def _only_value(loaded: ox.Store, subject: ox.NamedNode, predicate: str) -> str:
    values = [q.object for q in loaded.quads_for_pattern(subject, ox.NamedNode(predicate), None)]
    assert len(values) <= 1
    return str(values[0].value) if values else ""  # type: ignore[union-attr]


def test_statements_hold_every_claim_once(store: EmbeddedStore) -> None:
    loaded = _loaded(_written(store, "statements"), ox.RdfFormat.N_TRIPLES)
    claims: Claims = Counter()
    statements = [
        quad.subject
        for quad in loaded.quads_for_pattern(
            None, ox.NamedNode(RDF + "type"), ox.NamedNode(WIKIBASE + "Statement")
        )
    ]
    for node in statements:
        parts = [
            next(iter(loaded.quads_for_pattern(node, ox.NamedNode(RDF + part), None))).object
            for part in ("subject", "predicate", "object")
        ]
        assert isinstance(node, ox.NamedNode)
        status, rank = (
            _only_value(loaded, node, ADMS_STATUS),
            _only_value(loaded, node, WIKIBASE + "rank"),
        )
        assert rank == WIKIBASE + ("DeprecatedRank" if status else "NormalRank")
        assert (ox.Quad(*parts) in loaded) == (not status)  # type: ignore[arg-type]
        references = loaded.quads_for_pattern(node, ox.NamedNode(PROV + "wasDerivedFrom"), None)
        for reference in references:
            assert isinstance(reference.object, ox.NamedNode)
            evidence = reference.object.value
            state = _state(status)
            if state:  # of the triple: where one document suggests and one is rejected
                state = "suggested" if is_suggestion(Iri(evidence)) else "rejected"
            claims[" ".join(map(str, parts)), evidence, state] += 1
    assert claims == _claims(store)


def test_nanopublications_hold_every_claim_once(few: EmbeddedStore) -> None:
    _check_nanopubs(few)


@pytest.mark.full
def test_nanopublications_of_the_project(project: EmbeddedStore) -> None:
    _check_nanopubs(project)


def _check_nanopubs(store: EmbeddedStore) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=_written(store, "nanopubs"), format="trig")
    parts = {
        name: {
            str(subject): str(value)
            for subject, _, value, _ in dataset.quads((None, rdflib.URIRef(NP + name), None, None))
        }
        for name in ("hasAssertion", "hasProvenance", "hasPublicationInfo")
    }
    claims: Claims = Counter()
    for publication, assertion in parts["hasAssertion"].items():
        provenance = dataset.graph(rdflib.URIRef(parts["hasProvenance"][publication]))
        published = dataset.graph(rdflib.URIRef(parts["hasPublicationInfo"][publication]))
        derived = provenance.value(rdflib.URIRef(assertion), rdflib.URIRef(PROV + "wasDerivedFrom"))
        assert derived is not None
        for described in (DCT + "source", HX + "locator", HX + "certainty"):
            assert provenance.value(derived, rdflib.URIRef(described)) is not None
        node = rdflib.URIRef(publication)
        assert len(published), "publication information is required"
        status = str(published.value(node, rdflib.URIRef(ADMS_STATUS)) or "")
        for triple in dataset.graph(rdflib.URIRef(assertion)):
            claims[_canonical(triple), str(derived), _state(status)] += 1
    assert claims == _claims(store)
    assert len(set(parts["hasAssertion"].values())) == len(parts["hasAssertion"])


def _canonical(triple: tuple[rdflib.term.Node, ...]) -> str:
    """Return a triple as kg writes it; rdflib escapes otherwise."""
    line = " ".join(term.n3() for term in triple) + " ."
    parsed = next(iter(ox.parse(line, format=ox.RdfFormat.TURTLE)))
    return str(parsed.triple)


def test_equal_stores_give_equal_bytes(few: EmbeddedStore, tmp_path: Path) -> None:
    with servers.oxigraph(tmp_path / "server") as address:
        remote = RemoteStore.at(address)
        remote.replace(reversed([*few.quads(every_graph=True)]))
        for form in WRITERS:
            assert _written(remote, form) == _written(few, form), form


def test_the_command_says_how_much_it_wrote(quick_kg: Run, small_store_once: Path) -> None:
    done = quick_kg("dump", "--as", "nanopubs", "-o", "out.trig", "--store", small_store_once)
    assert done.returncode == 0
    assert "claims, " in done.stderr
    assert "rejected" in done.stderr
    both = quick_kg("dump", "--as", "reifiers", "--facts-graph", "--store", small_store_once)
    assert both.returncode == 2
    assert "--facts-graph" in both.stderr


def test_every_choice_of_the_command_has_a_writer(quick_kg: Run) -> None:
    help_text = quick_kg("dump", "--help").stdout
    assert f"[nquads|{'|'.join(WRITERS)}|schema-jsonld]" in " ".join(help_text.split())

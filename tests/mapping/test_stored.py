"""A store answers for the tables that it was built from."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kg.mapping.context import Context, Entity, Source
from kg.mapping.stored import context_of
from kg.model import Iri, Quad, Term, text
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    HX,
    ID,
    LISTING,
    PREF_LABEL,
    RDF_TYPE,
    REGISTRY_GRAPH,
    SKOS,
    SOURCE,
    VOC,
    VOCABULARY_GRAPH,
)
from kg.store import EmbeddedStore
from tests.conftest import SMALL


@pytest.fixture(scope="module")
def store(small_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(small_store_once)


@pytest.fixture
def context(store: EmbeddedStore) -> Context:
    return context_of(store)


def ids(table: str) -> set[str]:
    with (SMALL / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


def test_the_ids_are_those_of_the_tables(context: Context) -> None:
    assert set(context.entities) == ids("registry")
    assert set(context.sources) == ids("sources")
    assert set(context.listings) == ids("listings")
    assert len(context.entities) == len(ids("registry"))


def test_an_entity_has_its_kind_and_names(context: Context) -> None:
    assert context.entities["canada"] == Entity(
        "canada", "Country", {"es": "Canadá", "en": "Canada", "fr": "Canada"}
    )
    assert context.entities["nuevo-leon"] == Entity("nuevo-leon", "State", {"mul": "Nuevo León"})
    assert context.entities["eccp"].kind == "Organization"


def test_a_source_has_its_title_and_a_listing_its_source(context: Context) -> None:
    with (SMALL / "sources.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["id"]: row["title"] for row in csv.DictReader(file)}
    assert context.sources["001"] == Source("001", titles["001"])
    assert context.listings["001-table-6-nuevo-leon"] == "001"


@pytest.mark.parametrize("table", ["entities", "replaced", "sources", "listings"])
def test_what_the_store_does_not_have_is_not_there(context: Context, table: str) -> None:
    rows = getattr(context, table)
    assert "none" not in rows
    assert rows.get("none") is None
    with pytest.raises(KeyError, match="none"):
        rows["none"]


def test_codes_have_their_english_label(context: Context) -> None:
    assert context.codes["certainty"]["explicit"] == "Stated literally in the source"
    assert "explicit" not in context.codes["sector"]
    assert set(context.codes["helix"]) >= {"government", "academia", "industry"}


def test_a_merged_entity_has_its_successor(store: EmbeddedStore) -> None:
    changed = store.copy()
    registry = Iri(REGISTRY_GRAPH)
    old = Iri(ID + "old-claut")
    changed.commit([Quad(old, Iri(DCT + "isReplacedBy"), Iri(ID + "claut-nuevo-leon"), registry)])
    context = context_of(changed)
    assert dict(context.replaced) == {"old-claut": "claut-nuevo-leon"}
    assert "old-claut" not in context.entities


def test_a_concept_without_label_is_its_code_and_a_label_without_concept_is_none(
    store: EmbeddedStore,
) -> None:
    changed = store.copy()
    graph = Iri(VOCABULARY_GRAPH)
    scheme = Iri("http://www.w3.org/2004/02/skos/core#inScheme")
    changed.commit(
        [
            Quad(Iri(VOC + "helix/media"), scheme, Iri(VOC + "helix"), graph),
            Quad(Iri(VOC + "helix/lost"), Iri(PREF_LABEL), text("Lost", "en"), graph),
            Quad(Iri("http://e.org/x/y"), Iri(PREF_LABEL), text("Elsewhere", "en"), graph),
        ]
    )
    codes = context_of(changed).codes
    assert codes["helix"]["media"] == "media"
    assert "lost" not in codes["helix"]


def test_what_is_no_entity_of_the_registry_is_none(store: EmbeddedStore) -> None:
    changed = store.copy()
    changed.commit([Quad(Iri(ID + "x"), Iri(RDF_TYPE), Iri("http://e.org/X"), Iri(REGISTRY_GRAPH))])
    context = context_of(changed)
    assert "x" not in context.entities
    assert "x" not in set(context.entities)


def test_rows_of_a_change_take_precedence(context: Context) -> None:
    stored = len(context.entities)
    context.entities["new"] = Entity("new", "Cluster", {})
    context.entities["canada"] = Entity("canada", "State", {})
    assert context.entities["new"].kind == "Cluster"
    assert context.entities["canada"].kind == "State"
    assert list(context.entities).count("canada") == 1
    assert len(context.entities) == stored + 1
    del context.entities["new"]
    assert "new" not in context.entities
    assert len(context.entities) == stored


def test_a_removed_row_is_not_there_though_the_store_has_it(context: Context) -> None:
    stored = set(context.entities)
    del context.entities["canada"]
    assert "canada" not in context.entities
    assert set(context.entities) == stored - {"canada"}


#: what each graph says: about what, its property, its value there, and what is said elsewhere
STATED: list[tuple[str, str, str, Term, Term]] = [
    (REGISTRY_GRAPH, ID + "a", RDF_TYPE, Iri(HX + "Cluster"), Iri(HX + "Company")),
    (REGISTRY_GRAPH, ID + "a", PREF_LABEL, text("A", "es"), text("B", "es")),
    (REGISTRY_GRAPH, ID + "old", DCT + "isReplacedBy", Iri(ID + "a"), Iri(ID + "b")),
    (CATALOGUE_GRAPH, SOURCE + "001", DCT + "title", text("One"), text("Two")),
    (CATALOGUE_GRAPH, LISTING + "t", DCT + "isPartOf", Iri(SOURCE + "001"), Iri(SOURCE + "002")),
    (VOCABULARY_GRAPH, VOC + "s/c", SKOS + "inScheme", Iri(VOC + "s"), Iri(VOC + "z")),
    (VOCABULARY_GRAPH, VOC + "s/c", PREF_LABEL, text("C", "en"), text("D", "en")),
]


@pytest.mark.parametrize("elsewhere", [None, Iri("http://e.org/graph")])
def test_only_the_graph_and_the_property_that_decide_are_read(elsewhere: Iri | None) -> None:
    """Other values, and other subjects, in other graphs or of other properties do not count."""
    store = EmbeddedStore.in_memory()
    for graph, subject, predicate, value, other in STATED:
        store.commit([Quad(Iri(subject), Iri(predicate), value, Iri(graph))])
        for named in (subject, subject + "-2"):
            store.commit([Quad(Iri(named), Iri(predicate), other, elsewhere)])
            store.commit([Quad(Iri(named), Iri("http://e.org/p"), other, Iri(graph))])
    context = context_of(store)
    for _ in ("as looked up", "as remembered"):
        assert dict(context.entities) == {"a": Entity("a", "Cluster", {"es": "A"})}
        assert dict(context.replaced) == {"old": "a"}
        assert dict(context.sources) == {"001": Source("001", "One")}
        assert dict(context.listings) == {"t": "001"}
        assert context.codes == {"s": {"c": "C"}}
    assert "a-2" not in context.entities
    assert "old-2" not in context.replaced
    assert "001-2" not in context.sources
    assert "t-2" not in context.listings


def test_only_the_english_label_of_a_code_is_its_name() -> None:
    store = EmbeddedStore.in_memory()
    graph, concept = Iri(VOCABULARY_GRAPH), Iri(VOC + "s/c")
    store.commit([Quad(concept, Iri(SKOS + "inScheme"), Iri(VOC + "s"), graph)])
    for value in (text("Ce", "es"), text("Cé", "fr"), Iri("http://e.org/en")):
        store.commit([Quad(concept, Iri(PREF_LABEL), value, graph)])
    assert context_of(store).codes == {"s": {"c": "c"}}


def test_titles_of_what_is_no_document_make_no_source() -> None:
    """The catalogue has titles of listings, too."""
    store = EmbeddedStore.in_memory()
    title = Iri(DCT + "title")
    store.commit([Quad(Iri(LISTING + "t"), title, text("Table"), Iri(CATALOGUE_GRAPH))])
    assert dict(context_of(store).sources) == {}

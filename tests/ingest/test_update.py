"""A SPARQL update is loaded like a file: validated, recorded, and bound by what documents say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.errors import InputError, NonConforming, QueryError
from kg.model import Iri
from kg.rdf.namespaces import EVIDENCE, HX, ID
from kg.store import EmbeddedStore
from tests.ingest.conftest import content
from tests.short_form import in_full

PROLOGUE = "PREFIX hx: <https://w3id.org/helixkg/def#> PREFIX id: <https://w3id.org/helixkg/id/> "
PARTNER = "id:claut-nuevo-leon hx:strategicPartner id:promexico"
INSERT = f"{PROLOGUE} INSERT DATA {{ {PARTNER} }}"
DELETE = f"{PROLOGUE} DELETE DATA {{ {PARTNER} }}"


@pytest.fixture(params=["folder", in_full("memory")])
def store(request: pytest.FixtureRequest, small_store: Path) -> EmbeddedStore:
    """The small tables in each kind of store."""
    opened = EmbeddedStore.open(small_store)
    return opened.copy() if request.param == "memory" else opened


def partners(store: EmbeddedStore) -> set[str]:
    quads = store.quads(Iri(ID + "claut-nuevo-leon"), Iri(HX + "strategicPartner"))
    return {quad.object.value.removeprefix(ID) for quad in quads}


def test_an_insertion_is_a_claim_of_the_update_and_recorded(store: EmbeddedStore) -> None:
    change = ingest.update(store, INSERT)
    assert (change.added.facts, change.added.claims) == (1, 1)
    assert partners(store) == {"amia", "promexico"}
    (claim,) = (
        quad
        for quad in store.quads(object=Iri(ID + "promexico"), every_graph=True)
        if str(quad.graph).startswith(EVIDENCE) and quad.predicate.value == HX + "strategicPartner"
    )
    assert str(claim.graph).startswith(f"{EVIDENCE}file-sparql-update-")
    assert [name for name, _ in history.log(store)[0].files] == ["sparql-update.nq"]


def test_a_deletion_takes_away_what_an_update_said(store: EmbeddedStore) -> None:
    ingest.update(store, INSERT)
    change = ingest.update(store, DELETE)
    assert (change.removed.facts, change.removed.claims) == (1, 1)
    assert partners(store) == {"amia"}
    assert [n for n, _ in history.log(store)[0].files] == ["-sparql-update-removed.nq"]


def test_what_a_document_says_is_not_deleted(store: EmbeddedStore) -> None:
    before = content(store)
    with pytest.raises(InputError, match="001 still says so"):
        ingest.update(
            store, f"{PROLOGUE} DELETE DATA {{ id:claut-nuevo-leon hx:strategicPartner id:amia }}"
        )
    assert content(store) == before


def test_a_dry_run_says_the_same_and_changes_nothing(store: EmbeddedStore) -> None:
    before = content(store)
    proposed = ingest.update(store, INSERT, dry_run=True)
    assert content(store) == before
    assert ingest.update(store, INSERT).added == proposed.added


def test_an_update_without_effect_is_not_recorded(store: EmbeddedStore) -> None:
    change = ingest.update(store, f"{PROLOGUE} DELETE {{ ?s ?p 424242 }} WHERE {{ ?s ?p 424242 }}")
    assert not change
    assert history.log(store) == []


def test_what_breaks_a_shape_or_does_not_parse_changes_nothing(store: EmbeddedStore) -> None:
    before = content(store)
    wrong = "id:claut-nuevo-leon hx:technology <https://w3id.org/helixkg/voc/technology/none>"
    with pytest.raises(NonConforming):
        ingest.update(store, f"{PROLOGUE} INSERT DATA {{ {wrong} }}")
    with pytest.raises(QueryError, match="does not parse"):
        ingest.update(store, "INSERT DATA {")
    assert content(store) == before
    assert ingest.update(store, f"{PROLOGUE} INSERT DATA {{ {wrong} }}", "none").added.facts == 1


def test_what_helixkg_keeps_itself_is_not_taken_away(store: EmbeddedStore) -> None:
    ingest.update(store, INSERT)
    before = content(store)
    with pytest.raises(QueryError, match=r"\d+ statements of <.*/graph/catalogue>, which HelixKG"):
        ingest.update(
            store, "DELETE WHERE { GRAPH <https://w3id.org/helixkg/graph/catalogue> { ?s ?p ?o } }"
        )
    assert content(store) == before


def test_a_graph_of_somebody_elses_goes_as_it_came(store: EmbeddedStore) -> None:
    before = content(store)
    ingest.update(
        store,
        "INSERT DATA { GRAPH <http://example.org/g> {"
        " <http://example.org/a> <http://example.org/p> 1, 2 } }",
    )
    change = ingest.update(
        store,
        "DELETE DATA { GRAPH <http://example.org/g> {"
        " <http://example.org/a> <http://example.org/p> 1 } }",
    )
    assert change.removed.quads == 1
    ingest.update(store, "DROP GRAPH <http://example.org/g>")
    assert "example.org" not in "".join(map(str, content(store) - before))


def test_what_the_registry_says_is_not_deleted(store: EmbeddedStore) -> None:
    with pytest.raises(InputError, match="registry still says so"):
        ingest.update(store, f"{PROLOGUE} DELETE WHERE {{ id:claut-nuevo-leon a ?kind }}")

"""The log says what was loaded, when, and what it changed."""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path

from kg import ingest
from kg.claims import history
from kg.claims.history import Tally, log, record
from kg.model import BNode, Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import BASE, CATALOGUE_GRAPH, EVIDENCE, HX, PROV, RDF_TYPE, XSD
from kg.store import EmbeddedStore

S, P = Iri("http://e/s"), Iri("http://e/p")


def test_a_tally_counts_facts_and_claims() -> None:
    quads = [
        Quad(S, P, text("fact")),
        Quad(S, P, text("claim"), Iri(EVIDENCE + "001/p-1")),
        Quad(S, P, text("claim 2"), Iri(EVIDENCE + "001/p-1")),
        Quad(S, P, text("other"), Iri(CATALOGUE_GRAPH)),
    ]
    assert Tally().including(quads) == Tally(4, 1, 2)
    assert Tally(10, 5, 2).including(quads) == Tally(14, 6, 4)
    assert Tally() == Tally(0, 0, 0)


def test_a_load_is_read_as_it_was_recorded(tmp_path: Path) -> None:
    for name in ("b.ttl", "a.csv", "old.nq"):
        (tmp_path / name).write_text(name)
    store = EmbeddedStore.in_memory()
    store.commit(
        record(
            Tally(9, 1, 2),
            Tally(8, 3, 4),
            [tmp_path / "b.ttl", tmp_path / "a.csv"],
            [tmp_path / "old.nq"],
        )
    )
    (load,) = log(store)
    digests = {n: hashlib.sha256(n.encode()).hexdigest() for n in ("b.ttl", "a.csv", "old.nq")}
    assert load.files == (
        ("-old.nq", digests["old.nq"]),
        ("a.csv", digests["a.csv"]),
        ("b.ttl", digests["b.ttl"]),
    )
    assert (load.facts_added, load.facts_removed) == (1, 3)
    assert (load.claims_added, load.claims_removed) == (2, 4)
    assert load.software.startswith("HelixKG ")
    ended = datetime.datetime.fromisoformat(load.ended)
    assert ended.utcoffset() == datetime.timedelta()
    assert load.iri.startswith(f"{BASE}load/{ended:%Y-%m-%d}-")
    assert len(load.iri.rpartition("-")[2]) == 8


def test_each_load_has_its_own_files(tmp_path: Path) -> None:
    store = EmbeddedStore.in_memory()
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(name)
        store.commit(record(Tally(), Tally(), [tmp_path / name], []))
    assert sorted(name for load in log(store) for name, _ in load.files) == ["a.csv", "b.csv"]


def test_the_record_says_what_prov_asks_for(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("")
    quads = record(Tally(1, 1, 0), Tally(), [tmp_path / "a.ttl"], [])
    assert {str(quad.graph) for quad in quads} == {CATALOGUE_GRAPH}
    load = quads[0].subject
    file = Iri(f"{load.value}/1")
    stated = {(q.subject, q.predicate.value, q.object) for q in quads}
    assert (load, RDF_TYPE, Iri(PROV + "Activity")) in stated
    assert (load, HX + "factsAdded", Literal("1", XSD + "integer")) in stated
    assert (load, HX + "factsRemoved", Literal("0", XSD + "integer")) in stated
    assert (load, PROV + "used", file) in stated
    assert (file, RDF_TYPE, Iri(PROV + "Entity")) in stated
    assert (file, HX + "fileName", text("a.ttl")) in stated
    (ended,) = (q.object for q in quads if q.predicate.value == PROV + "endedAtTime")
    assert isinstance(ended, Literal)
    assert ended.datatype == XSD + "dateTime"


def test_loads_in_quick_succession_stay_in_order() -> None:
    """A file that is loaded and taken away at once, in memory, takes less than a millisecond."""
    store = EmbeddedStore.in_memory()
    for number in range(50):
        store.commit(record(Tally(facts=number), Tally(), [], []))
    assert [load.facts_added for load in log(store)] == list(range(49, -1, -1))


def test_the_latest_load_comes_first_and_other_activities_do_not() -> None:
    catalogue = Iri(CATALOGUE_GRAPH)
    store = EmbeddedStore.in_memory()
    for number, ended in enumerate(("2024-01-02", "2024-01-03", "2024-01-01")):
        load = Iri(f"{BASE}load/{number}")
        values: dict[str, Term] = {
            RDF_TYPE: Iri(PROV + "Activity"),
            PROV + "endedAtTime": text(ended),
            HX + "software": text("x"),
            **{
                HX + name: text("0")
                for name in ("factsAdded", "factsRemoved", "claimsAdded", "claimsRemoved")
            },
        }
        store.commit(Quad(load, Iri(p), o, catalogue) for p, o in values.items())
    store.commit([Quad(S, Iri(RDF_TYPE), Iri(PROV + "Activity"), catalogue)])
    assert [load.ended for load in log(store)] == ["2024-01-03", "2024-01-02", "2024-01-01"]
    assert log(store)[0].files == ()


def test_a_store_without_loads_has_an_empty_log() -> None:
    assert log(EmbeddedStore.in_memory()) == []


def test_an_activity_that_somebody_loaded_does_not_break_the_log(
    small_store: Path, tmp_path: Path
) -> None:
    store = EmbeddedStore.open(small_store)
    load, catalogue = "https://w3id.org/helixkg/load/", Iri(CATALOGUE_GRAPH)
    kind, activity = Iri(RDF_TYPE), Iri(PROV + "Activity")
    more = [
        Quad(Iri(load + "of-somebody"), kind, activity, catalogue),
        Quad(Iri(load + "half"), kind, activity, catalogue),
        Quad(Iri(load + "half"), Iri(HX + "factsAdded"), text("many"), catalogue),
        Quad(Iri("http://example.org/other"), kind, activity, catalogue),
        Quad(BNode("b"), kind, activity, catalogue),
    ]
    path = tmp_path / "first.nt"
    path.write_text("<http://e/s> <http://e/p> <http://e/o> .\n")
    ingest.load_unchecked(store, [path])
    store.commit(more)
    assert [entry.files[0][0] for entry in history.log(store)] == ["first.nt"]

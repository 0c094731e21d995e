"""A load makes the store say what files say, all or nothing."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.claims.history import Tally
from kg.errors import InputError, NonConforming, StoreError, UsageError
from kg.ingest import attempt
from kg.model import Iri
from kg.rdf.namespaces import EVIDENCE, HX, ID, SOURCE, VOC
from kg.store import EmbeddedStore
from tests.conftest import SMALL
from tests.ingest.conftest import Write, content

NEW = "id:claut-nuevo-leon hx:technology <https://w3id.org/helixkg/voc/technology/robots> .\n"
WRONG = NEW.replace("robots", "no-such-thing")
FACT = (Iri(ID + "claut-nuevo-leon"), Iri(HX + "technology"), Iri(VOC + "technology/robots"))
REGISTRY = (SMALL / "registry.csv").read_text("utf-8").splitlines()[0] + "\n"


def test_a_load_adds_is_recorded_and_changes_nothing_again(
    memory: EmbeddedStore, write: Write
) -> None:
    before = content(memory)
    new = write("new.ttl", NEW)
    change = ingest.load(memory, [new])
    assert (change.added, change.removed) == (Tally(10, 1, 1), Tally())
    assert any(quad.triple == FACT for quad in memory.quads())
    assert before < content(memory)
    (load,) = history.log(memory)
    assert (load.facts_added, load.facts_removed) == (1, 0)
    assert (load.claims_added, load.claims_removed) == (1, 0)
    assert [name for name, _ in load.files] == ["new.ttl"]
    after = set(memory.quads(every_graph=True))
    assert not ingest.load(memory, [new])
    assert set(memory.quads(every_graph=True)) == after, "what changes nothing is not recorded"


def test_a_load_into_a_folder_stays(small_store: Path, write: Write) -> None:
    store = EmbeddedStore.open(small_store)
    ingest.load(store, [write("new.ttl", NEW)])
    for seen in (store, EmbeddedStore.open(small_store)):
        assert any(quad.triple == FACT for quad in seen.quads())
        assert len(history.log(seen)) == 1


def test_a_proposal_says_the_same_and_changes_nothing(memory: EmbeddedStore, write: Write) -> None:
    before = set(memory.quads(every_graph=True))
    new = write("new.ttl", NEW)
    proposed = ingest.propose(memory, [new])
    assert set(memory.quads(every_graph=True)) == before
    loaded = ingest.load(memory, [new])
    assert (proposed.added, proposed.removed) == (loaded.added, loaded.removed)
    assert proposed.report.conforms


@pytest.mark.parametrize("place", ["memory", "folder"])
def test_what_does_not_conform_changes_nothing(
    memory: EmbeddedStore, small_store: Path, write: Write, place: str
) -> None:
    store = memory if place == "memory" else EmbeddedStore.open(small_store)
    before = set(store.quads(every_graph=True))
    wrong = write("wrong.ttl", NEW + WRONG)
    with pytest.raises(NonConforming) as raised:
        ingest.load(store, [wrong])
    assert {r.code for r in raised.value.report.results if r.severity == "violation"} == {"C55"}
    assert set(store.quads(every_graph=True)) == before
    assert not ingest.propose(store, [wrong]).report.conforms
    assert set(store.quads(every_graph=True)) == before


def test_the_severity_that_stops_a_load_can_be_chosen(memory: EmbeddedStore, write: Write) -> None:
    registry = write("registry.csv", REGISTRY + "vino,Cluster,Clúster del Vino,,,,,,,,,\n")
    with pytest.raises(NonConforming):
        ingest.load(memory, [registry], "warning")
    assert not history.log(memory)
    assert ingest.load(memory, [registry]).report.count("warning")
    assert ingest.load(memory, [write("wrong.ttl", WRONG)], "none").added.facts == 1


def test_new_entities_are_named(memory: EmbeddedStore, write: Write) -> None:
    registry = write("registry.csv", REGISTRY + "vino,Cluster,Clúster del Vino,,,,,,,,,\n")
    change = ingest.load(memory, [registry])
    assert change.entities == {Iri(ID + "vino"): {"es": "Clúster del Vino"}}
    assert change.entity_count == 1


def test_its_own_dump_changes_nothing(memory: EmbeddedStore, tmp_path: Path) -> None:
    with (tmp_path / "all.nq").open("wb") as file:
        memory.dump(file)
    assert not ingest.load(memory, [tmp_path / "all.nq"])


def test_a_rejected_claim_loaded_again_stays_rejected(memory: EmbeddedStore, write: Write) -> None:
    """conflicts.csv rejected the year 2013; the claim is in the store, the fact is not."""
    claim = next(
        quad
        for quad in memory.quads(predicate=Iri(HX + "signedOn"), every_graph=True)
        if quad.object.value == "2013"
    )
    assert not memory.holds(claim._replace(graph=None))
    again = write(
        "again.trig",
        f'<{claim.graph}> {{ id:eccp-promexico-mou hx:signedOn "2013"'
        "^^<http://www.w3.org/2001/XMLSchema#gYear> . }",
    )
    assert not ingest.load(memory, [again])
    assert not memory.holds(claim._replace(graph=None))


def test_a_file_is_taken_away_again(memory: EmbeddedStore, write: Write) -> None:
    before = content(memory)
    new = write("new.ttl", NEW)
    ingest.load(memory, [new])
    proposed = ingest.propose(memory, [], [new])
    assert (proposed.removed.facts, proposed.removed.claims) == (1, 1)
    removal = ingest.load(memory, [], remove=[new])
    assert (removal.added.quads, removal.removed.facts) == (0, 1)
    assert before <= content(memory)
    assert not any(quad.triple == FACT for quad in memory.quads(every_graph=True))
    assert [name for name, _ in history.log(memory)[0].files] == ["-new.ttl"]
    with pytest.raises(InputError, match="this is not in the store"):
        ingest.load(memory, [], remove=[new])


def test_what_is_taken_away_and_brought_back_stays(memory: EmbeddedStore, write: Write) -> None:
    new = write("new.ttl", NEW)
    ingest.load(memory, [new])
    before = content(memory)
    assert not ingest.load(memory, [new], remove=[new])
    assert content(memory) == before


def tables_of(source: str, folder: Path) -> list[Path]:
    """Write the rows of the small tables that rest on one source."""
    written = []
    for path in sorted(SMALL.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            columns = list(reader.fieldnames or [])
            rows = [row for row in reader if row.get("source") == source]
        if "certainty" in columns and rows and path.stem != "identities":
            written.append(folder / path.name)
            with written[-1].open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
    return written


def test_a_source_is_reloaded(memory: EmbeddedStore, tmp_path: Path) -> None:
    tables = tables_of("001", tmp_path)
    before = content(memory)
    assert not ingest.load(memory, tables, replace="001"), "the same rows change nothing"
    assert content(memory) == before
    clusters = tmp_path / "clusters.csv"
    lines = clusters.read_text("utf-8").splitlines()
    clusters.write_text("\n".join(lines[:-1]) + "\n", "utf-8")
    less = ingest.load(memory, tables, replace="001")
    assert less.added.quads == 0
    assert less.removed.claims > 0
    assert content(memory) < before
    names = [quad.object.value for quad in memory.quads(every_graph=True)]
    assert "Nuevo León Auto Cluster" not in names, "only the row that is gone stated this name"


@pytest.mark.parametrize("name", ["999", "no source"])
def test_a_source_without_claims_cannot_be_replaced(memory: EmbeddedStore, name: str) -> None:
    with pytest.raises(UsageError, match=re.escape(f"no claim of a source '{name}'; kg sources")):
        ingest.load(memory, [], replace=name)


def test_too_many_problems_end_the_reading(
    memory: EmbeddedStore, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt, "_MOST_PROBLEMS", 2)
    rows = "".join(f"x{number},Clutser,,,,,,,,,,\n" for number in range(5))
    with pytest.raises(InputError) as raised:
        ingest.load(memory, [write("registry.csv", REGISTRY + rows)])
    first, second, last = raised.value.problems
    assert (first.position.line, second.position.line) == (2, 3)
    assert last.message == "too many problems; nothing was read beyond this"
    assert last.position.line == 6


def test_a_store_that_another_writes_to_is_refused(small_store: Path, write: Write) -> None:
    with EmbeddedStore.open(small_store).locked(), pytest.raises(StoreError, match="process"):
        ingest.load(EmbeddedStore.open(small_store), [write("new.ttl", NEW)])


def test_a_machine_suggestion_is_a_claim_and_no_fact(memory: EmbeddedStore, write: Write) -> None:
    guess = write("guess.trig", f"<{EVIDENCE}001/p-9--machine-suggested> {{ {NEW} }}")
    change = ingest.load(memory, [guess], "none")
    assert change.added == Tally(1, 0, 1)


def test_blank_nodes_of_files_are_kept_apart_and_loaded_once(
    memory: EmbeddedStore, write: Write
) -> None:
    files = [
        write(
            f"{name}.ttl",
            f'_:x <http://e/p> "{name}" ; <http://e/q> [ <http://e/r> 1 ] .',
        )
        for name in ("one", "two")
    ]
    ingest.load(memory, files)
    subjects = {quad.subject for quad in memory.quads(predicate=Iri("http://e/p"))}
    assert len(subjects) == 2
    assert not ingest.load(memory, files)


def test_two_files_of_one_table_are_both_loaded(memory: EmbeddedStore, write: Write) -> None:
    files = [
        write(f"{name}.csv", f"{REGISTRY}{name},Cluster,Clúster {name},,,,intermediary,,,,,\n")
        for name in ("one", "two")
    ]
    change = ingest.load(memory, files)
    assert set(change.entities) == {Iri(ID + "one"), Iri(ID + "two")}


def test_what_loses_its_last_claim_and_stays_in_the_registry_is_told(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    """As with the next edition of a table that lacks a row of the last one."""
    registered = 'id:new a hx:Cluster ; skos:prefLabel "Nuevo"@es .'
    file = tmp_path / "new.trig"
    file.write_text(
        "@prefix id: <https://w3id.org/helixkg/id/> . @prefix hx: <https://w3id.org/helixkg/def#> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        f"<https://w3id.org/helixkg/graph/registry> {{ {registered} }}",
        "utf-8",
    )
    claim = tmp_path / "claim.ttl"
    claim.write_text(
        "@prefix id: <https://w3id.org/helixkg/id/> . @prefix hx: <https://w3id.org/helixkg/def#> ."
        'id:new hx:acronym "NVO" .',
        "utf-8",
    )
    ingest.load(memory, [file, claim], fail_on="none")
    assert ingest.load(memory, [claim], fail_on="none").left == []
    entity, document = ingest.load(memory, [], fail_on="none", remove=[claim]).left
    assert entity == Iri(ID + "new")
    assert document.value.startswith(SOURCE + "file-claim-")


def test_what_then_rests_on_nothing_is_taken_away_on_request(
    memory: EmbeddedStore, tmp_path: Path
) -> None:
    """An entity that nothing names goes with the document; one that another names stays, told."""
    before = content(memory)
    prefixes = (
        "@prefix id: <https://w3id.org/helixkg/id/> . @prefix hx: <https://w3id.org/helixkg/def#> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    )
    registered, claim = tmp_path / "new.trig", tmp_path / "claim.ttl"
    registered.write_text(
        prefixes + "<https://w3id.org/helixkg/graph/registry> {"
        'id:new a hx:Cluster ; skos:prefLabel "Nuevo"@es .'
        'id:region a hx:State ; skos:prefLabel "Región"@es ; hx:partOfArea id:mexico .'
        'id:town a hx:Municipality ; skos:prefLabel "Pueblo"@es ; hx:partOfArea id:region . }',
        "utf-8",
    )
    claim.write_text(prefixes + "id:new hx:locatedIn id:region .", "utf-8")
    ingest.load(memory, [registered], fail_on="none")
    named = content(memory)
    ingest.load(memory, [claim], fail_on="none")
    proposal = ingest.propose(memory, [], [claim])
    new, region, document = proposal.left
    assert (new, region) == (Iri(ID + "new"), Iri(ID + "region"))
    assert document.value.startswith(SOURCE + "file-claim-")
    assert proposal.pruned == []
    planned = ingest.propose(memory, [], [claim], prune=True)
    pruned = ingest.load(memory, [], fail_on="none", remove=[claim], prune=True)
    assert planned.pruned == pruned.pruned == [new, document]
    assert pruned.left == [Iri(ID + "region")], "the town is part of it"
    removed = named - content(memory)
    assert removed == {line for line in named - before if "/id/new'" in line}
    assert not content(memory) - named

"""A change is made batch by batch, and may be recorded to be made elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ingest
from kg.claims import history
from kg.errors import NonConforming
from kg.ingest import decision
from kg.ingest.attempt import Attempt, Incoming
from kg.mapping import translate
from kg.mapping.custom import read_mapping
from kg.model import Iri
from kg.rdf.namespaces import HX, ID
from kg.store import EmbeddedStore
from kg.store.remote import RemoteStore
from tests import servers
from tests.conftest import ROOT
from tests.ingest.conftest import Write, content

NEW = "id:claut-nuevo-leon hx:strategicPartner id:promexico .\n"
MAPPING = ROOT / "docs" / "examples" / "directorio.toml"
HEADER = (
    "Directorio;;;;;\n;;;;;\n"
    "Nombre del clúster;Siglas;Entidad;Sectores;Fecha de fundación;Sitio web\n"
)


def test_what_is_applied_is_recorded_where_it_is_asked_for(
    memory: EmbeddedStore, write: Write
) -> None:
    files = (write("new.ttl", NEW),)
    outgoing = next(memory.quads(Iri(ID + "claut-nuevo-leon"), Iri(HX + "acronym")))
    before = set(memory.quads(every_graph=True))
    for recording in (True, False):
        with memory.transaction(dry_run=True) as transaction:
            attempt = Attempt(transaction, [outgoing], recording=recording)
            change = attempt.run(Incoming(files))
            after = set(memory.quads(every_graph=True))
        assert (set(attempt.added), set(attempt.removed)) == (
            (after - before, {outgoing}) if recording else (set(), set())
        )
        assert (change.added.quads, change.removed.quads) == (len(after - before), 1)
        assert set(memory.quads(every_graph=True)) == before


def test_what_goes_and_is_stated_again_in_a_later_batch_stays(
    memory: EmbeddedStore, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "ROWS", 1)
    mapping = read_mapping(MAPPING)
    rows = "Clúster Uno;UNO;Nuevo León;;;\nClúster Dos;DOS;Nuevo León;;;\n"
    table = write("directorio.csv", HEADER + rows)
    ingest.load(memory, [table], custom=mapping)
    before = content(memory)
    assert not ingest.load(memory, [table], custom=mapping, replace="directorio-2024")
    assert content(memory) == before
    table.write_text(HEADER + rows.splitlines()[0] + "\n", "utf-8")
    less = ingest.load(memory, [table], custom=mapping, replace="directorio-2024")
    assert less.removed.facts > 0
    assert not [q for q in memory.quads(predicate=Iri(HX + "acronym")) if q.object.value == "DOS"]


def test_too_many_violations_end_the_reading(
    memory: EmbeddedStore, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "ROWS", 1)
    monkeypatch.setattr(decision, "MOST_VIOLATIONS", 0)
    second_date = "Clúster Automotriz de Nuevo León;CLAUT;Nuevo León;;01/01/1999;\n"
    table = write("directorio.csv", f"{HEADER}Clúster Uno;;;;;\n{second_date}Clúster Dos;;;;;\n")
    change = ingest.propose(memory, [table], custom=read_mapping(MAPPING))
    assert "more than 0 violations; nothing was read beyond them" in change.report.notes
    assert [entity.value.removeprefix(ID) for entity in change.entities] == ["cluster-uno"]


def test_a_store_behind_an_endpoint_is_changed_in_one_update(
    memory: EmbeddedStore, write: Write, tmp_path: Path
) -> None:
    with servers.oxigraph(tmp_path / "server") as address:
        remote = RemoteStore.at(address)
        remote.replace(memory.quads(every_graph=True))
        wrong = write("wrong.ttl", NEW.replace("strategicPartner id:promexico", 'signedOn "x"'))
        with pytest.raises(NonConforming):
            ingest.load(remote, [wrong])
        before = sum(1 for _ in remote.quads(every_graph=True))
        new = write("new.ttl", NEW)
        proposed = ingest.propose(remote, [new])
        assert sum(1 for _ in remote.quads(every_graph=True)) == before
        change = ingest.load(remote, [new])
        assert (change.added, change.removed) == (proposed.added, proposed.removed)
        assert [n for load in history.log(remote) for n, _ in load.files] == ["new.ttl"]
        assert not ingest.load(remote, [new])
        ingest.load(remote, [], remove=[new])
        assert not [q for q in remote.quads(object=Iri(ID + "promexico")) if "Partner" in str(q)]

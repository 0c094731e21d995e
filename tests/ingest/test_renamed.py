"""Files of the version before are loaded with the terms of this one, and told so."""

from __future__ import annotations

import csv
from pathlib import Path

from kg import ingest
from kg.model import Iri, Quad
from kg.rdf.namespaces import HX, ID, VOC
from kg.store import EmbeddedStore
from tests.conftest import SMALL
from tests.ingest.conftest import Write

CLUSTER = Iri(ID + "claut-nuevo-leon")
PROPOSED = Quad(CLUSTER, Iri(HX + "realisation"), Iri(VOC + "realisation/proposed"))
OLD_FACT = Quad(CLUSTER, Iri(HX + "status"), Iri(VOC + "status/proposed"))
OLD = "id:claut-nuevo-leon hx:status <https://w3id.org/helixkg/voc/status/proposed> .\n"
HEADER = "technology,sector,stage,trend,status,source,locator,certainty,listing\n"


def test_rdf_with_an_old_code_becomes_a_fact_with_the_new_one(
    memory: EmbeddedStore, write: Write
) -> None:
    old = write("old.ttl", OLD.replace("id:claut-nuevo-leon", "id:claut-estado-de-mexico"))
    change = ingest.load(memory, [old])
    cluster = Iri(ID + "claut-estado-de-mexico")
    assert memory.holds(PROPOSED._replace(subject=cluster))
    assert not memory.holds(OLD_FACT._replace(subject=cluster))
    assert [str(item.position) for item in change.renamed] == [f"{old}:5:37"]
    ingest.load(memory, [], remove=[old])
    assert not memory.holds(PROPOSED._replace(subject=cluster))


def test_a_table_without_the_new_column_is_read(memory: EmbeddedStore, write: Write) -> None:
    row = 'ai,automotive,design,trend-iot,proposed,001,"§9, table",explicit,\n'
    change = ingest.load(memory, [write("applications.csv", HEADER + row)])
    node = Iri("https://w3id.org/helixkg/application/automotive--design--ai--iot")
    facts = {
        (quad.predicate.value.removeprefix(HX), str(quad.object).removeprefix(VOC))
        for quad in memory.quads()
        if quad.subject == node
    }
    assert {("trend", "technology-trend/iot"), ("realisation", "realisation/proposed")} <= facts
    assert "status" not in dict(facts)
    assert len(change.renamed) == 2


def test_a_dump_keeps_what_describes_the_old_codes(memory: EmbeddedStore, write: Write) -> None:
    kept = set(memory.quads(every_graph=True))
    lines = "".join(
        f"<{VOC}{code}> <http://www.w3.org/2002/07/owl#deprecated> "
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n'
        for code in ("status/proposed", "technology/trend-iot")
    )
    change = ingest.propose(memory, [write("dump.nt", lines)])
    assert change.renamed == []
    assert set(memory.quads(every_graph=True)) == kept


def test_old_tables_build_to_what_new_ones_do(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for path in SMALL.glob("*.csv"):
        (data / path.name).write_bytes(path.read_bytes())
    clusters = data / "clusters.csv"
    with clusters.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    assert "realisation" not in columns

    def built(status: str, realisation: str) -> tuple[set[Quad], int]:
        with clusters.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*columns, "realisation"], lineterminator="\n")
            writer.writeheader()
            writer.writerows([{**rows[0], "status": status, "realisation": realisation}])
        assembled = ingest.assemble(data)
        return set(assembled.quads()), len(assembled.renamed)

    for unused in ("conflicts", "labels", "observations", "participations", "facts", "identities"):
        (data / f"{unused}.csv").unlink()
    old, renamed = built("planned", "")
    new, none = built("", "planned")
    assert old == new
    assert (renamed, none) == (1, 0)

"""How fast tables become claims and a store, beside morph-kgc and maplib on an equal mapping.

    python -m benchmarks.tables [--full]

Synthetic curated tables (about 180 k claims; 1 M with --full). Ours: the stages of `kg build` one
by one (map and derive, validate, store), and one table alone (participations.csv) from file to
N-Quads. morph-kgc and maplib make the same four statements a row from the same file, each in a
process of its own, maplib without their graphs; they check nothing and keep no places. Their
requirements exclude ours: name a Python that has them in MORPH_KGC_PYTHON and MAPLIB_PYTHON
(python -m venv m; m/bin/pip install morph-kgc). Seconds are those of both processors.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from benchmarks.common import machine, median, report, run, spread, timed
from kg import mapping
from kg.files import content
from kg.ingest.assemble import assemble
from kg.ingest.build import check
from kg.ingest.references import REFERRED, add_table
from kg.runtime.garbage import gc_paused
from kg.store import EmbeddedStore
from kg.tables.curated import read_table

ROUNDS = 3
_ONE_TABLE = """
import sys
from pathlib import Path
from benchmarks.tables import one_table
one_table(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix org: <http://www.w3.org/ns/org#> .
[] a rr:TriplesMap ;
  rml:logicalSource [ rml:source "{table}" ; rml:referenceFormulation ql:CSV ] ;
  rr:subjectMap [
    rr:template "https://w3id.org/helixkg/membership/{{actor}}--{{object}}--{{role}}" ;
    rr:class org:Membership ;
    rr:graphMap [ rr:template "https://w3id.org/helixkg/evidence/{{source}}/{{locator}}" ] ] ;
  rr:predicateObjectMap [ rr:predicate org:member ;
    rr:objectMap [ rr:template "https://w3id.org/helixkg/id/{{actor}}" ] ] ;
  rr:predicateObjectMap [ rr:predicate org:organization ;
    rr:objectMap [ rr:template "https://w3id.org/helixkg/id/{{object}}" ] ] ;
  rr:predicateObjectMap [ rr:predicate org:role ;
    rr:objectMap [ rr:template "https://w3id.org/helixkg/voc/role/{{role}}" ] ] .
"""
_INI = """[CONFIGURATION]
output_file = {out}
output_format = N-QUADS
number_of_processes = 1
logging_level = ERROR
[TABLE]
mappings = {rml}
"""
_MAPLIB = """
import sys
import maplib
import polars as pl
HX, ORG = "https://w3id.org/helixkg/", "http://www.w3.org/ns/org#"
rows = pl.read_csv(sys.argv[1], infer_schema=False)
frame = rows.select(
    s=pl.lit(HX + "membership/") + pl.concat_str(["actor", "object", "role"], separator="--"),
    m=pl.lit(HX + "id/") + pl.col("actor"),
    o=pl.lit(HX + "id/") + pl.col("object"),
    r=pl.lit(HX + "voc/role/") + pl.col("role"),
)
model = maplib.Model()
model.add_template(
    "@prefix t: <urn:t#> . @prefix ottr: <http://ns.ottr.xyz/0.4/> . "
    "t:row [ ottr:IRI ?s, ottr:IRI ?m, ottr:IRI ?o, ottr:IRI ?r ] :: { "
    "ottr:Triple(?s, <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>, <" + ORG + "Membership>), "
    "ottr:Triple(?s, <" + ORG + "member>, ?m), ottr:Triple(?s, <" + ORG + "organization>, ?o), "
    "ottr:Triple(?s, <" + ORG + "role>, ?r) } ."
)
model.map("urn:t#row", frame)
model.write(sys.argv[2], format="ntriples")
"""


def one_table(data: Path, out: Path) -> None:
    """Map participations.csv, with what it refers to, and write its claims as N-Quads."""
    from kg.ingest.code_lists import read_code_lists
    from kg.rdf.terms import nquads

    declared = mapping.declarations(content.folder("data") / "mapping")
    context = mapping.Context(codes=read_code_lists(data).codes)
    for name in (*REFERRED, "participations"):
        file = data / f"{name}.csv"
        table = read_table(file, str(file), mapping.columns_of(declared[name]))
        if name in REFERRED:
            add_table(context, table)
    with gc_paused(), out.open("wb") as output:  # as `assemble` does
        for claim in mapping.map_table(table, declared["participations"], context).claims:
            output.write(nquads(claim.quad))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M claims")
    size = 2_800_000 if parser.parse_args().full else 500_000
    with tempfile.TemporaryDirectory() as place:
        folder, data = Path(place), Path(place) / "tables"
        run([sys.executable, "-m", "kg", "generate", "--triples", str(size), "--tables", data])
        rows: list[tuple[str, ...]] = []
        stages(data, rows)
        beside_others(folder, data, rows)
    report("From tables to a store", ("what", "number", "time", "a second"), rows)
    print(machine())


def stages(data: Path, rows: list[tuple[str, ...]]) -> None:
    """Measure the stages of a build, each after the other."""
    times = []
    for _ in range(ROUNDS):
        seconds, assembled = timed(lambda: assemble(data))
        times.append(seconds)
    claims = len(assembled.claims)
    rows.append(
        (
            "read, map, derive",
            f"{claims:,} claims",
            spread(times),
            f"{claims / median(times):,.0f} claims",
        )
    )
    seconds, _ = timed(lambda: check(assembled))
    rows.append(
        (
            "validate",
            f"{len(assembled.facts):,} facts",
            f"{seconds:.1f} s",
            f"{claims / seconds:,.0f} claims",
        )
    )
    quads = list(assembled.quads())
    with tempfile.TemporaryDirectory() as place:
        seconds, _ = timed(lambda: EmbeddedStore.create(Path(place) / "store", quads))
    rows.append(
        ("store", f"{len(quads):,} quads", f"{seconds:.1f} s", f"{len(quads) / seconds:,.0f} quads")
    )


def beside_others(folder: Path, data: Path, rows: list[tuple[str, ...]]) -> None:
    """Measure one table alone, and the same with morph-kgc and maplib where they are."""
    table = data / "participations.csv"
    number = table.read_bytes().count(b"\n") - 1
    commands: dict[str, list[str | Path]] = {
        "one table to N-Quads, ours": [sys.executable, "-c", _ONE_TABLE, data, folder / "a.nq"]
    }
    morph = os.environ.get("MORPH_KGC_PYTHON")
    if morph:
        (folder / "m.ttl").write_text(_RML.format(table=table), "utf-8")
        (folder / "m.ini").write_text(
            _INI.format(out=folder / "b.nq", rml=folder / "m.ttl"), "utf-8"
        )
        commands["the same, morph-kgc"] = [morph, "-m", "morph_kgc", folder / "m.ini"]
    maplib = os.environ.get("MAPLIB_PYTHON")
    if maplib:
        commands["the same, maplib"] = [maplib, "-c", _MAPLIB, table, folder / "c.nt"]
    times_of: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, line in commands.items():
            times_of.setdefault(name, []).append(run(line).cpu)
    ours = median(next(iter(times_of.values())))
    for name, times in times_of.items():
        rows.append(
            (
                f"{name} ({median(times) / ours:.2f} × the time of ours)",
                f"{number:,} rows",
                spread(times),
                f"{number / median(times):,.0f} rows",
            )
        )


if __name__ == "__main__":
    main()

"""Networks on Spark beside the local engine: time, memory, and workers that are killed.

    python -m benchmarks.spark --edges 1000000                     time and memory
    python -m benchmarks.spark --edges 1000000 --kill 20           a worker is killed in each job

Every run is a process of its own, so that none profits from another; its processor time and memory
are those of all processes that it begins, Java's and the workers' among them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.common import machine, report

MASTERS: Final = ("local[1]", "local[2]", "local-cluster[2,1,1536]")
JOBS: Final = ("export", "degree", "component", "pagerank")
_EXECUTOR: Final = "CoarseGrainedExecutorBackend"
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
#: edges, and nodes a fifth as many; targets are drawn so that the first nodes are hubs
_EDGES: Final = """
    SELECT concat('n', format_string('%012d', CAST(rand(1) * {nodes} AS BIGINT))) AS source,
           concat('n', format_string('%012d', CAST(pow(rand(2), 3) * {nodes} AS BIGINT))) AS target,
           id FROM range(0, {edges}, 1, {parts})"""


_MAPPING: Final = """
[source]
id = "census"
title = "A census"
[subject]
from = "Nombre"
kinds = ["Cluster"]
new = { kind = "Cluster", name_es = "Nombre" }
[columns]
Sector = { property = "hx:sector", scheme = "sector", by = "name" }
Fundado = { property = "schema:foundingDate", type = "date" }
"""


class Use(NamedTuple):
    """What a run took."""

    wall: float
    processor: float
    memory: int
    result: dict[str, Any]
    error: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edges", type=int, nargs="*", default=[100_000])
    parser.add_argument("--jobs", nargs="*", default=JOBS)
    parser.add_argument("--masters", nargs="*", default=MASTERS)
    parser.add_argument("--kill", type=int, default=0, help="trials of each job")
    parser.add_argument("--limit", type=float, default=1800.0, help="seconds of a run")
    parser.add_argument("--no-local", action="store_true")
    parser.add_argument("--one", nargs=4, metavar=("MASTER", "JOB", "TABLES", "TARGET"))
    options = parser.parse_args()
    if options.one:
        print(json.dumps(run_inside(*options.one)))
        return
    with tempfile.TemporaryDirectory() as place:
        for edges in options.edges:
            tables = Path(place) / f"tables-{edges}"
            making = run("local[2]", f"make:{edges}", tables, tables, options.limit)
            print(f"{edges:,} edges made in {making.wall:.0f} s {making.error}", file=sys.stderr)
            if options.kill:
                prepared(Path(place))
                killing(options, edges, tables, Path(place))
            else:
                timing(options, edges, tables, Path(place))
            shutil.rmtree(tables, ignore_errors=True)
    print(machine())


def timing(options: argparse.Namespace, edges: int, tables: Path, place: Path) -> None:
    rows = []
    engines = [*([] if options.no_local else ["local engine"]), *options.masters]
    for job in options.jobs:
        for engine in engines:
            use = run(engine, job, tables, place / "out", options.limit)
            shutil.rmtree(place / "out", ignore_errors=True)
            row = (
                job,
                engine,
                f"{use.wall:.1f}",
                f"{use.processor:.1f}",
                f"{use.memory / 2**20:,.0f}",
                use.error or json.dumps(use.result),
            )
            print(*row, sep="\t", file=sys.stderr, flush=True)
            rows.append(row)
    columns = ("job", "engine", "s", "s of processor", "MiB", "result")
    report(f"{edges:,} edges", columns, rows)


def killing(options: argparse.Namespace, edges: int, tables: Path, place: Path) -> None:
    """Kill a worker at a random moment of each job; tell what came of it.

    All jobs run in one session, whose workers begin anew when they are killed.
    """
    from kg.spark.session import open_session

    settings = {
        "spark.executor.memory": "1g",
        "spark.sql.shuffle.partitions": "8",
        "spark.deploy.maxExecutorRetries": "-1",
        "spark.task.maxFailures": "8",
    }
    session = open_session("local-cluster[2,1,1024]", memory="2g", settings=settings)
    source = random.Random(1)
    rows = []
    for job in options.jobs:
        target = place / "out"
        shutil.rmtree(target, ignore_errors=True)
        work_on(session, job, tables, target)  # what is done once in a session is done now
        shutil.rmtree(target, ignore_errors=True)
        start = time.monotonic()
        whole = work_on(session, job, tables, target)
        seconds = time.monotonic() - start
        tally = {"killed": 0, "right": 0, "failed": 0, "wrong": 0, "half-written": 0}
        for _ in range(options.kill):
            shutil.rmtree(target, ignore_errors=True)
            killed: list[int] = []
            delay = source.uniform(0.1, 0.9) * seconds
            timer = threading.Timer(delay, lambda: killed.extend(kill_a_worker(os.getpid())))  # noqa: B023
            timer.start()
            try:
                result = work_on(session, job, tables, target)
                tally["right" if result == whole else "wrong"] += 1
                tally["half-written"] += target.exists() and not any(target.glob("_helixkg-*"))
            except Exception as error:  # noqa: BLE001  whatever it is, it is told
                tally["failed"] += 1
                tally["half-written"] += target.exists()
                print(job, str(error)[:300], file=sys.stderr, flush=True)
            timer.cancel()
            timer.join()
            tally["killed"] += len(killed)
            print(job, f"after {delay:.1f} of {seconds:.1f} s", tally, file=sys.stderr, flush=True)
            left = list(place.glob("out.*"))
            tally["half-written"] += len(left)
            for path in left:
                shutil.rmtree(path, ignore_errors=True)
        row = (job, f"{seconds:.1f}", str(options.kill), *map(str, tally.values()))
        print(*row, sep="\t", file=sys.stderr, flush=True)
        rows.append(row)
    session.stop()
    columns = ("job", "s", "trials", *tally)
    report(f"a worker killed, {edges:,} edges", columns, rows)


def work_on(session: Any, job: str, tables: Path, target: Path) -> dict[str, Any]:
    from kg.spark.workspace import Workspace

    if job == "tables":
        from kg.spark.tables import make_tables

        return make_tables(session, [str(tables.parent / "dump.nq")], str(target))._asdict()
    if job == "mapping":
        from kg.mapping.custom import read_mapping
        from kg.spark.mapping import map_files
        from kg.store import EmbeddedStore

        mapped = map_files(
            session,
            EmbeddedStore.open(tables.parent / "store"),
            [str(tables.parent / "csv")],
            read_mapping(tables.parent / "census.toml"),
            str(target),
        )
        return {"rows": mapped.rows, "quads": mapped.quads, "entities": mapped.entities}
    if job == "judge":
        from kg.files import content
        from kg.spark.quads import read_quads
        from kg.spark.shapes import judge, read_shapes

        with Workspace(session) as work:
            shapes = read_shapes(content.folder("ontology") / "shapes")
            results = judge(read_quads(session, [str(tables.parent / "dump.nq")]), shapes, work)
            return {"results": results.count()}
    with Workspace(session) as work:
        return on_spark(session, job, str(tables), str(target), work)


def prepared(place: Path) -> None:
    """Put a store, its dump, and tables with their mapping into a folder."""
    from kg import ingest
    from kg.store import EmbeddedStore

    ingest.build(None, place / "store")
    with (place / "dump.nq").open("wb") as file:
        EmbeddedStore.open(place / "store").dump(file)
    (place / "census.toml").write_text(_MAPPING, "utf-8")
    (place / "csv").mkdir()
    for number in range(8):
        digests = [hashlib.sha256(f"{number}:{row}".encode()).hexdigest() for row in range(60)]
        rows = [f"{digest[:24]},Automotriz,2010" for digest in digests]
        text = "\n".join(["Nombre,Sector,Fundado", *rows]) + "\n"
        (place / "csv" / f"{number}.csv").write_text(text, "utf-8")


# ── A run in its own process ─────────────────────────────────────────────────────────────────────


def run_inside(engine: str, job: str, tables: str, target: str) -> dict[str, Any]:
    if engine == "local engine":
        return locally(job, tables)
    from kg.spark.session import open_session
    from kg.spark.workspace import Workspace

    settings = {"spark.executor.memory": "1g", "spark.sql.shuffle.partitions": "16"}
    session = open_session(engine, memory="3g", settings=settings)
    try:
        if job.startswith("make:"):
            return make_edges(session, int(job.partition(":")[2]), target)
        with Workspace(session) as work:
            return on_spark(session, job, tables, target, work)
    finally:
        session.stop()


def make_edges(session: Any, edges: int, target: str) -> dict[str, Any]:
    from kg.spark.projection import Tables
    from kg.spark.tables import write_tables

    parts = max(2, edges // 500_000)
    pairs = session.sql(_EDGES.format(edges=edges, nodes=edges // 5, parts=parts)).selectExpr(
        "concat(source, '|hx:tie|', target, '|', id) AS id",
        "source",
        "target",
        "'tie' AS kind",
        "'hx:tie' AS relation",
        "'' AS start",
        "'' AS end",
        "array('https://w3id.org/helixkg/evidence/001/p1') AS evidence",
        "1 AS sources",
        "'explicit' AS certainty",
        "'' AS realisation",
        "'' AS dated_by",
    )
    empty = "CAST(array() AS ARRAY<STRING>)"
    nodes = session.range(edges // 5).selectExpr(
        "concat('n', format_string('%012d', id)) AS id",
        "concat('https://w3id.org/helixkg/id/n', format_string('%012d', id)) AS iri",
        "'Company' AS kind",
        "'industry' AS helix",
        *(f"{empty} AS {name}" for name in ("country", "state", "sector")),
        "'' AS status",
        *(f"{empty} AS {name}" for name in ("area", "technology")),
        "'' AS start",
        "'' AS end",
        *(f"{empty} AS {name}" for name in ("languages", "labels")),
        *(f"concat('n', id) AS `label {tag}`" for tag in ("es", "en")),
        "0 AS degree",
        "'' AS spells",
    )
    return write_tables(session, Tables(nodes, pairs, pairs.limit(0)), target)._asdict()


def on_spark(session: Any, job: str, tables: str, target: str, work: Any) -> dict[str, Any]:
    from kg.spark import export
    from kg.spark.links import Numbered
    from kg.spark.measures import MEASURES
    from kg.spark.network import SparkNetwork
    from kg.spark.tables import read_tables

    network = SparkNetwork.of_tables(read_tables(session, tables), "es")
    if job == "export":
        nodes, edges = export.write(work, network, "parquet", target)
        return {"nodes": nodes, "edges": edges}
    numbered = Numbered.of(network, work)
    values = MEASURES[job](numbered, work)
    row = values.selectExpr(f"round(sum({job}), 6)", f"round(max({job}), 9)").collect()[0]
    return {"sum": float(row[0]), "max": float(row[1])}


def locally(job: str, tables: str) -> dict[str, Any]:
    import pyarrow.parquet as pq

    from kg.network.cache import CODED, NetworkCache
    from kg.network.measures.columns import with_measures

    parts = [pq.read_table(f"{tables}/{name}") for name in ("nodes", "edges")]
    for number, table in enumerate(parts):
        for name in set(CODED) & set(table.column_names):  # as they are beside a store
            coded = table[name].dictionary_encode()
            table = table.set_column(table.column_names.index(name), name, coded)
        parts[number] = table.sort_by("id")
    nodes, edges = parts
    network = NetworkCache(nodes, edges, edges).network("es")
    if job == "export":
        from kg.export.bulk import write_parquet

        with tempfile.TemporaryDirectory() as folder:
            write_parquet(network, Path(folder))
        return {"nodes": len(network.nodes), "edges": len(network.edges)}
    values = with_measures(network, [job]).measures[job].values()
    numbers = [float(value) for value in values]
    return {"sum": round(sum(numbers), 6), "max": round(max(numbers), 9)}


# ── Beside it ────────────────────────────────────────────────────────────────────────────────────


def run(engine: str, job: str, tables: Path, target: Path, limit: float) -> Use:
    command = [sys.executable, "-m", "benchmarks.spark", "--one", engine, job, tables, target]
    start = time.monotonic()
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        watch = Watch(process.pid)
        watch.start()
        try:
            output, errors = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = "", f"not within {limit:.0f} s"
        finally:
            watch.stop()
    wall = time.monotonic() - start
    if process.returncode < 0:
        ended = f"ended by {signal.Signals(-process.returncode).name}"
        return Use(wall, watch.processor, watch.memory, {}, errors or ended)
    if process.returncode or not output:
        last = errors.strip().splitlines()[-1:] or ["no message"]
        return Use(wall, watch.processor, watch.memory, {}, last[0])
    return Use(wall, watch.processor, watch.memory, json.loads(output.splitlines()[-1]), "")


def kill_a_worker(root: int) -> list[int]:
    """Kill one of the executors that a process began, as a machine that is lost; return its id."""
    for pid in descendants(root):
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if _EXECUTOR in command:
            os.kill(pid, signal.SIGKILL)
            return [pid]
    return []


def descendants(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            try:
                fields = (path / "stat").read_text().rpartition(") ")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(path.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])


class Watch(threading.Thread):
    """Adds up what a process and all that it begins use."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.memory = root, 0
        self._ticks: dict[int, int] = {}
        self._stopped = threading.Event()

    @property
    def processor(self) -> float:
        return sum(self._ticks.values()) / _TICKS

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def run(self) -> None:
        while not self._stopped.wait(0.25):
            memory = 0
            for pid in descendants(self.root):
                try:
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
                except OSError:
                    continue
                self._ticks[pid] = int(fields[11]) + int(fields[12])
                memory += int(fields[21]) * _PAGE
            self.memory = max(self.memory, memory)


if __name__ == "__main__":
    main()

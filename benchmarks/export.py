"""Claim: the whole network of a store on disk is written in a few seconds a million edges.

    python -m benchmarks.export [--full]

A synthetic store of 1 M quads (64 k edges); with --full of 15.5 M (1 M edges). Each way in a
process of its own, on the store as it lies on disk, in seconds of processor time: what the first
export of a generation waits for (the tables), then files of several formats from them, into
networkx, and networkx's own writer of GEXF on what is in memory already.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.common import Run, machine, median, report, run, spread, stored

ROUNDS = 3
_BEGIN = """
import json, sys, time
from pathlib import Path
from kg.export import export
from kg.network import cache, project, to_networkx
from kg.store import EmbeddedStore
out = Path(sys.argv[2])
store = EmbeddedStore.open(Path(sys.argv[1]))
cache.LEAST_CACHED = 0
def timed(work):
    start = time.process_time()
    answer = work()
    return time.process_time() - start, answer
"""
_TABLES = (
    _BEGIN
    + """
seconds, found = timed(lambda: cache.cached_network(store))
print(json.dumps([seconds, len(found.edges)]))
"""
)
_FILE = (
    _BEGIN
    + """
seconds, _ = timed(lambda: export(project(store), sys.argv[3], out))
print(json.dumps([seconds, 0]))
"""
)
_NETWORKX = (
    _BEGIN
    + """
seconds, graph = timed(lambda: to_networkx(project(store)))
if sys.argv[3] == "gexf":
    import networkx as nx
    seconds, _ = timed(lambda: nx.write_gexf(graph, out))
print(json.dumps([seconds, 0]))
"""
)
WAYS = (
    *(
        ("ours, from the tables", form, _FILE)
        for form in ("gexf", "csv", "parquet", "graphml", "neo4j-csv", "json")
    ),
    ("into networkx, from the tables", "graph", _NETWORKX),
    ("networkx.write_gexf", "gexf", _NETWORKX),
)


def measured(code: str, *arguments: str | Path) -> tuple[float, int, Run]:
    """Return the seconds that the work took, the number it gives, and what its process took."""
    done = run([sys.executable, "-c", code, *arguments])
    seconds, number = json.loads(done.output.splitlines()[-1])
    return seconds, number, done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M edges, too")
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for size in [1_000_000, *([15_500_000] if parser.parse_args().full else [])]:
            store = stored(folder, size)
            seconds, edges, done = measured(_TABLES, store, folder / "out")
            rows.append(
                (
                    f"{edges:,}",
                    "the tables are made, once",
                    "",
                    f"{seconds:.1f} s",
                    "",
                    f"{done.megabytes:,} MB",
                )
            )
            print(*rows[-1], sep="\t", file=sys.stderr)
            times_of: dict[tuple[str, str], list[float]] = {}
            memory: dict[tuple[str, str], int] = {}
            for _ in range(ROUNDS):
                for name, form, code in WAYS:
                    seconds, _, done = measured(code, store, folder / f"out-{form}", form)
                    times_of.setdefault((name, form), []).append(seconds)
                    memory[name, form] = max(memory.get((name, form), 0), done.megabytes)
            for (name, form), times in times_of.items():
                ours = median(times_of.get((WAYS[0][0], form), times))
                rows.append(
                    (
                        f"{edges:,}",
                        name,
                        form,
                        spread(times, 2),
                        f"{median(times) / ours:.1f} ×",
                        f"{memory[name, form]:,} MB",
                    )
                )
                print(*rows[-1], sep="\t", file=sys.stderr)
    report(
        "The whole network out of a store on disk",
        ("edges", "way", "form", "time", "ratio", "memory of the process"),
        rows,
    )
    print(machine())


if __name__ == "__main__":
    main()

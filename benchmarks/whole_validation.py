"""Claim: the whole graph is judged many times faster than pySHACL, with the same verdict.

    python -m benchmarks.whole_validation [--full]

The same N-Triples file (facts, catalogue, subclasses of a synthetic ecosystem with 0.7 % planted
violations) and the project's shapes: load and judge, each engine in a process of its own.
pySHACL judges 100 k quads; Jena (Debian: libapache-jena-java) and pyshifty (pip install pyshifty)
also a million; ours ten million with --full. The sets of (focus node, path, component) are
compared.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common import machine, report
from benchmarks.jena import available, command
from kg import synthetic
from kg.files import content
from kg.rdf.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, RDFS, SH
from kg.rdf.terms import nquads
from kg.synthetic import Planted

Keys = set[tuple[str, str, str]]


def write(path: Path, size: int) -> int:
    """Write what the shapes see of an ecosystem of so many quads; return the statements."""
    count = 0
    with path.open("wb") as file:
        for quad in synthetic.quads(size, seed=3, violations=0.007):
            if isinstance(quad, Planted):
                continue
            graph = quad.graph.value if quad.graph else ""
            if graph in ("", CATALOGUE_GRAPH) or (
                graph == ONTOLOGY_GRAPH and quad.predicate.value == RDFS + "subClassOf"
            ):
                file.write(nquads(quad._replace(graph=None)))
                count += 1
    return count


def ours(data: str, shapes: str) -> Keys:
    """Load into the embedded store, judge on columns."""
    import pyoxigraph as ox

    from kg.store import EmbeddedStore
    from kg.validation import checked_graph, validator

    engine = ox.Store()
    engine.bulk_load(path=data, format=ox.RdfFormat.N_TRIPLES)
    report = validator(Path(shapes)).validate(
        checked_graph(EmbeddedStore.over(engine)), columns=True
    )
    return {
        (
            str(r.focus),
            r.path if r.path_turtle.startswith("<") else "path" if r.path else "",
            r.component,
        )
        for r in report.results
    }


def pyshacl(data: str, shapes: str) -> Keys:
    """Load into rdflib, judge with pySHACL."""
    import pyshacl
    import rdflib

    _, results, _ = pyshacl.validate(
        rdflib.Graph().parse(data, format="nt"),
        shacl_graph=rdflib.Graph().parse(shapes, format="turtle"),
    )
    return _keys(results)


def pyshifty(data: str, shapes: str) -> Keys:
    """Load and judge with pyshifty."""
    import shifty

    _, results, _ = shifty.validate(data, shapes, infer=False)
    return _keys(results)


def jena(data: str, shapes: str) -> Keys:
    """Load and judge with Apache Jena's command line."""
    import rdflib

    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command(Path(folder), "shacl.shacl", "validate", "--shapes", shapes, "--data", data),
            capture_output=True,
            text=True,
            check=False,
        )
    return _keys(rdflib.Graph().parse(data=done.stdout, format="turtle"))


def _keys(graph: object) -> Keys:
    import rdflib

    assert isinstance(graph, rdflib.Graph)
    sh = rdflib.Namespace(SH)

    def key(node: rdflib.term.Node) -> tuple[str, str, str]:
        path = graph.value(node, sh.resultPath)
        return (
            str(graph.value(node, sh.focusNode)),
            "" if path is None else str(path) if isinstance(path, rdflib.URIRef) else "path",
            str(graph.value(node, sh.sourceConstraintComponent)),
        )

    return {key(node) for node in graph.objects(None, sh.result)}


ENGINES = {"ours": ours, "pySHACL": pyshacl, "pyshifty": pyshifty, "Jena": jena}


def run(engine: str, data: Path, shapes: Path) -> dict[str, object]:
    """Return seconds, megabytes and results of an engine in a process of its own."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.whole_validation",
            "--one",
            engine,
            str(data),
            str(shapes),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    outcome: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return outcome


def run_inside(engine: str, data: str, shapes: str) -> None:
    """Run an engine in this process and print what it took."""
    start = time.perf_counter()
    keys = ENGINES[engine](data, shapes)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "keys": sorted(keys),
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="ten million quads, too")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "DATA", "SHAPES"))
    options = parser.parse_args()
    if options.one:
        run_inside(*options.one)
        return
    shifty = importlib.util.find_spec("shifty") is not None
    peers = [*(["Jena"] if available() else []), *(["pyshifty"] if shifty else [])]
    plan = [(100_000, ["ours", "pySHACL", *peers]), (1_000_000, ["ours", *peers])]
    plan += [(10_000_000, ["ours"])] if options.full else []
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        shapes = Path(folder) / "shapes.ttl"
        shapes.write_text(
            "\n".join(
                path.read_text("utf-8")
                for path in sorted((content.folder("ontology") / "shapes").glob("*.ttl"))
            ),
            "utf-8",
        )
        for size, engines in plan:
            data = Path(folder) / f"{size}.nt"
            statements = write(data, size)
            first: dict[str, object] = {}
            for engine in engines:
                outcome = run(engine, data, shapes)
                first = first or outcome
                seconds, base = float(str(outcome["seconds"])), float(str(first["seconds"]))
                rows.append(
                    (
                        f"{size:,}",
                        f"{statements:,}",
                        engine,
                        f"{seconds:.1f} s",
                        f"{seconds / base:.1f} ×",
                        f"{outcome['megabytes']} MB",
                        str(len(outcome["keys"])),  # type: ignore[arg-type]
                        "same" if outcome["keys"] == first["keys"] else "differs",
                    )
                )
    report(
        "The whole graph judged: load and validate",
        ("quads made", "statements judged", "engine", "time", "ratio", "memory", "results", "set"),
        rows,
    )
    print(machine())


if __name__ == "__main__":
    main()

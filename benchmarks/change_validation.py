"""Claim: the cost of judging a change follows the change, not the graph.

    python -m benchmarks.change_validation [--full]

Changes of 10, 100 and 1,000 triples (new memberships, organisations, labels; one in ten breaks a
shape) against synthetic stores, in memory and on disk, each time: apply, find the affected pairs,
check them, undo. Beside it, in the same run, pySHACL and pyshifty (pip install pyshifty) over the
neighbourhood of the change, which is what could be given to them at best, and pyshifty over the
whole graph.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from benchmarks.common import machine, median, report, timed
from kg import synthetic
from kg.files import content
from kg.model import Iri, Literal, Quad, Triple
from kg.rdf.namespaces import HX, ID, ORG, RDF_TYPE, SCHEMA, VOC, XSD
from kg.rdf.oxigraph import from_ox, quad_to_ox
from kg.rdf.terms import ntriples
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from kg.validation import checked_graph, reference, validator

ROUNDS = 7


def change(size: int, entities: int, seed: int) -> list[Quad]:
    """Return about `size` new facts about entities of the synthetic graph."""
    source = random.Random(seed)
    quads: list[Quad] = []

    def fact(subject: str, predicate: str, value: Iri | Literal) -> None:
        quads.append(Quad(Iri(subject), Iri(predicate), value))

    while len(quads) < size:
        batch = source.randint(1, entities)
        cluster = f"c{batch}-{source.randrange(20)}"
        organisation = f"o{batch}-{source.randrange(80)}"
        node = f"https://w3id.org/helixkg/membership/new{seed}-{len(quads)}"
        role = "member" if source.random() < 0.9 else "no-such-role"
        fact(node, RDF_TYPE, Iri(ORG + "Membership"))
        fact(node, ORG + "member", Iri(ID + organisation))
        fact(node, ORG + "organization", Iri(ID + cluster))
        fact(node, ORG + "role", Iri(f"{VOC}role/{role}"))
        fact(ID + organisation, SCHEMA + "dissolutionDate", Literal("2030", XSD + "gYear"))
        fact(ID + cluster, HX + "sector", Iri(f"{VOC}sector/automotive"))
    return quads[:size]


def judge(store: EmbeddedStore, facts: list[Quad]) -> tuple[float, int]:
    """Return the seconds that it takes to apply, judge and undo a change, and the results."""
    quads = [quad_to_ox(quad) for quad in facts]
    start = time.perf_counter()
    store.engine.extend(quads)
    results = len(validator(_shapes()).validate_change(checked_graph(store), facts).results)
    seconds = time.perf_counter() - start
    for quad in quads:
        store.engine.remove(quad)
    return seconds, results


def neighbourhood(store: EmbeddedStore, facts: list[Quad]) -> list[Triple]:
    """Return the statements about what a change names, two steps around."""
    graph = checked_graph(store)
    nodes = {
        term for quad in facts for term in (quad.subject, quad.object) if isinstance(term, Iri)
    }
    triples: dict[Triple, None] = {}
    for _ in range(2):
        further: set[Iri] = set()
        for node in nodes:
            for predicate, value in graph.properties(ox.NamedNode(node.value)):
                term = from_ox(value)
                triples[Triple(node, Iri(predicate.value), term)] = None
                if isinstance(term, Iri):
                    further.add(term)
        nodes = further
    return [*triples, *(quad.triple for quad in facts)]


def pyshacl(triples: list[Triple]) -> None:
    """Judge triples with pySHACL."""
    reference.validate(triples, validator(_shapes()).shapes)


def pyshifty(triples: list[Triple]) -> None:
    """Judge triples with pyshifty; it reads files."""
    import shifty

    with tempfile.TemporaryDirectory() as folder:
        data, shapes = Path(folder, "data.nt"), Path(folder, "shapes.ttl")
        data.write_text(
            "".join(" ".join(map(ntriples, triple)) + " .\n" for triple in triples), "utf-8"
        )
        shapes.write_text(validator(_shapes()).shapes.turtle(), "utf-8")
        shifty.validate(str(data), str(shapes), infer=False)


def peers() -> dict[str, Callable[[list[Triple]], None]]:
    """Return the peers that are installed."""
    engines: dict[str, Callable[[list[Triple]], None]] = {"pySHACL": pyshacl}
    if importlib.util.find_spec("shifty") is not None:
        engines["pyshifty"] = pyshifty
    return engines


def _shapes() -> Path:
    return content.folder("ontology") / "shapes"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 M triples, too")
    sizes = [100_000, 1_000_000, *([10_000_000] if parser.parse_args().full else [])]
    rows: list[tuple[str, ...]] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            disk = ox.Store(folder)
            disk.bulk_extend(
                quad_to_ox(item)
                for item in synthetic.quads(size, 1)
                if not isinstance(item, Planted)
            )
            disk.flush()
            disk.optimize()  # as the store does after a bulk load
            entities = size // 5_000
            stores = {"disk": EmbeddedStore.over(disk)}
            if size <= 1_000_000:
                stores["memory"] = stores["disk"].copy()
            for place, store in stores.items():
                for count in (10, 100, 1_000):
                    runs = [judge(store, change(count, entities, seed)) for seed in range(ROUNDS)]
                    rows.append(
                        (
                            f"{size:,}",
                            place,
                            f"{count:,}",
                            f"{median([s for s, _ in runs]) * 1000:.1f} ms",
                            f"{max(s for s, _ in runs) * 1000:.1f} ms",
                            str(runs[-1][1]),
                        )
                    )
            for count in (10, 100):
                facts = change(count, entities, 99)
                near = neighbourhood(stores["disk"], facts)
                for name, peer in peers().items():
                    seconds, _ = timed(partial(peer, near))
                    rows.append(
                        (
                            f"{size:,}",
                            f"{name}, neighbourhood",
                            f"{count}",
                            f"{seconds * 1000:.0f} ms",
                            "",
                            f"of {len(near):,} triples",
                        )
                    )
            if "pyshifty" in peers() and size <= 1_000_000:
                whole = [quad.triple for quad in stores["disk"].quads()]
                seconds, _ = timed(partial(pyshifty, whole))
                rows.append(
                    (
                        f"{size:,}",
                        "pyshifty, whole graph",
                        "",
                        f"{seconds * 1000:.0f} ms",
                        "",
                        f"of {len(whole):,} triples",
                    )
                )
    report(
        "A change judged: apply, affected pairs, check",
        ("quads in the store", "where", "triples", "median", "worst", "results"),
        rows,
    )
    print(machine())


if __name__ == "__main__":
    main()

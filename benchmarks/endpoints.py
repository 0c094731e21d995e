"""What a server costs and gains, beside the store in a folder: loading, and the library's queries.

    python -m benchmarks.endpoints [--full]

The same synthetic content (100 k quads; 1 M with --full) in a folder, behind an Oxigraph server and
behind Virtuoso 7 (Debian: virtuoso-opensource-7), all through the same interface as `--store`;
every query of the library once to warm, then three times.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests import servers

from benchmarks.common import machine, median, report, stored, timed
from benchmarks.library import ROUNDS, timed_rows, value
from kg import library, names
from kg.errors import KgError
from kg.files import content
from kg.runtime import bounds
from kg.store import EmbeddedStore, Store, config
from kg.store.client import Client
from kg.store.remote import RemoteStore

SECONDS = 20.0  # after which a query is given up


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="1 M quads")
    size = 1_000_000 if parser.parse_args().full else 100_000
    os.environ |= {"KG_USER": "dba", "KG_PASSWORD": "dba"}
    with tempfile.TemporaryDirectory() as place, ExitStack() as running:
        folder = Path(place)
        seconds, local = timed(lambda: EmbeddedStore.open(stored(Path(folder), size)))
        loads = [("folder", f"{seconds:.1f} s")]
        stores: dict[str, Store] = {"folder": local}
        (folder / "virtuoso").mkdir()
        addresses = {
            "Oxigraph server": running.enter_context(servers.oxigraph(folder / "oxigraph"))
        }
        if servers.virtuoso_program():
            addresses["Virtuoso 7"] = running.enter_context(
                servers.virtuoso(folder / "virtuoso", rows=100_000, buffers=170_000)
            )
        os.environ["KG_LOGIN_FOR"] = " ".join(addresses.values())
        for name, address in addresses.items():
            store = stores[name] = RemoteStore(Client(address, 600))
            seconds = filled(store, local)
            loads.append((name, f"{seconds:.1f} s"))
            print(*loads[-1], sep="\t", file=sys.stderr)
        report(f"{size:,} quads into a store", ("where", "time"), loads)
        rows = [
            row
            for query in library.read(content.folder("queries")).values()
            if (row := asked(stores, local, query))
        ]
    for name in addresses:
        wins = sum(
            float(row[1]) > float(row[1 + list(stores).index(name)] or "inf") for row in rows
        )
        print(f"{name}: faster than the folder on {wins} of {len(rows)} queries")
    rows.sort(key=lambda row: -float(row[1] or 0))
    report(
        "Queries of the library, milliseconds, the slowest first",
        ("query", *stores, "rows"),
        rows[:25],
    )
    print(machine())


def filled(store: Store, local: EmbeddedStore) -> float:
    """Give a store the content of another; return the seconds."""
    return timed(lambda: store.replace(local.quads(every_graph=True)))[0]


def asked(
    stores: dict[str, Store], local: EmbeddedStore, query: library.Query
) -> tuple[str, ...] | None:
    """Return the median time of a query on each store; None where the folder takes too long."""
    values = {
        p.name: value(local, query, p)
        for p in query.parameters
        if p.required or p.default or p.name in query.example
    }
    bound = library.bind(query, values, names.resolver(local))

    def timed_on(store: Store) -> tuple[float, int]:
        return timed_rows(lambda: store.select(query.plain, bound).rows)

    try:
        timed_on(config.open_store(local.location, bounds=bounds.asked(SECONDS, None)))
    except KgError:
        return None
    cells, count = [], 0
    for store in stores.values():
        try:
            _, count = timed_on(store)
            cells.append(f"{1000 * median(timed_on(store)[0] for _ in range(ROUNDS)):.1f}")
        except KgError as error:
            print(query.name, str(error)[:100], file=sys.stderr)
            cells.append("")
    return (query.name, *cells, f"{count:,}")


if __name__ == "__main__":
    main()

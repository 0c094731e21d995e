"""Claim: a look-up among a million names takes a few milliseconds, typing errors included.

    python -m benchmarks.search

Builds the index of names over a store in memory with a million made-up names, and looks up names as
they are, in part, and with one letter missing. Beside it SQLite FTS5 over the same names.
"""

from __future__ import annotations

import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterable

from benchmarks.common import machine, median, report, timed
from kg.files import content
from kg.model import Iri, Quad, text
from kg.names import NameIndex
from kg.rdf.namespaces import HX, ID, PREF_LABEL, RDF_TYPE
from kg.store import EmbeddedStore

NAMES = 1_000_000
LOOKED_UP = 100


def names(number: int) -> list[str]:
    """Return names of two to six words that occur in the registry."""
    source = random.Random(1)
    registry = (content.folder("data") / "registry.csv").read_text(encoding="utf-8")
    words = re.findall(r"[A-Za-zÁÉÍÓÚÑáéíóúñü]{3,}", registry)
    return [" ".join(source.choices(words, k=source.randint(2, 6))) for _ in range(number)]


def quads(labels: Iterable[str]) -> Iterable[Quad]:
    """Yield a cluster for each name."""
    for number, name in enumerate(labels):
        yield Quad(Iri(f"{ID}n{number}"), Iri(RDF_TYPE), Iri(HX + "Cluster"))
        yield Quad(Iri(f"{ID}n{number}"), Iri(PREF_LABEL), text(name, "es"))


def spoilt(name: str, source: random.Random) -> str:
    """Return a name without one letter of one of its longer words."""
    words = name.split()
    place = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[place]
    letter = source.randrange(1, len(word))
    words[place] = word[:letter] + word[letter + 1 :]
    return " ".join(words)


def times(work: Callable[[str], object], asked: Iterable[str]) -> tuple[str, str]:
    """Return the median and the worst time in words."""
    milliseconds = []
    for question in asked:
        start = time.perf_counter()
        work(question)
        milliseconds.append((time.perf_counter() - start) * 1000)
    return f"{median(milliseconds):.2f} ms", f"{max(milliseconds):.1f} ms"


def main() -> None:
    drawn = names(NAMES)
    store = EmbeddedStore.in_memory()
    store.replace(quads(drawn))
    seconds, index = timed(lambda: NameIndex.build(store, None))
    source = random.Random(2)
    asked = source.sample(drawn, LOOKED_UP)
    rows: list[tuple[str, ...]] = [("ours", "build", f"{seconds:.1f} s", "")]
    for kind, questions in (
        ("the same name", asked),
        ("two of its words", [" ".join(name.split()[:2]) for name in asked]),
        ("one letter missing", [spoilt(name, source) for name in asked]),
        ("beginning of a word", [name.split()[0][:4] for name in asked]),
    ):
        rows.append(("ours", kind, *times(index.search, questions)))
    base = sqlite3.connect(":memory:")
    base.execute(
        "CREATE VIRTUAL TABLE n USING fts5(t, content='', prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    seconds, _ = timed(
        lambda: base.executemany("INSERT INTO n(rowid, t) VALUES (?, ?)", enumerate(drawn))
    )
    rows.append(("FTS5", "build", f"{seconds:.1f} s", ""))

    def matched(question: str, star: str = "") -> object:
        words = " ".join(f'"{word}"{star}' for word in question.split())
        return base.execute(
            "SELECT rowid FROM n WHERE n MATCH ? ORDER BY rank LIMIT 10", (words,)
        ).fetchall()

    rows.append(("FTS5", "the same name", *times(matched, asked)))
    rows.append(
        (
            "FTS5",
            "beginning of a word",
            *times(
                lambda question: matched(question, "*"), [name.split()[0][:4] for name in asked]
            ),
        )
    )
    report(f"Names looked up among {NAMES:,}", ("index", "what", "median", "worst"), rows)
    print(machine())


if __name__ == "__main__":
    main()

"""Which display names the documents print, and which are the curators' own.

    python -m tests.data.wording DOCUMENTS

fills the column `curated` of registry.csv from the text of the documents, which are not part of
the project: a folder with the files that sources.csv names.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kg.rdf.iris import fold

DATA = Path(__file__).parents[2] / "data"
#: column of registry.csv → what it is called in the column `curated`
LANGUAGES = {"name_es": "es", "name_en": "en", "name_fr": "fr", "name_mul": "mul"}
_TABLES = ("clusters", "organisations", "bodies", "instruments", "agreements", "events")
_NAMES = ("name_es", "name_en", "acronym")
_NAMING = ("alt_name", "acronym", "legal_name", "former_name", "damaged_name")
#: the lines of a document's file at which each of its locators stands
PLACES = Path(__file__).parent / "places"
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> str:
    """Return the words of a text with one space between, without accents, case and hyphenation."""
    whole = re.sub(r"-\s*\n\s*", "", text)
    return f" {' '.join(_WORD.findall(fold(whole)))} "


def texts(folder: Path) -> dict[str, list[str]]:
    """Return the words of each document in a folder, by id, hyphens read in both ways."""
    return {document: _both_ways(text) for document, text in _files(folder)}


def places(document: str) -> dict[str, list[tuple[int, int]]] | None:
    """Return the first and last lines of each place of a document, or None if nobody noted them."""
    path = PLACES / f"{document}.csv"
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return {row["locator"]: _ranges(row["lines"]) for row in csv.DictReader(file)}


def passages(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Return the words at each place of each document whose places are noted, as `texts` does."""
    texts: dict[tuple[str, str], list[str]] = {}
    for document, text in _files(folder):
        lines = text.split("\n")
        for locator, ranges in (places(document) or {}).items():
            whole = "\n".join("\n".join(lines[first - 1 : last]) for first, last in ranges)
            texts[document, locator] = _both_ways(whole)
    return texts


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for row in _rows("sources"):
        if row["file"]:
            yield row["id"], (folder / row["file"]).read_text(encoding="utf-8")


def _both_ways(text: str) -> list[str]:
    return [words(text), words(text.replace("-\n", "- "))]


def _ranges(cell: str) -> list[tuple[int, int]]:
    pairs = [part.split("-") for part in cell.split(";")]
    return [(int(first), int(last)) for first, last in pairs]


def prints(document: Sequence[str], name: str) -> bool:
    """Return whether a name stands in the words of a document, the number of a note behind it."""
    wanted = re.compile(rf"{words(name)[:-1]}\d{{0,3}} ")
    return any(wanted.search(text) for text in document)


def claimed_names() -> Iterator[tuple[Mapping[str, str], str, str]]:
    """Yield each name that a row says a document prints: the row, the entity, the name."""
    for table in _TABLES:
        for row in _rows(table):
            for column in _NAMES:
                if row.get(column):
                    yield row, row["id"], row[column]
    for row in _rows("facts"):
        if row["property"] in _NAMING:
            yield row, row["subject"], row["value"]


def claimed() -> dict[str, set[str]]:
    """Return the names of each entity that rows say a document prints, folded."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for row, entity, name in claimed_names():
        if row.get("property") != "damaged_name":
            names[entity].add(fold(name))
    return names


def curated(
    row: Mapping[str, str], documents: Mapping[str, Sequence[str]], claims: Mapping[str, set[str]]
) -> list[str]:
    """Return the languages of the display names of a row that are the curators' own words."""
    return [
        language
        for column, language in LANGUAGES.items()
        if row[column]
        and fold(row[column]) not in claims.get(row["id"], ())
        and not any(prints(document, row[column]) for document in documents.values())
    ]


def _rows(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(folder: Path) -> None:
    """Rewrite registry.csv."""
    documents, claims = texts(folder), claimed()
    rows = _rows("registry")
    for row in rows:
        row["curated"] = "" if row["replaced_by"] else ";".join(curated(row, documents, claims))
    with (DATA / "registry.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

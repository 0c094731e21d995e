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
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> str:
    """Return the words of a text with one space between, without accents, case and hyphenation."""
    whole = re.sub(r"-\s*\n\s*", "", text)
    return f" {' '.join(_WORD.findall(fold(whole)))} "


def texts(folder: Path) -> dict[str, list[str]]:
    """Return the words of each document in a folder, by id, hyphens read in both ways."""
    found: dict[str, list[str]] = {}
    for row in _rows("sources"):
        if row["file"]:
            text = (folder / row["file"]).read_text(encoding="utf-8")
            found[row["id"]] = [words(text), words(text.replace("-\n", "- "))]
    return found


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
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row, entity, name in claimed_names():
        if row.get("property") != "damaged_name":
            found[entity].add(fold(name))
    return found


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

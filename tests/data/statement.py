"""The numbers in docs/data-statement.md, in Spanish too, and docs/reading.

    python -m tests.data.statement

writes them anew from the tables; a test compares. They stand between `<!-- numbers -->` and
`<!-- end -->`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("000", "001", "002", "003", "004")
_CERTAINTIES = ("explicit", "inferred", "layout-ambiguous")
_BLOCK = re.compile(r"(<!-- numbers -->\n).*?(<!-- end -->)", re.DOTALL)
_WITHOUT_CLAIMS = ("conflicts", "identities", "registry", "names", "sources", "listings", "schemes")


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of a curated table."""
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def claim_tables() -> list[str]:
    """Return the names of the tables of claims."""
    names = {path.stem for path in (ROOT / "data").glob("*.csv")}
    return sorted(names - set(_WITHOUT_CLAIMS))


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each page with the numbers that it shows."""
    yield ROOT / "docs" / "data-statement.md", whole(ENGLISH)
    yield ROOT / "docs" / "es" / "data-statement.md", whole(SPANISH)
    for document in DOCUMENTS:
        yield ROOT / "docs" / "reading" / f"{document}.md", of_document(document)


ENGLISH = """\
- {entities:,} entities (without data sets) with {names:,} display names, of which \
{curated:,} are the curators' own

| document | rows | explicit | inferred | layout-ambiguous |
|---|---:|---:|---:|---:|
{documents}

- inferred rows by reason: {reasons}
- {conflicts} contradictions recorded, {undecided} of them not decided
- decisions on identity: {decisions}
- {would_be} ties to what is only proposed or planned
- {read} documents read, {cited} cited works, {undated} of these without a printed date
"""
SPANISH = """\
- {entities:,} entidades (sin los conjuntos de datos) con {names:,} nombres para mostrar, \
{curated:,} de ellos de los curadores

| documento | filas | explicit | inferred | layout-ambiguous |
|---|---:|---:|---:|---:|
{documents}

- filas inferidas, por motivo: {reasons}
- {conflicts} contradicciones registradas, {undecided} de ellas sin decidir
- decisiones sobre identidad: {decisions}
- {would_be} vínculos con lo que solo se propuso o planeó
- {read} documentos leídos, {cited} obras citadas, {undated} de ellas sin fecha impresa
"""


def whole(form: str) -> str:
    """Return the numbers of the statement: entities, rows by document and certainty, decisions."""
    registry = [row for row in rows("registry") if not row["replaced_by"]]
    names = sum(bool(row[f"name_{lang}"]) for row in registry for lang in ("es", "en", "fr", "mul"))
    curated = sum(len(list(filter(None, row["curated"].split(";")))) for row in registry)
    claims = [row for table in claim_tables() for row in rows(table)]
    by_document = Counter((row["source"], row["certainty"]) for row in claims)
    documents = []
    for document in DOCUMENTS:
        counts = [by_document[document, certainty] for certainty in _CERTAINTIES]
        documents.append(
            f"| {document} | " + " | ".join(f"{n:,}" for n in (sum(counts), *counts)) + " |"
        )
    reasons = Counter(row["basis"] for row in claims if row["certainty"] == "inferred")
    decisions = Counter(row["decision"] for row in rows("identities"))
    would_be = sum(row["realisation"] in ("proposed", "planned") for row in rows("participations"))
    sources = rows("sources")
    cited = [row for row in sources if row["cited_by"]]
    return form.format(
        entities=len(registry),
        names=names,
        curated=curated,
        documents="\n".join(documents),
        reasons=", ".join(f"{name} {count:,}" for name, count in sorted(reasons.items())),
        conflicts=len({row["id"] for row in rows("conflicts")}),
        undecided=len({row["id"] for row in rows("conflicts") if row["resolution"] == "open"}),
        decisions=", ".join(f"{n:,} {k}" for k, n in sorted(decisions.items())),
        would_be=would_be,
        read=len(sources) - len(cited),
        cited=len(cited),
        undated=sum(not row["issued"] for row in cited),
    )


def of_document(document: str) -> str:
    """Return the rows that stand on a document, by table and certainty."""
    lines = ["| table | rows | " + " | ".join(_CERTAINTIES) + " |", "|---|---:|---:|---:|---:|"]
    for table in claim_tables():
        counts = Counter(row["certainty"] for row in rows(table) if row["source"] == document)
        if counts:
            cells = [sum(counts.values()), *(counts[name] for name in _CERTAINTIES)]
            lines.append(f"| {table} | " + " | ".join(map(str, cells)) + " |")
    conflicts = {row["id"] for row in rows("conflicts") if row["source"] == document}
    cited = [row for row in rows("sources") if re.search(rf"\b{document} ", row["cited_by"] + " ")]
    lines += [
        "",
        f"Contradictions that touch it: {len(conflicts)}. Works that it cites: {len(cited)}.",
    ]
    return "\n".join(lines) + "\n"


def with_numbers(text: str, numbers: str) -> str:
    """Return a page with its numbers."""
    return _BLOCK.sub(lambda block: block[1] + numbers + block[2], text)


if __name__ == "__main__":
    for path, numbers in pages():
        path.write_text(with_numbers(path.read_text(encoding="utf-8"), numbers), encoding="utf-8")

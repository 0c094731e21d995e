"""The entities that no document ties to another one, each with the reason: docs/reading/untied.md.

    python -m tests.data.untied

writes the list anew; a test compares. `untied.toml` has the reasons, by the places that speak of
the entities. Whoever enters a thing without a tie says there why it has none, or finds its tie.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg import ingest
from kg.quality.kinds import by_kind
from kg.rdf.namespaces import ID
from kg.store import EmbeddedStore, Store
from tests.data.statement import ROOT, claim_tables, rows, with_numbers

PAGE = ROOT / "docs" / "reading" / "untied.md"
_REASONS = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why entities have no tie: the kinds and the places that it is about."""

    title: str
    text: str
    places: tuple[str, ...]
    kinds: tuple[str, ...] = ()

    def covers(self, kind: str, place: str) -> bool:
        """Return whether this is the reason for an entity of a kind, at a place."""
        return kind in (self.kinds or (kind,)) and place.startswith(self.places)


def untied(store: Store) -> dict[str, str]:
    """Return the kind of each entity that is tied to no other one, by its id."""
    return {
        entity.removeprefix(ID): kind.name
        for kind in by_kind(store)
        for entity in kind.missing.get("link", ())
    }


def places_of(entities: Iterable[str]) -> dict[str, list[str]]:
    """Return the documents and places that speak of each entity."""
    places: defaultdict[str, set[str]] = defaultdict(set)
    wanted = set(entities)
    for name in set(claim_tables()) - {"providers"}:  # the figure has its own row
        for row in rows(name):
            for cell in row.values():
                for value in wanted.intersection(cell.split(";")):
                    places[value].add(f"{row['source']} {row['locator']}")
    return {entity: sorted(places[entity]) for entity in sorted(wanted)}


def by_reason(kinds: Mapping[str, str]) -> dict[Reason, list[str]]:
    """Return the entities of each reason.

    Raises:
        LookupError: No reason covers a place that speaks of an entity.
    """
    content = tomllib.loads(_REASONS.read_text(encoding="utf-8"))
    reasons = [
        Reason(item["title"], item["text"], tuple(item["places"]), tuple(item.get("kinds", ())))
        for item in content["reason"]
    ]
    entities_of: dict[Reason, list[str]] = {reason: [] for reason in reasons}
    for entity, places in places_of(kinds).items():
        numbers = set()
        for place in places or [""]:
            covering = [n for n, item in enumerate(reasons) if item.covers(kinds[entity], place)]
            if not covering:
                raise LookupError(f"{entity} has no tie, and {_REASONS.name} no reason: {place}")
            numbers.add(covering[0])
        entities_of[reasons[min(numbers)]].append(entity)
    return entities_of


def numbers(store: Store) -> str:
    """Return the list as the page shows it."""
    names = {
        row["id"]: row["name_en"] or row["name_mul"] or row["name_es"] for row in rows("registry")
    }
    entities_of = by_reason(untied(store))
    lines = [f"{sum(map(len, entities_of.values()))} of {len(names)} entities:"]
    for reason, entities in entities_of.items():
        shown = sorted((names[entity] for entity in entities), key=str.casefold)
        lines += ["", f"## {reason.title}: {len(entities)}", "", reason.text, ""]
        lines += [f"{', '.join(shown)}."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    whole = EmbeddedStore.in_memory()
    whole.replace(ingest.assemble(ROOT / "data").quads())
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(with_numbers(text, numbers(whole)), encoding="utf-8")

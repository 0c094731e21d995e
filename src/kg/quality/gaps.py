"""Which entities have a gap: of all kinds, or of one; and what gaps are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from kg import names
from kg.errors import UsageError, in_language
from kg.model import Iri
from kg.quality.coverage import measure_coverage
from kg.quality.kinds import GAPS, Kind, by_kind
from kg.rdf import iris
from kg.rdf.iris import fold
from kg.store import Store

#: gap → what it is called in Spanish
SPANISH: Final[Mapping[str, str]] = {
    "document": "documento",
    "link": "vínculo",
    "place": "lugar",
    "sector": "sector",
    "helix": "hélice",
    "date": "fecha",
    "eu-country": "código de país de la UE",
    "label-es": "nombre en español",
    "label-en": "nombre en inglés",
}


def gap_word(gap: str) -> str:
    """Return what a gap is called in the language of messages."""
    return in_language(gap, SPANISH.get(gap, gap))


def kind_words(store: Store, kinds: Sequence[Kind]) -> dict[str, str]:
    """Return what kinds are called in the language of messages, by name; in English the name."""
    labels = names.labels_of(store, (Iri(kind.iri) for kind in kinds), "es")
    return {kind.name: in_language(kind.name, labels.get(kind.iri, kind.name)) for kind in kinds}


class Lacking(NamedTuple):
    """An entity that lacks something.

    Attributes:
        id: Its id.
        iri: Its IRI.
        name: What it is called, "" where it has no name.
    """

    id: str
    iri: str
    name: str


def lacking(store: Store, gap: str, kind: str | None, language: str) -> list[Lacking]:
    """Return the entities that have a gap with their names; see `with_gap`."""
    entities = with_gap(store, gap, kind)
    labels = names.labels_of(store, map(Iri, entities), language)
    short = ((iri, iris.shorten(iri).removeprefix("id:")) for iri in entities)
    return [Lacking(id, iri, labels.get(iri, "")) for iri, id in short]


def with_gap(store: Store, gap: str, kind: str | None = None) -> Sequence[str]:
    """Return the IRIs of the entities that have a gap, of one kind or of all.

    Args:
        store: Where to look.
        gap: A key of `Coverage.missing`, or one of `kg.quality.kinds.GAPS`, or its Spanish word.
        kind: Only entities of this kind, such as Company or empresa.

    Raises:
        UsageError: There is no such gap or kind.
    """
    whole = measure_coverage(store).missing
    gaps = tuple(dict.fromkeys((*whole, *GAPS)))
    gap = _meant(gap, {name: (name, SPANISH.get(name, name)) for name in gaps}) or gap
    if gap not in gaps:
        raise UsageError(
            in_language(
                f"no gap is called '{gap}'; use one of: {', '.join(gaps)}",
                f"ningún vacío se llama «{gap}»; use uno de: {', '.join(map(gap_word, gaps))}",
            )
        )
    if kind is None and gap in whole:
        return whole[gap]
    kinds = by_kind(store)
    words = kind_words(store, kinds)
    chosen = None if kind is None else _kind(kind, kinds, store)
    if kind is not None and chosen is None:
        raise UsageError(
            in_language(
                f"there is no entity of the kind '{kind}'; there are: {', '.join(words)}",
                f"no hay entidades de la clase «{kind}»; hay: {', '.join(words.values())}",
            )
        )
    if gap not in GAPS:
        raise UsageError(
            in_language(
                f"--list {gap} is of all kinds; leave out --kind",
                f"--list {gap} es de todas las clases; omita --kind",
            )
        )
    return [
        entity
        for item in kinds
        if chosen in (None, item.name)
        for entity in item.missing.get(gap, ())
    ]


def _kind(text: str, kinds: Sequence[Kind], store: Store) -> str | None:
    """Return the name of the kind that a text means."""
    languages = [
        names.labels_of(store, (Iri(kind.iri) for kind in kinds), tag) for tag in ("es", "en")
    ]
    return _meant(
        text,
        {kind.name: (kind.name, *(each.get(kind.iri, "") for each in languages)) for kind in kinds},
    )


def _meant(text: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """Return the name that a text is, or is a word for; accents and capitals do not matter."""
    if text in words:
        return text
    return next((name for name, called in words.items() if fold(text) in map(fold, called)), None)

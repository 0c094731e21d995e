"""Which entity a name and some values mean, with a score that says why.

A score is a sum of what is alike, from 0 to 100, so that two candidates are rarely equal: the
spelling of the name that matches, how good a name it is, whether the kind is the one asked for,
and how many of the values are stated.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.model import Iri, Literal
from kg.names import Hit
from kg.rdf.iris import expand, fold, local_name
from kg.rdf.namespaces import ID
from kg.web.current import Snapshot

_POOL: Final = 4  # times as many hits are looked at as are wanted
#: how much a name counts by its kind: preferred, another, one of a concept
_OF_RANK: Final = {1: 1.0, 2: 0.96}
_OF_WORSE_RANK: Final = 0.92
_OF_OTHER_KIND: Final = 0.8
_OF_VALUES: Final = 0.3  # of the whole score, where values are given
_SURE: Final = 92.0
_APART: Final = 10.0  # that the second must lie behind a sure first


class Asked(NamedTuple):
    """What is looked for.

    Attributes:
        text: A name, empty where there are only values.
        kinds: Short names of classes, none where any will do.
        is_strict: Whether a candidate must have one of the kinds.
        values: Properties, each with the values that one of may be stated.
        limit: How many candidates are wanted.
    """

    text: str
    kinds: tuple[str, ...] = ()
    is_strict: bool = False
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    limit: int = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant.

    Attributes:
        iri: The entity.
        name: The name that matches, empty where only values do.
        kinds: Its classes.
        score: From 0 to 100.
        features: What the score consists of: name → from 0 to 1, or whether.
        is_match: Whether it is surely meant.
    """

    iri: str
    name: str
    kinds: tuple[str, ...]
    score: float
    features: tuple[tuple[str, float | bool], ...]
    is_match: bool = False


def candidates(snapshot: Snapshot, asked: Asked) -> list[Candidate]:
    """Return the entities that may be meant, the likeliest first."""
    hits = _hits(snapshot, asked) if asked.text else _with_values(snapshot, asked)
    scored = [_scored(snapshot, asked, hit) for hit in hits if _may_be(hit, asked)]
    scored.sort(key=lambda candidate: (-candidate.score, candidate.iri))
    return _decided(scored)[: asked.limit]


def language_of(snapshot: Snapshot, iri: str, name: str) -> str:
    """Return the language of a name, empty where it has none."""
    languages = {
        quad.object.language
        for quad in snapshot.store.quads(Iri(iri))
        if isinstance(quad.object, Literal) and quad.object.value == name
    }
    return min(languages, default="")


def _hits(snapshot: Snapshot, asked: Asked) -> list[Hit]:
    kind = asked.kinds[0] if len(asked.kinds) == 1 and asked.is_strict else None
    return snapshot.index.search(asked.text, kind, asked.limit * _POOL)


def _with_values(snapshot: Snapshot, asked: Asked) -> Iterator[Hit]:
    """Yield the entities of which one of the values is stated."""
    entities: dict[str, None] = {}
    for property_, values in asked.values:
        predicate = Iri(expand(property_) or property_)
        for value in values:
            for name in snapshot.index.exact(value):
                for quad in snapshot.store.quads(predicate=predicate, object=name.iri):
                    entities[str(quad.subject)] = None
    for iri in entities:
        yield Hit(iri, tuple(snapshot.kinds_of(iri)), "", 1, "value")


def _may_be(hit: Hit, asked: Asked) -> bool:
    if not hit.iri.startswith(ID):
        return False
    return not (asked.is_strict and asked.kinds and not set(asked.kinds) & set(hit.kinds))


def _scored(snapshot: Snapshot, asked: Asked, hit: Hit) -> Candidate:
    features: list[tuple[str, float | bool]] = []
    score = 1.0
    if asked.text:
        alike = 1.0 if hit.reason in ("id", "name") else _alike(asked.text, hit.name)
        features += [("name_similarity", round(alike, 3)), ("preferred_name", hit.rank == 1)]
        score = alike * _OF_RANK.get(hit.rank, _OF_WORSE_RANK)
    if asked.kinds:
        has_kind = bool(set(asked.kinds) & set(hit.kinds))
        features.append(("kind", has_kind))
        score *= 1.0 if has_kind else _OF_OTHER_KIND
    if asked.values:
        shares = [(name, _stated(snapshot, hit.iri, name, texts)) for name, texts in asked.values]
        features += shares
        share = sum(value for _, value in shares) / len(shares)
        score = score * (1 - _OF_VALUES) + share * _OF_VALUES
    return Candidate(hit.iri, hit.name, hit.kinds, round(100 * score, 1), tuple(features))


def _alike(text: str, other: str) -> float:
    return difflib.SequenceMatcher(None, fold(text), fold(other)).ratio()


def _stated(snapshot: Snapshot, iri: str, property_: str, values: Sequence[str]) -> float:
    """Return 1 where one of the values is stated of the entity, else 0."""
    predicate = Iri(expand(property_) or property_)
    wanted = {fold(value) for value in values}
    for quad in snapshot.store.quads(Iri(iri), predicate):
        texts = {quad.object.value}
        if isinstance(quad.object, Iri):
            labels = (snapshot.labels(language).get(quad.object.value) for language in ("es", "en"))
            texts |= {local_name(quad.object.value), *filter(None, labels)}
        if wanted & {fold(text) for text in texts}:
            return 1.0
    return 0.0


def _decided(scored: list[Candidate]) -> list[Candidate]:
    """Return the candidates, the first one marked where it is surely meant."""
    if not scored or scored[0].score < _SURE:
        return scored
    if len(scored) > 1 and scored[0].score - scored[1].score < _APART:
        return scored
    first = scored[0]
    sure = Candidate(first.iri, first.name, first.kinds, first.score, first.features, is_match=True)
    return [sure, *scored[1:]]

"""Things and indicators of whose names a question has most words: "rank in Doing Business"."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from kg import names
from kg.library.asking.mentions import Mention
from kg.library.asking.words import Word, alike, is_common, is_small, meaning, stem, words
from kg.rdf.namespaces import ID, VOC

if TYPE_CHECKING:
    from kg.store.base import Store

INDICATOR: Final = "concept:indicator"  # the kind of a code that a figure has
_INDICATORS: Final = VOC + "indicator/"
_BEGINNING: Final = 5  # letters by which names are looked up
_MOST_NAMES: Final = 60  # that have most of the words
_MOST_THINGS: Final = 3
_LEAST_WORDS: Final = 2  # that a question and a name share
_LEAST_SHARE: Final = 0.6  # of the words of the name


class PartName(NamedTuple):
    """A thing of whose name a question has most of the words.

    Attributes:
        mention: Those of the words that stand together, as a mention of it.
        id: Its id.
        words: The words of its name in the question, as meanings of stems.
        share: Which part of its name they are.
    """

    mention: Mention
    id: str
    words: frozenset[str]
    share: float


def named_in_part(
    text: str, mentions: Sequence[Mention], named: Collection[str], store: Store
) -> list[PartName]:
    """Return the things of whose names a question has most of the words, the likeliest first.

    Args:
        text: A question in Spanish or English.
        mentions: What it mentions.
        named: The ids of the things that it names.
        store: Where names are looked up.
    """
    asked = [word for word in words(text) if not is_small(word.text)]
    index = names.open_index(store) or names.NameIndex.build(store)
    hits = index.with_most_of([word.stem[:_BEGINNING] for word in asked], _MOST_NAMES)
    likely: dict[str, PartName] = {}
    for hit in hits:
        id_ = hit.iri.removeprefix(ID).removeprefix(_INDICATORS)
        kinds = [kind for kind in hit.kinds if kind[:1].isupper() or kind == INDICATOR]
        if not kinds or id_ == hit.iri or id_ in named:
            continue
        part = _part(asked, hit.name, {kinds[0]: id_})
        if part and kinds[0] == "Cluster" and _is_description(part, asked, mentions):
            continue
        if part and _likelihood(part) > _likelihood(likely.get(hit.iri)):
            likely[hit.iri] = part
    return sorted(likely.values(), key=lambda part: (-_likelihood(part), part.id))[:_MOST_THINGS]


def _is_description(part: PartName, asked: Sequence[Word], mentions: Sequence[Mention]) -> bool:
    """Return whether a name is made of what is looked for: the cluster of a sector in a state."""
    return all(
        is_common(word.stem) or any(each.start <= word.start < each.end for each in mentions)
        for word in asked
        if meaning(word.stem) in part.words
    )


def _likelihood(part: PartName | None) -> float:
    return part.share * len(part.words) if part else 0.0


def _part(asked: Sequence[Word], name: str, values: Mapping[str, str]) -> PartName | None:
    """Return a name as it stands in a question, None where too little of it does."""
    own = [stem(word.text) for word in words(name) if not is_small(word.text)]
    shared = [word for word in asked if any(alike(word.stem, other) for other in own)]
    matched = [other for other in own if any(alike(word.stem, other) for word in asked)]
    share = len(matched) / max(len(own), 1)
    meanings = frozenset(meaning(word.stem) for word in shared)
    if len(meanings) < _LEAST_WORDS or share < _LEAST_SHARE:
        return None
    first, last = _longest_run(asked, shared)
    mention = Mention(first.start, last.end, values, name)
    return PartName(mention, next(iter(values.values())), meanings, share)


def _longest_run(asked: Sequence[Word], shared: Sequence[Word]) -> tuple[Word, Word]:
    """Return the first and the last of the most words that stand together in a question."""
    places = [asked.index(word) for word in shared]
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    run = max(runs, key=len)
    return asked[run[0]], asked[run[-1]]

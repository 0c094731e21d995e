"""What stands between the things that a question names: the mission of a ministry to a country.

Such an event or agreement is what a question is about, and has a name that nobody types.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.library.asking.short_names import WORDS_FOR
from kg.library.asking.words import meaning, stem, stems
from kg.names.kinds import class_of, short_name
from kg.rdf.namespaces import ID

if TYPE_CHECKING:
    from kg.store.base import Store

_MOST_TIES: Final = 2_000  # of a thing that are looked at; those of a hub say nothing
_MOST_THINGS: Final = 3
_LEAST: Final = 2  # things named that it is tied to, and words of the question in its name
_TIES: Final = """
PREFIX hx: <https://w3id.org/helixkg/def#>
PREFIX org: <http://www.w3.org/ns/org#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?thing ?other ?class ?name WHERE {{
  VALUES ?thing {{ {things} }}
  {{ ?other ?in ?thing }} UNION {{ ?thing ?out ?other }}
  UNION {{ ?node org:member|hx:participant ?thing ; org:organization|hx:participatesIn ?other }}
  UNION {{ ?node org:organization|hx:participatesIn ?thing ; org:member|hx:participant ?other }}
  ?other a ?own ; skos:prefLabel ?name .
  ?own rdfs:subClassOf* ?class .
  VALUES ?class {{ {classes} }}
}} LIMIT {limit}
"""


class Between(NamedTuple):
    """A thing tied to what a question names.

    Attributes:
        id: Its id.
        kind: Its class.
        named: The ids of those named that it is tied to.
        words: The words of the question in its name, as stems.
    """

    id: str
    kind: str
    named: frozenset[str]
    words: frozenset[str]


def between(store: Store, named: Collection[str], asked: Collection[str]) -> list[Between]:
    """Return what ties together the things that a question names, the nearest first.

    Args:
        store: Where they are.
        named: Their ids.
        asked: The other words of the question, as meanings of stems.
    """
    if not named:
        return []
    classes = " ".join(f"<{class_of(name)}>" for name in WORDS_FOR)
    things = " ".join(f"<{ID}{each}>" for each in sorted(named))
    limit = _MOST_TIES * len(named)
    text = _TIES.format(things=things, classes=classes, limit=limit)
    ties: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    words_of: dict[str, set[str]] = defaultdict(set)
    for thing, other, cls, name in store.select(text).rows:
        id_ = str(other).removeprefix(ID)
        if id_ in named:
            continue
        ties[id_].add(str(thing).removeprefix(ID))
        kinds[id_] = short_name(str(cls))
        words_of[id_].update(map(meaning, [*stems(str(name)), stem(WORDS_FOR[kinds[id_]])]))
    between_them = [
        Between(id_, kinds[id_], frozenset(ties[id_]), frozenset(words_of[id_].intersection(asked)))
        for id_ in ties
    ]
    likely = [each for each in between_them if len(each.named) + len(each.words) >= _LEAST]
    likely.sort(key=lambda each: (-len(each.named), -len(each.words), each.id))
    return likely[:_MOST_THINGS]

"""The questions of the library, ranked by how well they fit a question in words."""

from __future__ import annotations

import math
import re
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from kg.library.asking.mentions import Gazetteer, Mention
from kg.library.asking.words import is_common, is_small, meaning, stems, words
from kg.library.catalogue import Query
from kg.library.parameters import Parameter

if TYPE_CHECKING:
    from kg.store.base import Store

#: field of a query → how much a word in it counts
_WEIGHTS: Final = {"name": 2.0, "summary": 2.0, "asks": 2.0, "tags": 1.0, "description": 0.6}
_COVERAGE, _LIKENESS = 0.6, 0.4  # what the words of the question, and those of a summary, count
_MISSING: Final = 0.35  # for each parameter that must have a value and has none
_UNUSED: Final = 0.18  # for each mention that is no value of a parameter
_FILLED: Final = 0.10  # for each parameter with a value that needs one
_NARROWED: Final = 0.03  # for each other parameter with a value
_EXACT_KIND: Final = 0.04  # more, where the parameter asks for its kind
_LIKELY_KIND: Final = 0.06  # more where its label speaks of such things, less where of others
_UNCOUNTED: Final = 0.12  # for a count where none is asked for
#: words that ask for a count or a comparison
_COUNTING: Final = re.compile(
    r"\b(how many|cu[aá]nt[oa]s?|number|n[uú]mero|cantidad|per|por|by|each|cada|most|m[aá]s|"
    r"compar\w*|matri\w+|mi?x\w*|mezcla|all|todos|todas|both|same|mism\w+|cooper\w+|difi\w+|helic\w+|hélic\w+)\b",
    re.IGNORECASE,
)
_TAKE_PART: Final = re.compile(r"\b(?:takes?|took|taken|taking) part\b", re.IGNORECASE)
_ACTORS: Final = frozenset(
    {"AcademicInstitution", "Cluster", "Company", "Country", "IndustryAssociation", "Person"}
    | {"InternationalOrganisation", "Organization", "PublicOrganisation", "ResearchCentre"}
)
_FRAMEWORKS: Final = frozenset(
    {"Agreement", "ClusterPartnership", "Dialogue", "Event", "Initiative", "LegalInstrument"}
    | {"Programme", "ThematicNetwork", "WorkingBody"}
)
_PLACES: Final = frozenset({"Area", "Country", "State"})
#: word in the label of a parameter that takes any entity → the kinds that are likely
_LIKELY: Final = {
    "actor": _ACTORS,
    "body": _ACTORS,
    "organisation": _ACTORS,
    "dialogue": _FRAMEWORKS,
    "framework": _FRAMEWORKS,
    "initiative": _FRAMEWORKS,
    "programme": _FRAMEWORKS,
    "country": _PLACES | {"InternationalOrganisation"},
    "place": _PLACES,
}
#: what may be mentioned in passing: the country that all is about, words that are codes as well
_IN_PASSING: Final = frozenset({"mexico"})
_COMMON_CODES: Final = frozenset({"concept:indicator", "concept:role"})
_LEAST: Final = 0.38  # of a score that is answered
_MARGIN: Final = 0.03  # to the second
_WORTH_NAMING: Final = 0.15  # the least score of a question that is named where none is sure


@dataclass(frozen=True, slots=True)
class Match:
    """A question of the library that may be meant.

    Attributes:
        query: The question.
        values: Parameter → value, as the command takes it.
        score: How well it fits; 1 and more is very well.
        missing: The parameters that need a value and have none.
        shared: The words that it shares with the question, as stems.
        is_sure: Whether it is far enough above the next one to be answered without asking.
    """

    query: Query
    values: Mapping[str, str]
    score: float
    missing: tuple[Parameter, ...]
    shared: tuple[str, ...]
    is_sure: bool = False

    def command(self) -> str:
        """Return the command that answers it; a missing value is shown as …."""
        values = "".join(f" -p {name} {shlex.quote(text)}" for name, text in self.values.items())
        gaps = "".join(f" -p {parameter.name} …" for parameter in self.missing)
        return f"kg query run {self.query.name}{values}{gaps}"


def worth_naming(text: str, queries: Iterable[Query], store: Store) -> list[Match]:
    """Return the questions that have enough to do with a text to be named; see `ranked`."""
    return [match for match in ranked(text, queries, store) if match.score >= _WORTH_NAMING]


def ranked(text: str, queries: Iterable[Query], store: Store) -> list[Match]:
    """Return the questions that share something with a text, the best first, then by name.

    Args:
        text: A question in Spanish or English.
        queries: The questions of the library; those of the group `checks` are left out.
        store: Where the names in the text are looked up.
    """
    text = _TAKE_PART.sub("participate", text)
    candidates = [query for query in queries if query.group != "checks"]
    schemes = {
        parameter.type.partition(":")[2]
        for query in candidates
        for parameter in query.parameters
        if parameter.base_type == "concept"
    }
    mentions = Gazetteer(store, sorted(schemes)).mentions(text)
    profiles = [_Profile(query) for query in candidates]
    rarity = _rarity(profiles)
    matches = [_match(text, profile, mentions, rarity) for profile in profiles]
    matches = [match for match in matches if match.shared]
    matches.sort(key=lambda match: (-match.score, match.query.name))
    others = [replace(match, is_sure=False) for match in matches[1:]]
    return [_judged(matches), *others] if matches else []


def _judged(matches: Sequence[Match]) -> Match:
    """Return the best match, with whether it is sure."""
    best = matches[0]
    second = matches[1].score if len(matches) > 1 else 0.0
    is_clear = best.score >= _LEAST and best.score - second >= _MARGIN and not best.missing
    is_clear = is_clear and not any(_may_be_meant(match, best) for match in matches[1:])
    return replace(best, is_sure=is_clear and best.is_sure)


def _may_be_meant(match: Match, best: Match) -> bool:
    """Return whether a match would be the best if only its missing values were said."""
    as_if_said = match.score + _MISSING * len(match.missing)
    return bool(match.missing) and as_if_said > best.score and set(match.shared) >= set(best.shared)


class _Profile:
    """The words of a question of the library, with their weights, and its phrases."""

    def __init__(self, query: Query) -> None:
        self.query = query
        fields = {
            "name": query.name.replace("-", " "),
            "summary": f"{query.summary_en} {query.summary_es}",
            "asks": " ".join(query.asks),
            "tags": " ".join((*query.tags, query.group)),
            "description": f"{query.description_en} {query.description_es}",
        }
        self.weights: dict[str, float] = {}
        for name, text in fields.items():
            for stem in stems(text):
                self.weights[stem] = max(self.weights.get(stem, 0.0), _WEIGHTS[name])
        self.phrases = [
            frozenset(stems(phrase)) for phrase in (query.summary_en, query.summary_es, *query.asks)
        ]


def _rarity(profiles: Sequence[_Profile]) -> Mapping[str, float]:
    """Return stem → how much it tells, from the number of questions that have it."""
    count = Counter(stem for profile in profiles for stem in profile.weights)
    return {stem: math.log(1 + len(profiles) / number) for stem, number in count.items()}


def _match(
    text: str, profile: _Profile, mentions: Sequence[Mention], rarity: Mapping[str, float]
) -> Match:
    values, used, fit = _assigned(profile.query.parameters, mentions)
    missing = tuple(p for p in profile.query.parameters if p.required and p.name not in values)
    beside = _words_beside(text, [mentions[index] for index in used])
    # A word of a value counts where the question is about it: the label of "silver label".
    of_values = [s for s in stems(text) if s not in beside and s in profile.weights]
    asked = list(dict.fromkeys([*beside, *of_values]))
    shared = tuple(stem for stem in asked if stem in profile.weights)
    if not any(stem in profile.weights for stem in beside) and beside:
        shared = ()
    most = max(rarity.values())  # of a word that no question has
    total = sum(rarity.get(stem, most) for stem in asked) or 1.0
    coverage = sum(rarity[s] * profile.weights[s] / 2.0 for s in shared) / total
    unused = [
        mention
        for index, mention in enumerate(mentions)
        if index not in used and not _is_in_passing(mention, text)
    ]
    score = (
        _COVERAGE * coverage
        + _LIKENESS * _likeness(asked, profile.phrases, rarity)
        + fit
        - _MISSING * len(missing)
        - _UNUSED * len(unused)
    )
    if profile.query.group == "compare" and not _COUNTING.search(text):
        score -= _UNCOUNTED
    # A year may be said in passing; a name is what the question is about.
    leaves_out_names = any(set(mention.values) - {"date", "year", "string"} for mention in unused)
    return Match(profile.query, values, score, missing, shared, not leaves_out_names)


def _is_in_passing(mention: Mention, text: str) -> bool:
    """Return whether a mention need be no value: the word of a code that is a common word, too."""
    return (
        bool(_IN_PASSING & set(mention.values.values()))
        or set(mention.values) <= _COMMON_CODES
        or all(is_common(word.stem) for word in words(text[mention.start : mention.end]))
    )


def _words_beside(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the stems of a text that are in none of some mentions, each once."""
    found = [
        meaning(word.stem)
        for word in words(text)
        if not is_small(word.text)
        and not any(mention.start <= word.start < mention.end for mention in mentions)
    ]
    return list(dict.fromkeys(found))


def _likeness(
    asked: Sequence[str], phrases: Sequence[frozenset[str]], rarity: Mapping[str, float]
) -> float:
    """Return how like the phrase is that is most like the words: Dice's coefficient, weighted."""

    def weight(of: Iterable[str]) -> float:
        return sum(rarity.get(stem, 1.0) for stem in of)

    own = set(asked)
    return max(
        (2 * weight(own & phrase) / ((weight(own) + weight(phrase)) or 1.0) for phrase in phrases),
        default=0.0,
    )


def _assigned(
    parameters: Sequence[Parameter], mentions: Sequence[Mention]
) -> tuple[dict[str, str], set[int], float]:
    """Return the values of parameters, which mentions they are, and what that counts.

    Those that ask for a kind choose first; each takes the first mention that is left.
    """
    values: dict[str, str] = {}
    used: set[int] = set()
    fit = 0.0
    for parameter in sorted(parameters, key=lambda p: (p.type == "entity", not p.required)):
        for index, mention in enumerate(mentions):
            value = _value(parameter, mention)
            if index in used or value is None or parameter.name == "lang":
                continue
            if parameter.name in values:
                if not parameter.many:
                    continue
                value = f"{values[parameter.name]}; {value}"
            values[parameter.name] = value
            used.add(index)
            fit += (_FILLED if parameter.required else _NARROWED) + _kind_fit(parameter, mention)
    return {p.name: values[p.name] for p in parameters if p.name in values}, used, fit


def _kind_fit(parameter: Parameter, mention: Mention) -> float:
    """Return what it counts that a mention is of the kind that a parameter speaks of."""
    if parameter.kind:
        return _EXACT_KIND
    label = {word.text.casefold() for word in words(parameter.label_en)}
    likely = [kinds for word, kinds in _LIKELY.items() if word in label]
    if not likely:
        return 0.0
    return _LIKELY_KIND if any(kinds & set(mention.values) for kinds in likely) else -_LIKELY_KIND


def _value(parameter: Parameter, mention: Mention) -> str | None:
    """Return what a mention is as the value of a parameter, None where it does not fit."""
    if parameter.base_type == "entity" and parameter.kind is None:
        entities = [v for kind, v in mention.values.items() if kind[0].isupper()]
        return next(iter(entities), None)
    return mention.values.get(parameter.kind or parameter.base_type)

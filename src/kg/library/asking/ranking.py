"""The questions of the library, ranked by how well they fit a question in words."""

from __future__ import annotations

import itertools
import math
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from kg.library.asking import form
from kg.library.asking.accounting import left_out
from kg.library.asking.amounts import INTEGER, LEAST, MOST, NONE
from kg.library.asking.dates import BEFORE, DATE, SINCE, UNTIL, YEAR
from kg.library.asking.mentions import UNKNOWN, Gazetteer, Mention
from kg.library.asking.prepared import WEIGHTS, Profile, prepared
from kg.library.asking.understood import Understood
from kg.library.asking.words import (
    Known,
    is_common,
    meaning,
    rephrased,
    stem,
    stems,
    words,
)
from kg.library.catalogue import Query
from kg.library.parameters import Parameter

if TYPE_CHECKING:
    from kg.store.base import Store

_COVERAGE, _LIKENESS = 0.6, 0.4  # what the words of the question, and those of a summary, count
_MISSING: Final = 0.35  # for each parameter that must have a value and has none
_UNUSED: Final = 0.18  # for each mention that is no value of a parameter
_IGNORED, _MOST_IGNORED = 0.1, 3  # for each word that is left out, and how many count
_SHOWN: Final = 0.08  # for each that is none, but of which the answer has a column
_FILLED: Final = 0.10  # for each parameter with a value that needs one
_NARROWED: Final = 0.03  # for each other parameter with a value
_EXACT_KIND: Final = 0.04  # more, where the parameter asks for its kind
_UNLIKELY_KIND: Final = 0.15  # less, where its label speaks of other things
_LIKELY_KIND: Final = 0.06  # more where its label speaks of such things, less where of others
_COUNTED: Final = 0.05  # more, where a count is asked for and the rows say it
_UNCOUNTED: Final = 0.12  # for a count where none is asked for
#: words that ask for a count or a comparison
_COUNTING: Final = re.compile(
    r"\b(how many|cu[aá]nt[oa]s?|number|n[uú]mero|cantidad|per|por|by|each|cada|most|m[aá]s|"
    r"compar\w*|matri\w+|mi?x\w*|mezcla|all|todos|todas|both|same|mism\w+|cooper\w+|difi\w+|helic\w+|hélic\w+)\b",
    re.IGNORECASE,
)
_ACTORS: Final = frozenset(
    {"AcademicInstitution", "Cluster", "Company", "Country", "IndustryAssociation", "Person"}
    | {"InternationalOrganisation", "Organization", "PublicOrganisation", "ResearchCentre"}
)
_FRAMEWORKS: Final = frozenset(
    {"Agreement", "ClusterPartnership", "Dialogue", "Event", "Initiative", "LegalInstrument"}
    | {"Platform", "Programme", "ThematicNetwork", "WorkingBody"}
)
PLACES: Final = frozenset({"Area", "Country", "State"})
#: word in the label of a parameter that takes any entity → the kinds that are likely
_LIKELY: Final = {
    "actor": _ACTORS,
    "body": _ACTORS - {"Country"},
    "cluster": frozenset({"Cluster"}),
    "council": _FRAMEWORKS,
    "organisation": _ACTORS - {"Country"},
    "dialogue": _FRAMEWORKS,
    "framework": _FRAMEWORKS,
    "funder": _ACTORS,
    "initiative": _FRAMEWORKS,
    "programme": _FRAMEWORKS,
    "country": PLACES | {"InternationalOrganisation"},
    "place": PLACES,
}
#: words in the label of a parameter that takes things of every kind
_ANYTHING: Final = frozenset({"entity", "thing"})
#: what may be mentioned in passing: words that are codes as well
_COMMON_CODES: Final = frozenset({"concept:indicator", "concept:role"})
_INSTRUMENTS: Final = frozenset({"concept:instrument-type"})  # "law" is a word for any of them
_SECTOR: Final = frozenset({"concept:sector"})  # "services" are one, too
_FIGURE: Final = meaning(stem("figure"))
_COUNT: Final = meaning(stem("count"))  # the word that stands for all that ask for a number
_PERIODS: Final = frozenset({"period", "year"})  # columns that tell the year of each row
#: what a mention is of by its form: a year may be said in passing
_DATES: Final = frozenset({DATE, YEAR, SINCE, UNTIL, BEFORE})
_RELATION: Final = "relation"  # the first column of answers whose rows say several things
FIGURES: Final = "how_much"  # the column of answers that are figures
EVIDENCE: Final = "evidence"  # the group of questions about what documents say
_WHY: Final = meaning(stem("why"))
_STEM_OF_BEFORE: Final = meaning(stem("before"))
_ONE_OF_LIST: Final = 0.05  # less, where a list of values has only one
_MORE_COVERED: Final = 0.15
_NOT_FAR: Final = 0.15
_UNSAID: Final = ("lang", "property")  # parameters whose values are no names
#: the parameters of a period → how a mention says so
_PERIOD: Final = {"from": SINCE, "to": UNTIL}
#: the parameters of numbers → how a mention says so
_LIMITS: Final = {"least": LEAST, "most": MOST}
#: how the name of a parameter begins that takes what a question excludes
_EXCEPT: Final = "except_"
_APART: Final = 0.3  # less, where two things that are looked at together do not stand so
_UNANSWERED: Final = 0.15  # for each interrogative that an answer has no column for
_LEAST: Final = 0.38  # of a score that is answered
_MARGIN: Final = 0.03  # to the second
_WORTH_NAMING: Final = 0.1  # the least score of a question that is named where none is sure
_WORTH_NAMING_WITH_VALUES: Final = -0.05  # of one that takes up a name
_COVERED: Final = 0.5  # of what the words tell; a question that says much else is another one


@dataclass(frozen=True, slots=True)
class Match:
    """A question of the library that may be meant.

    Attributes:
        name: The name of the question.
        library: The questions by name; a question is read when it is asked for.
        values: Parameter → value, as the command takes it.
        score: How well it fits; 1 and more is very well.
        by_header: The same without its further phrasings; what is sure is so by its header.
        missing: The parameters that need a value and have none.
        shared: The words that it shares with the question, as stems.
        is_sure: Whether it is far enough above the next one to be answered without asking.
        covered: How much of what the question says it speaks of, from 0 to 1.
        wants: What comes first in the answer: `number` of the rows, `whether` there are any, or
            nothing, as where the rows say how many there are.
        read: The misspelt names of the question, each with what it was read as.
        left_out: The words of the question that it does not speak of; one that is sure has none.
        is_turned: Whether it lists what is not so, which the question does not ask for.
        unknown: Names in the question that nothing has, and that would be values.
        same: The id of the thing that two names of the question are of, which were to be two.
        rows: How many rows it gives, up to `offering.MOST_ROWS`; None where it was not tried.
    """

    name: str
    library: Mapping[str, Query] = field(repr=False, compare=False)
    values: Mapping[str, str]
    score: float
    missing: tuple[Parameter, ...]
    shared: tuple[str, ...]
    is_sure: bool = False
    read: tuple[tuple[str, str], ...] = ()
    covered: float = 0.0
    wants: str = ""
    left_out: tuple[str, ...] = ()
    is_turned: bool = False
    unknown: tuple[str, ...] = ()
    same: str = ""
    rows: int | None = None
    by_header: float = 0.0

    @property
    def query(self) -> Query:
        """The question."""
        return self.library[self.name]

    @property
    def is_ready(self) -> bool:
        """Whether it can be run as it stands."""
        return not (self.missing or self.unknown)

    @property
    def is_worth_naming(self) -> bool:
        """Whether it has enough to do with what is asked to be named where none is sure."""
        return self.score >= (_WORTH_NAMING_WITH_VALUES if self.values else _WORTH_NAMING)

    def command(self) -> str:
        """Return the command that answers it; a value that is missing or unknown is shown as …."""
        values = "".join(
            f" -p {name} {'…' if text in self.unknown else shlex.quote(text)}"
            for name, text in self.values.items()
        )
        gaps = "".join(f" -p {parameter.name} …" for parameter in self.missing)
        return f"kg query run {self.name}{values}{gaps}"


def ranked(text: str, queries: Mapping[str, Query], store: Store) -> list[Match]:
    """Return the questions that share something with a text, the best first; see `Ranking`."""
    return Ranking(queries, store).of(text)


class Ranking:
    """The questions of a library, read once, and the names that a store knows."""

    def __init__(self, queries: Mapping[str, Query], store: Store) -> None:
        """Read the words of the questions, and the codes that their parameters take.

        Args:
            queries: The questions of the library; those of the group `checks` are left out.
            store: Where the names in a text are looked up.
        """
        ready = prepared(queries, store)
        self._library = queries
        self._profiles = ready.profiles
        self._by_name = {profile.name: profile for profile in ready.profiles}
        self._rarity = _rarity(self._profiles)
        self._known = Known(stem for profile in self._profiles for stem in profile.weights)
        self._gazetteer = Gazetteer(store, ready.codes, ready.long_words, self._known)

    def of(self, text: str) -> list[Match]:
        """Return the questions that share something with a text, the best first, then by name.

        Args:
            text: A question in Spanish or English.
        """
        return self.matches(self.understood(text))

    def things(self, text: str) -> list[str]:
        """Return the ids of the things that a text names, in its order, but for Mexico.

        Args:
            text: A question in Spanish or English.
        """
        return self.understood(text).things()

    def about_things(self, asked: Understood) -> list[Match]:
        """Return the questions about the things that are named, whatever the other words say.

        Those for figures, in which "companies" is what a figure counts, among them.
        """
        for_figures = asked.for_figures()
        matches = [
            _match(
                for_figures if FIGURES in profile.columns else asked,
                profile,
                self._library,
                self._rarity,
            )
            for profile in self._profiles
            if profile.group != EVIDENCE and _is_about_a_thing(profile)
        ]
        return [
            replace(match, is_sure=False, read=asked.read + match.read)
            for match in matches
            if match.values and not match.missing
        ]

    def understood(self, text: str) -> Understood:
        """Return a question with all that its words say of themselves; see `of`."""
        text, written = rephrased(text)
        simple, read = self._gazetteer.corrected(text)
        written |= {meant: misspelt for misspelt, meant in read}
        return Understood(simple, self._gazetteer.mentions(simple), self._known, read, written)

    def matches(self, asked: Understood) -> list[Match]:
        """Return what `of` returns, for a question that is understood."""
        matches = [
            _match(asked, profile, self._library, self._rarity) for profile in self._profiles
        ]
        matches = [
            replace(match, read=asked.read + match.read) for match in matches if match.shared
        ]
        matches.sort(key=lambda match: (-match.score, match.name))
        matches = list(_without_lists_of_one(matches, self._by_name))
        others = [replace(match, is_sure=False) for match in matches[1:]]
        return [_judged(matches), *others] if matches else []


def _without_lists_of_one(
    matches: Iterable[Match], profiles: Mapping[str, Profile]
) -> Iterator[Match]:
    """Yield the matches; not a question about several, of which one is said, after that about one.

    "Clusters in any of several states" says no more of one state than "clusters of a state".
    """
    of_one: set[tuple[str, str]] = set()  # the first column, and the value
    for match in matches:
        profile = profiles[match.name]
        listed = profile.columns[0]
        values = {p: match.values[p.name] for p in profile.parameters if p.name in match.values}
        if any(p.many and (listed, value) in of_one for p, value in values.items()):
            continue
        of_one.update((listed, value) for p, value in values.items() if not p.many)
        yield match


def _judged(matches: Sequence[Match]) -> Match:
    """Return the best match, with whether it is sure."""
    best = matches[0]
    # What leaves out words of the question is no rival of what speaks of all.
    rivals = [match for match in matches[1:] if not (match.left_out or match.is_turned)]
    second = rivals[0].score if rivals else 0.0
    is_clear = best.score >= _LEAST and best.score - second >= _MARGIN and not best.missing
    is_clear = is_clear and best.covered >= _COVERED
    is_clear = is_clear and not any(_says_more(match, best) for match in rivals[:2])
    is_clear = is_clear and not any(_may_be_meant(match, best) for match in rivals)
    is_clear = is_clear and all(match.by_header <= best.by_header for match in rivals)
    return replace(best, is_sure=is_clear and best.is_sure)


def _says_more(match: Match, best: Match) -> bool:
    """Return whether a match has clearly more of the words of the question, and is not far off."""
    return match.covered > best.covered + _MORE_COVERED and best.score - match.score < _NOT_FAR


def _may_be_meant(match: Match, best: Match) -> bool:
    """Return whether a match would be the best if only its missing values were said."""
    if not best.values and match.values.keys() <= {"lang"}:
        return False  # a question of the whole graph mentions no name
    if all(parameter.base_type in ("date", "year") for parameter in match.missing):
        return False  # whoever means a day says so
    if any(parameter.name.startswith(_EXCEPT) for parameter in match.missing):
        return False  # who excludes something says so
    as_if_said = match.score + _MISSING * len(match.missing)
    return as_if_said > best.score and set(match.shared) >= set(best.shared)


def _rarity(profiles: Sequence[Profile]) -> Mapping[str, float]:
    """Return stem → how much it tells, from the number of questions that have it.

    Further phrasings have so many words that they count only for those that no question has else.
    """
    count = {
        **Counter(stem for profile in profiles for stem in profile.others),
        **Counter(stem for profile in profiles for stem in profile.weights),
    }
    return {stem: math.log(1 + len(profiles) / number) for stem, number in count.items()}


def _match(
    asked_: Understood, profile: Profile, library: Mapping[str, Query], rarity: Mapping[str, float]
) -> Match:
    text, mentions = asked_.text, asked_.mentions
    values, used, fit, is_likely = _assigned(profile, asked_)
    missing = tuple(p for p in profile.parameters if p.required and p.name not in values)
    taken = [mentions[index] for index in used]
    implied = _implied(profile)
    beside, asked = _words_asked(asked_, profile, taken, implied)
    shared = tuple(stem for stem in asked if profile.weight(stem))
    shares_no_word = not any(stem in profile.weights for stem in beside)
    is_named = any(profile.weights.get(stem, 0.0) >= WEIGHTS["asks"] for stem in shared)
    shares_no_other = not any(stem in profile.others for stem in beside)
    if beside and shares_no_word and shares_no_other and (len(taken) == 1 or missing):
        shared = ()  # several values say of themselves what may be meant
    covered, coverage = _covered(asked, shared, profile, rarity)
    unused = _unused(asked_, profile, used)
    score, by_phrasing = _score(asked_, profile, asked, unused, rarity)
    score += _COVERAGE * coverage + fit - _MISSING * len(missing)
    spoken_of = profile.spoken_of | implied
    leaves_out_names = any(UNKNOWN in mention.values for mention in taken) or any(
        _is_what_is_asked_about(mention, text, spoken_of) for mention in unused
    )
    unanswered = _unanswered(asked_, profile)
    score -= _UNANSWERED * len(unanswered)
    if not _stand_together(profile, taken, text):
        score -= _APART
        is_likely = False
    compared = asked_.compared.values()
    ignored = dict.fromkeys((*unanswered, *_ignored(asked_, profile, taken, implied), *compared))
    score -= _IGNORED * min(len(ignored), _MOST_IGNORED)
    is_turned = bool(profile.marks) and not profile.marks & set(asked)
    counts_apart = _counts_apart(profile, asked_, asked)
    score -= _UNCOUNTED * counts_apart
    is_sure = (
        is_likely
        and not (leaves_out_names or ignored or is_turned or counts_apart)
        and (is_named or not shares_no_word)
    )
    twice = _said_twice(profile, values)
    return Match(
        name=profile.name,
        library=library,
        values={name: value for name, value in values.items() if name != twice},
        score=score,
        missing=missing,
        shared=shared,
        is_sure=is_sure,
        read=tuple((text[m.start : m.end], m.read) for m in taken if m.read),
        covered=covered,
        wants=asked_.wants if _lists_what_is_counted(asked_, profile) else "",
        left_out=tuple(ignored),
        is_turned=is_turned,
        unknown=tuple(m.values[UNKNOWN] for m in taken if UNKNOWN in m.values),
        same=values.get(twice, ""),
        by_header=score - by_phrasing,
    )


def _score(
    asked: Understood,
    profile: Profile,
    stems_: Sequence[str],
    unused: Sequence[Mention],
    rarity: Mapping[str, float],
) -> tuple[float, float]:
    """Return how like a question is in its words, what it counts and the names that it passes.

    Returns:
        That, and how much of it is because of its further phrasings.
    """
    by_header = _LIKENESS * _likeness(stems_, profile.phrases, rarity)
    by_any = max(by_header, _LIKENESS * _likeness(stems_, profile.further, rarity))
    shown = sum(_is_column(mention, profile.columns) for mention in unused)
    score = by_any - _UNUSED * (len(unused) - shown) + _SHOWN * shown
    if asked.wants == "number" and profile.weights.get(_COUNT, 0.0) >= WEIGHTS["asks"]:
        score += _COUNTED
    if profile.group == "compare" and not _COUNTING.search(asked.text):
        score -= _UNCOUNTED
    return score, by_any - by_header


def _unused(asked: Understood, profile: Profile, used: Collection[int]) -> list[Mention]:
    """Return the mentions that a question has no parameter for, and that are not in passing."""
    in_rows = asked.years_compared if _PERIODS & set(profile.columns) else ()
    return [
        mention
        for index, mention in enumerate(asked.mentions)
        if not (index in used or mention in in_rows or NONE in mention.values)
        and not _is_in_passing(mention, asked.text)
    ]


def _covered(
    asked: Sequence[str], shared: Sequence[str], profile: Profile, rarity: Mapping[str, float]
) -> tuple[float, float]:
    """Return how much of what the words tell a question has, by itself and by where it has it."""
    most = max(rarity.values())  # of a word that no question has
    total = sum(rarity.get(stem, most) for stem in asked) or 1.0
    weighted = sum(rarity[stem] * profile.weight(stem) / WEIGHTS["asks"] for stem in shared)
    return sum(rarity[stem] for stem in shared) / total, weighted / total


def _is_what_is_asked_about(mention: Mention, text: str, spoken_of: Collection[str]) -> bool:
    """Return whether a question is about a mention: a name, not a year said in passing."""
    is_name = bool(set(mention.values) - _DATES - {"string"})
    return is_name and not _is_in_title(mention, text, spoken_of)


def _unanswered(asked: Understood, profile: Profile) -> tuple[str, ...]:
    """Return the words that ask for what an answer does not tell: "when", "why", "what is"."""
    gives_reasons = profile.weights.get(_WHY, 0.0) >= WEIGHTS["asks"]
    return (
        *form.unanswered(asked.text, profile.columns, gives_reasons=gives_reasons),
        *asked.definitions,
        *(() if FIGURES in profile.columns else asked.counted),
        *(asked.how_many if profile.columns[0] == _RELATION else ()),
    )


def _stand_together(profile: Profile, taken: Sequence[Mention], text: str) -> bool:
    """Return whether the two things that a question looks at together, if any, stand so."""
    pairs = zip(profile.parameters, taken, strict=False)
    together = [mention for parameter, mention in pairs if _is_of_pair(parameter)]
    return len(together) < 2 or form.are_together(text, *together[:2])


def _is_of_pair(parameter: Parameter) -> bool:
    """Return whether a parameter is one of two things that a question looks at together."""
    return parameter.name.endswith(("_a", "_b"))


def _said_twice(profile: Profile, values: Mapping[str, str]) -> str:
    """Return the second of two parameters that were to be one thing; "" where there is none."""
    entities = [p.name for p in profile.parameters if p.type == "entity" and p.name in values]
    pairs = itertools.combinations(entities, 2)
    return next((second for first, second in pairs if values[first] == values[second]), "")


def _lists_what_is_counted(asked: Understood, profile: Profile) -> bool:
    """Return whether the rows of an answer are what a question asks the number of.

    Not where they say how many there are.
    """
    if profile.weights.get(_COUNT, 0.0) >= WEIGHTS["asks"] or FIGURES in profile.columns:
        return False
    noun = asked.counted_noun
    return not noun or asked.known.nearest(meaning(stem(noun))) in profile.subjects


def _counts_apart(profile: Profile, asked: Understood, words_: Collection[str]) -> bool:
    """Return whether an answer counts something else than what a question asks the number of.

    For each country what it asks of Mexico, or each document's word for it.
    """
    if asked.wants != "number":
        return False
    if profile.group == EVIDENCE and FIGURES not in profile.columns:
        return True
    is_of_mexico = any(mention.is_of_mexico for mention in asked.mentions)
    return is_of_mexico and bool(profile.groups) and profile.groups.isdisjoint(words_)


def _implied(profile: Profile) -> frozenset[str]:
    """Return the stems that need not stand in a question of the library to be answered by it."""
    # The rows of any answer can be counted.
    return frozenset() if _COUNT in profile.weights else frozenset({_COUNT})


def _words_asked(
    asked: Understood, profile: Profile, taken: Sequence[Mention], implied: frozenset[str]
) -> tuple[list[str], list[str]]:
    """Return the stems beside the values of a question, and these with those of values that count.

    A word of a value counts where the question is about it: the label of "silver label".
    """
    beside = asked.stems_beside(taken)
    if any(_is_of_figure(mention, asked.text) for mention in taken):
        beside = list(dict.fromkeys([*beside, _FIGURE]))  # "the population of" is the figure of it
    of_values = [s for s in stems(asked.text) if s not in beside and s in profile.weights]
    both = dict.fromkeys([*beside, *of_values])
    return [s for s in beside if s not in implied], [s for s in both if s not in implied]


def _ignored(
    asked: Understood, profile: Profile, taken: Sequence[Mention], implied: frozenset[str]
) -> tuple[str, ...]:
    """Return the words of a question that the answer does not take into account, as written."""
    text = asked.text
    known = [m for m in asked.mentions if m in taken or m.is_of_mexico]
    if _PERIODS & set(profile.columns):
        known += asked.years_compared
    places = [m for m in asked.mentions if m not in known and PLACES & set(m.values)]
    ignored = left_out(
        text,
        [*known, *places],
        profile.spoken_of | implied,
        profile.subjects | implied,
        profile.groups,
        asked.known.nearest,
    )
    as_written = [asked.written.get(word, word) for word in ignored]
    return tuple(dict.fromkeys([*as_written, *(text[m.start : m.end] for m in places)]))


def _is_in_passing(mention: Mention, text: str) -> bool:
    """Return whether a mention need be no value: the word of a code that is a common word, too."""
    return (
        mention.is_of_mexico
        or set(mention.values) <= _COMMON_CODES | _INSTRUMENTS
        or _is_made_of_common_words(mention, text)
    )


def _is_made_of_common_words(mention: Mention, text: str) -> bool:
    return all(is_common(word.stem) for word in words(text[mention.start : mention.end]))


def _is_of_figure(mention: Mention, text: str) -> bool:
    """Return whether an indicator is mentioned; "clusters" is one, but says only what is listed."""
    return "concept:indicator" in mention.values and not _is_made_of_common_words(mention, text)


def _is_in_title(mention: Mention, text: str, spoken_of: Collection[str]) -> bool:
    """Return whether an answer speaks of what is mentioned: the "Industry 4.0" of its axes."""
    own = stems(text[mention.start : mention.end])
    return not PLACES & set(mention.values) and set(own) <= set(spoken_of)


def _is_column(mention: Mention, columns: Sequence[str]) -> bool:
    """Return whether an answer has a row for what is mentioned, such as a state."""
    return any(
        kind.rpartition(":")[2].lower() in column for kind in mention.values for column in columns
    )


def _likeness(
    asked: Sequence[str], phrases: Sequence[frozenset[str]], rarity: Mapping[str, float]
) -> float:
    """Return how like the phrase is that is most like the words: Dice's coefficient, weighted."""

    def weight(of: Iterable[str]) -> float:
        return sum(rarity.get(stem, 1.0) for stem in of)

    own = set(asked)
    whole = weight(own)
    return max(
        (
            2 * weight(own & phrase) / ((whole + weight(phrase)) or 1.0)
            for phrase in phrases
            if not own.isdisjoint(phrase)
        ),
        default=0.0,
    )


def _assigned(profile: Profile, asked: Understood) -> tuple[dict[str, str], set[int], float, bool]:
    """Return the values of parameters, which mentions they are, what that counts, and if all fit.

    Those that ask for a kind choose first; each takes the first mention that is left.
    """
    parameters, mentions, text = profile.parameters, asked.mentions, asked.text
    values: dict[str, str] = {}
    used: set[int] = set()
    fit, is_likely = 0.0, True
    for parameter in sorted(parameters, key=lambda p: (p.type == "entity", not p.required)):
        for index, mention in sorted(
            enumerate(mentions), key=lambda numbered: numbered[1].is_of_mexico
        ):
            value = _value(parameter, mention, profile, asked)
            if value is None or parameter.name in _UNSAID or index in asked.compared:
                continue
            if mention.is_excluded != parameter.name.startswith(_EXCEPT):
                continue
            if index in used and not _has_two_ends(parameter, mention):
                continue
            is_code = set(mention.values) <= _COMMON_CODES | _SECTOR and not parameter.required
            if is_code and not asked.is_for_figures and _is_made_of_common_words(mention, text):
                continue  # who takes part is asked, not who has the role of a participant
            if _INSTRUMENTS & set(mention.values) and stem(value) in _words_of_name(profile):
                continue  # the policies for a sector are all that it lists
            if parameter.name in values:
                if not parameter.many:
                    continue
                value = f"{values[parameter.name]}; {value}"
            values[parameter.name] = value
            used.add(index)
            is_open = parameter.type == "entity" and value == text[mention.start : mention.end]
            kind_fit = _kind_fit(parameter, mention)
            # "The mission to Japan" is not Japan: the name of it was not found.
            is_likely = is_likely and kind_fit >= 0
            # "Clusters" is an indicator, too; a name that several have is not known to be meant.
            if not (is_open or set(mention.values) <= _COMMON_CODES):
                fit += kind_fit + (_FILLED if parameter.required else _NARROWED)
    one_of_list = [p for p in parameters if p.many and "; " not in values.get(p.name, "; ")]
    fit -= _ONE_OF_LIST * bool(one_of_list)
    return {p.name: values[p.name] for p in parameters if p.name in values}, used, fit, is_likely


def _is_about_a_thing(profile: Profile) -> bool:
    """Return whether an answer is about one thing, or its figures."""
    needed = [parameter for parameter in profile.parameters if parameter.required]
    is_about_one = len(needed) == 1 and needed[0].type == "entity"
    return is_about_one or FIGURES in profile.columns


def _words_of_name(profile: Profile) -> frozenset[str]:
    return frozenset(stem(word) for word in profile.name.split("-"))


def _has_two_ends(parameter: Parameter, mention: Mention) -> bool:
    """Return whether a mention has a value for two parameters: a period, or "exactly 5"."""
    if parameter.name in _PERIOD:
        return bool(_DATES & set(mention.values))
    return parameter.name in _LIMITS


def _kind_fit(parameter: Parameter, mention: Mention) -> float:
    """Return what it counts that a mention is of the kind that a parameter speaks of."""
    if UNKNOWN in mention.values:
        return 0.0
    if parameter.kind:
        return _EXACT_KIND
    label = {word.text.casefold() for word in words(parameter.label_en)}
    likely = [kinds for word, kinds in _LIKELY.items() if word in label]
    if not likely or label & _ANYTHING:
        return 0.0
    return _LIKELY_KIND if any(kinds & set(mention.values) for kinds in likely) else -_UNLIKELY_KIND


def _value(
    parameter: Parameter, mention: Mention, profile: Profile, asked: Understood
) -> str | None:
    """Return what a mention is as the value of a parameter, None where it does not fit."""
    if parameter.base_type in (DATE, YEAR):
        if parameter.name not in _PERIOD and asked.years_compared:
            return None  # both stand in the rows
        return _date(parameter, mention, profile)
    if parameter.base_type == INTEGER:
        return _number(parameter, mention, profile, asked)
    if mention.is_of_mexico and _is_scope(parameter, mention, asked):
        return None
    if parameter.base_type == "entity" and parameter.kind is None:
        entities = [v for kind, v in mention.values.items() if kind[0].isupper()]
        return next(iter(entities), mention.values.get(UNKNOWN))
    value = mention.values.get(parameter.kind or parameter.base_type)
    if value is None and parameter.base_type == "entity" and parameter.kind not in PLACES:
        return mention.values.get(UNKNOWN)  # states and countries are all known
    return value


def _date(parameter: Parameter, mention: Mention, profile: Profile) -> str | None:
    """Return the date that a mention is for a parameter: "since 2000" is no end of a period.

    A date by itself is the first and the last of a period, and not what something is before.
    """
    if parameter.name in _PERIOD:
        value = mention.values.get(_PERIOD[parameter.name], mention.values.get(DATE))
    elif BEFORE in mention.values and SINCE not in mention.values:
        value = mention.values[BEFORE] if _STEM_OF_BEFORE in profile.spoken_of else None
    else:
        is_limit = meaning(stem(parameter.label_en)) == _STEM_OF_BEFORE
        value = None if is_limit else mention.values.get(DATE)
    if value and parameter.base_type == YEAR and not value.isdigit():
        return None  # a month is more than the answer can tell
    return value


def _number(
    parameter: Parameter, mention: Mention, profile: Profile, asked: Understood
) -> str | None:
    """Return the number that a mention is for a parameter, None where it is not of what it counts.

    "Exactly 5" is no value where an answer has only a least number: the other half would be lost.
    """
    kind = _LIMITS.get(parameter.name, INTEGER)
    own = {p.name for p in profile.parameters}
    needed = {name for name, limit in _LIMITS.items() if limit in mention.values}
    if NONE in mention.values:
        is_near = kind == MOST and _is_counted(parameter, mention, asked, _NEAR)
        return mention.values[NONE] if is_near else None
    if not needed <= own or not _is_counted(parameter, mention, asked, 1):
        return None
    return mention.values.get(kind)


_NEAR: Final = 4  # words behind "without any", one of which is what there are none of


def _is_scope(parameter: Parameter, mention: Mention, asked: Understood) -> bool:
    """Return whether "in Mexico" says only where all is: it is no responsible body, no member."""
    label = {word.text.casefold() for word in words(parameter.label_en)}
    if parameter.kind in PLACES or label & _OF_PLACES:
        return False
    return bool(_IN.search(asked.text[: mention.start]))


_IN: Final = re.compile(r"(?<!\w)(?:in|en|within|across)\s+$", re.IGNORECASE)
_OF_PLACES: Final = frozenset({"area", "country", "place", "state", "union"})


def _is_counted(parameter: Parameter, mention: Mention, asked: Understood, near: int) -> bool:
    """Return whether a number is of what a parameter counts: "3 members" are no documents.

    Args:
        parameter: It.
        mention: The number.
        asked: The question.
        near: Among how many words behind the number it is looked for.
    """
    after = asked.stems(word for word in words(asked.text) if word.start >= mention.end)
    counted = {*stems(parameter.label_en), *stems(parameter.label_es)}
    return not after or not counted.isdisjoint(after[:near])

"""What is offered where no question is sure: the nearest, tried, and the things that are meant.

A question of the library that has nothing to say is no help, however well its title fits; one
whose rows speak of the words that its title leaves out is. So the nearest are asked, a few rows of
each, before they are offered.
"""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import AmbiguousName, KgError, user_language
from kg.library.answer import filled, select
from kg.library.asking import form
from kg.library.asking.between import Between, between
from kg.library.asking.mentions import Mention
from kg.library.asking.part_names import INDICATOR, PartName, named_in_part
from kg.library.asking.ranking import EVIDENCE, FIGURES, PLACES, Match, Ranking
from kg.library.asking.understood import Understood
from kg.library.asking.words import language_of, meaning, stems
from kg.library.catalogue import Query
from kg.model import Iri, Term
from kg.rdf.namespaces import ID

if TYPE_CHECKING:
    from kg.store.base import Store

#: rows of an answer that are counted and read
MOST_ROWS: Final = 300
_MOST_TRIED: Final = 12
_MOST_SECONDS: Final = 3.0  # after which no other is tried
_MOST_SAME: Final = 4  # things of one name that are tried
_MOST_MEANT: Final = 3  # things that are asked about though they are not named
_SPOKEN_OF: Final = 0.12  # for each word left out of which the rows speak
_FEW_ROWS: Final = 20  # of which what they speak of counts in full
_ROW: Final = 0.002  # for each of the first rows
_UNDATED: Final = 0.45  # less for rows without a date where one is asked for
_DATE: Final = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_NO_AMOUNT: Final = 0.15  # less for figures where no amount is asked for
_COMPLETE: Final = 0.15  # more where no word is left out
_WIDER: Final = 0.1  # less where a value had to be left out for there to be rows
_NOT_READY: Final = 0.3  # less where a value is missing
_MOST_RIVALS: Final = 5
_LIKELY: Final = 0.3  # the score of a question, below which the things that are meant come first
_TIED: Final = 0.1  # for each thing named beyond two, and word of its name
_LEAST_WORDS: Final = 2  # of a name, beside which the whole of it must stand in a question
#: what asks for a figure
_AMOUNT: Final = re.compile(
    r"(?<!\w)(?:how (?:much|many)|number|amount|total|money|share|percent\w*|cost|price|budget|"
    r"targets?|value|rate|cu[aá]nt[oa]s?|cantidad|n[uú]mero|monto|dinero|porcentaje|metas?|"
    r"presupuesto|valor|cifras?|costo|precio|tasa|[12]\d{3})(?!\w)",
    re.IGNORECASE,
)


Row = Sequence[Term | None]


class Offers(NamedTuple):
    """What may answer a question in words.

    Attributes:
        matches: The questions of the library that have enough to do with it, the best first; where
            the first is not sure, the nearest were tried.
        things: The ids of the things that it is about: those that it does not name as they are
            called, but that it is likely to mean, before those that it names.
        empty: Those that were tried and give no rows.
        things_first: Whether the things tell more than any question does.
    """

    matches: list[Match]
    things: list[str]
    empty: Sequence[Match] = ()
    things_first: bool = False

    @property
    def is_sure(self) -> bool:
        """Whether the first question can be answered without asking."""
        return bool(self.matches) and self.matches[0].is_sure


def offers(text: str, queries: Mapping[str, Query], store: Store) -> Offers:
    """Return what may answer a question in words; arguments as of `Ranking` and `Ranking.of`."""
    ranking = Ranking(queries, store)
    asked = ranking.understood(text)
    matches = ranking.matches(asked)
    language = language_of(text) or user_language()
    if matches and matches[0].is_sure and not _is_no_answer(matches, store, language):
        return Offers([match for match in matches if match.is_worth_naming], asked.things())
    matches = [replace(match, is_sure=False) for match in matches]
    ids = {mention.start: mention.ids(store) for mention in asked.named}
    meant = _meant(asked, ids, store)
    others = itertools.chain.from_iterable(_about(thing, ranking, asked) for thing in meant)
    near: Iterable[Match] = [*matches, *others, *ranking.about_things(asked)]
    if not _AMOUNT.search(text):
        near = map(_without_amount, near)
    if any(ids.values()):  # else a question without its value is what is meant
        near = map(_without_values, near)
    tried = [
        match
        for match in _tried(_best_of_each(near), store, language, form.when(text))
        if match.is_worth_naming
    ]
    empty = [match for match in tried if match.rows == 0]
    tried = [match for match in tried if match.rows != 0]
    things = list(
        dict.fromkeys([*(thing.id for thing in meant if thing.is_entity), *asked.things()])
    )
    is_unlikely = not tried or (tried[0].score < _LIKELY and bool(tried[0].left_out))
    things_first = bool(meant) and meant[0].is_likely and meant[0].is_entity and is_unlikely
    is_only_named = len(asked.things()) == 1 and not asked.stems_beside(asked.named)
    things_first = things_first or is_only_named
    return Offers(tried, things, empty=empty, things_first=things_first)


def _is_no_answer(matches: Sequence[Match], store: Store, language: str) -> bool:
    """Return whether the first question has no rows because of what narrows it, but another has.

    That no cluster is in a state is an answer. That no advantage is a treaty is none to who asks
    for treaties. Nor is it one where several things have the name.
    """
    best, *others = matches
    rivals = [match for match in others[:_MOST_RIVALS] if not (match.left_out or match.missing)]
    try:
        if not (rivals and _narrowing(best)):
            filled(best.query, store, best.values, language)
            return False
        return not _rows(best, store, language) and any(
            _rows(rival, store, language) for rival in rivals
        )
    except AmbiguousName:
        return True
    except KgError:
        return False  # whoever runs it is told what is wrong


def _narrowing(match: Match) -> list[str]:
    """Return the parameters that narrow a match without need, indicators first; not the things."""
    optional = [
        parameter
        for parameter in match.query.parameters
        if not parameter.required
        and parameter.name in match.values
        and parameter.base_type != "entity"
    ]
    optional.sort(key=lambda parameter: parameter.type != INDICATOR)
    return [parameter.name for parameter in optional]


def _without_amount(match: Match) -> Match:
    """Return a match for a question that asks for no amount: figures of it are less likely."""
    is_of_figures = FIGURES in match.query.columns
    return replace(match, score=match.score - _NO_AMOUNT) if is_of_figures else match


def _without_values(match: Match) -> Match:
    """Return a match; one that cannot be run as it stands is less likely."""
    return match if match.is_ready else replace(match, score=match.score - _NOT_READY)


class _Meant(NamedTuple):
    """A thing that a question is about though it does not name it as it is called.

    Attributes:
        id: Its id.
        mentions: What the question would mention if it named the thing, in one way or several.
        bonus: What it counts that the thing is likely.
        words: The words of its name, as meanings of stems; they are not left out.
        is_likely: Whether it ties things that are named, or hardly a word of its name is missing.
        is_entity: Whether it is no indicator.
    """

    id: str
    mentions: tuple[tuple[Mention, ...], ...]
    bonus: float
    words: frozenset[str]
    is_likely: bool
    is_entity: bool = True


def _meant(asked: Understood, ids: Mapping[int, frozenset[str]], store: Store) -> list[_Meant]:
    """Return the things that a question is about, beside those that it names; the likeliest first.

    Those between at least two that it names, then those of whose names it has most of the words.

    Args:
        asked: The question.
        ids: Where a mention begins → the things that it names.
        store: Where they are.
    """
    named = frozenset().union(*ids.values()) - {"mexico"}
    ties = between(store, named, asked.stems_beside(asked.named))
    parts = named_in_part(asked.text, asked.named, named, store)
    strong = [tie for tie in ties if len(tie.named) > 1]
    things = [
        *(_tied(tie, asked, ids) for tie in strong),
        *(_in_part(part, asked) for part in parts),
        *(_tied(tie, asked, ids) for tie in ties if tie not in strong),
    ]
    return list({thing.id: thing for thing in reversed(things)}.values())[::-1][:_MOST_MEANT]


def _tied(tie: Between, asked: Understood, ids: Mapping[int, frozenset[str]]) -> _Meant:
    ways = []
    for mention in asked.mentions:
        if not tie.named & ids.get(mention.start, frozenset()):
            continue
        rest = [
            other
            for other in asked.mentions
            if other is not mention
            and (PLACES & set(other.values) or not tie.named & ids.get(other.start, frozenset()))
        ]
        ways.append((mention._replace(values={tie.kind: tie.id}), *rest))
    return _Meant(
        tie.id,
        tuple(ways),
        _TIED * (len(tie.named) + len(tie.words) - 2),
        tie.words,
        len(tie.named) > 1,
    )


def _in_part(part: PartName, asked: Understood) -> _Meant:
    mention = part.mention
    rest = [
        other
        for other in asked.mentions
        if other.end <= mention.start or mention.end <= other.start
    ]
    is_entity = INDICATOR not in mention.values
    is_likely = len(part.words) > _LEAST_WORDS or part.share == 1.0
    return _Meant(
        part.id,
        ((mention, *rest),),
        _TIED * (len(part.words) - 2),
        part.words,
        is_likely,
        is_entity,
    )


def _about(thing: _Meant, ranking: Ranking, asked: Understood) -> Iterator[Match]:
    """Yield the questions about a thing that is meant."""
    for mentions in thing.mentions:
        way = asked.about(sorted(mentions, key=lambda mention: mention.start))
        for match in (*ranking.matches(way), *ranking.about_things(way)):
            if thing.id in match.values.values() and not match.missing:
                left_out = tuple(
                    word
                    for word in match.left_out
                    if not thing.words.issuperset(map(meaning, stems(word)))
                )
                score = match.score + thing.bonus
                yield replace(match, is_sure=False, score=score, left_out=left_out)


def _best_of_each(matches: Iterable[Match]) -> list[Match]:
    """Return the matches, the best first; of those with the same values only one."""
    best: dict[tuple[str, ...], Match] = {}
    for match in matches:
        key = (match.name, *itertools.chain.from_iterable(match.values.items()))
        if key not in best or best[key].score < match.score:
            best[key] = match
    return sorted(best.values(), key=lambda match: (-match.score, match.name))


def _tried(matches: Sequence[Match], store: Store, language: str, when: str) -> list[Match]:
    """Return the matches by what they answer, the nearest of them tried."""
    end = time.monotonic() + _MOST_SECONDS
    tried: list[Match] = []
    for number, match in enumerate(matches):
        if match.is_ready and number < _MOST_TRIED and time.monotonic() < end:
            tried += _answered(match, store, language, when)
        else:
            tried.append(match)
    return sorted(tried, key=lambda match: (-match.score, match.name))


def _answered(match: Match, store: Store, language: str, when: str) -> Iterator[Match]:
    """Yield a match with the number of its rows; of a name that several have, one for each.

    Where it has none because of what narrows it, a wider one is yielded, if that has rows.
    """
    try:
        rows = _rows(match, store, language)
    except AmbiguousName as error:
        for iri, _, _ in error.candidates[:_MOST_SAME]:
            id_ = iri.removeprefix(ID)
            values = {
                name: id_ if value == error.name else value for name, value in match.values.items()
            }
            if values != match.values:
                yield from _answered(replace(match, values=values), store, language, when)
        return
    except KgError:
        yield match  # it is offered all the same: whoever runs it is told what is wrong
        return
    if not rows and (narrowing := _narrowing(match)):
        widened = list(_answered(_without(match, narrowing[0]), store, language, when))
        if any(each.rows for each in widened):
            yield from widened
            return
    # Evidence of a thing speaks of all that is said of it, and answers nothing.
    texts = _texts(rows)
    is_evidence = match.query.group == EVIDENCE
    spoken_of = set() if is_evidence else {each for text in texts for each in stems(text)}
    if when and rows and not any(map(_DATE.search, texts)):
        match = replace(match, left_out=(*match.left_out, when), score=match.score - _UNDATED)
    left_out = tuple(
        word for word in match.left_out if spoken_of.isdisjoint(map(meaning, stems(word)))
    )
    number = len(match.left_out) - len(left_out)
    if not (match.shared or number or FIGURES in match.query.columns):
        return  # it is about what is named, and neither it nor its rows speak of the rest
    # An answer of a hundred rows has any word somewhere.
    bonus = number * _SPOKEN_OF * min(1.0, _FEW_ROWS / max(len(rows), 1))
    bonus += _ROW * min(len(rows), _FEW_ROWS) + _COMPLETE * (not left_out)
    yield replace(match, rows=len(rows), left_out=left_out, score=match.score + bonus)


def _rows(match: Match, store: Store, language: str) -> list[Row]:
    """Return the first rows of an answer; raises what the question raises."""
    bound = filled(match.query, store, match.values, language).bound
    return list(itertools.islice(select(match.query, store, bound).rows, MOST_ROWS))


def _without(match: Match, name: str) -> Match:
    """Return a match without the value of a parameter, which is left out then."""
    values = {other: value for other, value in match.values.items() if other != name}
    left_out = (*match.left_out, match.values[name])
    return replace(match, values=values, left_out=left_out, score=match.score - _WIDER)


def _texts(rows: Iterable[Row]) -> set[str]:
    """Return the texts in some rows; the parts of an id are words, too."""
    return {
        cell.value.rpartition("/")[2].replace("-", " ") if isinstance(cell, Iri) else str(cell)
        for row in rows
        for cell in row
        if cell is not None
    }

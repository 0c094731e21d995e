"""A question in words as it is understood, before it is compared with those of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy

from kg.library.asking import form
from kg.library.asking.amounts import AMOUNTS
from kg.library.asking.dates import YEAR
from kg.library.asking.mentions import Mention
from kg.library.asking.words import Known, Word, meaning, says_something, wanted, words


class Understood:
    """A question in words: its text, what it mentions, and which kind of answer it asks for.

    It is compared with each question of the library; what needs none of them is found here, once.
    """

    def __init__(
        self,
        text: str,
        mentions: Sequence[Mention],
        known: Known,
        read: tuple[tuple[str, str], ...],
        written: Mapping[str, str],
    ) -> None:
        """Read the form of a question.

        Args:
            text: The question, with the misspelt names as they are spelt.
            mentions: What it mentions.
            known: The words that the library knows.
            read: The misspelt names, each with what it was read as.
            written: Word of the text → what stood in its place, where that was something else.
        """
        self.text, self.known, self.read, self.written = text, known, read, written
        self.is_for_figures = False
        self.wants = wanted(text)
        self.named = mentions
        self.mentions = tuple(self._with_exclusions(mentions))
        #: place of a mention → "than Jalisco", where others are compared with it
        self.compared = {
            index: words
            for index, mention in enumerate(self.mentions)
            if (words := form.compared(text, mention)) and not AMOUNTS & set(mention.values)
        }
        years = [m for m in self.mentions if YEAR in m.values]
        #: years of which a question asks what was in each: "in 2009 and 2017"
        self.years_compared = tuple(years) if len(years) > 1 else ()
        things = [mention for mention in self.mentions if mention.entities]
        self.definitions = tuple(form.definitions(text, things))
        self.counted = tuple(form.counted(text, things))
        self.how_many = tuple(form.how_many(text))
        self.counted_noun = form.counted_noun(text)

    def things(self) -> list[str]:
        """Return the ids of the things that are named, each by one name of its own."""
        ids: dict[str, None] = {}
        for mention in self.named:
            if len(mention.entities) == 1 and not mention.is_of_mexico:
                ids.update(
                    dict.fromkeys(mention.entities - {self.text[mention.start : mention.end]})
                )
        return list(ids)

    def _with_exclusions(self, mentions: Iterable[Mention]) -> Iterator[Mention]:
        """Yield the mentions; what is excluded, with the words that do it: "not in A and B"."""
        before: Mention | None = None
        for mention in mentions:
            start = form.excluded_from(self.text, mention)
            if AMOUNTS & set(mention.values):
                yield mention
                continue
            if start is not None:
                mention = mention._replace(start=start, is_excluded=True)
            elif before and before.is_excluded and form.are_listed(self.text, before, mention):
                mention = mention._replace(is_excluded=True)
            yield mention
            before = mention

    def stems(self, words: Iterable[Word]) -> list[str]:
        """Return the meanings of words that say something; one misspelt is the nearest known."""
        meanings = (
            self.known.nearest(meaning(word.stem)) for word in words if says_something(word)
        )
        return list(dict.fromkeys(meanings))

    def stems_beside(self, mentions: Iterable[Mention]) -> list[str]:
        """Return the meanings of the words that are in none of some mentions, nor "Mexico"."""
        passed = [*mentions, *(mention for mention in self.mentions if mention.is_of_mexico)]
        return self.stems(
            word
            for word in words(self.text)
            if not any(each.start <= word.start < each.end for each in passed)
        )

    def about(self, mentions: Sequence[Mention]) -> Understood:
        """Return the same question with other mentions in the place of its own."""
        return Understood(self.text, mentions, self.known, self.read, self.written)

    def for_figures(self) -> Understood:
        """Return the same question, in which the word of an indicator is one."""
        other = copy(self)
        other.is_for_figures = True
        return other

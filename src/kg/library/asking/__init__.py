"""From a question in words to a question of the library: mentions, words, ranking.

Imported by `cli`; imports `library`, `names` and `store`.

No language model: words are folded, cut to their stems and joined with their synonyms in Spanish
and English (`words`); names, codes, years and documents that the question mentions become
parameters (`mentions`); the questions of the library are ranked by the words that they share with
it and by the parameters that they can take (`ranking`).
"""

from kg.library.asking.ranking import Match, Offers, Ranking, offers, ranked

__all__ = ["Match", "Offers", "Ranking", "offers", "ranked"]

"""From a question in words to a question of the library: mentions, words, ranking.

Imported by `cli`; imports `library`, `names` and `store`.

No language model: words are folded, cut to their stems and joined with their synonyms in Spanish
and English (`words`); names, codes, years and documents that the question mentions become
parameters (`mentions`); the questions of the library are ranked by the words that they share with
it and by the parameters that they can take (`ranking`). Where none is sure, the nearest are tried,
those of the things that stand `between` the ones named too, and offered by what they answer
(`offering`).
"""

from kg.library.asking.offering import Offers, offers
from kg.library.asking.ranking import Match, Ranking, ranked

__all__ = ["Match", "Offers", "Ranking", "offers", "ranked"]

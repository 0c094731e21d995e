"""What is read before a question in words is ranked, and kept beside the store.

To read the headers of the library and the labels of the codes takes a tenth of a second, longer
than the search for a name; from a file, a few milliseconds. The file belongs to one generation of
a store, and holds nothing that the library and the store do not; where one of them is another, or
the file is damaged, it is made anew.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from kg.library.asking import accounting, mentions, phrasings, words
from kg.library.asking.accounting import (
    OF_KINDS,
    groups,
    listed,
    main_part,
    marks_of_not,
    subject,
    vocabulary,
)
from kg.library.asking.mentions import Codes
from kg.library.asking.words import simplified, stems
from kg.library.catalogue import Catalogue, Query
from kg.library.headings import heading
from kg.library.parameters import Parameter
from kg.store import EmbeddedStore
from kg.store.base import Store

#: field of a query → how much a word in it counts
WEIGHTS: Final = {"name": 2.0, "summary": 2.0, "asks": 2.0, "tags": 1.0, "description": 0.6}
#: how much a word counts that stands in no field, but in a further phrasing, or in several
_IN_PHRASINGS: Final = (0.5, 0.9)
#: columns that say where an answer is from; only questions about evidence are about them
_OF_EVIDENCE: Final = frozenset({"source", "sources", "locator", "certainty", "fact", "figure"})
_ON_EVIDENCE: Final = frozenset({"evidence", "quality"})
_ENDING: Final = ".asking"
_FILE: Final = "prepared.json"
#: what is prepared is other where one of these modules is
_MADE_BY: Final = (
    __file__,
    accounting.__file__,
    mentions.__file__,
    phrasings.__file__,
    words.__file__,
)


class Profile(NamedTuple):
    """A question of the library as it is ranked.

    Attributes:
        name: Its name.
        group: Its group.
        columns: Those of its answer.
        parameters: What may be asked of it.
        weights: Stem → how much the word counts in it.
        others: The same of the words that only its further phrasings have.
        phrases: The stems of each way in which it is asked, as its header says.
        further: The same of its further phrasings.
        spoken_of: The stems of all that it speaks of, its parameters and columns too.
        subjects: The stems of what its answer lists, or is asked for.
        groups: The stems of what it counts apart, such as each state.
        marks: Where it lists what is not so, the stems of which a question must have one.
    """

    name: str
    group: str
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    weights: Mapping[str, float]
    others: Mapping[str, float]
    phrases: tuple[frozenset[str], ...]
    further: tuple[frozenset[str], ...]
    spoken_of: frozenset[str]
    subjects: frozenset[str]
    marks: frozenset[str]
    groups: frozenset[str]

    def weight(self, stem: str) -> float:
        """Return how much a word counts, be it only of a further phrasing; 0 for others."""
        return self.weights.get(stem) or self.others.get(stem, 0.0)


class Prepared(NamedTuple):
    """The questions of a library, and the words of a store that may stand in a question.

    Attributes:
        profiles: The questions, in the order of the library.
        codes: The stems of a label → the codes it stands for, by kind.
        long_words: Stem → the word, of codes and of the names of states and countries.
    """

    profiles: tuple[Profile, ...]
    codes: Codes
    long_words: Mapping[str, str]


def prepared(queries: Mapping[str, Query], store: Store) -> Prepared:
    """Return what is ranked, from beside the store where it is there.

    Args:
        queries: The questions of the library; those of the group `checks` are left out.
        store: Where the codes are.
    """
    if not isinstance(queries, Catalogue) or not isinstance(store, EmbeddedStore):
        return _read(queries.values(), store)

    def make(folder: Path) -> None:
        body = _written(_read(queries.values(), store))
        (folder / _FILE).write_bytes(_seal(queries, body) + b"\n" + body)

    for anew in (False, True):
        folder = store.derived(_ENDING, make, anew=anew)
        body = _sealed(folder / _FILE, queries) if folder else None
        if body is not None:
            return _parsed(body)
    return _read(queries.values(), store)


def _read(queries: Iterable[Query], store: Store) -> Prepared:
    ranked = [query for query in queries if query.group != "checks"]
    others = phrasings.read(query.path for query in ranked)
    profiles = tuple(_profile(query, others.get(query.name, ())) for query in ranked)
    schemes = {
        parameter.type.partition(":")[2]
        for profile in profiles
        for parameter in profile.parameters
        if parameter.base_type == "concept"
    }
    codes = mentions.codes_of(store, sorted(schemes))
    return Prepared(profiles, codes, mentions.long_words(store, codes))


def _profile(query: Query, others: Iterable[str]) -> Profile:
    """Return a question of the library, with the further ways in which it is asked."""
    fields = {
        "name": query.name.replace("-", " "),
        "summary": f"{query.summary_en} {query.summary_es}",
        "asks": " ".join(query.asks),
        "tags": " ".join((*query.tags, query.group)),
        "description": f"{query.description_en} {query.description_es}",
    }
    fields = {name: simplified(text) for name, text in fields.items()}
    weights: dict[str, float] = {}
    for name, text in fields.items():
        for word in stems(text):
            weights[word] = max(weights.get(word, 0.0), WEIGHTS[name])
    further = tuple(frozenset(stems(simplified(phrase))) for phrase in others)
    numbers = Counter(itertools.chain.from_iterable(further))
    phrases = tuple(map(simplified, (query.summary_en, query.summary_es, *query.asks)))
    shown = [c for c in query.columns if c not in _OF_EVIDENCE or query.group in _ON_EVIDENCE]
    headings = [heading(column, each) for column in shown for each in ("en", "es")]
    labels = [each for p in query.parameters for each in (p.name, p.label_en, p.label_es)]
    subjects = {*vocabulary((), headings), *map(subject, query.asks)} - {""}
    subjects.update(*map(listed, (query.summary_en, query.summary_es)))
    subjects |= OF_KINDS if "kind" in query.columns else frozenset()
    return Profile(
        query.name,
        query.group,
        query.columns,
        query.parameters,
        weights,
        {word: _IN_PHRASINGS[n > 1] for word, n in numbers.items() if word not in weights},
        tuple(frozenset(stems(phrase)) for phrase in phrases),
        further,
        vocabulary(
            (fields["name"], *map(main_part, phrases)),
            (fields["tags"], fields["description"], *headings, *labels),
        ),
        frozenset(subjects),
        marks_of_not(phrases[:2], (fields["name"], *phrases[2:])),
        groups(phrases),
    )


def _seal(queries: Catalogue, body: bytes) -> bytes:
    """Return a digest that another library, other code or another body has not."""
    digest = hashlib.sha256(body)
    for path in (*map(Path, _MADE_BY), *queries.files, *phrasings.files(queries.files)):
        digest.update(f"\n{path}\n".encode() + path.read_bytes())
    return digest.hexdigest().encode()


def _sealed(path: Path, queries: Catalogue) -> bytes | None:
    """Return what a file holds, None where it is damaged or made of something else."""
    try:
        seal, _, body = path.read_bytes().partition(b"\n")
        return body if seal == _seal(queries, body) else None
    except OSError:  # another process makes it anew; or a query cannot be read, which then is said
        return None


def _written(content: Prepared) -> bytes:
    profiles = [
        profile._replace(
            phrases=[sorted(phrase) for phrase in profile.phrases],  # type: ignore[arg-type]
            further=[sorted(phrase) for phrase in profile.further],  # type: ignore[arg-type]
            spoken_of=sorted(profile.spoken_of),  # type: ignore[arg-type]
            subjects=sorted(profile.subjects),  # type: ignore[arg-type]
            marks=sorted(profile.marks),  # type: ignore[arg-type]
            groups=sorted(profile.groups),  # type: ignore[arg-type]
        )
        for profile in content.profiles
    ]
    codes = [(key, by_kind) for key, by_kind in content.codes.items()]
    return json.dumps([profiles, codes, content.long_words], ensure_ascii=False).encode()


def _parsed(body: bytes) -> Prepared:
    profiles, codes, long_words = json.loads(body)
    return Prepared(
        tuple(_parsed_profile(*fields) for fields in profiles),
        {tuple(key): by_kind for key, by_kind in codes},
        long_words,
    )


def _parsed_profile(
    name: str,
    group: str,
    columns: list[str],
    parameters: Any,
    weights: Any,
    others: Any,
    phrases: Any,
    further: Any,
    *stems_: list[str],
) -> Profile:
    return Profile(
        name,
        group,
        tuple(columns),
        tuple(Parameter(*fields) for fields in parameters),
        weights,
        others,
        tuple(map(frozenset, phrases)),
        tuple(map(frozenset, further)),
        *map(frozenset, stems_),
    )

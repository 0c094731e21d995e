"""What a question mentions: entities, codes, years, documents, texts in quotation marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple

from kg import names
from kg.library.asking.amounts import amounts_in
from kg.library.asking.dates import dates_in
from kg.library.asking.short_names import ShortNames
from kg.library.asking.words import Known, Word, is_common, is_opposite, is_small, stem, words
from kg.model import Iri
from kg.names import listing
from kg.rdf.iris import fold
from kg.rdf.namespaces import ID, VOC

if TYPE_CHECKING:
    from kg.store.base import Store

_LONGEST: Final = 9  # words of a name
UNKNOWN: Final = "unknown"  # the kind of what looks like a name, and is none
_SHORTEST: Final = 3  # letters of it
_CODE: Final = 2  # letters of the code of a country
_LONG: Final = 6  # letters of a name that may be misspelt
_ALIKE: Final = 0.84  # how alike it and the right one are, from 0 to 1
#: a number of three digits that begins with a nought is the name of a document
_DOCUMENT: Final = re.compile(
    r"(?:\b(?:documents?|documentos?|source|fuente)\s+|(?<![\w.,])(?=0))(\d{3})(?![\w.,]\d)\b", re.I
)
_QUOTED: Final = re.compile(r"[\"“«]([^\"”»]+)[\"”»]")
_PLACE: Final = re.compile(r"\b(?:table|tabla|note|nota|section|sección)\s+\d+\b", re.I)
#: how those of a country are called → its id
_DEMONYMS: Final = {
    "japan": ("japanese", "japonés", "japonesa", "japonesas"),
    "canada": ("canadian", "canadiense"),
    "germany": ("german", "alemán", "alemana", "alemanas"),
    "united-states": ("american", "estadounidense", "USA", "EE.UU"),
    "france": ("french", "francés", "francesa"),
    "spain": ("spanish", "español", "española"),
    "european-union": ("european", "europeo", "europea"),
}


#: how people call a code → the code, by scheme
_ALIASES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "sector": {
        "ict": ("TIC", "IT", "TI", "information technology", "tecnologías de la información"),
        "automotive": ("auto", "cars", "autos", "car industry"),
        "aerospace": ("aviation", "aviación", "aeronautics", "aeronáutica"),
        "energy": ("energético", "energética"),
        "mining": ("minero", "minera"),
        "electronics": ("electrónico", "electrónica"),
        "geothermal": ("geotérmico", "geotérmica"),
        "wind": ("eólico", "eólica", "wind power"),
        "solar": ("fotovoltaico", "fotovoltaica"),
        "biotechnology": ("biotecnológico", "biotecnológica"),
        "medical-devices": ("medical device", "dispositivos médicos"),
    },
    "technology": {
        "additive-manufacturing": ("manufactura aditiva", "impresión 3D", "3D printing"),
        "ai": ("IA", "AI"),
        "iot": ("IoT", "internet de las cosas", "internet of things"),
    },
    "cluster-form": {
        "park": (
            "technology park",
            "technological park",
            "science park",
            "parque tecnológico",
            "parque científico",
        ),
    },
    "label-level": {"gold": ("oro",), "silver": ("plata",), "bronze": ("bronce",)},
    "indicator": {
        "count.jobs": (
            "empleo",
            "jobs",
            "employment",
            "puestos de trabajo",
            "trabajadores",
            "workers",
        ),
        "exports.value": ("exportaciones", "exports", "exporta"),
        "count.members": ("miembros", "members", "socios"),
        "gdp.value": ("PIB", "GDP"),
        "fdi.value": ("IED", "FDI", "inversión extranjera", "foreign investment"),
    },
    "helix": {
        "academia": (
            "académico",
            "academic",
            "universities and research institutes",
            "universities and research centres",
            "universidades y centros de investigación",
            "universidades e institutos",
        ),
        "government": ("gobierno",),
    },
}


#: the stems of a label → the codes it stands for, by kind
Codes = Mapping[tuple[str, ...], Mapping[str, str]]


class Mention(NamedTuple):
    """A part of a question that may be the value of a parameter.

    Attributes:
        start: Where it begins in the question.
        end: Where it ends.
        values: Kind → the value, as a command takes it; kinds are classes (`State`),
            `concept:<scheme>`, the types of parameters (`year`, `string`), and those of `dates`
            and `amounts` (`since`, `least`).
        read: The full name, where the question has only some words of it.
        is_excluded: Whether the question asks for what is not of it: "not in Sonora".
    """

    start: int
    end: int
    values: Mapping[str, str]
    read: str = ""
    is_excluded: bool = False

    @property
    def is_of_mexico(self) -> bool:
        """Whether it is the country that all is about."""
        return "mexico" in self.values.values()

    @property
    def entities(self) -> frozenset[str]:
        """What it may be of entities, which have classes, by id or name; a code has a scheme."""
        return frozenset(value for kind, value in self.values.items() if kind[0].isupper())

    def ids(self, store: Store) -> frozenset[str]:
        """Return the ids of the things that it may be; several where they share the name."""
        ids: set[str] = set()
        for value in self.entities:
            if names.occurs(store, Iri(ID + value)):
                ids.add(value)
                continue
            iris = [candidate.iri.value for candidate in names.candidates(store, value)]
            ids.update(iri.removeprefix(ID) for iri in iris if iri.startswith(ID))
        return frozenset(ids)


def codes_of(store: Store, schemes: Iterable[str]) -> Codes:
    """Return the codes of some schemes by the stems of their labels, then by kind.

    Args:
        store: Where they are.
        schemes: The vocabularies whose codes may be mentioned, such as `sector`.
    """
    codes: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for scheme in schemes:
        labels = [*_labels(store, scheme)]
        for code, aliases in _ALIASES.get(scheme, {}).items():
            labels += [(code, alias) for alias in aliases]
        for code, label in labels:
            key = tuple(word.stem for word in words(label))
            codes[key].setdefault(f"concept:{scheme}", code)
    return codes


def long_words(store: Store, codes: Codes) -> dict[str, str]:
    """Return the long words of codes, and of the names of states and countries, by their stems."""
    labels = [" ".join(key) for key in codes]
    for kind in ("State", "Country"):
        things = listing.things_of(names.class_of(kind), store, "es")
        labels += [label for _, label in things]
    return {
        word.stem: word.text for label in labels for word in words(label) if len(word.text) >= _LONG
    }


class Gazetteer:
    """The names that a store knows, for finding them in a text."""

    def __init__(
        self, store: Store, codes: Codes, long_words: Mapping[str, str], known: Known
    ) -> None:
        """Take what `codes_of` and `long_words` read.

        Args:
            store: Where names are looked up.
            codes: The codes that may be mentioned.
            long_words: The words of names that may be misspelt.
            known: The words of questions, which are no misspelt names.
        """
        self._known = known
        self._store = store
        self._table = None if names.open_index(store) else names.NameTable(store)
        self._codes = codes
        self._demonyms = {stem(word): id_ for id_, all_ in _DEMONYMS.items() for word in all_}
        self._words = long_words
        self._short_names = ShortNames(store)

    def corrected(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """Return a text with the misspelt names of states, countries and codes as they are spelt.

        Args:
            text: A question.

        Returns:
            The text, and what was read as what.
        """
        read = []
        for word in reversed(words(text)):
            if len(word.text) < _LONG or self._is_known(word):
                continue
            close = self._begun(word) or get_close_matches(word.stem, self._words, 1, _ALIKE)
            if close and not is_opposite(word.stem, close[0]):
                meant = self._words[close[0]]
                read.append((word.text, meant))
                text = f"{text[: word.start]}{meant}{text[word.end :]}"
        return text, tuple(reversed(read))

    def _begun(self, word: Word) -> list[str]:
        """Return the stem that alone begins as a word does: "nanotech" is nanotechnology."""
        begun = [stem_ for stem_ in self._words if stem_.startswith(fold(word.text))]
        return begun if len(begun) == 1 else []

    def _is_known(self, word: Word) -> bool:
        is_word = word.stem in self._known or is_small(word.text) or word.stem in self._words
        return is_word or bool(self._values(word.text, [word]))

    def mentions(self, text: str) -> list[Mention]:
        """Return what a text mentions, in its order; of what overlaps the longest."""
        chosen = _longest([*_patterns(text), *self._named(text), *self._unknown(text)])
        entities = [(m.start, m.end, m.entities) for m in chosen if m.entities]
        short = [
            Mention(start, end, values or {UNKNOWN: text[start:end]}, name)
            for start, end, values, name in self._short_names.in_text(text, entities)
        ]
        return sorted(_longest([*short, *chosen]), key=lambda mention: mention.start)

    def _unknown(self, text: str) -> Iterator[Mention]:
        """Yield what is written like a name, but is none that the store knows."""
        for word in words(text)[1:]:
            is_name = word.text[0].isupper() and len(word.text) >= _SHORTEST
            if is_name and not self._is_known(word):
                yield from self._parts(word) or [
                    Mention(word.start, word.end, {UNKNOWN: word.text})
                ]

    def _parts(self, word: Word) -> list[Mention]:
        """Return what the parts of a word with a hyphen mention: "México-Japón"; else nothing."""
        mentions, start = [], word.start
        for part in word.text.split("-"):
            values = self._values(part, words(part)) if words(part) else {}
            if not values:
                return []
            mentions.append(Mention(start, start + len(part), values))
            start += len(part) + 1
        return mentions if len(mentions) > 1 else []

    def _named(self, text: str) -> Iterator[Mention]:
        all_words = words(text)
        for first in range(len(all_words)):
            for last in range(first, min(first + _LONGEST, len(all_words))):
                span = all_words[first : last + 1]
                is_code = tuple(word.stem for word in span) in self._codes  # "Internet of Things"
                if (is_small(span[0].text) or is_small(span[-1].text)) and not is_code:
                    continue
                values = self._values(text[span[0].start : span[-1].end], span)
                if values:
                    yield Mention(span[0].start, span[-1].end, values)

    def _values(self, text: str, span: list[Word]) -> dict[str, str]:
        parts = words(" ".join(word.text for word in span).replace("-", " "))
        values = dict(self._codes.get(tuple(part.stem for part in parts), {}))
        if len(span) == 1 and text.islower() and is_common(span[0].stem):
            return values  # "usa" is a verb, "USA" a country
        country = self._demonyms.get(span[0].stem, "") if len(span) == 1 else ""
        if country and names.occurs(self._store, Iri(ID + country)):
            values.setdefault("Country", country)
        if values and len(text) == _CODE:
            return values  # "IT" is a sector here, not Italy
        look_up = self._table.candidates if self._table else self._candidates
        by_kind: dict[str, set[str]] = defaultdict(set)
        for candidate in look_up(text, None):
            if candidate.iri.value.startswith(ID):
                by_kind[candidate.kind].add(candidate.iri.value.removeprefix(ID))
        if "mexico" in by_kind.get("Country", ()):
            by_kind.pop("State", None)  # the country; who means the state says so
        is_description = len(span) > 1 and any(is_common(word.stem) for word in span)
        for kind, ids in by_kind.items():
            if len(ids) > 1 and is_description:
                continue  # "automotive cluster" says what is looked for; it names none of them
            # Of a name that several have the text stays, so that whoever runs it is asked which.
            values[kind] = ids.pop() if len(ids) == 1 else text
        return values

    def _candidates(self, text: str, kind: str | None) -> list[names.Candidate]:
        return names.candidates(self._store, text, kind)


def _labels(store: Store, scheme: str) -> Iterator[tuple[str, str]]:
    """Yield the code and a label of each concept of a scheme; the code is a label, too."""
    rows = store.select(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?c ?label "
        f"{{ ?c skos:inScheme <{VOC}{scheme}> ; skos:prefLabel|skos:altLabel ?label }}"
    ).rows
    for concept, label in rows:
        code = str(concept).removeprefix(f"{VOC}{scheme}/")
        yield code, str(label)
        yield code, code.replace("-", " ")


def _longest(candidates: Iterable[Mention]) -> list[Mention]:
    """Return the mentions that do not overlap; of those that do, the longest, else the first."""
    chosen: list[Mention] = []
    for mention in sorted(candidates, key=lambda each: (each.start - each.end, each.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in chosen):
            chosen.append(mention)
    return chosen


def _patterns(text: str) -> Iterator[Mention]:
    """Yield what is recognised by its form."""
    for match in _DOCUMENT.finditer(text):
        yield Mention(match.start(1), match.end(1), {"SourceDocument": match[1]})
    for dated in dates_in(text):
        yield Mention(*dated)
    for match in _QUOTED.finditer(text):
        yield Mention(match.start(), match.end(), {"string": match[1]})
    for match in _PLACE.finditer(text):
        yield Mention(match.start(), match.end(), {"string": match[0]})
    for amount in amounts_in(text):
        yield Mention(*amount)

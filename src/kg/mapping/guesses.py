"""Guess what the columns of a custom table hold, from their values first and their headers second.

A value is compared with what the store knows by name; so a column of which most values are names of
states holds states, whatever its header says. Each guess has its reason. What is open, such as the
order of day and month, is not guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg.errors import in_language
from kg.mapping.cells import FORMATS, fitting_formats, number_marks
from kg.mapping.column import KINDS, Column, kind_class
from kg.mapping.profiled import completed, properties_of
from kg.names import NameTable, kind_of
from kg.rdf import dates, iris
from kg.rdf.namespaces import ID, VOC
from kg.store import Store

#: kinds of places, which are what rows say, seldom what they are about
PLACES: Final = ("State", "Area", "Country")
_MOST_VALUES: Final = 2_000  # of a column, that are looked up
_MOST: Final = 0.5  # the share of the values that decides
_FEW: Final = 0.2  # the share that decides where the header says the same
_NAMED: Final = 3  # values that a reason names
#: words of a column that say what its cells are
_CELL_WORDS: Final = ("type", "scheme", "entity")
#: what people write into an empty cell
_NOTHING: Final = frozenset(
    {"-", "--", "---", "n/a", "n.a.", "na", "n/d", "n.d.", "nd", "s/d", "s.d.", "sd", "sin dato"}
    | {"sin datos", "no disponible", "no aplica", "ninguno", "ninguna", "pendiente", "null", "?"}
)
_SEPARATORS: Final = (";", "/", "|", ",", " y ")
_ADDRESS: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)
_YEAR: Final = re.compile(r"(?:1[5-9]|20)[0-9]{2}")
_NUMBERING: Final = 3  # numbers that follow each other from 1 and are no data
#: words in a header → property of a date
_DATES: Final = (
    (r"disoluci|cierre|baja|dissol|closed", "schema:dissolutionDate"),
    (r"fundaci|constituci|creaci|alta|inicio|founded|established", "schema:foundingDate"),
)
#: property of an organisation → that of what takes place
_OF_WHAT_TAKES_PLACE: Final = {
    "schema:foundingDate": "schema:startDate",
    "schema:dissolutionDate": "schema:endDate",
}
#: words in a header → words of the mapping, for texts that nobody can know by name
_TEXTS: Final[Sequence[tuple[str, Mapping[str, Any]]]] = (
    (r"siglas|acr[oó]n|abrev", {"property": "hx:acronym", "type": "text"}),
    (r"raz[oó]n social|legal.?name", {"property": "hx:legalName", "lang": "es"}),
    (r"nombre|name|cl[uú]ster|denominaci", {"property": "skos:altLabel", "lang": "es"}),
)
#: words in a header → kind of place, and code list, that it names
_HEADER_PLACES: Final = (
    (r"estado|entidad|state", "State"),
    (r"ciudad|municipio|localidad|city", "Area"),
    (r"pa[ií]s|country", "Country"),
)
_HEADER_SCHEMES: Final = (
    (r"sector|giro|industria|rama", "sector"),
    (r"estatus|status|situaci", "status"),
    (r"tama[nñ]o|size", "company-scale"),
)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a column.

    Attributes:
        name: What a mapping calls the column.
        counts: Value → in how many rows.
    """

    name: str
    counts: Counter[str]

    @property
    def shown(self) -> str:
        """The first of them, in quotes."""
        return _shown(self.counts)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column holds.

    Attributes:
        words: Those of the mapping; empty where nothing is guessed.
        why: The reason.
    """

    words: Mapping[str, Any]
    why: str


@dataclass(slots=True)
class Known:
    """What values stand for in a store: kinds of entities and code lists.

    Attributes:
        store: Where they are looked up; None where there is no store.
    """

    store: Store | None
    _table: NameTable | None = field(default=None, init=False)
    _of: dict[str, frozenset[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        if self.store:
            self._table = NameTable(self.store)

    def __call__(self, value: str) -> frozenset[str]:
        """Return what a value names, such as `State` and `concept:sector`."""
        if self._table is None or self.store is None:
            return frozenset()
        key = iris.fold(value)
        if key not in self._of:
            named = set()
            for iri, _, _ in self._table.named(value):
                if iri.value.startswith(VOC):
                    named.add(f"concept:{iri.value.removeprefix(VOC).partition('/')[0]}")
                elif iri.value.startswith(ID):
                    named.add(kind_of(self.store, iri))
            self._of[key] = frozenset(named)
        return self._of[key]

    def share(self, values: Collection[str], name: str) -> float:
        """Return which part of some values names something of a kind or code list."""
        return sum(name in self(value) for value in values) / len(values) if values else 0.0

    def best(self, values: Collection[str], wanted: Callable[[str], bool]) -> tuple[str, float]:
        """Return the kind or code list that most of some values name, and which part does."""
        counts: Counter[str] = Counter()
        for value in values:
            counts.update(filter(wanted, self(value)))
        if not counts:
            return "", 0.0
        (name, count), *_ = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return name, count / len(values)


def guess(column: Values, kind: str, known: Known) -> Guess:
    """Return what a column holds, of a subject of this kind."""
    skip = [value for value in column.counts if iris.fold(value) in _NOTHING]
    values = [value for value in column.counts if value not in skip][:_MOST_VALUES]
    if not values:
        return Guess({}, in_language("it has no values", "no tiene valores"))
    guessed = (
        _numbering(column, values)
        or _addresses(values)
        or _dates(column, values)
        or _named(column, values, kind, known)
        or _numbers(values)
        or _text(column)
        or Guess({}, in_language("nothing tells what it states", "nada dice qué afirma"))
    )
    guessed = _without_what_is_known(_for_kind(guessed, kind), kind, values)
    if skip and guessed.words:
        return Guess({**guessed.words, "skip": skip}, guessed.why)
    return guessed


def _for_kind(guess: Guess, kind: str) -> Guess:
    """Return a guess with a property that things of a kind have; without words where none is."""
    prop = guess.words.get("property", "")
    has = properties_of(kind_class(kind)) if kind in KINDS else {}
    if not prop or iris.expand(prop) in has:
        return guess
    other = _OF_WHAT_TAKES_PLACE.get(prop, "")
    if iris.expand(other) in has:
        return Guess({**guess.words, "property": other}, guess.why)
    without = in_language(f"; no {kind} has {prop}", f"; ningún {kind} tiene {prop}")
    return Guess({}, guess.why + without)


def _without_what_is_known(guess: Guess, kind: str, values: Iterable[str]) -> Guess:
    """Return a guess without the words that the profile says of its property.

    They stay where a mapping without them would split values that a draft leaves whole: a cell of
    a property that repeats may have several, with ";".
    """
    prop = guess.words.get("property", "")
    if not prop or kind not in KINDS:
        return guess
    short = {word: value for word, value in guess.words.items() if word not in _CELL_WORDS}
    column = Column("", property=prop, list=guess.words.get("list", False))
    try:
        known = completed(column, (kind_class(kind),))
    except ValueError:  # the property alone does not say what a cell holds
        return guess
    given = {word: _as_declared(guess.words[word]) for word in _CELL_WORDS if word in guess.words}
    splits = known.list and not column.list and any(";" in value for value in values)
    if splits or any(getattr(known, word) != value for word, value in given.items()):
        return guess
    return Guess(short, guess.why)


def _as_declared(value: object) -> object:
    """Return a word of a mapping as a column has it."""
    return tuple(value) if isinstance(value, list) else value


def _shown(values: Iterable[str]) -> str:
    return ", ".join(f"«{value}»" for value in list(values)[:_NAMED])


def _numbering(column: Values, values: Sequence[str]) -> Guess | None:
    """Return that a column only counts the rows, where it does."""
    if len(values) < _NUMBERING or not all(map(str.isdecimal, values)):
        return None
    numbers = sorted(map(int, values))
    if numbers != list(range(1, len(numbers) + 1)) or max(column.counts.values()) > 1:
        return None
    return Guess({}, in_language("it numbers the rows", "numera las filas"))


def _addresses(values: Sequence[str]) -> Guess | None:
    with_scheme = sum(map(bool, map(_ADDRESS.fullmatch, values)))
    without = sum(map(bool, map(_HOST.fullmatch, values)))
    if (with_scheme + without) < len(values) * (1 - _FEW):
        return None
    words: dict[str, Any] = {"property": "schema:url", "type": "uri"}
    if without:
        words["prefix"] = "https://"
    return Guess(
        words,
        in_language(
            f"{with_scheme + without} of {len(values)} values are web addresses, {without} of them "
            "without https://",
            f"{with_scheme + without} de {len(values)} valores son direcciones web, {without} de "
            "ellas sin https://",
        ),
    )


def _dates(column: Values, values: Sequence[str]) -> Guess | None:
    """Return how the dates of a column are written, where they are dates."""
    fits = {value: [form for form, _ in fitting_formats(value)] for value in values}
    years = [value for value in values if _YEAR.fullmatch(value)]
    iso = [value for value in values if dates.literal(value) is not None]
    read = [value for value in values if fits[value] or value in iso]
    prop = _by_header(column.name, _DATES)
    only_years = len(years) == len(read)
    if len(read) < len(values) * (1 - _FEW) or (only_years and not prop):
        return None
    needed = list(dict.fromkeys(forms[0] for forms in fits.values() if len(forms) == 1))
    open_ = [
        value
        for value, forms in fits.items()
        if len(forms) > 1 and len([form for form in forms if form in needed]) != 1
    ]
    words: dict[str, Any] = {"property": prop, "type": "date"} if prop else {}
    counted = in_language(
        f"{len(read)} of {len(values)} values are dates",
        f"{len(read)} de {len(values)} valores son fechas",
    )
    if open_:
        choices = " / ".join(f'formats = ["{form}"]' for form in fits[open_[0]])
        return Guess(
            words,
            counted
            + in_language(
                f"; whether the day or the month comes first is open ({open_[0]}): {choices}",
                f"; está abierto si va primero el día o el mes ({open_[0]}): {choices}",
            ),
        )
    if needed and words:
        order = [form for form in FORMATS if form in needed]
        words["formats"] = [*order, "%Y"] if years else order
    return Guess(words, counted)


def _named(column: Values, values: Sequence[str], kind: str, known: Known) -> Guess | None:
    """Return what most values of a column name, or what its header says that they name."""
    place = _by_header(column.name, _HEADER_PLACES)
    scheme = _by_header(column.name, _HEADER_SCHEMES)
    hinted = place or (f"concept:{scheme}" if scheme else "")
    separator, items = _separated(values, known, hinted)
    named, share = known.best(items, lambda name: _property_of(name, kind) != "")
    if hinted and (known.share(items, hinted) >= _FEW or share < _MOST):
        named, share = hinted, known.share(items, hinted)
    elif share < _MOST:
        return None
    unknown = [item for item in items if named not in known(item)]
    words: dict[str, Any] = {"property": _property_of(named, kind)}
    if named in KINDS:
        words["entity"] = [named]
    else:
        words["scheme"] = named.removeprefix("concept:")
    words["by"] = "name"
    if separator:
        words |= {"list": True, "separator": separator}
    return Guess(words, _known_of(named, items, unknown))


def _known_of(named: str, items: Sequence[str], unknown: Sequence[str]) -> str:
    name = named.removeprefix("concept:")
    known = len(items) - len(unknown)
    text = in_language(
        f"{known} of {len(items)} values are names of {name}",
        f"{known} de {len(items)} valores son nombres de {name}",
    )
    if unknown:
        text += in_language(f"; not {_shown(unknown)}", f"; no {_shown(unknown)}")
    return text


def _separated(values: Sequence[str], known: Known, hinted: str) -> tuple[str, list[str]]:
    """Return what stands between several values of one cell, "" for nothing, and the values.

    It separates values where cells with it are unknown as a whole, and a part of each is known.
    """

    def is_known(text: str) -> bool:
        return hinted in known(text) if hinted else bool(known(text))

    for separator in _SEPARATORS:
        joined = [value for value in values if separator in value]
        if not joined or any(map(is_known, joined)):
            continue
        parts = [[part.strip() for part in value.split(separator)] for value in joined]
        if all(any(map(is_known, of_value)) for of_value in parts):
            items = (part.strip() for value in values for part in value.split(separator))
            return separator, list(dict.fromkeys(filter(None, items)))
    return "", list(values)


def _property_of(named: str, kind: str) -> str:
    """Return the property by which a thing of a kind names such a place or concept, or ""."""
    if named in PLACES:
        return "hx:locatedIn"
    if not named.startswith("concept:") or kind not in KINDS:
        return ""
    scheme = named.removeprefix("concept:")
    uses = properties_of(kind_class(kind)).values()
    fitting = [use for use in uses if use.values.scheme == scheme and use.property]
    return iris.shorten(fitting[0].property) if fitting else ""


def _numbers(values: Sequence[str]) -> Guess | None:
    """Return how the numbers of a column are written, where they are numbers."""
    marks = number_marks(values)
    if marks is None:
        return None
    written = " / ".join(f'decimal = "{mark}"' for mark in marks)
    return Guess(
        {},
        in_language(
            f'numbers, type = "number"{f", {written}" if written else ""}; nothing tells what they '
            "state",
            f'números, type = "number"{f", {written}" if written else ""}; nada dice qué afirman',
        ),
    )


def _text(column: Values) -> Guess | None:
    for pattern, words in _TEXTS:
        if re.search(pattern, column.name.lower()):
            return Guess(words, in_language("as its header says", "como dice su encabezado"))
    return None


def _by_header(name: str, hints: Iterable[tuple[str, str]]) -> str:
    """Return what words in a header say, or ""."""
    return next((meaning for pattern, meaning in hints if re.search(pattern, name.lower())), "")

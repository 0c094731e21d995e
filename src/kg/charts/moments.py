"""What has a date: around an entity, or in the answer to a question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from kg.charts.timeline import Moment, by_date
from kg.claims.evidence import Evidence, EvidenceCatalogue, why
from kg.claims.profile import EntityProfile, is_nary_node
from kg.errors import UsageError, in_language
from kg.model import Iri, Literal, Solutions, Term
from kg.names import Labels
from kg.rdf.namespaces import HX, ID, SCHEMA
from kg.rdf.terms import sparql
from kg.store import Store

_PER_QUERY: Final = 200  # things whose dates are asked for at once
_DATE: Final = re.compile(r"[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
_STARTS: Final = ("start", "since", "signed", "in_force", "valid_from", "founded", "date", "period")
_ENDS: Final = ("end", "until", "in_force_until", "expires")
_KINDS: Final = ("what", "event_type", "type", "kind", "role_name", "level", "indicator_name")
_QUERY: Final = (
    "SELECT DISTINCT ?thing ?property ?date ?class WHERE {{ VALUES ?thing {{ {things} }} "
    "VALUES ?property {{ {properties} }} ?thing ?property ?date . ?thing a ?class }}"
)


class _Pair(NamedTuple):
    """Two properties that say from when until when, and words for what they date.

    Attributes:
        start: The property that begins it.
        end: The property that ends it; empty where there is none.
        words: What it is, in English and Spanish; empty takes the class of the thing.
        end_words: The same where only the end is known.
        of_parts: Whether it counts for what belongs to the entity, but not for its partners.
    """

    start: str
    end: str
    words: tuple[str, str] = ("", "")
    end_words: tuple[str, str] = ("", "")
    of_parts: bool = False


_PAIRS: Final = (
    _Pair(SCHEMA + "startDate", SCHEMA + "endDate", end_words=("end", "fin")),
    _Pair(HX + "signedOn", "", ("signature", "firma")),
    _Pair(
        HX + "inForceFrom",
        HX + "inForceUntil",
        ("in force", "en vigor"),
        ("end of force", "fin de la vigencia"),
    ),
    _Pair(
        SCHEMA + "validFrom",
        SCHEMA + "expires",
        ("label", "sello"),
        ("label expires", "vence el sello"),
    ),
    _Pair(
        SCHEMA + "foundingDate",
        SCHEMA + "dissolutionDate",
        ("foundation", "fundación"),
        ("dissolution", "disolución"),
        of_parts=True,
    ),
    _Pair(HX + "targetYear", "", ("target", "meta")),
)
_PROPERTIES: Final = tuple(iri for pair in _PAIRS for iri in (pair.start, pair.end) if iri)


@dataclass(frozen=True, slots=True)
class Dated:
    """Something with a date, and who states the date.

    Attributes:
        moment: What is drawn.
        iri: The thing.
        evidence: The places that state its dates.
    """

    moment: Moment
    iri: str
    evidence: tuple[Evidence, ...] = ()


def around(
    store: Store, profile: EntityProfile, language: str, catalogue: EvidenceCatalogue | None = None
) -> list[Dated]:
    """Return what has a date: the entity, what belongs to it and what it takes part in.

    The founding of a partner is no part of it. Rejected dates are none. Sorted by date.

    Args:
        store: Where dates are looked up.
        profile: The entity.
        language: Of the words, es or en.
        catalogue: The descriptions of evidence read before.
    """
    reading = _Reading(store, profile, language, catalogue or EvidenceCatalogue(store))
    dates = list(reading.dated())
    return sorted(dates, key=lambda item: by_date(item.moment))


class _Reading:
    """Reads the dates around one entity."""

    def __init__(
        self, store: Store, profile: EntityProfile, language: str, catalogue: EvidenceCatalogue
    ) -> None:
        self._store, self._profile, self._language = store, profile, language
        self._catalogue = catalogue
        self._labels = Labels(store, language)
        self._others: dict[str, tuple[str, str]] = {}  # n-ary node → the other end, its role
        self._parts = {profile.iri}  # what belongs to the entity
        self._things = dict.fromkeys(self._around())

    def dated(self) -> Iterator[Dated]:
        dates: dict[str, dict[str, str]] = {}
        classes: dict[str, str] = {}
        things = sorted(self._things)
        for start in range(0, len(things), _PER_QUERY):
            query = _QUERY.format(
                things=" ".join(sparql(Iri(thing)) for thing in things[start : start + _PER_QUERY]),
                properties=" ".join(f"<{iri}>" for iri in _PROPERTIES),
            )
            for thing, property_, date, kind in self._store.select(query).rows:
                if date is not None and _DATE.fullmatch(str(getattr(date, "value", ""))):
                    dates.setdefault(str(thing), {})[str(property_)] = getattr(date, "value", "")
                    classes[str(thing)] = min(str(kind), classes.get(str(thing), str(kind)))
        for iri, known in dates.items():
            for pair in _PAIRS:
                is_ours = iri in self._parts or not pair.of_parts
                if is_ours and (pair.start in known or pair.end in known):
                    yield self._moment(iri, pair, known, classes[iri])

    def _moment(self, thing: str, pair: _Pair, known: Mapping[str, str], kind: str) -> Dated:
        start, end = known.get(pair.start, ""), known.get(pair.end, "")
        words = pair.words if start else pair.end_words
        wording = words[self._language == "es"]
        other, role = self._others.get(thing, ("", ""))
        if not wording:
            wording = role or self._labels.get(kind) or ""
        label = self._labels.get(other or thing) or other or thing
        properties = [iri for iri in (pair.start, pair.end) if iri in known]
        facts = [
            fact
            for iri in properties
            for fact in why(self._store, Iri(thing), Iri(iri), catalogue=self._catalogue)
            if fact.accepted
        ]
        evidence = tuple(dict.fromkeys(item for fact in facts for item in fact.evidence))
        is_inferred = bool(evidence) and all(i.certainty != "explicit" for i in evidence)
        moment = Moment(start or end, end if start else "", label, wording, is_inferred)
        return Dated(moment, other or thing, evidence)

    def _around(self) -> Iterator[str]:
        """Yield what may have a date; notes the other end of n-ary nodes, and what belongs."""
        yield self._profile.iri
        for fact in self._profile.facts:
            if fact.accepted and isinstance(fact.object, Iri):
                yield from self._if_dated(fact.object.value)
        for fact in self._profile.incoming:
            if not fact.accepted:
                continue
            if not is_nary_node(fact.subject):
                self._parts.add(fact.subject)
                yield fact.subject
                continue
            yield fact.subject
            if isinstance(fact.object, Iri):
                self._note_other(fact.subject, fact.object.value)
                yield from self._if_dated(fact.object.value)

    def _if_dated(self, iri: str) -> Iterator[str]:
        if iri.startswith(ID) or "/objective/" in iri:
            yield iri

    def _note_other(self, node: str, value: str) -> None:
        other, role = self._others.get(node, ("", ""))
        if value.startswith(ID):
            other = other or value
        elif "/voc/role/" in value or "/voc/label-level/" in value:
            role = (self._labels.get(value) or "").lower()
        self._others[node] = (other, role)


def of_answer(
    answer: Solutions, store: Store, language: str, column: str = ""
) -> tuple[list[Moment], int]:
    """Return the rows of an answer that have a date, and how many have none.

    Args:
        answer: Has a column with dates; `start` and `end` or their like, `name`, and what it is.
        store: Where labels are looked up.
        language: Of the labels.
        column: The column with the dates; empty takes the first that has any.

    Raises:
        UsageError: There is no such column, or none with dates.
    """
    if column and column not in answer.variables:
        raise UsageError(_no_column(column, answer.variables))
    rows = [dict(zip(answer.variables, row, strict=True)) for row in answer.rows]
    column = column or _first_dated(answer.variables, rows)
    labels = Labels(store, language)
    ends = next((name for name in _ENDS if name in answer.variables and name != column), "")
    kinds = next((name for name in _KINDS if name in answer.variables), "")
    moments, undated = [], 0
    for cells in rows:
        start = _date(cells.get(column))
        if not start:
            undated += 1
            continue
        kind = _text(cells.get(kinds), labels)
        moments.append(Moment(start, _date(cells.get(ends)), _row_label(cells, labels), kind))
    if not moments:
        raise UsageError(_no_time_line(answer.variables))
    return moments, undated


def undated(count: int) -> list[str]:
    """Return the note on what has no date, none where all have one."""
    if not count:
        return []
    return [
        in_language(
            f"Without a date, and so not on the time line: {count}",
            f"Sin fecha, y por eso fuera de la línea de tiempo: {count}",
        )
    ]


def _first_dated(columns: Sequence[str], rows: Sequence[Mapping[str, Term | None]]) -> str:
    ranked = sorted(columns, key=lambda name: _STARTS.index(name) if name in _STARTS else 99)
    for name in ranked:
        if any(_date(cells.get(name)) for cells in rows):
            return name
    raise UsageError(_no_time_line(columns))


def _date(term: Term | None) -> str:
    """Return the date that a cell holds; a count such as 2010 is none."""
    if not isinstance(term, Literal) or term.datatype.endswith(("#integer", "#decimal")):
        return ""
    return term.value if _DATE.fullmatch(term.value) else ""


def _row_label(cells: Mapping[str, Term | None], labels: Labels) -> str:
    named = [cells["name"]] if cells.get("name") else []
    things: Iterable[Term | None] = [*named, *(t for t in cells.values() if isinstance(t, Iri))]
    texts = (t for t in cells.values() if isinstance(t, Literal) and not _DATE.fullmatch(t.value))
    return next((_text(term, labels) for term in [*things, *texts]), "")


def _text(term: Term | None, labels: Labels) -> str:
    if term is None:
        return ""
    if isinstance(term, Iri):
        return labels.get(term.value) or term.value
    return term.value


def _no_column(column: str, columns: Sequence[str]) -> str:
    return in_language(
        f"the answer has no column '{column}'; it has: {', '.join(columns)}",
        f"la respuesta no tiene la columna «{column}»; tiene: {', '.join(columns)}",
    )


def _no_time_line(columns: Sequence[str]) -> str:
    return in_language(
        f"this answer is no time line: it needs a column with dates; it has: "
        f"{', '.join(columns)}. Try: kg timeline agreements-time-line",
        f"esta respuesta no es una línea de tiempo: necesita una columna con fechas; tiene: "
        f"{', '.join(columns)}. Pruebe: kg timeline agreements-time-line",
    )

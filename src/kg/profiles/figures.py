"""Figures as sentences: what, of whom, where, how much, when, and as the document prints it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kg.model import Iri
from kg.profiles.document import Group, Item, Section
from kg.profiles.reader import Reader, Referring, capital
from kg.rdf.namespaces import BASE, HX, SDMXA, SDMXD, SDMXM

_OBSERVATION: Final = BASE + "observation/"
_PARTS: Final = tuple(
    HX + name for name in ("sectorDim", "product", "counterpartArea", "refEntity")
)
_IN_WORDS: Final = ("DAYS", "YEARS", "INDEX")  # units that have no sign
_WHOLE: Final = "_T"  # the code of a dimension that is not limited
_POWERS: Final = {
    3: ("thousand", "mil"),
    6: ("million", "millones"),
    9: ("billion", "mil millones"),
    12: ("trillion", "billones"),
}


def is_figure(node: Referring) -> bool:
    """Return whether an n-ary node is a figure."""
    return node.subject.startswith(_OBSERVATION)


def section(reader: Reader) -> Section | None:
    """Return the figures of a thing: those of the whole first, then the latest."""
    figures = sorted(filter(is_figure, reader.nodes), key=lambda node: _rank(reader, node))
    if not figures:
        return None
    items = (sentence(reader, figure) for figure in figures)
    group = Group.of("", items, is_list=True)
    return Section("figures", reader.wording("Key figures", "Cifras clave"), (group,))


def sentence(reader: Reader, figure: Referring) -> Item:
    """Return a figure as a sentence, with the printed value and what is doubtful beside it."""
    subject = capital(", ".join(_scope(reader, figure)))
    unit = figure.text(SDMXA + "unitMeasure").rpartition("/")[2]
    if unit in _IN_WORDS:
        unit = reader.code("unit", unit)
    power = figure.text(SDMXA + "unitMult")
    much = amount(figure.text(SDMXM + "obsValue"), power, unit, reader.language)
    qualifier = figure.value(HX + "valueQualifier")
    if qualifier is not None:
        much = f"{reader.written(qualifier).lower()} {much}"
    period = figure.text(SDMXD + "refPeriod")
    notes = list(_notes(reader, figure))
    return Item(
        f"{subject}: {much} ({period})" if period else f"{subject}: {much}",
        "; ".join(notes),
        figure.evidence,
    )


def amount(value: str, power: str, unit: str, language: str) -> str:
    """Return how much in words of a language: "4.85 mil millones de USD".

    Args:
        value: The number as it is stored.
        power: The power of ten by which it counts, empty for none.
        unit: The code of the unit, or a word for it.
        language: es or en.
    """
    whole, point, rest = value.partition(".")
    grouped = f"{int(whole):,}" if whole.lstrip("-").isdecimal() else whole
    text = grouped + point + rest
    is_spanish = language == "es"
    exponent = int(power) if power.lstrip("-").isdecimal() else 0
    if exponent in _POWERS:
        word = _POWERS[exponent][is_spanish]
        text += " " + ("millón" if is_spanish and exponent == 6 and value == "1" else word)
    elif exponent:
        text += f" × 10^{exponent}"
    if unit in ("NUM", "RANK", ""):
        return text
    if unit == "PCT":
        return f"{text} %" if is_spanish else f"{text}%"
    return f"{text}{' de ' if is_spanish and exponent > 3 else ' '}{unit}"


def _scope(reader: Reader, figure: Referring) -> Iterator[str]:
    """Yield what is counted: the indicator, and whose, where, with whom, of which sector it is."""
    yield reader.named(figure.text(HX + "indicator"))
    for property_, english, spanish in (
        (HX + "refEntity", "of", "de"),
        (SDMXD + "refArea", "in", "en"),
        (HX + "counterpartArea", "with", "con"),
    ):
        value = figure.value(property_)
        if isinstance(value, Iri) and value != reader.entity:
            yield f"{reader.wording(english, spanish)} {reader.named(value.value)}"
    for property_, english, spanish in (
        (HX + "sectorDim", "sector", "sector"),
        (HX + "product", "product", "producto"),
    ):
        value = figure.value(property_)
        if isinstance(value, Iri) and not value.value.endswith(f"/{_WHOLE}"):
            yield f"{reader.wording(english, spanish)} {reader.named(value.value)}"


def _notes(reader: Reader, figure: Referring) -> Iterator[str]:
    """Yield what is said beside a figure: range, printed value, basis of the period, doubts.

    A printed value of the same digits, such as "35,000", is the sentence itself.
    """
    low, high = figure.text(HX + "minValue"), figure.text(HX + "maxValue")
    if low and high:
        yield reader.wording(f"from {low} to {high}", f"de {low} a {high}")
    printed = figure.text(HX + "rawValue")
    words = figure.text(HX + "rawLabel")
    if printed and _digits(printed) != _digits(figure.text(SDMXM + "obsValue")):
        yield reader.wording(f"printed: “{printed}”", f"impreso: «{printed}»")
    if words:
        yield reader.wording(f"“{words}”", f"«{words}»")
    for fact in figure.facts:
        if fact.predicate == HX + "provider" and fact.object != reader.entity:
            whose = reader.written(fact.object)
            yield reader.wording(f"by {whose}", f"de {whose}")
    basis = figure.value(HX + "periodBasis")
    if basis is not None and not basis.value.endswith("/stated"):
        yield reader.written(basis).lower()
    values = [fact for fact in figure.facts if fact.predicate == SDMXM + "obsValue"]
    yield from reader.marks(values)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())


def _rank(reader: Reader, figure: Referring) -> tuple[int, str, str, str]:
    """Return the key by which figures are sorted: whole before parts, then newest, then name."""
    parts = sum(
        1
        for property_ in (
            HX + "sectorDim",
            HX + "product",
            HX + "counterpartArea",
            HX + "refEntity",
        )
        if (value := figure.value(property_)) is not None and not value.value.endswith(_WHOLE)
    )
    period = figure.text(SDMXD + "refPeriod")
    newest = "".join(chr(ord("9") - ord(c) + ord("0")) if c.isdecimal() else c for c in period)
    return parts, newest, reader.named(figure.text(HX + "indicator")), figure.subject

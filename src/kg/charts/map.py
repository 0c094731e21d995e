"""A map of the 32 states of Mexico, coloured by a number each."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from kg.charts.scale import Scale, no_data, number
from kg.errors import UsageError, in_language
from kg.export.xml_escape import attribute, content
from kg.model import Iri, Literal, Solutions, Term
from kg.rdf.namespaces import HX, SKOS
from kg.results.numbers import AMOUNT_TYPES
from kg.store import Store

_ISO: Final = HX + "iso3166-2"
_TOP, _LINE, _COLUMNS = 70, 15, 118
_MARKED, _PALE = "#d55e00", "#c3ccd5"  # the state that a map is about, and the others
_TITLE: Final = 62  # letters of a line of the title


@dataclass(frozen=True, slots=True)
class StateValues:
    """A number for states, by the last letters of their ISO code: `NLE`.

    Attributes:
        values: The numbers; a state without any has no data.
        names: The names of the states.
        column: The column of the answer that they come from.
        outside: How many rows are about no state.
    """

    values: Mapping[str, float]
    names: Mapping[str, str]
    column: str
    outside: int


def of_answer(answer: Solutions, store: Store, language: str, column: str = "") -> StateValues:
    """Return the numbers of an answer by state; several rows of one state are summed.

    Args:
        answer: Has a column with states.
        store: Where the states have their codes and names.
        language: Of the names, es or en.
        column: The column with the numbers; empty takes the first that has one.

    Raises:
        UsageError: There is no such column, no state or no number.
    """
    codes = _codes(store)
    if column and column not in answer.variables:
        raise UsageError(
            in_language(
                f"the answer has no column '{column}'; it has: {', '.join(answer.variables)}",
                f"la respuesta no tiene la columna «{column}»; tiene: "
                f"{', '.join(answer.variables)}",
            )
        )
    values: dict[str, float] = {}
    outside = 0
    for row in answer.rows:
        cells = dict(zip(answer.variables, row, strict=True))
        state = next((codes[t.value] for t in row if isinstance(t, Iri) and t.value in codes), "")
        column = column or next((name for name, term in cells.items() if _is_number(term)), "")
        value = _number(cells.get(column))
        if not state:
            outside += 1
        elif value is not None:
            values[state] = values.get(state, 0.0) + value
    if not values:
        raise UsageError(_no_map(answer.variables))
    return StateValues(values, _names(store, codes, language), column, outside)


def is_map(rows: Iterable[Sequence[Term | None]], store: Store) -> bool:
    """Return whether rows have a state and a number in one of them."""
    codes = _codes(store)
    return any(
        any(isinstance(term, Iri) and term.value in codes for term in row)
        and any(map(_is_number, row))
        for row in rows
    )


def states(store: Store) -> Mapping[str, str]:
    """Return the last letters of the ISO code of each state, by its IRI."""
    return _codes(store)


def svg(
    data: StateValues,
    title: str,
    notes: Sequence[str] = (),
    outlined: Collection[str] = (),
    size: float = 1.0,
) -> str:
    """Return the map as SVG: title, states with their numbers as tooltips, legend, notes, credit.

    Args:
        data: The numbers.
        title: Stands above; empty leaves it out.
        notes: Sentences below, such as what the answer leaves out.
        outlined: States, by the last letters of their ISO code, that are drawn with a thick line.
        size: Of the letters: 2 doubles them, for a map that is shown small.
    """
    return "".join(_document(data, title, notes, outlined, size))


def locator(code: str, names: Mapping[str, str], title: str) -> str:
    """Return a map of the states as SVG, with one of them marked.

    Args:
        code: The last letters of the ISO code of the state that is marked.
        names: The names of the states by their code, which show as tooltips.
        title: What the map shows, for those who do not see it.
    """
    outlines = _outlines()
    credit = in_language("Outlines: ", "Contornos: ") + outlines["credit"]
    height = outlines["height"]
    states = "".join(
        f'<path d="{path}" fill="{_MARKED if each == code else _PALE}">'
        f"<title>{content(names.get(each, each))}</title></path>\n"
        for each, path in sorted(outlines["states"].items(), key=lambda item: item[0] == code)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outlines["width"]} {height + 30}" '
        f'font-family="sans-serif" role="img" aria-label={attribute(title)}>\n'
        f"<title>{content(title)}</title>\n"
        f'<g stroke="#ffffff" stroke-width="1.2">\n{states}</g>\n'
        f'<text x="16" y="{height + 20}" font-size="16" fill="#6b7885">{content(credit)}</text>\n'
        "</svg>\n"
    )


def state_names(store: Store, language: str) -> Mapping[str, str]:
    """Return the names of the states, by the last letters of their ISO code."""
    return _names(store, _codes(store), language)


def _document(
    data: StateValues, title: str, notes: Sequence[str], outlined: Collection[str], size: float
) -> Iterator[str]:
    outlines = _outlines()
    scale = Scale.of(data.values.values())
    all_notes = [*notes, *([_outside(data.outside)] if data.outside else [])]
    lines = [line for note in all_notes for line in textwrap.wrap(note, int(_COLUMNS / size))]
    lines.append(in_language("Outlines: ", "Contornos: ") + outlines["credit"])
    top, name = (_TOP if title else 8), title or in_language("Map", "Mapa")
    height = top + outlines["height"] + _LINE * size * (len(lines) + 1)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {outlines["width"]} {height:.0f}" '
        f'font-family="sans-serif" font-size="{12 * size:g}" role="img" '
        f"aria-label={attribute(name)}>\n"
        f"<title>{content(name)}</title>\n"
        '<defs><pattern id="none" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="6" height="6" fill="white"/>'
        '<line x1="0" y1="0" x2="0" y2="6" stroke="#9aa5b1" stroke-width="1.4"/></pattern></defs>\n'
        '<rect width="100%" height="100%" fill="white"/>\n'
    )
    for row, text in enumerate(textwrap.wrap(title, _TITLE)[:2]):
        yield (
            f'<text x="16" y="{28 + 22 * row}" font-size="18" font-weight="bold">'
            f"{content(text)}</text>\n"
        )
    yield f'<g transform="translate(0 {top})" stroke="#8895a3" stroke-width="0.5">\n'
    for code, path in outlines["states"].items():
        yield _state(code, path, data, scale)
    for code in sorted(set(outlined) & outlines["states"].keys()):  # above their neighbours
        path = outlines["states"][code]
        yield f'<path d="{path}" fill="none" stroke="#d55e00" stroke-width="3"/>\n'
    yield "</g>\n"
    yield from _legend(scale, len(outlines["states"]) - len(data.values), top + 280, size)
    for row, text in enumerate(lines):
        y = top + outlines["height"] + _LINE * size * (row + 1)
        yield (
            f'<text x="16" y="{y:.0f}" font-size="{11 * size:g}" fill="#55616e">'
            f"{content(text)}</text>\n"
        )
    yield "</svg>\n"


def _state(code: str, path: str, data: StateValues, scale: Scale) -> str:
    name = data.names.get(code, code)
    if code in data.values:
        fill, figure = scale.colour(data.values[code]), number(data.values[code])
    else:
        fill, figure = "url(#none)", no_data()
    return f'<path d="{path}" fill="{fill}"><title>{content(f"{name}: {figure}")}</title></path>\n'


def _legend(scale: Scale, missing: int, top: float, size: float) -> Iterator[str]:
    rows = scale.legend()
    if missing:
        rows = [*rows, ("url(#none)", f"{no_data()} ({missing})")]
    for row, (fill, words) in enumerate(rows):
        y = top + 22 * size * row
        yield (
            f'<rect x="24" y="{y:.0f}" width="{22 * size:.0f}" height="{15 * size:.0f}" '
            f'fill="{fill}" stroke="#9aa5b1" stroke-width="0.6"/>'
            f'<text x="{32 + 22 * size:.0f}" y="{y + 12 * size:.0f}">{content(words)}</text>\n'
        )


@cache
def _outlines() -> dict[str, Any]:
    text = files("kg.charts").joinpath("states.json").read_text(encoding="utf-8")
    outlines: dict[str, Any] = json.loads(text)
    return outlines


def _codes(store: Store) -> dict[str, str]:
    """Return the end of the ISO code of each state, by its IRI."""
    return {
        str(quad.subject): quad.object.value.removeprefix("MX-")
        for quad in store.quads(predicate=Iri(SKOS + "notation"))
        if isinstance(quad.object, Literal) and quad.object.datatype == _ISO
    }


def _names(store: Store, codes: Mapping[str, str], language: str) -> dict[str, str]:
    from kg.names import labels_of

    labels = labels_of(store, map(Iri, codes), language)
    return {code: labels.get(iri, code) for iri, code in codes.items()}


def _number(term: Term | None) -> float | None:
    """Return the number that a term is; None for another one, and for one without end."""
    if not isinstance(term, Literal) or term.datatype not in AMOUNT_TYPES:
        return None
    try:
        value = float(term.value)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_number(term: Term | None) -> bool:
    return _number(term) is not None


def _outside(count: int) -> str:
    return in_language(
        f"Rows about no state, which are not on the map: {count}",
        f"Filas que no tratan de un estado y no están en el mapa: {count}",
    )


def _no_map(columns: Sequence[str]) -> str:
    return in_language(
        f"this answer is no map: it needs a column with states and one with numbers; it has: "
        f"{', '.join(columns)}. Try: kg map clusters-by-state",
        f"esta respuesta no es un mapa: necesita una columna con estados y una con números; tiene: "
        f"{', '.join(columns)}. Pruebe: kg map clusters-by-state",
    )

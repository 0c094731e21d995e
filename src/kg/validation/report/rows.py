"""From results to rows that a person reads: positions, labels, what was expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from kg.model import Iri, Position, Stated, Term, Violation
from kg.ontology.terms import declared
from kg.rdf import iris
from kg.rdf.oxigraph import is_iri
from kg.validation.report.sentences import best_label, sentence
from kg.validation.report.words import message

Suggest = Callable[[Violation], str]


class Labels(Protocol):
    """What gives the label of an IRI, such as a dict."""

    def get(self, iri: str, /) -> str | None:
        """Return the label, None where there is none."""


#: parameter of a shape → what it wants, in English and Spanish; {0} is its value
_EXPECTED = {
    "minCount": ("at least {0}", "al menos {0}"),
    "maxCount": ("at most {0}", "a lo más {0}"),
    "qualifiedMinCount": ("at least {0} of a kind", "al menos {0} de cierto tipo"),
    "class": ("of the class {0}", "de la clase {0}"),
    "datatype": ("of the datatype {0}", "del tipo de dato {0}"),
    "nodeKind": ("of the kind {0}", "del género {0}"),
    "minExclusive": ("more than {0}", "más de {0}"),
    "minInclusive": ("{0} or more", "{0} o más"),
    "maxExclusive": ("less than {0}", "menos de {0}"),
    "maxInclusive": ("{0} or less", "{0} o menos"),
    "minLength": ("{0} characters or more", "{0} caracteres o más"),
    "maxLength": ("{0} characters or fewer", "{0} caracteres o menos"),
    "pattern": ("of the form {0}", "de la forma {0}"),
    "languageIn": ("in one of the languages {0}", "en uno de los idiomas {0}"),
    "equals": ("the same as {0}", "lo mismo que {0}"),
    "disjoint": ("not the same as {0}", "distinto de {0}"),
    "lessThan": ("before {0}", "anterior a {0}"),
    "lessThanOrEquals": ("not after {0}", "no posterior a {0}"),
    "hasValue": ("the value {0}", "el valor {0}"),
    "in": ("one of {0}", "uno de {0}"),
}
_MANY = 8  # of a long list of allowed values, so many are shown


@dataclass(frozen=True, slots=True)
class Row:
    """One result as it is shown; empty where there is nothing to show.

    `message` names the entity, and what documents state of it where that is compared; `rule` is
    what the shape says, the same for all entities.
    """

    severity: str
    code: str
    positions: tuple[Position, ...]
    entity: str
    entity_iri: str
    path: str
    path_iri: str
    value: str
    expected: str
    message: str
    suggestion: str
    component: str
    rule: str
    stated: tuple[Stated, ...] = ()

    @property
    def is_named(self) -> bool:
        """Whether the message names the entity."""
        return not self.entity or f"«{self.entity}»" in self.message

    @property
    def where(self) -> str:
        """The positions, as `file:line:column`."""
        return ", ".join(str(position) for position in self.positions)


def rows(
    results: Iterable[Violation],
    language: str,
    labels: Labels,
    suggest: Suggest | None = None,
) -> Iterator[Row]:
    """Yield the results as rows, in their order.

    Args:
        results: The results.
        language: en or es; others are written in English.
        labels: IRI → label of entities, properties, classes and codes; others are shown as IRIs.
        suggest: From a result to what may have been meant; empty where nothing comes near.
    """

    def name(iri: str) -> str:
        return (is_iri(iri) and labels.get(iri)) or term_label(iri, language) or iris.shorten(iri)

    for result in results:
        focus, path = str(result.focus), result.path
        label = (isinstance(result.focus, Iri) and labels.get(focus)) or ""
        label = label or best_label(result.labels, language)
        shown = [_value(term, name) for term in result.values]
        if not shown and result.value is not None and str(result.value) != focus:
            shown = [_value(result.value, name)]
        yield Row(
            severity=result.severity,
            code=result.code,
            positions=result.positions,
            entity=label,
            entity_iri=focus,
            path=name(path) if path else "",
            path_iri=path,
            value=", ".join(shown),
            expected=expected(result.expected, language, name),
            message=sentence(result, language, name, label),
            suggestion=suggest(result) if suggest else "",
            component=result.component,
            rule=message(result, language, name),
            stated=result.stated,
        )


def message_of(result: Violation, language: str) -> str:
    """Return what a result says, where no store is at hand: as far as it was looked up.

    Args:
        result: The result.
        language: en or es; others are written in English.
    """
    (row,) = rows((result,), language, {})
    return row.message


def term_label(iri: str, language: str) -> str:
    """Return the label of a term that the ontology declares, "" for anything else.

    Args:
        iri: Its IRI.
        language: es is Spanish, all else English.
    """
    term = declared().get(iri)
    return term.label("es" if language == "es" else "en") if term and term.labels else ""


def expected(parameter: tuple[str, ...], language: str, name: Callable[[str], str]) -> str:
    """Return what a shape expects, in words; empty where there are no words for it.

    Args:
        parameter: The local name of the parameter (minCount, class …), then its values.
        language: es is Spanish, all else English.
        name: From an IRI to what it is called.
    """
    if not parameter or parameter[0] not in _EXPECTED:
        return ""
    is_text = parameter[0] == "pattern"
    values = [name(value) if "://" in value and not is_text else value for value in parameter[1:]]
    if len(values) > _MANY:
        values = [*values[:_MANY], "…"]
    return _EXPECTED[parameter[0]][language == "es"].format(", ".join(values))


def _value(term: Term, name: Callable[[str], str]) -> str:
    return name(term.value) if isinstance(term, Iri) else f"«{term.value[:200]}»"

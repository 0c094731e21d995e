"""What a result says, in a sentence about the thing itself, with what documents state of it.

The messages of the project's shapes begin with a code, and say after a colon what to do: «C56 has
more than one value of …: decide …». The thing takes the place of the code; where statements are
compared, they follow with their documents: «The cluster «X» has two founding dates: 2007 (001,
note 74), 2009 (003, §1.2). …».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from kg.model import Iri, Literal, Stated, Term, Violation
from kg.ontology.articles import the
from kg.ontology.terms import declared
from kg.rdf import iris
from kg.rdf.namespaces import RDF_LANGSTRING, XSD
from kg.validation.report.words import message

_ONE_VALUE: Final = "C56"  # the code of properties that have one value
_LANGUAGES: Final = ("es", "en", "fr", "mul", "")  # where the one that is wanted is missing
_TEXTS: Final = (XSD + "string", RDF_LANGSTRING)
_WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "en": {
        "numbers": ("no", "one", "two", "three", "four", "five", "six"),
        "has": "has {number} {what}",
        "values": "values of «{property}»",
        "more": "and {n} more",
        "records": {
            "registry": "registry",
            "vocabulary": "code list",
            "catalogue": "catalogue",
            "": "no document",
        },
    },
    "es": {
        "numbers": ("ninguna", "un", "dos", "tres", "cuatro", "cinco", "seis"),
        "has": "tiene {number} {what}",
        "values": "valores de «{property}»",
        "more": "y {n} más",
        "records": {
            "registry": "registro",
            "vocabulary": "lista de códigos",
            "catalogue": "catálogo",
            "": "ningún documento",
        },
    },
}


def sentence(result: Violation, language: str, name: Callable[[str], str], label: str = "") -> str:
    """Return what a result says: about its node by name, and with the documents that state it.

    Shapes of others say what they say.

    Args:
        result: The result.
        language: es is Spanish, all else English.
        name: From an IRI to what it is called.
        label: What the node is called, where a store knows it.
    """
    text = message(result, language, name)
    if not is_about_the_thing(result, text):
        return text
    finding, colon, advice = text.removeprefix(result.code).lstrip().partition(": ")
    subject = _subject(result, language, name, label)
    if not result.stated:
        return f"{subject} {finding}{colon}{advice}"
    if result.code == _ONE_VALUE:
        finding = _has_values(result, language, name)
    listed = statements(result, language, name)
    then = f" {advice[:1].upper()}{advice[1:]}" if advice else ""
    return f"{subject} {finding.removesuffix('.')}: {listed}.{then}"


def is_about_the_thing(result: Violation, text: str) -> bool:
    """Return whether a message begins with the code of its shape, in the place of the thing."""
    return bool(result.code) and text.startswith(result.code + " ")


def best_label(labels: Sequence[tuple[str, str]], language: str) -> str:
    """Return the label in a language, else in another, "" where there is none."""
    order = (language, *_LANGUAGES)
    ranked = sorted(labels, key=lambda item: (_rank(item[0], order), item[1]))
    return ranked[0][1] if ranked else ""


def statements(result: Violation, language: str, name: Callable[[str], str]) -> str:
    """Return the statements that a result compares, each with its documents.

    Args:
        result: A result with such statements.
        language: es is Spanish, all else English.
        name: From an IRI to what it is called.
    """
    words = _WORDS["es" if language == "es" else "en"]
    of_property = [
        (property_, [_with_documents(item, result.focus, language, name) for item in items])
        for property_, items in groupby(result.stated, key=lambda item: item.property)
    ]
    is_said = [property_ for property_, _ in of_property] == [result.path]
    parts = [
        ", ".join(texts) if is_said else f"{name(property_)} {', '.join(texts)}"
        for property_, texts in of_property
    ]
    more = result.stated_in_all - len(result.stated)
    if more > 0:
        parts[-1] += ", " + words["more"].format(n=f"{more:,}")
    return "; ".join(parts)


def _with_documents(stated: Stated, focus: Term, language: str, name: Callable[[str], str]) -> str:
    """Return a value, or another thing that has it, and in parentheses who says so."""
    words = _WORDS["es" if language == "es" else "en"]
    places = [", ".join(filter(None, place)) for place in stated.documents]
    if stated.more:
        places.append(words["more"].format(n=f"{stated.more:,}"))
    documents = "; ".join(places) or words["records"][stated.record]
    shown = stated.value if stated.subject == focus else stated.subject
    label = best_label(stated.labels, language)
    return f"{label or value_text(shown, name)} ({documents})"


def value_text(term: Term, name: Callable[[str], str]) -> str:
    """Return a value as a sentence has it: a date or number bare, a text in quotation marks."""
    if isinstance(term, Iri):
        return name(term.value)
    if isinstance(term, Literal) and term.datatype not in _TEXTS:
        return term.value[:200]
    return f"«{term.value[:200]}»"


def _has_values(result: Violation, language: str, name: Callable[[str], str]) -> str:
    """Return that a thing has several values of a property, in words."""
    words = _WORDS["es" if language == "es" else "en"]
    count, label = result.stated_in_all, name(result.path)
    numbers = words["numbers"]
    values = words["values"].format(property=label)
    if language == "es" and label.startswith("fecha "):
        values = f"fechas {label.removeprefix('fecha ')}"
    elif language != "es" and label.endswith(" date"):
        values = f"{label}s"
    number = numbers[count] if count < len(numbers) else f"{count:,}"
    text: str = words["has"].format(number=number, what=values)
    return text


def _subject(result: Violation, language: str, name: Callable[[str], str], label: str) -> str:
    """Return a node as a sentence begins with it: its kind and its name."""
    called = label or best_label(result.labels, language)
    shown = f"«{called}»" if called else iris.shorten(str(result.focus))
    kind = declared().get(result.kind)
    if kind is None:
        return shown
    words = the(kind.label("es" if language == "es" else "en"), language)
    return f"{words[:1].upper()}{words[1:]} {shown}"


def _rank(language: str, order: Sequence[str]) -> int:
    return order.index(language) if language in order else len(order)

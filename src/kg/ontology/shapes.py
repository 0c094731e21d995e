"""The shapes that the profile makes: `ontology/shapes/profile.ttl`, written by `kg fmt`.

Code of each constraint and what it asks:

- C17: a date is a year, a month or a day; C59: any other value is of the kind that the profile
  names; C55: a coded value is in its code list.
- C56: a property that is not repeatable has at most one value.
- C58: a property stands only at things of the classes that have it.
- C60: a thing has what is mandatory (violation) or recommended (warning), where no shape written
  by hand asks for it.
- C67: a text is one line of words; C68: it is in a language of the project.

Shapes of properties that are written by hand get from it what a form needs: label, meaning, group
and order of the property.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from kg.model import Iri
from kg.ontology.profile import GROUPS, Use, Values, without_sets
from kg.ontology.terms import Terms
from kg.rdf.iris import local_name, shorten
from kg.rdf.namespaces import DCT, HX, ORG, PREFIXES, SH, SHAPE, SKOS, XSD
from kg.rdf.reader import read_quads

#: the file of the shapes that the profile makes
PROFILE_SHAPES: Final = "profile.ttl"

#: property → what its shapes are called, where that is not the name of the property
_NAMES: Final = {ORG + "role": "membership-role"}
#: what an id still has when another took its place, and its class is gone
_OF_FORMER_IDS: Final = frozenset((DCT + "isReplacedBy",))
_DATATYPE_WORDS: Final = {
    "text": ("a text without language", "un texto sin idioma"),
    "text@": ("a text with its language", "un texto con su idioma"),
    "anyText": ("a text", "un texto"),
    "uri": ("a web address", "una dirección web"),
    "integer": ("a whole number", "un número entero"),
    "number": ("a whole or decimal number", "un número entero o decimal"),
}
_DATES: Final = (
    "is no date: write 2022, 2022-12 or 2022-12-19, with its datatype",
    "no es una fecha: escriba 2022, 2022-12 o 2022-12-19, con su tipo de dato",
)
#: datatype of a date → its form: years from 1000 to 2999, so that 20190 or 0201 is seen, no zone
_DATE_FORMS: Final = {
    XSD + "gYear": "[12][0-9]{3}",
    XSD + "gYearMonth": "[12][0-9]{3}-[0-9]{2}",
    XSD + "date": "[12][0-9]{3}-[0-9]{2}-[0-9]{2}",
}
#: words for values that are texts
_TEXTS: Final = frozenset(("text", "text@", "anyText"))
#: in Turtle: what no text holds, controls and characters that nobody sees
_UNSEEN: Final = (
    r"\u0001-\u001F\u007F-\u009F\u00AD\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFD"
)
_ONE_LINE: Final = rf'sh:pattern "^[^\\s{_UNSEEN}]([^{_UNSEEN}]*[^\\s{_UNSEEN}])?$"'
#: UTF-8 read as another encoding, markup, a web address or a word for nothing in the place of
#: words, two blanks
_NO_WORDS: Final = (
    r"[\u00C3\u00C2][\u0080-\u00BF]|\u00E2\u20AC|<[A-Za-z/!][^>]*>|^https?://\\S+$"
    r"|^([Nn]/[AaDdEe]|[Ss]/[DdNn]|[Nn]ull|NULL|NaN|None"
    r"|[!-/:-@_~\u00A1\u00BF\u2013\u2014\u2026 ]+)$"
    r"|\\s\\s"
)
#: characters of a name; titles of documents are the longest
_LONGEST_NAME: Final = 500
#: may be damaged: spellings as a document has them
_AS_FOUND: Final = frozenset((HX + "ocrVariant",))
#: of texts; `mul` is for names that are the same in several languages
_LANGUAGES: Final = ("es", "en", "fr", "mul")
#: obligation → what to do where the property is missing, and the severity
_ADVICE: Final = {
    "mandatory": (("it is indispensable", "es indispensable"), "Violation"),
    "recommended": (("add it if a source gives it", "agréguelo si una fuente lo da"), "Warning"),
}
_HEAD: Final = """\
# Made by `kg fmt` from ontology/profile.csv: change that, not this.
"""


@dataclass(slots=True)
class _PropertyUses:
    """All that the profile says of one property."""

    property: str
    uses: list[Use] = field(default_factory=list)


def by_hand(folder: Path) -> dict[str, str]:
    """Return name → IRI of the property, of the shapes of a folder that are written by hand.

    Shapes of paths of several steps, or against their direction, are left out.

    Args:
        folder: The folder of shapes, with that of the profile or without.
    """
    properties = {}
    for path in sorted(folder.glob("*.ttl")):
        quads = read_quads(path, path.name) if path.name != PROFILE_SHAPES else ()
        for subject, predicate, value, _ in quads:
            is_path = predicate.value == SH + "path" and isinstance(value, Iri)
            if is_path and isinstance(subject, Iri) and subject.value.startswith(SHAPE):
                properties[subject.value.removeprefix(SHAPE)] = str(value.value)
    return properties


def turtle(uses: Iterable[Use], terms: Terms, others: Mapping[str, str]) -> str:
    """Return the shapes of a profile as Turtle, the same text for the same profile.

    Args:
        uses: The rows of the profile.
        terms: Gives the labels that messages name.
        others: Name → IRI of the property, of the shapes that are written by hand; those of a
            property of the profile get its label, meaning, group and order.
    """
    by_property: dict[str, _PropertyUses] = {}
    for use in uses:
        by_property.setdefault(use.property, _PropertyUses(use.property)).uses.append(use)
    order = {name: number for number, name in enumerate(by_property, start=1)}
    body = "\n".join(_group(*item) for item in enumerate(GROUPS.items(), start=1))
    for item in by_property.values():
        for shape in _shapes(item, terms):
            body += "\n" + shape.turtle(item, terms, order[item.property])
    for name, prop in sorted(others.items()):
        if prop in by_property:
            lines = _about(by_property[prop], terms, order[prop])
            body += "\n".join([f"\nshape:{name}", *lines])[:-2] + " .\n"
    used = [
        prefix for prefix in PREFIXES if re.search(rf"(?<![\w:/]){re.escape(prefix)}:(?!/)", body)
    ]
    prefixes = "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used)
    return f"{_HEAD}{prefixes}\n{body}"


def _group(number: int, group: tuple[str, tuple[str, str]]) -> str:
    name, (english, spanish) = group
    return (
        f'shape:group-{name} a sh:PropertyGroup ; rdfs:label "{english}"@en , "{spanish}"@es ; '
        f"sh:order {number} .\n"
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """One property shape: its name, target, constraint and messages."""

    code: str
    name: str
    target: str
    constraint: str
    english: str
    spanish: str
    severity: str = "Violation"
    is_of_node: bool = False  # asks something of the thing itself, not of the values

    def turtle(self, item: _PropertyUses, terms: Terms, order: int) -> str:
        """Return it with the label, meaning, group and order of its property."""
        kind = "Node" if self.is_of_node else "Property"
        lines = [
            f"shape:{self.code}-{self.name} a sh:{kind}Shape ;",
            f'    hx:code "{self.code}" ;',
            f"    sh:severity sh:{self.severity} ;",
            f"    {self.target} ;",
            *([] if self.is_of_node else self._of_property(item, terms, order)),
            f"    {self.constraint} ;",
            f'    sh:message "{self.code} {_escaped(self.english)}."@en ,',
            f'        "{self.code} {_escaped(self.spanish)}."@es .',
            "",
        ]
        return "\n".join(lines)

    def _of_property(self, item: _PropertyUses, terms: Terms, order: int) -> list[str]:
        return [f"    sh:path {shorten(item.property)} ;", *_about(item, terms, order)]


def _about(item: _PropertyUses, terms: Terms, order: int) -> list[str]:
    """Return the label, meaning, group and order of a property, a line of Turtle each."""
    term = terms[item.property]
    return [
        f"    sh:name {_both(term.labels)} ;",
        f"    sh:description {_both(term.comments or _defined_elsewhere(term.iri))} ;",
        f"    sh:group shape:group-{item.uses[0].group} ;",
        f"    sh:order {order} ;",
    ]


def _shapes(item: _PropertyUses, terms: Terms) -> Iterator[_Shape]:
    """Yield the shapes of one property."""
    name = _NAMES.get(item.property) or kebab(item.property)
    everywhere = f"sh:targetSubjectsOf {shorten(item.property)}"
    yield from _of_values(item, name, everywhere, terms)
    yield from _of_texts(item, name, everywhere, terms)
    yield from _at_most_one(item, name, everywhere, terms)
    yield _of_subjects(item, name, everywhere, terms)
    yield from _obligations(item, name, terms)


def _of_values(item: _PropertyUses, name: str, everywhere: str, terms: Terms) -> Iterator[_Shape]:
    """Yield what the values must be: one shape, or one for each kind of value."""
    by_word: dict[str, list[Use]] = {}
    for use in item.uses:
        by_word.setdefault(use.values.word, []).append(use)
    by_constraint: dict[tuple[str, str], tuple[_Shape, list[Use]]] = {}
    for uses in by_word.values():
        shape = _of_value(uses[0], name, everywhere, terms)
        if shape is not None:
            key = (shape.code, shape.constraint)
            by_constraint.setdefault(key, (shape, []))[1].extend(uses)
    if len(by_word) == 1:
        yield from (shape for shape, _ in by_constraint.values())
        return
    for shape, uses in by_constraint.values():
        classes = list(dict.fromkeys(cls for use in uses for cls in use.classes))
        yield replace(shape, name=f"{name}-{kebab(classes[0])}", target=_target(classes))


def code_of(values: Values) -> str:
    """Return the code of the constraint that a value is of the kind asked for."""
    return "C55" if values.scheme else "C17" if values.word == "date" else "C59"


def _of_value(use: Use, name: str, target: str, terms: Terms) -> _Shape | None:
    """Return what the values must be after one row, None where another shape says it."""
    values = use.values
    if values.scheme:
        constraint = (
            "sh:and ( [ sh:property [ sh:path skos:inScheme ; "
            f"sh:hasValue voc:{values.scheme} ] ] )"
        )
        wording = (
            f"that is not in the code list {values.scheme}: use one of its codes, or add the code "
            "to the list",
            f"que no está en la lista de códigos {values.scheme}: use uno de sus códigos, o "
            "agregue el código a la lista",
        )
    elif values.classes:
        classes = _topmost(values.classes, terms)
        constraint = _any_of("class", classes)
        wording = (
            f"that is not {_listed(classes, terms, 'en')}, or is not in the registry: correct it, "
            "or add it there",
            f"que no es {_listed(classes, terms, 'es')}, o no está en el registro: corríjalo, o "
            "agréguelo ahí",
        )
    elif values.datatypes:
        is_date = values.word == "date"
        constraint = _any_date() if is_date else _any_of("datatype", values.datatypes)
        wording = _told_of_datatypes(values, terms)
    elif values.word == "iri":
        constraint = "sh:nodeKind sh:IRI"
        wording = ("that is no IRI: correct it", "que no es una IRI: corríjalo")
    else:
        return None
    english, spanish = _named(use.property, terms)
    return _Shape(
        code_of(values),
        name,
        target,
        constraint,
        f"has a value of {english} {wording[0]}",
        f"tiene un valor de {spanish} {wording[1]}",
    )


def _of_texts(item: _PropertyUses, name: str, everywhere: str, terms: Terms) -> Iterator[_Shape]:
    """Yield what the values of a property are that has texts: legible, and in what language."""
    words = {use.values.word for use in item.uses}
    if not words <= _TEXTS:
        return
    is_name = item.uses[0].group == "names" and item.property not in _AS_FOUND
    words_only = f'sh:not [ sh:pattern "{_NO_WORDS}" ]'
    longest = f"sh:maxLength {_LONGEST_NAME}"
    constraint = (
        f"sh:and ( [ {_ONE_LINE} ; {longest} ] [ {words_only} ] )" if is_name else _ONE_LINE
    )
    english, spanish = _named(item.property, terms)
    yield _Shape(
        "C67",
        name,
        everywhere,
        constraint,
        f"has a text of {english} that is empty, damaged or not one line of words: remove blanks "
        "at its ends, line breaks, markup and characters that nobody sees",
        f"tiene un texto de {spanish} vacío, dañado o que no es una línea de palabras: quite "
        "espacios en los extremos, saltos de línea, marcas y caracteres que nadie ve",
    )
    if words == {"text@"} and item.property != SKOS + "prefLabel":
        languages = " ".join(f'"{language}"' for language in _LANGUAGES)
        listed = ", ".join(_LANGUAGES)
        yield _Shape(
            "C68",
            name,
            everywhere,
            f"sh:languageIn ( {languages} )",
            f"has a text of {english} in another language than {listed}: correct the language, or "
            "set mul for a name that is no word of these",
            f"tiene un texto de {spanish} en un idioma que no es {listed}: corrija el idioma, o "
            "ponga mul a un nombre que no es palabra de estos",
        )


def _told_of_datatypes(values: Values, terms: Terms) -> tuple[str, str]:
    """Return what is said of a value that has none of the datatypes."""
    if values.word == "date":
        return f"that {_DATES[0]}", f"que {_DATES[1]}"
    english, spanish = _DATATYPE_WORDS.get(values.word) or (
        " or ".join(terms[datatype].label("en") for datatype in values.datatypes),
        " o ".join(terms[datatype].label("es") for datatype in values.datatypes),
    )
    return f"that is not {english}: correct it", f"que no es {spanish}: corríjalo"


def _at_most_one(item: _PropertyUses, name: str, everywhere: str, terms: Terms) -> Iterator[_Shape]:
    """Yield what has at most one value: the property everywhere, or at things of some classes."""
    single = [use for use in item.uses if not use.repeatable]
    classes = list(dict.fromkeys(cls for use in single for cls in use.classes))
    if not single:
        return
    english, spanish = _named(item.property, terms)
    is_everywhere = len(single) == len(item.uses)
    suffix = "" if is_everywhere else f"-{kebab(classes[0])}"
    yield _Shape(
        "C56",
        f"{name}{suffix}",
        everywhere if is_everywhere else _target(classes),
        "sh:maxCount 1",
        f"has more than one value of {english}: the sources disagree; decide in conflicts.csv",
        f"tiene más de un valor de {spanish}: las fuentes no coinciden; decida en conflicts.csv",
    )


def _of_subjects(item: _PropertyUses, name: str, target: str, terms: Terms) -> _Shape:
    """Return the shape that says at what a property may stand."""
    classes = _topmost(dict.fromkeys(cls for use in item.uses for cls in use.classes), terms)
    english, spanish = _named(item.property, terms)
    return _Shape(
        "C58",
        name,
        target,
        _any_of("class", classes) if item.property not in _OF_FORMER_IDS else _any_or_no(classes),
        f"has {english}, which only {_listed(classes, terms, 'en')} may have: correct the "
        "property, or the type of the thing",
        f"tiene {spanish}, que solo puede tener {_listed(classes, terms, 'es')}: corrija la "
        "propiedad, o el tipo de la cosa",
        is_of_node=True,
    )


def _obligations(item: _PropertyUses, name: str, terms: Terms) -> Iterator[_Shape]:
    """Yield what must, or should, be there and no hand-written shape asks for."""
    english, spanish = _named(item.property, terms)
    for use in item.uses:
        if use.obligation == "optional" or use.code:
            continue
        suffix = kebab(use.classes[0])
        advice, severity = _ADVICE[use.obligation]
        yield _Shape(
            "C60",
            f"{suffix}-{name}",
            _target(use.classes),
            "sh:minCount 1",
            f"has no {english}: {advice[0]}",
            f"no tiene {spanish}: {advice[1]}",
            severity=severity,
        )


def _any_of(parameter: str, iris: Iterable[str]) -> str:
    names = [shorten(iri) for iri in iris]
    if len(names) == 1:
        return f"sh:{parameter} {names[0]}"
    return f"sh:or ( {' '.join(f'[ sh:{parameter} {name} ]' for name in names)} )"


def _any_date() -> str:
    """Return the constraint that a value is a date, in the form that its datatype has."""
    forms = (
        f'[ sh:datatype {shorten(datatype)} ; sh:pattern "^{form}$" ]'
        for datatype, form in _DATE_FORMS.items()
    )
    return f"sh:or ( {' '.join(forms)} )"


def _any_or_no(classes: Iterable[str]) -> str:
    """Return the constraint that a thing has one of the classes, or no class at all."""
    none = "[ sh:property [ sh:path rdf:type ; sh:maxCount 0 ] ]"
    return f"{_any_of('class', classes).removesuffix(' )')} {none} )"


def _target(classes: Iterable[str]) -> str:
    return f"sh:targetClass {' , '.join(map(shorten, classes))}"


def _topmost(classes: Iterable[str], terms: Terms) -> list[str]:
    """Return those of some classes that are no subclass of another of them."""
    names = list(classes)
    return [name for name in names if not (terms.superclasses(name) - {name}).intersection(names)]


def _listed(classes: Iterable[str], terms: Terms, language: str) -> str:
    """Return classes as a message names them: «Cluster» or «Company»."""
    words, names = without_sets(classes, language)
    words += [f"«{terms[name].label(language)}»" for name in names]
    conjunction = " o " if language == "es" else " or "
    return conjunction.join([*([", ".join(words[:-1])] if words[:-1] else []), words[-1]])


def _named(iri: str, terms: Terms) -> tuple[str, str]:
    """Return a property as messages name it, in English and Spanish."""
    term = terms[iri]
    return f"«{term.label('en')}» ({shorten(iri)})", f"«{term.label('es')}» ({shorten(iri)})"


def _defined_elsewhere(iri: str) -> dict[str, str]:
    """Return where a term of another vocabulary is defined: nothing is said here of its meaning."""
    return {
        "en": f"As its vocabulary defines it: {iri}",
        "es": f"Según la define su vocabulario: {iri}",
    }


def _both(texts: Mapping[str, str]) -> str:
    """Return the texts in English and Spanish, as the objects of one statement."""
    languages = [language for language in ("en", "es") if language in texts]
    return " , ".join(f'"{_escaped(texts[language])}"@{language}' for language in languages)


def kebab(iri: str) -> str:
    """Return the name of a term in lower case with hyphens: schema:foundingDate → founding-date."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", local_name(iri)).lower()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')

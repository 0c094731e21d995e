"""What a class, a property or a code of a constraint means: the lines of `kg explain`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import UsageError, in_language
from kg.files import content
from kg.model import Iri, Literal, Term
from kg.ontology import examples, near
from kg.ontology.codes import WITHOUT_SHAPE, next_free
from kg.ontology.profile import GROUPS, Use, of_class, without_sets
from kg.ontology.queries import Question
from kg.ontology.shapes import PROFILE_SHAPES
from kg.ontology.terms import Term as Declared
from kg.ontology.terms import Terms
from kg.rdf.iris import expand, fold, shorten
from kg.rdf.namespaces import HX, SH, SHAPE
from kg.rdf.reader import read_quads

_CODE: Final = re.compile(r"[Cc]\d\d(-[a-z0-9-]+)?")
_QUESTIONS: Final = 5  # that are named; the others are counted
_WORDS: Final = {
    "en": {
        "mandatory": "mandatory",
        "recommended": "recommended",
        "optional": "",
        "no": "at most one",
        "class": "class",
        "property": "property",
        "stands": "Stands at",
        "values": "Values",
        "tables": "In tables",
        "valued": "A value of",
        "questions": "Questions that use it",
        "others": "and {} others",
        "none": "No class of the profile has it: it describes the ontology, or a load.",
        "unused": "Nothing in the tables is of it.",
        "right": "An example that passes",
        "wrong": "An example that fails",
        "violation": "error",
        "warning": "warning",
        "code": "a code of the list {}",
        "date": "a date: 2022, 2022-12 or 2022-12-19",
        "text": "a text",
        "text@": "a text with its language",
        "anyText": "a text",
        "uri": "a web address",
        "integer": "a whole number",
        "number": "a number",
        "iri": "an IRI of another data set",
        "period": "a period",
    },
    "es": {
        "mandatory": "obligatoria",
        "recommended": "recomendada",
        "optional": "",
        "no": "una a lo más",
        "class": "clase",
        "property": "propiedad",
        "stands": "La tienen",
        "values": "Valores",
        "tables": "En tablas",
        "valued": "Es valor de",
        "questions": "Preguntas que la usan",
        "others": "y otras {}",
        "none": "Ninguna clase del perfil la tiene: describe la ontología, o una carga.",
        "unused": "Nada en las tablas es de ella.",
        "right": "Un ejemplo que pasa",
        "wrong": "Un ejemplo que no pasa",
        "violation": "error",
        "warning": "advertencia",
        "code": "un código de la lista {}",
        "date": "una fecha: 2022, 2022-12 o 2022-12-19",
        "text": "un texto",
        "text@": "un texto con su idioma",
        "anyText": "un texto",
        "uri": "una dirección web",
        "integer": "un número entero",
        "number": "un número",
        "iri": "una IRI de otro conjunto de datos",
        "period": "un periodo",
    },
}


@dataclass(slots=True)
class Shape:
    """A named shape as far as people read it."""

    name: str
    file: Path
    code: str = ""
    severity: str = ""
    property: str = ""
    classes: set[str] = field(default_factory=set)  # whose things it is for
    messages: dict[str, str] = field(default_factory=dict)

    def message(self, language: str) -> str:
        """Return what it says, without the code in front."""
        return self.messages.get(language, "").partition(" ")[2]

    def examples(self, uses: Sequence[Use], terms: Terms) -> tuple[str, ...]:
        """Return a document that it accepts and one that it reports, nothing where there is none.

        They are files for a shape written by hand, and made for one that the profile makes.
        """
        pair = self.example_files()
        use = self.row(uses)
        if pair or use is None:
            return pair
        return (
            examples.right(use, use.classes[0], uses, terms),
            examples.wrong(self.code, use, uses, terms),
        )

    def example_files(self) -> tuple[str, ...]:
        """Return what the files of its examples say, nothing where it has none."""
        folder = self.file.parents[1] / "examples"
        files = [folder / kind / f"{self.name}.ttl" for kind in ("valid", "invalid")]
        if not all(path.is_file() for path in files):
            return ()
        return tuple(path.read_text(encoding="utf-8") for path in files)

    def row(self, uses: Sequence[Use]) -> Use | None:
        """Return the row of the profile from which it is made, None where it is not."""
        if self.file.name != PROFILE_SHAPES:
            return None
        for use in uses:
            is_asked = self.code != "C60" or use.obligation != "optional"
            is_for_its_classes = not self.classes or self.classes.issuperset(use.classes)
            if use.property == self.property and is_asked and is_for_its_classes:
                return use
        return None


class Users(NamedTuple):
    """Who uses terms: asked for only where it is told, since mappings and queries are read for it.

    Attributes:
        tables: Returns IRI of a property → the columns of tables that state it.
        questions: Returns the questions of the library, with the terms that they name.
    """

    tables: Callable[[], Mapping[str, Sequence[str]]] = dict
    questions: Callable[[], Sequence[Question]] = tuple


_NOBODY: Final = Users()


def explain(
    name: str,
    language: str,
    uses: Sequence[Use],
    terms: Terms,
    users: Users = _NOBODY,
) -> Iterator[str]:
    """Yield the lines about a class, a property or a code.

    Args:
        name: A code such as C58 or C58-sector; or a term: `hx:Cluster`, `Cluster`, or a label.
        language: es or en.
        uses: The profile.
        terms: The declared terms.
        users: Who uses the terms.

    Raises:
        UsageError: There is nothing of this name; the message names the nearest.
    """
    if _CODE.fullmatch(name):
        yield from _of_code(name, language, uses, terms)
        return
    for term in _terms_named(name, terms):
        if term.is_class:
            yield from _of_class(term, language, uses, terms)
        else:
            yield from _of_property(term, language, uses, terms, users.tables().get(term.iri, ()))
        yield from _asked_in(term, language, users.questions())
        yield from _examples(term, language, uses, terms)


def _terms_named(name: str, terms: Terms) -> list[Declared]:
    """Return the terms of a name: exactly that IRI, else whatever is called so."""
    exact = terms.get(expand(name) or name)
    if exact is not None:
        return [exact]
    wanted = fold(name)
    candidates = {iri: term for iri, term in terms.items() if term.is_class or term.is_property}
    for names_of in (near.first_names, near.names):
        called = [term for term in candidates.values() if wanted in map(fold, names_of(term))]
        if called:
            return called
    meant = near.nearest(expand(name) or HX + name.replace(" ", "_"), candidates)
    hint = meant and in_language(
        f"did you mean {shorten(meant)}? ", f"¿quiso decir {shorten(meant)}? "
    )
    raise UsageError(
        in_language(
            f"no class, property or constraint is called '{name}'; {hint}name one as in "
            "hx:Cluster, cluster, hx:locatedIn or C17; kg show describes the code of a list",
            f"ninguna clase, propiedad o restricción se llama «{name}»; {hint}nómbrela "
            "como en hx:Cluster, cluster, hx:locatedIn o C17; kg show describe el código de una "
            "lista",
        )
    )


def _head(term: Declared, kind: str, language: str) -> Iterator[str]:
    yield f"{term.label(language)} · {_WORDS[language][kind]} · {shorten(term.iri)}"
    if comment := term.comments.get(language, ""):
        yield comment


def _of_class(term: Declared, language: str, uses: Sequence[Use], terms: Terms) -> Iterator[str]:
    """Yield what the things of a class may have, group by group."""
    yield from _head(term, "class", language)
    words = _WORDS[language]
    rows = of_class(uses, term.iri, terms)
    for group, labels in GROUPS.items():
        members = [use for use in rows if use.group == group]
        if members:
            yield f"\n{labels[language == 'es']}"
        for use in members:
            prop = terms[use.property]
            notes = [words[use.obligation], "" if use.repeatable else words["no"]]
            asked = "; ".join(filter(None, notes))
            yield (
                f"  {prop.label(language)} ({shorten(use.property)}): "
                f"{values_in_words(use, language, terms)}" + (f" [{asked}]" if asked else "")
            )
    kinds = terms.superclasses(term.iri)
    valued = dict.fromkeys(use.property for use in uses if kinds & set(use.values.classes))
    if valued:
        listed = ", ".join(f"{terms[prop].label(language)} ({shorten(prop)})" for prop in valued)
        yield f"\n{words['valued']}: {listed}"


def _of_property(
    term: Declared, language: str, uses: Sequence[Use], terms: Terms, tables: Sequence[str]
) -> Iterator[str]:
    """Yield who has a property, and with which values."""
    yield from _head(term, "property", language)
    words = _WORDS[language]
    rows = [use for use in uses if use.property == term.iri]
    for use in rows:
        yield f"\n{words['stands']}: {classes_in_words(use.classes, language, terms)}"
        yield f"{words['values']}: {values_in_words(use, language, terms)}"
    if tables:
        yield f"\n{words['tables']}: {'; '.join(tables)}"


def _asked_in(term: Declared, language: str, questions: Sequence[Question]) -> Iterator[str]:
    """Yield which questions use a term: the first by name, and how many there are besides."""
    words = _WORDS[language]
    names = [question.name for question in questions if term.iri in question.terms]
    if names:
        more = len(names) - _QUESTIONS
        others = f" {words['others'].format(more)}" if more > 0 else ""
        yield f"\n{words['questions']}: {', '.join(names[:_QUESTIONS])}{others}"


def _examples(term: Declared, language: str, uses: Sequence[Use], terms: Terms) -> Iterator[str]:
    """Yield an example that passes and one that fails, or why there are none."""
    pair = (
        _pair_of_class(term.iri, uses, terms)
        if term.is_class
        else _pair_of_property(term.iri, uses, terms)
    )
    if pair:
        yield from _pair(pair[0], pair[1], language)
    else:
        yield f"\n{_WORDS[language]['unused' if term.is_class else 'none']}"


def _pair_of_class(cls: str, uses: Sequence[Use], terms: Terms) -> tuple[str, ...]:
    """Return examples of a class; where no thing is of it by itself, of a narrower one."""
    for name in (cls, *sorted(terms.subclasses(cls) - {cls})):
        pair = examples.pair_of_class(name, uses, terms)
        if pair:
            return pair
    return ()


def _pair_of_property(prop: str, uses: Sequence[Use], terms: Terms) -> tuple[str, ...]:
    """Return examples of a property; where it has no row, those of a shape that looks at it."""
    for use in uses:
        if use.property == prop:
            return examples.pair_of_property(use, uses, terms)
    shapes = (shape for shape in named_shapes(content.folder("ontology")) if shape.property == prop)
    return next(filter(None, (shape.example_files() for shape in shapes)), ())


def values_in_words(use: Use, language: str, terms: Terms) -> str:
    """Return what the values of a property may be, in words."""
    words = _WORDS[language]
    if use.values.scheme:
        return words["code"].format(use.values.scheme)
    if use.values.word in words:
        return words[use.values.word]
    return classes_in_words(use.values.classes or use.values.datatypes, language, terms)


def classes_in_words(iris: Sequence[str], language: str, terms: Terms) -> str:
    """Return classes or datatypes by their labels; whole sets of them have a name."""
    words, names = without_sets(iris, language)
    return ", ".join([*words, *(terms[name].label(language) for name in names)])


def _pair(right: str, wrong: str, language: str) -> Iterator[str]:
    words = _WORDS[language]
    yield f"\n{words['right']}\n"
    yield right
    yield f"{words['wrong']}\n"
    yield wrong


def _of_code(code: str, language: str, uses: Sequence[Use], terms: Terms) -> Iterator[str]:
    """Yield what a code asks, and a pair of examples of its first shape."""
    folder = content.folder("ontology")
    wanted = code[0].upper() + code[1:]
    if wanted in WITHOUT_SHAPE:
        yield from _of_other_code(wanted, language)
        return
    every = named_shapes(folder)
    shapes = [shape for shape in every if wanted in (shape.code, shape.name)]
    if not shapes:
        codes = ", ".join(sorted({shape.code for shape in every} | set(WITHOUT_SHAPE)))
        free = next_free(shape.code for shape in every)
        raise UsageError(
            in_language(
                f"no constraint has the code {code}; there are {codes}; the next free one is "
                f"{free}",
                f"ninguna restricción tiene el código {code}; hay {codes}; el siguiente libre es "
                f"{free}",
            )
        )
    for shape in shapes:
        severity = _WORDS[language].get(shape.severity.lower(), shape.severity)
        yield f"{shape.name} · {severity} · {shape.file.name}: {shape.message(language)}"
    pair = shapes[0].examples(uses, terms)
    if pair:
        yield from _pair(pair[0], pair[1], language)


def _of_other_code(code: str, language: str) -> Iterator[str]:
    """Yield what a code asks that is no shape, and its examples."""
    asked = WITHOUT_SHAPE[code]
    explanation = asked.spanish if language == "es" else asked.english
    yield f"{code} · {_WORDS[language][asked.severity]}: {explanation}"
    if asked.right:
        yield from _pair(asked.right, asked.wrong, language)


def named_shapes(folder: Path) -> list[Shape]:
    """Return the named shapes of all files, sorted by name."""
    shapes: dict[str, Shape] = {}
    for path in sorted((folder / "shapes").glob("*.ttl")):
        for subject, predicate, value, _ in read_quads(path, path.name):
            if isinstance(subject, Iri) and subject.value.startswith(SHAPE):
                name = subject.value.removeprefix(SHAPE)
                shape = shapes.setdefault(name, Shape(name, path))
                if predicate.value == HX + "code":  # the profile adds labels to those by hand
                    shape.file = path
                _note(shape, predicate.value, value)
    return sorted((s for s in shapes.values() if s.code), key=lambda shape: shape.name)


def _note(shape: Shape, predicate: str, value: Term) -> None:
    """Note one statement about a shape."""
    if predicate == HX + "code":
        shape.code = str(value.value)
    elif predicate == SH + "severity" and isinstance(value, Iri):
        shape.severity = value.value.removeprefix(SH)
    elif predicate in (SH + "path", SH + "targetSubjectsOf") and isinstance(value, Iri):
        shape.property = value.value
    elif predicate == SH + "targetClass" and isinstance(value, Iri):
        shape.classes.add(value.value)
    elif predicate == SH + "message" and isinstance(value, Literal):
        shape.messages[value.language or ""] = value.value

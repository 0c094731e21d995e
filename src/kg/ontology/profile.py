"""The profile `ontology/profile.csv`: which class has which property, and with what values.

One row says that the things of some classes may have a property:

    class,property,obligation,repeatable,values,group,code
    hx:Agreement,hx:signedOn,optional,no,date,time,
    m8g:PublicOrganisation,hx:governmentLevel,mandatory,no,code:government-level,nature,C32

- class: one or several; what is said of a class holds for its subclasses. `entity` stands for
  whatever the registry can hold, `organisation` for any organisation (`SETS`).
- obligation: mandatory, recommended or optional.
- repeatable: whether a thing may have several values.
- values: a word of `DATATYPES`, `code:` and a code list, datatypes of notations, or classes.
- group: the part of a page or form to which the property belongs; see `GROUPS`.
- code: the hand-written shape that checks the obligation; without one, a shape is made.

From it come the mechanical shapes (`kg.ontology.shapes`), what a mapping may say of a column, the
pages of the ontology and `kg explain`. Labels and definitions stand in the ontology itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from kg.errors import InputError, in_language
from kg.files import content
from kg.model import Position, Problem
from kg.ontology.terms import Terms, declared
from kg.rdf.iris import expand, shorten
from kg.rdf.namespaces import (
    FOAF,
    HX,
    M8G,
    ORG,
    RDF_LANGSTRING,
    RDFS,
    SCHEMA,
    XSD,
    XSD_STRING,
)
from kg.tables.curated import Row, read_table

COLUMNS: Final = ("class", "property", "obligation", "repeatable", "values", "group", "code")
OBLIGATIONS: Final = ("mandatory", "recommended", "optional")


class ClassSet(NamedTuple):
    """Classes that have a word of their own, in the profile and in what people read.

    Attributes:
        classes: Their IRIs; all other classes of the kind are subclasses of these.
        words: What they are together, in English and Spanish.
    """

    classes: tuple[str, ...]
    words: tuple[str, str]


_ORGANISATION: Final = (
    f"{ORG}Organization",
    f"{ORG}FormalOrganization",
    f"{ORG}OrganizationalCollaboration",
    f"{M8G}PublicOrganisation",
)
#: what the registry can hold
ENTITY: Final = (
    *_ORGANISATION,
    f"{FOAF}Person",
    f"{HX}Area",
    f"{HX}PolicyInstrument",
    f"{HX}Phase",
    f"{HX}Platform",
    f"{HX}LabelScheme",
    f"{SCHEMA}Event",
)
#: word → the classes that it stands for; what holds another set comes before it
SETS: Final[Mapping[str, ClassSet]] = {
    "entity": ClassSet(ENTITY, ("an entity of the registry", "una entidad del registro")),
    "organisation": ClassSet(_ORGANISATION, ("an organisation", "una organización")),
}
#: word → the datatypes that it stands for
DATATYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (XSD_STRING,),
    "text@": (RDF_LANGSTRING,),
    "anyText": (XSD_STRING, RDF_LANGSTRING),
    "uri": (XSD + "anyURI",),
    "date": (XSD + "gYear", XSD + "gYearMonth", XSD + "date"),
    "integer": (XSD + "integer",),
    "number": (XSD + "integer", XSD + "decimal"),
    "iri": (),  # of another data set; a shape of its own looks at its form
    "period": (),  # observations have a shape of their own for it
}
#: group → its label in English and Spanish, in the order of pages and forms
GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "names": ("Names", "Nombres"),
    "parts": ("What it connects", "Qué relaciona"),
    "nature": ("Kind", "Clase"),
    "subject": ("Subject", "Tema"),
    "place": ("Place", "Lugar"),
    "time": ("Time and status", "Tiempo y estado"),
    "links": ("Links", "Vínculos"),
    "figure": ("Figure", "Cifra"),
    "source": ("Source", "Fuente"),
}


@dataclass(frozen=True, slots=True)
class Values:
    """What the values of a property may be: one of the three is filled, or none.

    Attributes:
        word: As the profile writes it.
        datatypes: The datatypes that a value may have.
        scheme: The code list that a value is from.
        classes: The classes of which a value must be in one.
    """

    word: str
    datatypes: tuple[str, ...] = ()
    scheme: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Use:
    """One row: some classes have a property.

    Attributes:
        classes: The IRIs of the classes.
        property: The IRI of the property.
        obligation: mandatory, recommended or optional.
        repeatable: Whether a thing may have several values.
        values: What the values may be.
        group: One of `GROUPS`.
        code: The hand-written shape that checks the obligation, "" where one is made.
        position: Where it is declared.
    """

    classes: tuple[str, ...]
    property: str
    obligation: str
    repeatable: bool
    values: Values
    group: str
    code: str
    position: Position


def read(path: Path, shown: str, terms: Terms) -> tuple[Use, ...]:
    """Return the rows of a profile, in their order.

    Args:
        path: The file.
        shown: What to call it in messages.
        terms: What is declared; other names are refused.

    Raises:
        InputError: With all that is wrong, each with line and column.
    """
    table = read_table(path, shown, COLUMNS)
    problems = list(table.problems)
    uses: list[Use] = []
    for row in table.rows:
        wrong = list(_problems(row, terms))
        problems.extend(wrong)
        if not wrong:
            uses.append(_use(row, terms))
    if problems:
        raise InputError(problems)
    return tuple(uses)


@cache
def project() -> tuple[Use, ...]:
    """Return the project's profile; read once a process."""
    return read(content.folder("ontology") / "profile.csv", "ontology/profile.csv", declared())


def of_class(uses: Sequence[Use], cls: str, terms: Terms) -> list[Use]:
    """Return what the things of a class may have, the rows of the class itself and of those above.

    Where two rows are about one property, the one of the nearer class counts.
    """
    above = terms.superclasses(cls)
    chosen: dict[str, tuple[int, Use]] = {}
    for use in uses:
        near = [len(terms.superclasses(name)) for name in use.classes if name in above]
        if near and max(near) >= chosen.get(use.property, (0, use))[0]:
            chosen[use.property] = (max(near), use)
    order = {group: number for number, group in enumerate(GROUPS)}
    kept = {id(use) for _, use in chosen.values()}
    return sorted((use for use in uses if id(use) in kept), key=lambda use: order[use.group])


def without_sets(classes: Iterable[str], language: str) -> tuple[list[str], list[str]]:
    """Return the words for the sets that some classes hold as a whole, and the other classes.

    Args:
        classes: IRIs of classes.
        language: es or en.
    """
    rest = list(classes)
    words = []
    for members, in_languages in SETS.values():
        if set(members).issubset(rest):
            words.append(in_languages[language == "es"])
            rest = [name for name in rest if name not in members]
    return words, rest


def classes(uses: Sequence[Use]) -> list[str]:
    """Return the classes that the rows name, each once, in their order."""
    return list(dict.fromkeys(name for use in uses for name in use.classes))


def _problems(row: Row, terms: Terms) -> Iterator[Problem]:
    """Yield what is wrong with a row."""
    for name in _names(row.cells["class"]):
        if (iri := expand(name)) is None or iri not in terms or not terms[iri].is_class:
            yield _unknown(row, "class", name, terms)
    name = row.cells["property"]
    if (iri := expand(name)) is None or iri not in terms or not terms[iri].is_property:
        yield _unknown(row, "property", name, terms)
    for column, allowed in (
        ("obligation", OBLIGATIONS),
        ("repeatable", ("yes", "no")),
        ("group", tuple(GROUPS)),
    ):
        if row.cells[column] not in allowed:
            message = f"'{row.cells[column]}' is no {column}; write one of: {', '.join(allowed)}"
            yield Problem(row.at(column), message)
    word = row.cells["values"]
    if word not in DATATYPES and not word.startswith("code:"):
        for name in _names(word):
            if (iri := expand(name)) is None or iri not in terms:
                yield _unknown(row, "values", name, terms)


def _unknown(row: Row, column: str, name: str, terms: Terms) -> Problem:
    near = terms.nearest(expand(name) or name, of_class=column != "property")
    hint = f"; did you mean {shorten(near)}?" if near else "; declare it in helixkg.ttl"
    pista = f"; ¿quiso decir {shorten(near)}?" if near else "; declárelo en helixkg.ttl"
    return Problem(
        row.at(column),
        in_language(
            f"'{name}' is not declared in the ontology{hint}",
            f"«{name}» no está declarado en la ontología{pista}",
        ),
    )


def _names(cell: str) -> list[str]:
    """Return the CURIEs in a cell, without the words for sets of classes."""
    return [word for word in cell.split() if word not in SETS]


def _iris(cell: str) -> tuple[str, ...]:
    """Return the IRIs that a cell without problems names, those of the sets included."""
    return tuple(
        iri
        for word in cell.split()
        for iri in (SETS[word].classes if word in SETS else (expand(word) or "",))
    )


def _use(row: Row, terms: Terms) -> Use:
    cells = row.cells
    return Use(
        classes=_iris(cells["class"]),
        property=expand(cells["property"]) or "",
        obligation=cells["obligation"],
        repeatable=cells["repeatable"] == "yes",
        values=_values(cells["values"], terms),
        group=cells["group"],
        code=cells["code"],
        position=row.at("property"),
    )


def _values(word: str, terms: Terms) -> Values:
    if word in DATATYPES:
        return Values(word, datatypes=DATATYPES[word])
    if word.startswith("code:"):
        return Values(word, scheme=word.removeprefix("code:"))
    names = _iris(word)
    if all(RDFS + "Datatype" in terms[name].kinds for name in names):
        return Values(word, datatypes=names)
    return Values(word, classes=names)

"""What the profile says of a column: what its cells hold, and which columns there could be.

A property is declared once, in `ontology/profile.csv`. A column that names it and no more takes
the rest from there; what a column says itself must not contradict it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

from kg.errors import in_language
from kg.mapping.column import KINDS, TYPES, Column, kind_class
from kg.ontology import profile, terms
from kg.ontology.profile import Use, Values
from kg.rdf import iris
from kg.rdf.namespaces import HX, SKOS

_CONCEPT: Final = f"{SKOS}Concept"
_SOURCE: Final = f"{HX}SourceDocument"
#: type of a column → the words of the profile whose values its cells may be
_READ_AS: Final[Mapping[str, tuple[str, ...]]] = {
    "text": ("text", "anyText"),
    "slug": ("text", "anyText"),
    "kind": ("text", "anyText"),
    "language": ("text", "anyText"),
    "date": ("date", "period"),
    "period": ("period", "date"),
    "integer": ("integer", "number"),
    "number": ("number", "integer"),
    "uri": ("uri",),
}

#: words of the declaration of a column that say what its cells are
Words = Mapping[str, Any]


def completed(column: Column, classes: Collection[str], *, in_row: bool = False) -> Column:
    """Return a column with what the profile says of its property.

    Args:
        column: As it is declared.
        classes: The IRIs of what the rows may be about; none is not known.
        in_row: Whether a row names the property: it has one value, and a cell with its language.

    Raises:
        ValueError: It contradicts the profile, or says less than is needed to read a cell; or
            nothing that the rows may be about has the property.
    """
    prop = iris.expand(column.property)
    if not prop or column.inverse:
        return column
    values = _values(prop, classes)
    if not values:
        elsewhere = [use for use in profile.project() if use.property == prop]
        if classes and elsewhere:
            raise ValueError(_misplaced(column, elsewhere))
        values = list(dict.fromkeys(use.values for use in elsewhere))
    if not values:
        return column
    possible = [_words(value) for value in values]
    is_said = column.scheme or column.entity or column.type or column.lang or column.lang_column
    if is_said:
        if not any(_fits(column, value) for value in values):
            raise ValueError(_contradiction(column, possible))
        return column
    words = possible[0]
    if len(possible) > 1 or not words or ("lang_column" in words and not in_row):
        raise ValueError(_undecided(column, possible))
    several = not in_row and (column.list or _is_repeatable(prop))
    return replace(column, **words, list=several)


def with_mandatory(columns: Mapping[str, Column], cls: str) -> dict[str, Column]:
    """Return columns with those required without which the node of a row would be incomplete.

    Where several columns state a property, such as a name in two languages, one is enough; a
    default fills an empty cell.

    Args:
        columns: Of a table whose rows each make a node.
        cls: The IRI of the class of the node.
    """
    stated = Counter(column.property for column in columns.values())
    mandatory = {prop for prop, use in properties_of(cls).items() if use.obligation == "mandatory"}
    return {
        name: replace(column, required=True)
        if iris.expand(column.property) in mandatory
        and stated[column.property] == 1
        and not column.default
        else column
        for name, column in columns.items()
    }


def short_names(classes: Collection[str], named: Mapping[str, Column]) -> dict[str, Column]:
    """Return snake-case name → column of each property that things of some classes may have.

    Those whose values no cell can say are left out.

    Args:
        classes: The IRIs of the classes.
        named: The names that are declared, which come first.

    Raises:
        ValueError: Two properties would have one name, and none has a declared one.
    """
    declared = {iris.expand(column.property) for column in named.values()}
    columns: dict[str, Column] = {}
    for prop in dict.fromkeys(use.property for use in profile.project()):
        words = [_words(value) for value in _values(prop, classes)]
        if len(words) != 1 or not words[0]:
            continue
        name = short_name(prop)
        if name in named:
            continue
        if name in columns:
            if prop in declared:
                continue
            if iris.expand(columns[name].property) not in declared:
                raise ValueError(_one_name(name, columns[name].property, iris.shorten(prop)))
        columns[name] = Column(name, property=iris.shorten(prop), **words[0])
    return columns


def classes_of(kinds: Iterable[str], *, with_concepts: bool = False) -> tuple[str, ...]:
    """Return the IRIs of the classes of kinds of the registry, "*" for all."""
    names = list(kinds)
    classes = tuple(kind_class(kind) for kind in (KINDS if "*" in names else names))
    return (*classes, _CONCEPT) if with_concepts else classes


def short_name(prop: str) -> str:
    """Return the short name of a property: of hx:clusterForm, or its IRI, cluster_form."""
    name = iris.local_name(iris.expand(prop) or prop)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


@cache
def properties_of(cls: str) -> Mapping[str, Use]:
    """Return what the things of a class may have, by the property."""
    uses = profile.of_class(profile.project(), cls, terms.declared())
    return {use.property: use for use in uses}


def _values(prop: str, classes: Collection[str]) -> list[Values]:
    """Return the different values that a property may have at things of some classes."""
    uses = (use for cls in classes if (use := properties_of(cls).get(prop)))
    return list(dict.fromkeys(use.values for use in uses))


def _is_repeatable(prop: str) -> bool:
    return all(use.repeatable for use in profile.project() if use.property == prop)


def _words(values: Values) -> Words:
    """Return the words of a column whose cells are such values, none where no cell can say them."""
    if values.scheme:
        return {"scheme": values.scheme}
    if _SOURCE in values.classes:
        return {"type": "source"}
    if values.classes:
        kinds, concept = _kinds_of(values.classes)
        return {"entity": kinds, "concept": concept} if kinds or concept else {}
    if values.word in ("text@", "anyText"):
        return {"lang_column": True}
    return {"type": values.word} if values.word in TYPES else {}


def _kinds_of(classes: Sequence[str]) -> tuple[tuple[str, ...], bool]:
    """Return the kinds of the registry that are of some classes, and whether a concept may be."""
    known = terms.declared()
    kinds = tuple(
        kind for kind in KINDS if known.superclasses(kind_class(kind)).intersection(classes)
    )
    return ("*",) if len(kinds) == len(KINDS) else kinds, _CONCEPT in classes


def _fits(column: Column, values: Values) -> bool:
    """Return whether cells as a column says them can be such values."""
    is_iri = values.word == "iri"
    if column.scheme:
        return column.scheme == values.scheme or _CONCEPT in values.classes or is_iri
    if column.entity:
        kinds, concept = _kinds_of(values.classes)
        any_kind = "*" in column.entity and bool(kinds or concept)
        return any_kind or "*" in kinds or set(column.entity) <= set(kinds) or is_iri
    if column.lang or column.lang_column:
        return values.word in ("text@", "anyText")
    if column.type == "source":
        return _SOURCE in values.classes
    return values.word in _READ_AS.get(column.type, ())


def _misplaced(column: Column, uses: Sequence[Use]) -> str:
    classes = profile.classes(uses)
    listed = {
        language: ", ".join([*words, *map(iris.shorten, names)])
        for language in ("en", "es")
        for words, names in [profile.without_sets(classes, language)]
    }
    return in_language(
        f"column {column.name}: {column.property} stands at {listed['en']}, and no row is about "
        "such a thing",
        f"columna {column.name}: {column.property} la tienen {listed['es']}, y ninguna fila trata "
        "de algo así",
    )


def _contradiction(column: Column, possible: Sequence[Words]) -> str:
    declared = _as_toml({word: getattr(column, word) for word in _SAYING if getattr(column, word)})
    advice = _advice(possible)
    if len(possible) == 1 and possible[0] and "lang_column" not in possible[0]:
        advice += in_language(", or only the property", ", o solo la propiedad")
    where = in_language(f"column {column.name}", f"columna {column.name}")
    return in_language(
        f"{where}: by the profile, the values of {column.property} are not {declared}; {advice}",
        f"{where}: según el perfil, los valores de {column.property} no son {declared}; {advice}",
    )


def _undecided(column: Column, possible: Sequence[Words]) -> str:
    where = in_language(f"column {column.name}", f"columna {column.name}")
    return in_language(
        f"{where}: {column.property} alone does not say what a cell holds; {_advice(possible)}",
        f"{where}: {column.property} sola no dice qué contiene una celda; {_advice(possible)}",
    )


def _one_name(name: str, first: str, second: str) -> str:
    return in_language(
        f"'{name}' would be the short name of {first} and of {second}; give one of them another "
        f'in [properties]: … = {{ property = "{second}" }}',
        f"'{name}' sería el nombre corto de {first} y de {second}; dé otro a uno de los dos en "
        f'[properties]: … = {{ property = "{second}" }}',
    )


_SAYING: Final = ("scheme", "entity", "type", "lang", "lang_column")


def _advice(possible: Sequence[Words]) -> str:
    """Return what to write in a mapping for one of several meanings."""
    written = list(dict.fromkeys(_as_toml(words) for words in possible if words))
    if not written:
        return in_language(
            "its values cannot stand in a cell; load them as RDF",
            "sus valores no caben en una celda; cárguelos como RDF",
        )
    return in_language(f"write {' or '.join(written)}", f"escriba {' o '.join(written)}")


def _as_toml(words: Words) -> str:
    """Return words of a column as they stand in a mapping."""
    if words.get("lang_column"):
        return 'lang = "es"'
    if "scheme" in words or "lang" in words or "type" in words:
        return ", ".join(f'{word} = "{value}"' for word, value in words.items())
    kinds = ", ".join(f'"{kind}"' for kind in words["entity"])
    assignments = [f"entity = [{kinds}]"] if kinds else []
    return ", ".join([*assignments, "concept = true"] if words.get("concept") else assignments)

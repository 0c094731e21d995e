"""What a result says where its shape has no message: the component and its parameters, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kg.model import Violation
from kg.rdf.namespaces import SH

_SUFFIX: Final = "ConstraintComponent"
#: component of SHACL without its suffix → what is wrong, in English and Spanish
_WRONG: Final = {
    "MinCount": ("there are too few values", "hay muy pocos valores"),
    "MaxCount": ("there are too many values", "hay demasiados valores"),
    "QualifiedMinCount": (
        "too few values fit the shape that some must fit",
        "muy pocos valores cumplen la forma que algunos deben cumplir",
    ),
    "QualifiedMaxCount": (
        "too many values fit the shape that few may fit",
        "demasiados valores cumplen la forma que pocos pueden cumplir",
    ),
    "Class": ("it is not of the class", "no es de la clase"),
    "Datatype": ("it is not of the datatype", "no es del tipo de dato"),
    "NodeKind": ("it is not of the kind of node", "no es del género de nodo"),
    "MinExclusive": ("it is too small", "es demasiado pequeño"),
    "MinInclusive": ("it is too small", "es demasiado pequeño"),
    "MaxExclusive": ("it is too large", "es demasiado grande"),
    "MaxInclusive": ("it is too large", "es demasiado grande"),
    "MinLength": ("it is too short", "es demasiado corto"),
    "MaxLength": ("it is too long", "es demasiado largo"),
    "Pattern": ("it does not have the form", "no tiene la forma"),
    "LanguageIn": ("it is in another language", "está en otro idioma"),
    "UniqueLang": ("several texts are in one language", "varios textos están en un mismo idioma"),
    "Equals": (
        "the values are not those of the other property",
        "los valores no son los de la otra propiedad",
    ),
    "Disjoint": ("the other property has it, too", "la otra propiedad también lo tiene"),
    "LessThan": (
        "it is not less than the values of the other property",
        "no es menor que los valores de la otra propiedad",
    ),
    "LessThanOrEquals": (
        "it is greater than a value of the other property",
        "es mayor que un valor de la otra propiedad",
    ),
    "Not": ("it fits the shape that it must not fit", "cumple la forma que no debe cumplir"),
    "And": ("it does not fit all of the shapes", "no cumple todas las formas"),
    "Or": ("it fits none of the shapes", "no cumple ninguna de las formas"),
    "Xone": (
        "it does not fit exactly one of the shapes",
        "no cumple exactamente una de las formas",
    ),
    "Node": ("it does not fit the shape", "no cumple la forma"),
    "Property": ("it does not fit the shape", "no cumple la forma"),
    "Closed": (
        "it has a property that the shape does not list",
        "tiene una propiedad que la forma no enumera",
    ),
    "HasValue": ("the value is missing", "falta el valor"),
    "In": ("it is none of the values", "no es ninguno de los valores"),
    "SPARQL": ("the query of the shape finds it", "la consulta de la forma lo encuentra"),
}


def message(result: Violation, language: str, name: Callable[[str], str]) -> str:
    """Return the message of a result, or else what its component and parameters say.

    Args:
        result: The result.
        language: es is Spanish, all else English.
        name: From an IRI to what it is called.
    """
    written = result.message(language)
    if written or not result.component:
        return written
    component = result.component.removeprefix(SH).removesuffix(_SUFFIX)
    spanish = language == "es"
    if result.component == component or component not in _WRONG:
        component = name(result.component)
        return f"no cumple {component}" if spanish else f"it does not meet {component}"
    parameter, *values = result.expected or (component[0].lower() + component[1:],)
    shown = ", ".join(name(value) if "://" in value else value for value in values)
    return f"{_WRONG[component][spanish]} (sh:{parameter}{shown and ' '}{shown})"

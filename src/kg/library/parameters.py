"""The parameters of a query: the blanks in a question, as its header declares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from kg.errors import ContentError, in_language
from kg.library.header import Node
from kg.model import Position

LANGUAGES: Final = ("es", "en", "fr")

_TYPE = re.compile(r"entity(:[A-Za-z]+)?|concept:[a-z-]+|date|year|integer|string|lang")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_KEYS: Final = ("type", "default", "optional", "list", "en", "es")
_FORM: Final = "a parameter as 'name: {type: …, en: …, es: …}', its name in lower case"


class Parameter(NamedTuple):
    """A blank in a question: variable name, type, default text, labels."""

    name: str
    type: str  # entity[:Kind], concept:<scheme>, date, year, integer, string or lang
    label_en: str
    label_es: str
    default: str | None = None
    optional: bool = False
    many: bool = False

    @property
    def base_type(self) -> str:
        """The type without its kind or scheme, such as `entity`."""
        return self.type.partition(":")[0]

    @property
    def kind(self) -> str | None:
        """What a resolver needs to know: a class name, `concept:<scheme>`, or None."""
        if self.type.startswith("concept:"):
            return self.type
        return self.type.partition(":")[2] or None

    @property
    def required(self) -> bool:
        """Whether a call without a value fails."""
        return self.default is None and not self.optional

    def label(self, language: str) -> str:
        """Return what to call the parameter in `language`, English where it is not Spanish."""
        return self.label_es if language == "es" else self.label_en


def declared(params: Node) -> tuple[Parameter, ...]:
    """Return the parameters that the field `params` of a header declares.

    Raises:
        ContentError: One is ill-formed; with its position.
    """
    if params.value == "":
        return ()
    return tuple(_parameter(name, node) for name, node in params.entries(_FORM).items())


def _parameter(name: str, node: Node) -> Parameter:
    at = node.at
    if not _NAME.fullmatch(name):
        raise ContentError(f"{at}: write {_FORM}")
    values = {key: value.text() for key, value in node.entries(_FORM).items()}
    for key in values:
        if key not in _KEYS:
            raise ContentError(
                in_language(
                    f"{node.entries(_FORM)[key].at}: a parameter has no '{key}'; it has "
                    f"{', '.join(_KEYS)}",
                    f"{node.entries(_FORM)[key].at}: un parámetro no tiene «{key}»; tiene "
                    f"{', '.join(_KEYS)}",
                )
            )
    if not _TYPE.fullmatch(values.get("type", "")):
        raise ContentError(
            in_language(
                f"{at}: the type of '{name}' is one of: entity, entity:<Kind>, concept:<scheme>, "
                "date, year, integer, string, lang",
                f"{at}: el tipo de «{name}» es uno de: entity, entity:<Clase>, "
                "concept:<esquema>, date, year, integer, string, lang",
            )
        )
    if not values.get("en") or not values.get("es"):
        raise ContentError(
            in_language(
                f"{at}: the parameter '{name}' needs a label in 'en' and in 'es'",
                f"{at}: el parámetro «{name}» necesita una etiqueta en «en» y en «es»",
            )
        )
    optional = _flag(values, "optional", at)
    if optional and "default" in values:
        raise ContentError(
            in_language(
                f"{at}: '{name}' is optional and has a default; leave one of the two out",
                f"{at}: «{name}» es opcional y tiene un valor predeterminado; quite uno de los dos",
            )
        )
    return Parameter(
        name=name,
        type=values["type"],
        label_en=values["en"],
        label_es=values["es"],
        default=values.get("default"),
        optional=optional,
        many=_flag(values, "list", at),
    )


def _flag(values: Mapping[str, str], key: str, at: Position) -> bool:
    """Return whether `key` is yes; a parameter without it says no."""
    word = values.get(key, "no")
    if word not in ("yes", "true", "no", "false"):
        raise ContentError(
            in_language(
                f"{at}: '{key}' is yes or no, not '{word}'",
                f"{at}: «{key}» es yes o no, no «{word}»",
            )
        )
    return word in ("yes", "true")

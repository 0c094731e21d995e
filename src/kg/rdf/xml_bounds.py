"""What RDF/XML may hold: entities that the file itself declares, within bounds, and whole IRIs.

Nothing is fetched: a DOCTYPE that names another file is refused. The entities of FIBO and of most
OWL files are short names of namespaces; those that would fill the memory are refused.
"""

from __future__ import annotations

import contextlib
import re
from typing import Final
from xml.parsers import expat

from kg.errors import InputError, in_language
from kg.model import Position
from kg.rdf.namespaces import RDF

_MOST_DEPTH: Final = 1_000  # of elements: the parser's time grows with the square of it
_MOST_EXPANDED: Final = 10  # times the size of the file, in which a short file has 1 MB
_LEAST: Final = 1_000_000
_SEPARATOR: Final = " "
_XML: Final = "http://www.w3.org/XML/1998/namespace"
#: attributes that hold an IRI
_OF_IRIS: Final = frozenset(
    f"{RDF}{_SEPARATOR}{name}" for name in ("about", "resource", "datatype")
)
#: those that hold the end of one
_OF_ENDS: Final = frozenset(f"{RDF}{_SEPARATOR}{name}" for name in ("ID", "bagID"))
_BASE: Final = f"{_XML}{_SEPARATOR}base"
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check(data: bytes, shown: str, *, has_base: bool) -> None:
    """Refuse RDF/XML that is out of bounds, at its line and column.

    Args:
        data: The file. What is no XML is left to the parser, which says so.
        shown: Its name in messages.
        has_base: Whether relative IRIs are resolved against a base from outside the file.

    Raises:
        InputError: It is nested too deep, declares what is not read, expands too far, or has
            relative IRIs without a base.
    """
    _Check(data, shown, has_base=has_base).run()


class _Check:
    """The walk through one file."""

    def __init__(self, data: bytes, shown: str, *, has_base: bool) -> None:
        self._data, self._shown = data, shown
        self._bases = [has_base]
        self._left = max(_LEAST, _MOST_EXPANDED * len(data))  # characters
        self._parser = expat.ParserCreate(namespace_separator=_SEPARATOR)

    def run(self) -> None:
        parser = self._parser
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.AttlistDeclHandler = self._attribute_list
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        with contextlib.suppress(expat.ExpatError):  # Oxigraph says what is wrong, and where
            parser.Parse(self._data, True)

    def _refuse(self, message: str) -> InputError:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        if len(self._bases) == 1:
            column = 0  # of a declaration, expat knows the end
        return InputError.at(Position(self._shown, line, column), message)

    def _doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if system or public:
            raise self._outside(system or public or "")

    def _entity(
        self,
        name: str,
        is_parameter: int,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        if value is None:
            raise self._outside(system or public or name)
        if is_parameter:
            raise self._refuse(
                in_language(
                    f"the parameter entity %{name}; is not read; write out what it stands for",
                    f"la entidad de parámetro %{name}; no se lee; escriba lo que representa",
                )
            )
        self._spend(len(value))

    def _outside(self, address: str) -> InputError:
        return self._refuse(
            in_language(
                f"'{address}' is outside the file and never read; declare the entities in the "
                'file, <!ENTITY name "…">, and leave it out',
                f"'{address}' está fuera del archivo y nunca se lee; declare las entidades en el "
                'archivo, <!ENTITY nombre "…">, y quítelo',
            )
        )

    def _attribute_list(
        self, element: str, attribute: str, kind: str, default: str | None, required: int
    ) -> None:
        raise self._refuse(
            in_language(
                f"the declaration of the attribute '{attribute}' is not read; write the attribute "
                "at each element, and leave it out",
                f"la declaración del atributo '{attribute}' no se lee; escriba el atributo en cada "
                "elemento, y quítela",
            )
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._bases) > _MOST_DEPTH:
            raise self._refuse(
                in_language(
                    f"the elements are nested more than {_MOST_DEPTH:,} deep; nest them less",
                    f"los elementos están anidados a más de {_MOST_DEPTH:,} niveles; anídelos "
                    "menos",
                )
            )
        has_base = self._bases[-1] or _BASE in attributes
        self._bases.append(has_base)
        self._spend(sum(map(len, attributes.values())))
        if not has_base:
            for attribute, value in attributes.items():
                if attribute in _OF_ENDS or (attribute in _OF_IRIS and not _SCHEME.match(value)):
                    raise self._refuse(relative(value, 'xml:base="…"'))

    def _end(self, name: str) -> None:
        self._bases.pop()

    def _text(self, text: str) -> None:
        self._spend(len(text))

    def _spend(self, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise self._refuse(
                in_language(
                    f"the entities make the file more than {_MOST_EXPANDED} times as long; write "
                    "out what they stand for",
                    f"las entidades alargan el archivo más de {_MOST_EXPANDED} veces; escriba lo "
                    "que representan",
                )
            )


def relative(iri: str, declaration: str) -> str:
    """Return what is wrong with a relative IRI where there is no base.

    Args:
        iri: As the file has it.
        declaration: How the syntax of the file says what its base is.
    """
    return in_language(
        f"the relative IRI '{iri}' has no base; write it out, or say {declaration} in the file",
        f"el IRI relativo '{iri}' no tiene base; escríbalo completo, o diga {declaration} en el "
        "archivo",
    )

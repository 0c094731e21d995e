"""What an answer leaves out or cannot judge: counted beside the answer, told after it.

A header declares it, each with a companion of the query, which counts, and a sentence:

    #+ caveats:
    #+   unjudged:
    #+     select: (COUNT(?award) AS ?awards) WHERE {
    #+       ?award a hx:LabelAward FILTER NOT EXISTS { ?award hx:labelLevel ?level } }
    #+     en: "{awards|award|awards} left out: no level is stated"
    #+     es: "{awards|sello omitido|sellos omitidos}: no se indica el nivel"

What follows `select` follows SELECT; it has the prefixes, the functions and the parameters of the
query, and answers with one row of numbers. The sentence names them: `{awards}` is the number,
`{awards|award|awards}` the number and the word for one or for several. It is told where the first
of them is not 0. A query that leaves nothing out says so: `caveats: {}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from kg.errors import ContentError, QueryError, in_language
from kg.library.header import Node
from kg.model import Position

_KEYS: Final = ("select", "en", "es")
_FORM: Final = "a caveat as 'name: {select: …, en: …, es: …}'"
_NUMBER: Final = re.compile(r"\{(?P<column>\w+)(?:\|(?P<one>[^|{}]+)\|(?P<many>[^|{}]+))?\}")


class Caveat(NamedTuple):
    """Something that a query leaves out. `select` is what follows SELECT in its companion."""

    name: str
    select: str
    text_en: str
    text_es: str
    at: Position  # in the file of the query

    def text(self, language: str, numbers: Mapping[str, int]) -> str:
        """Return the sentence with its numbers, in English where `language` is not Spanish."""

        def counted(match: re.Match[str]) -> str:
            number = numbers[match["column"]]
            words = "" if not match["one"] else f" {match['one' if number == 1 else 'many']}"
            return f"{number:,}{words}"

        return _NUMBER.sub(counted, self.text_es if language == "es" else self.text_en)

    def require_counted(self) -> None:
        """Check that the companion counts each number that the sentence tells.

        Raises:
            ContentError: It does not; with its position.
        """
        columns = self._columns()
        for match in _NUMBER.finditer(f"{self.text_en} {self.text_es}"):
            if match["column"] not in columns:
                raise ContentError(
                    in_language(
                        f"{self.at}: '{self.name}' tells {{{match['column']}}}, which its select "
                        f"does not count; it counts {', '.join(columns) or 'nothing'}",
                        f"{self.at}: «{self.name}» menciona {{{match['column']}}}, que su select "
                        f"no cuenta; cuenta {', '.join(columns) or 'nada'}",
                    )
                )

    def _columns(self) -> list[str]:
        from kg.library import body  # the lexer is not needed to list queries

        try:
            return body.projected(self.select)
        except QueryError as error:
            raise ContentError(f"{self.at}: {error}") from error


def declared(caveats: Node) -> tuple[Caveat, ...]:
    """Return the caveats that the field `caveats` of a header declares.

    Raises:
        ContentError: One is ill-formed; with its position.
    """
    if caveats.value == "":
        return ()
    return tuple(_caveat(name, node) for name, node in caveats.entries(_FORM).items())


def _caveat(name: str, node: Node) -> Caveat:
    values = {key: value.text() for key, value in node.entries(_FORM).items()}
    if set(values) != set(_KEYS) or not all(values.values()):
        raise ContentError(f"{node.at}: write {_FORM}")
    return Caveat(name, values["select"], values["en"], values["es"], node.at)

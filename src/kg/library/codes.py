"""The codes in the answer to a question, and the words that people read for them.

In data formats a code stays a code, the same in every language; a table, a page and a workbook show
its word in theirs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from kg.errors import in_language
from kg.rdf.iris import concept
from kg.rdf.namespaces import DCT, FOAF, HX, ORG, QB, SCHEMA, SKOS

if TYPE_CHECKING:
    from kg.library.catalogue import Query
    from kg.store.base import Store

_CLASS, _PROPERTY, _WORD = "class", "property", "word"
#: column → what its codes are of, the first that knows one: a class, a property, a word of a query,
#: or a vocabulary
_COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "kind": (_CLASS, _WORD),
    "certainty": ("certainty",),
    "decade": (_WORD,),
    "fact": (_WORD,),
    "helix_a": ("helix",),
    "helix_b": ("helix",),
    "judgement": ("identity-decision",),
    "kind_of_name": (_WORD, _PROPERTY),
    "missing": (_WORD,),
    "property": (_PROPERTY,),
    "relation": (_WORD, _PROPERTY, "role"),
    "relation_b": (_WORD, _PROPERTY, "role"),
    "resolutions": ("resolution",),
    "role_a": (_WORD, "role"),
    "role_b": (_WORD, "role"),
    "sector_code": ("sector",),
    "source_type": ("source-type",),
    "unit": ("unit",),
    "what": (_WORD, "role"),
}
_OF_CONFLICTS: Final = {"type": ("conflict-type",)}  # where a column `conflict` stands beside it
#: what questions say of links, gaps and judgements, in English and Spanish
_WORDS: Final = {
    "advantage": ("advantage", "ventaja"),
    "after": ("after", "después"),
    "altLabel": ("other name", "otro nombre"),
    "before": ("before", "antes"),
    "challenge": ("challenge", "reto"),
    "different": ("different", "distinto"),
    "distinct": ("different", "distinto"),
    "end": ("end", "fin"),
    "entry into force": ("entry into force", "entrada en vigor"),
    "false": ("no", "no"),
    "form": ("form", "forma"),
    "funder": ("funder", "financiador"),
    "gave rise to": ("gave rise to", "dio origen a"),
    "helix": ("helix", "hélice"),
    "hiddenLabel": ("name for searching", "nombre para búsquedas"),
    "linked": ("linked", "vinculado"),
    "manager": ("manager", "a cargo de la gestión"),
    "member": ("member", "miembro"),
    "output": ("output", "producto"),
    "participant": ("participant", "participante"),
    "party to one agreement": ("party to one agreement", "parte de un mismo acuerdo"),
    "phase": ("phase", "fase"),
    "place": ("place", "lugar"),
    "prefLabel": ("main name", "nombre principal"),
    "produced": ("produced", "produjo"),
    "responsible": ("responsible", "responsable"),
    "same": ("the same", "lo mismo"),
    "sector": ("sector", "sector"),
    "signature": ("signature", "firma"),
    "start": ("beginning", "inicio"),
    "status": ("status", "situación"),
    "strategic partner": ("strategic partner", "socio estratégico"),
    "taken over by": ("taken over by", "lo asumió"),
    "takes part in": ("takes part in", "participa en"),
    "true": ("yes", "sí"),
    "under": ("under", "al amparo de"),
    "under it": ("under it", "a su amparo"),
    "unknown": ("unknown", "desconocido"),
}
_OF_NODES: Final = (ORG, FOAF, QB)  # where classes of persons, memberships and figures are from
_NAMESPACES: Final = (HX, ORG, DCT, SCHEMA, SKOS)
_CODE: Final = re.compile(r"\^?[A-Za-z][\w-]*")


class Codes:
    """Which columns of an answer hold codes, and what people read for them."""

    def __init__(self, query: Query, store: Store, language: str) -> None:
        """Note the columns.

        Args:
            query: The question.
            store: Where the labels of classes, properties and codes are.
            language: `es` or `en`.
        """
        from kg.names import Labels

        self._labels = Labels(store, language)
        columns = {**_COLUMNS, **(_OF_CONFLICTS if "conflict" in query.columns else {})}
        self._sources = {name: columns[name] for name in query.columns if name in columns}
        self._known: dict[tuple[str, str], str] = {}

    def word(self, column: str, text: str) -> str:
        """Return what people read for a text of a column; the text itself where it is no code.

        Several codes have a semicolon between them.
        """
        if column not in self._sources:
            return text
        if (column, text) not in self._known:
            words = [self._looked_up(column, code) for code in text.split("; ")]
            self._known[column, text] = "; ".join(words)
        return self._known[column, text]

    def _looked_up(self, column: str, code: str) -> str:
        for source in self._sources[column]:
            if label := self._of(source, code):
                return label
        return code

    def _of(self, source: str, code: str) -> str | None:
        if source == _WORD:
            return in_language(*_WORDS[code]) if code in _WORDS else None
        if not _CODE.fullmatch(code):
            return None
        if source == _CLASS:
            from kg.names import class_of

            iris = (class_of(code), *(f"{space}{code}" for space in _OF_NODES))
            return next(filter(None, map(self._labels.get, iris)), None)
        if source == _PROPERTY:
            labels = (self._labels.get(f"{space}{code.lstrip('^')}") for space in _NAMESPACES)
            label = next(filter(None, labels), None)
            return f"← {label}" if label and code.startswith("^") else label
        return self._labels.get(concept(source, code))

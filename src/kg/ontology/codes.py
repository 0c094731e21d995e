"""Codes of constraints that are no shapes: what they ask, and an example of each kind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kg.rdf.namespaces import PREFIXES


@dataclass(frozen=True, slots=True)
class Code:
    """A constraint that no shape can express.

    Attributes:
        severity: violation or warning.
        english: What it asks.
        spanish: The same.
        right: Statements that it accepts, in Turtle or TriG; or the rows of a table.
        wrong: Those that it reports.
        table: The table whose rows they are; "" for statements.
    """

    severity: str
    english: str
    spanish: str
    right: str
    wrong: str
    table: str = ""


def _document(*lines: str) -> str:
    """Return statements with the prefixes that they use."""
    body = "\n".join(lines)
    used = "".join(
        f"@prefix {prefix}: <{namespace}> .\n"
        for prefix, namespace in PREFIXES.items()
        if re.search(rf"(?<![\w/:<]){prefix}:[a-z\d]", body, re.IGNORECASE)
    )
    return f"{used}\n{body}\n"


_EVIDENCE: Final = (
    "graph:catalogue {",
    '    src:009 a hx:SourceDocument ; dct:title "Report"@en ; dct:issued "2018"^^xsd:gYear .',
    '    evidence:009-p-1 a hx:Evidence ; dct:source src:009 ; hx:locator "p. 1" ;',
    "        hx:certainty <https://w3id.org/helixkg/voc/certainty/explicit> .",
    "}",
)
_CLAIM: Final = 'evidence:009-p-1 { id:jalisco skos:altLabel "Xalisco"@es }'
#: rows on the two years that documents state, of which one is as stated or not
_SIGNED: Final = (
    "id,type,subject,property,value,source,locator,resolution,note\n"
    "mou-eccp-year,date,eccp-promexico-mou,hx:signedOn,{},,,open,two years\n"
    "mou-eccp-year,date,eccp-promexico-mou,hx:signedOn,2013,,,open,two years\n"
)
WITHOUT_SHAPE: Final = {
    "C01": Code(
        "violation",
        "claims stand in a graph that evidence describes; what a file says of the ontology is what "
        "this version says; any other graph is kept, and nothing reads it (warning)",
        "las afirmaciones están en un grafo que una evidencia describe; lo que un archivo dice de "
        "la ontología es lo que dice esta versión; cualquier otro grafo se conserva y nada lo lee "
        "(advertencia)",
        _document(*_EVIDENCE, _CLAIM),
        _document(_CLAIM),
    ),
    "C57": Code(
        "violation",
        "each row of conflicts.csv fits a claim: a row that no longer does is corrected or removed",
        "cada fila de conflicts.csv corresponde a una afirmación: la que ya no, se corrige o quita",
        _SIGNED.format("2012"),
        _SIGNED.format("1912"),
        table="conflicts.csv",
    ),
    "C61": Code(
        "violation",
        "a term of the project, or of a vocabulary that it uses, is spelt as the ontology declares "
        "it",
        "un término del proyecto, o de un vocabulario que usa, se escribe como lo declara la "
        "ontología",
        _document('id:jalisco skos:altLabel "Xalisco"@es .'),
        _document('id:jalisco hx:acronim "JAL" .'),
    ),
    "C62": Code(
        "warning",
        "a term of another vocabulary is declared in the ontology: nothing checks what the others "
        "say",
        "un término de otro vocabulario está declarado en la ontología: nada comprueba lo que "
        "dicen los demás",
        _document('id:jalisco skos:altLabel "Xalisco"@es .'),
        _document('id:jalisco <http://example.org/colour> "blue" .'),
    ),
    "C63": Code(
        "violation",
        "a declared term stands where it means something: a class as a class, a property as a "
        "property, axioms in the ontology, evidence in the catalogue",
        "un término declarado está donde significa algo: una clase como clase, una propiedad como "
        "propiedad, los axiomas en la ontología, la evidencia en el catálogo",
        _document('id:jalisco skos:altLabel "Xalisco"@es .'),
        _document("id:jalisco owl:sameAs id:sonora ."),
    ),
}


def next_free(codes: Iterable[str]) -> str:
    """Return the first code after all that are taken; one that is gone is not given again.

    Args:
        codes: The codes of shapes; those that no shape has are counted, too.
    """
    taken = {*codes, *WITHOUT_SHAPE}
    return f"C{max(int(code[1:]) for code in taken if re.fullmatch(r'C[0-9]+', code)) + 1}"

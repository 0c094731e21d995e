"""Write the skeleton of a query of one's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from kg.errors import UsageError, in_language
from kg.files.writing import write_text

_SKELETON: Final = """\
#+ summary: What it answers, in English
#+ summary_es: Lo que responde, en español
#+ description: What a row is, what is left out, and why.
#+ description_es: Qué es una fila, qué se omite y por qué.
#+ tags: [clusters]
#+ params:
#+   state: {type: entity:State, en: State, es: Estado}
#+   lang: {type: lang, default: es, en: Language of names, es: Idioma de los nombres}
#+ example: {state: nuevo-leon}
#+ columns: [cluster, name]
#+ caveats:
#+   no_place:
#+     select: (COUNT(?any) AS ?clusters) WHERE {
#+       ?any a hx:Cluster FILTER NOT EXISTS { ?any hx:locatedIn ?place } }
#+     en: "{clusters|cluster|clusters} left out: no place is stated"
#+     es: "{clusters|clúster omitido|clústeres omitidos}: no se indica el lugar"

PREFIX hx: <https://w3id.org/helixkg/def#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?cluster ?name
WHERE {
  ?cluster a hx:Cluster ; hx:locatedIn/hx:partOfArea* ?state ; skos:prefLabel ?name .
  FILTER(LANG(?name) = ?lang)
}
ORDER BY ?name ?cluster
"""
_FILE_NAME = re.compile(r"(?:([a-z0-9-]+)/)?([a-z0-9][a-z0-9-]*)")


def write_skeleton(folder: Path, name: str) -> Path:
    """Write the skeleton of a query into a folder, and return its path.

    Args:
        folder: The library; made where it is missing.
        name: NAME or GROUP/NAME.

    Raises:
        UsageError: The name does not fit a query, or the file exists.
    """
    match = _FILE_NAME.fullmatch(name)
    if match is None:
        raise UsageError(
            in_language(
                f"'{name}' does not fit a query; use lower case, digits and hyphens, "
                "with a group in front if you like: find/clusters-near-a-port",
                f"«{name}» no sirve para una consulta; use minúsculas, cifras y guiones, con "
                "un grupo delante si se desea: find/clusters-near-a-port",
            )
        )
    path = folder / (match[1] or "mine") / f"{match[2]}.rq"
    if path.exists():
        raise UsageError(
            in_language(
                f"{path} exists; choose another name", f"{path} ya existe; elija otro nombre"
            )
        )
    write_text(path, _SKELETON)
    return path

"""Keep a library of queries: a skeleton for a new one, the check of all, their form as RDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from kg import names, results
from kg.errors import KgError, UsageError
from kg.library import catalogue as queries
from kg.library.catalogue import Query
from kg.model import Iri, Literal, Term, Triple, text
from kg.rdf.namespaces import BASE, DCT, RDF_TYPE, RDFS, SCHEMA, SH, XSD

if TYPE_CHECKING:
    from kg.store.base import Store

_SKELETON: Final = """\
#+ summary: What it answers, in English
#+ summary_es: Lo que responde, en español
#+ description: What a row is, what is left out, and why.
#+ tags: [clusters]
#+ params:
#+   state: {type: entity:State, en: State, es: Estado}
#+   lang: {type: lang, default: es, en: Language of names, es: Idioma de los nombres}
#+ example: {state: nuevo-leon}
#+ columns: [cluster, name]

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
    """Write the skeleton of a query NAME or GROUP/NAME into a folder, and return its path.

    Raises UsageError for a name that is none, and where the file is there already.
    """
    match = _FILE_NAME.fullmatch(name)
    if match is None:
        raise UsageError(
            f"'{name}' is no name of a query; use lower case, digits and hyphens, "
            "with a group in front if you like: find/clusters-near-a-port"
        )
    path = folder / (match[1] or "mine") / f"{match[2]}.rq"
    if path.exists():
        raise UsageError(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_SKELETON, encoding="utf-8")
    return path


def check(query: Query, store: Store, *, write: bool = False) -> list[str]:
    """Return what is wrong with a query, in words; nothing where all is well.

    Its example is run: it must parse, have the columns of its header, find something (but for
    checks, which find nothing where all is well), and equal its golden answer in
    `golden/<name>.tsv` beside it, where there is one; write: keep the answer there.
    """
    needed = [p.name for p in query.parameters if p.required and p.name not in query.example]
    if needed:
        return [
            f"the header has no example for {', '.join(needed)}; add '#+ example: "
            f"{{{needed[0]}: …}}'"
        ]
    try:
        found = queries.run(query, store, query.example, names.resolver(store))
        answer = io.StringIO()
        count = results.write(found, "tsv", answer)
    except KgError as error:
        return [str(error)]
    faults = []
    if found.variables != query.columns:
        faults.append(
            f"the columns are {', '.join(found.variables)}; the header says "
            f"{', '.join(query.columns)}"
        )
    if not count and query.group != "checks":
        faults.append("the example finds nothing")
    golden = query.path.parent / "golden" / f"{query.name}.tsv"
    if write and not faults:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(answer.getvalue(), encoding="utf-8")
    elif golden.exists():
        wanted = golden.read_text(encoding="utf-8").splitlines()
        got = answer.getvalue().splitlines()
        if wanted != got:
            where = next(
                (
                    number
                    for number, pair in enumerate(zip(wanted, got, strict=False), 1)
                    if pair[0] != pair[1]
                ),
                min(len(wanted), len(got)) + 1,
            )
            faults.append(f"the answer is not that of {golden}:{where}")
    return faults


def as_rdf(library: Mapping[str, Query]) -> Iterator[Triple]:
    """Yield the library as SHACL SPARQL executables, with titles, keywords and parameters.

    Source: SHACL Advanced Features, section on SPARQL-based functions and executables; the form
    in which the SIB publishes its examples.
    """
    for query in library.values():
        node = Iri(f"{BASE}query/{query.name}")
        said: list[tuple[str, Term]] = [
            (RDF_TYPE, Iri(SH + "SPARQLExecutable")),
            (RDF_TYPE, Iri(SH + "SPARQLSelectExecutable")),
            (RDFS + "label", text(query.summary_en, "en")),
            (RDFS + "label", text(query.summary_es, "es")),
            (SH + "select", text(_without_header(query.text))),
            *((SCHEMA + "keywords", text(tag)) for tag in (query.group, *query.tags)),
        ]
        if query.description:
            said.append((DCT + "description", text(query.description, "en")))
        for parameter in query.parameters:
            blank = Iri(f"{node.value}/{parameter.name}")
            said.append((SH + "parameter", blank))
            yield Triple(blank, Iri(SH + "path"), Iri(f"{BASE}parameter/{parameter.name}"))
            yield Triple(blank, Iri(SH + "name"), text(parameter.label_en, "en"))
            yield Triple(blank, Iri(SH + "name"), text(parameter.label_es, "es"))
            yield Triple(
                blank,
                Iri(SH + "optional"),
                Literal("false" if parameter.required else "true", XSD + "boolean"),
            )
        for predicate, value in said:
            yield Triple(node, Iri(predicate), value)


def _without_header(said: str) -> str:
    return "\n".join(line for line in said.splitlines() if not line.startswith("#+")).strip()

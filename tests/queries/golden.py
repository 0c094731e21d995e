"""The small graph of fixture.trig, and the answers that the library gives on it.

`python -m tests.queries.golden [NAME …]` writes the answers anew, all without a name.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from kg import library, names, results
from kg.errors import UsageError
from kg.model import Iri, Literal, Quad
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX, ID, XSD
from kg.rdf.oxigraph import quad_from_ox
from kg.store.base import Store
from kg.store.embedded import EmbeddedStore

FIXTURE = Path(__file__).parent / "fixture.trig"
FOLDER = Path(__file__).parent / "golden"
LIBRARY = Path(__file__).parents[2] / "queries"

#: what queries are asked where the example in their header names what the small graph has not
ASKED: Mapping[str, Mapping[str, str]] = {
    "actors-in-both": {"thing_a": "hled", "thing_b": "dean"},
    "actors-of-helix": {"helix": "Industria"},
    "agreements-between": {"party_a": "Mexico", "party_b": "canada", "lang": "en"},
    "before-and-after": {"thing": "T-MEC"},
    "centres-near-cluster": {"cluster": "Aeroclúster de Querétaro"},
    "cited-pages": {"subject": "claut-nuevo-leon"},
    "clusters-of-form": {"form": "industry-cluster"},
    "committees-of": {"body": "hled"},
    "compare-lists": {"table_a": "table 6", "table_b": "003-queretaro"},
    "documents-of": {"thing": "claut-nuevo-leon"},
    "agreements-of": {"party": "mexico", "type": "free-trade"},
    "figures-by": {"provider": "economia"},
    "figures-in-sector": {"sector": "manufacturing", "lang": "en"},
    "industry-group-of": {"sector": "automotive"},
    "labels-held": {"level": "gold"},
    "listed-in": {"source": "003", "table": "querétaro", "sector": "aerospace"},
    "names-in-documents": {"thing": "claut-nuevo-leon"},
    "places-of-sector": {"sector": "aerospace"},
    "same-or-different": {"thing": "claut-nuevo-leon"},
    "claims-of-source": {"source": "001"},
    "clusters-in-sector": {"sector": "manufacturing"},
    "clusters-in-state": {"state": "Nuevo Leon"},
    "clusters-with-label": {"date": "2018"},
    "cooperation-with-country": {"partner": "canada"},
    "expired-labels": {"date": "2019-12-31"},
    "links-between": {"thing_a": "hled-committee", "thing_b": "mexico"},
    "neighbours": {"thing": "aero-queretaro"},
    "policies-for-sector": {"sector": "ict", "lang": "en"},
    "sector-profile": {"state_a": "nuevo-leon", "state_b": "Querétaro"},
    "shared-topics": {"thing_a": "canada", "thing_b": "united-states"},
    "single-source-facts": {"about": "claut-nuevo-leon"},
    "technologies-of": {"thing": "cidesi"},
    "users-of-technology": {"technology": "Industria 4.0"},
    "applications-of-technology": {"technology": "i40"},
    "claims-at-place": {"source": "001", "place": "Table 6"},
    "clusters-in-sectors-and-states": {
        "sectors": "manufacturing",
        "states": "nuevo-leon; queretaro",
    },
    "companies-of-country": {"home": "canada"},
    "companies-in-sector": {"sectors": "ict; manufacturing"},
    "engagements-of": {"actor": "economia"},
    "figures-of": {"thing": "queretaro"},
    "indicator-by-area": {"indicator": "count.clusters"},
    "instruments-of-body": {"body": "economia"},
    "members-of": {"body": "aero-queretaro"},
    "objectives-of": {"thing": "prosoft"},
    "old-figures": {"year": "2019"},
    "organisations-in-state": {"state": "queretaro"},
    "organisations-in-states": {"states": "queretaro; nuevo-leon"},
    "clusters-in-states": {"states": "queretaro; nuevo-leon"},
    "participants-of": {"thing": "hled"},
    "partners-of": {"thing": "mexico"},
    "leading-countries": {"technology": "ai"},
    "origin-of": {"thing": "usmca"},
    "sectors-of": {"thing": "aero-queretaro"},
    "clusters-outside": {"sector": "aerospace", "except_states": "nuevo-leon"},
    "specialities-of": {"thing": "aero-queretaro"},
    "under-framework": {"framework": "hled"},
    "clusters-by-documents": {"documents": "2"},
    "clusters-founded": {"to": "2010"},
    "conflicts-in-sector": {"sector": "automotive"},
    "conflicts-of": {"thing": "usmca"},
    "conflicts-of-document": {"source": "001", "lang": "en"},
    "ended-before": {"date": "2019"},
    "funding-of": {"thing": "economia"},
    "inferred-about": {"about": "hled"},
    "status-of": {"thing": "usmca"},
    "why-fact": {"subject": "claut-nuevo-leon", "property": "hx:locatedIn"},
}


REJECTED = Quad(
    Iri(ID + "usmca"),
    Iri(HX + "signedOn"),
    Literal("2019", XSD + "gYear"),
    Iri(EVIDENCE + "001/note-110"),
)


def with_facts() -> Iterator[Quad]:
    """Yield the quads of the fixture and the facts that the build would make of them."""
    for parsed in ox.parse(FIXTURE.read_bytes(), format=ox.RdfFormat.TRIG):
        quad = quad_from_ox(parsed)
        yield quad
        graph = quad.graph.value if quad.graph else ""
        if (
            graph != CATALOGUE_GRAPH
            and not graph.endswith("--machine-suggested")
            and quad != REJECTED
        ):
            yield quad._replace(graph=None)


def store() -> EmbeddedStore:
    """Return a store in memory with the small graph."""
    filled = EmbeddedStore.in_memory()
    filled.commit(add=with_facts())
    return filled


def values_for(query: library.Query) -> Mapping[str, str]:
    """Return what a query is asked: what stands in `ASKED`, else the example of its header.

    Of the example only what the query cannot do without; other parameters take their defaults.
    """
    required = {parameter.name for parameter in query.parameters if parameter.required}
    example = {name: value for name, value in query.example.items() if name in required}
    return ASKED.get(query.name, example)


def answer(asked: Store, query: library.Query) -> str:
    """Return the answer to `query` of the store `asked` as tab-separated values."""
    output = io.StringIO()
    solutions = library.run(query, asked, values_for(query), names.resolver(asked))
    results.write(solutions, "tsv", output)
    return output.getvalue()


def main(chosen: list[str]) -> None:
    """Write the golden files of the chosen queries, all where none is chosen."""
    small = store()
    FOLDER.mkdir(exist_ok=True)
    queries = library.read(LIBRARY)
    for name in chosen or [name for name, query in queries.items() if query.group != "checks"]:
        try:
            text = answer(small, library.find(queries, name))
        except UsageError as error:
            sys.exit(f"{name}: {error}\nAsk it in ASKED ({__file__}) what {FIXTURE.name} has.")
        if len(text.splitlines()) < 2:
            print(f"{name}: no rows; extend {FIXTURE.name} until there are some", file=sys.stderr)
        (FOLDER / f"{name}.tsv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

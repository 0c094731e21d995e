"""The checks of `queries/checks`: silent on the project's graph, and loud where something is wrong.

Each check has data that trips it, the rows that it then gives, and (where a record can explain the
finding) the record that makes it silent again.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from kg import ingest, library, names
from kg.rdf.namespaces import BASE, PREFIXES
from kg.rdf.oxigraph import quad_from_ox
from kg.store.embedded import EmbeddedStore
from tests.queries.golden import LIBRARY

CHECKS = {name: query for name, query in library.read(LIBRARY).items() if query.group == "checks"}
NAMES = "".join(f"@prefix {p}: <{ns}> .\n" for p, ns in PREFIXES.items()) + f"@base <{BASE}> .\n"
DISTINCT = """GRAPH <graph/catalogue> { <identity/x> hx:identityOf id:a ; hx:otherEntity id:b ;
    hx:decision <https://w3id.org/helixkg/voc/identity-decision/distinct> }"""


def conflict(*members: str) -> str:
    """Return a recorded conflict between nodes."""
    return f"GRAPH <graph/catalogue> {{ <conflict/x> hx:conflicting {' , '.join(members)} }}"


def figure(
    name: str,
    source: str,
    about: str,
    value: str,
    indicator: str = "count.members",
    extra: str = "",
) -> str:
    """Return an observation."""
    return (
        f"<observation/{name}> a qb:Observation ; qb:dataSet <dataset/{source}> ; "
        f"hx:indicator <voc/indicator/{indicator}> ; {about} ; "
        f"sdmxa:unitMeasure <voc/unit/NUM> ; sdmxm:obsValue {value} {extra} .\n"
    )


YEAR = 'sdmxd:refPeriod "2018"^^xsd:gYear'
ENTITY = f"hx:refEntity id:a ; {YEAR}"
CELL = "; hx:sectorDim <voc/sector/_T> ; hx:product <voc/product/_T> ; hx:occurrence 1"


class Case(NamedTuple):
    """What trips a check, the rows that it gives, and the record that explains it."""

    planted: str
    rows: list[tuple[str, ...]]
    explained: str = ""


CASES = {
    "shared-acronym": Case(
        'id:a hx:acronym "CLAUT" . id:b hx:acronym "Claut" . id:c hx:acronym "AEM" .',
        [("CLAUT", "id/a", "id/b")],
        DISTINCT,
    ),
    "shared-label": Case(
        'id:a skos:prefLabel "Clúster Minero"@es . id:b skos:altLabel "CLÚSTER MINERO"@es .',
        [("clúster minero", "id/a", "id/b")],
        DISTINCT,
    ),
    "missing-labels": Case(
        """id:a a hx:Cluster ; skos:prefLabel "Clúster Minero"@es .
        id:b a hx:Cluster ; skos:prefLabel "Clúster"@es , "Cluster"@en .
        id:c a hx:Cluster ; skos:prefLabel "CLAUT"@mul .""",
        [("Cluster", "id/a", "Clúster Minero", "en")],
    ),
    "listed-elsewhere": Case(
        """id:a a hx:Cluster ; hx:locatedIn id:puebla . id:puebla a hx:State .
        id:sonora a hx:State . GRAPH <evidence/001/table> { id:a hx:locatedIn id:puebla }
        GRAPH <graph/catalogue> { <evidence/001/table> hx:listing <listing/l> .
            <listing/l> dct:spatial id:sonora }""",
        [("id/a", "id/sonora", "id/puebla")],
        conflict("id:a")
        + """
        GRAPH <graph/catalogue> { <conflict/x> hx:conflictProperty hx:locatedIn }""",
    ),
    "same-figure-other-value": Case(
        figure("one", "001-entity", ENTITY, "7", extra="; sdmxa:unitMult 3")
        + figure("two", "003-entity", ENTITY, "9")
        + figure("x", "004-entity", ENTITY, "7000"),
        [
            ("observation/one", "7000", "observation/two", "9"),
            ("observation/two", "9", "observation/x", "7000"),
        ],
        conflict("<observation/one>", "<observation/two>", "<observation/x>"),
    ),
    "same-cell": Case(
        figure("one", "001-entity", ENTITY, "7", extra=CELL)
        + figure("two", "001-entity", ENTITY, "9", extra=CELL)
        + figure(
            "second", "001-entity", ENTITY, "9", extra=CELL.replace("occurrence 1", "occurrence 2")
        )
        + figure("else", "003-entity", ENTITY, "7", extra=CELL)
        + figure("flow", "001-entity", ENTITY, "7", extra=f"{CELL} ; hx:counterpartArea id:b"),
        [("observation/one", "observation/two")],
    ),
    "unexplained-total": Case(
        figure("one", "001-entity", ENTITY, "3", extra="; hx:listing <listing/l>")
        + """
        GRAPH <graph/catalogue> { <evidence/001/table> hx:listing <listing/l> }
        GRAPH <evidence/001/table> { id:b a hx:Company . id:c a hx:Company . id:a a hx:Cluster }""",
        [("observation/one", "3", "2", "0", "0")],
        conflict("<observation/one>"),
    ),
    "part-larger-than-whole": Case(
        "id:sonora hx:partOfArea id:mexico .\n"
        + figure("part", "001-area", f"sdmxd:refArea id:sonora ; {YEAR}", "9")
        + figure("whole", "001-area", f"sdmxd:refArea id:mexico ; {YEAR}", "5"),
        [("observation/part", "9", "observation/whole", "5")],
        conflict("<observation/part>", "<observation/whole>"),
    ),
    "sum-over-total": Case(
        "id:sonora hx:partOfArea id:mexico . id:puebla hx:partOfArea id:mexico .\n"
        + figure("one", "001-area", f"sdmxd:refArea id:sonora ; {YEAR}", "4")
        + figure("two", "001-area", f"sdmxd:refArea id:puebla ; {YEAR}", "3")
        + figure("whole", "001-area", f"sdmxd:refArea id:mexico ; {YEAR}", "5"),
        [("observation/whole", "5", "2", "7")],
        conflict("<observation/whole>"),
    ),
    "date-of-undated-document": Case(
        figure(
            "one",
            "001-entity",
            ENTITY,
            "3",
            extra="; hx:periodBasis <voc/period-basis/document-date>",
        )
        + "<dataset/001-entity> dct:source <source/001> .",
        [("observation/one", "source/001")],
        """GRAPH <graph/catalogue> { <source/001> dct:issued "2018"^^xsd:gYear }""",
    ),
    "vague-figure": Case(
        "<voc/indicator/count.members-oem> skos:broader <voc/indicator/count.members> .\n"
        + figure("one", "001-area", f"sdmxd:refArea id:mexico ; {YEAR}", "9", extra=CELL),
        [("observation/one", "voc/indicator/count.members")],
        '<observation/one> hx:rawLabel "members" .',
    ),
    "fact-without-evidence": Case(
        "id:a hx:locatedIn id:b .",
        [("id/a", "def#locatedIn", "id/b")],
        "GRAPH <evidence/001/note-1> { id:a hx:locatedIn id:b }",
    ),
    "undescribed-evidence": Case(
        """GRAPH <evidence/001/note-1> { id:a hx:locatedIn id:b }
        GRAPH <graph/catalogue> { <evidence/001/note-2> a hx:Evidence }""",
        [("evidence/001/note-1", "description"), ("evidence/001/note-2", "claims")],
        """GRAPH <evidence/001/note-2> { id:a hx:locatedIn id:b }
        GRAPH <graph/catalogue> { <evidence/001/note-1> dct:source <source/001> ;
            hx:locator "note 1" . <evidence/001/note-2> dct:source <source/001> ;
            hx:locator "note 2" }""",
    ),
    "implausible-figure": Case(
        figure("share", "001-entity", ENTITY, "120", "share.exports")
        + figure("count", "001-entity", ENTITY, "-3")
        + figure("year", "001-entity", 'hx:refEntity id:a ; sdmxd:refPeriod "0218"^^xsd:gYear', "3")
        + figure("until", "001-entity", 'hx:refEntity id:a ; sdmxd:refPeriod "../2030"', "3")
        + figure("good", "001-entity", ENTITY, "99.5", "share.exports"),
        [
            ("observation/count", "-3", "a negative count"),
            ("observation/share", "120", "a share outside 0 to 100"),
            ("observation/year", "3", "a year out of range"),
        ],
    ),
    "lonely-conflict": Case(
        """GRAPH <graph/catalogue> { <conflict/x> a hx:Conflict ;
            hx:conflictType <voc/conflict-type/value> ; hx:conflicting <observation/one> }""",
        [("conflict/x", "value")],
        conflict("<observation/two>"),
    ),
    "dissolved-and-active": Case(
        """id:a schema:dissolutionDate "2012"^^xsd:gYear ; hx:status <voc/status/active> ;
            hx:statusAsOf "2019"^^xsd:gYear .
        id:b schema:endDate "2024"^^xsd:gYear ; hx:status <voc/status/active> ;
            hx:statusAsOf "2019"^^xsd:gYear .""",
        [("id/a", "2012", "voc/status/active")],
        conflict("id:a"),
    ),
}


def answer(name: str, trig: str) -> list[tuple[str, ...]]:
    """Return the rows of a check on a small graph."""
    store = EmbeddedStore.in_memory()
    store.commit(quad_from_ox(quad) for quad in ox.parse(NAMES + trig, format=ox.RdfFormat.TRIG))
    solutions = library.run(CHECKS[name], store, {}, names.resolver(store))
    return [
        tuple("" if term is None else term.value.removeprefix(BASE) for term in row)
        for row in solutions.rows
    ]


@pytest.fixture(scope="module")
def project() -> EmbeddedStore:
    """The project's own graph."""
    store = EmbeddedStore.in_memory()
    store.replace(ingest.assemble(Path(__file__).parents[2] / "data").quads())
    return store


def test_every_check_is_proved() -> None:
    assert set(CASES) == set(CHECKS)
    assert len(CHECKS) >= 10


@pytest.mark.parametrize("name", CHECKS)
def test_it_is_silent_on_the_project(name: str, project: EmbeddedStore) -> None:
    solutions = library.run(CHECKS[name], project, {}, names.resolver(project))
    assert list(solutions.rows) == []


@pytest.mark.parametrize("name", CASES)
def test_it_finds_what_is_wrong(name: str) -> None:
    assert answer(name, CASES[name].planted) == CASES[name].rows


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.explained])
def test_a_record_explains_the_finding(name: str) -> None:
    assert answer(name, CASES[name].planted + CASES[name].explained) == []

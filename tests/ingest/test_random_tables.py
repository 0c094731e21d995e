"""A table in any dialect, spoiled or not, becomes exactly its graph or an error; no other graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.ingest import incoming
from kg.mapping.custom import read_mapping
from kg.model import Quad
from kg.rdf import iris
from kg.rdf.namespaces import EVIDENCE, ID, PREF_LABEL, REGISTRY_GRAPH
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore
from tests.ingest.random_tables import (
    KNOWN,
    SECTORS,
    STATES,
    Fact,
    Manner,
    expected,
    facts,
    manners,
    mapping_of,
    write,
)

PREFIXES = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix graph: <https://w3id.org/helixkg/graph/> .
@prefix voc: <https://w3id.org/helixkg/voc/> .
@prefix sector: <https://w3id.org/helixkg/voc/sector/> .
@prefix certainty: <https://w3id.org/helixkg/voc/certainty/> .
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """The entities and codes that random tables name."""
    entities = [
        *(f'id:{code} a hx:State ; skos:prefLabel "{name}"@mul .' for name, code in STATES.items()),
        *(f'id:{code} a hx:Cluster ; skos:prefLabel "{name}"@es .' for name, code in KNOWN.items()),
    ]
    codes = [
        *(
            f'sector:{code} skos:inScheme voc:sector ; skos:prefLabel "{name}"@es .'
            for name, code in SECTORS.items()
        ),
        "<https://w3id.org/helixkg/voc/source-type/dataset> skos:inScheme voc:source-type ; "
        'skos:prefLabel "Data set"@en .',
        'certainty:explicit skos:inScheme voc:certainty ; skos:prefLabel "Explicit"@en .',
    ]
    path = tmp_path_factory.mktemp("known") / "graph.trig"
    both = "\n".join([*entities, *codes])
    path.write_text(
        f"{PREFIXES}{both}\ngraph:registry {{ {' '.join(entities)} }}\n"
        f"graph:vocabulary {{ {' '.join(codes)} }}\n",
        "utf-8",
    )
    known = EmbeddedStore.in_memory()
    known.replace(located.quad for located in read_rdf(path, path.name))
    return known


def outcome(
    store: EmbeddedStore, folder: Path, rows: Sequence[Fact], manner: Manner
) -> set[tuple[str, str, str]] | None:
    """Return what a table says to `kg load`: names, properties, values; None for an error."""
    (folder / "m.toml").write_text(mapping_of(manner), "utf-8")
    file = write(folder, rows, manner)
    batches = list(incoming.batches(store, [file], read_mapping(folder / "m.toml")))
    if any(batch.problems for batch in batches):
        assert all(str(problem.position) for batch in batches for problem in batch.problems)
        return None
    return claims_among([item.quad for batch in batches for item in batch.located])


def claims_among(quads: Sequence[Quad]) -> set[tuple[str, str, str]]:
    """Return the claims among quads: the name of a subject, a property, a value."""
    names = {identifier: name for name, identifier in KNOWN.items()}
    for subject, predicate, value, graph in quads:
        if str(graph) == REGISTRY_GRAPH and predicate.value == PREF_LABEL:
            identifier = str(subject).removeprefix(ID)
            assert names.setdefault(identifier, value.value) == value.value, "two names, one entity"
    return {
        (
            names[str(subject).removeprefix(ID)],
            iris.local_name(predicate.value),
            _value(iris.local_name(predicate.value), value.value),
        )
        for subject, predicate, value, graph in quads
        if str(graph).startswith(EVIDENCE)
    }


def _value(name: str, text: str) -> str:
    if name == "numberOfEmployees":
        return f"{Decimal(text).normalize():f}"
    return iris.local_name(text) if name in ("locatedIn", "sector") else text


TABLES = st.lists(facts, min_size=1, max_size=5, unique_by=lambda fact: fact.name)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def judge(
    store: EmbeddedStore, folder: Path, rows: Sequence[Fact], manner: Manner, seen: Counter[str]
) -> None:
    """Load a table and compare; count what became of it."""
    try:
        claims = outcome(store, folder, rows, manner)
    except UnicodeEncodeError:
        seen["cannot be written"] += 1
        return
    except InputError as error:
        assert error.problems
        claims = None
    if claims is None:
        seen["refused"] += 1
        return
    seen["loaded exactly"] += 1
    assert claims == expected(rows, manner)


@settings(max_examples=60, deadline=None, suppress_health_check=QUIET)
@given(rows=TABLES, manner=manners)
def test_a_table_becomes_its_graph_or_an_error(
    store: EmbeddedStore, tmp_path: Path, rows: list[Fact], manner: Manner
) -> None:
    judge(store, tmp_path, rows, manner, Counter())


@pytest.mark.full
def test_five_thousand_tables_become_their_graphs_or_errors(
    store: EmbeddedStore, tmp_path: Path, report_counts: Callable[[str], None]
) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=5_000, deadline=None, suppress_health_check=QUIET)
    @given(rows=TABLES, manner=manners)
    def run(rows: list[Fact], manner: Manner) -> None:
        judge(store, tmp_path, rows, manner, seen)

    run()
    report_counts(", ".join(f"{count:,} {fate}" for fate, count in sorted(seen.items())))
    assert seen["loaded exactly"] > 1_500
    assert seen["refused"] > 1_000


PLAIN = Manner(declares=frozenset({"decimal", "date"}))


@pytest.mark.parametrize("form", ["csv", "csv.gz", "xlsx"])
def test_a_plain_table_is_loaded(store: EmbeddedStore, tmp_path: Path, form: str) -> None:
    """What is compared above is compared: a plain table is no error."""
    rows = [
        Fact("Clúster Médico", "Sonora", ("Minería",), employees=Decimal("1234.5"), host="a.mx"),
        Fact("Clúster Nuevo 123", "Sonora", note="L’Oréal, «uno»"),
    ]
    manner = Manner(form=form, declares=PLAIN.declares, merged="fill")
    claims = outcome(store, tmp_path, rows, manner)
    assert claims == expected(rows, manner)
    assert ("Clúster Médico", "numberOfEmployees", "1234.5") in (claims or ())

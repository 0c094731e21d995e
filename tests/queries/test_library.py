"""Each query of the library answers on the small graph, here and on another engine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from rdflib.plugins.sparql import prepareQuery

from kg import library, names
from kg.model import Iri
from kg.rdf.namespaces import ID, PREFIXES
from kg.rdf.terms import ntriples
from kg.sparql import functions
from kg.sparql.binding import bind
from kg.store.embedded import EmbeddedStore
from tests.library.sources import asked_nothing
from tests.queries.golden import ASKED, FOLDER, LIBRARY, answer, values_for, with_facts
from tests.short_form import spread

QUERIES = library.read(LIBRARY)
#: the checks have no answer where all is well; test_checks proves them
ANSWERED = [name for name, query in QUERIES.items() if query.group != "checks"]
every_query = pytest.mark.parametrize("name", QUERIES)


@pytest.mark.parametrize("name", ANSWERED)
def test_it_answers_as_before(name: str, fixture_store: EmbeddedStore) -> None:
    expected = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    assert answer(fixture_store, QUERIES[name]) == expected
    assert expected.count("\n") > 1, "the small graph holds no answer; extend it"


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.tsv")} == set(ANSWERED)
    assert set(ASKED) <= set(QUERIES)


@every_query
def test_its_columns_are_those_of_the_header(name: str, fixture_store: EmbeddedStore) -> None:
    query = QUERIES[name]
    solutions = library.run(query, fixture_store, values_for(query), names.resolver(fixture_store))
    assert solutions.variables == query.columns


@every_query
def test_its_order_is_decided(name: str) -> None:
    assert re.search(r"\nORDER BY .*\?\w+\s*\Z", QUERIES[name].source, re.DOTALL)


@every_query
def test_its_prefixes_are_those_of_the_project(name: str) -> None:
    known = {**PREFIXES, functions.PREFIX: functions.NAMESPACE}
    for prefix, namespace in re.findall(r"^PREFIX (\S*): <(.*)>$", QUERIES[name].source, re.M):
        scheme = f"https://w3id.org/helixkg/voc/{prefix}/"
        assert namespace == known.get(prefix, scheme)


@pytest.mark.parametrize("name", ANSWERED)
def test_an_optional_parameter_is_asked_for_in_no_exists(name: str) -> None:
    """The engine evaluates it for everything where the parameter has no value."""
    query = QUERIES[name]
    optional = {parameter.name for parameter in query.parameters if not parameter.required}
    for group in re.findall(r"\|\|\s*EXISTS\s*\{([^}]*)\}", query.source):
        assert optional.isdisjoint(re.findall(r"\?(\w+)", group)), group


@pytest.mark.parametrize("name", ANSWERED)
def test_a_graph_is_read_only_through_the_catalogue(name: str) -> None:
    graphs = set(re.findall(r"\bGRAPH (\S+)", QUERIES[name].source))
    assert not graphs or "graph:catalogue" in graphs


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def other_engine() -> rdflib.Dataset:
    """The small graph in rdflib's own memory store, with rdflib's own SPARQL engine."""
    lines = (
        " ".join(ntriples(term) for term in quad if term is not None) + " .\n"
        for quad in with_facts()
    )
    dataset = rdflib.Dataset()
    dataset.parse(data="".join(lines), format="nquads")
    return dataset


@pytest.mark.parametrize("name", spread(QUERIES, 4))
def test_another_engine_answers_the_same(
    name: str, fixture_store: EmbeddedStore, other_engine: rdflib.Dataset
) -> None:
    query = QUERIES[name]
    terms = library.bind(query, values_for(query), names.resolver(fixture_store))
    # The other engine fails on ordering by an empty aggregate; the order is tested above.
    text = re.sub(r"\nORDER BY .*\Z", "", bind(query.plain, terms), flags=re.DOTALL)
    there = [tuple(map(_cell, row)) for row in _rows(other_engine, text)]
    here = [tuple(map(_cell, row)) for row in fixture_store.select(text).rows]
    assert sorted(there) == sorted(here)


def _rows(dataset: rdflib.Dataset, text: str) -> Iterator[tuple[object, ...]]:
    for row in dataset.query(text):
        assert isinstance(row, rdflib.query.ResultRow)
        yield tuple(row)


def _cell(term: object) -> str:
    """Return the text of a cell; joined texts come in no set order, decimals in no set form.

    The other engine writes "None" for the least of nothing.
    """
    text = "" if term is None or str(term) == "None" else str(term)
    if re.fullmatch(r"-?\d+\.\d*", text):
        text = str(float(text)).removesuffix(".0")
    return "; ".join(sorted(text.split("; ")))


def test_a_query_with_a_place_finds_what_lies_within(fixture_store: EmbeddedStore) -> None:
    query, resolve = QUERIES["clusters-in-state"], names.resolver(fixture_store)
    solutions = library.run(query, fixture_store, {"state": "Querétaro"}, resolve)
    first = [row[0] for row in solutions.rows]
    assert first == [Iri("https://w3id.org/helixkg/id/aero-queretaro")]  # the proposed one is not


@pytest.mark.parametrize(
    ("name", "values", "things"),
    [
        ("agreements-time-line", {}, {"nafta", "usmca"}),
        ("agreements-time-line", {"from": "2018-12"}, {"usmca"}),  # in force since 2020
        ("agreements-time-line", {"from": "2018", "to": "2018-11"}, {"usmca"}),
        ("agreements-time-line", {"from": "2019", "to": "2019"}, set()),
        ("agreements-time-line", {"to": "2017"}, set()),
        ("instruments-time-line", {"from": "2014"}, set()),
        ("clusters-by-members", {"least": "90"}, {"claut-nuevo-leon"}),
        ("clusters-by-members", {"least": "12"}, {"claut-nuevo-leon", "monterrey-aero"}),
        ("clusters-by-members", {"least": "93"}, set()),
        ("clusters-by-state", {"least": "2"}, {"nuevo-leon"}),
    ],
)  # fmt: skip
def test_a_period_and_a_least_number_narrow_an_answer(
    fixture_store: EmbeddedStore, name: str, values: dict[str, str], things: set[str]
) -> None:
    solutions = library.run(QUERIES[name], fixture_store, values, names.resolver(fixture_store))
    ids = {str(term) for row in solutions.rows for term in row if str(term).startswith(ID)}
    assert {id_.removeprefix(ID) for id_ in ids} == things


@pytest.mark.parametrize("name", spread(QUERIES, 6))
def test_it_parses_as_it_stands_and_in_plain_sparql(name: str) -> None:
    query = QUERIES[name]
    for text in (query.source, query.plain):
        assert asked_nothing(text).variables
        prepareQuery(text)
    assert "hxf" not in re.sub(r"(?m)^#\+.*\n", "", query.plain)
    # Lines stay, so that the line of an error is the line of the file.
    assert query.plain.count("\n") == query.source.count("\n")


def test_the_readme_shows_a_query_that_runs(fixture_store: EmbeddedStore) -> None:
    readme = (LIBRARY / "README.md").read_text(encoding="utf-8")
    text = readme.split("```sparql")[1].partition("```")[0]
    solutions = fixture_store.select(functions.expand(text, language='"es"'))
    assert solutions.variables == ("cluster", "name")
    assert all(name is not None and name.value for _, name in solutions.rows)


def test_the_readme_shows_a_header_that_parses() -> None:
    readme = (LIBRARY / "README.md").read_text(encoding="utf-8")
    block = readme.split("```")[1]
    header = "\n".join(line.strip() for line in block.splitlines() if line.strip())
    header = re.sub(r"^#\+(?= ?\S)", "#+", header, flags=re.M)
    text = f"{header}\nSELECT ?cluster ?name WHERE {{ ?cluster ?level ?state , ?lang }}"
    query = library.parse(text, Path("find/example.rq"))
    assert [parameter.name for parameter in query.parameters] == ["state", "level", "lang"]

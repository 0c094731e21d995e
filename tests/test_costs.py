"""What an operation costs, in counts: queries sent, quads read, objects made. Nothing is timed.

Bounds are about twice what was counted, so that a change which makes a path ten times dearer fails
here. A path that should not grow with the store is counted on two sizes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest

from kg import library, names, synthetic
from kg.claims import evidence
from kg.files import content
from kg.formats import NETWORKS
from kg.model import Binding, Iri, Literal, Quad, Solutions, Term
from kg.network import Edge, Node, cache
from kg.network.projection import read_full_network
from kg.rdf.namespaces import ID, ORG, RDF_TYPE, SCHEMA, VOC, XSD
from kg.rdf.oxigraph import quad_to_ox
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from kg.validation import checked_graph, validator

SMALL, LARGE = 20_000, 70_000


class Counting:
    """An Oxigraph store that counts what it is asked and what it gives."""

    def __init__(self, engine: ox.Store) -> None:
        self._engine = engine
        self.queries = self.patterns = self.read = 0

    def query(self, *arguments: Any, **options: Any) -> Any:
        self.queries += 1
        return self._engine.query(*arguments, **options)

    def quads_for_pattern(self, *arguments: Any) -> Iterator[ox.Quad]:
        self.patterns += 1
        for quad in self._engine.quads_for_pattern(*arguments):
            self.read += 1
            yield quad

    def __contains__(self, quad: ox.Quad) -> bool:
        self.patterns += 1
        return quad in self._engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    @property
    def asked(self) -> int:
        return self.queries + self.patterns


class CountedStore(EmbeddedStore):
    """A store over a counting engine, which counts the rows of answers, too."""

    def select(self, query: str, bindings: Mapping[str, Binding] | None = None) -> Solutions:
        answer = super().select(query, bindings)
        return Solutions(answer.variables, self._counted(answer))

    def _counted(self, answer: Solutions) -> Iterator[tuple[Term | None, ...]]:
        for row in answer.rows:
            cast(Counting, self.engine).read += 1
            yield row


def counted(size: int) -> tuple[EmbeddedStore, Counting]:
    """Return a synthetic store in memory, and its counter at zero."""
    engine = ox.Store()
    engine.bulk_extend(
        quad_to_ox(quad) for quad in synthetic.quads(size, 1) if not isinstance(quad, Planted)
    )
    counting = Counting(engine)
    return CountedStore(cast(ox.Store, counting), None), counting


@pytest.fixture(scope="module", name="stores")
def fixture_stores() -> list[tuple[EmbeddedStore, Counting]]:
    """A small store and one six times as large."""
    return [counted(SMALL), counted(LARGE)]


@pytest.fixture
def cost(
    stores: list[tuple[EmbeddedStore, Counting]],
) -> Callable[[Callable[[EmbeddedStore], object]], list[tuple[int, int]]]:
    """Return a function: work → (asked, read) on the small store and on the large one."""

    def measure(work: Callable[[EmbeddedStore], object]) -> list[tuple[int, int]]:
        found = []
        for store, counting in stores:
            counting.queries = counting.patterns = counting.read = 0
            work(store)
            found.append((counting.asked, counting.read))
        return found

    return measure


Cost = Callable[[Callable[[EmbeddedStore], object]], list[tuple[int, int]]]


def change(number: int) -> list[Quad]:
    """Return the facts of so many new memberships, each of a firm in a cluster that is there."""
    found = []
    for place in range(number):
        node = Iri(f"https://w3id.org/helixkg/membership/new{place}")
        for predicate, value in (
            (RDF_TYPE, Iri(ORG + "Membership")),
            (ORG + "member", Iri(f"{ID}o1-{place}")),
            (ORG + "organization", Iri(f"{ID}c1-{place % 5}")),
            (ORG + "role", Iri(VOC + "role/member")),
            (SCHEMA + "startDate", Literal("2020", XSD + "gYear")),
        ):
            found.append(Quad(node, Iri(predicate), value))
    return found


def test_a_change_costs_what_the_change_costs(cost: Cost) -> None:
    judge = validator(content.folder("ontology") / "shapes")

    def work(size: int) -> Callable[[EmbeddedStore], object]:
        def judged(store: EmbeddedStore) -> object:
            quads = [quad_to_ox(quad) for quad in change(size)]
            store.engine.extend(quads)
            report = judge.validate_change(checked_graph(store), change(size))
            for quad in quads:
                store.engine.remove(quad)
            return report

        return judged

    (small, small_read), (large, large_read) = cost(work(10))
    assert large <= 1.3 * small
    assert large_read <= 1.5 * small_read
    (double, _), _ = cost(work(20))
    assert double <= 3 * small
    assert small < 3_000  # look-ups for fifty facts


def test_a_name_is_found_without_reading_all_names(tmp_path: Path) -> None:
    store = EmbeddedStore.create(
        tmp_path / "store",
        (quad for quad in synthetic.quads(SMALL, 1) if not isinstance(quad, Planted)),
    )
    name = names.label_of(store, Iri(ID + "c1-0"), "es")
    names.resolve(store, "c1-0")  # the first look makes the index
    counting = Counting(store.engine)
    store._engine = cast(ox.Store, counting)  # noqa: SLF001  to count what it is asked
    for asked in ("c1-0", name.upper(), ID + "c1-0"):
        counting.queries = counting.patterns = counting.read = 0
        assert names.resolve(store, asked) == Iri(ID + "c1-0")
        assert counting.asked <= 40
        assert counting.read <= 40


def test_what_is_said_of_one_entity_is_read_and_nothing_else(cost: Cost) -> None:
    (small, small_read), (large, large_read) = cost(
        lambda store: list(evidence.why(store, Iri(ID + "c1-0")))
    )
    assert large <= 1.5 * small <= 300
    assert large_read <= 1.5 * small_read <= 1_000


def as_it_is(name: str, kind: str | None = None) -> Iri:
    """Resolve a name that is an IRI."""
    return Iri(name)


def test_a_library_query_is_one_query(cost: Cost) -> None:
    query = library.read(content.folder("queries"))["clusters-in-state"]

    def work(store: EmbeddedStore) -> object:
        found = library.run(query, store, {"state": ID + "zacatecas"}, as_it_is)
        return list(found.rows)

    assert all(asked <= 2 for asked, _ in cost(work))


def test_the_network_is_read_with_queries_that_do_not_grow_in_number(cost: Cost) -> None:
    (small, _), (large, read) = cost(read_full_network)
    assert large <= small + 5 <= 150
    assert read <= 2 * LARGE


def test_labels_are_looked_up_once_each(cost: Cost) -> None:
    def work(store: EmbeddedStore) -> object:
        labels = names.Labels(store, "es")
        return [labels.get(f"{ID}c1-{number % 5}") for number in range(200)]

    for asked, _ in cost(work):
        assert asked <= 3 * 5


def test_a_whole_export_makes_no_object_for_an_edge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.export import full_network as writing

    monkeypatch.setattr(cache, "LARGE_STORE", 0)
    store = EmbeddedStore.create(
        tmp_path / "store",
        (quad for quad in synthetic.quads(SMALL, 1) if not isinstance(quad, Planted)),
    )
    tables = cache.cached_network(store)
    assert tables is not None
    made = 0

    def counting(self: object, *arguments: object, **options: object) -> None:
        nonlocal made
        made += 1

    monkeypatch.setattr(Edge, "__init__", counting)
    monkeypatch.setattr(Node, "__init__", counting)
    for form in (name for name in NETWORKS if NETWORKS[name].by_column):
        writing.write(tables, form, tmp_path / form, "es")
    assert made == 0


def test_mapping_makes_few_terms_for_a_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.ingest import assemble

    made = 0
    original = Iri.__new__

    def counting(cls: type[Iri], value: str) -> Iri:
        nonlocal made
        made += 1
        return original(cls, value)

    synthetic.write_tables(tmp_path / "data", SMALL, 1)
    monkeypatch.setattr(Iri, "__new__", counting)
    found = assemble(tmp_path / "data")
    statements = len(found.claims) + len(found.facts) + len(found.descriptions)
    assert made <= 4 * statements


def test_a_code_is_read_once_however_often_a_column_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.ingest import assemble
    from kg.mapping import values

    roles: list[str] = []
    original = values.term

    def counting(cell: str, column: Any, *rest: Any) -> Term:
        if column.scheme == "role":
            roles.append(cell)
        return original(cell, column, *rest)

    synthetic.write_tables(tmp_path / "data", SMALL, 1)
    monkeypatch.setattr(values, "term", counting)
    claims = assemble(tmp_path / "data").claims
    assert sum(claim.quad.predicate.value == ORG + "role" for claim in claims) > 100
    assert 1 < len(roles) == len(set(roles))

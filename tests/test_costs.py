"""What an operation costs, in counts: queries sent, quads read, objects made. Nothing is timed.

Bounds are about twice what was counted, so that a change which makes a path ten times dearer fails
here. A path that should not grow with the store is counted on two sizes.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox
import pytest

from kg import library, mapping, names, synthetic
from kg.claims import evidence
from kg.export import export
from kg.files import content
from kg.formats import NETWORKS
from kg.mapping.context import Entity
from kg.mapping.stored import context_of
from kg.model import Binding, Iri, Literal, Quad, Solutions, Term, Violation
from kg.names import near
from kg.names.suggest import Suggestions
from kg.network import Edge, Node, cache
from kg.network.declared import Projection
from kg.network.projection import read_full_network
from kg.rdf.namespaces import ID, ORG, RDF_TYPE, SCHEMA, VOC, XSD
from kg.rdf.oxigraph import quad_to_ox
from kg.sparql.dataset import WHOLE, Dataset
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from kg.validation import checked_graph, validator

SMALL, LARGE = 40_000, 140_000


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

    def select(
        self,
        query: str,
        bindings: Mapping[str, Binding] | None = None,
        dataset: Dataset = WHOLE,
    ) -> Solutions:
        answer = super().select(query, bindings, dataset)
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
        counts = []
        for store, counting in stores:
            counting.queries = counting.patterns = counting.read = 0
            work(store)
            counts.append((counting.asked, counting.read))
        return counts

    return measure


Cost = Callable[[Callable[[EmbeddedStore], object]], list[tuple[int, int]]]


def change(number: int) -> list[Quad]:
    """Return the facts of so many new memberships, each of a firm in a cluster that is there."""
    quads = []
    for place in range(number):
        node = Iri(f"https://w3id.org/helixkg/membership/new{place}")
        for predicate, value in (
            (RDF_TYPE, Iri(ORG + "Membership")),
            (ORG + "member", Iri(f"{ID}o1-{place}")),
            (ORG + "organization", Iri(f"{ID}c1-{place % 5}")),
            (ORG + "role", Iri(VOC + "role/member")),
            (SCHEMA + "startDate", Literal("2020", XSD + "gYear")),
        ):
            quads.append(Quad(node, Iri(predicate), value))
    return quads


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
        answer = library.run(query, store, {"state": ID + "zacatecas"}, as_it_is)
        return list(answer.rows)

    assert all(asked <= 2 for asked, _ in cost(work))


def test_the_network_is_read_with_queries_that_do_not_grow_in_number(cost: Cost) -> None:
    (small, _), (large, read) = cost(read_full_network)
    assert large <= small + 5 <= 160  # a query for each property of the ontology between things
    assert read <= 2 * LARGE


def test_labels_are_looked_up_once_each(cost: Cost) -> None:
    def work(store: EmbeddedStore) -> object:
        labels = names.Labels(store, "es")
        return [labels.get(f"{ID}c1-{number % 5}") for number in range(200)]

    for asked, _ in cost(work):
        assert asked <= 3 * 5


def test_an_export_of_a_cached_network_makes_no_object_for_an_edge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "LEAST_CACHED", 0)
    store = EmbeddedStore.create(
        tmp_path / "store",
        (quad for quad in synthetic.quads(SMALL, 1) if not isinstance(quad, Planted)),
    )
    assert cache.cached_network(store) is not None
    objects = 0

    def counting(self: object, *arguments: object, **options: object) -> None:
        nonlocal objects
        objects += 1

    monkeypatch.setattr(Edge, "__init__", counting)
    monkeypatch.setattr(Node, "__init__", counting)
    for form in (name for name in NETWORKS if not NETWORKS[name].drawn):
        export(Projection().network(store, "es"), form, tmp_path / form)
    assert objects == 0


def test_mapping_makes_few_terms_for_a_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.ingest import assemble

    terms = 0
    original = Iri.__new__

    def counting(cls: type[Iri], value: str) -> Iri:
        nonlocal terms
        terms += 1
        return original(cls, value)

    synthetic.write_tables(tmp_path / "data", SMALL, 1)
    monkeypatch.setattr(Iri, "__new__", counting)
    assembled = assemble(tmp_path / "data")
    statements = len(assembled.claims) + len(assembled.facts) + len(assembled.descriptions)
    assert terms <= 4 * statements


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


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that grows: with how many names each misspelt one is compared."""
    counts: list[int] = []
    original: Callable[..., list[str]] = difflib.get_close_matches

    def counting(word: str, possibilities: list[str], *rest: Any) -> list[str]:
        counts.append(len(possibilities))
        return original(word, possibilities, *rest)

    monkeypatch.setattr(difflib, "get_close_matches", counting)
    return counts


def wrong_change(number: int) -> list[Quad]:
    """Return new memberships whose members and roles are not there."""
    wrong = {ORG + "member": Iri(f"{ID}o1-none"), ORG + "role": Iri(VOC + "role/mmember")}
    return [
        quad._replace(object=wrong.get(quad.predicate.value, quad.object))
        for quad in change(number)
    ]


def test_wrong_ids_and_codes_in_rdf_cost_no_more_than_right_ones(cost: Cost) -> None:
    judge = validator(content.folder("ontology") / "shapes")

    def work(quads: list[Quad]) -> Callable[[EmbeddedStore], object]:
        def judged(store: EmbeddedStore) -> object:
            added = [quad_to_ox(quad) for quad in quads]
            store.engine.extend(added)
            report = judge.validate_change(checked_graph(store), quads)
            for quad in added:
                store.engine.remove(quad)
            assert (report.count("violation") > 0) == (quads != change(10))
            return report

        return judged

    (right, _), _ = cost(work(change(10)))
    (small, small_read), (large, large_read) = cost(work(wrong_change(10)))
    assert large <= 1.3 * small
    assert large_read <= 1.5 * small_read
    assert small <= 1.5 * right


def test_what_a_wrong_iri_may_mean_is_found_without_a_look_at_the_store(
    cost: Cost, compared: list[int]
) -> None:
    suggested: dict[int, Suggestions] = {}

    def wrong(iri: str) -> Violation:
        return Violation("", "violation", Iri(ID + "x"), "", Iri(iri), ())

    def work(store: EmbeddedStore) -> object:
        suggest = suggested.setdefault(id(store), Suggestions(store))
        suggestions = [suggest(wrong(f"{ID}o1--{number}")) for number in range(20)]
        return [*suggestions, suggest(wrong(VOC + "role/mmember"))]

    cost(work)  # the first look makes the index
    compared.clear()
    assert cost(work) == [(0, 0), (0, 0)]
    assert compared
    assert max(compared) <= max(near.COMPARED, near.FEW)


def test_a_wrong_id_in_a_table_costs_look_ups_not_a_scan(cost: Cost, compared: list[int]) -> None:
    contexts: dict[int, mapping.Context] = {}

    def work(store: EmbeddedStore) -> object:
        context = contexts.get(id(store)) or context_of(store)
        contexts[id(store)] = context
        kinds = [context.entities.get(f"o1--{number}") for number in range(20)]
        assert kinds == [None] * 20
        context.near_code("role", "mmember")
        return [context.near_entity(f"o1--{number}") for number in range(20)]

    cost(work)
    assert all(len(context.entities) > 100 for context in contexts.values())
    for context in contexts.values():  # the next ones are looked up anew
        context.entities._looked_up.clear()  # type: ignore[attr-defined]  # noqa: SLF001
    compared.clear()
    for asked, read in cost(work):
        assert asked <= 20 * 2
        assert read <= 20
    assert max(compared) <= max(near.COMPARED, near.FEW)


def test_a_wrong_id_is_compared_with_few_entities_of_a_large_registry(
    compared: list[int],
) -> None:
    context = mapping.Context()
    for number in range(20_000):
        name = f"firm-{number:05}"
        context.entities[name] = Entity(name, "Company", {"en": f"Firm of {number}"})
    assert context.near_entity("firm-012344") in ("firm-01234", "firm-12344")
    assert context.near_entity("Firmm of 7") == "firm-00007"
    context.entities["mining-cluster"] = Entity("mining-cluster", "Cluster", {})
    assert context.near_entity("minning-cluster") == "mining-cluster"
    assert max(compared) <= near.COMPARED

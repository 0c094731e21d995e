"""Questions answered from the columns beside a large store: the rows of their SPARQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from kg import library, names, synthetic
from kg.library import Query, links, twins
from kg.model import Binding, BNode, Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import HX, ID, ORG, PREF_LABEL, RDF_TYPE, VOC
from kg.store import EmbeddedStore
from kg.synthetic import Planted
from tests.queries.golden import LIBRARY

QUERIES = library.read(LIBRARY)
ASKED: Sequence[tuple[str, Mapping[str, str]]] = (
    ("co-participants", {}),
    ("co-participants", {"least": "2"}),
    ("degree", {"lang": "es"}),
    ("degree", {"lang": "en", "helix": "academia"}),
    ("helix-links", {}),
)


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The links of small stores are kept as columns, too."""
    monkeypatch.setattr(links, "LARGE_STORE", 0)
    yield
    links.opened.cache_clear()


def both(store: EmbeddedStore, name: str, values: Mapping[str, str]) -> tuple[list[object], ...]:
    """Return the rows of a twin, and those of its SPARQL."""
    query = QUERIES[name]
    bound = library.bind(query, values, names.resolver(store))
    answer = twins.answer(query, store, bound)
    assert answer is not None
    sparql = store.select(query.plain, bound)
    assert answer.variables == sparql.variables
    return list(answer.rows), list(sparql.rows)


def same_rows(store: EmbeddedStore, asked: Sequence[tuple[str, Mapping[str, str]]] = ASKED) -> None:
    for name, values in asked:
        rows, expected = both(store, name, values)
        assert rows == expected, name
        assert rows, name


def test_the_rows_are_those_of_the_sparql_on_the_data_of_the_project(project_store: Path) -> None:
    same_rows(EmbeddedStore.open(project_store))


def test_the_rows_are_those_of_the_sparql_on_the_small_data(small_store: Path) -> None:
    same_rows(EmbeddedStore.open(small_store), [("degree", {"lang": "en"})])


def test_the_rows_are_those_of_the_sparql_on_generated_data(tmp_path: Path) -> None:
    quads = (quad for quad in synthetic.quads(40_000, seed=1) if not isinstance(quad, Planted))
    same_rows(EmbeddedStore.create(tmp_path / "store", quads))


def odd_quads() -> Iterator[Quad]:
    """Yield what a store may hold that nobody judged: texts, blank nodes, circles, two helices."""

    def fact(subject: Term, predicate: str, value: Term) -> Quad:
        return Quad(subject, Iri(predicate), value)  # type: ignore[arg-type]

    members = {
        "x": (Iri(ID + "b/c"), Iri(ID + "a"), Iri(ID + "a"), Literal("a text"), BNode("m")),
        "y": (Iri(ID + "a"), Iri(ID + "y"), Iri(ID + "a-very-long-name-1"), Iri("urn:elsewhere")),
        "z": (Iri(ID + "a-very-long-name-2"), Iri(ID + "a-very-long-name-1")),
    }
    for number, (body, actors) in enumerate(members.items()):
        for place, actor in enumerate(actors):
            node = BNode(f"n{number}{place}")
            yield fact(node, ORG + "member", actor)
            yield fact(node, ORG + "organization", Iri(ID + body))
            if not isinstance(actor, Literal):
                yield fact(actor, HX + "helix", Iri(VOC + "helix/academia"))
                yield fact(actor, HX + "helix", Iri(VOC + f"helix/{'industry' if place else 'o'}"))
                yield fact(actor, PREF_LABEL, text(f"Ñame {place}", ("es", "en", "mul")[number]))
    yield fact(BNode("n00"), ORG + "organization", Iri(ID + "y"))
    yield fact(BNode("n01"), ORG + "organization", Literal("another text"))
    yield fact(BNode("q"), HX + "participant", Iri(ID + "a"))
    yield fact(BNode("q"), HX + "participatesIn", BNode("unnamed"))
    yield fact(Iri(ID + "award"), HX + "awardee", Iri(ID + "a"))
    yield fact(Iri(ID + "award"), HX + "labelScheme", Iri(ID + "scheme"))
    yield fact(Iri(ID + "a"), HX + "locatedIn", Iri(ID + "sonora"))
    yield fact(Iri(ID + "a"), HX + "partner", Iri(ID + "a"))
    yield fact(Iri(ID + "a"), HX + "note", Literal(ID + "a-text-that-is-no-thing"))
    yield fact(Iri(ID + "nameless"), HX + "helix", Iri(VOC + "helix/academia"))
    yield fact(Iri(ID + "nameless"), HX + "partner", Iri(ID + "a"))
    yield fact(Iri(ID + "a"), RDF_TYPE, Iri(HX + "Company"))


def test_the_rows_are_those_of_the_sparql_on_what_nobody_judged(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store", odd_quads())
    same_rows(store, [asked for asked in ASKED if "helix" not in asked[1]])
    academia: dict[str, Binding] = {"lang": Literal("es"), "helix": Iri(VOC + "helix/academia")}
    of_academia = twins.answer(QUERIES["degree"], store, academia)
    assert of_academia is not None
    expected = list(store.select(QUERIES["degree"].plain, academia).rows)
    assert list(of_academia.rows) == expected
    assert expected
    pairs, _ = both(store, "co-participants", {})
    assert (Iri(ID + "a"), Iri(ID + "a-very-long-name-1")) in [row[:2] for row in pairs]  # type: ignore[index]


def test_two_actors_of_one_helix_are_one_pair(tmp_path: Path) -> None:
    quads = [
        Quad(Iri(ID + name), Iri(HX + "helix"), Iri(VOC + "helix/industry")) for name in ("a", "b")
    ]
    for name in ("a", "b"):
        node = Iri(f"{ID}membership/{name}")
        quads.append(Quad(node, Iri(ORG + "member"), Iri(ID + name)))
        quads.append(Quad(node, Iri(ORG + "organization"), Iri(ID + "body")))
    store = EmbeddedStore.create(tmp_path / "store", quads)
    for rows in both(store, "helix-links", {}):
        assert [[str(term) for term in row] for row in rows] == [["industry", "industry", "1", "1"]]  # type: ignore[attr-defined]


def test_each_twin_stands_in_for_the_text_that_its_question_has() -> None:
    """A change of the SPARQL is a change of the twin: check it, then take the new fingerprint."""
    declared = {query.twin: query for query in QUERIES.values() if query.twin}
    assert set(declared) == set(twins.TWINS)
    assert {name: twins.fingerprint(query) for name, query in declared.items()} == {
        name: twin.fingerprint for name, twin in twins.TWINS.items()
    }


def test_another_text_has_no_twin(project_store: Path) -> None:
    query = QUERIES["helix-links"]
    changed = library.parse(query.source.replace("DESC(?pairs)", "ASC(?pairs)"), query.path)
    commented = library.parse(query.source + "\n# a comment\n", query.path)
    store = EmbeddedStore.open(project_store)
    assert twins.answer(changed, store, {}) is None
    assert twins.answer(commented, store, {}) is not None
    pairs = [int(str(row[2])) for row in library.select(changed, store, {}).rows]
    assert pairs == sorted(pairs)


def answered(query: Query, store: EmbeddedStore) -> list[list[str]]:
    return [[str(term) for term in row] for row in library.select(query, store, {}).rows]


def test_the_columns_are_those_of_the_state_that_is_asked(tmp_path: Path) -> None:
    store = EmbeddedStore.create(tmp_path / "store", odd_quads())
    query = QUERIES["helix-links"]
    before = answered(query, store)
    newcomer = Iri(ID + "newcomer")
    store.commit(
        [
            Quad(newcomer, Iri(HX + "helix"), Iri(VOC + "helix/civil-society")),
            Quad(BNode("new"), Iri(ORG + "member"), newcomer),
            Quad(BNode("new"), Iri(ORG + "organization"), Iri(ID + "x")),
        ]
    )
    store = EmbeddedStore.open(tmp_path / "store")
    after = answered(query, store)
    assert after != before
    assert any("civil-society" in row for row in after)


@pytest.mark.parametrize("file", ["columns.npy", "terms.txt"])
def test_damaged_columns_are_made_anew(tmp_path: Path, file: str) -> None:
    store = EmbeddedStore.create(tmp_path / "store", odd_quads())
    query = QUERIES["helix-links"]
    before = answered(query, store)
    (path,) = tmp_path.glob(f"store/gen-*.links/{file}")
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    links.opened.cache_clear()
    assert answered(query, store) == before
    assert path.read_bytes() == content


def test_what_has_no_columns_is_asked_in_sparql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = QUERIES["helix-links"]
    in_memory = EmbeddedStore.in_memory()
    in_memory.commit(odd_quads())
    assert twins.answer(query, in_memory, {}) is None
    store = EmbeddedStore.create(tmp_path / "store", odd_quads())
    expected = answered(query, store)
    assert sorted(answered(query, in_memory)) == sorted(expected)
    monkeypatch.setattr(twins, "MOST_PAIRS", 3)
    assert twins.answer(query, store, {}) is None
    assert answered(query, store) == expected
    monkeypatch.setattr(links, "LARGE_STORE", 10**9)
    assert links.of_large_store(store) is None


def test_equal_numbers_are_joined_each_with_each() -> None:
    left, right = links.joined(np.array([5, 7, 5, 9]), np.array([7, 5, 5]))
    assert list(zip(left.tolist(), right.tolist(), strict=True)) == [
        (0, 1), (0, 2), (1, 0), (2, 1), (2, 2)
    ]  # fmt: skip

"""What the entities of each kind lack, and what a kind cannot have."""

from __future__ import annotations

from pathlib import Path

from kg.quality.kinds import by_kind
from kg.rdf.namespaces import ID
from kg.rdf.reader import read_rdf
from kg.store import EmbeddedStore

GRAPH = """
@prefix id: <https://w3id.org/helixkg/id/> .
@prefix hx: <https://w3id.org/helixkg/def#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
id:firm a hx:Company ; hx:locatedIn id:leon ; hx:sector <http://e/auto> ;
  schema:foundingDate "2007" .
id:other a hx:Company ; hx:relatedTo id:other .
id:member a hx:Company .
id:group a hx:Cluster .
id:leon a hx:State .
id:ana a foaf:Person .
<http://e/m> org:member id:member ; org:organization id:group .
<http://elsewhere/x> a hx:Company .
<https://w3id.org/helixkg/evidence/001/p-1> { id:firm hx:locatedIn id:leon . }
"""


def held(tmp_path: Path) -> EmbeddedStore:
    path = tmp_path / "graph.trig"
    path.write_text(GRAPH, "utf-8")
    store = EmbeddedStore.in_memory()
    store.replace(located.quad for located in read_rdf(path, path.name))
    return store


def test_each_kind_says_what_its_entities_lack(tmp_path: Path) -> None:
    kinds = {
        kind.name: (
            kind.entities,
            {gap: [e.removeprefix(ID) for e in entities] for gap, entities in kind.missing.items()},
        )
        for kind in by_kind(held(tmp_path))
    }
    assert next(iter(kinds)) == "Company"
    assert kinds["Company"] == (
        3,
        {
            "document": ["member", "other"],
            "link": ["firm", "other"],  # a place is no tie, nor is one to itself
            "place": ["member", "other"],
            "sector": ["member", "other"],
            "helix": ["firm", "member", "other"],
            "date": ["member", "other"],
        },
    )
    assert kinds["Cluster"][1]["link"] == []  # by the membership
    assert kinds["State"][1]["place"] == ["leon"]


def test_what_a_kind_cannot_have_is_no_gap(tmp_path: Path) -> None:
    (person,) = [kind for kind in by_kind(held(tmp_path)) if kind.name == "Person"]
    assert set(person.missing) == {"document", "link", "sector"}

"""Terms of other vocabularies as they are meant: their axioms give no thing a wrong type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kg import ingest
from kg.model import Iri, Literal, Quad, Term, text
from kg.rdf.iris import shorten
from kg.rdf.namespaces import (
    BASE,
    DCT,
    FOAF,
    HX,
    ID,
    ORG,
    OWL,
    PROV,
    RDF,
    RDF_TYPE,
    RDFS,
    SKOS,
    VOC,
    XSD,
)
from kg.rdf.reader import read_rdf

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
#: types that only follow from a property, and are right: codes that are roles, agents of provenance
CONCLUDED = {OWL + "Thing", ORG + "Role", PROV + "Agent", DCT + "Agent", DCT + "RightsStatement"}


@dataclass
class Axioms:
    """Classes and properties with all above them, domains, ranges, disjoint classes."""

    above: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    domains: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ranges: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    disjoint: set[frozenset[str]] = field(default_factory=set)

    def all_above(self, term: str) -> set[str]:
        """Return a class or property with all that it is a kind of."""
        reached, waiting = {term}, [term]
        while waiting:
            new = self.above[waiting.pop()] - reached
            reached |= new
            waiting.extend(new)
        return reached


def axioms(quads: Iterable[Quad]) -> Axioms:
    """Return what the ontology and the other vocabularies state of terms."""
    collected = Axioms()
    lists: dict[Term, dict[str, Term]] = defaultdict(dict)
    for quad in quads:
        subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object.value
        if predicate in (RDFS + "subClassOf", RDFS + "subPropertyOf"):
            collected.above[subject].add(value)
        elif predicate == RDFS + "domain":
            collected.domains[subject].add(value)
        elif predicate == RDFS + "range":
            collected.ranges[subject].add(value)
        elif predicate == OWL + "disjointWith":
            collected.disjoint.add(frozenset((subject, value)))
        elif predicate in (RDF + "first", RDF + "rest", OWL + "members"):
            lists[quad.subject][predicate] = quad.object
    for node in list(lists.values()):
        members, rest = [], node.get(OWL + "members")
        while rest in lists:
            members.append(lists[rest][RDF + "first"].value)
            rest = lists[rest].get(RDF + "rest")
        collected.disjoint |= {frozenset((a, b)) for a in members for b in members if a != b}
    return collected


def wrong_types(quads: Iterable[Quad], known: Axioms) -> set[str]:
    """Return what the axioms conclude that is wrong, in words."""
    stated: dict[str, set[str]] = defaultdict(set)
    concluded: dict[str, set[str]] = defaultdict(set)
    wrong = set()
    for quad in quads:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if predicate == RDF_TYPE:
            stated[subject.value] |= known.all_above(value.value)
            continue
        for prop in known.all_above(predicate):
            for cls in known.domains[prop]:
                concluded[subject.value] |= known.all_above(cls)
            for cls in known.ranges[prop] - {RDFS + "Literal", RDFS + "Resource"}:
                if not isinstance(value, Literal):
                    concluded[value.value] |= known.all_above(cls)
                elif not cls.startswith(XSD):  # the shapes look at datatypes
                    wrong.add(f"a text of {shorten(predicate)} would be a {shorten(cls)}")
    for resource in {*stated, *concluded}:
        classes = concluded[resource]
        if resource in stated:
            new = classes - stated[resource] - CONCLUDED
            wrong |= {f"{shorten(resource)} would be a {shorten(cls)}" for cls in new}
        elif resource.startswith(BASE):
            wrong.add(f"{shorten(resource)} has no type")
        both = classes | stated[resource]
        wrong |= {
            f"{shorten(resource)} would be two disjoint things"
            for pair in known.disjoint
            if pair <= both
        }
    return wrong


@pytest.fixture(scope="module")
def facts() -> list[Quad]:
    """All that the project's tables and the ontology say."""
    return list(ingest.assemble(ROOT / "data").quads())


@pytest.fixture(scope="module")
def known(facts: list[Quad]) -> Axioms:
    """The axioms of the ontology and of the vocabularies that it uses."""
    path = HERE / "axioms.ttl"
    return axioms([*facts, *(quad for quad, _ in read_rdf(path, path.name))])


def test_nothing_gets_a_wrong_type(facts: list[Quad], known: Axioms) -> None:
    assert sorted(wrong_types(facts, known)) == []


def test_alternative_labels_are_none_that_are_preferred(facts: list[Quad], known: Axioms) -> None:
    """SKOS wants the three kinds of labels of a thing disjoint (S13)."""
    kinds = [SKOS + kind for kind in ("prefLabel", "altLabel", "hiddenLabel")]
    labels: dict[tuple[str, Term], set[str]] = defaultdict(set)
    for quad in facts:
        for kind in known.all_above(quad.predicate.value).intersection(kinds):
            labels[quad.subject.value, quad.object].add(kind)
    assert [key for key, terms_of in labels.items() if len(terms_of) > 1] == []


def statement_of(subject: str, predicate: str, value: str | Term) -> Quad:
    return Quad(Iri(subject), Iri(predicate), Iri(value) if isinstance(value, str) else value)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            statement_of(ID + "chihuahua", ORG + "linkedTo", ID + "china"),
            "id:china would be a org:Organiz",
        ),
        (
            statement_of(ID + "chihuahua", HX + "strategicPartner", ID + "china"),
            "id:china would be a org",
        ),
        (statement_of(ID + "x", ORG + "member", ID + "mexico"), "id:mexico would be a foaf:Agent"),
        (
            statement_of(BASE + "source/001", DCT + "publisher", text("P")),
            "a text of dct:publisher",
        ),
        (statement_of(BASE + "source/001", DCT + "language", text("es")), "a text of dct:language"),
        (
            statement_of(BASE + "source/001", DCT + "type", VOC + "source-type/web-page"),
            "voc:source-type/web-page would be a rdfs:Class",
        ),
        (
            statement_of(HX + "Company", SKOS + "closeMatch", FOAF + "Group"),
            "hx:Company would be a skos",
        ),
        (
            statement_of(ID + "ford", RDF_TYPE, FOAF + "Person"),
            "id:ford would be two disjoint things",
        ),
        (statement_of(ID + "mexico", HX + "agreementType", VOC + "agreement-type/mou"), "disjoint"),
        (
            statement_of(ID + "x", PROV + "used", BASE + "evidence/none"),
            "evidence:none has no type",
        ),
    ],
)
def test_a_planted_contradiction_is_found(
    facts: list[Quad], known: Axioms, wrong: Quad, message: str
) -> None:
    assert any(message in contradiction for contradiction in wrong_types([*facts, wrong], known))

"""Right facts of the project, made wrong in one way each: every one is refused.

KG_VARIANTS says how many of each kind are tried; `make test` tries few, `make test-full` more.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

import kg
from kg.model import Iri, Literal, Quad, Term
from kg.ontology import profile, terms
from kg.rdf.namespaces import BASE, HX, RDF_TYPE, VOC
from kg.rdf.terms import ntriples

TRIES = int(os.environ.get("KG_VARIANTS", "4"))
USES = profile.project()
TERMS = terms.declared()
CATALOGUE = {"Evidence", "SourceDocument", "Listing", "Conflict", "IdentityDecision"}


@dataclass(frozen=True)
class Facts:
    """The facts of a graph, to draw from."""

    quads: list[Quad]
    classes: dict[Term, set[str]]

    @cached_property
    def subjects(self) -> list[Term]:
        return sorted(self.classes, key=str)

    @cached_property
    def _by_property(self) -> dict[str, list[Quad]]:
        by_property = defaultdict(list)
        for quad in self.quads:
            by_property[quad.predicate.value].append(quad)
        return by_property

    def of(self, prop: str) -> list[Quad]:
        return self._by_property.get(prop, [])


@pytest.fixture(scope="module")
def graph(project_store_once: Path) -> kg.KnowledgeGraph:
    """The project's graph; validations leave it as it is."""
    return kg.open(project_store_once)


@pytest.fixture(scope="module")
def facts(graph: kg.KnowledgeGraph) -> Facts:
    """Its facts, in an order that does not change."""
    quads = sorted(graph.store.quads(), key=str)
    classes: dict[Term, set[str]] = defaultdict(set)
    for quad in quads:
        if quad.predicate.value == RDF_TYPE:
            classes[quad.subject] |= TERMS.superclasses(quad.object.value)
    return Facts(quads, classes)


def allowed_classes(prop: str) -> set[str]:
    return {cls for use in USES if use.property == prop for cls in use.classes}


def of_another_class(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a right value at a thing whose class does not have the property."""
    use = draw.choice([use for use in USES if facts.of(use.property)])
    allowed = allowed_classes(use.property)
    strangers = [s for s in facts.subjects if not facts.classes[s] & allowed]
    right = draw.choice(facts.of(use.property))
    return [right._replace(subject=draw.choice(strangers))]  # type: ignore[arg-type]


def of_the_wrong_kind(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a value that is a thing of another class."""
    use = draw.choice([u for u in USES if u.values.classes and facts.of(u.property)])
    everything = {cls for u in USES if u.property == use.property for cls in u.values.classes}
    strangers = [s for s in facts.subjects if not facts.classes[s] & everything]
    right = draw.choice(facts.of(use.property))
    return [right._replace(object=draw.choice(strangers))]


def of_the_wrong_list(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a code of another list."""
    use = draw.choice([u for u in USES if u.values.scheme and facts.of(u.property)])
    lists = {u.values.scheme for u in USES if u.property == use.property}
    codes = [
        s
        for s in facts.subjects
        if str(s).startswith(VOC) and str(s).removeprefix(VOC).split("/")[0] not in lists
    ]
    return [draw.choice(facts.of(use.property))._replace(object=draw.choice(codes))]


def of_the_wrong_datatype(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a value of a datatype that the property does not have."""
    use = draw.choice([u for u in USES if u.values.datatypes and facts.of(u.property)])
    right = draw.choice(facts.of(use.property))
    wrong = Literal("soon", BASE + "def#iso3166-2")
    return [right._replace(object=wrong)]


def without_a_part(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a copy of an n-ary node that lacks what is mandatory."""
    parts = [u for u in USES if u.obligation == "mandatory" and u.group in ("parts", "figure")]
    use = draw.choice([u for u in parts if facts.of(u.property)])
    right = draw.choice(facts.of(use.property)).subject
    copy = Iri(f"{BASE}node/copy-{draw.randrange(10**6)}")
    return [
        quad._replace(subject=copy)
        for quad in facts.quads
        if quad.subject == right and quad.predicate.value != use.property
    ]


def misspelt(facts: Facts, draw: random.Random) -> list[Quad]:
    """Return a fact whose property lacks a letter, has one twice, or has two exchanged."""
    while True:
        right = draw.choice(facts.quads)
        iri = right.predicate.value
        if not iri.startswith(HX):
            continue
        place = draw.randrange(len(HX), len(iri) - 1)
        wrong = draw.choice((
            iri[:place] + iri[place + 1 :],
            iri[: place + 1] + iri[place:],
            iri[:place] + iri[place + 1] + iri[place] + iri[place + 2 :],
        ))  # fmt: skip
        if wrong not in TERMS:
            return [right._replace(predicate=Iri(wrong))]


Variant = Callable[[Facts, random.Random], list[Quad]]
VARIANTS: tuple[Variant, ...] = (
    of_another_class,
    of_the_wrong_kind,
    of_the_wrong_list,
    of_the_wrong_datatype,
    without_a_part,
    misspelt,
)


def as_lines(quads: list[Quad]) -> Iterator[str]:
    for quad in quads:
        yield " ".join(map(ntriples, quad.triple)) + " .\n"


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.__name__)
def test_a_wrong_variant_of_a_right_fact_is_refused(
    variant: Variant, graph: kg.KnowledgeGraph, facts: Facts, tmp_path: Path
) -> None:
    draw = random.Random(17)
    accepted = []
    for number in range(TRIES):
        path = tmp_path / f"{number}.nt"
        path.write_text("".join(as_lines(variant(facts, draw))), encoding="utf-8")
        if graph.validate(path).conforms:
            accepted.append(path.read_text(encoding="utf-8"))
    assert accepted == []


def test_the_right_facts_are_accepted(
    graph: kg.KnowledgeGraph, facts: Facts, tmp_path: Path
) -> None:
    draw = random.Random(17)
    path = tmp_path / "right.nt"
    path.write_text("".join(as_lines(draw.sample(facts.quads, 200))), encoding="utf-8")
    assert graph.validate(path).conforms

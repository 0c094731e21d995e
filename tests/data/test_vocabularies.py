"""The project's vocabularies pass the checks of qSKOS, and each check finds what is planted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

import pytest

from kg import ingest
from kg.mapping import project_successors
from kg.model import Iri, Literal, Quad, text
from kg.rdf.namespaces import DCT, OWL, RDF_TYPE, SKOS, VOC, VOCABULARY_GRAPH
from tests.conftest import ROOT
from tests.data import qskos
from tests.data.qskos import CHECKS, Vocabulary

Check = Callable[[Vocabulary], Iterable[str]]


@pytest.fixture(scope="module")
def built() -> ingest.Assembled:
    """All that the project's tables say."""
    return ingest.assemble(ROOT / "data")


@pytest.fixture(scope="module")
def vocabulary(built: ingest.Assembled) -> Vocabulary:
    """The facts about concepts: the vocabulary, and the names that sources print."""
    described = {quad.subject for quad, _ in built.descriptions if _is_vocabulary(quad)}
    return Vocabulary((quad for quad in built.facts if quad.subject in described), VOC)


def _is_vocabulary(quad: Quad) -> bool:
    return quad.graph == Iri(VOCABULARY_GRAPH)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_no_check_finds_anything(vocabulary: Vocabulary, check: Check) -> None:
    assert list(check(vocabulary)) == []


def test_how_much_was_checked(vocabulary: Vocabulary, report_counts: Callable[[str], None]) -> None:
    concepts = vocabulary.concepts
    alternatives = vocabulary.texts("altLabel")
    assert len(concepts) > 600
    assert sum(len(texts) for texts in alternatives.values()) >= 20
    joined = {
        concept
        for name in qskos.INVERSE
        if "op" not in name
        for pair in vocabulary.pairs(name)
        for concept in pair
    }
    report_counts(
        f"{len(CHECKS)} checks of qSKOS on {len(concepts)} concepts, 0 findings; "
        f"{len(concepts - vocabulary.deprecated - joined)} hang together as top concepts alone"
    )


def c(code: str) -> Iri:
    return Iri(VOC + code)


def sound() -> list[Quad]:
    """Return a list of two codes, one broader, and a list of one, which is linked to it."""
    quads: list[Quad] = []

    def add(subject: str, predicate: str, value: Iri | Literal) -> None:
        quads.append(Quad(c(subject), Iri(predicate), value))

    for scheme in ("s", "t"):
        add(scheme, RDF_TYPE, Iri(SKOS + "ConceptScheme"))
    for code in ("s/a", "s/b", "t/c"):
        add(code, RDF_TYPE, Iri(SKOS + "Concept"))
        add(code, SKOS + "inScheme", c(code[0]))
    for subject in ("s", "t", "s/a", "s/b", "t/c"):
        for language in qskos.LANGUAGES:
            add(subject, SKOS + "prefLabel", text(f"{subject} {language}", language))
            add(subject, SKOS + "definition", text(f"What {subject} is.", language))
    for top in ("s/a", "t/c"):
        add(top, SKOS + "topConceptOf", c(top[0]))
        add(top[0], SKOS + "hasTopConcept", c(top))
    for source, name, target in (
        ("s/b", "broader", "s/a"),
        ("s/a", "narrower", "s/b"),
        ("s/a", "closeMatch", "t/c"),
        ("t/c", "closeMatch", "s/a"),
    ):
        add(source, SKOS + name, c(target))
    return quads


def test_a_sound_vocabulary_has_no_findings() -> None:
    vocabulary = Vocabulary(sound(), VOC)
    assert {check.__name__: list(check(vocabulary)) for check in CHECKS} == {
        check.__name__: [] for check in CHECKS
    }


def plus(subject: str, name: str, value: Iri | Literal) -> Quad:
    return Quad(c(subject), Iri(SKOS + name), value)


@pytest.mark.parametrize(
    ("check", "planted", "lost"),
    [
        (qskos.omitted_or_invalid_language_tags, [plus("s/a", "altLabel", text("A"))], None),
        (qskos.incomplete_language_coverage, [], ("s/a", "prefLabel")),
        (qskos.undocumented_concepts, [], ("s/b", "definition")),
        (qskos.missing_labels, [], ("t", "prefLabel")),
        (qskos.empty_labels, [plus("s/a", "altLabel", text("–", "en"))], None),
        (qskos.unprintable_characters, [plus("s/a", "altLabel", text("A\u200b", "en"))], None),
        (qskos.overlapping_labels, [plus("s/b", "altLabel", text("S/A en", "en"))], None),
        (
            qskos.overlapping_labels,
            [plus("s/b", "altLabel", text("t/c en", "en"))],
            None,
        ),
        (qskos.inconsistent_preferred_labels, [plus("s/a", "prefLabel", text("X", "en"))], None),
        (qskos.disjoint_labels_violation, [plus("s/a", "altLabel", text("s/a en", "en"))], None),
        (
            qskos.ambiguous_notation_references,
            [plus("s/a", "notation", text("1")), plus("s/b", "notation", text("1"))],
            None,
        ),
        (qskos.cyclic_hierarchical_relations, [plus("s/a", "broader", c("s/b"))], None),
        (
            qskos.hierarchical_redundancy,
            [plus("s/b", "broader", c("s/z")), plus("s/z", "broader", c("s/a"))],
            None,
        ),
        (
            qskos.valueless_associative_relations,
            [plus("s/y", "broader", c("s/a")), plus("s/b", "related", c("s/y"))],
            None,
        ),
        (
            qskos.solely_transitively_related_concepts,
            [plus("s/b", "broaderTransitive", c("s/a"))],
            None,
        ),
        (qskos.unidirectionally_related_concepts, [], ("s/a", "narrower")),
        (qskos.omitted_top_concepts, [], ("t", "hasTopConcept")),
        (
            qskos.top_concepts_having_broader_concepts,
            [plus("s/b", "topConceptOf", c("s"))],
            None,
        ),
        (qskos.unmarked_top_concepts, [], ("s/a", "topConceptOf")),
        (qskos.reflexive_relations, [plus("s/a", "related", c("s/a"))], None),
        (qskos.mapping_relations_misuse, [plus("s/a", "closeMatch", c("s/b"))], None),
        (qskos.mapping_relations_misuse, [plus("s/a", "related", c("t/c"))], None),
        (qskos.relation_clashes, [plus("s/b", "related", c("s/a"))], None),
        (
            qskos.mapping_clashes,
            [plus("s/a", "exactMatch", c("t/c")), plus("s/a", "relatedMatch", c("t/c"))],
            None,
        ),
        (qskos.undefined_skos_resources, [plus("s/a", "boarder", c("s/b"))], None),
        (
            qskos.uri_form_violation,
            [Quad(Iri("urn:x"), Iri(RDF_TYPE), Iri(SKOS + "Concept"))],
            None,
        ),
        (qskos.undeclared_references, [plus("s/a", "related", c("s/none"))], None),
    ],
)
def test_what_is_planted_is_found(
    check: Check, planted: list[Quad], lost: tuple[str, str] | None
) -> None:
    quads = sound()
    if lost:
        subject, name = lost
        quads = [q for q in quads if (q.subject, q.predicate.value) != (c(subject), SKOS + name)]
    vocabulary = Vocabulary([*quads, *planted], VOC)
    vocabulary.scheme.setdefault(VOC + "s/y", VOC + "s")
    assert list(check(vocabulary)), check.__name__


@pytest.mark.parametrize("check", [qskos.orphan_concepts, qskos.disconnected_concept_clusters])
def test_a_concept_without_relations_is_found(check: Check) -> None:
    lonely = [
        Quad(c("s/d"), Iri(RDF_TYPE), Iri(SKOS + "Concept")),
        plus("s/d", "inScheme", c("s")),
    ]
    assert list(check(Vocabulary([*sound(), *lonely], VOC))) == [VOC + "s/d"]


@pytest.mark.parametrize("language", qskos.DOCUMENTED)
def test_definitions_are_definitions(vocabulary: Vocabulary, language: str) -> None:
    labels = {
        concept: next(t.value for t in texts if t.language == language)
        for concept, texts in vocabulary.texts("prefLabel").items()
    }
    seen: Counter[tuple[str, str]] = Counter()
    for concept, texts in vocabulary.texts("definition").items():
        if concept not in vocabulary.concepts:
            continue
        for definition in (t.value for t in texts if t.language == language):
            assert definition.endswith("."), (concept, definition)
            bare = definition.lower().removeprefix("a ").removeprefix("an ").rstrip(".")
            assert bare != labels[concept].lower(), f"{concept}: the label again"
            seen[vocabulary.scheme[concept], definition] += 1
    assert [key for key, count in seen.items() if count > 1] == []


def test_every_scheme_has_licence_version_and_history(vocabulary: Vocabulary) -> None:
    predicates = {
        (str(quad.subject), quad.predicate.value, getattr(quad.object, "language", ""))
        for quad in vocabulary.quads
    }
    for scheme in vocabulary.of_class("ConceptScheme"):
        assert {
            (scheme, DCT + "license", ""),
            (scheme, OWL + "versionInfo", ""),
            (scheme, SKOS + "historyNote", "en"),
            (scheme, SKOS + "historyNote", "es"),
        } <= predicates, scheme


def test_codes_that_were_replaced_are_in_the_table_and_nowhere_else(
    vocabulary: Vocabulary, built: ingest.Assembled
) -> None:
    replaced: dict[str, set[str]] = defaultdict(set)
    for quad in vocabulary.quads:
        if quad.predicate.value == DCT + "isReplacedBy":
            replaced[str(quad.subject)].add(str(quad.object))
    assert replaced.keys() == vocabulary.deprecated
    rows = {(row.value, row.new_value) for row in project_successors() if row.new_value}
    # A code that was divided among several has no row: only a reader of the source can choose.
    assert {(old, *new) for old, new in replaced.items() if len(new) == 1} <= rows
    assert {old for old, new in replaced.items() if len(new) > 1}.isdisjoint(dict(rows))
    assert {old for old, _ in rows if old.startswith(VOC)} <= vocabulary.deprecated
    new = {new for _, new in rows if new.startswith(VOC)}
    assert new <= vocabulary.concepts - vocabulary.deprecated
    used = {
        str(term)
        for quad, _ in built.claims
        for term in (quad.subject, quad.object)
        if isinstance(term, Iri)
    }
    assert used & vocabulary.deprecated == set()

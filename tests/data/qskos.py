"""The checks of qSKOS on a vocabulary, each a function that returns what it finds wrong.

The names are those of https://github.com/cmader/qSKOS/wiki/Quality-Issues. Two are read as it suits
lists of codes: a concept hangs together with the others of its list through a relation or as a top
concept of the list, and codes that were replaced need no relation. Links are not followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Final

from kg.model import BNode, Iri, Literal, Quad
from kg.rdf.namespaces import OWL, RDF_TYPE, SKOS

LANGUAGES: Final = ("en", "es", "fr")
DOCUMENTED: Final = ("en", "es")
_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")
_NOTES: Final = ("definition", "scopeNote", "historyNote")
#: property → the one that says the same from the other end
INVERSE: Final = {
    "broader": "narrower",
    "narrower": "broader",
    "related": "related",
    "exactMatch": "exactMatch",
    "closeMatch": "closeMatch",
    "relatedMatch": "relatedMatch",
    "broadMatch": "narrowMatch",
    "narrowMatch": "broadMatch",
    "topConceptOf": "hasTopConcept",
    "hasTopConcept": "topConceptOf",
}
_MATCHES: Final = ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch")
_TERMS: Final = {
    *_LABELS,
    *_NOTES,
    *INVERSE,
    *("Concept", "ConceptScheme", "Collection", "OrderedCollection", "inScheme", "member"),
    *("memberList", "notation", "note", "changeNote", "editorialNote", "example"),
    *("broaderTransitive", "narrowerTransitive", "semanticRelation", "mappingRelation"),
}
_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
Pairs = set[tuple[str, str]]


class Vocabulary:
    """The concepts and schemes among some quads, and what is said of them."""

    def __init__(self, quads: Iterable[Quad], base: str) -> None:
        """Index the quads; what does not begin with `base` is another's vocabulary."""
        self.base = base
        self.quads = list(quads)
        self._objects: dict[str, dict[str, list[Iri | BNode | Literal]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for subject, predicate, value, _ in self.quads:
            self._objects[predicate.value][str(subject)].append(value)

    def texts(self, name: str) -> dict[str, list[Literal]]:
        """Return subject → its texts of a property of SKOS."""
        return {
            subject: [value for value in values if isinstance(value, Literal)]
            for subject, values in self._objects[SKOS + name].items()
        }

    def pairs(self, *names: str) -> Pairs:
        """Return the pairs that properties of SKOS relate."""
        return {
            (subject, str(value))
            for name in names
            for subject, values in self._objects[SKOS + name].items()
            for value in values
        }

    def of_class(self, name: str) -> set[str]:
        """Return the members of a class of SKOS."""
        return {s for s, cs in self._objects[RDF_TYPE].items() if Iri(SKOS + name) in cs}

    @cached_property
    def concepts(self) -> set[str]:
        """All concepts."""
        return self.of_class("Concept")

    @cached_property
    def deprecated(self) -> set[str]:
        """The concepts that others took the place of."""
        return set(self._objects[OWL + "deprecated"]) & self.concepts

    @cached_property
    def scheme(self) -> dict[str, str]:
        """Concept → its scheme."""
        return dict(self.pairs("inScheme"))

    @cached_property
    def broader(self) -> dict[str, set[str]]:
        """Concept → those that are broader by one step."""
        broader: dict[str, set[str]] = defaultdict(set)
        for narrow, wide in self.pairs("broader") | {(n, w) for w, n in self.pairs("narrower")}:
            broader[narrow].add(wide)
        return broader

    def wider(self, concept: str) -> set[str]:
        """Return all concepts that are broader by any number of steps."""
        reached: set[str] = set()
        waiting = list(self.broader[concept])
        while waiting:
            current = waiting.pop()
            if current not in reached:
                reached.add(current)
                waiting.extend(self.broader[current])
        return reached


def omitted_or_invalid_language_tags(v: Vocabulary) -> list[str]:
    """Find texts without a language, or with a tag that is none."""
    return [
        f"{subject} {text.value!r}@{text.language}"
        for name in (*_LABELS, *_NOTES)
        for subject, texts in v.texts(name).items()
        for text in texts
        if subject in v.concepts and not _TAG.fullmatch(text.language)
    ]


def incomplete_language_coverage(v: Vocabulary) -> list[str]:
    """Find concepts and schemes without a label in one of the languages."""
    return _without(v, "prefLabel", LANGUAGES)


def undocumented_concepts(v: Vocabulary) -> list[str]:
    """Find concepts and schemes without a definition in one of the languages."""
    return _without(v, "definition", DOCUMENTED)


def _without(v: Vocabulary, name: str, languages: Iterable[str]) -> list[str]:
    """Return the concepts and schemes that lack a text in one of some languages."""
    texts = v.texts(name)
    return [
        f"{subject} {language}"
        for subject in v.concepts | v.of_class("ConceptScheme")
        for language in languages
        if language not in {text.language for text in texts.get(subject, ())}
    ]


def missing_labels(v: Vocabulary) -> list[str]:
    """Find concepts and schemes that have no preferred label at all."""
    return sorted((v.concepts | v.of_class("ConceptScheme")) - set(v.texts("prefLabel")))


def empty_labels(v: Vocabulary) -> list[str]:
    """Find labels without a letter."""
    return [
        subject
        for name in _LABELS
        for subject, texts in v.texts(name).items()
        if subject in v.concepts and not all(re.search(r"\w", text.value) for text in texts)
    ]


def unprintable_characters(v: Vocabulary) -> list[str]:
    """Find labels and notes with control characters, or blanks at an end."""
    return [
        f"{subject} {text.value!r}"
        for name in (*_LABELS, *_NOTES)
        for subject, texts in v.texts(name).items()
        for text in texts
        if subject in v.concepts
        and (
            text.value != text.value.strip()
            or any(unicodedata.category(char) in ("Cc", "Cf") for char in text.value)
        )
    ]


def overlapping_labels(v: Vocabulary) -> list[str]:
    """Find two concepts of one scheme, or of two without a link, that share a label."""
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name in ("prefLabel", "altLabel"):
        for subject, texts in v.texts(name).items():
            if subject in v.concepts - v.deprecated:
                for text in texts:
                    named[text.language, text.value.casefold()].add(subject)
    linked = v.pairs(*_MATCHES)
    return [
        f"{label!r}@{language}: {first} {second}"
        for (language, label), concepts in named.items()
        for first in concepts
        for second in concepts
        if first < second and (v.scheme[first] == v.scheme[second] or (first, second) not in linked)
    ]


def inconsistent_preferred_labels(v: Vocabulary) -> list[str]:
    """Find concepts with two preferred labels in one language."""
    return [
        f"{subject} {language}"
        for subject, texts in v.texts("prefLabel").items()
        for language in {text.language for text in texts}
        if subject in v.concepts and len({t.value for t in texts if t.language == language}) > 1
    ]


def disjoint_labels_violation(v: Vocabulary) -> list[str]:
    """Find labels that are of two kinds for one concept."""
    kinds = [
        {(s, text) for s, texts in v.texts(name).items() if s in v.concepts for text in texts}
        for name in _LABELS
    ]
    both = (kinds[0] & kinds[1]) | (kinds[0] & kinds[2]) | (kinds[1] & kinds[2])
    return [f"{subject} {text.value!r}" for subject, text in both]


def ambiguous_notation_references(v: Vocabulary) -> list[str]:
    """Find notations that two concepts of one scheme share."""
    used: dict[tuple[str, Literal], set[str]] = defaultdict(set)
    for subject, texts in v.texts("notation").items():
        if subject in v.concepts:
            for text in texts:
                used[v.scheme[subject], text].add(subject)
    return [f"{text.value}: {sorted(of)}" for (_, text), of in used.items() if len(of) > 1]


def orphan_concepts(v: Vocabulary) -> list[str]:
    """Find concepts without any relation that are not at the top of their scheme either."""
    joined = {c for pair in v.pairs(*INVERSE) for c in pair}
    return sorted(v.concepts - v.deprecated - joined)


def disconnected_concept_clusters(v: Vocabulary) -> list[str]:
    """Find schemes whose concepts do not hang together by relations or as top concepts."""
    cut_off = []
    for scheme in v.of_class("ConceptScheme"):
        members = {c for c, of in v.scheme.items() if of == scheme} - v.deprecated
        near: dict[str, set[str]] = defaultdict(set)
        for concept, neighbour in v.pairs("broader", "related", "topConceptOf", "hasTopConcept"):
            near[concept].add(neighbour)
            near[neighbour].add(concept)
        reached, waiting = {scheme}, [scheme]
        while waiting:
            for neighbour in near[waiting.pop()] - reached:
                reached.add(neighbour)
                waiting.append(neighbour)
        cut_off += sorted(members - reached)
    return cut_off


def cyclic_hierarchical_relations(v: Vocabulary) -> list[str]:
    """Find concepts that are broader than themselves."""
    return [concept for concept in v.concepts if concept in v.wider(concept)]


def hierarchical_redundancy(v: Vocabulary) -> list[str]:
    """Find broader concepts that are broader by more steps, too."""
    return [
        f"{concept} {wide}"
        for concept in v.concepts
        for wide in v.broader[concept]
        if any(wide in v.wider(other) for other in v.broader[concept] - {wide})
    ]


def valueless_associative_relations(v: Vocabulary) -> list[str]:
    """Find related concepts that a common broader concept relates anyway."""
    return [
        f"{source} {target}"
        for source, target in v.pairs("related")
        if source < target and v.broader[source] & v.broader[target]
    ]


def solely_transitively_related_concepts(v: Vocabulary) -> list[str]:
    """Find concepts related by the transitive properties alone, which are for inference."""
    return [f"{a} {b}" for a, b in v.pairs("broaderTransitive", "narrowerTransitive")]


def unidirectionally_related_concepts(v: Vocabulary) -> list[str]:
    """Find relations that the other side lacks."""
    return [
        f"{source} {name} {target}"
        for name, inverse in INVERSE.items()
        for source, target in v.pairs(name)
        if target.startswith(v.base) and source.startswith(v.base)
        if (target, source) not in v.pairs(inverse)
    ]


def omitted_top_concepts(v: Vocabulary) -> list[str]:
    """Find schemes without a top concept."""
    return sorted(v.of_class("ConceptScheme") - {scheme for scheme, _ in v.pairs("hasTopConcept")})


def top_concepts_having_broader_concepts(v: Vocabulary) -> list[str]:
    """Find top concepts that have a broader one."""
    return [concept for concept, _ in v.pairs("topConceptOf") if v.broader[concept]]


def unmarked_top_concepts(v: Vocabulary) -> list[str]:
    """Find concepts without a broader one that are not marked as top concepts."""
    marked = {concept for concept, _ in v.pairs("topConceptOf")}
    return [c for c in v.concepts - v.deprecated - marked if not v.broader[c]]


def reflexive_relations(v: Vocabulary) -> list[str]:
    """Find concepts that are related to themselves."""
    return [source for source, target in v.pairs(*INVERSE) if source == target]


def mapping_relations_misuse(v: Vocabulary) -> list[str]:
    """Find mappings within a scheme, and other relations between schemes."""
    within = [p for p in v.pairs(*_MATCHES) if v.scheme.get(p[0]) == v.scheme.get(p[1])]
    across = [
        p for p in v.pairs("broader", "narrower", "related") if v.scheme[p[0]] != v.scheme[p[1]]
    ]
    return [" ".join(pair) for pair in (*within, *across) if pair[0] in v.concepts]


def relation_clashes(v: Vocabulary) -> list[str]:
    """Find related concepts of which one is broader than the other."""
    return [f"{a} {b}" for a, b in v.pairs("related") if b in v.wider(a)]


def mapping_clashes(v: Vocabulary) -> list[str]:
    """Find exact matches that are matches of another kind, too."""
    others = v.pairs("broadMatch", "narrowMatch", "relatedMatch")
    return [f"{a} {b}" for a, b in v.pairs("exactMatch") & others]


def undefined_skos_resources(v: Vocabulary) -> list[str]:
    """Find names in the namespace of SKOS that it does not have."""
    used = {
        term.value
        for quad in v.quads
        for term in (quad.predicate, quad.object)
        if isinstance(term, Iri) and term.value.startswith(SKOS)
    }
    return sorted(term for term in used if term.removeprefix(SKOS) not in _TERMS)


def uri_form_violation(v: Vocabulary) -> list[str]:
    """Find concepts and schemes that are not named `base/scheme/code` and `base/scheme`."""
    concept = re.compile(re.escape(v.base) + r"[a-z-]+/[\w.-]+")
    scheme = re.compile(re.escape(v.base) + r"[a-z-]+")
    return [
        *(iri for iri in v.concepts if not concept.fullmatch(iri)),
        *(iri for iri in v.of_class("ConceptScheme") if not scheme.fullmatch(iri)),
        *(c for c, s in v.scheme.items() if c.rpartition("/")[0] != s),
    ]


def undeclared_references(v: Vocabulary) -> Iterator[str]:
    """Find relations to own concepts and schemes that nothing declares."""
    known = v.concepts | v.of_class("ConceptScheme")
    for source, target in v.pairs(*INVERSE, "inScheme"):
        for iri in (source, target):
            if iri.startswith(v.base) and iri not in known:
                yield iri


CHECKS: Final[tuple[Callable[[Vocabulary], Iterable[str]], ...]] = (
    omitted_or_invalid_language_tags,
    incomplete_language_coverage,
    undocumented_concepts,
    missing_labels,
    empty_labels,
    unprintable_characters,
    overlapping_labels,
    inconsistent_preferred_labels,
    disjoint_labels_violation,
    ambiguous_notation_references,
    orphan_concepts,
    disconnected_concept_clusters,
    cyclic_hierarchical_relations,
    hierarchical_redundancy,
    valueless_associative_relations,
    solely_transitively_related_concepts,
    unidirectionally_related_concepts,
    omitted_top_concepts,
    top_concepts_having_broader_concepts,
    unmarked_top_concepts,
    reflexive_relations,
    mapping_relations_misuse,
    relation_clashes,
    mapping_clashes,
    undefined_skos_resources,
    uri_form_violation,
    undeclared_references,
)

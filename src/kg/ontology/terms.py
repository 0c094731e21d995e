"""The terms that the ontology declares: classes, properties and datatypes, with their labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from kg.files import content
from kg.model import Iri, Literal
from kg.rdf.iris import shorten
from kg.rdf.namespaces import BASE, HX, OWL, PREFIXES, RDF, RDF_TYPE, RDFS, SKOS, XSD

_BUILT_IN: Final = (RDF, RDFS, OWL, XSD)
#: namespaces of the vocabularies of others that are used
VOCABULARIES: Final = tuple(
    namespace for namespace in PREFIXES.values() if not namespace.startswith((BASE, *_BUILT_IN))
)
#: namespaces whose terms are used, with the other scheme that people write by mistake
_OTHER_SCHEME: Final = {
    f"{'http' if scheme == 'https' else 'https'}:{rest}": f"{scheme}:{rest}"
    for scheme, _, rest in (namespace.partition(":") for namespace in PREFIXES.values())
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term as the ontology declares it.

    Attributes:
        iri: Its IRI.
        kinds: The IRIs of what it is: `owl:Class`, `owl:ObjectProperty` …
        labels: Language → label.
        comments: Language → what it means.
        other_names: Words by which people look for it.
        parents: The classes or properties that it is a kind of.
    """

    iri: str
    kinds: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    other_names: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return OWL + "Class" in self.kinds

    @property
    def is_property(self) -> bool:
        """Whether it is a property."""
        return any(kind.endswith("Property") for kind in self.kinds)

    def label(self, language: str) -> str:
        """Return its label in a language, else in English, else its short IRI."""
        return self.labels.get(language) or self.labels.get("en") or shorten(self.iri)


class Terms(Mapping[str, Term]):
    """The declared terms by IRI."""

    def __init__(self, terms: Mapping[str, Term]) -> None:
        self._terms = terms

    def __getitem__(self, iri: str) -> Term:
        return self._terms[iri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def __len__(self) -> int:
        return len(self._terms)

    def superclasses(self, iri: str) -> set[str]:
        """Return a class with all that it is a kind of, as far as they are declared."""
        reached = {iri}
        pending = [iri]
        while pending:
            term = self._terms.get(pending.pop())
            for parent in (term.parents if term else set()) - reached:
                reached.add(parent)
                pending.append(parent)
        return reached

    def subclasses(self, iri: str) -> set[str]:
        """Return a class with all that are kinds of it."""
        return {iri} | {name for name in self._terms if iri in self.superclasses(name)}

    def is_known(self, iri: str) -> bool:
        """Return whether a term is declared, or belongs to RDF, RDFS, OWL or XSD."""
        return iri in self._terms or iri.startswith(_BUILT_IN)

    def is_ours(self, iri: str) -> bool:
        """Return whether a term that is not declared is an error: it can only be a misspelling.

        That is a term of the project's own namespace, or of a vocabulary that the project uses,
        written with http in place of https or the other way round.
        """
        return iri.startswith((BASE, *_OTHER_SCHEME))

    def nearest(self, iri: str, *, of_class: bool) -> str:
        """Return the declared class or property that is meant by another IRI, "" for none."""
        from kg.ontology import near  # most messages need none

        for wrong, right in _OTHER_SCHEME.items():
            if iri.startswith(wrong) and right + iri.removeprefix(wrong) in self._terms:
                return right + iri.removeprefix(wrong)
        return near.nearest(
            iri,
            {
                name: term
                for name, term in self._terms.items()
                if (term.is_class if of_class else term.is_property)
            },
        )


def is_misspelling(iri: str) -> bool:
    """Return whether a term that is not declared is like those that are.

    It is of the namespace of terms, or of a vocabulary that is used, with the other scheme.
    """
    return iri != HX and iri.startswith((HX, *_OTHER_SCHEME))


def read(path: Path, shown: str) -> Terms:
    """Return the terms that a Turtle file declares.

    Args:
        path: The file.
        shown: What to call it in messages.

    Raises:
        InputError: It cannot be read or parsed.
    """
    from kg.rdf.reader import read_quads  # a query without such terms needs no parser

    terms: dict[str, Term] = {}
    for subject, predicate, value, _ in read_quads(path, shown):
        if not isinstance(subject, Iri):
            continue
        term = terms.setdefault(subject.value, Term(subject.value))
        name = predicate.value
        if name == RDF_TYPE and isinstance(value, Iri):
            term.kinds.add(value.value)
        elif name in (RDFS + "subClassOf", RDFS + "subPropertyOf") and isinstance(value, Iri):
            term.parents.add(value.value)
        elif isinstance(value, Literal) and name == RDFS + "label":
            term.labels[value.language or ""] = value.value
        elif isinstance(value, Literal) and name == RDFS + "comment":
            term.comments[value.language or ""] = value.value
        elif isinstance(value, Literal) and name == SKOS + "altLabel":
            term.other_names.add(value.value)
    return Terms({iri: term for iri, term in terms.items() if term.kinds})


@cache
def declared() -> Terms:
    """Return the terms of the project's ontology; read once a process."""
    return read(content.folder("ontology") / "helixkg.ttl", "ontology/helixkg.ttl")

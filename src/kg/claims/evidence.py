"""The evidence behind facts: which document states them, and where in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.claims import naming
from kg.claims.naming import Authority
from kg.errors import in_language
from kg.model import Iri, Quad, Term
from kg.rdf.namespaces import CATALOGUE_GRAPH, DCT, EVIDENCE, HX, REGISTRY_GRAPH, SOURCE
from kg.store import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_SUGGESTION: Final = "--machine-suggested"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place in a document that states a fact.

    Attributes:
        iri: The evidence graph, in which the claims of this place stand.
        source: The id of the document.
        title: The title of the document.
        locator: The place in the document, such as `Table 6`.
        certainty: A code of the vocabulary, such as `explicit`.
        basis: The code of the reason why it was inferred, or "".
    """

    iri: str
    source: str
    title: str
    locator: str
    certainty: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement with the evidence for it.

    Attributes:
        subject: An IRI, or the label of a blank node.
        predicate: The IRI of the property.
        object: The value.
        evidence: Who states it; empty for what only the registry states.
        accepted: Whether it counts as a fact; a rejected claim does not.
        authority: Whose word it is where it is a name that no document states.
    """

    subject: str
    predicate: str
    object: Term
    evidence: tuple[Evidence, ...]
    accepted: bool = True
    authority: Authority | None = None


#: certainty → its word beside a place, in English and Spanish
_CERTAINTIES: Final = {
    "explicit": ("explicit", "explícita"),
    "inferred": ("inferred", "inferida"),
    "layout-ambiguous": ("layout-ambiguous", "de maquetación ambigua"),
    "machine-suggested": ("machine-suggested", "sugerida por programa"),
}


def certainty_word(code: str) -> str:
    """Return the word for a certainty that stands beside a place, in the language of the user."""
    return in_language(*_CERTAINTIES.get(code, (code, code)))


class EvidenceCatalogue:
    """The descriptions of evidence in a store, each read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._titles: dict[str, str] = {}
        self._described: dict[str, Evidence] = {}

    @property
    def count(self) -> int:
        """How many descriptions were read."""
        return len(self._described)

    def evidence(self, iri: str) -> Evidence | None:
        """Return the description of an evidence graph, None where the catalogue has none."""
        if iri not in self._described:
            values = {
                quad.predicate.value: quad.object.value
                for quad in self._store.quads(Iri(iri), graph=_CATALOGUE)
            }
            source = values.get(DCT + "source")
            if source is None:
                return None
            self._described[iri] = Evidence(
                iri,
                source.removeprefix(SOURCE),
                self._title(source),
                values.get(HX + "locator", ""),
                values.get(HX + "certainty", "").rsplit("/", 1)[-1],
                values.get(HX + "inferenceBasis", "").rsplit("/", 1)[-1],
            )
        return self._described[iri]

    def _title(self, source: str) -> str:
        if source not in self._titles:
            titles = self._store.quads(Iri(source), Iri(DCT + "title"), graph=_CATALOGUE)
            self._titles[source] = next((quad.object.value for quad in titles), "")
        return self._titles[source]


def why(
    store: Store,
    subject: Iri,
    predicate: Iri | None = None,
    object: Term | None = None,
    *,
    catalogue: EvidenceCatalogue | None = None,
) -> Iterator[Fact]:
    """Yield the statements that fit, each with all its evidence, in a stable order.

    Rejected claims are among them, marked as not accepted. What only the registry states (kind,
    display names) has no evidence; a name may have an authority in its place.

    Args:
        store: Where to look.
        subject: The subject of the statements.
        predicate: Their property; None is any.
        object: Their value; None is any.
        catalogue: The descriptions of evidence read before; pass one where you call this often.
    """
    graphs_of: dict[tuple[str, Term], list[str]] = {}
    for quad in store.quads(subject, predicate, object, every_graph=True):
        statement = (quad.predicate.value, quad.object)
        graphs_of.setdefault(statement, []).append(quad.graph.value if quad.graph else "")
    catalogue = EvidenceCatalogue(store) if catalogue is None else catalogue
    authorities: dict[Term, Authority] | None = None
    for (p, o), graphs in sorted(
        graphs_of.items(), key=lambda item: (item[0][0], item[0][1].value)
    ):
        evidence = (catalogue.evidence(g) for g in sorted(graphs) if g.startswith(EVIDENCE))
        described = tuple(item for item in evidence if item)
        if described or "" in graphs or REGISTRY_GRAPH in graphs:
            if not described and p in naming.PROPERTIES and authorities is None:
                authorities = naming.authorities(store, subject)
            authority = authorities.get(o) if authorities and not described else None
            yield Fact(subject.value, p, o, described, "" in graphs, authority)


def is_claim(quad: Quad) -> bool:
    """Return whether a quad is a claim: whether it stands in an evidence graph."""
    return is_of_claims(quad.graph)


def is_of_claims(graph: Iri | None) -> bool:
    """Return whether what stands in a graph are claims: whether it is an evidence graph."""
    return graph is not None and graph.value.startswith(EVIDENCE)


def is_suggestion(graph: Iri | None) -> bool:
    """Return whether claims in this graph were suggested by a machine, and are no facts."""
    return graph is not None and graph.value.endswith(_SUGGESTION)


def source_of(graph: str) -> str:
    """Return the id of the document whose claims stand in an evidence graph."""
    return graph.removeprefix(EVIDENCE).partition("/")[0]

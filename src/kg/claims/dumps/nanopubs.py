"""Claims as nanopublications, in TriG: for each piece of evidence what it states.

Claims that are facts, and claims that were rejected or only suggested, are publications of their
own; the latter say so in their publication information. The names are no Trusty URIs.
Source: Nanopublication Guidelines, sections 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final

from kg.claims.dumps import reading
from kg.claims.dumps.reading import Counts, State
from kg.model import Iri, Triple
from kg.rdf.namespaces import BASE, DCT, EVIDENCE, PROV, RDF_TYPE
from kg.rdf.terms import iri
from kg.store import EmbeddedStore, Store

NANOPUB: Final = BASE + "nanopub/"
NP: Final = "http://www.nanopub.org/nschema#"


def write_nanopubs(store: Store, output: BinaryIO) -> Counts:
    """Write the claims; return how many there are.

    Args:
        store: What to write.
        output: Gets TriG.
    """
    local, counts = EmbeddedStore.local(store), Counts()
    for evidence in reading.evidence_graphs(local):
        claims = reading.claims_of(local, evidence)
        described = list(_provenance(local, evidence))
        for state in State:
            triples = [claim.triple for claim in claims if claim.state is state]
            if triples:
                output.writelines(_nanopub(evidence, state, triples, described))
            counts.by_state[state] += len(triples)
    return counts


def _provenance(store: Store, evidence: Iri) -> Iterator[Triple]:
    """Yield what the catalogue says of a piece of evidence and of its document."""
    for triple in reading.catalogue(store, evidence):
        yield triple
        if triple.predicate.value == DCT + "source" and isinstance(triple.object, Iri):
            yield from reading.catalogue(store, triple.object)


def _nanopub(
    evidence: Iri, state: State, claims: Iterable[Triple], described: Iterable[Triple]
) -> Iterator[bytes]:
    name = NANOPUB + evidence.value.removeprefix(EVIDENCE)
    node = Iri(name if state is State.FACT else f"{name}--{state.value}")
    head, assertion, provenance, pubinfo = (
        Iri(f"{node.value}#{part}") for part in ("head", "assertion", "provenance", "pubinfo")
    )
    yield from _graph(
        head,
        [
            Triple(node, Iri(RDF_TYPE), Iri(NP + "Nanopublication")),
            Triple(node, Iri(NP + "hasAssertion"), assertion),
            Triple(node, Iri(NP + "hasProvenance"), provenance),
            Triple(node, Iri(NP + "hasPublicationInfo"), pubinfo),
        ],
    )
    yield from _graph(assertion, claims)
    derived = Triple(assertion, Iri(PROV + "wasDerivedFrom"), evidence)
    yield from _graph(provenance, chain([derived], described))
    published = [Triple(node, Iri(DCT + "isPartOf"), Iri(BASE))]
    if state.concept:
        published.append(Triple(node, Iri(reading.ADMS_STATUS), Iri(state.concept)))
    yield from _graph(pubinfo, published)


def _graph(name: Iri, triples: Iterable[Triple]) -> Iterator[bytes]:
    yield f"{iri(name.value)} {{\n".encode()
    yield from map(reading.line, triples)
    yield b"}\n"

"""Claims as reifiers of RDF 1.2, in N-Triples, which Turtle reads as well.

Facts are asserted; evidence reifies each triple that it states. A claim that is no fact has a
reifier of its own, derived from the evidence, with its status.
Source: RDF 1.2 Concepts, section 1.5; RDF 1.2 N-Triples, section 2.4.
"""

from __future__ import annotations

from typing import BinaryIO, Final

from kg.claims.dumps import reading
from kg.claims.dumps.reading import Claim, Counts, State
from kg.model import Iri, Triple
from kg.rdf.namespaces import PROV, RDF
from kg.rdf.terms import ntriples
from kg.store import EmbeddedStore, Store

_DERIVED: Final = Iri(PROV + "wasDerivedFrom")
_STATUS: Final = Iri(reading.ADMS_STATUS)


def write_reifiers(store: Store, output: BinaryIO) -> Counts:
    """Write facts, catalogue and claims; return how many claims there are.

    Args:
        store: What to write.
        output: Gets N-Triples 1.2.
    """
    local, counts = EmbeddedStore.local(store), Counts()
    output.writelines(reading.facts(local))
    output.writelines(map(reading.line, reading.catalogue(local)))
    for evidence in reading.evidence_graphs(local):
        described: set[State] = set()
        for claim in reading.claims_of(local, evidence):
            reifier = _reifier(claim)
            if claim.state not in described:
                described.add(claim.state)
                output.writelines(_description(reifier, claim))
            term = " ".join(map(ntriples, claim.triple))
            output.write(f"<{reifier.value}> <{RDF}reifies> <<( {term} )>> .\n".encode())
            counts.add(claim.state)
    return counts


def _reifier(claim: Claim) -> Iri:
    if claim.state is State.FACT:
        return claim.evidence
    return Iri(f"{claim.evidence.value}#{claim.state.value}")


def _description(reifier: Iri, claim: Claim) -> list[bytes]:
    if claim.state is State.FACT:
        return []
    return [
        reading.line(Triple(reifier, _DERIVED, claim.evidence)),
        reading.line(Triple(reifier, _STATUS, Iri(claim.state.concept))),
    ]

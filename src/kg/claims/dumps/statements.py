"""Claims as statement nodes with references, the way of Wikidata's RDF, in N-Triples.

Facts are plain triples, as Wikidata's "truthy" ones. A triple that is claimed is one statement
node, and each piece of evidence for it a reference. What is no fact has the deprecated rank.
Source: Wikibase RDF dump format, "Statement representation" and "Reference representation".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from kg.claims.dumps import reading
from kg.claims.dumps.reading import Claim, Counts
from kg.model import Iri, Triple
from kg.rdf.namespaces import BASE, PROV, RDF, RDF_TYPE
from kg.store import EmbeddedStore, Store

STATEMENT: Final = BASE + "statement/"
WIKIBASE: Final = "http://wikiba.se/ontology#"
_TYPE: Final = Iri(RDF_TYPE)
_DIGITS: Final = 32  # of a digest: 128 bits


def write_statements(store: Store, output: BinaryIO) -> Counts:
    """Write facts, catalogue and statements; return how many claims there are.

    Args:
        store: What to write.
        output: Gets N-Triples.
    """
    local, counts = EmbeddedStore.local(store), Counts()
    output.writelines(reading.facts(local))
    output.writelines(map(reading.line, reading.catalogue(local)))
    for evidence in reading.evidence_graphs(local):
        output.write(reading.line(Triple(evidence, _TYPE, Iri(WIKIBASE + "Reference"))))
        for claim in reading.claims_of(local, evidence):
            counts.add(claim.state)
            references = reading.evidence_of(local, claim.triple)
            if references[0] == evidence:  # once, where the first of them is written
                output.writelines(map(reading.line, _statement(claim, references)))
    return counts


def _statement(claim: Claim, references: Sequence[Iri]) -> Iterator[Triple]:
    subject, predicate, value = claim.triple
    digest = hashlib.sha256(reading.line(claim.triple)).hexdigest()[:_DIGITS]
    node = Iri(STATEMENT + digest)
    concept = claim.state.concept
    yield Triple(node, _TYPE, Iri(WIKIBASE + "Statement"))
    yield Triple(node, _TYPE, Iri(RDF + "Statement"))
    yield Triple(node, Iri(RDF + "subject"), subject)
    yield Triple(node, Iri(RDF + "predicate"), predicate)
    yield Triple(node, Iri(RDF + "object"), value)
    rank = "DeprecatedRank" if concept else "NormalRank"
    yield Triple(node, Iri(WIKIBASE + "rank"), Iri(WIKIBASE + rank))
    if concept:
        yield Triple(node, Iri(reading.ADMS_STATUS), Iri(concept))
    for reference in references:
        yield Triple(node, Iri(PROV + "wasDerivedFrom"), reference)

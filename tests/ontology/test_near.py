"""What an undeclared term was meant to be: a slip of the keyboard, or words of one's own."""

from __future__ import annotations

import pytest

from kg.ontology import terms
from kg.rdf.iris import expand, local_name, shorten
from kg.rdf.namespaces import HX
from tests.short_form import in_part

TERMS = terms.declared()
OWN = [term for iri, term in TERMS.items() if iri.startswith(HX)]


def slips(iri: str) -> list[str]:
    """Return an IRI with each letter missing, twice, and exchanged with the next one."""
    start = len(iri) - len(local_name(iri))
    places = range(start + 1, len(iri) - 1)
    return [
        wrong
        for at in places
        for wrong in (
            iri[:at] + iri[at + 1 :],
            iri[:at] + iri[at] + iri[at:],
            iri[:at] + iri[at + 1] + iri[at] + iri[at + 2 :],
        )
        if wrong not in TERMS
    ]


@in_part(6)
def test_a_slip_leads_back_to_the_term(share: int) -> None:
    tried = 0
    for term in list(OWN)[::share]:
        if not (term.is_class or term.is_property) or len(local_name(term.iri)) < 5:
            continue
        for wrong in slips(term.iri):
            assert TERMS.nearest(wrong, of_class=term.is_class) == term.iri, wrong
            tried += 1
    assert tried > 2_000 / share


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hx:foundedOn", "schema:foundingDate"),
        ("hx:foundedIn", "schema:foundingDate"),
        ("hx:dateOfFoundation", "schema:foundingDate"),
        ("hx:fundadoEn", "schema:foundingDate"),
        ("hx:closedOn", "schema:dissolutionDate"),
        ("hx:startedOn", "schema:startDate"),
        ("hx:endedOn", "schema:endDate"),
        ("hx:signatureDate", ""),
        ("hx:signedDate", "hx:signedOn"),
        ("hx:website", "schema:url"),
        ("hx:webPage", "schema:url"),
        ("hx:url", "schema:url"),
        ("hx:sitioWeb", "schema:url"),
        ("hx:name", "skos:prefLabel"),
        ("hx:nombre", "skos:prefLabel"),
        ("hx:location", "hx:locatedIn"),
        ("hx:is_located_in", "hx:locatedIn"),
        ("hx:ubicadoEn", "hx:locatedIn"),
        ("hx:hasSector", "hx:sector"),
        ("hx:operatedBy", "hx:managedBy"),
        ("hx:financedBy", "hx:fundedBy"),
        ("hx:partOf", "dct:isPartOf"),
        ("hx:member", "org:member"),
        ("foaf:name", "skos:prefLabel"),
        ("dct:titel", "dct:title"),
        ("schema:foundingDat", "schema:foundingDate"),
        ("http://schema.org/foundingDate", "schema:foundingDate"),
        ("hx:telephone", ""),
        ("hx:zzz", ""),
    ],
)
def test_words_of_ones_own_lead_to_the_term(written: str, meant: str) -> None:
    near = TERMS.nearest(expand(written) or written, of_class=False)
    assert (near and shorten(near)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("hx:Clutser", "hx:Cluster"),
        ("hx:cluster", "hx:Cluster"),
        ("hx:University", ""),
        ("hx:Firm", ""),
        ("hx:Organisation", "org:Organization"),
        ("hx:Person", "foaf:Person"),
        ("hx:Empresa", "hx:Company"),
    ],
)
def test_a_class_is_meant_where_a_class_stands(written: str, meant: str) -> None:
    near = TERMS.nearest(expand(written) or written, of_class=True)
    assert (near and shorten(near)) == meant

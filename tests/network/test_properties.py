"""Properties of the profile as columns of nodes."""

from __future__ import annotations

import pytest

from kg.errors import UsageError
from kg.model import Iri, Literal, Quad, text
from kg.network.elements import Network, Node
from kg.network.properties import properties, with_properties
from kg.rdf.namespaces import HX, ID, VOC
from kg.store import EmbeddedStore


def network() -> Network:
    names = ("one", "two")
    return Network(
        tuple(Node(id=n, iri=ID + n, label=n, kind="Company") for n in names),
        (),
        {"degree": {"one": 0, "two": 0}},
    )


def store() -> EmbeddedStore:
    iri = Iri(ID + "one")
    held = EmbeddedStore.in_memory()
    held.replace([
        Quad(iri, Iri(HX + "legalForm"), Iri(VOC + "legal-form/foundation"), None),
        Quad(iri, Iri(HX + "relatedTo"), Iri(ID + "two"), None),
        Quad(iri, Iri(HX + "relatedTo"), Iri(ID + "elsewhere"), None),
        Quad(iri, Iri(HX + "speciality"), text("vino", "es"), None),
        Quad(iri, Iri(HX + "speciality"), text("wine", "en"), None),
        Quad(iri, Iri(HX + "acronym"), text("ONE"), None),
        Quad(iri, Iri("https://schema.org/sameAs"), Iri("http://www.wikidata.org/entity/Q1"), None),
        Quad(iri, Iri("https://schema.org/foundingDate"),
             Literal("2012", "http://www.w3.org/2001/XMLSchema#gYear"), None),
    ])  # fmt: skip
    return held


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("legalForm", "legalForm", "foundation"),
        ("hx:legalForm", "legalForm", "foundation"),
        ("forma jurídica", "legalForm", "foundation"),
        ("relatedTo", "relatedTo", "elsewhere; two"),
        ("speciality", "speciality", "wine"),
        ("acronym", "acronym", "ONE"),
        ("sameAs", "sameAs", "http://www.wikidata.org/entity/Q1"),
        ("schema:foundingDate", "foundingDate", "2012"),
    ],
)
def test_a_property_is_a_column_whatever_it_is_called(name: str, column: str, value: str) -> None:
    measured = with_properties(network(), store(), [name], "en").measures
    assert list(measured) == ["degree", column]
    assert dict(measured[column]) == {"one": value}


def test_texts_are_those_of_the_language_else_of_any() -> None:
    held = store()
    assert with_properties(network(), held, ["speciality"], "es").measures["speciality"] == {
        "one": "vino"
    }
    assert with_properties(network(), held, ["speciality"], "fr").measures["speciality"] == {
        "one": "vino; wine"
    }


def test_every_property_of_entities_is_offered_and_no_column_of_nodes() -> None:
    offered = properties()
    assert {"legalForm", "governanceModel", "signedOn"} <= set(offered)
    assert not {"status", "sector", "technology", "helix", "label"} & set(offered)
    assert "locator" not in offered  # of evidence


@pytest.mark.parametrize("name", ["legalFrom", "hx:certainty", "org:legalForm", "ex:y", "status"])
def test_another_name_is_an_error_with_what_there_is(name: str) -> None:
    with pytest.raises(UsageError, match="no measure and no property") as error:
        with_properties(network(), store(), [name], "en")
    assert "legalForm" in str(error.value)

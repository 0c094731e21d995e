"""From names to IRIs and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import names
from kg.errors import AmbiguousName, UnknownName, UsageError
from kg.model import Iri, Literal, Quad, text
from kg.names.unknown import is_near
from kg.rdf.namespaces import (
    ALT_LABEL,
    CATALOGUE_GRAPH,
    DCT,
    HX,
    ID,
    M8G,
    PREF_LABEL,
    RDF_TYPE,
    SOURCE,
    VOC,
)
from kg.store.embedded import EmbeddedStore


def entity(identifier: str, kind: str, **labels: str) -> list[Quad]:
    """Return an entity with preferred labels by language."""
    subject = Iri(ID + identifier)
    return [
        Quad(subject, Iri(RDF_TYPE), Iri(kind)),
        *(Quad(subject, Iri(PREF_LABEL), text(label, tag)) for tag, label in labels.items()),
    ]


def also(identifier: str, predicate: str, label: str) -> Quad:
    return Quad(Iri(ID + identifier), Iri(predicate), Literal(label))


@pytest.fixture(scope="module", params=["memory", "folder"])
def store(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> EmbeddedStore:
    """A store whose names are read one by one, and one with an index beside it."""
    store = EmbeddedStore.in_memory()
    if request.param == "folder":
        store = EmbeddedStore.create(tmp_path_factory.mktemp("names") / "store", [])
    catalogue = Iri(CATALOGUE_GRAPH)
    store.commit(
        add=[
            *entity("nuevo-leon", HX + "State", mul="Nuevo León"),
            *entity("queretaro", HX + "State", mul="Querétaro"),
            *entity("queretaro-city", HX + "Area", mul="Querétaro"),
            *entity(
                "claut-nuevo-leon",
                HX + "Cluster",
                es="Clúster Automotriz de Nuevo León",
                en="Nuevo León Automotive Cluster",
            ),
            *entity(
                "claut-estado-de-mexico", HX + "Cluster", es="Clúster Automotriz Estado de México"
            ),
            also("claut-nuevo-leon", HX + "acronym", "CLAUT"),
            also("claut-estado-de-mexico", HX + "acronym", "CLAUT"),
            also("claut-nuevo-leon", HX + "ocrVariant", "Cluster Automotrz"),
            *entity(
                "conacyt", M8G + "PublicOrganisation", es="Consejo Nacional", en="CONACYT Council"
            ),
            also("conacyt", ALT_LABEL, "Consejo de Ciencia"),
            *entity("tecnm", HX + "AcademicInstitution", fr="Institut"),
            *entity("mexico", HX + "Country", es="México", en="Mexico"),
            *entity("other", HX + "Company", es="conacyt"),
            *entity("mty", HX + "Company", mul="!!!"),
            Quad(Iri(ID + "old-claut"), Iri(DCT + "isReplacedBy"), Iri(ID + "claut-nuevo-leon")),
            *entity("nafta", HX + "Agreement", en="NAFTA"),
            Quad(Iri(ID + "nafta"), Iri(DCT + "isReplacedBy"), Iri(ID + "mexico")),
            Quad(Iri(VOC + "sector/automotive"), Iri(PREF_LABEL), text("Automotriz", "es")),
            Quad(Iri(VOC + "sector/automotive"), Iri(PREF_LABEL), text("Automotive", "en")),
            Quad(Iri(VOC + "sector/aerospace"), Iri(PREF_LABEL), text("Aeroespacial", "es")),
            Quad(Iri(VOC + "sector/aerospace"), Iri(ALT_LABEL), text("Industria aérea", "es")),
            Quad(Iri(VOC + "sector/aero-parts"), Iri(PREF_LABEL), text("Aeropartes", "es")),
            Quad(Iri(VOC + "sector/aero-mro"), Iri(PREF_LABEL), text("Aeropartes", "es")),
            Quad(Iri(SOURCE + "001"), Iri(RDF_TYPE), Iri(HX + "SourceDocument"), catalogue),
            Quad(Iri(SOURCE + "001"), Iri(DCT + "title"), text("A Briefing", "en"), catalogue),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("claut-nuevo-leon", "claut-nuevo-leon"),
        ("id:claut-nuevo-leon", "claut-nuevo-leon"),
        (ID + "claut-nuevo-leon", "claut-nuevo-leon"),
        ("Clúster Automotriz de Nuevo León", "claut-nuevo-leon"),
        ("  cluster   AUTOMOTRIZ de nuevo-leon. ", "claut-nuevo-leon"),
        ("nuevo leon automotive cluster", "claut-nuevo-leon"),
        ("Cluster Automotrz", "claut-nuevo-leon"),  # a damaged spelling
        ("Nuevo Leo\u0301n", "nuevo-leon"),  # a decomposed accent
        ("consejo de ciencia", "conacyt"),
        ("conacyt", "conacyt"),  # an id goes before the label of another
        ("old-claut", "claut-nuevo-leon"),  # merged
        ("id:old-claut", "claut-nuevo-leon"),
        ("nafta", "nafta"),  # replaced in the world, still a thing of its own
        ("!!!", "mty"),
    ],
)
def test_a_name_finds_its_entity(store: EmbeddedStore, name: str, identifier: str) -> None:
    assert names.resolve(store, name) == Iri(ID + identifier)
    assert names.NameTable(store).resolve(name) == Iri(ID + identifier)


@pytest.mark.parametrize(
    ("name", "kind", "iri"),
    [
        ("Querétaro", "State", ID + "queretaro"),
        ("Querétaro", "Area", ID + "queretaro-city"),
        ("001", "SourceDocument", SOURCE + "001"),
        ("a briefing", "SourceDocument", SOURCE + "001"),
        ("src:001", None, SOURCE + "001"),
        ("hx:acronym", None, HX + "acronym"),
        ("Consejo Nacional", "PublicOrganisation", ID + "conacyt"),
        ("automotriz", "concept:sector", VOC + "sector/automotive"),
        ("aeroespacial", None, VOC + "sector/aerospace"),
    ],
)
def test_a_kind_decides(store: EmbeddedStore, name: str, kind: str | None, iri: str) -> None:
    assert names.resolve(store, name, kind) == Iri(iri)
    assert names.resolver(store)(name, kind) == Iri(iri)


def test_a_name_of_several_is_ambiguous(store: EmbeddedStore) -> None:
    with pytest.raises(AmbiguousName) as caught:
        names.resolve(store, "claut")
    assert caught.value.candidates == (
        (ID + "claut-estado-de-mexico", "Clúster Automotriz Estado de México", "Cluster"),
        (ID + "claut-nuevo-leon", "Clúster Automotriz de Nuevo León", "Cluster"),
    )
    with pytest.raises(AmbiguousName):
        names.resolve(store, "Queretaro!")


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("Nuevo Leone", None, "did you mean: Nuevo León"),
        ("clautt-nuevo-leon", "Cluster", "did you mean: claut-nuevo-leon"),
        ("Nuevo Leon", "Cluster", "'Nuevo Leon' is a State (Nuevo León); a Cluster is needed here"),
        ("id:nuevo-leon", "Cluster", "'id:nuevo-leon' is a State; a Cluster is needed here"),
        ("id:nobody", None, "does not occur in the store"),
        ("xyzxyzxyz", "State", "is not the name of a State; use its id"),
        ("", None, "is not the name of an entity"),
        ("id:a> . ?s ?p ?o", None, "is not the name of an entity"),
        ("a" * 5000, None, "is not the name"),
    ],
)
def test_a_name_of_nothing_is_explained(
    store: EmbeddedStore, name: str, kind: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        names.resolve(store, name, kind)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("nope", "Andrés Manuel López Obrador", False),
        ("nope", "Opening of Audi's smart factory", False),
        ("hello", "Sello de calidad", False),
        ("Nuebo Leon", "Gobierno de Nuevo León", True),
        ("clúster automotris", "Clúster Automotriz de Puebla", True),
        ("Guanajuat", "Guanajuato Auto Cluster", True),
        ("Zonora", "Sonora", True),
    ],
)
def test_only_a_name_with_a_slip_is_near(text: str, name: str, expected: bool) -> None:
    assert is_near(text, name) is expected


@pytest.mark.parametrize("name", ["nope", "hello", "Mayan train"])
def test_nothing_is_suggested_where_no_name_is_near(project_store: Path, name: str) -> None:
    with pytest.raises(UnknownName) as caught:
        names.resolve(EmbeddedStore.open(project_store), name)
    assert caught.value.near == ()
    assert "did you mean" not in str(caught.value)


def test_at_most_five_near_names_are_shown(store: EmbeddedStore) -> None:
    many = EmbeddedStore.in_memory()
    for number in range(9):
        many.commit(add=entity(f"x{number}", HX + "Company", es=f"Compañía {number}"))
    with pytest.raises(UsageError) as caught:
        names.resolve(many, "Compania X")
    assert str(caught.value).count("Compañía") == 5


def test_candidates_come_best_first(store: EmbeddedStore) -> None:
    candidates = names.candidates(store, "conacyt")
    assert [(c.rank, c.iri.value, c.label, c.kind) for c in candidates] == [
        (0, ID + "conacyt", "Consejo Nacional", "PublicOrganisation"),
        (1, ID + "other", "conacyt", "Company"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "automotive",
        "Automotive",
        "AUTOMOTRIZ",
        VOC + "sector/automotive",
        "voc:sector/automotive",
    ],
)
def test_a_concept_is_found(store: EmbeddedStore, name: str) -> None:
    assert names.resolve_concept(store, "sector", name) == Iri(VOC + "sector/automotive")


@pytest.mark.parametrize(
    ("scheme", "name", "message"),
    [
        ("sector", "automotriç", "did you mean: automotive?"),
        ("sector", "zzz", "'zzz' is no code or label of 'sector'; some are: aero-mro, aero-parts"),
        ("colour", "red", "the store has no scheme 'colour'"),
    ],
)
def test_a_concept_of_nothing_is_explained(
    store: EmbeddedStore, scheme: str, name: str, message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        names.resolve_concept(store, scheme, name)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["aerospace", "aeroespacial", "industria aerea"])
def test_a_concept_has_all_its_labels_whoever_asks(store: EmbeddedStore, name: str) -> None:
    """With an index beside the store, without one, and from a table of names."""
    concept = Iri(VOC + "sector/aerospace")
    assert names.resolve_concept(store, "sector", name) == concept
    assert names.NameTable(store).resolve_concept("sector", name) == concept
    with store.transaction(dry_run=True) as transaction:
        assert names.resolve_concept(transaction.store, "sector", name) == concept
        assert names.NameTable(transaction.store).resolve_concept("sector", name) == concept


def test_a_label_of_two_concepts_is_ambiguous(store: EmbeddedStore) -> None:
    with pytest.raises(AmbiguousName, match="aero-mro"):
        names.resolve_concept(store, "sector", "aeropartes")


@pytest.mark.parametrize(
    ("iri", "language", "label"),
    [
        (ID + "mexico", "en", "Mexico"),
        (ID + "mexico", "es", "México"),
        (ID + "mexico", "fr", "México"),  # Spanish before English
        (ID + "nuevo-leon", "en", "Nuevo León"),
        (ID + "tecnm", "en", "Institut"),
        (SOURCE + "001", "es", "A Briefing"),
        (HX + "acronym", "es", "hx:acronym"),
        ("https://example.org/x", "es", "https://example.org/x"),
    ],
)
def test_a_label_is_in_the_nearest_language(
    store: EmbeddedStore, iri: str, language: str, label: str
) -> None:
    assert names.label_of(store, Iri(iri), language) == label


def test_labels_hold_only_what_has_one(store: EmbeddedStore) -> None:
    asked = [Iri(ID + "mexico"), Iri(HX + "acronym"), Iri(ID + "mexico")]
    assert names.labels_of(store, asked, "en") == {ID + "mexico": "Mexico"}

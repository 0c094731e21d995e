"""kg show, kg why and kg stats, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.model import Iri, Quad, text
from kg.rdf.namespaces import (
    ALT_LABEL,
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    SOURCE,
    VOC,
)
from kg.store import EmbeddedStore
from tests.conftest import Run


@pytest.fixture(autouse=True)
def _in_a_folder_with_a_store(small_store: Path) -> None:
    """The small store lies in ./kg-store."""


def test_a_text_that_stands_there_in_the_language_asked_for_is_not_shown_in_another(
    quick_kg: Run, small_store: Path
) -> None:
    store, entity = EmbeddedStore.open(small_store), Iri(ID + "of-two-languages")
    texts = [("stamping", "en", "s3-2"), ("estampado", "es", "s3-2"), ("forging", "en", "s3-3")]
    quads = [
        Quad(entity, Iri(HX + "speciality"), text(word, language), graph)
        for word, language, place in texts
        for graph in (Iri(f"{EVIDENCE}001/{place}"), None)
    ]
    evidences = [
        Quad(Iri(f"{EVIDENCE}001/{place}"), Iri(predicate), value, Iri(CATALOGUE_GRAPH))
        for place in ("s3-2", "s3-3")
        for predicate, value in (
            (RDF_TYPE, Iri(HX + "Evidence")),
            (DCT + "source", Iri(SOURCE + "001")),
            (HX + "locator", text(place)),
            (HX + "certainty", Iri(VOC + "certainty/explicit")),
        )
    ]
    name = Quad(entity, Iri(PREF_LABEL), text("Dos lenguas", "es"), None)
    store.commit(add=[name, *quads, *evidences])
    folded = quick_kg("show", "id:of-two-languages", "--lang", "es").stdout
    assert "estampado (es)" in folded
    assert "forging (en)" in folded  # which its place says in English only
    assert "stamping" not in folded
    assert "… 1 en otro idioma" in folded
    assert (
        "stamping (en)" in quick_kg("show", "id:of-two-languages", "--lang", "es", "--all").stdout
    )


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("en", "Nuevo León Automotive Cluster", ("Names", "Facts", "Referenced by")),
        (
            "es",
            "Clúster Automotriz de Nuevo León",
            ("Nombres", "Hechos", "Referencias a esta entidad"),
        ),
    ],
)
def test_a_profile_has_its_three_parts(
    language: str, name: str, words: tuple[str, ...], quick_kg: Run
) -> None:
    done = quick_kg("show", "claut-nuevo-leon", "--lang", language)
    lines = done.stdout.splitlines()
    assert lines[0] == name
    assert lines[1].endswith(
        " · id:claut-nuevo-leon · https://w3id.org/helixkg/id/claut-nuevo-leon"
    )
    parts = [line for line in lines if line in words]
    assert parts == [word for word in words if word in parts]
    assert len(parts) >= 2


def test_a_name_of_several_words_needs_no_quotes(quick_kg: Run) -> None:
    assert quick_kg("show", "nuevo", "leon").stdout == quick_kg("show", "nuevo-leon").stdout != ""


def test_why_takes_a_property_in_each_spelling(quick_kg: Run) -> None:
    expected = quick_kg("why", "claut-nuevo-leon", "hx:locatedIn").stdout
    assert "001 Test briefing" in expected
    for name in ("locatedin", "https://w3id.org/helixkg/def#locatedIn"):
        assert quick_kg("why", "claut-nuevo-leon", name).stdout == expected
    assert len(quick_kg("why", "claut-nuevo-leon").stdout) > len(expected)


def test_why_takes_an_object_by_id_name_or_iri(quick_kg: Run) -> None:
    arguments = ("why", "claut-nuevo-leon", "locatedIn")
    expected = quick_kg(*arguments, "nuevo-leon").stdout
    assert expected.count("001 Test briefing") >= 1
    for name in ("NUEVO LEON", "https://w3id.org/helixkg/id/nuevo-leon"):
        assert quick_kg(*arguments, name).stdout == expected


def test_what_nobody_says_is_told_in_both_languages(quick_kg: Run) -> None:
    for language, message in (
        ("en", "no document states this"),
        ("es", "ningún documento lo afirma"),
    ):
        done = quick_kg("why", "claut-nuevo-leon", "locatedIn", "canada", "--lang", language)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


def test_a_property_that_is_not_there_lists_those_that_are(quick_kg: Run) -> None:
    done = quick_kg("why", "claut-nuevo-leon", "hx:axis")
    assert done.returncode == 2
    assert "there is no fact with the property 'hx:axis'; the properties are: " in done.stderr
    assert "hx:locatedIn" in done.stderr


def test_a_rejected_fact_is_marked_in_both_languages(quick_kg: Run) -> None:
    for language, mark in (("en", "[rejected]"), ("es", "[rechazado]")):
        done = quick_kg("why", "eccp-promexico-mou", "signedOn", "--lang", language)
        assert done.stdout.count(mark) == 1


def test_a_fact_in_conflict_is_marked_and_the_conflict_told(quick_kg: Run) -> None:
    for language, mark, heading in (
        ("en", "[in conflict: mou-eccp-year]", "Contradictions"),
        ("es", "[en conflicto: mou-eccp-year]", "Contradicciones"),
    ):
        arguments = ("eccp-promexico-mou", "--lang", language)
        assert quick_kg("why", *arguments).stdout.count(mark) == 2
        shown = quick_kg("show", *arguments).stdout
        assert shown.count(mark) == 2
        assert shown[shown.index(heading) :].count("mou-eccp-year: ") == 1
        assert "[in conflict" not in quick_kg("show", "nuevo-leon").stdout


def test_the_registry_is_named_where_no_document_states_a_fact(quick_kg: Run) -> None:
    for language, words in (("en", "the project's registry"), ("es", "registro del proyecto")):
        assert f"← {words}" in quick_kg("show", "nuevo-leon", "--lang", language).stdout


def test_stats_count_facts_claims_and_classes(quick_kg: Run) -> None:
    english, spanish = (
        dict(
            line.rsplit(maxsplit=1)
            for line in quick_kg("stats", "--lang", language).stdout.splitlines()
        )
        for language in ("en", "es")
    )
    assert list(english)[:3] == ["facts", "claims", "evidence"]
    assert english["Cluster"] == spanish["Clúster"] == "2"
    facts = quick_kg("sparql", "SELECT ?s { ?s ?p ?o }", "--count").stdout
    assert int(english["facts"].replace(",", "")) == int(facts)


@pytest.mark.parametrize("label", ["ubicado en", "Located In", "locatedIn"])
def test_why_takes_the_label_of_a_property(quick_kg: Run, small_store: Path, label: str) -> None:
    done = quick_kg("why", "claut-nuevo-leon", label)
    assert done.returncode == 0, done.stderr
    assert "located in: Nuevo León" in done.stdout


@pytest.mark.parametrize(
    ("language", "more", "message"),
    [
        ("en", r"… ([\d,]+) more · (.+)", "entries of long lists are not shown; --all shows them"),
        ("es", r"… ([\d,]+) más · (.+)", "entradas de listas largas no se muestran; --all las"),
    ],
)
def test_long_lists_are_folded_and_what_is_folded_is_counted(
    language: str, more: str, message: str, quick_kg: Run, project_store_once: Path
) -> None:
    command = ("show", "jalisco", "--lang", language, "--store", project_store_once)
    shown = quick_kg(*command)
    folds = re.findall(more, shown.stdout)
    assert folds
    assert {"located in", "ubicado en"} & {entries_of for _, entries_of in folds}
    folded = sum(int(count.replace(",", "")) for count, _ in folds)
    assert f"{folded:,} {message}" in shown.stderr
    whole = quick_kg(*command, "--all")
    assert whole.stderr == ""
    assert "…" not in re.findall(r"^ *(…)", whole.stdout, re.MULTILINE)
    lines = [line for line in shown.stdout.splitlines() if not re.search(more, line)]
    assert set(lines) <= set(whole.stdout.splitlines())
    # whatever is stated of an entry, or refers to it, stands above its first place
    entries = [line for line in whole.stdout.splitlines() if re.match(r"  \S", line)]
    of_shown = [line for line in lines if re.match(r"  \S", line)]
    assert len(entries) == len(of_shown) + folded


@pytest.mark.parametrize(("names", "folded"), [(9, 0), (11, 0), (12, 2), (30, 20)])
def test_a_list_is_folded_where_that_makes_it_shorter(
    names: int, folded: int, quick_kg: Run, small_store: Path
) -> None:
    store = EmbeddedStore.open(small_store)
    entity = Iri(ID + "of-many-names")
    aliases = [text(f"Alias {number}", "en") for number in range(names)]
    store.commit(add=[Quad(entity, Iri(ALT_LABEL), alias, None) for alias in aliases])
    done = quick_kg("show", "id:of-many-names")
    assert done.stdout.count("Alias") == names - folded
    assert (f"  … {folded} more\n" in done.stdout) == bool(folded)
    assert quick_kg("show", "id:of-many-names", "--all").stdout.count("Alias") == names


def test_why_is_never_folded(quick_kg: Run, project_store_once: Path) -> None:
    done = quick_kg("why", "mexico", "sector", "--store", project_store_once)
    assert done.stdout.count("  sector: ") > 11
    assert "…" not in done.stdout


@pytest.mark.parametrize("command", [["stats"], ["explain", "Cluster"], ["query", "list"]])
def test_what_is_told_can_go_to_a_file(
    quick_kg: Run, project_store_once: Path, tmp_path: Path, command: list[str]
) -> None:
    where = ["--store", project_store_once] if command == ["stats"] else []
    shown = quick_kg(*command, *where)
    assert shown.returncode == 0, shown.stderr
    assert quick_kg(*command, *where, "-o", "told.txt").stdout == ""
    assert (tmp_path / "told.txt").read_text("utf-8") == shown.stdout

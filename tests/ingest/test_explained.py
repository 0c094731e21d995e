"""Results name things and documents: whoever reads that two values differ sees who states each."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from kg import ingest
from kg.errors import NonConforming
from kg.ingest import decision, explained
from kg.model import Iri, Literal, Quad, Report
from kg.rdf.namespaces import EVIDENCE, HX, ID, SCHEMA, XSD
from kg.store import EmbeddedStore
from kg.validation import checked_graph, write_report
from tests.ingest.conftest import Write

CLAUT, MOU = Iri(ID + "claut-nuevo-leon"), Iri(ID + "eccp-promexico-mou")
FOUNDED = Iri(SCHEMA + "foundingDate")
AGREEMENTS = "id,signed,source,locator,certainty,listing\n"
#: what is loaded → the code, what it says in English and in Spanish
KINDS = {
    "two dates of one file": (
        f"id:claut-estado-de-mexico <{FOUNDED}> '1999'^^xsd:gYear , '2001'^^xsd:gYear .",
        "C56",
        "has two founding dates: 1999 (new.ttl), 2001 (new.ttl). The sources disagree; decide",
        "tiene dos fechas de fundación: 1999 (new.ttl), 2001 (new.ttl). Las fuentes no coinciden",
    ),
    "a date beside that of a document": (
        f"id:claut-nuevo-leon <{FOUNDED}> '2009'^^xsd:gYear .",
        "C56",
        "The cluster «Clúster Automotriz de Nuevo León» has two founding dates: "
        "2007 (001, Annex Table 6, Nuevo León), 2009 (new.ttl). ",
        "El clúster «Clúster Automotriz de Nuevo León» tiene dos fechas de fundación: "
        "2007 (001, Annex Table 6, Nuevo León), 2009 (new.ttl). ",
    ),
    "a code beside that of a document": (
        "id:claut-nuevo-leon hx:clusterForm <https://w3id.org/helixkg/voc/cluster-form/park> .",
        "C56",
        "has two values of «form of cluster»: Industry cluster (001, Annex Table 6, Nuevo León), ",
        "tiene dos valores de «forma del clúster»: ",
    ),
    "an end before the beginning": (
        f"id:claut-nuevo-leon <{SCHEMA}dissolutionDate> '1999'^^xsd:gYear .",
        "C34",
        "ended before it was founded: dissolution date 1999 (new.ttl); "
        "founding date 2007 (001, Annex Table 6, Nuevo León). Correct one of the two dates.",
        "terminó antes de fundarse: fecha de disolución 1999 (new.ttl); fecha de fundación 2007 ",
    ),
    "two names in one language": (
        "id:amia skos:prefLabel 'Otra'@es .",
        "C12",
        "has two preferred labels in one language: «Asociación Mexicana de la Industria "
        "Automotriz» (registry), «Otra» (new.ttl). Keep one",
        "La asociación industrial «Asociación Mexicana de la Industria Automotriz» tiene dos "
        "etiquetas preferentes en un idioma: ",
    ),
    "a state in two countries": (
        "id:nuevo-leon hx:partOfArea id:canada .",
        "C21",
        "must be in exactly one country: Canada (new.ttl), Mexico (registry). Fill",
        "debe estar en exactamente un país: Canadá (new.ttl), México (registro). Llene",
    ),
    "two kinds": (
        "id:claut-nuevo-leon a hx:Company .",
        "C13",
        "is of two kinds that exclude each other: Cluster (registry), Company (new.ttl). Keep",
        "es de dos clases que se excluyen: Clúster (registro), Empresa (new.ttl). Deje",
    ),
    "two code lists": (
        "<https://w3id.org/helixkg/voc/sector/automotive> skos:inScheme "
        "<https://w3id.org/helixkg/voc/axis> .",
        "C53",
        "must be in exactly one code list: Industry 4.0 axes (new.ttl), Sectors (code list). ",
        "debe estar en exactamente una lista de códigos: Ejes de la Industria 4.0 (new.ttl), ",
    ),
    "two ids of one data set": (
        f"id:amia <{SCHEMA}sameAs> <http://www.wikidata.org/entity/Q1> , "
        "<http://www.wikidata.org/entity/Q2> .",
        "C64",
        "has two ids of one data set: same as http://www.wikidata.org/entity/Q1 (new.ttl), "
        "http://www.wikidata.org/entity/Q2 (new.ttl). Keep",
        "tiene dos identificadores de un mismo conjunto de datos: igual que http://",
    ),
    "the code of another place": (
        "id:estado-de-mexico skos:notation 'MX-NLE'^^hx:iso3166-2 .",
        "C22",
        "has the code of another place: notation MX-NLE (new.ttl), Nuevo León (registry). ",
        "tiene el código de otro lugar: notación MX-NLE (new.ttl), Nuevo León (registro). ",
    ),
    "a tie to itself": (
        "id:claut-nuevo-leon hx:strategicPartner id:amia , id:claut-nuevo-leon .",
        "C69",
        "is tied to itself: strategic partner Clúster Automotriz de Nuevo León (new.ttl). ",
        "tiene un vínculo consigo: socio estratégico Clúster Automotriz de Nuevo León (new.ttl). ",
    ),
}
PREFIXES = (
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)


def lines(report: Report, language: str = "en") -> list[str]:
    """Return a report as text, where no store gives labels."""
    output = io.StringIO()
    write_report(report, output, language=language, show_all=True)
    return output.getvalue().splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_says_who_states_what_does_not_go_together(
    kind: str, memory: EmbeddedStore, write: Write
) -> None:
    statement, code, english, spanish = KINDS[kind]
    report = ingest.propose(memory, [write("new.ttl", PREFIXES + statement)]).report
    for language, expected in (("en", english), ("es", spanish)):
        of_code = [line for line in lines(report, language) if f": {code}: " in line]
        texts = [line.replace("Nuevo León Automotive Cluster", "Clúster Automotriz de Nuevo León")
                 for line in of_code]  # fmt: skip
        assert any(expected in line for line in texts), "\n".join([expected, *of_code])


def test_a_load_that_is_refused_says_so_too(memory: EmbeddedStore, write: Write) -> None:
    table = write("agreements.csv", AGREEMENTS + "eccp-promexico-mou,2014,000,para. 9,explicit,\n")
    with pytest.raises(NonConforming) as refused:
        ingest.load(memory, [table])
    (line, _) = lines(refused.value.report)
    assert "has two values of «signed on»: 2012 (001, §4.1), 2014 (000, para. 9). The" in line


def test_a_build_that_is_refused_says_so_too(small_data: Path) -> None:
    with (small_data / "agreements.csv").open("a", encoding="utf-8") as table:
        table.write("eccp-promexico-mou,,,,mou,2014,,,,,,,,,001,note 111,explicit,\n")
    with pytest.raises(NonConforming) as refused:
        ingest.build(small_data)
    english, *_ = lines(refused.value.report)
    assert "has two values of «signed on»: 2012 (001, §4.1), 2014 (001, note 111). The" in english
    assert ": C56: The agreement «" in english
    spanish, *_ = lines(refused.value.report, "es")
    assert ": C56: El acuerdo «" in spanish


def test_a_store_says_so_and_that_no_document_is_known(memory: EmbeddedStore) -> None:
    memory.commit([Quad(CLAUT, FOUNDED, Literal("2009", XSD + "gYear"))])
    (line,) = [text for text in lines(ingest.validate_store(memory)) if ": C56: " in text]
    assert "2007 (001, Annex Table 6, Nuevo León), 2009 (no document). " in line
    assert line.endswith(" — id:claut-nuevo-leon · schema:foundingDate")


def test_of_many_values_and_documents_some_are_named(memory: EmbeddedStore) -> None:
    years = [
        Quad(MOU, Iri(HX + "signedOn"), Literal(str(y), XSD + "gYear")) for y in range(1990, 1999)
    ]
    graphs = [Iri(f"{EVIDENCE}d{n}/p--explicit") for n in range(5)]
    memory.commit([*years, *(years[0]._replace(graph=graph) for graph in graphs)])
    (line,) = [text for text in lines(ingest.validate_store(memory)) if ": C56: " in text]
    assert "has 10 values of «signed on»: 1990 (d0; d1; d2; and 2 more), 1991 (no document)" in line
    assert "1995 (no document), and 4 more. The" in line


def test_suggestions_of_programs_are_no_documents(memory: EmbeddedStore) -> None:
    year = Quad(CLAUT, FOUNDED, Literal("2009", XSD + "gYear"))
    suggested = year._replace(graph=Iri(f"{EVIDENCE}000/p--machine-suggested"))
    memory.commit([year, suggested])
    (line,) = [text for text in lines(ingest.validate_store(memory)) if ": C56: " in text]
    assert "2009 (no document)" in line


def test_only_what_is_shown_is_looked_up(
    memory: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explained, "MOST_EXPLAINED", 0)
    monkeypatch.setattr(explained, "SHOWN", 1)
    kinds = [str(q.subject) for q in memory.quads(predicate=Iri(HX + "homeCountry"))]
    assert kinds == []
    organisations = ("amia", "claut-nuevo-leon", "claut-estado-de-mexico", "promexico")
    memory.commit(
        Quad(Iri(ID + name), FOUNDED, Literal(year, XSD + "gYear"))
        for name in organisations
        for year in ("1901", "1902")
    )
    results = [r for r in ingest.validate_store(memory).results if r.code == "C56"]
    assert len(results) == len(organisations)
    assert [bool(result.stated) for result in results] == [True, False, False, False]
    assert [bool(result.kind) for result in results] == [True, False, False, False]


def test_results_that_are_made_anew_are_told_as_they_are_read(
    memory: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.validation.check.MOST_HELD", 0)
    memory.commit([Quad(CLAUT, FOUNDED, Literal("2009", XSD + "gYear"))])
    report = ingest.validate_store(memory)
    assert report.counts is not None
    assert len(list(report.results)) == len(report.results)
    assert report.results[0].kind
    (result,) = [result for result in report.results if result.code == "C56"]
    assert [item.value.value for item in result.stated] == ["2007", "2009"]


def test_a_result_about_what_is_missing_compares_nothing(memory: EmbeddedStore) -> None:
    report = decision.shapes().validate(checked_graph(memory))
    missing = [r for r in report.results if r.component.endswith("MinCountConstraintComponent")]
    assert missing
    graph = checked_graph(memory)
    assert all(decision.shapes().compared(result, graph) == [] for result in missing)

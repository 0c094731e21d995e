"""The small tables as a whole: what a curator is told, with file, position and correction."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import ingest
from kg.errors import InputError
from kg.model import Iri, Literal, Quad, text
from kg.rdf.iris import concept, entity, evidence
from kg.rdf.namespaces import HX, PREF_LABEL, SCHEMA, XSD


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")


def problems(folder: Path) -> str:
    with pytest.raises(InputError) as raised:
        ingest.assemble(folder)
    return str(raised.value)


def test_a_row_becomes_claims_in_the_graph_of_its_evidence(small_data: Path) -> None:
    assembled = ingest.assemble(small_data)
    graph = Iri(evidence("001", "Annex Table 6, Nuevo León", "explicit"))
    assert graph.value.endswith("/evidence/001/annex-table-6-nuevo-leon")
    cluster = Iri(entity("claut-nuevo-leon"))
    claims = {located.quad for located in assembled.claims}
    assert Quad(cluster, Iri(HX + "locatedIn"), Iri(entity("nuevo-leon")), graph) in claims
    assert (
        Quad(cluster, Iri(SCHEMA + "foundingDate"), Literal("2007", XSD + "gYear"), graph) in claims
    )
    for helix in ("government", "academia", "industry"):
        assert Quad(cluster, Iri(HX + "coversHelix"), Iri(concept("helix", helix)), graph) in claims


def test_every_claim_has_the_place_of_its_cell(small_data: Path) -> None:
    partners = []
    for (_, predicate, value, _), (file, line, column) in ingest.assemble(small_data).claims:
        rest = Path(file).read_text("utf-8").splitlines()[line - 1][column - 1 :]
        assert column, (file, line)
        assert not rest.startswith(","), (file, line, column)
        if predicate.value == HX + "strategicPartner":
            partners.append(rest[:4])
            assert value.value.endswith("/amia")
    assert partners == ["amia"]


def test_a_name_equal_to_the_display_name_is_the_preferred_label(small_data: Path) -> None:
    claims = {located.quad.triple for located in ingest.assemble(small_data).claims}
    name = text("Diálogo Económico de Alto Nivel México-Canadá", "es")
    assert (Iri(entity("dean-mexico-canada")), Iri(PREF_LABEL), name) in claims


def test_two_certainties_of_one_place_are_two_evidences(small_data: Path) -> None:
    graphs = {str(q.quad.graph) for q in ingest.assemble(small_data).claims}
    table2 = {graph for graph in graphs if "s3-1-table-2" in graph}
    assert len(table2) == 2
    assert any(graph.endswith("--layout-ambiguous") for graph in table2)


def test_a_rejected_claim_stays_a_claim_and_is_no_fact(small_data: Path) -> None:
    assembled = ingest.assemble(small_data)
    signed = Iri(HX + "signedOn")
    claims = {q.quad.object.value for q in assembled.claims if q.quad.predicate == signed}
    facts = {quad.object.value for quad in assembled.facts if quad.predicate == signed}
    assert (claims, facts) == ({"2012", "2013"}, {"2012"})


def test_machine_suggestions_are_no_facts(small_data: Path) -> None:
    spoil(small_data, "facts", "§2.1,inferred", "§2.1,machine-suggested")
    assembled = ingest.assemble(small_data)
    leading = Iri(HX + "leadingCountry")
    assert any(q.quad.predicate == leading for q in assembled.claims)
    assert not any(quad.predicate == leading for quad in assembled.facts)


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (
            "clusters",
            "founded",
            "foundd",
            "clusters.csv:1:98: unknown column 'foundd'; did you mean 'founded'",
        ),
        ("clusters", "source", "sauce", "unknown column 'sauce'; did you mean 'source'"),
        ("labels", ",gold,", ",gold,,", "the header has 11"),
        (
            "labels",
            "gold",
            "golden",
            "labels.csv:3:30 (level): 'golden' is no code of 'label-level'; did you mean 'gold'",
        ),
        ("labels", "2019-06-23", "23/06/2019", "(here perhaps 2019-06-23)"),
        ("labels", "2019-06-23", "2019-02-30", "is no day of the calendar"),
        (
            "clusters",
            ",nuevo-leon,,automotive",
            ",nuevo-lion,,automotive",
            "the registry has no entity 'nuevo-lion'; did you mean 'nuevo-leon'?",
        ),
        ("participations", "canada,party", "canada,party-to", "(role): 'party-to' is no code"),
        ("participations", "participation,canada", "partaking,canada", "'partaking' is none of"),
        ("clusters", "https://www.claut.com.mx/home", "www.claut.com.mx", "is no web address"),
        ("observations", ",92,,,NUM", ",92 members,,,NUM", "(value): '92 members' is no number"),
        ("facts", ",partner,", ",partners,", "unknown property 'partners'"),
        ("bodies", ",000,para. 1", ",009,para. 1", "unknown source '009'"),
        ("bodies", "para. 1,explicit", "para. 1,certain", "(certainty): 'certain' is no code"),
        (
            "agreements",
            "eccp-promexico-mou,,,,mou,2012",
            "mexico,,,,mou,2012",
            "'mexico' is a Country; this column takes Agreement",
        ),
        (
            "conflicts",
            "hx:acronym,CLAUT,001,,stands,same acronym as claut-nuevo",
            "hx:acronym,CLOUT,001,,stands,same acronym as claut-nuevo",
            "C57: no claim fits",
        ),
        ("registry", "amia,Ind", "AMIA,Ind", "registry.csv:2:1 (id): 'AMIA' cannot be an id"),
        (
            "participations",
            "participation,mexico,party,dean-mexico-canada",
            "participation,canada,party,dean-mexico-canada",
            "the same key as line 2",
        ),
        ("clusters", '"§3.2, CLAUT"', '"§3.2 CLAUT"', "reads like"),
    ],
)
def test_bad_input_is_named_with_file_position_and_correction(
    small_data: Path, table: str, old: str, new: str, expected: str
) -> None:
    spoil(small_data, table, old, new)
    assert expected in problems(small_data)


def test_all_problems_of_all_tables_come_in_one_run(small_data: Path) -> None:
    spoil(small_data, "labels", "gold", "golden")
    spoil(small_data, "clusters", "2007", "MMVII")
    spoil(small_data, "facts", ",amia,", ",amio,")
    assert len(problems(small_data).splitlines()) == 3

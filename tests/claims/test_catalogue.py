"""The catalogue describes documents, listings, evidence, conflicts and decisions on identity."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kg.claims.catalogue import describe
from kg.claims.conflicts import Conflict
from kg.mapping import EvidenceRow
from kg.model import Located, Position, Problem
from kg.rdf.namespaces import CATALOGUE_GRAPH, EVIDENCE, HX
from kg.tables.curated import Row
from tests.claims.rows import row, shown


def catalogue(
    sources: Sequence[Row] = (),
    listings: Sequence[Row] = (),
    evidences: Sequence[EvidenceRow] = (),
    conflicts: Sequence[Conflict] = (),
    identities: Sequence[Row] = (),
) -> list[Located]:
    statements, problems = describe(sources, listings, evidences, conflicts, identities)
    assert problems == []
    assert {str(quad.graph) for quad, _ in statements} <= {CATALOGUE_GRAPH}
    return statements


def evidence(locator: str, line: int = 2, listing: str = "", place: str = "p-1") -> EvidenceRow:
    iri = f"{EVIDENCE}001/{place}"
    return EvidenceRow(iri, "001", locator, "explicit", "", listing, Position("t.csv", line, 9))


def test_a_source_has_what_its_cells_say() -> None:
    source = row(
        id="001",
        type="dataset",
        title="Informe",
        language="es",
        author="A",
        publisher="P",
        rights="R",
        sha256="ab",
        issued="2019",
        url="https://example.org/",
        cited_by="002 note 3;003",
    )
    assert shown(catalogue([source]), source) == [
        "src:001 rdf:type hx:SourceDocument @id",
        'src:001 dct:title "Informe"@es @title',
        "src:001 hx:sourceType voc:source-type/dataset @type",
        'src:001 dc:language "es" @language',
        'src:001 dc:creator "A" @author',
        'src:001 dc:publisher "P" @publisher',
        'src:001 dc:rights "R" @rights',
        'src:001 hx:sha256 "ab" @sha256',
        'src:001 dct:issued "2019"^^xsd:gYear @issued',
        'src:001 schema:url "https://example.org/"^^xsd:anyURI @url',
        "src:002 dct:references src:001 @cited_by",
        "src:003 dct:references src:001 @cited_by",
    ]


def test_what_a_curator_concluded_of_a_source_says_so() -> None:
    source = row(id="a", type="t", title="x", language="en", publisher="P", inferred="language")
    assert [s for s in shown(catalogue([source])) if "inferred" in s] == [
        "src:a hx:inferredProperty dc:language"
    ]


@pytest.mark.parametrize("mark", ["publisher", "title", "pubisher"])
def test_a_mark_as_inferred_that_marks_nothing_is_a_problem(mark: str) -> None:
    source = row(id="a", type="t", title="x", language="en", inferred=f"language; {mark}")
    _, problems = describe([source], (), (), (), ())
    assert [problem.message.split()[0] for problem in problems] == [f"'{mark}'"]


def test_empty_cells_of_a_source_state_nothing() -> None:
    assert shown(catalogue([row(id="001", type="dataset", title="Informe")])) == [
        "src:001 rdf:type hx:SourceDocument",
        'src:001 dct:title "Informe"',
        "src:001 hx:sourceType voc:source-type/dataset",
    ]


@pytest.mark.parametrize(
    ("cell", "datatype"), [("2019", "gYear"), ("2019-06", "gYearMonth"), ("2019-06-23", "date")]
)
def test_the_length_of_a_date_is_its_datatype(cell: str, datatype: str) -> None:
    statements = shown(catalogue([row(id="001", type="t", title="x", issued=cell)]))
    assert f'src:001 dct:issued "{cell}"^^xsd:{datatype}' in statements


def test_a_listing_is_part_of_its_source() -> None:
    listing = row(id="l1", title="Table 6", source="001", area="nuevo-leon")
    assert shown(catalogue(listings=[listing]), listing) == [
        "listing:l1 rdf:type hx:Listing @id",
        'listing:l1 dct:title "Table 6" @title',
        "listing:l1 dct:isPartOf src:001 @source",
        "listing:l1 dct:spatial id:nuevo-leon @area",
    ]
    without_area = row(id="l1", title="Table 6", source="001")
    assert not any("spatial" in s for s in shown(catalogue(listings=[without_area])))


def test_a_title_in_another_language_than_the_document_is_the_curators() -> None:
    source = row(id="001", type="t", title="x", language="en")
    listing = row(id="l1", title="Table 6", title_es="Tabla 6", source="001")
    statements = shown(catalogue([source], [listing]))
    assert 'listing:l1 dct:title "Table 6"@en' in statements
    assert 'listing:l1 dct:title "Tabla 6"@es' in statements
    marked = [s for s in statements if "skosxl:literalForm" in s]
    assert marked == ['kg:name/l1--es--tabla-6 skosxl:literalForm "Tabla 6"@es']
    assert "kg:name/l1--es--tabla-6 hx:nameOf listing:l1" in statements
    assert 'kg:name/l1--es--tabla-6 hx:authority "HelixKG"' in statements


def test_evidence_is_described_once() -> None:
    statements = catalogue(evidences=[evidence("p. 1"), evidence("p. 1", 3)])
    assert shown(statements) == [
        "evidence:001/p-1 rdf:type hx:Evidence",
        "evidence:001/p-1 dct:source src:001",
        'evidence:001/p-1 hx:locator "p. 1"',
        "evidence:001/p-1 hx:certainty voc:certainty/explicit",
    ]
    assert {position for _, position in statements} == {Position("t.csv", 2, 9)}


def test_evidence_has_the_curator_and_the_date_of_its_document() -> None:
    source = row(id="001", curator="https://orcid.org/0000-0001", curated="2026-11-25")
    statements = shown(catalogue([source], evidences=[evidence("p. 1")]))
    assert statements[-2:] == [
        "evidence:001/p-1 prov:wasAttributedTo https://orcid.org/0000-0001",
        'evidence:001/p-1 dct:created "2026-11-25"^^xsd:date',
    ]
    assert "https://orcid.org/0000-0001 rdf:type prov:Agent" in statements


def test_evidence_in_a_listing_says_so() -> None:
    statements = shown(catalogue(evidences=[evidence("p. 1", listing="l1")]))
    assert statements[-1] == "evidence:001/p-1 hx:listing listing:l1"


@pytest.mark.parametrize(
    ("cited_by", "locator", "cited"),
    [
        ("001 note 3", "p. 9, note 3", ["a"]),
        ("001 notes 3, 4", "note 4", ["a"]),
        (" 001 note 3 ; 002 note 4", "notes 3, 4", ["a"]),
        ("001 note 3", "note 33", []),
        ("001 note 3", "p. 3", []),
        ("002 note 3", "note 3", []),
        ("001", "note 3", []),
        ("001 note 3", "footnote 3", []),
        ("", "note 3", []),
    ],
)
def test_a_note_cites_the_sources_that_say_so(
    cited_by: str, locator: str, cited: list[str]
) -> None:
    source = row(id="a", type="t", title="x", cited_by=cited_by)
    statements = shown(catalogue([source], evidences=[evidence(locator)]))
    prefix = "evidence:001/p-1 hx:citedSource src:"
    assert [s.removeprefix(prefix) for s in statements if "citedSource" in s] == cited


def test_a_note_may_cite_several_sources() -> None:
    sources = [row(id=name, type="t", title="x", cited_by="001 note 1") for name in "ab"]
    statements = shown(catalogue(sources, evidences=[evidence("note 1")]))
    assert [s[-1] for s in statements if "citedSource" in s] == ["a", "b"]


def test_two_spellings_of_a_locator_are_a_problem() -> None:
    _, problems = describe((), (), [evidence("p. 1", 2), evidence("P 1", 5)], (), ())
    assert problems == [
        Problem(
            Position("t.csv", 5, 9),
            "the locator 'P 1' reads like 'p. 1' (t.csv:2:9); write both the same way",
            "locator",
        )
    ]


def test_two_listings_of_a_place_are_a_problem() -> None:
    rows = [evidence("p. 1", 2, "l1"), evidence("p. 1", 5, "l2"), evidence("p. 1", 6, "l1")]
    _, problems = describe((), (), rows, (), ())
    assert problems == [
        Problem(
            Position("t.csv", 5, 9),
            "the listing 'l2' differs from 'l1' at the same place (t.csv:2:9); "
            "make one locator finer",
            "listing",
        )
    ]


def test_a_conflict_is_recorded_with_what_it_covers() -> None:
    recorded = row(
        id="k1",
        type="stated-vs-listed",
        subject="claut",
        property="hx:signedOn;hx:acronym",
        value="2013",
        source="001",
        resolution="rejected",
        note="a slip",
    )
    statements = catalogue(conflicts=[Conflict.from_row(recorded, {})])
    assert shown(statements, recorded) == [
        "conflict:k1 rdf:type hx:Conflict @id",
        "conflict:k1 hx:conflictType voc:conflict-type/stated-vs-listed @type",
        "conflict:k1 hx:resolution voc:resolution/rejected @resolution",
        "conflict:k1 hx:conflicting id:claut @subject",
        "conflict:k1 hx:conflictProperty hx:acronym @property",
        "conflict:k1 hx:conflictProperty hx:signedOn @property",
        'conflict:k1 hx:conflictValue "2013" @value',
        "conflict:k1 dct:source src:001 @source",
        'conflict:k1 rdfs:comment "a slip" @note',
    ]
    assert statements[4].quad.object.value == HX + "acronym"
    bare = Conflict.from_row(row(id="k2", type="t", resolution="open"), {})
    assert len(catalogue(conflicts=[bare])) == 3


def test_a_decision_on_identity_names_the_other_entity() -> None:
    distinct = row(
        id="a",
        decision="distinct",
        other="b",
        source="001",
        locator="p. 1",
        certainty="explicit",
        reviewer="Ana",
        decided="2026-11-29",
        reason="two towns",
    )
    subject = "<a--distinct--b--001--p-1>"
    statements = [
        s.replace(s.split()[0], subject) for s in shown(catalogue(identities=[distinct]), distinct)
    ]
    assert statements == [
        f"{subject} rdf:type hx:IdentityDecision @id",
        f"{subject} hx:identityOf id:a @id",
        f"{subject} hx:decision voc:identity-decision/distinct @decision",
        f"{subject} hx:otherEntity id:b @other",
        f"{subject} dct:source src:001 @source",
        f'{subject} hx:locator "p. 1" @locator',
        f"{subject} hx:certainty voc:certainty/explicit @certainty",
        f'{subject} dc:creator "Ana" @reviewer',
        f'{subject} dct:created "2026-11-29"^^xsd:date @decided',
        f'{subject} rdfs:comment "two towns" @reason',
    ]
    (first, *_) = catalogue(identities=[distinct])
    assert first.quad.subject.value.endswith("/a--distinct--b--001--p-1")


@pytest.mark.parametrize(
    ("decision", "other", "stated"),
    [
        ("same", "b", 'hx:otherName "b"'),
        ("distinct", "Nombre Viejo", 'hx:otherName "Nombre Viejo"'),
        ("distinct", "b", "hx:otherEntity id:b"),
    ],
)
def test_what_is_no_distinct_entity_is_a_name(decision: str, other: str, stated: str) -> None:
    identity = row(id="a", decision=decision, other=other, certainty="explicit", reason="r")
    statements = catalogue(identities=[identity])
    assert shown(statements, identity)[3].split(" ", 1)[1] == f"{stated} @other"
    assert len(statements) == 6
    assert statements[0].quad.subject.value.count("--") == 2

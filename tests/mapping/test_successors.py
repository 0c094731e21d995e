"""Old terms are read as the new ones; what describes an old term stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import ContentError
from kg.mapping.successors import COLUMNS, Successors, project_successors, read_successors
from kg.model import Iri, Located, Position, Quad, text
from kg.rdf.namespaces import DCT, HX, ID, ORG, OWL, RDF_TYPE, SKOS, VOC

A = Iri(ID + "a")
HEADER = ",".join(COLUMNS) + "\n"


def table(tmp_path: Path, *rows: str) -> Successors:
    path = tmp_path / "successors.csv"
    path.write_text(HEADER + "".join(f"0.2.0,{row}\n" for row in rows), "utf-8")
    return read_successors(path)


def quad(predicate: str, value: str, subject: Iri = A) -> Quad:
    return Quad(subject, Iri(predicate), Iri(value))


@pytest.mark.parametrize(
    ("row", "old", "new"),
    [
        ("hx:old,,hx:new,", quad(HX + "old", ID + "b"), quad(HX + "new", ID + "b")),
        (",voc:s/old,,voc:s/new", quad(HX + "p", VOC + "s/old"), quad(HX + "p", VOC + "s/new")),
        (
            "hx:p,voc:s/old,hx:q,voc:t/new",
            quad(HX + "p", VOC + "s/old"),
            quad(HX + "q", VOC + "t/new"),
        ),
        ("rdf:type,hx:Old,rdf:type,hx:New", quad(RDF_TYPE, HX + "Old"), quad(RDF_TYPE, HX + "New")),
        (
            ",voc:s/old,,voc:s/new",
            quad(HX + "p", ID + "b", Iri(VOC + "s/old")),
            quad(HX + "p", ID + "b", Iri(VOC + "s/new")),
        ),
    ],
)
def test_a_statement_with_an_old_term_is_read_with_the_new_one(
    tmp_path: Path, row: str, old: Quad, new: Quad
) -> None:
    successors = table(tmp_path, row)
    position = Position("f.ttl", 3)
    read, renamed = successors.apply([Located(old, position), Located(old, position)])
    assert read == [Located(new, position)] * 2
    assert [(str(item.position), item.successor.since) for item in renamed] == [
        ("f.ttl:3", "0.2.0")
    ]
    assert successors.quad(new) == (new, ())


def test_a_literal_stays_when_its_property_is_renamed(tmp_path: Path) -> None:
    old = Quad(A, Iri(HX + "old"), text("hx:old"))
    new, _ = table(tmp_path, "hx:old,,hx:new,").quad(old)
    assert new == old._replace(predicate=Iri(HX + "new"))


def test_a_row_for_literals_leaves_iris(tmp_path: Path) -> None:
    successors = table(tmp_path, "hx:old,rdfs:Literal,hx:new,")
    name = Quad(A, Iri(HX + "old"), text("A"))
    assert successors.quad(name)[0] == name._replace(predicate=Iri(HX + "new"))
    assert successors.quad(quad(HX + "old", ID + "b")) == (quad(HX + "old", ID + "b"), ())


def test_the_most_specific_row_counts(tmp_path: Path) -> None:
    successors = table(
        tmp_path, ",voc:s/old,,voc:s/new", "hx:p,voc:s/old,hx:p,voc:t/other", "hx:q,,hx:r,"
    )
    assert successors.quad(quad(HX + "p", VOC + "s/old"))[0] == quad(HX + "p", VOC + "t/other")
    assert successors.quad(quad(HX + "q", VOC + "s/old"))[0] == quad(HX + "q", VOC + "s/new")
    assert successors.quad(quad(HX + "q", ID + "b"))[0] == quad(HX + "r", ID + "b")


@pytest.mark.parametrize(
    "kept",
    [
        quad(RDF_TYPE, SKOS + "Concept", Iri(VOC + "s/old")),
        quad(OWL + "deprecated", ID + "true", Iri(VOC + "s/old")),
        quad(DCT + "isReplacedBy", VOC + "s/new", Iri(VOC + "s/old")),
        quad(SKOS + "related", VOC + "s/old", Iri(VOC + "s/third")),
        quad(HX + "q", VOC + "s/third"),
    ],
)
def test_what_describes_an_old_term_stays(tmp_path: Path, kept: Quad) -> None:
    assert table(tmp_path, ",voc:s/old,,voc:s/new").quad(kept) == (kept, ())


def test_codes_of_a_column(tmp_path: Path) -> None:
    successors = table(
        tmp_path,
        ",voc:s/a,,voc:s/b",
        "hx:p,voc:s/t-c,hx:p,voc:t/c",
        "hx:p,voc:s/d,hx:q,voc:u/d",
    )
    assert successors.code(HX + "p", "s", "a") == "b"
    assert successors.code(HX + "p", "t", "t-c") == "c"
    assert successors.code(HX + "p", "s", "d") == "d"  # another column has it now
    assert successors.old_concept(HX + "p", "t", "t-c") == VOC + "s/t-c"
    assert successors.old_concept(HX + "p", "t", "c") == ""
    assert successors.old_concept(HX + "x", "t", "t-c") == ""


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("since,old,new\n", ":1: the columns are since, property, value"),
        (HEADER + "0.2.0,hx:a,,no:b,\n", ":2 (new_property): 'no:b' has no known prefix"),
        (HEADER + "0.2.0,hx:a,,,voc:s/b\n", ":2: a new term needs the old one"),
        (HEADER + "0.2.0,,voc:s/a,hx:p,\n", ":2: a new term needs the old one"),
        (HEADER + "0.2.0,hx:a,,,\n", ":2: nothing takes the place of the old term"),
    ],
)
def test_a_wrong_table_says_where(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "successors.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(ContentError) as raised:
        list(read_successors(path))
    assert message in str(raised.value)


def test_the_projects_table() -> None:
    rows = {(row.property, row.value): row for row in project_successors()}
    row = rows[ORG + "classification", VOC + "org-type/oem"]
    assert str(row) == (
        "org:classification voc:org-type/oem → hx:supplyChainTier voc:supply-chain-tier/oem"
    )

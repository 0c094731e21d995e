"""What the check of a query says is wrong, and the golden answers that it keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import library
from kg.library import check
from kg.model import Iri, Quad
from kg.rdf.namespaces import HX, ID, RDF_TYPE
from kg.store.embedded import EmbeddedStore
from tests.library.sources import LEAST, source

STATES = "SELECT ?a WHERE { ?a a <https://w3id.org/helixkg/def#State> } ORDER BY ?a"
NOTHING = "SELECT ?a WHERE { ?a a <urn:nothing> }"


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    store = EmbeddedStore.in_memory()
    store.commit(Quad(Iri(ID + name), Iri(RDF_TYPE), Iri(HX + "State")) for name in ("jal", "nl"))
    return store


def query(folder: Path, *lines: str, body: str, group: str = "find") -> library.Query:
    path = folder / group / "x.rq"
    path.parent.mkdir(exist_ok=True)
    return library.parse(source(*LEAST, *lines, body=body), path)


def test_a_good_query_has_no_faults(tmp_path: Path, store: EmbeddedStore) -> None:
    assert check.faults(query(tmp_path, body=STATES), store) == []
    assert not (tmp_path / "find" / "golden").exists()


@pytest.mark.parametrize(
    ("lines", "body", "message"),
    [
        ((), NOTHING, ": the example finds nothing"),
        (
            (),
            "SELECT ?b ?a WHERE { ?a ?b ?c }",
            ": the columns are b, a; the header says a",
        ),
        ((), "SELECT ?a WHERE { ?a ?b }", ": "),
        ((), "ASK {}", ": there is no SELECT"),
        (
            ("params:", "  b: {type: year, en: b, es: b}", "  c: {type: year, en: c, es: c}"),
            "SELECT ?a WHERE { ?a ?b ?c }",
            ": the header has no example for b, c; add '#+ example: {b: …}'",
        ),
        (
            ("params:", "  b: {type: entity, en: b, es: b}", "example: {b: zzz}"),
            "SELECT ?a WHERE { ?a ?d ?b }",
            ": 'zzz' is not the name of an entity",
        ),
    ],
)
def test_a_fault_is_told_with_the_file(
    lines: tuple[str, ...], body: str, message: str, tmp_path: Path, store: EmbeddedStore
) -> None:
    (fault,) = check.faults(query(tmp_path, *lines, body=body), store)
    assert fault.startswith(f"{tmp_path / 'find' / 'x.rq'}{message}")
    assert fault.count("x.rq") == 1


def test_two_faults_are_both_told(tmp_path: Path, store: EmbeddedStore) -> None:
    faults = check.faults(query(tmp_path, body="SELECT ?b ?a WHERE { ?a <urn:x> ?b }"), store)
    assert [fault.partition("x.rq: ")[2] for fault in faults] == [
        "the columns are b, a; the header says a",
        "the example finds nothing",
    ]


def test_a_check_may_find_nothing(tmp_path: Path, store: EmbeddedStore) -> None:
    assert check.faults(query(tmp_path, body=NOTHING, group="checks"), store) == []


def test_the_golden_answer_is_written_and_compared(tmp_path: Path, store: EmbeddedStore) -> None:
    asked = query(tmp_path, body=STATES)
    golden = tmp_path / "find" / "golden" / "x.tsv"
    assert check.faults(asked, store, write=True) == []
    text = golden.read_text(encoding="utf-8")
    assert text == f"?a\n<{ID}jal>\n<{ID}nl>\n"
    assert check.faults(asked, store) == []
    for changed, line in (
        (text.replace("nl", "ags"), 3),
        (text + "more\n", 4),
        (text[: text.rindex("<")], 3),
    ):
        golden.write_text(changed, encoding="utf-8")
        (fault,) = check.faults(asked, store)
        assert fault.endswith(f"x.rq: the answer is not that of {golden}:{line}")


def test_a_faulty_answer_does_not_become_golden(tmp_path: Path, store: EmbeddedStore) -> None:
    assert len(check.faults(query(tmp_path, body=NOTHING), store, write=True)) == 1
    assert not (tmp_path / "find" / "golden").exists()

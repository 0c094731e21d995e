"""The decision on a change is that on the graph as it would be, however it comes."""

from __future__ import annotations

import pytest

from kg.ingest import decision, validate_store
from kg.ingest.decision import Decision
from kg.ingest.incoming import Batch
from kg.model import Iri, Literal, Located, Position, Quad, text
from kg.rdf.namespaces import (
    CATALOGUE_GRAPH,
    DCT,
    EVIDENCE,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    SOURCE,
    XSD,
)
from kg.store import EmbeddedStore

MOU = Iri(ID + "eccp-promexico-mou")
CLAUT = Iri(ID + "claut-nuevo-leon")
SIGNED = Iri(HX + "signedOn")


def year(value: str, subject: Iri = MOU) -> Quad:
    return Quad(subject, SIGNED, Literal(value, XSD + "gYear"))


def batch(*quads: Quad, rows: int = 0) -> Batch:
    return Batch([Located(q, Position("t.csv", line)) for line, q in enumerate(quads, 2)], rows)


def make(
    store: EmbeddedStore, decided: Decision, *added: Quad, remove: tuple[Quad, ...] = ()
) -> None:
    store.commit(added, remove)
    decided.add(added, remove, batch(*added))


def test_one_batch_has_its_report_with_positions(memory: EmbeddedStore) -> None:
    decided = Decision(memory)
    make(memory, decided, year("2015"))
    (result,) = decided.report().results
    assert (result.code[:3], result.focus) == ("C56", MOU)
    assert result.positions == (Position("t.csv", 2),)
    assert decided.report().checked >= 1


def test_no_change_conforms(memory: EmbeddedStore) -> None:
    assert Decision(memory).report().results == ()
    assert not Decision(memory).too_many_violations


def test_what_a_later_batch_corrects_is_no_violation(memory: EmbeddedStore) -> None:
    decided = Decision(memory)
    make(memory, decided, year("2015"))
    make(memory, decided, remove=(year("2015"),))
    assert decided.report().results == ()
    assert decided.report().checked >= 2


def test_what_stays_wrong_keeps_its_position(memory: EmbeddedStore) -> None:
    decided = Decision(memory)
    make(memory, decided, year("2015"))
    make(memory, decided, Quad(CLAUT, Iri(HX + "strategicPartner"), Iri(ID + "promexico")))
    (result,) = decided.report().results
    assert (result.code[:3], result.positions) == ("C56", (Position("t.csv", 2),))


def test_what_a_later_batch_breaks_is_a_violation(memory: EmbeddedStore) -> None:
    decided = Decision(memory)
    make(memory, decided, Quad(CLAUT, Iri(HX + "strategicPartner"), Iri(ID + "promexico")))
    make(memory, decided, year("2015"))
    assert [r.code[:3] for r in decided.report().results] == ["C56"]


def test_too_many_violations_end_the_reading(
    memory: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision, "MOST_VIOLATIONS", 1)
    decided = Decision(memory)
    make(memory, decided, year("2015"))
    assert not decided.too_many_violations
    wrong = Quad(CLAUT, Iri(HX + "technology"), Iri("https://w3id.org/helixkg/voc/technology/no"))
    make(memory, decided, wrong)
    assert decided.too_many_violations
    assert "more than 1 violations; nothing was read beyond them" in decided.report().notes


def test_further_warnings_are_counted(
    memory: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decision, "MOST_WARNINGS", 1)
    decided = Decision(memory)
    for number in range(3):  # a cluster without a place or a sector
        new = Iri(f"{ID}new-{number}")
        name = Quad(new, Iri(PREF_LABEL), text(f"Nuevo {number}", "es"))
        make(memory, decided, Quad(new, Iri(RDF_TYPE), Iri(HX + "Cluster")), name)
    report = decided.report()
    assert report.conforms
    assert {str(r.focus) for r in report.results if r.severity == "warning"} == {f"{ID}new-0"}
    (note,) = (n for n in report.notes if n.endswith("more warnings are not shown"))
    assert int(note.split()[0]) >= 2


def test_a_value_that_stands_is_no_result_unless_it_is_touched(memory: EmbeddedStore) -> None:
    """A conflict lets the two years stand; a third is another matter."""
    catalogue = Iri(CATALOGUE_GRAPH)
    conflict = Iri("https://w3id.org/helixkg/conflict/k")
    memory.commit([year("2015")])
    assert [r.code[:3] for r in validate_store(memory).results if r.severity == "violation"] == [
        "C56"
    ]
    memory.commit(
        [
            Quad(conflict, Iri(RDF_TYPE), Iri(HX + "Conflict"), catalogue),
            Quad(
                conflict,
                Iri(HX + "conflictType"),
                Iri("https://w3id.org/helixkg/voc/conflict-type/value"),
                catalogue,
            ),
            Quad(conflict, Iri(HX + "conflicting"), MOU, catalogue),
            Quad(conflict, Iri(HX + "conflictProperty"), SIGNED, catalogue),
            Quad(
                conflict,
                Iri(HX + "resolution"),
                Iri("https://w3id.org/helixkg/voc/resolution/stands"),
                catalogue,
            ),
        ]
    )
    assert validate_store(memory).conforms
    touching, elsewhere = Decision(memory), Decision(memory)
    make(memory, elsewhere, Quad(MOU, Iri(HX + "acronym"), text("MOU")))
    assert elsewhere.report().conforms
    make(memory, touching, year("2016"))
    assert [r.code[:3] for r in touching.report().results] == ["C56"]


def test_warnings_about_loaded_files_are_left_out(memory: EmbeddedStore) -> None:
    def dated(source: str) -> list[str]:
        decided = Decision(memory)
        subject, catalogue = Iri(SOURCE + source), Iri(CATALOGUE_GRAPH)
        make(
            memory,
            decided,
            Quad(subject, Iri(RDF_TYPE), Iri(HX + "SourceDocument"), catalogue),
            Quad(subject, Iri(DCT + "title"), text("x"), catalogue),
        )
        return [r.code for r in decided.report().results if r.severity == "warning"]

    assert dated("file-a-12345678") == []
    assert dated("report") != []


def test_a_store_on_this_machine_is_not_copied(memory: EmbeddedStore) -> None:
    assert EmbeddedStore.local(memory) is memory


def test_a_store_elsewhere_is_copied_with_all_graphs(memory: EmbeddedStore) -> None:
    class Elsewhere:
        """What a remote store gives: its quads."""

        def quads(self, *, every_graph: bool) -> object:
            assert every_graph
            return memory.quads(every_graph=True)

    copy = EmbeddedStore.local(Elsewhere())  # type: ignore[arg-type]
    assert copy is not memory
    assert set(copy.quads(every_graph=True)) == set(memory.quads(every_graph=True))
    assert any(str(q.graph).startswith(EVIDENCE) for q in copy.quads(every_graph=True))

"""What has a date, around a thing and in answers; worked out by reading the tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.charts import moments
from kg.claims.profile import entity_profile
from kg.errors import UsageError
from kg.model import Iri, Literal, Solutions, Term, text
from kg.rdf.namespaces import ID, XSD
from kg.store import EmbeddedStore
from tests.conftest import Run


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


def around(store: EmbeddedStore, id: str, language: str = "en") -> list[tuple[str, str, str, str]]:
    dated = moments.around(store, entity_profile(store, Iri(ID + id)), language)
    return [(d.moment.start, d.moment.end, d.moment.label, d.moment.kind) for d in dated]


def test_the_life_of_an_initiative(store: EmbeddedStore) -> None:
    dates = around(store, "icluster")
    assert ("2013", "2014", "iCluster, phase 1", "Phase") in dates
    assert ("2014", "", "Launch of the Project iCluster (2014)", "Event") in dates
    assert (
        "2021-09-20",
        "",
        "United States-Mexico Foundation for Science",
        "took over continuity",
    ) in dates
    assert len(dates) == 13
    assert dates == sorted(dates)


def test_a_label_that_expires(store: EmbeddedStore) -> None:
    (label,) = around(store, "claut-nuevo-leon", "es")
    assert label[0] == "2019-06-23"
    assert label[3] == "vence el sello"


def test_a_rejected_date_is_none(store: EmbeddedStore) -> None:
    dates = around(store, "eccp-promexico-mou")
    assert ("2012", "", "ECCP-ProMéxico Memorandum of Understanding", "signature") in dates
    assert not any(start == "2013" for start, *_ in dates)


def test_founding_counts_for_what_belongs_and_not_for_partners(store: EmbeddedStore) -> None:
    assert ("2009", "", "Monterrey Aerocluster", "foundation") in around(store, "nuevo-leon")
    own = around(store, "monterrey-aerocluster")
    assert ("2009", "", "Monterrey Aerocluster", "foundation") in own
    assert all(label == "Monterrey Aerocluster" for *_, label, kind in own if kind == "foundation")


def test_dates_have_their_evidence(store: EmbeddedStore) -> None:
    dates = moments.around(store, entity_profile(store, Iri(ID + "icluster")), "es")
    assert all(dated.evidence for dated in dates)
    phase = next(dated for dated in dates if dated.iri.endswith("icluster-phase-1"))
    assert [item.locator for item in phase.evidence] == ["para. 2, phases"]


def answer(*rows: tuple[Term | None, ...], columns: tuple[str, ...]) -> Solutions:
    return Solutions(columns, iter(rows))


def test_an_answer_with_dates(store: EmbeddedStore) -> None:
    count = Literal("2010", XSD + "integer")
    rows = answer(
        (count, text("2014-05"), text("2016"), text("A"), text("law")),
        (count, None, None, text("B"), text("law")),
        (count, Literal("2013", XSD + "gYear"), None, text("C"), None),
        columns=("number", "start", "end", "name", "type"),
    )
    dated, undated = moments.of_answer(rows, store, "en")
    assert [(m.start, m.end, m.label, m.kind) for m in dated] == [
        ("2014-05", "2016", "A", "law"),
        ("2013", "", "C", ""),
    ]
    assert undated == 1
    assert moments.undated(1) == ["Without a date, and so not on the time line: 1"]
    assert moments.undated(0) == []


def test_a_row_without_a_name_has_its_label(store: EmbeddedStore) -> None:
    rows = answer((Iri(ID + "sonora"), text("2014")), columns=("thing", "year"))
    (moment,), _ = moments.of_answer(rows, store, "es")
    assert moment.label == "Sonora"


@pytest.mark.parametrize(
    ("column", "message"),
    [("", "this answer is no time line"), ("m", "no column 'm'"), ("name", "no time line")],
)
def test_an_answer_without_dates(store: EmbeddedStore, column: str, message: str) -> None:
    rows = answer((Literal("2010", XSD + "integer"), text("A")), columns=("number", "name"))
    with pytest.raises(UsageError, match=message):
        moments.of_answer(rows, store, "en", column)


def test_the_command_draws_things_and_questions(
    quick_kg: Run, project_store_once: Path, tmp_path: Path
) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    for ending, start in (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        done = quick_kg("timeline", "iCluster", "-o", f"t.{ending}", *where)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"t.{ending}").read_bytes().startswith(start)
    assert "Línea de tiempo: iCluster" in (tmp_path / "t.svg").read_text("utf-8")
    asked = quick_kg(
        "timeline", "instruments-time-line", "-p", "sector", "ict", "-f", "html", *where
    )
    assert '<th scope="col">Desde</th>' in asked.stdout
    assert "Sin fecha, y por eso fuera de la línea de tiempo" in asked.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["CNP"], "ningún documento indica una fecha en torno a CNP"),
        (["iCluster", "--column", "start"], "es una cosa, no una pregunta"),
        (["clusters-by-state"], "no es una línea de tiempo"),
        (["no such thing"], "no es el nombre"),
    ],
)
def test_what_is_no_time_line(
    quick_kg: Run, project_store_once: Path, arguments: list[str], message: str
) -> None:
    done = quick_kg("timeline", *arguments, "--store", project_store_once, "--lang", "es")
    assert done.returncode == 2
    assert message in done.stderr


def test_a_map_as_a_page(quick_kg: Run, project_store_once: Path) -> None:
    where = ("--store", project_store_once, "--lang", "es")
    done = quick_kg("map", "clusters-by-state", "-f", "html", *where)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("<tr>") == 33
    assert "<td>Nuevo León</td><td>16</td>" in done.stdout

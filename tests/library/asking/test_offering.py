"""What kg ask offers where it is not sure: tried questions, and the things that are meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.library.asking import Offers, offers
from kg.library.asking.between import between
from kg.library.asking.part_names import named_in_part
from kg.store import EmbeddedStore
from tests.conftest import Run
from tests.library.asking.test_asking import QUERIES, Line, lines
from tests.short_form import in_part, spread

#: table → the least share that is right first, where what is offered counts, too
TABLES = {
    "foreign_built": 0.93,
    "foreign_second": 0.9,
    "foreign_third": 0.83,
    "foreign_fourth": 0.93,
    "foreign_fifth": 0.78,
    "foreign_sixth": 0.68,
    "colleague_first": 0.83,
    "colleague_second": 0.81,
    "colleague_third": 0.75,
}
_FEWER = 0.15  # of a sixth of a table, where a question more or less counts for more


@pytest.fixture(scope="module")
def store(project_store_once: Path) -> EmbeddedStore:
    return EmbeddedStore.open(project_store_once)


@in_part(6)
@pytest.mark.parametrize(("name", "least"), spread(TABLES.items(), 4))
def test_what_is_offered_first_answers(
    name: str, least: float, share: int, store: EmbeddedStore, report_counts: Callable[[str], None]
) -> None:
    chosen = lines(name)[::share]
    wrong = [line.question for line in chosen if not is_right(line, store)]
    right = 1 - len(wrong) / len(chosen)
    report_counts(f"{name}: {right:.0%} of {len(chosen)} right first")
    assert right >= least - _FEWER * (share > 1), wrong


def is_right(line: Line, store: EmbeddedStore) -> bool:
    offered = offers(line.question, QUERIES, store)
    best = offered.matches[0] if offered.matches else None
    if "none" in line.wanted and not offered.is_sure:
        return True
    if best is None or (offered.things_first and not offered.is_sure):
        return "show" in line.wanted and offered.things[:1] == [line.values.get("thing")]
    return line.is_answered_by(best)


@in_part(12)
def test_what_has_no_rows_is_told_and_not_offered(share: int, store: EmbeddedStore) -> None:
    for line in lines("analyst_built")[::share]:
        offered = offers(line.question, QUERIES, store)
        assert all(match.rows != 0 for match in offered.matches), line.question
        assert all(match.rows == 0 for match in offered.empty), line.question


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("la gira de la Secretaría de Economía por Japón", "se-mission-japan"),
        ("Which companies followed Bombardier to Querétaro?", "bombardier-queretaro-2004"),
        (
            "what did Mexico and Canada say under the DEAN",
            "dean-mexico-canada-meeting-2022-12-19",
        ),
    ],
)
def test_what_stands_between_the_things_that_are_named_is_found(
    question: str, thing: str, store: EmbeddedStore
) -> None:
    assert thing in asked(question, store).things


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("wind energy target special programme", "special-programme-renewable-energy"),
        ("Which sectors does the industrial policy call emerging?", "industrial-policy-emerging"),
        ("quién sigue tras el cierre de ProMéxico", "promexico-closure-2018"),
    ],
)
def test_a_thing_is_found_by_most_of_its_name(
    question: str, thing: str, store: EmbeddedStore
) -> None:
    parts = named_in_part(question, (), (), store)
    assert parts[0].id == thing
    assert 0.6 <= parts[0].share <= 1
    assert question[parts[0].mention.start : parts[0].mention.end] in question


def test_what_is_named_already_is_not_found_by_a_part_of_its_name(store: EmbeddedStore) -> None:
    (first, *_) = named_in_part("cierre de ProMéxico", (), (), store)
    assert first.id not in {
        part.id for part in named_in_part("cierre de ProMéxico", (), {first.id}, store)
    }


def test_nothing_stands_between_nothing(store: EmbeddedStore) -> None:
    assert between(store, (), ("mission",)) == []
    assert between(store, {"no-such-thing"}, ("mission",)) == []


def test_of_a_name_that_several_have_each_is_tried(store: EmbeddedStore) -> None:
    offered = asked("¿Quién tiene más miembros, CLAUT o CLAUGTO?", store)
    tried = [m for m in offered.matches if m.name == "clusters-by-members"]
    assert len(tried) > 1
    assert all(match.values["only_cluster"].startswith("claut-") for match in tried)


def test_figures_are_found_where_an_amount_is_asked_for(store: EmbeddedStore) -> None:
    offered = asked("PROSOFT 3.0 money granted in 2016", store)
    assert offered.matches[0].name == "figures-of"
    assert offered.matches[0].values == {"thing": "prosoft", "year": "2016"}
    assert offered.matches[0].rows


def test_words_that_the_rows_speak_of_are_not_left_out(store: EmbeddedStore) -> None:
    offered = asked("CII cuantos centros y en cuantas locaciones", store)
    assert offered.matches[0].name == "figures-of"
    assert not offered.matches[0].left_out


def test_what_is_sure_but_empty_gives_way_to_what_has_rows(store: EmbeddedStore) -> None:
    """Of no advantage a treaty is the word; of Durango no cluster is known, which is an answer."""
    offered = asked("¿Tiene México algún tratado comercial con Japón?", store)
    assert offered.matches[0].name == "agreements-of"
    assert offers("¿Hay algún clúster en Durango?", QUERIES, store).is_sure


def test_a_question_of_two_years_is_no_question_of_one(store: EmbeddedStore) -> None:
    question = "¿Cuántas empresas aeroespaciales había en México en 2009 y cuántas en 2017?"
    best = asked(question, store).matches[0]
    assert best.name == "figures-of"
    assert "year" not in best.values
    assert best.rows


def test_an_indicator_is_found_by_most_of_its_name(store: EmbeddedStore) -> None:
    offered = asked("Where does Mexico rank in the Doing Business 2018 report?", store)
    assert offered.matches[0].values["indicator"] == "rank.doing-business"
    assert "rank.doing-business" not in offered.things


def test_what_narrows_to_nothing_is_left_out_by_name(store: EmbeddedStore) -> None:
    offered = asked("top EU exports to mexico percentages", store)
    best = next(match for match in offered.matches if match.name == "figures-of")
    assert "indicator" not in best.values
    assert "exports.value" in best.left_out


def test_words_that_are_left_out_are_told_as_they_are_written(store: EmbeddedStore) -> None:
    question = "¿Qué clústeres mineros hay en Sonora según el libro?"
    assert "según" in asked(question, store).matches[0].left_out


def test_what_tells_no_date_is_no_answer_to_when(store: EmbeddedStore) -> None:
    offered = asked("When did FUMEC take over iCluster?", store)
    first = offered.matches[0]
    assert first.name != "icluster-time-line"
    assert "fumec-icluster-decision-2021" in first.values.values()
    undated = [m for m in offered.matches if m.name == "icluster-time-line" and m.rows]
    assert all(match.score < first.score for match in undated)


def test_the_command_says_how_many_rows_each_has_and_which_have_none(
    project_store: Path, quick_kg: Run
) -> None:
    store = ("--store", str(project_store))
    done = quick_kg("ask", "CII cuantos centros y en cuantas locaciones", *store, "--lang", "es")
    assert done.returncode == 1
    assert "; 3 filas" in done.stderr
    assert "también se probaron, sin filas: " in done.stderr
    first = done.stderr.splitlines()[1]
    assert first.startswith("  kg query run figures-of -p thing centros-de-innovacion-industrial")
    done = quick_kg("ask", "Which companies followed Bombardier to Querétaro?", *store)
    assert done.stderr.splitlines()[1].startswith("  kg show bombardier-queretaro-2004")


def asked(question: str, store: EmbeddedStore) -> Offers:
    offered = offers(question, QUERIES, store)
    assert not offered.is_sure
    return offered

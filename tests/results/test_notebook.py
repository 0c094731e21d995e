"""Answers that show themselves in a notebook."""

from __future__ import annotations

from pathlib import Path

import kg
from kg.results.notebook import Answer


def test_an_answer_is_a_list_that_shows_itself_as_a_table(small_store_once: Path) -> None:
    answer = kg.open(small_store_once).query("clusters-in-state", state="Nuevo León")
    assert isinstance(answer, list)
    assert answer == list(answer)
    shown = answer._repr_html_()
    assert "<th" in shown
    assert 'href="https://w3id.org/helixkg/id/claut-nuevo-leon">id:claut-nuevo-leon</a>' in shown
    assert f"{len(answer)} × {len(answer.columns)}" in shown


def test_markup_stays_text_and_numbers_stand_at_the_right() -> None:
    shown = Answer(("a", "b"), [{"a": "<script>", "b": "12.5"}, {"a": "x"}])._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "text-align:right" in shown


def test_of_a_long_answer_the_beginning_is_shown_and_all_are_counted() -> None:
    shown = Answer(("n",), ({"n": str(n)} for n in range(250)))._repr_html_()
    assert shown.count("<tr>") == 101
    assert "100 / 250 × 1" in shown
    assert "0 × 1" in Answer(("n",))._repr_html_()

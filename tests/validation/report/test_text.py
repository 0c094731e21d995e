"""The report as text: one line a result, the rest of a code counted, a total."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from kg.model import Iri, Literal, Position, Report, Stated
from kg.validation import write_report
from kg.validation.report.text import titles
from tests.validation.report.results import BARE, CLEAN, FULL, LABELS, MANY, REPORT, E, suggest


def written(report: Report, language: str = "en", *, show_all: bool = False) -> list[str]:
    output = io.StringIO()
    write_report(
        report, output, language=language, labels=LABELS, suggest=suggest, show_all=show_all
    )
    return output.getvalue().splitlines()


def test_a_line_says_where_what_and_how_to_fix_it() -> None:
    one_line = replace(FULL, value=Iri(E + "v"))
    assert written(Report((one_line,))) == [
        "data\\a.ttl:3:5, b.ttl:4, c.ttl: error: C1: «Equis | «la»» wrong: so — "
        f"{E}x · part · value {E}v · expected of the class Clase <b>",
        "does not conform: 1 error, 0 warnings",
    ]
    assert written(Report((MANY,)), "es") == [
        "nota: C3: id:y note — id:y · http://example.org/q · valor Equis | «la», «7», «uno» · "
        "se espera a lo más 1",
        "conforme: 0 errores, 0 avisos",
    ]
    assert written(Report((BARE,))) == [
        "warning: it is none of the values (sh:in) — _:b1",
        "conforms: 0 errors, 1 warning",
    ]


def test_a_message_of_other_shapes_is_followed_by_the_name_of_the_thing() -> None:
    other = replace(FULL, messages=(("en", "wrong"),), value=None, expected=())
    (line, _) = written(Report((other,)))
    assert line.endswith(f": error: C1: wrong — Equis | «la» <{E}x> · part")


def test_what_documents_state_is_not_told_again() -> None:
    stated = (Stated(FULL.focus, FULL.path, Literal("7"), (), (("001", "note 74"),)),)
    (line, _) = written(Report((replace(FULL, stated=stated, stated_in_all=1, positions=()),)))
    assert line == f"error: C1: «Equis | «la»» wrong: «7» (001, note 74). So — {E}x · {E}p"


def test_a_suggestion_ends_the_line() -> None:
    english, spanish = written(REPORT), written(REPORT, "es")
    assert any(line.endswith(" — did you mean «id:z»?") for line in english)
    assert any(line.endswith(" — ¿quiso decir «id:z»?") for line in spanish)


def test_at_most_four_positions_are_shown() -> None:
    positions = tuple(Position("a.ttl", line) for line in range(1, 6))
    (line, _) = written(Report((replace(BARE, positions=positions),)))
    assert line.startswith("a.ttl:1, a.ttl:2, a.ttl:3, a.ttl:4: warning")


@pytest.mark.parametrize(
    ("report", "english", "spanish"),
    [
        (CLEAN, "conforms: 0 errors, 0 warnings", "conforme: 0 errores, 0 avisos"),
        (REPORT, "does not conform: 1 error, 1 warning", "no conforme: 1 error, 1 aviso"),
        (
            Report((FULL, FULL, BARE, BARE)),
            "does not conform: 2 errors, 2 warnings",
            "no conforme: 2 errores, 2 avisos",
        ),
    ],
)
def test_the_last_line_is_the_total(report: Report, english: str, spanish: str) -> None:
    assert written(report)[-1] == written(report, "fr")[-1] == english
    assert written(report, "es")[-1] == spanish


def test_beyond_fifty_of_a_code_the_rest_is_counted() -> None:
    plain = replace(FULL, value=None)
    other = replace(plain, code="C2")
    fifty = Report((plain,) * 50)
    assert len(written(fifty)) == 51
    report = Report((*(plain,) * 53, other))
    lines = written(report)
    assert lines[50] == "… 3 more of C1 (--all)"
    assert len(lines) == 50 + 1 + 1 + 1
    assert written(report, "es")[50] == "… y 3 más de C1 (--all)"
    assert len(written(report, show_all=True)) == 54 + 1
    warnings = replace(plain, severity="warning")
    assert len(written(Report((*(plain,) * 30, *(warnings,) * 30)))) == 61, "counted apart"


def test_a_table_has_a_title_for_each_cell() -> None:
    assert " ".join(titles("en")) == (
        "Severity Code Where Entity Property Value Expected Message Suggestion"
    )
    assert " ".join(titles("es")) == (
        "Gravedad Código Dónde Entidad Propiedad Valor Se espera Mensaje Sugerencia"
    )
    assert len(list(titles("es"))) == 9


def test_by_default_a_report_is_in_english_and_cut() -> None:
    output = io.StringIO()
    write_report(Report((BARE,) * 51), output)
    *_, rest, total = output.getvalue().splitlines()
    assert rest == "… 1 more of  (--all)"
    assert total == "conforms: 0 errors, 51 warnings"

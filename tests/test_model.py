"""The values that pass between the rooms."""

from __future__ import annotations

import pytest

from kg import errors
from kg.errors import AmbiguousName, EndpointError, InputError, KgError, NonConforming
from kg.model import (
    RDF_LANGSTRING,
    XSD_STRING,
    BNode,
    Iri,
    Literal,
    Position,
    Problem,
    Quad,
    Report,
    Severity,
    Solutions,
    Triple,
    Violation,
    silent,
    text,
)


def violation(severity: Severity = "violation") -> Violation:
    return Violation("C1", severity, Iri("a:b"), "a:p", None, (("es", "Mal"), ("en", "Bad")))


def test_terms_as_text() -> None:
    assert [str(term) for term in (Iri("a:b"), BNode("x"), Literal("1", "a:t"))] == [
        "a:b",
        "_:x",
        "1",
    ]
    assert text("a") == Literal("a", XSD_STRING, "")
    assert text("a", "es") == Literal("a", RDF_LANGSTRING, "es")


def test_a_quad_without_its_graph() -> None:
    quad = Quad(Iri("a:s"), Iri("a:p"), Literal("o"), Iri("a:g"))
    assert quad.triple == Triple(Iri("a:s"), Iri("a:p"), Literal("o"))
    assert Quad(*quad.triple).graph is None


@pytest.mark.parametrize(
    ("position", "shown"),
    [
        (Position("f"), "f"),
        (Position("f", 3), "f:3"),
        (Position("f", 3, 7), "f:3:7"),
        (Position("f", 0, 7), "f"),
    ],
)
def test_positions(position: Position, shown: str) -> None:
    assert str(position) == shown
    assert str(Problem(position, "is wrong")) == f"{shown}: is wrong"
    assert str(Problem(position, "is wrong", "name")) == f"{shown} (name): is wrong"


@pytest.mark.parametrize(("language", "message"), [("es", "Mal"), ("en", "Bad"), ("fr", "Bad")])
def test_the_message_in_a_language(language: str, message: str) -> None:
    assert violation().message(language) == message


def test_the_message_where_there_is_no_english() -> None:
    only = Violation("", "info", Iri("a:b"), "", None, (("de", "Schlecht"), ("fr", "Mauvais")))
    assert only.message("es") == "Schlecht"
    assert Violation("", "info", Iri("a:b"), "", None, ()).message("es") == ""
    emptied = Violation("", "info", Iri("a:b"), "", None, (("es", ""), ("en", "Bad")))
    assert emptied.message("es") == "Bad"


@pytest.mark.parametrize("counted", [False, True])
@pytest.mark.parametrize(
    ("worst", "conforming"),
    [
        ("violation", ["none"]),
        ("warning", ["violation", "none"]),
        ("info", ["violation", "warning", "none"]),
        (None, ["violation", "warning", "info", "none"]),
    ],
)
def test_whether_a_report_conforms(
    worst: Severity | None, conforming: list[str], counted: bool
) -> None:
    results = [violation(worst)] if worst else []
    counts: dict[Severity, int] = {"violation": 0, "warning": 0, "info": 0}
    if worst:
        counts[worst] = 1
    report = Report(counts=counts) if counted else Report(results)
    levels = ["violation", "warning", "info", "none"]
    assert [level for level in levels if report.passes(level)] == conforming
    assert report.conforms == ("violation" in conforming)


def test_counts_of_a_report() -> None:
    report = Report([violation(), violation("info"), violation("info")])
    assert (report.count("violation"), report.count("warning"), report.count("info")) == (1, 0, 2)
    counted = Report(results=[violation()], counts={"info": 7})
    assert (counted.count("info"), counted.count("violation")) == (7, 0)


def test_solutions_are_shown_without_their_rows() -> None:
    assert repr(Solutions(("a",), iter([]))) == "Solutions(variables=('a',))"
    assert silent("step", 1, 2) is None  # type: ignore[func-returns-value]


# ── Errors ───────────────────────────────────────────────────────────────────────────────────────


def test_all_errors_have_one_root_and_an_exit_code() -> None:
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, Exception) and not issubclass(kind, Warning)
    ]
    assert len(kinds) == 14
    assert all(issubclass(kind, KgError) for kind in kinds)
    codes = {kind: kind.exit_code for kind in kinds if issubclass(kind, KgError)}
    assert codes.pop(NonConforming) == 1
    assert codes.pop(EndpointError) == 3
    assert set(codes.values()) == {2}


def test_an_input_error_has_all_its_problems() -> None:
    problems = [Problem(Position("f", 1), "a"), Problem(Position("f", 2), "b")]
    error = InputError(problems)
    assert str(error) == "f:1: a\nf:2: b"
    assert error.problems == tuple(problems)
    assert InputError.at(Position("f", 3), "c").problems == (Problem(Position("f", 3), "c"),)


def test_an_ambiguous_name_lists_the_ids() -> None:
    error = AmbiguousName("claut", [("https://e/id/a", "A", "Cluster"), ("urn:b", "B", "State")])
    assert str(error) == (
        "'claut' names 2 entities; use one of these ids:\n  a  A (Cluster)\n  urn:b  B (State)"
    )
    assert error.name == "claut"
    assert error.candidates[1] == ("urn:b", "B", "State")


def test_data_that_does_not_conform_has_its_report() -> None:
    report = Report([violation(), violation("info"), violation()])
    error = NonConforming(report)
    assert str(error) == "the data does not conform: 2 violations"
    assert error.report is report

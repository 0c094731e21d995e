"""The validator: a whole graph, a change, some nodes; and what its report notes."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import ShapeError
from kg.model import Iri, Literal, Quad, Report, Triple
from kg.rdf.namespaces import CATALOGUE_GRAPH, ONTOLOGY_GRAPH, RDF_TYPE, RDFS
from kg.store import EmbeddedStore
from kg.validation import PositionIndex, Validator, check, checked_graph, exact_graph, validator
from kg.validation.data_graph import MemoryGraph
from tests.validation.judge import PREFIXES, E, compiled, graph, quads, statements

NAMED = "e:S sh:targetClass e:A ; sh:property [ sh:path e:name ; sh:minCount 1 ] ."
BOTH = "e:x a e:A . e:y a e:A ."


def focus(report: Report) -> list[str]:
    return [str(result.focus).removeprefix(E) for result in report.results]


def change(shapes: str, before: str, added: str, removed: str = "") -> Report:
    """Return the report on a change."""
    kept = [s for s in statements(before) if s not in statements(removed)]
    after = MemoryGraph([*kept, *statements(added)])
    return compiled(shapes).validate_change(after, quads(added), quads(removed))


def test_results_are_sorted_by_severity_code_focus_and_value() -> None:
    shapes = """
    e:W sh:targetClass e:A ; hx:code "C1" ; sh:severity sh:Warning ; sh:in ( ) .
    e:I sh:targetClass e:A ; hx:code "C0" ; sh:severity sh:Info ; sh:in ( ) .
    e:V sh:targetClass e:A ; hx:code "C9" ; sh:property [ hx:code "C8" ; sh:path e:p ; sh:in ( ) ] ;
        sh:in ( ) .
    """
    report = compiled(shapes).validate(graph(BOTH + "e:x e:p 2, 1 . e:y e:p 0 ."))
    assert [(r.severity, r.code, focus_, r.value and r.value.value) for r, focus_ in zip(
        report.results, focus(report), strict=True
    )] == [
        ("violation", "C8", "x", "1"),
        ("violation", "C8", "x", "2"),
        ("violation", "C8", "y", "0"),
        ("violation", "C9", "x", E + "x"),
        ("violation", "C9", "y", E + "y"),
        ("warning", "C1", "x", E + "x"),
        ("warning", "C1", "y", E + "y"),
        ("info", "C0", "x", E + "x"),
        ("info", "C0", "y", E + "y"),
    ]  # fmt: skip
    assert report.checked == 6
    assert report.notes == ()


def test_only_included_results_are_in_the_report() -> None:
    report = compiled(NAMED).validate(graph(BOTH), include=lambda r: r.focus == Iri(E + "y"))
    assert focus(report) == ["y"]
    assert report.checked == 2


def test_results_have_the_positions_of_the_index() -> None:
    validator = compiled(NAMED)
    from kg.model import Located, Position

    index = PositionIndex(Located(q, Position("a.ttl", 3)) for q in quads("e:x a e:A ."))
    for report in (
        validator.validate(graph(BOTH), index),
        validator.validate_change(graph(BOTH), quads(BOTH), (), index),
        validator.validate_nodes(graph(BOTH), [Iri(E + "x"), Iri(E + "y")], index),
    ):
        assert [[str(p) for p in r.positions] for r in report.results] == [["a.ttl:3"], []]


def test_a_change_is_checked_where_it_can_matter() -> None:
    report = change(NAMED, BOTH, "e:z a e:A .")
    assert (focus(report), report.checked, report.notes) == (["z"], 1, ())
    report = change(NAMED, BOTH + "e:x e:name 'x' .", "", "e:x e:name 'x' .")
    assert (focus(report), report.checked) == (["x"], 1)
    report = change(NAMED, BOTH, "", "e:x a e:A .")
    assert (focus(report), report.checked) == ([], 0), "it is no target any more"
    report = change(NAMED, BOTH, "e:x e:other 1 .")
    assert report.checked == 0
    report = change(NAMED, "e:z a e:B .", "e:B rdfs:subClassOf e:A .")
    assert focus(report) == ["z"]


def test_a_shape_that_any_change_may_break_is_checked_at_all_targets() -> None:
    shapes = """
    e:S sh:targetClass e:A ;
        sh:sparql [ sh:select "SELECT $this { $this <http://example.org/bad> ?v }" ] .
    """
    report = change(shapes, BOTH, "e:q e:r 1 .")
    assert report.checked == 2
    assert report.notes == (
        f"{E}S: all its targets were checked: its SPARQL constraint does not declare what it reads",
    )


def test_a_large_change_checks_the_whole_graph_unless_it_is_local(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check, "MOST_PAIRS", 3)
    nodes = " ".join(f"e:n{number} a e:A ." for number in range(4))
    data = graph(BOTH + nodes)
    validator = compiled(NAMED)
    report = validator.validate_change(data, quads(nodes))
    assert report.checked == len(report.results) == 6
    assert report.notes == (
        "the change reaches 4 pairs of shape and node; the whole graph was checked",
    )
    report = validator.validate_change(data, quads(nodes), local=True)
    assert (report.checked, report.notes) == (4, ())
    three = quads("e:n0 a e:A . e:n1 a e:A . e:n2 a e:A .")
    report = validator.validate_change(data, three)
    assert (report.checked, report.notes) == (3, ())


def test_a_change_that_reaches_very_many_nodes_is_not_asked_for_targets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check, "MOST_PAIRS", 1)
    nodes = [f"e:n{number} e:name 'n' ." for number in range(11)]
    validator = compiled(NAMED)
    few = validator.validate_change(graph(BOTH + "".join(nodes)), quads("".join(nodes[:10])))
    assert (few.checked, few.notes) == (0, ()), "none of the ten is a target"
    many = validator.validate_change(graph(BOTH + "".join(nodes)), quads("".join(nodes)))
    assert many.notes == (
        "the change reaches 11 pairs of shape and node; the whole graph was checked",
    )
    assert many.checked == 2


def test_only_facts_and_the_catalogue_are_seen_of_a_change() -> None:
    triple = (Iri(E + "x"), Iri(RDF_TYPE), Iri(E + "A"))
    validator = compiled(NAMED)
    for name, checked in ((None, 1), (CATALOGUE_GRAPH, 1), (E + "g", 0), (ONTOLOGY_GRAPH, 0)):
        quad = Quad(*triple, None if name is None else Iri(name))
        report = validator.validate_change(graph(BOTH), [quad])
        assert report.checked == checked, name
        assert validator.validate_change(graph(BOTH), [], [quad]).checked == checked, name


def test_nodes_are_checked_by_the_shapes_whose_targets_they_are() -> None:
    shapes = NAMED + " e:T sh:targetSubjectsOf e:p ; sh:in ( ) ."
    data = graph(BOTH + "e:z e:p 1 . e:y e:p 1 .")
    nodes = [Iri(E + name) for name in ("x", "z", "w", "x")]
    report = compiled(shapes).validate_nodes(data, nodes)
    assert focus(report) == ["x", "z"]
    assert report.checked == 2
    assert compiled(shapes).validate_nodes(data, []).checked == 0


def test_a_large_graph_is_screened_first(monkeypatch: pytest.MonkeyPatch) -> None:
    data = graph("e:x a e:A . e:y a e:A ; e:name 'y' .")
    assert compiled(NAMED).validate(data).checked == 2
    monkeypatch.setattr(check, "LARGE", 4)
    assert compiled(NAMED).validate(data).checked == 2, "it has three statements"
    monkeypatch.setattr(check, "LARGE", 3)
    assert compiled(NAMED).validate(data).checked == 1, "y certainly conforms"
    assert compiled(NAMED).validate(data, columns=False).checked == 2


def test_a_report_beyond_what_is_held_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = NAMED + " e:T sh:targetClass e:A ; sh:severity sh:Warning ; sh:in ( ) ."
    data = "".join(f"e:n{number} a e:A ." for number in (2, 0, 1))
    held = compiled(shapes).validate(graph(data))
    monkeypatch.setattr(check, "MOST_HELD", 6)
    assert isinstance(compiled(shapes).validate(graph(data)).results, tuple)
    monkeypatch.setattr(check, "MOST_HELD", 5)
    report = compiled(shapes).validate(graph(data))
    results = report.results
    assert not isinstance(results, tuple)
    assert [(r.focus, r.severity) for r in results] == [(r.focus, r.severity) for r in held.results]
    assert len(results) == 6
    assert (results[0].focus, results[-1].focus) == (Iri(E + "n0"), Iri(E + "n2"))
    assert [r.focus for r in results[1:4]] == [r.focus for r in held.results[1:4]]
    with pytest.raises(IndexError):
        results[6]
    assert report.counts == {"violation": 3, "warning": 3}
    assert report.checked == 6
    only = compiled(shapes).validate(graph(data), include=lambda r: r.severity == "warning")
    assert len(only.results) == 3


def test_a_report_that_is_found_again_is_in_the_same_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shapes = "".join(
        f"e:{name} sh:targetClass e:A ; hx:code '{code}' ; sh:severity sh:{severity} ; sh:in ( ) ."
        for name, code, severity in (
            ("S1", "C2", "Violation"),
            ("S2", "C1", "Warning"),
            ("S3", "C1", "Violation"),
            ("S4", "C0", "Info"),
        )
    )
    data = graph("e:b a e:A . e:c a e:A . e:a a e:A .")
    held = compiled(shapes).validate(data).results
    monkeypatch.setattr(check, "MOST_HELD", 0)
    again = compiled(shapes).validate(data).results
    assert not isinstance(again, tuple)
    assert list(again) == list(held)


def test_the_validator_of_a_folder_is_compiled_once(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(PREFIXES + NAMED, "utf-8")
    (tmp_path / "b.ttl").write_text(PREFIXES + "e:T sh:targetClass e:A ; sh:in ( ) .", "utf-8")
    (tmp_path / "notes.txt").write_text("no shapes", "utf-8")
    compiled = validator(tmp_path)
    assert isinstance(compiled, Validator)
    assert compiled is validator(tmp_path)
    assert compiled is not validator(tmp_path, as_stored=False)
    assert len(compiled.shapes.shapes) == 2


def test_a_file_that_does_not_parse_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.ttl"
    file.write_text("this is no Turtle", "utf-8")
    with pytest.raises(ShapeError, match=r"wrong\.ttl: "):
        validator(file)
    with pytest.raises(ShapeError, match=r"none\.ttl: "):
        validator(tmp_path / "none.ttl")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ShapeError, match=r"no shape with a target in .*empty; a validation"):
        validator(tmp_path / "empty")


def test_shapes_that_look_at_a_store_are_written_as_the_store_writes(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(PREFIXES + "e:S sh:targetSubjectsOf e:p ; "
                    "sh:property [ sh:path e:p ; sh:in ( 4.0 ) ] .", "utf-8")  # fmt: skip
    number = Literal("4.0", "http://www.w3.org/2001/XMLSchema#decimal")
    triple = Triple(Iri(E + "x"), Iri(E + "p"), number)
    store = EmbeddedStore.in_memory()
    store.replace([Quad(*triple)])
    assert not validator(file).validate(checked_graph(store)).results
    assert not validator(file, as_stored=False).validate(exact_graph([triple])).results
    assert validator(file, as_stored=False).validate(checked_graph(store)).results


def test_a_store_is_checked_in_its_facts_and_catalogue_with_the_ontology_s_classes() -> None:
    store = EmbeddedStore.in_memory()
    kind = Iri(RDF_TYPE)
    store.replace(
        [
            Quad(Iri(E + "fact"), kind, Iri(E + "A")),
            Quad(Iri(E + "source"), kind, Iri(E + "B"), Iri(CATALOGUE_GRAPH)),
            Quad(Iri(E + "term"), kind, Iri(E + "A"), Iri(ONTOLOGY_GRAPH)),
            Quad(Iri(E + "claim"), kind, Iri(E + "A"), Iri(E + "claims")),
            Quad(Iri(E + "B"), Iri(RDFS + "subClassOf"), Iri(E + "A"), Iri(ONTOLOGY_GRAPH)),
        ]
    )
    data = checked_graph(store)
    for columns in (False, True):
        report = compiled(NAMED).validate(data, columns=columns)
        assert focus(report) == ["fact", "source"]
    assert ox.NamedNode(E + "B") in data.below(ox.NamedNode(E + "A"))

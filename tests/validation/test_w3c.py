"""The W3C's SHACL test suite, from its manifests through `kg validate --shapes`.

The suite is not part of this repository. To run it anywhere:

    git clone https://github.com/w3c/data-shapes
    KG_SHACL_SUITE=data-shapes/data-shapes-test-suite/tests pytest tests/validation/test_w3c.py

Without it these tests are skipped, and say so. `test_constraints.py` and `test_paths.py` take each
component up to its limit and beyond it, and `test_affected.py` compares with pySHACL, everywhere.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
import rdflib
from rdflib.namespace import RDF
from rdflib.namespace import SH as SHN

from kg.cli import main

SUITE = Path(
    os.environ.get("KG_SHACL_SUITE")
    or Path(__file__).parents[2] / "../shared/conformance/shacl/tests"
)
needs_suite = pytest.mark.skipif(
    not SUITE.is_dir(),
    reason="the W3C SHACL suite (120 tests) was NOT run: set KG_SHACL_SUITE to its folder; "
    "the head of tests/validation/test_w3c.py says where to get it",
)
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = rdflib.Namespace("http://www.w3.org/ns/shacl-test#")

#: tests that do not pass, by IRI, with the reason
EXCEPTIONS = {
    "sparql/pre-binding/shapesGraph-001": (
        "$shapesGraph is optional in SHACL 5.3.1; it is refused by name"
    ),
}
Key = tuple[str, str, str, str, str]


class Case(NamedTuple):
    """One test of a manifest."""

    name: str
    file: Path
    node: rdflib.term.Node
    graph: rdflib.Graph


def cases() -> list[Case]:
    """Return the tests that the manifests list."""
    listed: list[Case] = []
    open_manifests = [SUITE / "manifest.ttl"]
    while open_manifests:
        manifest = open_manifests.pop().resolve()
        graph = rdflib.Graph().parse(manifest, publicID=manifest.as_uri())
        open_manifests += [
            Path(str(i).removeprefix("file://")) for i in graph.objects(None, MF.include)
        ]
        for head in graph.objects(None, MF.entries):
            for node in rdflib.collection.Collection(graph, head):
                name = f"{manifest.parent.relative_to(SUITE.resolve())}/{str(node).split('/')[-1]}"
                listed.append(Case(name, manifest, node, graph))
    return sorted(listed)


CASES = cases() if SUITE.is_dir() else []


def term(node: rdflib.term.Node | None) -> str:
    """Return a term for comparison; what is blank has no name."""
    if node is None or isinstance(node, rdflib.BNode):
        return "" if node is None else "_"
    if isinstance(node, rdflib.Literal):
        return f"{node}|{node.language or ''}|{node.datatype or ''}".replace(
            "http://www.w3.org/2001/XMLSchema#string", ""
        )
    return str(node)


def results(graph: rdflib.Graph, report: rdflib.term.Node) -> Counter[Key]:
    """Return focus node, path, value, component and severity of each result."""

    def field(node: rdflib.term.Node, name: rdflib.term.Node) -> str:
        return term(graph.value(node, name))

    return Counter(
        (
            field(node, SHN.focusNode),
            field(node, SHN.resultPath),
            field(node, SHN.value),
            field(node, SHN.sourceConstraintComponent),
            field(node, SHN.resultSeverity),
        )
        for node in graph.objects(report, SHN.result)
    )


@needs_suite
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_w3c(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    action = case.graph.value(case.node, MF.action)
    files = [
        Path(str(case.graph.value(action, name)).removeprefix("file://"))
        for name in (SHT.dataGraph, SHT.shapesGraph)
    ]
    output = tmp_path / "report.ttl"
    monkeypatch.setattr(
        "sys.argv",
        [
            "kg",
            "validate",
            str(files[0]),
            "--shapes",
            str(files[1]),
            "--strict",
            "--format",
            "turtle",
            "--fail-on",
            "info",
            "-o",
            str(output),
        ],
    )
    with pytest.raises(SystemExit) as stop:
        main()
    code = stop.value.code
    wanted = case.graph.value(case.node, MF.result)
    if case.name in EXCEPTIONS:
        assert code == 2, "it passes now; take it off the list"
        return
    if wanted == SHT.Failure:
        assert code == 2
        return
    assert code in (0, 1)
    written = rdflib.Graph().parse(output, format="turtle")
    report = written.value(None, RDF.type, SHN.ValidationReport)
    assert report is not None
    assert wanted is not None
    assert results(written, report) == results(case.graph, wanted)
    conforms = case.graph.value(wanted, SHN.conforms)
    assert conforms is not None
    assert (code == 0) == conforms.toPython()  # type: ignore[attr-defined]


@needs_suite
def test_all_of_the_suite_is_run() -> None:
    groups = Counter(case.name.split("/")[0] for case in CASES)
    assert groups == {"core": 98, "sparql": 22}

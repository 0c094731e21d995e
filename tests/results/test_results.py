"""Every form of an answer, by its name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kg import results
from kg.errors import UsageError
from kg.formats import TEXT_RESULTS
from kg.model import BNode, Iri, Literal, Solutions, Triple, text
from kg.rdf.namespaces import ID, VOC, XSD
from kg.rdf.oxigraph import from_ox
from tests.results.answers import CLAUT, Row, written


@pytest.mark.parametrize("format", TEXT_RESULTS)
def test_no_rows(format: str) -> None:
    shown = written(format, (), ("a", "b"))
    expected = {
        "csv": "a,b\r\n",
        "tsv": "?a\t?b\n",
        "markdown": "| a | b |\n| --- | --- |\n",
        "table": "a  b\n─  ─\n",
    }
    assert shown == expected.get(format, shown)
    if format in ("json", "xml"):
        assert "<result>" not in shown
        assert '"bindings":[\n]' in shown or format == "xml"


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml", "markdown"])
def test_rows_are_written_as_they_come(format: str) -> None:
    output = io.StringIO(newline="")
    sizes: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(3):
            sizes.append(len(output.getvalue()))
            yield (Literal(str(number)),)

    results.write(Solutions(("a",), rows()), format, output)
    assert sizes[0] < sizes[1] < sizes[2]


def test_an_unknown_format() -> None:
    with pytest.raises(UsageError, match="unknown format 'pdf'; choose one of: table, csv"):
        written("pdf")
    with pytest.raises(UsageError, match="turtle, ntriples, table"):
        results.write_triples([], "pdf", io.StringIO())


@pytest.mark.parametrize(
    ("format", "expected"),
    [
        ("table", "true\n"),
        ("csv", "true\r\n"),
        ("tsv", "true\n"),
        ("markdown", "true\n"),
        ("json", '{"head":{},"boolean":true}\n'),
        (
            "xml",
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
            "<head></head><boolean>true</boolean></sparql>\n",
        ),
    ],
)
def test_a_boolean(format: str, expected: str) -> None:
    output = io.StringIO(newline="")
    results.write_boolean(True, format, output)
    assert output.getvalue() == expected
    output = io.StringIO(newline="")
    results.write_boolean(False, format, output)
    assert output.getvalue() == expected.replace("true", "false")


TRIPLES = (
    Triple(CLAUT, Iri(ID + "p"), text("Nuevo León\n", "es")),
    Triple(BNode("b"), Iri("https://example.org/p"), Literal("92", XSD + "integer")),
    Triple(CLAUT, Iri(ID + "p"), Iri(VOC + "sector/automotive")),
    Triple(CLAUT, Iri(ID + "p."), Literal("2019", XSD + "gYear")),
)


def triples(format: str) -> str:
    output = io.StringIO(newline="")
    assert results.write_triples(TRIPLES, format, output) == len(TRIPLES)
    return output.getvalue()


def test_turtle_and_ntriples_are_read_again() -> None:
    for format, syntax in (("ntriples", ox.RdfFormat.N_TRIPLES), ("turtle", ox.RdfFormat.TURTLE)):
        parsed = [
            (from_ox(q.subject), from_ox(q.predicate), from_ox(q.object))
            for q in ox.parse(triples(format).encode(), format=syntax)
        ]
        expected = [tuple(triple) for triple in TRIPLES]
        named = [row for row in parsed if not isinstance(row[0], BNode)]
        assert named == [row for row in expected if not isinstance(row[0], BNode)]
        assert len(parsed) == len(expected)


def test_turtle_uses_the_prefixes_of_the_project() -> None:
    lines = triples("turtle").splitlines()
    assert "@prefix id: <https://w3id.org/helixkg/id/> ." in lines
    assert lines[-4:] == [
        'id:claut-nuevo-leon id:p "Nuevo León\\n"@es .',
        "_:b <https://example.org/p> 92 .",
        "id:claut-nuevo-leon id:p <https://w3id.org/helixkg/voc/sector/automotive> .",
        'id:claut-nuevo-leon <https://w3id.org/helixkg/id/p.> "2019"^^xsd:gYear .',
    ]


def test_triples_as_rows() -> None:
    rows = list(csv.reader(io.StringIO(triples("csv"), newline="")))
    assert rows[0] == ["subject", "predicate", "object"]
    assert rows[1] == [CLAUT.value, ID + "p", "Nuevo León\n"]


@pytest.mark.parametrize("format", ["xlsx", "pdf"])
def test_text_and_bytes_are_kept_apart(format: str) -> None:
    with pytest.raises(UsageError, match=f"unknown format '{format}'; choose one of: table, csv"):
        results.write_boolean(True, format, io.StringIO())
    with pytest.raises(UsageError, match=r"unknown format 'csv'; choose one of: xlsx, parquet$"):
        results.write_binary(Solutions((), iter([])), "csv", io.BytesIO())
    with pytest.raises(UsageError, match=f"unknown format '{format}'; choose one of: turtle, nt"):
        results.write_graph(TRIPLES, format, io.BytesIO())


def test_a_graph_as_bytes() -> None:
    output = io.BytesIO()
    assert results.write_graph(TRIPLES, "nquads", output) == len(TRIPLES)
    assert output.getvalue().count(b" .\n") == len(TRIPLES)


@pytest.mark.parametrize("format", ["table", "markdown", "html"])
def test_labels_that_are_learned_while_the_rows_come_are_shown(format: str) -> None:
    labels: dict[str, str] = {}

    def rows() -> Iterator[Row]:
        labels[CLAUT.value] = "Learned"
        yield (CLAUT,)

    output = io.StringIO(newline="")
    results.write(Solutions(("a",), rows()), format, output, labels=labels)
    assert "Learned" in output.getvalue()

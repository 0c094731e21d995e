"""Files are validated by themselves with any shapes."""

from __future__ import annotations

import pytest

from kg.errors import InputError
from kg.ingest import validate_files
from tests.ingest.conftest import Write

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
<http://e/Named> a sh:NodeShape ; sh:targetClass <http://e/Thing> ;
  sh:property [ sh:path <http://e/name> ; sh:minCount 1 ; sh:maxCount 1 ] .
"""


def test_files_are_read_as_one_graph(write: Write) -> None:
    shapes = write("shapes.ttl", SHAPES)
    typed = write("thing.ttl", "<http://e/a> a <http://e/Thing> .\n")
    name = write("name.trig", '<http://e/g> { <http://e/a> <http://e/name> "A" . }\n')
    report = validate_files([typed], shapes)
    (result,) = report.results
    assert str(result.focus) == "http://e/a"
    assert [(p.file, p.line) for p in result.positions] == [(str(typed), 5)]
    assert validate_files([typed, name], shapes).conforms
    second = write("second.ttl", '<http://e/a> <http://e/name> "B" .\n')
    assert not validate_files([typed, name, second], shapes).conforms


def test_every_file_that_cannot_be_read_is_named(write: Write) -> None:
    shapes = write("shapes.ttl", SHAPES)
    broken, missing = write("a.ttl", "<oops"), write("b.ttl", "").with_name("none.ttl")
    with pytest.raises(InputError) as raised:
        validate_files([broken, missing], shapes)
    assert [p.position.file for p in raised.value.problems] == [str(broken), str(missing)]

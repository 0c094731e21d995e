"""RDF/XML with entities of its own is read, and nothing outside the file is."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Iri, text
from kg.rdf.reader import read_quads

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def document(declarations: str, value: str = "&name;", doctype: str = "") -> str:
    """Return RDF/XML with declarations in its DOCTYPE and one statement with a value."""
    return (
        f"<?xml version='1.0'?>\n<!DOCTYPE rdf:RDF {doctype}[\n{declarations}\n]>\n"
        f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:e="http://e/"><rdf:Description rdf:about="http://e/a">\n'
        f"<e:p>{value}</e:p></rdf:Description></rdf:RDF>"
    )


def refusal(tmp_path: Path, content: str) -> str:
    (tmp_path / "a.owl").write_text(content, "utf-8")
    with pytest.raises(InputError) as refused:
        read_quads(tmp_path / "a.owl", "shown")
    (problem,) = refused.value.problems
    return str(problem)


def test_entities_that_the_file_declares_are_read(tmp_path: Path) -> None:
    """As most OWL files have them: short names of namespaces, also of one in another."""
    (tmp_path / "a.owl").write_text(
        document(
            '<!ENTITY owl "http://www.w3.org/2002/07/owl#">\n<!ENTITY name "&owl;Thing">'
        ).replace("http://e/a", "&owl;a"),
        "utf-8",
    )
    (quad,) = read_quads(tmp_path / "a.owl", "shown")
    assert quad.subject == Iri("http://www.w3.org/2002/07/owl#a")
    assert quad.object == text("http://www.w3.org/2002/07/owl#Thing")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (document('<!ENTITY name SYSTEM "/etc/passwd">'), "shown:3: '/etc/passwd' is outside"),
        (
            document('<!ENTITY name PUBLIC "x" "http://e/x">'),
            "shown:3: 'http://e/x' is outside the file and never read",
        ),
        (document("", "1", 'SYSTEM "http://e/x.dtd" '), "shown:2: 'http://e/x.dtd' is outside"),
        (
            document("<!ENTITY % p \"<!ENTITY name 'x'>\"> %p;"),
            "shown:3: the parameter entity %p;",
        ),
        (document('<!ATTLIST e:p rdf:datatype CDATA "x">', "1"), "shown:3: the declaration of"),
        (document('<!ENTITY other "x">'), "shown:"),
    ],
)
def test_what_is_outside_the_file_or_changes_its_elements_is_refused(
    tmp_path: Path, content: str, message: str
) -> None:
    assert refusal(tmp_path, content).startswith(message)


@pytest.mark.parametrize(
    "declarations",
    [
        "\n".join(
            ['<!ENTITY a0 "ha">']
            + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)]
            + ['<!ENTITY name "&a10;">']
        ),
        f'<!ENTITY name "{"x" * 20_000}">',
    ],
    ids=["entities of entities", "one long one, often"],
)
def test_entities_that_would_fill_the_memory_are_refused(tmp_path: Path, declarations: str) -> None:
    message = refusal(tmp_path, document(declarations, "&name;" * 100))
    assert "the entities make the file more than 10 times as long" in message
    assert message.startswith("shown:")

"""Write a report as RDF, as SHACL defines it (section 3.6)."""

from __future__ import annotations

from typing import TextIO

from kg.model import BNode, Iri, Report, Term, Violation
from kg.rdf.namespaces import SH, XSD_STRING

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def write_turtle(report: Report, output: TextIO) -> None:
    """Write the report as one `sh:ValidationReport` in Turtle."""
    output.write(f"@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n")
    conforms = "false" if len(report.results) else "true"
    output.write(f"    sh:conforms {conforms}")
    for result in report.results:
        output.write(" ;\n    sh:result [\n")
        output.write(" ;\n".join(f"        {part}" for part in _parts(result)))
        output.write("\n    ]")
    output.write(" .\n")


def _parts(result: Violation) -> list[str]:
    parts = [
        "a sh:ValidationResult",
        f"sh:resultSeverity <{result.severity_iri}>",
        f"sh:sourceConstraintComponent <{result.component}>",
        f"sh:focusNode {term(result.focus)}",
    ]
    if result.path_turtle:
        parts.append(f"sh:resultPath {result.path_turtle}")
    if result.value is not None:
        parts.append(f"sh:value {term(result.value)}")
    if result.shape is not None:
        parts.append(f"sh:sourceShape {term(result.shape)}")
    parts += [
        f"sh:resultMessage {quoted(text)}{'@' + language if language else ''}"
        for language, text in result.messages
    ]
    return parts


def term(value: Term) -> str:
    """Return a term in Turtle."""
    if isinstance(value, Iri):
        return f"<{value.value}>"
    if isinstance(value, BNode):
        return f"_:{value.value}"
    if value.language:
        return f"{quoted(value.value)}@{value.language}"
    plain = value.datatype == XSD_STRING
    return quoted(value.value) + ("" if plain else f"^^<{value.datatype}>")


def quoted(text: str) -> str:
    """Return a text as a string of Turtle."""
    return f'"{text.translate(_ESCAPES)}"'

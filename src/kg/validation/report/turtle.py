"""Write a report as RDF, as SHACL defines it (section 3.6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from kg.model import Report, Violation
from kg.rdf.namespaces import RDFS, SH
from kg.rdf.terms import iri, ntriples, string


def write_turtle(report: Report, output: TextIO, comments: Iterable[str] = ()) -> None:
    """Write the report as one `sh:ValidationReport` in Turtle.

    Args:
        report: The report; `sh:conforms` says, as SHACL has it, that there are no results.
        output: Where it goes.
        comments: What else is to be said, such as which shapes were not judged.
    """
    output.write(f"@prefix rdfs: <{RDFS}> .\n@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n")
    for comment in comments:
        output.write(f"    rdfs:comment {string(comment)} ;\n")
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
        f"sh:resultSeverity {iri(result.severity_iri)}",
        f"sh:sourceConstraintComponent {iri(result.component)}",
        f"sh:focusNode {ntriples(result.focus)}",
    ]
    if result.path_turtle:
        parts.append(f"sh:resultPath {result.path_turtle}")
    if result.value is not None:
        parts.append(f"sh:value {ntriples(result.value)}")
    if result.shape is not None:
        parts.append(f"sh:sourceShape {ntriples(result.shape)}")
    parts += [
        f"sh:resultMessage {string(text)}{'@' + language if language else ''}"
        for language, text in result.messages
    ]
    return parts

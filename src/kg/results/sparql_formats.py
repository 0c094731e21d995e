"""Write solutions in the SPARQL 1.1 result formats: csv, tsv, json, xml. One row at a time."""

from __future__ import annotations

import json
import re
from typing import Final, TextIO

from kg.errors import UsageError, in_language
from kg.model import BNode, Iri, Solutions, Term
from kg.rdf.namespaces import XSD_STRING
from kg.rdf.terms import is_bare, ntriples
from kg.results.about import About

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_XML_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
)


def write_csv(solutions: Solutions, output: TextIO) -> int:
    """Write CSV, and return the number of rows.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3.
    """
    output.write(",".join(map(_csv_cell, solutions.variables)) + "\r\n")
    count = 0
    for row in solutions.rows:
        output.write(",".join("" if t is None else _csv_cell(str(t)) for t in row) + "\r\n")
        count += 1
    return count


def _csv_cell(text: str) -> str:
    if any(char in text for char in '",\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_tsv(solutions: Solutions, output: TextIO) -> int:
    """Write TSV, and return the number of rows.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4.
    """
    output.write("\t".join(f"?{name}" for name in solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("\t".join("" if t is None else _tsv_cell(t) for t in row) + "\n")
        count += 1
    return count


def _tsv_cell(term: Term) -> str:
    return term.value if is_bare(term) else ntriples(term)


def write_json(solutions: Solutions, output: TextIO, about: About) -> int:
    """Write JSON, and return the number of rows.

    Notes are a member of their own beside `head` and `results`, where there are any.
    Source: SPARQL 1.1 Query Results JSON Format, section 3.
    """
    head = json.dumps(list(solutions.variables), ensure_ascii=False)
    output.write(f'{{"head":{{"vars":{head}}},"results":{{"bindings":[')
    count = 0
    for row in solutions.rows:
        cells = {
            name: _json_term(term)
            for name, term in zip(solutions.variables, row, strict=True)
            if term is not None
        }
        output.write(",\n" if count else "\n")
        output.write(json.dumps(cells, ensure_ascii=False, separators=(",", ":")))
        count += 1
    note_records = [note._asdict() for note in about.notes()]
    notes = f',"notes":{json.dumps(note_records, ensure_ascii=False)}' if note_records else ""
    output.write(f"\n]}}{notes}}}\n")
    return count


def _json_term(term: Term) -> dict[str, str]:
    if isinstance(term, Iri):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BNode):
        return {"type": "bnode", "value": term.value}
    cell = {"type": "literal", "value": term.value}
    if term.language:
        cell["xml:lang"] = term.language
    elif term.datatype != XSD_STRING:
        cell["datatype"] = term.datatype
    return cell


def write_xml(solutions: Solutions, output: TextIO) -> int:
    """Write XML, and return the number of rows.

    Source: SPARQL Query Results XML Format (Second Edition), section 2.

    Raises:
        UsageError: A value has a character that XML cannot hold.
    """
    output.write(f"{_XML_HEAD}\n<head>")
    output.write("".join(f'<variable name="{name}"/>' for name in solutions.variables))
    output.write("</head>\n<results>\n")
    count = 0
    for row in solutions.rows:
        output.write("<result>")
        for name, term in zip(solutions.variables, row, strict=True):
            if term is not None:
                output.write(f'<binding name="{name}">{_xml_term(term)}</binding>')
        output.write("</result>\n")
        count += 1
    output.write("</results>\n</sparql>\n")
    return count


def _xml_term(term: Term) -> str:
    if isinstance(term, Iri):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, BNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if term.language:
        return f'<literal xml:lang="{term.language}">{_xml_text(term.value)}</literal>'
    if term.datatype == XSD_STRING:
        return f"<literal>{_xml_text(term.value)}</literal>"
    return f'<literal datatype="{_xml_text(term.datatype)}">{_xml_text(term.value)}</literal>'


def _xml_text(text: str) -> str:
    refused = _NOT_IN_XML.search(text)
    if refused:
        code = f"U+{ord(refused[0]):04X}"
        raise UsageError(
            in_language(
                f"a value has the character {code}, which XML cannot hold; choose json, csv or tsv",
                f"un valor tiene el carácter {code}, que XML no admite; elija json, csv o tsv",
            )
        )
    for char, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("\r", "&#13;"),
    ):
        text = text.replace(char, entity)
    return text


def write_boolean_json(answer: bool, output: TextIO) -> None:
    """Write the answer of an ASK. Source: SPARQL 1.1 Query Results JSON Format, section 3.3."""
    output.write(f'{{"head":{{}},"boolean":{_word(answer)}}}\n')


def write_boolean_xml(answer: bool, output: TextIO) -> None:
    """Write the answer of an ASK. Source: SPARQL Query Results XML Format, section 2.3.2."""
    output.write(f"{_XML_HEAD}<head></head><boolean>{_word(answer)}</boolean></sparql>\n")


def _word(answer: bool) -> str:
    return "true" if answer else "false"


#: format → what writes solutions in it and returns their number
WRITERS: Final = {"csv": write_csv, "tsv": write_tsv, "xml": write_xml}

"""Write what a query answers: solutions, a yes or no, triples.

csv, tsv, json and xml are the SPARQL 1.1 result formats, exact, whatever the labels; table
and markdown are for people. Each writer takes one row at a time.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Final, TextIO

from kg import iris
from kg.errors import UsageError
from kg.model import BNode, Iri, Literal, Solutions, Term, Triple
from kg.namespaces import PREFIXES, XSD, XSD_STRING

FORMATS: Final = ("table", "csv", "tsv", "json", "xml", "markdown")
TRIPLE_FORMATS: Final = ("ntriples", "turtle", *FORMATS)

_Row = tuple[Term | None, ...]

_NUMBERS: Final = frozenset(
    XSD + name
    for name in ("integer", "decimal", "double", "float", "gYear", "int", "long", "short")
)
#: lexical forms that Turtle reads as numbers or truth values without a datatype
_BARE: Final = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SAMPLE: Final = 500  # rows that decide the widths of a table's columns
_GAP: Final = "  "


def write(
    solutions: Solutions,
    format: str,
    output: TextIO,
    *,
    labels: Mapping[str, str] | None = None,
    width: int | None = None,
) -> int:
    """Write `solutions` and return the number of rows.

    format: one of FORMATS.  output: opened with newline="", since csv and tsv bring their own
    line ends.  labels: IRI → what people call it, for table and markdown; other IRIs are
    shortened there.  width: columns of the terminal, for table; None sets no limit.
    Raises UsageError for an unknown format, and for a character that XML cannot hold.
    """
    names = labels or {}
    writers: dict[str, Callable[[], int]] = {
        "table": lambda: _write_table(solutions, output, names, width),
        "csv": lambda: _write_csv(solutions, output),
        "tsv": lambda: _write_tsv(solutions, output),
        "json": lambda: _write_json(solutions, output),
        "xml": lambda: _write_xml(solutions, output),
        "markdown": lambda: _write_markdown(solutions, output, names),
    }
    _demand(format, FORMATS)
    return writers[format]()


def write_boolean(answer: bool, format: str, output: TextIO) -> None:
    """Write the answer of an ASK: `true` or `false`, in json and xml as SPARQL 1.1 says."""
    _demand(format, FORMATS)
    word = "true" if answer else "false"
    if format == "json":
        output.write(f'{{"head":{{}},"boolean":{word}}}\n')
    elif format == "xml":
        output.write(f"{_XML_HEAD}<head></head><boolean>{word}</boolean></sparql>\n")
    else:
        output.write(word + ("\r\n" if format == "csv" else "\n"))


def write_triples(
    triples: Iterable[Triple],
    format: str,
    output: TextIO,
    *,
    labels: Mapping[str, str] | None = None,
    width: int | None = None,
) -> int:
    """Write triples, in their order, and return their number.

    format: ntriples or turtle, one triple a line; or one of FORMATS, where they are rows of
    subject, predicate, object.  The rest is as for `write`.
    """
    _demand(format, TRIPLE_FORMATS)
    if format in FORMATS:
        rows = Solutions(("subject", "predicate", "object"), iter(triples))
        return write(rows, format, output, labels=labels, width=width)
    shown = ntriples
    if format == "turtle":
        shown = _turtle
        for prefix, namespace in PREFIXES.items():
            output.write(f"@prefix {prefix}: <{namespace}> .\n")
        output.write("\n")
    count = 0
    for triple in triples:
        output.write(" ".join(shown(term) for term in triple) + " .\n")
        count += 1
    return count


def _demand(format: str, formats: Sequence[str]) -> None:
    if format not in formats:
        raise UsageError(f"unknown format '{format}'; choose one of: {', '.join(formats)}")


# The SPARQL 1.1 formats


def _write_csv(solutions: Solutions, output: TextIO) -> int:
    """Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 3."""
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


def _write_tsv(solutions: Solutions, output: TextIO) -> int:
    """Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4."""
    output.write("\t".join(f"?{name}" for name in solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("\t".join("" if t is None else _tsv_cell(t) for t in row) + "\n")
        count += 1
    return count


def _tsv_cell(term: Term) -> str:
    return term.value if _is_bare(term) else ntriples(term)


def _is_bare(term: Term) -> bool:
    if not isinstance(term, Literal):
        return False
    pattern = _BARE.get(term.datatype)
    return pattern is not None and pattern.fullmatch(term.value) is not None


def ntriples(term: Term) -> str:
    """Return a term as N-Triples writes it, in one line, safe to put into a text."""
    if isinstance(term, Iri):
        return "<" + re.sub(r"[\x00-\x20<>\"{}|^`\\]", _escape_code, term.value) + ">"
    if isinstance(term, BNode):
        return f"_:{term.value}"
    quoted = '"' + re.sub(r'[\x00-\x1f\x7f"\\]', _escape_char, term.value) + '"'
    if term.language:
        return f"{quoted}@{term.language}"
    if term.datatype == XSD_STRING:
        return quoted
    return f"{quoted}^^{ntriples(Iri(term.datatype))}"


_SHORT_ESCAPES: Final = {
    "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\",
}


def _escape_char(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or _escape_code(match)


def _escape_code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04X}"


def _turtle(term: Term) -> str:
    if _is_bare(term):
        return term.value
    if isinstance(term, Literal) and term.datatype != XSD_STRING and not term.language:
        quoted = ntriples(Literal(term.value))
        return f"{quoted}^^{_turtle(Iri(term.datatype))}"
    short = iris.shorten(term.value) if isinstance(term, Iri) else ""
    # A part of what Turtle allows after the colon; anything else stays in full.
    if re.fullmatch(r"[a-z0-9]+:([A-Za-z0-9_]([A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*)?", short):
        return short
    return ntriples(term)


def _write_json(solutions: Solutions, output: TextIO) -> int:
    """Source: SPARQL 1.1 Query Results JSON Format, section 3."""
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
    output.write("\n]}}\n")
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


_XML_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'
)


def _write_xml(solutions: Solutions, output: TextIO) -> int:
    """Source: SPARQL Query Results XML Format (Second Edition), section 2."""
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
    bad = _NO_XML.search(text)
    if bad:
        raise UsageError(
            f"a value has the character U+{ord(bad[0]):04X}, which XML cannot hold; "
            "choose json, csv or tsv"
        )
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"),
                         ("\r", "&#13;")):
        text = text.replace(char, entity)
    return text


# For people


def _shown(term: Term | None, labels: Mapping[str, str]) -> str:
    """Return the text of a cell, without anything that would move a terminal's cursor."""
    if term is None:
        return ""
    text = str(term)
    if isinstance(term, Iri):
        text = labels.get(term.value) or iris.shorten(term.value)
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\t\n\r\v\f\x85\u2028\u2029":
        return " "
    if unicodedata.category(char) == "Cc":
        return f"\\x{ord(char):02x}"
    if unicodedata.bidirectional(char) in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI",
                                           "FSI", "PDI"):
        return f"\\u{ord(char):04x}"
    return char


def _write_markdown(solutions: Solutions, output: TextIO, labels: Mapping[str, str]) -> int:
    output.write("| " + " | ".join(solutions.variables) + " |\n")
    output.write("|" + " --- |" * len(solutions.variables) + "\n")
    count = 0
    for row in solutions.rows:
        output.write("| " + " | ".join(_markdown_cell(term, labels) for term in row) + " |\n")
        count += 1
    return count


def _markdown_cell(term: Term | None, labels: Mapping[str, str]) -> str:
    text = re.sub(r"([\\`*_\[\]|<>])", r"\\\1", _shown(term, labels))
    if isinstance(term, Iri) and term.value.startswith(("http://", "https://")):
        target = re.sub(r"[()|\\]", lambda match: f"%{ord(match[0]):02X}", term.value)
        return f"[{text}]({target})"
    return text


def _write_table(
    solutions: Solutions, output: TextIO, labels: Mapping[str, str], width: int | None
) -> int:
    rows = iter(solutions.rows)
    sample = list(islice(rows, _SAMPLE))
    shown = [[_shown(term, labels) for term in row] for row in sample]
    natural = [
        max([cell_width(name), *(cell_width(row[index]) for row in shown)])
        for index, name in enumerate(solutions.variables)
    ]
    widths = _fit(natural, width)
    right = [_is_number_column(sample, index) for index in range(len(natural))]
    _table_row(solutions.variables, widths, right, output)
    output.write(_GAP.join("─" * size for size in widths) + "\n")
    count = 0
    rest = ([_shown(term, labels) for term in row] for row in rows)
    for cells in chain(shown, rest):
        _table_row(cells, widths, right, output)
        count += 1
    return count


def _is_number_column(rows: Sequence[_Row], index: int) -> bool:
    terms = [row[index] for row in rows if row[index] is not None]
    return bool(terms) and all(isinstance(t, Literal) and t.datatype in _NUMBERS for t in terms)


def _fit(natural: Sequence[int], width: int | None) -> list[int]:
    """Return column widths whose sum fits `width`: the widest columns give way first."""
    widths = [max(size, 1) for size in natural]
    if width is None or not widths:
        return widths
    room = max(width - len(_GAP) * (len(widths) - 1), len(widths) * 4)
    # Columns up to a cap keep their width; the cap is the largest for which all fit.
    low, high = 4, max(widths)
    while low < high:
        cap = (low + high + 1) // 2
        if sum(min(size, cap) for size in widths) <= room:
            low = cap
        else:
            high = cap - 1
    spare = room - sum(min(size, low) for size in widths)
    fitted = []
    for size in widths:
        extra = min(max(size - low, 0), spare)
        spare = max(spare - extra, 0)
        fitted.append(min(size, low) + extra)
    return fitted


def _table_row(
    cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], output: TextIO
) -> None:
    wrapped = [list(_wrap(cell, size)) for cell, size in zip(cells, widths, strict=True)]
    for number in range(max(map(len, wrapped), default=0)):
        parts = []
        for lines, size, flush in zip(wrapped, widths, right, strict=True):
            text = lines[number] if number < len(lines) else ""
            blank = " " * (size - cell_width(text))
            parts.append(blank + text if flush else text + blank)
        output.write(_GAP.join(parts).rstrip() + "\n")


def _wrap(text: str, size: int) -> Iterator[str]:
    """Yield lines of at most `size` columns, broken at spaces, inside words where they must."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if cell_width(joined) <= size:
            line = joined
            continue
        if line:
            yield line
        *full, line = _cut(word, size)
        yield from full
    yield line


def _cut(word: str, size: int) -> list[str]:
    pieces = [""]
    used = 0
    for char in word:
        columns = cell_width(char)
        if used + columns > size and pieces[-1]:
            pieces.append("")
            used = 0
        pieces[-1] += char
        used += columns
    return pieces


def cell_width(text: str) -> int:
    """Return how many columns of a terminal `text` takes.

    Wide characters take two, combining and format characters none.
    Source: Unicode Standard Annex 11 (East Asian Width).
    """
    if text.isascii():
        return len(text)
    width = 0
    for char in text:
        if unicodedata.category(char) not in ("Mn", "Me", "Cf"):
            width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return width

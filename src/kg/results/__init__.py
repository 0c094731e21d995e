"""Write what a query answers: solutions, a yes or no, triples.

Imported by `library`, `charts`, `publication`, `graph`, `web` and `cli`; imports `rdf`.

csv, tsv, json and xml are the SPARQL 1.1 result formats, whatever the labels; table, markdown,
html and xlsx are for people; parquet is for further computing. Each writer takes one row at a
time, and is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, BinaryIO, Final, TextIO

from kg.errors import UsageError, in_language
from kg.formats import GRAPHS, RESULTS, TEXT_RESULTS
from kg.model import Solutions, Triple
from kg.results.about import About, Note

if TYPE_CHECKING:
    from kg.results.display import Labelling

__all__ = [
    "About",
    "Note",
    "write",
    "write_binary",
    "write_boolean",
    "write_graph",
    "write_triples",
]

_BINARY_RESULTS: Final = tuple(name for name in RESULTS if name not in TEXT_RESULTS)
_TEXT_GRAPHS: Final = tuple(name for name in GRAPHS if not GRAPHS[name].binary)


def write(
    solutions: Solutions,
    format: str,
    output: TextIO,
    *,
    labels: Labelling | None = None,
    width: int | None = None,
    excel: bool = False,
    about: About | None = None,
) -> int:
    """Write solutions as text, and return the number of rows.

    Args:
        solutions: Read once, a row at a time.
        format: One of `kg.formats.TEXT_RESULTS`.
        output: Opened with newline="", since csv and tsv bring their own line ends.
        labels: IRI → display label, for the formats that are for people; other IRIs are
            shortened there.
        width: Columns of the terminal, for table; None sets no limit.
        excel: Whether csv is for a spreadsheet, which would run formulas in it.
        about: What json, markdown and html tell besides the rows.

    Raises:
        UsageError: The format is unknown, or XML cannot hold a character.
    """
    _require(format, TEXT_RESULTS)
    if excel and format == "csv":
        from kg.results import spreadsheet

        return spreadsheet.write_csv(solutions, output)
    names: Labelling = {} if labels is None else labels
    about = about or About()
    if format in ("markdown", "html"):
        from kg.results import markup

        write_markup = markup.write_html if format == "html" else markup.write_markdown
        return write_markup(solutions, output, names, about)
    if format == "table":
        from kg.results import terminal

        return terminal.write_table(solutions, output, names, width, about)
    from kg.results import sparql_formats

    if format == "json":
        return sparql_formats.write_json(solutions, output, about)
    return sparql_formats.WRITERS[format](solutions, output)


def write_binary(
    solutions: Solutions,
    format: str,
    output: BinaryIO,
    *,
    labels: Labelling | None = None,
    about: About | None = None,
) -> int:
    """Write solutions as bytes, and return the number of rows.

    Args:
        solutions: Read once, a row at a time.
        format: xlsx or parquet.
        output: Gets the bytes.
        labels: IRI → display label, for xlsx.
        about: What xlsx tells besides the rows, in a sheet of its own.

    Raises:
        UsageError: The format is unknown, or cannot hold the rows.
    """
    _require(format, _BINARY_RESULTS)
    if format == "xlsx":
        from kg.results.workbook import write_xlsx

        return write_xlsx(solutions, output, {} if labels is None else labels, about or About())
    from kg.results.parquet import write_parquet

    return write_parquet(solutions, output)


def write_boolean(answer: bool, format: str, output: TextIO) -> None:
    """Write the answer of an ASK: true or false, in json and xml as SPARQL 1.1 says.

    Args:
        answer: The answer.
        format: One of `kg.formats.TEXT_RESULTS`.
        output: Opened with newline="".

    Raises:
        UsageError: The format is unknown.
    """
    from kg.results import sparql_formats

    _require(format, TEXT_RESULTS)
    if format == "json":
        sparql_formats.write_boolean_json(answer, output)
    elif format == "xml":
        sparql_formats.write_boolean_xml(answer, output)
    else:
        output.write(("true" if answer else "false") + ("\r\n" if format == "csv" else "\n"))


def write_triples(
    triples: Iterable[Triple],
    format: str,
    output: TextIO,
    *,
    labels: Labelling | None = None,
    width: int | None = None,
) -> int:
    """Write triples as text, in their order, and return their number.

    Args:
        triples: Read once.
        format: turtle or ntriples, one triple a line; or one of `kg.formats.TEXT_RESULTS`, where
            they are rows of subject, predicate, object.
        output: Opened with newline="".
        labels: As for `write`.
        width: As for `write`.

    Raises:
        UsageError: The format is unknown, or XML cannot hold a character.
    """
    _require(format, (*_TEXT_GRAPHS, *TEXT_RESULTS))
    if format in _TEXT_GRAPHS:
        from kg.rdf import writer

        return writer.write_lines(triples, format, output)
    rows = Solutions(("subject", "predicate", "object"), iter(triples))
    return write(rows, format, output, labels=labels, width=width)


def write_graph(triples: Iterable[Triple], format: str, output: BinaryIO) -> int:
    """Write triples in a syntax of RDF with the prefixes of the project; return their number.

    Args:
        triples: Read once.
        format: One of `kg.formats.GRAPHS`.
        output: Gets the bytes.

    Raises:
        UsageError: The format is unknown.
    """
    from kg.rdf import writer
    from kg.rdf.namespaces import PREFIXES

    _require(format, GRAPHS)
    return writer.write(triples, format, output, PREFIXES)


def _require(format: str, formats: Iterable[str]) -> None:
    if format not in formats:
        raise UsageError(
            in_language(
                f"unknown format '{format}'; choose one of: {', '.join(formats)}",
                f"formato desconocido «{format}»; elija uno de: {', '.join(formats)}",
            )
        )

"""Write what a query answers: solutions, a yes or no, triples.

Imported by `library` and `cli`; imports `rdf`.

csv, tsv, json and xml are the SPARQL 1.1 result formats, exact, whatever the labels; table,
markdown, html and xlsx are for people; parquet is for further computing. Each writer takes one row
at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO, Final, TextIO

from kg.errors import UsageError
from kg.formats import RESULTS, TEXT_RESULTS
from kg.model import Solutions, Triple
from kg.results import display as people
from kg.results import exact, triples
from kg.results.labels import Labelling

_BINARY: Final = tuple(name for name in RESULTS if name not in TEXT_RESULTS)


def write(
    solutions: Solutions,
    format: str,
    output: TextIO,
    *,
    labels: Labelling | None = None,
    width: int | None = None,
) -> int:
    """Write solutions as text, and return the number of rows.

    Args:
        solutions: Read once, a row at a time.
        format: One of `kg.formats.TEXT_RESULTS`.
        output: Opened with newline="", since csv and tsv bring their own line ends.
        labels: IRI → display label, for the formats that are for people; other IRIs are
            shortened there.
        width: Columns of the terminal, for table; None sets no limit.

    Raises:
        UsageError: The format is unknown, or XML cannot hold a character.
    """
    names: Labelling = {} if labels is None else labels
    writers: dict[str, Callable[[], int]] = {
        "table": lambda: people.write_table(solutions, output, names, width),
        "csv": lambda: exact.write_csv(solutions, output),
        "tsv": lambda: exact.write_tsv(solutions, output),
        "json": lambda: exact.write_json(solutions, output),
        "xml": lambda: exact.write_xml(solutions, output),
        "markdown": lambda: people.write_markdown(solutions, output, names),
        "html": lambda: people.write_html(solutions, output, names),
    }
    _require(format, TEXT_RESULTS)
    return writers[format]()


def write_binary(
    solutions: Solutions, format: str, output: BinaryIO, *, labels: Labelling | None = None
) -> int:
    """Write `solutions` as xlsx or parquet, and return the number of rows.

    Raises UsageError where the format cannot hold them, or its library is not installed.
    """
    from kg.results import files

    _require(format, _BINARY)
    if format == "xlsx":
        return files.write_xlsx(solutions, output, {} if labels is None else labels)
    return files.write_parquet(solutions, output)


def write_boolean(answer: bool, format: str, output: TextIO) -> None:
    """Write the answer of an ASK: `true` or `false`, in json and xml as SPARQL 1.1 says."""
    _require(format, TEXT_RESULTS)
    word = "true" if answer else "false"
    if format == "json":
        output.write(f'{{"head":{{}},"boolean":{word}}}\n')
    elif format == "xml":
        output.write(f"{exact.XML_HEAD}<head></head><boolean>{word}</boolean></sparql>\n")
    else:
        output.write(word + ("\r\n" if format == "csv" else "\n"))


def write_triples(
    statements: Iterable[Triple],
    format: str,
    output: TextIO,
    *,
    labels: Labelling | None = None,
    width: int | None = None,
) -> int:
    """Write triples, in their order, and return their number.

    format: ntriples or turtle, one triple a line; or one for `write`, where they are rows of
    subject, predicate, object.  The rest is as for `write`.
    """
    _require(format, (*triples.LINES, *TEXT_RESULTS))
    if format in TEXT_RESULTS:
        rows = Solutions(("subject", "predicate", "object"), iter(statements))
        return write(rows, format, output, labels=labels, width=width)
    return triples.write_lines(statements, format, output)


def _require(format: str, formats: Iterable[str]) -> None:
    if format not in formats:
        raise UsageError(f"unknown format '{format}'; choose one of: {', '.join(formats)}")


__all__ = [
    "write",
    "write_binary",
    "write_boolean",
    "write_triples",
]

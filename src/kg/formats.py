"""Every format that HelixKG reads or writes, with its file endings.

The command line reads this list before anything else, so it imports the standard library alone.
How a format is written is in the room that writes it; a test there compares its names with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple


class Format(NamedTuple):
    """A format of a file.

    Attributes:
        name: As an option of the command line takes it.
        endings: Of file names, with the dot, the usual one first; none where it is a folder.
        binary: Whether it is written as bytes, not as text.
        labelled: Whether it shows labels in place of IRIs.
        drawn: Whether it shows the nodes of a network at their coordinates.
    """

    name: str
    endings: tuple[str, ...] = ()
    binary: bool = False
    labelled: bool = False
    drawn: bool = False

    @property
    def ending(self) -> str:
        """The usual ending with its dot, empty where the format is a folder."""
        return self.endings[0] if self.endings else ""


Formats = Mapping[str, Format]


def _by_name(*formats: Format) -> Formats:
    return MappingProxyType({format.name: format for format in formats})


#: what a query answers, as rows
RESULTS: Final = _by_name(
    Format("table", (".txt",), labelled=True),
    Format("csv", (".csv",)),
    Format("tsv", (".tsv",)),
    Format("json", (".json", ".srj")),
    Format("xml", (".xml", ".srx")),
    Format("markdown", (".md",), labelled=True),
    Format("html", (".html",), labelled=True),
    Format("xlsx", (".xlsx",), binary=True, labelled=True),
    Format("parquet", (".parquet",), binary=True),
)
#: those of them that are text
TEXT_RESULTS: Final = _by_name(*(item for item in RESULTS.values() if not item.binary))
#: syntaxes of RDF
GRAPHS: Final = _by_name(
    Format("turtle", (".ttl",)),
    Format("ntriples", (".nt",)),
    Format("rdfxml", (".rdf", ".owl", ".xml"), binary=True),
    Format("jsonld", (".jsonld",), binary=True),
    Format("trig", (".trig",), binary=True),
    Format("nquads", (".nq",), binary=True),
    Format("n3", (".n3",), binary=True),
)
#: syntaxes of RDF that are read
GRAPH_INPUT: Final = _by_name(*(GRAPHS[name] for name in GRAPHS if name != "n3"))
#: those that are read in bulk, unchecked
BULK_INPUT: Final = _by_name(GRAPHS["ntriples"], GRAPHS["nquads"], GRAPHS["turtle"], GRAPHS["trig"])
#: the network, for other programs
NETWORKS: Final = _by_name(
    Format("gexf", (".gexf",)),
    Format("graphml", (".graphml",)),
    Format("csv"),
    Format("gephi-csv"),
    Format("neo4j-csv"),
    Format("parquet", binary=True),
    Format("cx2", (".cx2",)),
    Format("cyjs", (".cyjs",)),
    Format("graphology", (".json",)),
    Format("d3", (".json",)),
    Format("json", (".json",)),
    Format("pajek", (".net",)),
    Format("dot", (".dot",)),
    Format("html", (".html",), labelled=True, drawn=True),
    Format("svg", (".svg",), labelled=True, drawn=True),
    Format("png", (".png",), binary=True, labelled=True, drawn=True),
    Format("pdf", (".pdf",), binary=True, labelled=True, drawn=True),
)
#: maps of the states and time lines
PICTURES: Final = _by_name(
    Format("svg", (".svg",), labelled=True),
    Format("png", (".png",), binary=True, labelled=True),
    Format("pdf", (".pdf",), binary=True, labelled=True),
    Format("html", (".html",), labelled=True),
)
#: what is said of one thing, for print
PROFILES: Final = _by_name(
    Format("html", (".html",), labelled=True),
    Format("pdf", (".pdf",), binary=True, labelled=True),
    Format("docx", (".docx",), binary=True, labelled=True),
    Format("xlsx", (".xlsx",), binary=True, labelled=True),
    Format("markdown", (".md",), labelled=True),
)
#: paths and neighbours
PATHS: Final = _by_name(
    Format("text", (".txt",), labelled=True),
    Format("json", (".json",)),
    Format("markdown", (".md",), labelled=True),
    Format("gexf", (".gexf",)),
)
#: the results of a validation
REPORTS: Final = _by_name(
    Format("text", (".txt",), labelled=True),
    Format("json", (".json",)),
    Format("csv", (".csv",)),
    Format("sarif", (".sarif",)),
    Format("markdown", (".md",), labelled=True),
    Format("html", (".html",), labelled=True),
    Format("turtle", (".ttl",)),
)
#: tables that are read
TABLE_INPUT: Final = _by_name(
    Format("csv", (".csv", ".csv.gz")),
    Format("tsv", (".tsv", ".tsv.gz")),
    Format("text", (".txt",)),
    Format("xlsx", (".xlsx",), binary=True),
)


def named_by(path: Path, *kinds: Formats) -> str | None:
    """Return the name of the format that the ending of a file name says, if any.

    Args:
        path: The file; upper and lower case of its ending are the same.
        kinds: Where to look, in this order: ".xml" is a result before it is RDF.
    """
    name = path.name.lower()
    for formats in kinds:
        for format in formats.values():
            if name.endswith(format.endings):
                return format.name
    return None


def endings(formats: Formats) -> tuple[str, ...]:
    """Return the endings of all formats, in their order."""
    return tuple(ending for format in formats.values() for ending in format.endings)

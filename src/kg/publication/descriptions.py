"""What catalogues, archives and search engines read of a publication, as JSON and YAML."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kg.publication.tables import TABLES, Table
from kg.rdf.namespaces import DATASET

IRI: Final = DATASET + "helixkg"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
TITLE: Final = "HelixKG: Mexico's industrial clusters and the actors around them"
TITULO: Final = "HelixKG: los clústeres industriales de México y sus actores"
DESCRIPTION: Final = (
    "A knowledge graph of Mexico's industrial clusters and the actors of the triple helix, in "
    "which each claim names the document and the passage that state it."
)
DESCRIPCION: Final = (
    "Un grafo de conocimiento de los clústeres industriales de México y los actores de la triple "
    "hélice, en el que cada afirmación indica el documento y el pasaje que la sustentan."
)
PUBLISHER: Final = "The HelixKG developers"
KEYWORDS: Final = (
    "knowledge graph",
    "industrial clusters",
    "triple helix",
    "Mexico",
    "provenance",
)


@dataclass(frozen=True, slots=True)
class Published:
    """A file of the publication.

    Attributes:
        path: in the folder, with slashes.
        media_type: of its content.
        title: in English.
        size: in bytes.
        sha256: in hexadecimal.
    """

    path: str
    media_type: str
    title: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Edition:
    """What one publication is.

    Attributes:
        version: begins the SHA-256 of its N-Quads.
        day: of its newest statement, as it is stated: the same graph has the same day.
        url: where the folder will be served, ending in a slash.
        files: its files, without those that describe them.
    """

    version: str
    day: str
    url: str
    files: Sequence[Published]

    def csv_of(self, table: Table) -> Published:
        """Return the CSV file of a table."""
        return next(file for file in self.files if file.path == f"csv/{table.name}.csv")


def as_json(value: Mapping[str, Any]) -> str:
    """Return a text of JSON for people and programs."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def data_package(edition: Edition) -> dict[str, Any]:
    """Return the descriptor of a Frictionless data package (version 1, tabular)."""
    return {
        "profile": "tabular-data-package",
        "name": "helixkg",
        "id": IRI,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": edition.version,
        "created": f"{edition.day}T00:00:00Z",
        "homepage": "https://w3id.org/helixkg",
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE}],
        "contributors": [{"title": PUBLISHER, "role": "publisher"}],
        "keywords": list(KEYWORDS),
        "resources": [_resource(table, edition.csv_of(table)) for table in TABLES],
    }


def _resource(table: Table, file: Published) -> dict[str, Any]:
    keys = [column.name for column in table.columns if column.is_key]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": file.path,
        "title": table.english,
        "mediatype": "text/csv",
        "format": "csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": {
            "fields": [
                {"name": column.name, "type": "string", "description": column.english}
                for column in table.columns
            ],
            "missingValues": [""],
            **({"primaryKey": keys} if keys else {}),
        },
    }


def csvw(edition: Edition) -> dict[str, Any]:
    """Return the metadata of the tables as CSV on the Web has it."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@id": IRI,
        "dc:title": TITLE,
        "dc:license": {"@id": LICENCE},
        "tables": [
            {
                "url": edition.csv_of(table).path,
                "dc:description": {"en": table.english, "es": table.spanish},
                "tableSchema": {
                    "columns": [
                        {
                            "name": column.name,
                            "titles": column.name,
                            "datatype": "string",
                            "dc:description": {"en": column.english, "es": column.spanish},
                        }
                        for column in table.columns
                    ],
                    **(
                        {"primaryKey": keys}
                        if (keys := [column.name for column in table.columns if column.is_key])
                        else {}
                    ),
                },
            }
            for table in TABLES
        ],
    }


def ro_crate(edition: Edition) -> dict[str, Any]:
    """Return the metadata of an RO-Crate 1.1: the folder, its files, its publisher."""
    publisher, licence = {"@id": "https://w3id.org/helixkg"}, {"@id": LICENCE}
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "alternateName": TITULO,
        "description": DESCRIPTION,
        "identifier": f"{IRI}#{edition.version}",
        "version": edition.version,
        "datePublished": edition.day,
        "license": licence,
        "publisher": publisher,
        "author": publisher,
        "keywords": ", ".join(KEYWORDS),
        "hasPart": [{"@id": file.path} for file in edition.files],
    }
    files = [
        {
            "@id": file.path,
            "@type": "File",
            "name": file.title,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for file in edition.files
    ]
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": "ro-crate-metadata.json",
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            root,
            {
                **publisher,
                "@type": "Organization",
                "name": PUBLISHER,
                "url": "https://w3id.org/helixkg",
            },
            {
                **licence,
                "@type": "CreativeWork",
                "name": "Creative Commons Attribution 4.0 International",
                "description": "Share and adapt, with attribution.",
            },
            *files,
        ],
    }


def croissant(edition: Edition) -> dict[str, Any]:
    """Return the description in Croissant 1.0: the tables as record sets."""
    return {
        "@context": _CROISSANT,
        "@type": "sc:Dataset",
        "name": "helixkg",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "description": DESCRIPTION,
        "license": LICENCE,
        "url": edition.url,
        "version": "1.0.0",
        "datePublished": edition.day,
        "citeAs": f"{PUBLISHER}: {TITLE}. Edition {edition.version}, {edition.day}.",
        "creator": {"@type": "sc:Organization", "name": PUBLISHER, "url": edition.url},
        "keywords": list(KEYWORDS),
        "inLanguage": ["en", "es"],
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": f"{table.name}.csv",
                "name": f"{table.name}.csv",
                "contentUrl": edition.csv_of(table).path,
                "contentSize": f"{edition.csv_of(table).size} B",
                "encodingFormat": "text/csv",
                "sha256": edition.csv_of(table).sha256,
            }
            for table in TABLES
        ],
        "recordSet": [
            {
                "@type": "cr:RecordSet",
                "@id": table.name,
                "name": table.name,
                "description": table.english,
                "field": [
                    {
                        "@type": "cr:Field",
                        "@id": f"{table.name}/{column.name}",
                        "name": column.name,
                        "description": column.english,
                        "dataType": "sc:Text",
                        "source": {
                            "fileObject": {"@id": f"{table.name}.csv"},
                            "extract": {"column": column.name},
                        },
                    }
                    for column in table.columns
                ],
            }
            for table in TABLES
        ],
    }


_CROISSANT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def citation(edition: Edition) -> str:
    """Return a CITATION.cff of the data."""
    lines = [
        "cff-version: 1.2.0",
        "message: Please cite this edition, and the documents that its claims name.",
        "type: dataset",
        f'title: "{TITLE}"',
        f'abstract: "{DESCRIPTION}"',
        "authors:",
        f"  - name: {PUBLISHER}",
        f'version: "{edition.version}"',
        f"date-released: {edition.day}",
        "license: CC-BY-4.0",
        "url: https://w3id.org/helixkg",
        "keywords:",
        *(f"  - {word}" for word in KEYWORDS),
    ]
    return "\n".join(lines) + "\n"

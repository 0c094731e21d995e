"""A document behind the graph: what it is, what rests on it, what it cites and who cites it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kg.model import Iri
from kg.rdf.iris import local_name
from kg.rdf.namespaces import CATALOGUE_GRAPH, DC, DCT, EVIDENCE, HX, SCHEMA, SOURCE
from kg.store import Store

#: what is said of rights in a word → that in English and Spanish
RIGHTS: Final = {"not redistributed": ("not redistributed", "no se redistribuye")}
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)


@dataclass(frozen=True, slots=True)
class Document:
    """What the catalogue says of a document; a text is empty where it says nothing.

    Attributes:
        id: Its id, such as `001`.
        title: Its title.
        type: The code of its type, such as `official-report`.
        authors: Who wrote it, in the order of the document.
        publisher: Who published it.
        language: The tag of its language.
        issued: The year, month or day that it prints: `2018`, `2018-05`, `2018-05-03`.
        url: Its address.
        rights: What may be done with it.
        sha256: The checksum of the file that was read; empty where none was, since the document is
            only cited by another.
        date_basis: `printed`, or `none-printed` where somebody has looked for a date; else empty.
        inferred: Which of `language` and `publisher` a curator concluded; sorted.
    """

    id: str
    title: str
    type: str = ""
    authors: tuple[str, ...] = ()
    publisher: str = ""
    language: str = ""
    issued: str = ""
    url: str = ""
    rights: str = ""
    sha256: str = ""
    date_basis: str = ""
    inferred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What rests on a document, what it cites, and who cites it.

    Attributes:
        by_certainty: How many claims it states, by certainty, as (code, number), sorted by code.
        places: At how many places it states them.
        cites: How many documents it cites.
        cited_by: The ids of the documents that cite it, sorted.
        behind: At how many places of those it is cited for what they state.
    """

    by_certainty: tuple[tuple[str, int], ...]
    places: int
    cites: int
    cited_by: tuple[str, ...]
    behind: int

    @property
    def claims(self) -> int:
        """How many claims it states."""
        return sum(count for _, count in self.by_certainty)


def document(store: Store, id: str) -> Document:
    """Return what the catalogue says of the document with an id."""
    values: dict[str, str] = {}
    inferred: list[str] = []
    for quad in sorted(store.quads(Iri(SOURCE + id), graph=_CATALOGUE), key=str):
        values.setdefault(quad.predicate.value, quad.object.value)
        if quad.predicate.value == HX + "inferredProperty":
            inferred.append(local_name(quad.object.value))
    authors = values.get(DC + "creator", "").split(";")
    return Document(
        id,
        values.get(DCT + "title", ""),
        values.get(HX + "sourceType", "").rpartition("/")[2],
        tuple(author.strip() for author in authors if author.strip()),
        values.get(DC + "publisher", ""),
        values.get(DC + "language", ""),
        values.get(DCT + "issued", ""),
        values.get(SCHEMA + "url", ""),
        values.get(DC + "rights", ""),
        values.get(HX + "sha256", ""),
        values.get(HX + "dateBasis", "").rpartition("/")[2],
        tuple(inferred),
    )


def standing(store: Store, id: str) -> Standing:
    """Return what rests on the document with an id; reads its claims alone."""
    source, cites = Iri(SOURCE + id), Iri(DCT + "references")
    claims: Counter[str] = Counter()
    places = 0
    for place in _places(store, source):
        certainty = store.quads(place, Iri(HX + "certainty"), graph=_CATALOGUE)
        code = next((quad.object.value.rpartition("/")[2] for quad in certainty), "")
        stated = sum(1 for _ in store.quads(graph=place))
        claims[code] += stated
        places += stated > 0
    citing = store.quads(predicate=cites, object=source, graph=_CATALOGUE)
    behind = store.quads(predicate=Iri(HX + "citedSource"), object=source, graph=_CATALOGUE)
    return Standing(
        tuple(sorted(item for item in claims.items() if item[1])),
        places,
        sum(1 for _ in store.quads(source, cites, graph=_CATALOGUE)),
        tuple(sorted(str(quad.subject).removeprefix(SOURCE) for quad in citing)),
        sum(1 for _ in behind),
    )


def _places(store: Store, source: Iri) -> Iterator[Iri]:
    """Yield the evidence graphs of a document."""
    for quad in store.quads(predicate=Iri(DCT + "source"), object=source, graph=_CATALOGUE):
        if isinstance(quad.subject, Iri) and quad.subject.value.startswith(EVIDENCE):
            yield quad.subject

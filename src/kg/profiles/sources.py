"""The documents behind a profile: each place that is cited gets a number."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from kg.claims.documents import document
from kg.claims.evidence import Evidence
from kg.claims.references import entry
from kg.profiles.document import Place, Source
from kg.profiles.reader import Reader


def numbered(
    reader: Reader, evidence: Iterable[Evidence]
) -> tuple[tuple[Source, ...], dict[str, int]]:
    """Return the documents with their places, and IRI of evidence → number.

    Numbers run through the documents in the order of their ids, and of the places in them; what is
    not printed as such comes last. Places of one document that read alike share a number.
    """
    places = sorted({item.iri: item for item in evidence}.values(), key=_order)
    sources: list[Source] = []
    numbers: dict[str, int] = {}
    number = 0
    for id, of_document in groupby(places, key=lambda item: item.source):
        listed: list[Place] = []
        for item in of_document:
            text = item.locator or reader.wording("whole document", "todo el documento")
            place = Place(number + 1, text, _sure(reader, item))
            if not listed or str(listed[-1]) != str(place):
                number += 1
                listed.append(place)
            numbers[item.iri] = number
        reference = entry(document(reader.store, id), reader.language)
        sources.append(Source(reference, tuple(listed), id))
    return tuple(sources), numbers


def _sure(reader: Reader, item: Evidence) -> str:
    """Return how sure a place is in words, empty where it is explicit."""
    if item.certainty in ("explicit", ""):
        return ""
    sure = reader.code("certainty", item.certainty).lower()
    reason = reader.code("inference-basis", item.basis).lower() if item.basis else ""
    return ": ".join(filter(None, [sure, reason]))


def _order(item: Evidence) -> tuple[str, bool, str, str, list[tuple[int, str]]]:
    is_printed = item.certainty in ("explicit", "")
    sure = ("", "") if is_printed else (item.certainty, item.basis)
    return item.source, not is_printed, *sure, natural(item.locator)


def natural(text: str) -> list[tuple[int, str]]:
    """Return a key by which "note 9" comes before "note 10"."""
    pieces = ["".join(letters) for _, letters in groupby(text, str.isdecimal)]
    return [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces]

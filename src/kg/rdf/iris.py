"""Make, check, shorten and expand IRIs."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kg.rdf.namespaces import DATASET, EVIDENCE, ID, PREFIXES, VOC

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z0-9_]+([.-][A-Za-z0-9]+)*")
_FORBIDDEN = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:.+")


@lru_cache(maxsize=65_536)  # a name is looked for in several ways
def fold(text: str) -> str:
    """Return a text in lower case and without accents: "Nuevo León" → "nuevo leon"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=65_536)  # many rows cite the same page of a document
def slug(text: str) -> str:
    """Return the slug of a locator or name: "§3.2, note 74" → "s3-2-note-74"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text.replace("§", "s"))).strip("-")


def local_name(iri: str) -> str:
    """Return what follows the last "#" or "/", or the whole IRI where nothing does."""
    return iri.rstrip("#/").replace("#", "/").rpartition("/")[2] or iri


def is_slug(text: str) -> bool:
    """Return whether a text may be the id of an entity: "claut-nuevo-leon"."""
    return SLUG.fullmatch(text) is not None


def is_absolute(iri: str) -> bool:
    """Return whether an IRI is absolute and has no character that RFC 3987 forbids."""
    return _ABSOLUTE.fullmatch(iri) is not None and _FORBIDDEN.search(iri) is None


def entity(identifier: str) -> str:
    """Return the IRI of the entity with an id."""
    return ID + identifier


def concept(scheme: str, code: str) -> str:
    """Return the IRI of a concept: "sector", "automotive" → …/voc/sector/automotive."""
    return f"{VOC}{scheme}/{code}"


def evidence(source: str, locator: str, certainty: str, basis: str = "") -> str:
    """Return the IRI of an evidence graph.

    Args:
        source: The id of the document.
        locator: The page, section or note in it, in words.
        certainty: The code of the certainty; explicit is left out of the name.
        basis: The code of the reason, where the claims were inferred.
    """
    reason = f"--{basis}" if basis else ""
    suffix = "" if certainty == "explicit" else f"{reason}--{certainty}"
    return f"{EVIDENCE}{source}/{slug(locator)}{suffix}"


def dataset(source: str, structure: str) -> str:
    """Return the IRI of the figures of a document that have one structure: "001", "area"."""
    return f"{DATASET}{source}-{structure}"


def dataset_parts(iri: str) -> tuple[str, str]:
    """Return the id of the document and the structure that the IRI of a data set is made of."""
    source, _, structure = iri.removeprefix(DATASET).rpartition("-")
    return source, structure


def node_path(path: str, parts: list[str]) -> str:
    """Return the path of the IRI of an n-ary node: "membership", ["a", "", "b/c", ""] → below.

    Empty parts are `_`, those at the end are left out: membership/a--_--b-c.
    """
    while parts and not parts[-1]:
        parts = parts[:-1]
    return f"{path}/" + "--".join([part.replace("/", "-") or "_" for part in parts])


def shorten(iri: str) -> str:
    """Return "prefix:name" where a prefix fits and the rest is a plain name, else the IRI."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            rest = iri[len(namespace) :]
            if re.fullmatch(r"[\w.@/-]*", rest):
                return f"{prefix}:{rest}"
    return iri


@lru_cache(maxsize=4_096)
def expand(name: str) -> str | None:
    """Return the IRI of "prefix:name", or an absolute IRI itself; None for anything else."""
    prefix, colon, rest = name.partition(":")
    if colon and prefix in PREFIXES and not rest.startswith("//"):
        return PREFIXES[prefix] + rest
    return name if is_absolute(name) and "://" in name else None

"""The record of loads in the catalogue: what was loaded, when, and what it changed."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from kg.files.reading import sha256
from kg.model import Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import BASE, CATALOGUE_GRAPH, HX, PROV, RDF_TYPE, XSD
from kg.store import Store

_LOAD = BASE + "load/"
_COUNT_TERMS = ("factsAdded", "factsRemoved", "claimsAdded", "claimsRemoved")


class Load(NamedTuple):
    """One load: when it ended, the files with their SHA-256, the counts, the software."""

    iri: str
    ended: str
    files: tuple[tuple[str, str], ...]  # name, SHA-256; what was taken away has a minus before it
    facts_added: int
    facts_removed: int
    claims_added: int
    claims_removed: int
    software: str


class Tally(NamedTuple):
    """How many quads a change adds or takes away, and how many of them are facts and claims."""

    quads: int = 0
    facts: int = 0
    claims: int = 0

    def and_of(self, quads: Iterable[Quad]) -> Tally:
        """Return the tally with these quads counted, too."""
        total, facts, claims = self
        for quad in quads:
            total += 1
            facts += quad.graph is None
            claims += _is_claim(quad)
        return Tally(total, facts, claims)


def record(
    added: Tally, removed: Tally, files: Sequence[Path], taken: Sequence[Path]
) -> list[Quad]:
    """Return the statements that record a load, for the catalogue."""
    ended = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    digests = [(path.name, sha256(path)) for path in files]
    digests += [(f"-{path.name}", sha256(path)) for path in taken]
    key = hashlib.sha256(f"{ended}{digests}".encode()).hexdigest()[:8]
    load = Iri(f"{_LOAD}{ended[:10]}-{key}")
    counts = (added.facts, removed.facts, added.claims, removed.claims)
    said: list[tuple[Iri, str, Term]] = [
        (load, RDF_TYPE, Iri(PROV + "Activity")),
        (load, PROV + "endedAtTime", Literal(ended, XSD + "dateTime")),
        (load, HX + "software", text(f"HelixKG {version('helixkg')}")),
        *(
            (load, HX + term, Literal(str(count), XSD + "integer"))
            for term, count in zip(_COUNT_TERMS, counts, strict=True)
        ),
    ]
    for number, (name, digest) in enumerate(digests, 1):
        used = Iri(f"{load.value}/{number}")
        said += [
            (load, PROV + "used", used),
            (used, RDF_TYPE, Iri(PROV + "Entity")),
            (used, HX + "fileName", text(name)),
            (used, HX + "sha256", text(digest)),
        ]
    return [Quad(s, Iri(p), o, Iri(CATALOGUE_GRAPH)) for s, p, o in said]


def log(store: Store) -> list[Load]:
    """Return the loads that a store records, the latest first."""
    catalogue = Iri(CATALOGUE_GRAPH)
    found = []
    for activity in store.quads(
        predicate=Iri(RDF_TYPE), object=Iri(PROV + "Activity"), graph=catalogue
    ):
        subject = activity.subject
        if not str(subject).startswith(_LOAD):
            continue
        said = {q.predicate.value: q.object.value for q in store.quads(subject, graph=catalogue)}
        files = []
        for used in store.quads(subject, Iri(PROV + "used"), graph=catalogue):
            about = {
                q.predicate.value: q.object.value for q in store.quads(used.object, graph=catalogue)
            }
            files.append((about[HX + "fileName"], about[HX + "sha256"]))
        counts = [int(said[HX + term]) for term in _COUNT_TERMS]
        found.append(
            Load(
                str(subject),
                said[PROV + "endedAtTime"],
                tuple(sorted(files)),
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                said[HX + "software"],
            )
        )
    return sorted(found, key=lambda load: load.ended, reverse=True)


def _is_claim(quad: Quad) -> bool:
    return quad.graph is not None and quad.graph.value.startswith(BASE + "evidence/")

"""The log of loads in the catalogue: what was loaded, when, and what it changed."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kg.claims.evidence import is_of_claims
from kg.files.reading import sha256
from kg.model import BNode, Iri, Literal, Quad, Term, text
from kg.rdf.namespaces import BASE, CATALOGUE_GRAPH, HX, PROV, RDF_TYPE, XSD
from kg.rdf.numbered import NumberedQuads
from kg.store import Store

_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
_LOAD: Final = BASE + "load/"
_COUNT_TERMS: Final = ("factsAdded", "factsRemoved", "claimsAdded", "claimsRemoved")


class Load(NamedTuple):
    """One load.

    Attributes:
        iri: The load itself.
        ended: When it ended: UTC, in ISO 8601, to the microsecond, which orders loads.
        files: The name of each file and its SHA-256, sorted. A minus sign stands before the name
            of a file whose statements were taken away.
        facts_added: How many facts are new.
        facts_removed: How many facts are gone.
        claims_added: How many claims are new.
        claims_removed: How many claims are gone.
        software: Name and version of the program.
    """

    iri: str
    ended: str
    files: tuple[tuple[str, str], ...]
    facts_added: int
    facts_removed: int
    claims_added: int
    claims_removed: int
    software: str


class Tally(NamedTuple):
    """How many quads a change adds or removes, and how many of them are facts and claims."""

    quads: int = 0
    facts: int = 0
    claims: int = 0

    def including(self, quads: Iterable[Quad]) -> Tally:
        """Return the tally with these quads counted, too."""
        numbered = NumberedQuads.of(quads)
        graphs = [(numbered.terms[number], n) for number, n in Counter(numbered.graphs).items()]
        return Tally(
            self.quads + len(numbered),
            self.facts + sum(n for graph, n in graphs if graph is None),
            self.claims
            + sum(n for graph, n in graphs if isinstance(graph, Iri) and is_of_claims(graph)),
        )


def record(
    added: Tally, removed: Tally, loaded: Sequence[Path], taken_away: Sequence[Path]
) -> list[Quad]:
    """Return the statements that record a load, for the catalogue.

    Args:
        added: What the load adds.
        removed: What it removes.
        loaded: The files whose statements are added.
        taken_away: The files whose statements are removed.
    """
    from importlib.metadata import version

    ended = datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
    digests = [(path.name, sha256(path)) for path in loaded]
    digests += [(f"-{path.name}", sha256(path)) for path in taken_away]
    key = hashlib.sha256(f"{ended}{digests}".encode()).hexdigest()[:8]
    load = Iri(f"{_LOAD}{ended[:10]}-{key}")
    counts = (added.facts, removed.facts, added.claims, removed.claims)
    statements: list[tuple[Iri, str, Term]] = [
        (load, RDF_TYPE, Iri(PROV + "Activity")),
        (load, PROV + "endedAtTime", Literal(ended, XSD + "dateTime")),
        (load, HX + "software", text(f"HelixKG {version('helixkg')}")),
        *(
            (load, HX + term, Literal(str(count), XSD + "integer"))
            for term, count in zip(_COUNT_TERMS, counts, strict=True)
        ),
    ]
    for number, (name, digest) in enumerate(digests, 1):
        file = Iri(f"{load.value}/{number}")
        statements += [
            (load, PROV + "used", file),
            (file, RDF_TYPE, Iri(PROV + "Entity")),
            (file, HX + "fileName", text(name)),
            (file, HX + "sha256", text(digest)),
        ]
    return [Quad(s, Iri(p), o, _CATALOGUE) for s, p, o in statements]


def name_of(load: str) -> str:
    """Return the name of a load, which ends its IRI: `2026-11-28-1a2b3c4d`."""
    return load.removeprefix(_LOAD)


def recorded(statements: Sequence[Quad]) -> str:
    """Return the name of the load that statements of `record` are about."""
    return name_of(str(statements[0].subject))


def log(store: Store) -> list[Load]:
    """Return the loads that a store records, the latest first."""
    activities = store.quads(
        predicate=Iri(RDF_TYPE), object=Iri(PROV + "Activity"), graph=_CATALOGUE
    )
    loads = (
        _load(store, quad.subject) for quad in activities if str(quad.subject).startswith(_LOAD)
    )
    return sorted(filter(None, loads), key=lambda load: load.ended, reverse=True)


def _load(store: Store, load: Iri | BNode) -> Load | None:
    """Return one load as the catalogue describes it.

    None for an activity that somebody loaded: `record` writes all properties of a load.
    """
    values = _values(store, load)
    used = store.quads(load, Iri(PROV + "used"), graph=_CATALOGUE)
    files = [_values(store, quad.object) for quad in used]
    counts = [values.get(HX + term, "") for term in _COUNT_TERMS]
    needed = (HX + "software", PROV + "endedAtTime")
    if not all(map(str.isdecimal, counts)) or not all(name in values for name in needed):
        return None
    files = [file for file in files if HX + "fileName" in file and HX + "sha256" in file]
    facts_added, facts_removed, claims_added, claims_removed = map(int, counts)
    return Load(
        iri=str(load),
        ended=values[PROV + "endedAtTime"],
        files=tuple(sorted((file[HX + "fileName"], file[HX + "sha256"]) for file in files)),
        facts_added=facts_added,
        facts_removed=facts_removed,
        claims_added=claims_added,
        claims_removed=claims_removed,
        software=values[HX + "software"],
    )


def _values(store: Store, subject: Term) -> dict[str, str]:
    """Return what the catalogue states of a subject; of several values of a property, one."""
    return {
        quad.predicate.value: quad.object.value for quad in store.quads(subject, graph=_CATALOGUE)
    }

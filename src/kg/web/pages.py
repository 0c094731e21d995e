"""The pages about the graph as a whole: start, search, documents, contradictions, loads."""

from __future__ import annotations

from functools import cache, lru_cache
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kg.claims import history
from kg.claims.sources import SourceCount, count_claims
from kg.library import Query
from kg.library.asking import ranked
from kg.library.in_ontology import questions
from kg.model import Iri
from kg.names.kinds import class_of
from kg.names.searching import REASONS
from kg.ontology import pages as vocabulary
from kg.quality.conflicts import recorded_conflicts
from kg.rdf.namespaces import ID, VOC
from kg.web.addresses import path_of
from kg.web.current import Snapshot
from kg.web.description import Describer
from kg.web.questions import grouped
from kg.web.render import graph_of, language_of, page, snapshot_of

_HITS: Final = 50
_ON_START: Final = "clusters-by-state"  # a question whose answer is a map
_LONGEST: Final = 500  # letters of a search
_QUESTIONS: Final = 3


def home(request: Request) -> Response:
    """Return the start page."""
    snapshot = snapshot_of(request)
    sources = _sources(snapshot)
    return page(
        request,
        "home",
        snapshot,
        groups=grouped(graph_of(request).queries, language_of(request)),
        sources=sources,
        map=_map(request, snapshot),
        counts=[
            (snapshot.entities, "entities"),
            (sum(source.claims for source in sources), "claims"),
            (len(sources), "sources"),
        ],
    )


def _map(request: Request, snapshot: Snapshot) -> Query | None:
    """Return the question whose answer is drawn on the start page, None where it has no rows."""
    has_rows = "Cluster" in snapshot.kinds and bool(snapshot.states)
    return graph_of(request).queries.get(_ON_START) if has_rows else None


def search(request: Request) -> Response:
    """Return the things that a text may mean."""
    text = request.query_params.get("q", "").strip()
    snapshot = snapshot_of(request)
    language = language_of(request)
    labels = snapshot.labels(language)
    matches = snapshot.index.search(text[:_LONGEST], None, _HITS) if text else []
    matches.sort(key=lambda hit: not hit.iri.startswith((ID, VOC)))  # documents last
    hits = [
        {
            "path": path_of(hit.iri),
            "text": labels.get(hit.iri) or hit.name,
            "name": hit.name,
            "kinds": [_kind(snapshot, kind, language) for kind in hit.kinds],
            "reason": REASONS[language][hit.reason],
        }
        for hit in matches
    ]
    return page(
        request,
        "search",
        snapshot,
        searched=text,
        hits=hits,
        questions=_questions(request, snapshot, text),
    )


def _kind(snapshot: Snapshot, kind: str, language: str) -> str:
    """Return what to call a kind of thing, or the list that a code belongs to."""
    scheme = kind.removeprefix("concept:")
    iri = VOC + scheme if kind.startswith("concept:") else class_of(kind)
    return snapshot.labels(language).get(iri) or scheme


def _questions(request: Request, snapshot: Snapshot, text: str) -> list[dict[str, str]]:
    """Return the questions of the library that a text may be, with their addresses."""
    language = language_of(request)
    matches = ranked(text[:_LONGEST], graph_of(request).queries, snapshot.store) if text else []
    return [
        {
            "title": match.query.summary(language),
            "values": "; ".join(match.values.values()),
            "address": f"/questions/{match.query.name}?{urlencode(match.values)}",
        }
        for match in matches[:_QUESTIONS]
        if match.is_worth_naming
    ]


def documents(request: Request) -> Response:
    """Return the list of documents, with how much each states."""
    snapshot = snapshot_of(request)
    return page(request, "documents", snapshot, sources=_sources(snapshot))


def conflicts(request: Request) -> Response:
    """Return the contradictions that are recorded."""
    snapshot = snapshot_of(request)
    describer = Describer(snapshot, language_of(request))
    recorded = [
        {
            "id": conflict.id,
            "type": conflict.type,
            "resolutions": conflict.resolutions,
            "members": [describer.value(Iri(member)) for member in conflict.members],
            "notes": conflict.notes,
            "sources": conflict.sources,
        }
        for conflict in recorded_conflicts(snapshot.store, language=language_of(request))
    ]
    return page(request, "conflicts", snapshot, conflicts=recorded)


def loads(request: Request) -> Response:
    """Return what was loaded since the graph was built."""
    snapshot = snapshot_of(request)
    return page(request, "loads", snapshot, loads=history.log(snapshot.store))


def ontology(request: Request) -> Response:
    """Return the classes, properties, code lists or constraints of the ontology."""
    name = request.path_params["name"]
    if name not in vocabulary.PAGES:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    language = language_of(request)
    return page(
        request,
        "ontology",
        snapshot_of(request),
        title=vocabulary.title(name, language),
        pages=[(other, vocabulary.title(other, language)) for other in vocabulary.PAGES],
        name=name,
        parts=_ontology(name, language),
    )


def term(request: Request) -> Response:
    """Lead from the path of the IRIs of classes and properties to their list."""
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/ontology/classes.html", HTTPStatus.SEE_OTHER)


@cache
def _ontology(name: str, language: str) -> list[str]:
    return list(vocabulary.body(name, vocabulary.project(questions()), language))


@lru_cache(maxsize=2)
def _sources(snapshot: Snapshot) -> list[SourceCount]:
    """Return the documents with their claims, which are counted once for each state."""
    return count_claims(snapshot.store)

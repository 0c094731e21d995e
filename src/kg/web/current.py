"""The graph that is served: the newest generation of a store, each request on one of them.

A load publishes a new generation. The next request opens it; requests that are under way keep the
one that they began with, so that no answer mixes two.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from kg import library, names
from kg.charts.map import states
from kg.claims.disputes import Disputes
from kg.claims.documents import Document
from kg.claims.evidence import EvidenceCatalogue
from kg.errors import KgError
from kg.files import content
from kg.library import Query
from kg.library.catalogue import Catalogue
from kg.model import Iri
from kg.names import Labels, NameIndex
from kg.names.kinds import classes_of, short_name
from kg.rdf.iris import local_name
from kg.rdf.namespaces import RDF_TYPE, REGISTRY_GRAPH, SKOS
from kg.runtime.bounds import Bounds
from kg.store import EmbeddedStore, Store, config
from kg.store.content_hash import quick_hash
from kg.web.examples import Examples

#: under which a request keeps the state that it is answered from
SNAPSHOT: Final = "kg.snapshot"
_MOST_EVIDENCE: Final = 20_000  # descriptions that are remembered, 10 MB


class Snapshot:
    """One state of the graph, and what is looked up in it again and again.

    Attributes:
        store: The state itself.
        examples: What the endpoint tells of its questions.
        identity: A text that no other state has; empty where nobody knows (an endpoint).
        documents: What the catalogue says of documents, as far as it was read, by id.
    """

    def __init__(self, store: Store, examples: Examples) -> None:
        """Take an open store, and the examples of its endpoint."""
        self.store, self.examples = store, examples
        self.identity = store.identity if isinstance(store, EmbeddedStore) else ""
        self.documents: dict[str, Document] = {}
        self._named: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        self._evidence = EvidenceCatalogue(store)
        self._labels = {language: Labels(store, language) for language in ("es", "en")}

    def evidence(self) -> EvidenceCatalogue:
        """Return the descriptions of evidence, which are remembered until there are many."""
        if self._evidence.count > _MOST_EVIDENCE:
            self._evidence = EvidenceCatalogue(self.store)
        return self._evidence

    @cached_property
    def version(self) -> str:
        """The hash of all statements, by which the graph is cited; empty where it is not known."""
        return quick_hash(self.store)

    def prepare(self) -> None:
        """Look up what nearly every page shows: the labels of codes, and contradictions.

        Without it, whoever asks first after a load would wait for all of that. What cannot be read
        is told to whoever asks for it.
        """
        with contextlib.suppress(KgError):
            self._look_ahead()

    def _look_ahead(self) -> None:
        codes = {quad.subject for quad in self.store.quads(predicate=Iri(SKOS + "inScheme"))}
        for labels in self._labels.values():
            labels.learn(code for code in codes if isinstance(code, Iri))
        self.disputes.prepare()

    @property
    def is_newest(self) -> bool:
        """Whether no load has followed; of an endpoint nobody knows, and each request asks it."""
        return not isinstance(self.store, EmbeddedStore) or self.store.is_current

    def labels(self, language: str) -> Labels:
        """Return the labels in a language, which are remembered."""
        return self._labels[language]

    @cached_property
    def kinds(self) -> Mapping[str, tuple[str, ...]]:
        """The IRIs of the entities of each kind, by its short name."""
        by_kind: dict[str, list[str]] = {}
        for quad in self.store.quads(predicate=Iri(RDF_TYPE), graph=Iri(REGISTRY_GRAPH)):
            by_kind.setdefault(short_name(str(quad.object)), []).append(str(quad.subject))
        return {kind: tuple(sorted(by_kind[kind])) for kind in sorted(by_kind)}

    def named(self, kind: str, language: str) -> Sequence[tuple[str, str]]:
        """Return the label and the IRI of each entity of a kind, by label; "" is any kind."""
        if (kind, language) not in self._named:
            chosen = [kind] if kind else list(self.kinds)
            iris = dict.fromkeys(iri for name in chosen for iri in self.kinds[name])
            labels = names.labels_of(self.store, map(Iri, iris), language)
            named = ((labels.get(iri) or local_name(iri), iri) for iri in iris)
            self._named[kind, language] = tuple(sorted(named))
        return self._named[kind, language]

    def kinds_of(self, iri: str) -> list[str]:
        """Return the kinds of an entity."""
        return sorted(map(short_name, classes_of(self.store, Iri(iri))))

    @cached_property
    def entities(self) -> int:
        """How many entities there are."""
        return len({iri for iris in self.kinds.values() for iri in iris})

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The last letters of the ISO code of each state, by its IRI."""
        return states(self.store)

    @cached_property
    def disputes(self) -> Disputes:
        """The contradictions that are recorded."""
        return Disputes(self.store)

    @cached_property
    def index(self) -> NameIndex:
        """The index of all names; that of an endpoint is made once, of all its names."""
        return names.open_index(self.store) or NameIndex.build(self.store)


class Current:
    """The graph at a place, as it is now.

    Attributes:
        queries: The questions of the library.
        bounds: What a query may use.
    """

    def __init__(self, location: Path | str, bounds: Bounds, processes: int = 2) -> None:
        """Open the graph.

        Args:
            location: A folder, an address or a name of kg.toml.
            bounds: What a query may use.
            processes: How many processes wait for queries; twice as many answer at a time.

        Raises:
            StoreError: There is no store, or it is damaged.
        """
        self.location = location
        self.queries: Catalogue = library.read(content.folder("queries"))
        self.bounds, self._processes = bounds, processes
        self._lock = threading.Lock()
        self._examples = Examples(self.queries, bounds)
        self._snapshot = self._open()

    def snapshot(self) -> Snapshot:
        """Return the newest state of the graph.

        Raises:
            StoreError: It cannot be opened.
        """
        if self._snapshot.is_newest:
            return self._snapshot
        with self._lock:
            if not self._snapshot.is_newest:
                self._snapshot = self._open()
            return self._snapshot

    def query(self, name: str) -> Query:
        """Return a question of the library.

        Raises:
            UsageError: There is none of this name.
        """
        return library.find(self.queries, name)

    def _open(self) -> Snapshot:
        store = config.open_store(self.location, bounds=self.bounds, processes=self._processes)
        snapshot = Snapshot(store, self._examples)
        if isinstance(store, EmbeddedStore):
            threading.Thread(target=snapshot.prepare, name="prepare", daemon=True).start()
        return snapshot

"""Find entities by any of their names: an index of all names, kept beside the store.

Accents, case, punctuation and the order of words do not matter; small typing errors and
beginnings of words are forgiven. The index belongs to one generation of a store and can be made
anew at any time (decision 10). Tantivy keeps it: a look-up among a million names takes about a
millisecond (benchmarks/search.py).
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.model import Iri, Literal
from kg.names.kinds import short_name
from kg.rdf import iris
from kg.rdf.namespaces import (
    ALT_LABEL,
    BASE,
    CATALOGUE_GRAPH,
    DCT,
    HX,
    ID,
    PREF_LABEL,
    RDF_TYPE,
    SKOS,
    SOURCE,
    VOC,
)
from kg.store import EmbeddedStore

if TYPE_CHECKING:
    import tantivy

    from kg.store.base import Store

_NAME_PROPERTIES: Final = (
    PREF_LABEL,
    ALT_LABEL,
    HX + "acronym",
    HX + "legalName",
    HX + "formerName",
    HX + "ocrVariant",
    SKOS + "hiddenLabel",
    SKOS + "notation",
)
_CATALOGUE: Final = Iri(CATALOGUE_GRAPH)
#: Words that a name may lack or have without being another name.
SMALL_WORDS: Final = frozenset(
    {"a", "al", "and", "de", "del", "des", "du", "e", "el", "en"}
    | {"et", "for", "la", "las", "le", "les", "los", "of", "the", "y"}
)
_FUZZY_FROM, _FUZZIER_FROM = 4, 8  # letters of a word in which one, two may be wrong
_POOL: Final = 200  # hits of a step, of which the best are kept
_ENDING: Final = ".names"
_HEAP: Final = 100_000_000  # bytes for building


class Name(NamedTuple):
    """A name of an entity, concept or source; a lower rank is a better kind of name."""

    iri: Iri
    rank: int  # 1 preferred label or title, 2 another label, acronym or code, 3 of a concept
    text: str


class Hit(NamedTuple):
    """An entity that a text may mean, and why."""

    iri: str
    kinds: tuple[str, ...]
    name: str  # the one that matches
    rank: int  # of that name, see `Name`
    reason: str  # id, name, words, beginning or spelling: what of the text matches


@lru_cache(maxsize=65_536)
def match_key(text: str) -> str:
    """Return the letters and digits of a name, folded; the name itself where it has none.

    Two names with the same key are the same name: "Nuevo León" and "nuevo-leon".
    """
    return "".join(filter(str.isalnum, iris.fold(text))) or text.strip()


def all_names(store: Store) -> Iterator[Name]:
    """Yield all names of entities, concepts and sources; a concept's code is a name."""
    for predicate in _NAME_PROPERTIES:
        for quad in store.quads(None, Iri(predicate)):
            if not isinstance(quad.subject, Iri) or not isinstance(quad.object, Literal):
                continue
            if quad.subject.value.startswith(ID):
                yield Name(quad.subject, 1 if predicate == PREF_LABEL else 2, quad.object.value)
            elif quad.subject.value.startswith(VOC):
                yield Name(quad.subject, 3, quad.object.value)
                yield Name(quad.subject, 3, quad.subject.value.rpartition("/")[2])
    for quad in store.quads(None, Iri(DCT + "title"), graph=_CATALOGUE):
        if isinstance(quad.subject, Iri) and isinstance(quad.object, Literal):
            yield Name(quad.subject, 1, quad.object.value)


_MOST_OPEN: Final = 4  # indexes that stay open, of the generations asked last
_open: dict[str, NameIndex] = {}  # by identity of the generation, the one opened last at the end
_opening: Final = threading.Lock()


def open_index(store: Store) -> NameIndex | None:
    """Return the index kept beside a store in a folder, built where there is none yet.

    A damaged index, or one of another version of Tantivy, is built anew.

    Returns:
        None for a store in memory or behind an endpoint, and where the folder cannot be written
        to and has no index.
    """
    if not isinstance(store, EmbeddedStore) or store.generation is None:
        return None
    key = store.identity
    with _opening:
        if key not in _open:
            index = _open_beside(store)
            if index is None:
                return None
            if len(_open) >= _MOST_OPEN:
                del _open[next(iter(_open))]
            _open[key] = index
        return _open[key]


def _open_beside(store: EmbeddedStore) -> NameIndex | None:
    def build(folder: Path) -> None:
        NameIndex.build(store, folder)

    for damaged in (False, True):
        folder = store.derived(_ENDING, build, anew=damaged)
        if folder is None:
            return None
        try:
            return NameIndex.open(folder)
        except (ValueError, OSError):
            continue
    return None


class NameIndex:
    """An index of names, open for reading."""

    def __init__(self, index: tantivy.Index) -> None:
        """Take an index of Tantivy's; `build` and `open` are what callers use."""
        import tantivy

        self._words = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.lowercase())
            .build()
        )
        index.register_tokenizer("folded", self._words)
        self._index = index
        self._schema = index.schema
        self._query = tantivy.Query
        self._must, self._should = tantivy.Occur.Must, tantivy.Occur.Should

    @classmethod
    def build(cls, store: Store, folder: Path | None = None) -> NameIndex:
        """Return a new index of all names of a store, in an empty folder or else in memory."""
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", stored=True, tokenizer_name="folded")
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("iri", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("kind", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("rank", stored=True)
        new = cls(tantivy.Index(builder.build(), path=str(folder) if folder else None))
        writer = new._index.writer(_HEAP, 1)
        kinds = _all_kinds(store)
        for name in dict.fromkeys(all_names(store)):
            document = tantivy.Document(
                words=name.text, key=match_key(name.text), iri=name.iri.value, rank=name.rank
            )
            for kind in kinds.get(name.iri.value, [_concept_kind(name.iri)]):
                document.add_text("kind", kind)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        new._index.reload()
        return new

    @classmethod
    def open(cls, folder: Path) -> NameIndex:
        """Open the index in a folder.

        Raises:
            ValueError: The index is damaged, or of another version of Tantivy.
            OSError: It cannot be read.
        """
        import tantivy

        return cls(tantivy.Index.open(str(folder)))

    def exact(self, text: str) -> list[Name]:
        """Return the names that equal a text, but for accents, case, spaces and punctuation."""
        key = match_key(text)
        hits = self._hits(self._term("key", key), "name") if key else []
        return [Name(Iri(hit.iri), hit.rank, hit.name) for hit in hits]

    def of_kind(self, kind: str) -> list[Name]:
        """Return all names of one kind, such as `concept:sector`."""
        return [
            Name(Iri(hit.iri), hit.rank, hit.name)
            for hit in self._hits(self._term("kind", kind), "name", limit=1_000_000)
        ]

    def search(self, text: str, kind: str | None = None, limit: int = 10) -> list[Hit]:
        """Return what a text may mean, the best first, each entity once.

        The id takes precedence over an equal name, that over names with all the words, those over
        names with words that begin so, and those over words that are spelt alike.

        Args:
            text: A name as somebody remembers it.
            kind: Short name of the class that hits must have, or `concept:<scheme>`.
            limit: Hits at most.
        """
        hits: dict[str, Hit] = {}
        for reason, query in self._steps(text):
            pool = self._hits(query, reason, kind)
            pool.sort(key=lambda hit: (hit.rank, len(hit.name), hit.name, hit.iri))
            for hit in pool:
                hits.setdefault(hit.iri, hit)
            if len(hits) >= limit:
                break
        return list(hits.values())[:limit]

    def beginning_with(self, words: Iterable[str], limit: int = _POOL) -> list[Hit]:
        """Return the names in which each of some words begins one, in any order.

        Args:
            words: Beginnings of words; accents and case do not matter.
            limit: Names at most; an entity of several such names comes several times.
        """
        beginnings = [word for text in words for word in self._words.analyze(text)]
        if not beginnings:
            return []
        query = self._all([self._near(word, 0, prefix=True) for word in beginnings])
        return self._hits(query, "beginning", limit=limit)

    def with_most_of(self, words: Iterable[str], limit: int = _POOL) -> list[Hit]:
        """Return the names in which some of the words begin one, those with most of them first.

        Args:
            words: Beginnings of words; accents and case do not matter.
            limit: Names at most; an entity of several such names comes several times.
        """
        beginnings = [word for text in words for word in self._words.analyze(text)]
        parts = [(self._should, self._near(word, 0, prefix=True)) for word in beginnings]
        return self._hits(self._query.boolean_query(parts), "beginning", limit=limit)

    def _steps(self, text: str) -> Iterator[tuple[str, tantivy.Query]]:
        """Yield a reason and a query for each way in which a text may match, the best first."""
        slug = text.strip()
        if iris.is_slug(slug):
            yield "id", self._term("iri", ID + slug)
        elif slug.startswith(("http://", "https://")):
            yield "id", self._term("iri", slug)
        elif "/" in slug:  # a concept: sector/automotive
            yield "id", self._term("iri", VOC + slug)
        if match_key(text):
            yield "name", self._term("key", match_key(text))
        words = self._words.analyze(text)
        words = [word for word in words if word not in SMALL_WORDS] or words
        if not words:
            return
        yield "words", self._all([self._term("words", word) for word in words])
        yield "beginning", self._all([self._near(word, 0, prefix=True) for word in words])
        yield "spelling", self._all([self._near(word, 1, prefix=False) for word in words])
        yield "spelling", self._all([self._near(word, 2, prefix=False) for word in words])
        yield "spelling", self._all([self._near(word, 1, prefix=True) for word in words])

    def _near(self, word: str, distance: int, *, prefix: bool) -> tantivy.Query:
        """Return a query for words with so many wrong letters, fewer where the word is short."""
        allowed = 0 if len(word) < _FUZZY_FROM else 1 if len(word) < _FUZZIER_FROM else 2
        return self._query.fuzzy_term_query(
            self._schema, "words", word, distance=min(distance, allowed), prefix=prefix
        )

    def _term(self, field: str, value: str) -> tantivy.Query:
        return self._query.term_query(self._schema, field, value)

    def _all(self, queries: Iterable[tantivy.Query]) -> tantivy.Query:
        return self._query.boolean_query([(self._must, query) for query in queries])

    def _hits(
        self, query: tantivy.Query, reason: str, kind: str | None = None, limit: int = _POOL
    ) -> list[Hit]:
        if kind:
            query = self._all([query, self._term("kind", kind)])
        searcher = self._index.searcher()
        limit = min(limit, max(searcher.num_docs, 1))
        hits = []
        for _, address in searcher.search(query, limit, count=False).hits:
            stored = searcher.doc(address)
            hits.append(
                Hit(
                    stored["iri"][0],
                    tuple(stored["kind"]),
                    stored["words"][0],
                    stored["rank"][0],
                    reason,
                )
            )
        return hits


def _all_kinds(store: Store) -> dict[str, list[str]]:
    """Return the short names of the classes of all entities and sources, by IRI."""
    kinds: dict[str, list[str]] = {}
    for graph in (_CATALOGUE, None):
        for quad in store.quads(None, Iri(RDF_TYPE), graph=graph):
            if isinstance(quad.subject, Iri) and quad.subject.value.startswith((ID, SOURCE)):
                kinds.setdefault(quad.subject.value, []).append(short_name(quad.object.value))
    for names in kinds.values():
        names.sort()
    return kinds


def _concept_kind(concept: Iri) -> str:
    name = concept.value.removeprefix(VOC).removeprefix(BASE)
    return f"concept:{name.partition('/')[0]}"
